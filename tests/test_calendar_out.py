"""Calendars as files: read back by the standard's own grammar, the same bytes for the same dates, nothing too soft."""

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from icalendar import Calendar, Event, vText

from tests.ledgers import DATA
from tracker import desk
from tracker.desk.outgoing import calendar
from tracker.exchange.calendar_out import Entry, write_calendar
from tracker.exchange.folder import read_folder
from tracker.ledger import Ledger, create_ledger
from tracker.problems import RefusedError

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOSTILE = ["=cmd|'/c calc'!A1", "x\nEND:VEVENT\nBEGIN:VALARM", "<img src=x onerror=alert(1)>", "a;b,c\\d:e", "مرحبا"]


def read(data: bytes) -> list[Event]:
    return Calendar.from_ical(data).walk("VEVENT")


def written(*entries: Entry, number: int = 1) -> list[Event]:
    return read(write_calendar(entries, ledger="L", made_at=NOW, name="Dates", number=number))


def only(entry: Entry) -> Event:
    (event,) = written(entry)
    return event


def span(event: Event) -> tuple[date, date]:
    return event.decoded("dtstart"), event.decoded("dtend")


def test_a_day_ends_on_the_day_after_as_the_standard_has_it() -> None:
    assert span(only(Entry("a", "2026-02-28", "A", "meeting"))) == (date(2026, 2, 28), date(2026, 3, 1))
    several = only(Entry("a", "2026-02-27", "A", "meeting", ends_on="2026-03-02"))
    assert span(several) == (date(2026, 2, 27), date(2026, 3, 3))


@pytest.mark.parametrize(
    ("on", "first", "after"),
    [("2010-06", date(2010, 6, 1), date(2010, 7, 1)), ("2012", date(2012, 1, 1), date(2013, 1, 1))],
)
def test_a_date_known_to_the_month_or_year_is_all_of_it_and_takes_nobodys_time(
    on: str, first: date, after: date
) -> None:
    event = only(Entry("a", on, "Meeting", "meeting", is_busy=True))
    assert span(event) == (first, after)
    assert (event["summary"], event["transp"], event["status"]) == (
        "Meeting (day not known)", "TRANSPARENT", "TENTATIVE",
    )  # fmt: skip


def test_a_meeting_on_a_known_day_takes_its_time_and_a_payment_does_not() -> None:
    assert only(Entry("a", "2026-02-28", "A", "meeting", is_busy=True))["transp"] == "OPAQUE"
    assert only(Entry("a", "2026-02-28", "A", "due"))["transp"] == "TRANSPARENT"


def test_the_same_dates_are_the_same_bytes_in_whatever_order_they_come() -> None:
    one, other = Entry("a", "2026-02", "A", "due"), Entry("b", "2026-01-01", "B", "phase")
    files = {write_calendar(order, ledger="L", made_at=NOW, name="Dates") for order in ([one, other], [other, one])}
    assert len(files) == 1


def test_a_date_keeps_its_identity_when_its_words_change_and_the_newer_file_wins() -> None:
    (before,) = written(Entry("event:A", "2026-02", "A", "meeting"), number=3)
    (after,) = written(Entry("event:A", "2026-03-09", "A, confirmed", "meeting"), number=4)
    assert before["uid"] == after["uid"]
    assert before["sequence"] < after["sequence"]
    (elsewhere,) = read(write_calendar([Entry("event:A", "2026", "A", "x")], ledger="M", made_at=NOW, name="Dates"))
    assert elsewhere["uid"] != after["uid"]


@pytest.mark.parametrize("text", HOSTILE)
def test_somebodys_text_stays_a_text(text: str) -> None:
    data = write_calendar(
        [Entry("a", "2026-01-01", text, "meeting", description=text)], ledger="L", made_at=NOW, name=text
    )
    file = Calendar.from_ical(data)
    (event,) = file.walk("VEVENT")
    assert (event["summary"], event["description"]) == (text, text)
    assert str(file["x-wr-calname"]) == vText(text).to_ical().decode()  # undeclared, and so read as it is escaped
    assert not file.walk("VALARM")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def test_only_web_addresses_become_links() -> None:
    assert "url" not in only(Entry("a", "2026", "A", "x", url="javascript:alert(1)"))
    assert only(Entry("a", "2026", "A", "x", url="https://example.org/a"))["url"] == "https://example.org/a"


