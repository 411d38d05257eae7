"""The bottom line says what the money covers, in the right number, and promises nothing."""

from datetime import date

import pandas as pd
import pytest

from tests.tables import day, follow, tables_of
from tests.workbooks import tables_of_data
from tracker import terms
from tracker.briefing.headline import Headline, choose_target, next_chance, write_headline, write_next_chance
from tracker.checks import check
from tracker.model.audience import tables_for
from tracker.model.gaps import find_gaps

START = """
stated_on   amount  due_on
2010-01-01  700     2010-06
"""
BUDGET = """
stated_on   amount
2010-01-01  2900
"""


def gaps_of(on: str = "2010-02-01", audience: str = "internal", **texts: str) -> pd.DataFrame:
    """The gaps of phase F, as an audience sees them."""
    tables = tables_for(audience, tables_of(**texts))
    histories, movements = follow(tables)
    rungs = terms.PUBLISHED if audience == "partners" else terms.RUNGS
    frame = find_gaps(tables, histories, movements, day(on), rungs=rungs)
    return frame[(frame["phase"] == "F").to_numpy()]


def line(on: str = "2010-02-01", audience: str = "internal", target: str | None = None, **texts: str) -> Headline:
    return write_headline(gaps_of(on, audience, **texts), date.fromisoformat(on), target)


def promises(**amounts: int) -> str:
    """A pledge on each of some rungs, of 1 January 2010."""
    rows = [f"{rung}  2010-01-01  {rung}  {amount}" for rung, amount in amounts.items()]
    return "\n".join(["pledge  status_on  status  amount", *rows])


def cash(amount: int | str) -> str:
    return f"received_on  amount\n2010-01-05  {amount}"


def vague(low: str, high: str, rung: str = "pledged", amount: int = 700) -> str:
    return (
        "pledge  status_on   status  amount  approximate  low  high\n"
        f"P       2010-01-01  {rung}  {amount}  yes  {low}  {high}"
    )


# The founding case


def paris(on: str, audience: str = "internal") -> tuple[str, str]:
    tables = tables_for(audience, tables_of_data("paris-pact"))
    histories, movements = follow(tables)
    rungs = terms.PUBLISHED if audience == "partners" else terms.RUNGS
    frame = find_gaps(tables, histories, movements, day(on), rungs=rungs)
    as_of = date.fromisoformat(on)
    chance = next_chance(tables["events"], "PPI-3", as_of)
    assert chance is not None
    return write_headline(frame[frame["phase"] == "PPI-3"], as_of).text, write_next_chance(chance)


def test_the_paris_pact_on_the_day_of_the_cable() -> None:
    assert paris("2009-12-04") == (
        "The start is not yet covered. Nothing is received or signed; $200,000 is announced of the $700,000 "
        "needed for June 2010. Counting everything in sight, at least about $200,000 is missing.",
        "Next chance to ask: Policy Consultative Group, March 2010 (tentative).",
    )


def test_the_paris_pact_as_partners_see_it() -> None:
    assert paris("2009-12-04", "partners")[0] == (
        "The start is not yet covered. Nothing is received or signed; $200,000 is announced of the $700,000 "
        "needed for June 2010. Counting everything announced, $500,000 is missing."
    )


def test_before_anything_was_stated_the_need_is_not_known() -> None:
    assert paris("2009-11-01")[0] == "What is needed is not known. Nothing is in sight."


# Covered


def test_covered_in_cash_exactly() -> None:
    said = line(thresholds=START, contributions=cash(700))
    assert said.standing == "covered"
    assert said.text == "The start is covered in cash. $700 is received, exactly what is needed for June 2010."


def test_covered_in_cash_with_a_surplus_counts_only_cash_as_the_surplus() -> None:
    said = line(thresholds=START, contributions=cash(750), pledges=promises(committed=100, pledged=20), target="T")
    assert said.text == (
        "The start is covered in cash. $750 is received, $50 more than the $700 needed for June 2010; "
        "beyond that, $100 is signed and $20 is announced."
    )


