"""The Record page without a browser: who may record, what a preview says, and that nothing is written by surprise."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import Opener, cells_of, folder_of, parts_of, said_by
from tracker import desk
from tracker.dashboard.record.forms import FORMS
from tracker.desk.tasks.promises import step_pledge
from tracker.desk.tasks.task import look_now, record_task
from tracker.ledger import Ledger, create_ledger, open_ledger

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FRANCE = [
    "PPI-3: USD 200,000 leaves Anticipated and enters Announced.",
    "Start, gap counting announced or firmer: 500,000 → 300,000.",
    "Full requirement, gap counting announced or firmer: 2,700,000 → 2,500,000.",
]


def ledger_of(folder: Path) -> Ledger:
    return open_ledger(f"sqlite:///{folder / 'a.db'}")


def press(page: AppTest, label: str) -> AppTest:
    """Press the button of a label, as its reader would."""
    (button,) = [button for button in page.button if button.label == label]
    return button.click().run()


def choose(page: AppTest, label: str, value: str) -> AppTest:
    (choice,) = [choice for choice in page.button_group if choice.label == label]
    return choice.set_value(value).run()


def fill(page: AppTest, label: str, value: str) -> None:
    (field,) = [field for field in page.text_input if field.label == label]
    field.set_value(value)


def texts(page: AppTest) -> list[str]:
    return [text.value for text in page.text]


def type_donor(page: AppTest, name: str) -> AppTest:
    """Type a donor who is not listed; AppTest by itself only chooses what is."""
    (field,) = [field for field in page.selectbox if field.label == "Donor"]
    field.options.append(name)
    field.set_value(name)
    return page


def head_of(page: AppTest) -> str:
    """What the preview's heading says."""
    return str(parts_of(page)["record-preview-forms-head"]["text"])


def sections(page: AppTest) -> list[str]:
    group = next(group for group in page.button_group if group.label.startswith("What do you want"))
    return list(group.options)


def test_france_s_announcement_is_recorded_in_two_presses(open_page: Opener, tmp_path: Path) -> None:
    page = press(open_page(desk.data_folder(), "record"), "Preview")
    assert not page.exception
    assert head_of(page) == "This would change."
    assert texts(page)[:3] == FRANCE
    assert cells_of(page, "record-preview-forms-totals") == [
        ["PPI-3", "Announced", "200,000", "400,000", "+200,000"],
        ["PPI-3", "Anticipated", "200,000", "0", "-200,000"],
    ]
    assert cells_of(page, "record-preview-forms-gaps") == [
        ["Start", "Announced or firmer", "500,000", "300,000"],
        ["Full requirement", "Announced or firmer", "2,700,000", "2,500,000"],
    ]
    assert cells_of(page, "record-preview-forms-cells") == [
        ["FRA-PPI-3 2009-12-04", "status on", "27 November 2009", "4 December 2009"],
        ["", "status", "Anticipated", "Announced"],
    ]
    with ledger_of(tmp_path) as ledger:
        assert len(ledger.changesets()) == 1
    page = press(page, "Record")
    assert not page.exception
    assert head_of(page) == "Recorded as changeset 2."
    assert "Changeset 2" in parts_of(page)["masthead"]["rest"]
    assert page.selectbox(key="record-step-promise-2-PPI-3-2-0").value == "FRA-PPI-3"
    with ledger_of(tmp_path) as ledger:
        newest = ledger.changesets()[-1]
        assert (newest.number, newest.message) == (2, "France: Anticipated → Announced, USD 200,000 (FRA-PPI-3)")
    page = press(page, "Undo changeset 2")
    assert head_of(page) == "Undone as changeset 3."
    with ledger_of(tmp_path) as ledger:
        assert len(ledger.read()["pledges"]) == 3


def test_a_second_click_finds_it_recorded(open_page: Opener, tmp_path: Path) -> None:
    """The two clicks of a double click both reach the server, each with the state that the page was drawn with."""
    page = press(open_page(desk.data_folder(), "record"), "Preview")
    (button,) = [button for button in page.button if button.label == "Record"]
    button.click()
    twice = page._tree.get_widget_states()
    page.run()
    page._run(twice)
    assert not page.exception
    with ledger_of(tmp_path) as ledger:
        assert len(ledger.changesets()) == 2


def test_what_somebody_else_changed_meanwhile_is_shown_side_by_side(open_page: Opener, tmp_path: Path) -> None:
    page = press(open_page(desk.data_folder(), "record"), "Preview")
    with ledger_of(tmp_path) as ledger:
        ground = look_now(ledger, today=NOW.date())
        theirs = step_pledge(ground, "FRA-PPI-3", status_on="2009-11-27", amount="150000")
        record_task(ledger, theirs, author="b", message="m", now=NOW)
    page = press(page, "Record")
    assert not page.exception
    assert head_of(page) == "Somebody else changed this meanwhile."
    assert cells_of(page, "record-preview-forms-conflicts") == [
        ["FRA-PPI-3 2009-11-27", "amount", "150,000", "200,000"]
    ]
    with ledger_of(tmp_path) as ledger:
        assert len(ledger.changesets()) == 2
    page = press(page, "Preview")
    assert head_of(page) == "This would change."
    assert texts(page)[0] == "PPI-3: USD 150,000 leaves Anticipated and enters Announced."


