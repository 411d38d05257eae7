"""The page Changes without a browser: what it says of each ledger, to whom, and an undo from its preview to the record."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ledgers import pack
from tests.pages import Opener, cells_of, folder_of, opener, parts_of, pledges_of, said_by
from tracker import desk, terms
from tracker.dashboard.figure_table import show_table
from tracker.ledger import Changes, Ledger, create_ledger, open_ledger

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PHASES = ["F,I,First,,,,"]
INITIATIVES = ["I,Harbours,UNODC,USD,,,"]
DONORS = ["FRA,France,FRA,government,,,"]
HOSTILE = "<img src=x onerror=alert(1)> ![x](http://x) [a](http://b)"


@pytest.fixture
def open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    open_any = opener(tmp_path, monkeypatch)
    return lambda source, **asked: open_any(source, "changes", **asked)


@pytest.fixture
def history(tmp_path: Path) -> str:
    """The Paris Pact, and two changesets after it: France's 200,000 announced; a note on Russia's."""
    url = f"sqlite:///{tmp_path / 'a.db'}"
    with desk.start_ledger(url, desk.data_folder(), author="Ada", now=NOW)[0] as ledger:
        announce(ledger)
        pledges = ledger.read()["pledges"]
        russia = pledges[(pledges["donor"] == "RUS").to_numpy()].assign(note=HOSTILE)
        ledger.commit(Changes(changed={"pledges": russia}), author=HOSTILE, message=HOSTILE, now=NOW)
    return url


def announce(ledger: Ledger) -> None:
    pledges = ledger.read()["pledges"]
    step = pledges[(pledges["donor"] == "FRA").to_numpy()].assign(status="pledged", status_on="2009-12-03")
    ledger.commit(Changes(added={"pledges": step}), author="Bo", message="France announced it", now=NOW)


def lead(page: AppTest) -> str:
    return str(parts_of(page)["masthead"]["lead"])


def table(page: AppTest, key: str = "changes-bridge") -> dict[str, list[str]]:
    """The rows of a table by their first cell."""
    return {row[0]: row[1:] for row in cells_of(page, key)}


def amount(text: str) -> int:
    return int(text.replace(",", "").replace("~", "").replace("+", "") or 0)


def test_the_bridge_of_the_paris_pact_adds_up_rung_by_rung(open_page: Opener, history: str) -> None:
    page = open_page(history)
    assert not page.exception
    assert lead(page) == (
        "Since 30 September 2009, $400,000 was newly announced and about $100,000 was newly seen as possible; "
        "the start is now $300,000 short."
    )
    rows = table(page)
    assert list(rows) == ["At 30 Sep 2009", "New", "Firmed", "Stated", "At 4 Dec 2009"]
    assert rows["Firmed"] == ["", "", "+200,000", "-200,000", "", "+200,000", "", "-200,000"]
    assert rows["At 4 Dec 2009"] == ["0", "0", "400,000", "0", "~100,000", "400,000", "2,900,000", "2,500,000"]
    for column in range(8):
        *steps, closing = [amount(cells[column]) for cells in rows.values()]
        assert sum(steps) == closing
    closing_cell = parts_of(page)["changes-bridge"]["rows"][-1]["cells"][0]
    assert closing_cell["aside"] == "the sum of all above, to the cent"


def test_every_figure_of_the_bridge_can_be_opened(open_page: Opener, history: str) -> None:
    page = open_page(history)
    cells = [cell for row in parts_of(page)["changes-bridge"]["rows"] for cell in row["cells"][1:] if cell["text"]]
    assert all({"rungs", "step", "title"} <= cell["ask"].keys() for cell in cells)
    firmed = next(cell["ask"] for cell in cells if cell["ask"].get("kind") == "firmed" and cell["text"] == "-200,000")
    assert (firmed["kind"], firmed["since"], firmed["rungs"]) == ("firmed", "2009-09-30", ["expected"])


def test_pictures_show_the_money_and_what_is_missing(open_page: Opener, history: str) -> None:
    page = open_page(history)
    charts = [element for element in page.main if element.type == "plotly_chart"]
    assert len(charts) == 2
    assert "Announced" in said_by(page)


def test_the_reader_chooses_the_start_the_rungs_and_the_scope(open_page: Opener, history: str) -> None:
    page = open_page(history)
    page.segmented_control(key="changes-since").set_value("other").run()
    page.date_input(key="changes-other").set_value(datetime(2009, 11, 30).date()).run()  # noqa: DTZ001
    assert lead(page) == "Since 30 November 2009, $200,000 was newly announced; the start is now $300,000 short."
    assert table(page)["At 30 Nov 2009"][2:4] == ["200,000", "200,000"]
    page.selectbox(key="changes-floor").set_value("prospective").run()
    assert table(page)["Firmed"][5] == ""
    page.segmented_control(key="changes-scope").set_value("initiative").run()
    assert not page.exception
    assert lead(page) == "Since 30 November 2009, $200,000 was newly announced."


def test_the_opening_as_it_was_printed_leaves_late_entries_apart(open_page: Opener, history: str) -> None:
    page = open_page(history, as_of="2009-12-31")
    page.segmented_control(key="changes-since").set_value("other").run()
    page.date_input(key="changes-other").set_value(datetime(2009, 12, 4).date()).run()  # noqa: DTZ001
    page.selectbox(key="changes-reported").set_value("1").run()
    assert not page.exception
    assert table(page)["Late entries"][2:4] == ["+200,000", "-200,000"]
    assert table(page)["At 4 Dec 2009"][2:4] == ["200,000", "200,000"]


def test_a_record_beside_today_s_marks_what_differs_in_words(open_page: Opener, history: str) -> None:
    page = open_page(history)
    page.segmented_control(key="changes-part").set_value("recorded").run()
    page.selectbox(key="changes-record").set_value("1").run()
    assert not page.exception
    assert lead(page) == (
        "As recorded on 22 November 2026, $500,000 was missing of the start; as recorded now, $300,000 is missing."
    )
    assert cells_of(page, "changes-standings") == [
        ["France", "Anticipated", "200,000", "Announced", "200,000", "≠ standing and last word", "2"]
    ]
    announced = [row for row in cells_of(page, "changes-gaps") if row[1] == "+ Announced"]
    assert announced[0][2:] == ["200,000", "400,000", "500,000", "300,000", "≠ 200,000 less is missing", "2"]
    page.button(key="changes-then").click().run()
    assert page.query_params["known_at"] in ("1", ["1"])


def test_an_earlier_record_has_its_own_bridge(open_page: Opener, history: str) -> None:
    page = open_page(history, known_at="1")
    assert lead(page).startswith("Since 30 September 2009, $200,000 was newly announced")


def test_another_changeset_opens_without_the_undo_that_was_looked_at(
    open_page: Opener, history: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(history)
    page.segmented_control(key="changes-part").set_value("log").run()
    page.session_state["changes-log-open"] = 2
    page.run()
    page.button(key="changes-undo-open").click().run()
    assert "This would change." in str(parts_of(page))
    page.segmented_control(key="changes-part").set_value("recorded").run()
    press(monkeypatch, "tracker.dashboard.changes.recorded", "changes-gaps", {"changeset": 3})
    page.run()
    assert not page.exception
    assert lead(page).startswith("Changeset 3: ")
    assert "This would change." not in str(parts_of(page))


def press(monkeypatch: pytest.MonkeyPatch, module: str, key: str, ask: dict[str, object]) -> None:
    """At the next run, let a figure of a table have been pressed: AppTest cannot press those of a component."""
    asked, pressed = show_table, [ask]

    def show(name: str, *given: Any) -> dict[str, Any] | None:
        found = asked(name, *given)
        return pressed.pop() if name == key and pressed else found

    monkeypatch.setattr(f"{module}.show_table", show)


def test_the_log_and_what_a_changeset_wrote(open_page: Opener, history: str) -> None:
    page = open_page(history)
    page.segmented_control(key="changes-part").set_value("log").run()
    assert [row[0] for row in cells_of(page, "changes-log")] == ["3", "2", "1"]
    assert cells_of(page, "changes-log")[0][3] == HOSTILE
    page.session_state["changes-log-open"] = 2
    page.run()
    assert lead(page) == "Changeset 2: France announced it"
    fields = {row[1]: row[2:] for row in cells_of(page, "changes-fields-table")}
    assert fields["status"] == ["—", "pledged"]
    markdown = "".join(element.value for element in (*page.markdown, *page.caption))
    assert HOSTILE not in markdown


def test_an_undo_is_previewed_then_recorded_and_the_page_shows_it(open_page: Opener, history: str) -> None:
    page = open_page(history)
    page.segmented_control(key="changes-part").set_value("log").run()
    page.session_state["changes-log-open"] = 2
    page.run()
    page.button(key="changes-undo-open").click().run()
    assert not page.exception
    assert "This would change." in str(parts_of(page))
    with open_ledger(history) as ledger:
        assert len(ledger.changesets()) == 3
    page.text_input(key="record-preview-changes-undo-message").set_value("Said too early")
    page.button(key="record-preview-changes-undo-record").click().run()
    assert not page.exception
    with open_ledger(history) as ledger:
        head = ledger.head()
        assert head is not None
        assert (head.number, head.message) == (4, "Said too early")
        assert ledger.verify() == []
    page.button(key="changes-log-back").click().run()
    page.segmented_control(key="changes-part").set_value("bridge").run()
    assert lead(page) == (
        "Since 30 September 2009, $200,000 was newly announced and $200,000 was newly anticipated; "
        "the start is now $500,000 short."
    )


def test_an_undo_that_cannot_be_names_the_rows_that_stand_on_it(open_page: Opener, history: str) -> None:
    page = open_page(history)
    page.segmented_control(key="changes-part").set_value("log").run()
    page.session_state["changes-log-open"] = 1
    page.run()
    page.button(key="changes-undo-open").click().run()
    assert not page.exception
    assert "(RUS-PPI-3, 2009-11-27) was written again in changeset 3" in str(parts_of(page))


def test_a_pack_that_went_out_is_shown_with_its_files_and_is_not_undone(open_page: Opener, history: str) -> None:
    with open_ledger(history) as ledger:
        ledger.issue_pack(pack(ledger, phase="PPI-3"), author="Ada", now=NOW)
    page = open_page(history)
    page.segmented_control(key="changes-part").set_value("log").run()
    page.session_state["changes-log-open"] = 4
    page.run()
    assert lead(page) == "Changeset 4: Issued the briefing of PPI-3 for 2009Q4, internal, en"
    fields = {row[1]: row[3] for row in cells_of(page, "changes-fields-table")}
    assert fields["changeset"] == "3"
    assert fields["files"] == f"{'a' * 64}  brief.pdf\n{'b' * 64}  slides & more.pptx"
    page.button(key="changes-undo-open").click().run()
    assert not page.exception
    assert "what went out stays on record" in str(parts_of(page))


def test_partners_see_the_bridge_alone(open_page: Opener, history: str) -> None:
    page = open_page(history, role="partner")
    assert not page.exception
    said = said_by(page)
    assert "changes-part" not in said
    assert "Anticipated" not in said
    assert "France announced it" not in said
    assert any("internal readers" in caption.value for caption in page.caption)
    assert len(table(page)["At 4 Dec 2009"]) == 6
    asked = open_page(history, audience="partners")
    assert "changes-part" not in said_by(asked)


def test_viewers_read_the_log_and_cannot_undo(open_page: Opener, history: str) -> None:
    page = open_page(history, role="viewer")
    page.segmented_control(key="changes-part").set_value("log").run()
    page.session_state["changes-log-open"] = 2
    page.run()
    assert lead(page) == "Changeset 2: France announced it"
    assert "changes-undo-open" not in [button.key for button in page.button]


def test_an_empty_ledger_says_how_to_begin(open_page: Opener, tmp_path: Path) -> None:
    create_ledger(f"sqlite:///{tmp_path / 'empty.db'}")
    page = open_page(f"sqlite:///{tmp_path / 'empty.db'}")
    assert not page.exception
    assert "on the page Record" in page.info[0].value
    page.segmented_control(key="changes-part").set_value("log").run()
    assert lead(page) == "Nothing is recorded yet."


def test_a_phase_of_one_pledge_and_one_record(open_page: Opener, tmp_path: Path) -> None:
    rows: dict[str, Any] = {"pledges": pledges_of("P,2026-11-01,pledged,F,FRA,100,USD")}
    folder = folder_of(tmp_path / "one", initiatives=INITIATIVES, phases=PHASES, donors=DONORS, **rows)
    page = open_page(folder, as_of="2026-11-22")
    assert not page.exception
    assert lead(page) == "Since 30 September 2026, $100 was newly announced."
    assert table(page)["At 22 Nov 2026"] == ["0", "0", "100", "0", "0", "100"]
    page.segmented_control(key="changes-part").set_value("recorded").run()
    assert lead(page) == "There is no earlier record to compare with."


def test_the_presentation_view_of_the_log_has_nothing_to_press(open_page: Opener, history: str) -> None:
    page = open_page(history)
    page.segmented_control(key="changes-part").set_value("log").run()
    page.session_state["changes-log-open"] = 2
    page.run()
    assert page.button
    page.query_params["present"] = "1"
    page.run()
    assert lead(page) == "Changeset 2: France announced it"
    assert not page.button


def test_the_presentation_view_shows_one_picture_and_the_table(open_page: Opener, history: str) -> None:
    page = open_page(history, present="1")
    assert not page.exception
    assert not page.selectbox
    assert not page.segmented_control
    assert len([element for element in page.main if element.type == "plotly_chart"]) == 1
    assert next(iter(table(page))) == "At 30 Sep 2009"


def test_thousands_of_pledges_are_bridged_in_a_small_page(open_page: Opener, tmp_path: Path) -> None:
    starts = [
        f"P{i},2026-{1 + i % 9:02}-1{i % 10},{terms.PROMISES[i % 4]},F,FRA,{1000 + i}.00,USD" for i in range(10_000)
    ]
    folder = folder_of(
        tmp_path / "many", initiatives=INITIATIVES, phases=PHASES, donors=DONORS, pledges=pledges_of(*starts),
        budgets=["F,2026-01-01,,,,9000000000,USD,,,"],
    )  # fmt: skip
    page = open_page(folder, timeout=120, as_of="2026-11-22")
    assert not page.exception
    assert len(said_by(page)) < 200_000
    page.segmented_control(key="changes-part").set_value("log").run()
    page.session_state["changes-log-open"] = 1
    page.run()
    assert any("10,000 rows of pledges" in text.value for text in page.text)