@pytest.mark.parametrize(
    ("rungs", "condition", "there"),
    [
        ({"committed": 700}, "what is signed", "Nothing is received; $700 is signed, exactly what is needed"),
        (
            {"pledged": 700}, "what is announced",
            "Nothing is received or signed; $700 is announced, exactly what is needed",
        ),
        (
            {"committed": 300, "pledged": 500}, "all that is signed and announced",
            "Nothing is received; $300 is signed and $500 is announced, together $100 more than the $700 needed",
        ),
    ],
)  # fmt: skip
def test_covered_by_promises_only_if_they_are_paid(
    rungs: dict[str, int],
    condition: str,
    there: str,
) -> None:
    said = line(thresholds=START, pledges=promises(**rungs))
    assert said.standing == "promised"
    assert (
        said.text == f"The start is covered only if {condition} is paid. {there} for June 2010. None of it is paid yet."
    )


def test_what_is_promised_and_partly_paid_says_how_much_has_yet_to_be_paid() -> None:
    said = line(thresholds=START, contributions=cash(250), pledges=promises(committed=450))
    assert said.text == (
        "The start is covered only if what is signed is paid. $250 is received and $450 is signed, together "
        "exactly what is needed for June 2010. $450 has yet to be paid."
    )


@pytest.mark.parametrize(
    ("rungs", "condition"),
    [
        ({"pledged": 400, "expected": 300}, "what is anticipated comes as well"),
        ({"expected": 700}, "what is anticipated comes"),
        ({"pledged": 400, "prospective": 300}, "all that is merely possible comes as well"),
        ({"prospective": 700}, "all that is merely possible comes"),
    ],
)
def test_covered_only_if_softer_money_comes(rungs: dict[str, int], condition: str) -> None:
    said = line(thresholds=START, pledges=promises(**rungs))
    assert said.standing == "soft"
    assert said.sentences[0] == "The start is not yet covered."
    assert said.sentences[-1] == f"It would be covered only if {condition}."


# Missing


def test_nothing_at_all_is_promised() -> None:
    assert line(thresholds=START).text == (
        "The start is not yet covered. Nothing is received, signed or announced of the $700 needed for June 2010. "
        "Nothing else is in sight: all of it is missing."
    )


def test_nothing_more_is_in_sight_than_what_the_headline_counts() -> None:
    assert line(thresholds=START, contributions=cash(100), pledges=promises(committed=200)).text == (
        "The start is not yet covered. $100 is received and $200 is signed of the $700 needed for June 2010; "
        "nothing more is announced. Nothing else is in sight: $400 is missing."
    )


def test_not_covered_even_if_everything_comes() -> None:
    said = line(thresholds=START, pledges=promises(pledged=200, expected=100, prospective=50))
    assert said.standing == "short"
    assert said.sentences[-1] == "Counting everything in sight, $350 is missing."


@pytest.mark.parametrize(
    ("low", "high", "missing"),
    [
        ("-", "-", "about $100"),
        ("0", "-", "at least about $100"),
        ("0", "650", "about $100"),  # it may be more as well as less
        ("-", "650", "about $100"),
    ],
)
def test_a_gap_is_at_least_what_it_is_only_where_it_cannot_be_smaller(low: str, high: str, missing: str) -> None:
    said = line(thresholds=START, pledges=vague(low, high, "expected", 600))
    assert said.sentences[-1] == f"Counting everything in sight, {missing} is missing."


def test_an_approximate_promise_is_said_as_one() -> None:
    said = line(thresholds=START, pledges=vague("-", "-", amount=300))
    assert said.sentences[1:] == (
        "Nothing is received or signed; about $300 is announced of the $700 needed for June 2010.",
        "Nothing else is in sight: about $400 is missing.",
    )