def test_what_is_wrong_is_a_table_with_the_remedy_and_what_was_typed_stays(open_page: Opener) -> None:
    page = open_page(desk.data_folder(), "record")
    fill(page, "Amount, USD", "lots")
    page = press(page, "Preview")
    assert head_of(page) == "This cannot be recorded as it stands."
    assert cells_of(page, "record-preview-forms-problems") == [
        ["pledges, amount", "lots", "'lots' is not an amount", "write digits only, such as 200000.50"]
    ]
    assert next(field for field in page.text_input if field.label == "Amount, USD").value == "lots"
    assert [button.label for button in page.button if button.label == "Record"] == []


def test_a_blank_message_records_nothing(open_page: Opener, tmp_path: Path) -> None:
    page = press(open_page(desk.data_folder(), "record"), "Preview")
    fill(page, "Message", "  ")
    page = press(page, "Record")
    assert page.error[0].value == "Nothing was recorded."
    assert "write in a sentence" in said_by(page)
    with ledger_of(tmp_path) as ledger:
        assert len(ledger.changesets()) == 1


def test_a_role_taken_between_preview_and_record_is_asked_again(open_page: Opener, tmp_path: Path) -> None:
    page = press(open_page(desk.data_folder(), "record", role="editor"), "Preview")
    with ledger_of(tmp_path) as ledger:
        (grant,) = ledger.grants()
        ledger.grant(grant.issuer, grant.subject, "viewer", author="test", now=NOW)
        count = len(ledger.changesets())
    page = press(page, "Record")
    assert not page.exception
    with ledger_of(tmp_path) as ledger:
        assert len(ledger.changesets()) == count
    assert "Recording is for editors" in said_by(page)


@pytest.mark.parametrize(("role", "shown"), [("partner", 2), ("viewer", 2), ("editor", 4)])
def test_only_an_editor_is_offered_to_record(open_page: Opener, role: str, shown: int) -> None:
    page = open_page(desk.data_folder(), "record", role=role)
    assert not page.exception
    assert len(sections(page)) == shown
    assert ("Recording is for editors" in said_by(page)) == (role != "editor")
    if role == "partner":
        assert "First figures" not in said_by(page)  # the log is internal


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"known_at": "1"}, "as it was known at changeset 1"),
        ({"audience": "partners"}, "choose the internal audience"),
    ],
)
def test_recording_happens_on_what_stands_now_and_says_why_not(
    open_page: Opener, asked: dict[str, str], reason: str
) -> None:
    page = open_page(desk.data_folder(), "record", **asked)
    assert not page.exception
    assert sections(page) == ["Tables", "Downloads"]
    assert reason in said_by(page)


def test_every_form_is_asked_and_previewed_without_falling_over(open_page: Opener) -> None:
    page = open_page(desk.data_folder("example"), "record", phase="BLO-2")
    for kind in FORMS:
        page = choose(page, "What happened?", kind)
        assert not page.exception, kind
        page = press(page, "Preview")
        assert not page.exception, kind
        assert head_of(page) in ("This would change.", "This cannot be recorded as it stands.", "Nothing to record.")


def test_a_phase_with_nothing_in_it_says_what_to_do(open_page: Opener, tmp_path: Path) -> None:
    rows = {"initiatives": ["I,Harbours,UNODC,USD,,,"], "phases": ["F,I,First,,,,"]}
    page = open_page(folder_of(tmp_path / "one", **rows), "record")
    for kind in FORMS:
        page = choose(page, "What happened?", kind)
        assert not page.exception, kind
        assert page.info or any(button.label == "Preview" for button in page.button), kind


def test_an_empty_ledger_says_how_to_begin(open_page: Opener, tmp_path: Path) -> None:
    create_ledger(f"sqlite:///{tmp_path / 'empty.db'}")
    page = open_page(f"sqlite:///{tmp_path / 'empty.db'}", "record")
    assert not page.exception
    assert "There is no phase yet" in page.info[0].value


def test_a_country_that_is_no_donor_yet_is_added_with_its_promise(open_page: Opener, tmp_path: Path) -> None:
    page = choose(open_page(desk.data_folder(), "record"), "What happened?", "pledge")
    page = type_donor(page, "Allemagne").run()
    assert next(field for field in page.text_input if field.label == "Code").value == "DEU"
    fill(type_donor(page, "Allemagne"), "Amount, USD", "~50,000")
    page = press(page, "Preview")
    assert head_of(page) == "This would change."
    press(type_donor(page, "Allemagne"), "Record")
    with ledger_of(tmp_path) as ledger:
        tables = ledger.read()
        assert "DEU" in set(tables["donors"]["donor"])
        assert bool(tables["pledges"].set_index("pledge").loc["DEU-PPI-3", "approximate"])


def test_names_that_are_code_or_markup_stay_text(open_page: Opener, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)> ![x](http://x.test) **b**"
    rows = {
        "initiatives": ["I,Harbours,UNODC,USD,,,"], "phases": ["F,I,First,,,,"], "donors": [f"D,{name},,other,,,"],
        "pledges": ["P,2020-01-01,pledged,F,D,100,USD" + "," * 13],
    }  # fmt: skip
    page = press(open_page(folder_of(tmp_path / "odd", **rows), "record"), "Preview")
    assert not page.exception
    for kind in ("markdown", "html"):
        for element in getattr(page, kind, []):
            assert "onerror" not in str(element.value)
    assert not any("onerror" in caption.value for caption in page.caption)
