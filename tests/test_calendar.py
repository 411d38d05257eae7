"""The dates of a phase: what is overdue first, then what is ahead, as soon as each is sure to have come."""

from datetime import date

import pandas as pd

from tests.tables import day, follow, tables_of
from tracker import desk
from tracker.briefing.calendar import Entry, find_dates
from tracker.briefing.language import speaking
from tracker.checks import check
from tracker.model.dues import find_dues
from tracker.model.gaps import find_gaps
from tracker.tables import Tables


def dates_of(tables: Tables, on: str, phase: str = "F") -> list[Entry]:
    histories, movements = follow(tables)
    gaps = find_gaps(tables, histories, movements, day(on))
    dues = find_dues(tables, histories, day(on))
    return find_dates(tables, gaps[gaps["phase"] == phase], dues[dues["phase"] == phase], phase, date.fromisoformat(on))


def test_the_dates_ahead_of_the_paris_pact() -> None:
    paris = desk.check_path(desk.data_folder()).tables
    assert [(entry.shown, entry.away, entry.what) for entry in dates_of(paris, "2009-12-04", "PPI-3")] == [
        ("March 2010", "in about 3 months", "Policy Consultative Group (tentative)"),
        ("June 2010", "in about 6 months", "Start: $700,000 needed"),
        ("2010", "next year", "Expert group in Almaty"),
        ("2010", "next year", "Expert group in Kabul"),
        ("2010", "next year", "Ministerial conference (wanted; no host)"),
        ("2010", "next year", "The phase begins"),
        ("2012", "in about 2 years", "Fourth ministerial conference (perhaps in Russia)"),
    ]


PLANNED = """
pledge  status_on   status     amount  due_on
P       2010-01-01  committed  900     -
Q       2010-01-01  pledged    50      2010-01-20
R       2010-01-01  expected   70      2010-03-01
"""
PIECES = "pledge  due_on  amount\nP  2010-02-01  400\nP  2010-04-01  500"


def test_overdue_money_comes_first_and_what_is_paid_is_left_out() -> None:
    """Of 400 due in February 100 is paid: 300 is overdue. Anticipated money is not due from anybody."""
    tables = tables_of(
        pledges=PLANNED, instalments=PIECES, contributions="received_on  amount  pledge\n2010-01-30  100  P"
    )
    assert [(entry.shown, entry.what, entry.kind) for entry in dates_of(tables, "2010-02-11")] == [
        ("20 Jan 2010", "A donor: $50 overdue", "overdue"),
        ("1 Feb 2010", "A donor: $300 overdue", "overdue"),
        ("1 Apr 2010", "A donor: $500 due", "due"),
    ]
    paid = tables_of(
        pledges=PLANNED, instalments=PIECES, contributions="received_on  amount  pledge\n2010-01-30  400  P"
    )
    assert [entry.what for entry in dates_of(paid, "2010-02-11")] == ["A donor: $50 overdue", "A donor: $500 due"]


def test_what_a_donor_is_called_is_never_touched() -> None:
    """A donor named `Fund due` was once shown as `Fund overdue`."""
    tables = tables_of(pledges="status_on  status  amount  due_on\n2010-01-01  pledged  50  2010-01-20")
    tables = {**tables, "donors": tables["donors"].assign(name="Fund due")}
    assert [entry.what for entry in dates_of(tables, "2010-02-01")] == ["Fund due: $50 overdue"]


def test_a_date_is_ahead_until_the_last_day_that_it_can_mean() -> None:
    tables = tables_of(thresholds="stated_on  amount  due_on\n2010-01-01  700  2010-06")
    assert [entry.kind for entry in dates_of(tables, "2010-06-30")] == ["needed"]
    assert dates_of(tables, "2010-07-01") == []


def test_meetings_of_other_phases_are_left_out() -> None:
    raw = {
        "initiatives": pd.DataFrame({"initiative": ["I"], "title": "I", "currency": "USD"}, dtype="str"),
        "phases": pd.DataFrame({"phase": ["F", "G"], "initiative": "I", "title": "A phase"}, dtype="str"),
        "events": pd.DataFrame(
            {"event": ["A", "B", "C"], "on": "2010-03-01", "title": ["Ours", "Theirs", "Of all"],
             "phase": ["F", "G", ""], "kind": ["deadline", "meeting", "meeting"]},
            dtype="str",
        ),
    }  # fmt: skip
    checked = check(raw)
    assert checked.is_sound
    found = dates_of(checked.tables, "2010-02-01")
    assert [(entry.what, entry.kind) for entry in found] == [("Of all", "meeting"), ("Ours", "deadline")]


def test_dates_in_french_and_russian() -> None:
    tables = tables_of(
        pledges=PLANNED, thresholds="stated_on  amount  due_on\n2010-01-01  700  2010-06",
        phases="phase  starts_on\nF  2010-03",
    )  # fmt: skip
    expected = {
        "fr": [
            ("20 janv. 2010", "il y a 22 jours", "A donor : 50 $ en retard"),
            ("mars 2010", "le mois prochain", "La phase commence"),
            ("juin 2010", "dans environ 4 mois", "Start : 700 $ à réunir"),
        ],
        "ru": [
            ("20 янв. 2010 г.", "22 дня назад", "A donor: просрочено 50 долл. США"),
            ("март 2010 г.", "в следующем месяце", "Начало этапа"),
            ("июнь 2010 г.", "примерно через 4 месяца", "Start: необходимо 700 долл. США"),
        ],
    }
    for code, rows in expected.items():
        with speaking(code):
            found = [(entry.shown, entry.away, entry.what) for entry in dates_of(tables, "2010-02-11")]
        spaces = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")
        assert [tuple(text.translate(spaces) for text in row) for row in found] == rows