def test_an_approximate_promise_never_covers_exactly() -> None:
    said = line(thresholds=START, pledges=vague("500", "-"))
    assert said.text == (
        "The start is covered only if what is announced is paid. Nothing is received or signed; about $700 is "
        "announced against the $700 needed for June 2010. None of it is paid yet. Should only the least of it "
        "come, $200 would be missing."
    )
    assert line(thresholds=START, pledges=vague("500", "-", "expected")).sentences[-1] == (
        "Should only the least of it come, $200 would be missing."
    )


def test_what_is_short_by_cents_never_reads_like_enough() -> None:
    """$699.50 rounds to nothing smaller; 1,999,999.99 would read $2M, as what is needed does."""
    million = "stated_on  amount\n2010-01-01  2000000"
    assert line(budgets=million, contributions=cash("1999999.99")).text == (
        "The full requirement is not yet covered. $1,999,999.99 is received of the $2M needed; nothing more is "
        "signed or announced. Nothing else is in sight: $0.01 is missing."
    )


# Money that is set aside


def test_late_money_is_neither_counted_nor_denied() -> None:
    late = "pledge  status_on  status  amount  due_on\nP  2010-01-01  committed  900  2010-09"
    assert line(thresholds=START, pledges=late).text == (
        "The start is not yet covered. Nothing that counts is received, signed or announced of the $700 needed "
        "for June 2010. All of it is missing. A further $900 is due only after that date and is not counted."
    )


def test_soft_late_money_is_not_called_promised() -> None:
    late = (
        "pledge  status_on  status  amount  due_on\nP  2010-01-01  pledged  200  -\nQ  2010-01-01  expected  90  2011"
    )
    said = line(thresholds=START, pledges=late)
    assert said.sentences[1] == ("Nothing is received or signed; $200 is announced of the $700 needed for June 2010.")
    assert said.sentences[2:] == (
        "$500 is missing.",
        "A further $90 is due only after that date and is not counted.",
    )


def test_money_that_cannot_be_converted_is_named_in_its_currency() -> None:
    rows = "pledge  status_on  status  amount  currency\n"
    one = rows + "P  2010-01-01  pledged  500  NOK"
    assert line(thresholds=START, pledges=one).text == (
        "The start is not yet covered. Nothing that counts is received, signed or announced of the $700 needed "
        "for June 2010. All of it is missing. NOK\N{NO-BREAK SPACE}500 is left out, for want of a rate of exchange."
    )
    two = one + "\nQ  2010-01-01  pledged  90  SEK"
    assert line(thresholds=START, pledges=two).sentences[-1] == (
        "NOK\N{NO-BREAK SPACE}500 and SEK\N{NO-BREAK SPACE}90 are left out, for want of a rate of exchange."
    )
    assert "left out" in line(pledges=one).text


def test_money_earmarked_otherwise_cannot_count_and_is_said() -> None:
    start = "stated_on  amount  due_on  components\n2010-01-01  700  2010-06  Training"
    money = "received_on  amount  component\n2010-01-05  400  Equipment"
    assert line(thresholds=start, contributions=money).text == (
        "The start is not yet covered. Nothing that counts is received, signed or announced of the $700 needed "
        "for June 2010. All of it is missing. A further $400 is earmarked for other purposes and cannot count."
    )


# Requirements that are unknown or zero


def test_an_unknown_requirement_says_so_and_what_there_is() -> None:
    said = line(contributions=cash(50), pledges=promises(expected=100))
    assert said.standing == "unknown"
    assert said.text == "What is needed is not known. $50 is received and $100 is anticipated."
    assert line().text == "What is needed is not known. Nothing is in sight."
    assert line(audience="partners").text == "What is needed is not known. Nothing is received, signed or announced."


def test_a_requirement_of_zero_has_no_gap() -> None:
    zero = "stated_on  amount\n2010-01-01  0"
    assert line(budgets=zero).text == "Nothing is needed, as the budget stands. Nothing is in sight."
    assert line(budgets=zero, contributions=cash(5)).text == "Nothing is needed, as the budget stands. $5 is received."