def seen(ledger: Ledger, audience: str = "internal", as_of: str = "2009-12-04") -> desk.View:
    return desk.look(ledger, today=date(2026, 11, 22), as_of=as_of, audience=audience)


@pytest.fixture
def paris(tmp_path: Path) -> Ledger:
    return desk.start_ledger(f"sqlite:///{tmp_path / 'a.db'}", DATA, author="test", now=NOW)[0]


def test_a_phases_calendar_has_its_meetings_its_threshold_and_its_own_dates(paris: Ledger) -> None:
    events = read(calendar(seen(paris), "PPI", "PPI-3", now=NOW))
    assert sorted(str(event["summary"]).removesuffix(" (day not known)") for event in events) == [
        "Expert group in Almaty", "Expert group in Kabul", "Fourth ministerial conference (perhaps in Russia)",
        "Ministerial conference (wanted; no host)", "Phase Three begins", "Policy Consultative Group (tentative)",
        "Start: $700,000 needed (Phase Three)",
    ]  # fmt: skip
    (start,) = (event for event in events if str(event["summary"]).startswith("Start"))
    assert span(start) == (date(2010, 6, 1), date(2010, 7, 1))
    assert "Source: 09UNVIEVIENNA548 ¶10 (Cable 09UNVIEVIENNA548" in start["description"]


def due_ledger(folder: Path) -> Ledger:
    """France has signed 300 in two parts and paid the first; Italy's 50 is anticipated only, Norway's has no date."""
    tables = read_folder(DATA).frames
    rows = {
        "donors": ["donor name kind", "FRA France government", "ITA Italy government", "NOR Norway government"],
        "pledges": [
            "pledge status_on status phase donor amount currency due_on",
            "F 2009-11-01 committed PPI-3 FRA 300 USD -", "I 2009-11-01 expected PPI-3 ITA 50 USD 2010-02-01",
            "N 2009-11-01 pledged PPI-3 NOR 70 USD -",
        ],
        "instalments": ["pledge due_on amount", "F 2009-12-01 100", "F 2010-03 200"],
        "contributions": [
            "contribution received_on kind phase donor pledge amount currency",
            "C 2009-11-20 payment PPI-3 FRA F 100 USD",
        ],
    }  # fmt: skip
    for name, (head, *lines) in rows.items():
        cells = [["" if cell == "-" else cell for cell in line.split()] for line in lines]
        tables[name] = pd.DataFrame(cells, columns=head.split(), dtype="str")
    place = folder / "tables"
    place.mkdir()
    for name, frame in tables.items():
        frame.to_csv(place / f"{name}.csv", index=False)
    return desk.start_ledger(f"sqlite:///{folder / 'd.db'}", place, author="test", now=NOW)[0]


def test_what_is_paid_undated_or_softer_than_announced_is_nobodys_due(tmp_path: Path) -> None:
    ledger = due_ledger(tmp_path)
    told = [
        str(event["summary"])
        for event in read(calendar(seen(ledger), now=NOW))
        if event["categories"].to_ical() == b"due"
    ]
    assert told == ["France: $200 due (Phase Three) (day not known)"]
    late = read(calendar(seen(ledger, as_of="2010-05-01"), now=NOW))
    assert "France: $200 overdue (Phase Three) (day not known)" in [str(event["summary"]) for event in late]


def test_partners_get_no_notes_and_a_calendar_that_says_whom_it_is_for(paris: Ledger) -> None:
    internal = calendar(seen(paris), now=NOW).decode().replace("\r\n ", "")
    partners = calendar(seen(paris, "partners"), now=NOW).decode().replace("\r\n ", "")
    assert "the day is not known." in internal
    assert "the day is not known." not in partners
    assert "PARTNERS" in partners
    assert "CLASS:CONFIDENTIAL" in internal
    assert "CLASS:CONFIDENTIAL" not in partners


def test_an_empty_ledger_has_a_calendar_without_dates(tmp_path: Path) -> None:
    with create_ledger(f"sqlite:///{tmp_path / 'e.db'}") as ledger:
        assert read(calendar(seen(ledger), now=NOW)) == []


def test_a_phase_that_there_is_none_of_is_refused(paris: Ledger) -> None:
    with pytest.raises(RefusedError, match="there is no phase 'X'"):
        calendar(seen(paris), None, "X", now=NOW)
