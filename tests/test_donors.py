"""The page Donors without a browser, and what the desk and its sentences say: filled, empty, one row, for partners."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from docx import Document

from tests.pages import Opener, cells_of, folder_of, parts_of, pledges_of, said_by
from tests.tables import rows_of
from tracker import desk
from tracker.briefing.donors import write_dependence, write_giving, write_overdue
from tracker.dashboard.donors.ages import draw_ages
from tracker.dashboard.donors.scope import Scope
from tracker.dashboard.paint import LIGHT
from tracker.ledger import Ledger, create_ledger
from tracker.problems import RefusedError

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOSTILE = "=cmd|'/c calc'!A1 <img src=x onerror=alert(1)> ![x](http://x.example) [y](http://y.example)"


@pytest.fixture
def open_page(read_page: Opener) -> Opener:
    """No test here records anything."""
    return read_page


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    place = f"sqlite:///{tmp_path_factory.mktemp('donors')}/e.db"
    with desk.start_ledger(place, desk.data_folder("example"), author="Ada", now=NOW)[0] as ledger:
        yield ledger


def look(ledger: Ledger, audience: str = "internal") -> desk.View:
    return desk.look(ledger, today=TODAY, audience=audience)


# The desk


@pytest.mark.parametrize("audience", ["internal", "partners"])
def test_ages_add_up_to_what_stands_announced_and_signed(ledger: Ledger, audience: str) -> None:
    """The same money as on the ladder, whichever way it is cut."""
    view = look(ledger, audience)
    position = desk.position(view)
    promised = position[position["rung"].isin(["committed", "pledged"]).to_numpy()]
    for report, sums in desk.ageing(view).sums.groupby("report"):
        assert sums["value"].sum() == promised["amount"][(promised["currency"] == report).to_numpy()].sum()
    hidden = {pair for pairs in desk.ageing(view).sums["unconverted"] for pair in pairs}
    assert hidden == {("NOK", 5_000_000_00)}


def test_status_balances_and_ages_are_the_same_money(ledger: Ledger) -> None:
    found, status = desk.ageing(look(ledger)), desk.promise_status(look(ledger))
    for currency, total in status.totals.groupby("currency"):
        unpaid = found.unpaid[(found.unpaid["currency"] == currency).to_numpy()]
        assert total["balance"].sum() == unpaid["amount"].sum()


def test_a_status_is_narrowed_to_what_is_asked_for(ledger: Ledger) -> None:
    view = look(ledger)
    assert set(desk.promise_status(view, "BLO", shown="overdue").promises["pledge"]) == {"DEU-BLO-2"}
    owed = desk.promise_status(view, "BLO", "BLO-2", shown="owed").promises
    assert set(owed["phase"]) == {"BLO-2"}
    assert (owed["balance"] > 0).all()
    assert set(desk.promise_status(view, donor="JPN").promises["donor"]) == {"JPN"}
    every, formal = (desk.promise_status(view, shown=shown).promises for shown in ("all", "formal"))
    assert set(every["pledge"]) - set(formal["pledge"]) == set(every["pledge"][~every["is_formal"]])
    with pytest.raises(RefusedError, match="there is no phase 'XXX'"):
        desk.promise_status(view, None, "XXX")


def test_donors_stand_in_the_order_of_their_names(ledger: Ledger) -> None:
    """Germany, whose code is DEU, stands after France."""
    donors = list(dict.fromkeys(desk.promise_status(look(ledger), "BLO").promises["donor"]))
    assert donors[:4] == ["CAN", "FRA", "DEU", "JPN"]


def test_giving_of_all_phases_is_the_sum_of_each(ledger: Ledger) -> None:
    whole = desk.giving(look(ledger), donor="DEU")
    parts = desk.giving(look(ledger), by_phase=True, donor="DEU")
    for name in ("cases", "promised", "paid", "open", "lost"):
        assert whole[name].sum() == parts[name].sum()
    assert (whole["promised"] == whole["paid"] + whole["open"] + whole["lost"]).all()


def test_a_donor_s_ladder_is_what_stands_there(ledger: Ledger) -> None:
    view = look(ledger)
    ladder, position = desk.ladders(view, "DEU"), desk.position(view)
    own = position[(position["donor"] == "DEU").to_numpy()]
    assert ladder["amount"].sum() == own["amount"].sum()
    assert set(ladder["phase"]) == set(own["phase"])


def test_nobody_without_a_role_is_told_of_any_donor(ledger: Ledger) -> None:
    stranger = desk.View(**{**vars(look(ledger)), "actor": desk.Actor("x", "https://login.example", "x")})
    for ask in (
        lambda: desk.promise_status(stranger), lambda: desk.ageing(stranger), lambda: desk.giving(stranger),
        lambda: desk.ladders(stranger, "DEU"), lambda: desk.dependence(stranger), lambda: desk.reminders(stranger),
        lambda: desk.letters(stranger, made_on=TODAY), lambda: desk.reminder_list(stranger, pd.DataFrame()),
    ):  # fmt: skip
        with pytest.raises(desk.AccessError):
            ask()


# Letters and lists


def test_there_is_a_letter_for_each_donor_and_initiative(ledger: Ledger) -> None:
    written = desk.letters(look(ledger), made_on=date(2026, 11, 23), donor="DEU")
    assert list(written) == ["letter-DEU-BLO-2026-11-23.docx", "letter-DEU-LAB-2026-11-23.docx"]
    agencies = [Document(io.BytesIO(data)).paragraphs[0].text for data in written.values()]
    assert agencies == ["UNODC", "Joint Forensic Office (invented)"]
    with zipfile.ZipFile(io.BytesIO(desk.zip_files(written, TODAY))) as archive:
        assert archive.namelist() == list(written)
    assert desk.zip_files(written, TODAY) == desk.zip_files(written, TODAY)


def test_a_letter_is_the_same_whoever_asks_for_it(ledger: Ledger) -> None:
    """It leaves the house: sources that are not public, and what releases an instalment, are in none."""
    inside = desk.letters(look(ledger), "BLO", made_on=TODAY, with_undated=True)
    outside = desk.letters(look(ledger, "partners"), "BLO", made_on=TODAY, with_undated=True)
    assert inside == outside
    for data in inside.values():
        document = Document(io.BytesIO(data))
        said = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
        said += document.sections[0].footer.paragraphs[0].text
        assert "AGREEMENTS" not in said
        assert "Invoice" not in said
        assert "report accepted" not in said


def test_the_list_is_exact_and_runs_no_formula(ledger: Ledger) -> None:
    view = look(ledger)
    found = desk.reminders(view, "BLO", within=0)
    found["agreement"] = HOSTILE
    (row,) = csv.DictReader(io.StringIO(desk.reminder_list(view, found)))
    assert (row["name"], row["state"], row["due_on"], row["days_overdue"]) == ("Germany", "overdue", "2026-10-15", "38")
    assert (row["amount"], row["received"], row["unpaid"], row["currency"]) == ("150000.00", "0.00", "150000.00", "EUR")
    assert row["agreement"] == "'" + HOSTILE
    assert row["standing"] == "Signed"


# Sentences


def lines(*dues: tuple[str, int, str, int | None]) -> pd.DataFrame:
    """Donor, value in dollars, bucket, days overdue."""
    frame = pd.DataFrame(dues, columns=["donor", "value", "bucket", "days_overdue"])
    return frame.assign(
        overdue=frame["value"].where(frame["bucket"].str.startswith("overdue"), 0),
        days_overdue=frame["days_overdue"].astype("Int64"),
    )


def sums(frame: pd.DataFrame, **more: object) -> pd.DataFrame:
    plain = {"report": "USD", "form": "cash", "rung": "committed", "approximate": False}
    return frame.assign(**{**plain, **more}, unconverted=[()] * len(frame))


def overdue(frame: pd.DataFrame, promises: int = 3, **more: object) -> str:
    return " ".join(write_overdue(sums(frame, **more), frame, {"FRA": "France", "DEU": "Germany"}, promises))


def test_the_answer_says_how_much_is_overdue_and_from_how_many() -> None:
    three = lines(
        ("FRA", 400_000_00, "overdue 30", 10), ("DEU", 10_000_00, "overdue 90", 40), ("X", 5_000_00, "overdue 30", 1)
    )
    assert overdue(three) == (
        "$415,000 of what is announced and signed is overdue, from 3 donors. Due longest: Germany, for 40 days."
    )
    one = lines(
        ("FRA", 5_000_00, "overdue 30", 1), ("FRA", 1_000_00, "due 30", None), ("DEU", 2_000_00, "not stated", None)
    )
    assert overdue(one) == (
        "$5,000 of what is announced and signed is overdue, from one donor. Due longest: France, since yesterday. "
        "A further $1,000 is due within 90 days. For $2,000 no date is stated."
    )


def test_where_nothing_is_overdue_the_answer_says_so_and_why() -> None:
    none = lines()
    assert overdue(none, promises=0) == "Nothing has been announced or signed."
    assert overdue(none) == "Nothing announced or signed is outstanding."
    ahead = lines(("FRA", 1_000_00, "due 90", None), ("DEU", 1_000_00, "due 365", None))
    assert overdue(ahead) == "Nothing is overdue. $1,000 is due within 90 days."


def test_currencies_and_goods_are_named_apart_and_vague_money_is_about() -> None:
    two = lines(("FRA", 5_000_00, "overdue 30", 0), ("DEU", 1_000_00, "overdue 30", 0))
    assert overdue(two, report=["USD", "EUR"], approximate=[True, False]) == (
        "About $5,000 and €1,000 of what is announced and signed are overdue, from 2 donors. "
        "Due longest: France and Germany, today."
    )
    assert overdue(two, form=["cash", "in_kind"]).startswith("$5,000 and $1,000 in kind of what is")


def test_money_without_a_rate_is_named_in_its_own_currency() -> None:
    one = lines(("FRA", 0, "due 30", None))
    frame = sums(one)
    frame["unconverted"] = [(("NOK", 5_000_000_00),)]
    assert write_overdue(frame, one, {}, 1) == ("Nothing is overdue.", "NOK\u00a05M is due within 90 days.")


def test_dependence_is_said_by_how_many_there_are() -> None:
    def said(donors: int) -> str:
        row = pd.Series({"counted": 100_00, "currency": "USD", "approximate": False, "counting": "pledged", "donor": "FRA",
                         "donors": donors, "share": 0.625, "share_three": 0.95})  # fmt: skip
        return write_dependence([row], {"FRA": "France"}, {"pledged": "announced or firmer"})

    assert said(1) == "All of the $100 announced or firmer is from France."
    assert said(2) == "France gives 62.5\u00a0% of the $100 announced or firmer."
    assert said(4) == "France gives 62.5\u00a0% of the $100 announced or firmer, the three largest 95.0\u00a0%."


def test_giving_is_said_with_what_was_paid_and_how_fast(ledger: Ledger) -> None:
    view = look(ledger)
    assert write_giving(desk.giving(view, donor="DEU"), "Germany") == (
        "Germany announced or signed €4.55M in 6 promises. €3M of it is paid, 65.9\u00a0%. From announcement to first "
        "payment it took 145 days (the median of 6), to full payment 444 days (the median of 3)."
    )
    assert write_giving(desk.giving(view, donor="SWE"), "Sweden") == "Without a promise came $30,000."


# The page


def test_the_page_answers_first_and_then_shows_every_promise(open_page: Opener) -> None:
    page = open_page(desk.data_folder("example"), "donors", initiative="BLO", as_of="2026-11-22")
    assert not page.exception
    head = parts_of(page)["masthead"]
    assert head["lead"] == "$161,290 of what is announced and signed is overdue, from one donor."
    rows = cells_of(page, "donors-status")
    assert rows[3] == [
        "Germany", "2024-09", "Phase Two", "EUR", "600,000", "600,000", "450,000", "150,000", "15 Oct 2026", "38",
    ]  # fmt: skip
    assert [row[0] for row in rows[-4:]] == ["Total", "Total", "Total", "In kind"]
    assert rows[-2][3:8] == ["USD", "2,800,000", "2,500,000", "2,000,000", "850,000"]
    assert cells_of(page, "donors-ages-cash")[-1][:4] == ["Together", "661,290.32", "585,294.12", "1,246,584.44"]
    assert cells_of(page, "donors-dependence")[2][4] == "United States, INL"
    assert [row[0] for row in cells_of(page, "donors-reminders")] == [
        "Canada", "Germany", "Mountain Corridor Development Bank", "United States, INL",
    ]  # fmt: skip


def test_a_scope_is_a_phase_an_initiative_or_all(open_page: Opener) -> None:
    page = open_page(desk.data_folder("example"), "donors", initiative="BLO", phase="BLO-1", as_of="2026-11-22")
    page.session_state["donors-scope"] = "phase"
    page.run()
    assert not page.exception
    assert parts_of(page)["masthead"]["lead"] == "Nothing announced or signed is outstanding."
    assert {row[2] for row in cells_of(page, "donors-status") if row[2]} == {"Phase One"}
    page.session_state["donors-scope"] = "all"
    page.run()
    assert parts_of(page)["masthead"]["lead"].startswith("$416,290 of what is announced and signed is overdue")
    phases = [row["cells"][2] for row in parts_of(page)["donors-status"]["rows"]]
    assert {"text": "Phase Two", "aside": "LAB"} in phases


def test_a_donor_is_opened_with_its_ladder_and_its_own_promises(open_page: Opener) -> None:
    page = open_page(desk.data_folder("example"), "donors", initiative="BLO", as_of="2026-11-22")
    page.selectbox(key="donors-donor").set_value("DEU").run()
    assert not page.exception
    assert {row[0] for row in cells_of(page, "donors-status")[:2]} == {"Germany"}
    assert cells_of(page, "donors-ladder")[3][:4] == ["BLO, Phase Two", "USD", "509,803.92", "161,290.32"]
    assert len(cells_of(page, "donors-phases")) == 6
    assert "donors-giving" not in parts_of(page)
    assert [row[0] for row in cells_of(page, "donors-reminders")] == ["Germany"]
    page.session_state["donors-opened"] = "CAN"
    page.run()
    assert page.selectbox(key="donors-donor").value == "CAN"


def test_partners_get_nothing_softer_than_announced_and_nothing_internal(open_page: Opener) -> None:
    page = open_page(desk.data_folder("example"), "donors", role="partner", initiative="BLO", as_of="2026-11-22")
    assert not page.exception
    assert parts_of(page)["masthead"]["lead"].startswith("$161,290")
    said = said_by(page)
    for word in ("Anticipated", "Possible", "Softer too", "Released by", "Second annual report", "AGREEMENTS"):
        assert word not in said, word
    internal = open_page(desk.data_folder("example"), "donors", role="viewer", initiative="BLO", as_of="2026-11-22")
    assert "Second annual report" in said_by(internal)


def test_letters_are_written_when_they_are_asked_for_and_stay_while_nothing_changes(open_page: Opener) -> None:
    page = open_page(desk.data_folder("example"), "donors", initiative="BLO", as_of="2026-11-22")
    offered = {element.label for element in page.get("download_button")}
    assert offered == {"List as CSV", "Letter to this donor (DOCX)"}
    page.button(key="donors-all-write").click().run()
    assert not page.exception
    assert "All letters (ZIP)" in {element.label for element in page.get("download_button")}
    page.segmented_control(key="donors-within").set_value(0).run()
    assert {element.label for element in page.get("download_button")} == offered
    assert [row[0] for row in cells_of(page, "donors-reminders")] == ["Germany"]


def test_an_empty_ledger_says_how_to_begin(open_page: Opener, tmp_path: Path) -> None:
    create_ledger(f"sqlite:///{tmp_path / 'empty.db'}")
    page = open_page(f"sqlite:///{tmp_path / 'empty.db'}", "donors")
    assert not page.exception
    assert "on the page Record" in page.info[0].value


def test_one_hostile_row_is_shown_as_it_is_written(open_page: Opener, tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path / "one",
        initiatives=["I,One,Office,USD,,,"], phases=["F,I,Phase,,,,"], donors=[f'X,"{HOSTILE}",,other,,,'],
        pledges=pledges_of("P,2026-01-01,pledged,F,X,100000,USD,,,,2026-11-01"),
    )  # fmt: skip
    page = open_page(folder, "donors", as_of="2026-11-22")
    assert not page.exception
    assert cells_of(page, "donors-status") == [
        [HOSTILE, "Announced", "Phase", "USD", "100,000", "—", "0", "100,000", "1 Nov 2026", "21"],
        ["Total", "", "", "USD", "100,000", "0", "0", "100,000", "", ""],
    ]
    said = [element.value for kind in ("markdown", "caption", "subheader") for element in getattr(page, kind)]
    assert not any("<img" in text or "![x]" in text for text in said)
    page.selectbox(key="donors-donor").set_value("X").run()
    assert not page.exception
    assert "\\<img" in page.subheader[0].value


def test_many_promises_are_shown_a_page_at_a_time_and_summed_as_a_whole(open_page: Opener, tmp_path: Path) -> None:
    """450 promises of 10: rows 401 to 450 on the third page, the sum of 4,500 on each."""
    starts = [f"P{i:03},2026-01-01,pledged,F,X,10,USD" for i in range(450)]
    folder = folder_of(
        tmp_path / "many", initiatives=["I,One,Office,USD,,,"], phases=["F,I,Phase,,,,"], donors=["X,Xanadu,,other,,,"],
        pledges=pledges_of(*starts),
    )  # fmt: skip
    page = open_page(folder, "donors", as_of="2026-11-22")
    assert len(cells_of(page, "donors-status")) == 201
    page.selectbox(key="donors-rows").set_value(2).run()
    rows = cells_of(page, "donors-status")
    assert len(rows) == 51
    assert rows[-1][:5] == ["Total", "", "", "USD", "4,500"]
    assert parts_of(page)["donors-status"]["rows"][-1]["cells"][0]["aside"] == "450 promises"
    page.session_state["donors-shown"] = "overdue"
    page.run()
    assert not page.exception
    assert cells_of(page, "donors-status")[0][0] == "Nothing is overdue"


def test_the_presentation_view_shows_the_picture_and_what_is_owed_without_inputs(open_page: Opener) -> None:
    page = open_page(desk.data_folder("example"), "donors", initiative="BLO", present="1", as_of="2026-11-22")
    assert not page.exception
    assert "donors-status" in parts_of(page)
    assert not page.selectbox
    assert "donors-giving" not in parts_of(page)


def test_the_presentation_view_keeps_the_scope_that_was_chosen(open_page: Opener) -> None:
    page = open_page(desk.data_folder("example"), "donors", initiative="BLO", phase="BLO-1", as_of="2026-11-22")
    page.session_state["donors-scope"] = "phase"
    page.run()
    page.query_params["present"] = "1"
    for _ in range(3):  # as when the picture's width comes, and a figure is pressed
        page.run()
        assert parts_of(page)["masthead"]["lead"] == "Nothing announced or signed is outstanding."


def test_the_picture_stacks_what_is_due_by_rung(ledger: Ledger) -> None:
    view = look(ledger)
    cash = desk.ageing(view, "BLO").sums
    cash = cash[(cash["form"] == "cash").to_numpy()]
    scope = Scope(view, "BLO", None, {}, {}, {})
    for room, along, height in ((145, "x", "y"), (44, "y", "x")):
        figure = draw_ages(scope, cash, "USD", LIGHT, "foot", room)
        assert [trace.name for trace in figure.data] == ["Signed", "Announced"]
        drawn = sum(sum(getattr(trace, height)) for trace in figure.data)
        assert drawn == cash["value"].sum()
        assert rows_of(cash, "value", bucket="overdue 90") == [figure.data[0][height][list(figure.data[0][along])[4]]]