def test_a_threshold_that_cannot_be_converted_is_not_known() -> None:
    start = "stated_on  amount  currency\n2010-01-01  700  NOK"
    assert line(thresholds=start).sentences[0] == "What the start needs is not known."


# Dates


def test_a_month_is_past_only_after_its_last_day() -> None:
    assert line("2010-06-30", thresholds=START).sentences[0] == "The start is not yet covered."
    assert line("2010-07-01", thresholds=START).sentences[0] == "June 2010 has passed, and the start is not covered."


def test_a_day_is_past_on_the_next() -> None:
    start = START.replace("2010-06", "2010-06-15")
    assert line("2010-06-15", thresholds=start).sentences[0] == "The start is not yet covered."
    assert line("2010-06-16", thresholds=start).sentences[0] == "15 June 2010 has passed, and the start is not covered."


def test_a_year_is_past_only_after_december() -> None:
    start = START.replace("2010-06", "2010")
    assert line("2010-12-31", thresholds=start).sentences[0] == "The start is not yet covered."
    assert line("2011-01-01", thresholds=start).sentences[0] == "2010 has passed, and the start is not covered."


def test_a_date_that_has_passed_may_still_be_covered_by_promises() -> None:
    said = line("2010-07-01", thresholds=START, pledges=promises(pledged=700))
    assert said.sentences[0] == "June 2010 has passed, and the start is covered only if what is announced is paid."


def test_a_phase_that_has_ended_is_no_longer_said_to_be_not_yet_covered() -> None:
    frame = gaps_of(budgets=BUDGET).assign(ends_on="2010-01")
    assert write_headline(frame, date(2010, 1, 31)).sentences[0] == "The full requirement is not yet covered."
    assert write_headline(frame, date(2010, 2, 1)).sentences[0] == (
        "The phase has ended, and the full requirement is not covered."
    )


# What partners may know


@pytest.mark.parametrize("counts", ["-", "received", "committed", "pledged", "expected", "prospective"])
@pytest.mark.parametrize("pledged", [0, 200, 699, 700, 900])
def test_partners_read_of_no_soft_rung_nor_of_everything_in_sight(counts: str, pledged: int) -> None:
    start = f"stated_on  amount  due_on  counts\n2010-01-01  700  2010-06  {counts}"
    there = promises(pledged=pledged, expected=300) if pledged else promises(expected=300)
    text = line(thresholds=start, pledges=there, audience="partners").text
    for word in ("in sight", "anticipated", "possible", "expected", "300", "600", "400 is missing"):
        assert word not in text


# The rung that a threshold counts from


@pytest.mark.parametrize(
    ("counts", "there"),
    [
        ("received", "Nothing is received of the $700 needed for June 2010."),
        ("committed", "Nothing is received; $300 is signed of the $700 needed for June 2010."),
    ],
)  # fmt: skip
def test_money_softer_than_the_threshold_counts_does_not_cover_it(counts: str, there: str) -> None:
    start = f"stated_on  amount  due_on  counts\n2010-01-01  700  2010-06  {counts}"
    said = line(thresholds=start, pledges=promises(committed=300, pledged=400))
    assert said.standing == "soft"
    assert said.sentences == (
        "The start is not yet covered.",
        there,
        "It would be covered only if all that is signed and announced is paid.",
    )


def test_a_threshold_that_counts_anticipated_money_is_covered_if_that_comes() -> None:
    start = "stated_on  amount  due_on  counts\n2010-01-01  700  2010-06  expected"
    said = line(thresholds=start, pledges=promises(pledged=300, expected=400))
    assert said.standing == "promised"
    assert said.sentences[0] == "The start is covered only if what is anticipated comes as well."


def test_a_threshold_that_counts_possible_money_has_everything_in_sight_counted() -> None:
    start = "stated_on  amount  due_on  counts\n2010-01-01  700  2010-06  prospective"
    assert line(thresholds=start, pledges=promises(prospective=400)).sentences[1:] == (
        "Nothing is received, signed, announced or anticipated; $400 is possible of the $700 needed for June 2010.",
        "Counting everything in sight, $300 is missing.",
    )


# Which target it speaks of

TWO = """
threshold  stated_on   amount  due_on
SECOND     2010-01-01  900     2010-09
FIRST      2010-01-01  700     2010-06
"""


@pytest.mark.parametrize(
    ("on", "money", "target"),
    [
        ("2010-02-01", 0, "FIRST"),  # the next
        ("2010-02-01", 700, "SECOND"),  # the first is covered in cash
        ("2010-07-01", 0, "SECOND"),  # the first is past
        ("2010-10-01", 0, "SECOND"),  # the last that passed uncovered
        ("2010-10-01", 900, "requirement"),
        ("2010-02-01", 900, "requirement"),
    ],
)
def test_the_bottom_line_speaks_of_the_next_threshold_not_covered_in_cash(on: str, money: int, target: str) -> None:
    frame = gaps_of(on, thresholds=TWO, budgets=BUDGET, contributions=cash(money or "0.01"))
    assert choose_target(frame, date.fromisoformat(on)) == target


def test_without_a_known_requirement_covered_thresholds_keep_the_last_word() -> None:
    assert choose_target(gaps_of(thresholds=TWO, contributions=cash(900)), date(2010, 2, 1)) == "SECOND"


def test_a_threshold_without_a_date_comes_after_those_with_one() -> None:
    undated = TWO.replace("2010-06", "-")
    assert choose_target(gaps_of(thresholds=undated), date(2010, 2, 1)) == "SECOND"


def test_a_threshold_of_zero_is_covered() -> None:
    zero = TWO.replace("700 ", "0 ")
    assert choose_target(gaps_of(thresholds=zero), date(2010, 2, 1)) == "SECOND"


@pytest.mark.parametrize(
    ("title", "subject"),
    [("Start", "the start"), ("Second tranche", "“Second tranche”"), ("CND", "“CND”"), ("start", "“start”")],
)
def test_a_title_is_quoted_unless_it_is_a_plain_word(title: str, subject: str) -> None:
    frame = gaps_of(thresholds=START).replace({"title": {"Start": title}})
    first = write_headline(frame, date(2010, 2, 1)).sentences[0]
    assert first.casefold() == f"{subject} is not yet covered.".casefold()


# The next chance to ask


def events_of(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    raw = pd.DataFrame(rows, columns=["event", "on", "ends_on", "title", "phase"], dtype="str").assign(kind="meeting")
    phases = pd.DataFrame({"phase": ["F", "G"], "initiative": "I", "title": "A phase"}, dtype="str")
    initiatives = pd.DataFrame({"initiative": ["I"], "title": "I", "currency": "USD"}, dtype="str")
    checked = check({"events": raw, "phases": phases, "initiatives": initiatives})
    assert checked.is_sound
    return checked.tables["events"]


def test_the_next_chance_is_the_meeting_that_is_sure_to_come_soonest() -> None:
    events = events_of(
        ("YEAR", "2010", "", "Some time", ""), ("MARCH", "2010-03", "", "In spring", "F"),
        ("OTHER", "2010-01-10", "", "Elsewhere", "G"), ("PAST", "2009-12", "", "Over", "F"),
    )  # fmt: skip
    chance = next_chance(events, "F", date(2010, 1, 1))
    assert chance is not None
    assert chance["event"] == "MARCH"
    after = next_chance(events, "F", date(2010, 4, 1))
    assert after is not None
    assert after["event"] == "YEAR"
    assert next_chance(events, "F", date(2011, 1, 1)) is None


def test_a_meeting_that_is_still_going_on_is_a_chance() -> None:
    events = events_of(("TWO-DAYS", "2010-03-01", "2010-03-02", "Donors' meeting", ""))
    chance = next_chance(events, "F", date(2010, 3, 2))
    assert chance is not None
    assert write_next_chance(chance) == "Next chance to ask: Donors' meeting, 1 March 2010."
    assert next_chance(events, "F", date(2010, 3, 3)) is None
