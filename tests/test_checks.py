"""Every rule that a table must fulfil: where its breach is shown, in which words, and with which remedy.

The tables that `found` starts from are sound: initiative I in USD (E in EUR) with phases F and G (H in EUR), FRA and
RUS as donors, EUR at 0.8 to the dollar from 2009.
"""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tracker.checks import check
from tracker.exchange.folder import read_folder
from tracker.model.audience import tables_for
from tracker.problems import Problem
from tracker.tables import TABLES
from tracker.values import write_column

DATA = Path(__file__).parent.parent / "data"
Rows = list[dict[str, Any]]
BASE: dict[str, Rows] = {
    "initiatives": [
        {"initiative": "I", "title": "One", "currency": "USD"},
        {"initiative": "E", "title": "Two", "currency": "EUR"},
    ],
    "phases": [
        {"phase": "F", "initiative": "I", "title": "First"},
        {"phase": "G", "initiative": "I", "title": "Second"},
        {"phase": "H", "initiative": "E", "title": "Third"},
    ],
    "donors": [
        {"donor": "FRA", "name": "France", "kind": "government", "country": "FRA", "aliases": "French Republic"},
        {"donor": "RUS", "name": "Russian Federation", "kind": "government", "country": "RUS", "aliases": "Russia"},
    ],
    "rates": [{"currency": "EUR", "on": "2009", "per_usd": "0.8"}],
    "sources": [{"source": "CABLE", "title": "A cable"}],
}
PLEDGE = {
    "pledge": "P", "status_on": "2009-11-27", "status": "pledged", "phase": "F", "donor": "FRA", "amount": "200000",
    "currency": "USD",
}  # fmt: skip
CASH = {
    "contribution": "C", "received_on": "2010-01-15", "kind": "payment", "phase": "F", "donor": "FRA", "amount": "100",
    "currency": "USD",
}  # fmt: skip
BUDGET = {"phase": "F", "stated_on": "2009-11-27", "amount": "2900000", "currency": "USD"}
THRESHOLD = {
    "threshold": "T",
    "stated_on": "2009-11-27",
    "phase": "F",
    "title": "Start",
    "amount": "7",
    "currency": "USD",
}


def frame_of(rows: Rows) -> pd.DataFrame:
    """Rows as a file's: text, numbered from 2."""
    frame = pd.DataFrame(rows, index=pd.RangeIndex(2, 2 + len(rows)), dtype="object")
    return frame.fillna("").astype("str")


def given(**tables: Rows) -> dict[str, pd.DataFrame]:
    return {name: frame_of(rows) for name, rows in {**BASE, **tables}.items()}


def found(**tables: Rows) -> list[Problem]:
    return check(given(**tables)).problems


def only(**tables: Rows) -> Problem:
    [problem] = found(**tables)
    return problem


def place(problem: Problem) -> tuple[str, int | None, str | None, str | None]:
    return problem.table, problem.row, problem.column, problem.value


def says(problem: Problem) -> str:
    return f"{problem.message}; {problem.remedy}"


def test_the_tables_these_tests_start_from_are_sound() -> None:
    assert found(pledges=[PLEDGE], contributions=[CASH], budgets=[BUDGET], thresholds=[THRESHOLD]) == []


# Reading


def test_an_unknown_status_is_said_as_people_say_it() -> None:
    steps = [{**PLEDGE, "pledge": f"P{number}"} for number in range(5)] + [{**PLEDGE, "status": "promised"}]
    assert str(only(pledges=steps)) == (
        "pledges row 7, status: 'promised' is not a status; "
        "use pledged or committed, or else expected, prospective or withdrawn"
    )


def test_a_text_in_the_place_of_an_amount_is_one_problem_and_not_also_a_missing_amount() -> None:
    problem = only(pledges=[{**PLEDGE, "amount": "about 5"}])
    assert place(problem) == ("pledges", 2, "amount", "about 5")
    assert says(problem) == "'about 5' is not an amount; write digits only, such as 200000 or 200,000.50"


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("contributions", {**CASH, "amount": "x"}), ("rates", {"currency": "CHF", "on": "2009", "per_usd": "x"}),
        ("instalments", {"pledge": "P", "due_on": "2010", "amount": "x"}), ("budgets", {**BUDGET, "amount": "x"}),
        ("contributions", {**CASH, "amount": ""}), ("rates", {"currency": "CHF", "on": "2009", "per_usd": ""}),
        ("instalments", {"pledge": "P", "due_on": "2010", "amount": ""}), ("budgets", {**BUDGET, "amount": ""}),
        ("shares", {"key": "K", "donor": "FRA", "share": ""}),
    ],
)  # fmt: skip
def test_a_figure_that_cannot_be_read_or_is_blank_is_one_problem(table: str, row: dict[str, str]) -> None:
    """An instalment of 'x' was also not positive; a rate that could not be read crashed the checks of money."""
    problem = only(**{"pledges": [PLEDGE], table: [*BASE.get(table, []), row]})
    assert (problem.table, problem.is_error) == (table, True)


def test_an_amount_beyond_int64_is_refused() -> None:
    problem = only(pledges=[{**PLEDGE, "amount": "92233720368547758.08"}])
    assert place(problem) == ("pledges", 2, "amount", "92233720368547758.08")
    assert says(problem) == (
        "'92233720368547758.08' is too large to be kept exactly; "
        "the largest is 92,233,720,368,547,758.07; check the digits"
    )


def test_an_approximate_promise_is_marked_and_an_approximate_payment_is_refused() -> None:
    tables = check(given(pledges=[{**PLEDGE, "amount": "~5"}, {**PLEDGE, "pledge": "Q"}])).tables
    assert tables["pledges"]["approximate"].tolist() == [True, False]
    problem = only(contributions=[{**CASH, "amount": "~100"}])
    assert place(problem) == ("contributions", 2, "amount", "~100")
    assert says(problem) == "amount cannot be approximate here; write the exact amount, without ~"


def test_a_blank_cell_that_has_to_be_filled_in_says_what_belongs_there() -> None:
    problem = only(pledges=[{**PLEDGE, "currency": " "}])
    assert place(problem) == ("pledges", 2, "currency", "")
    assert says(problem) == ("currency is blank; fill it in: ISO 4217 code of the promise; the same in all steps.")


def test_a_missing_column_is_said_once_and_not_for_every_row() -> None:
    rows = [{name: cell for name, cell in CASH.items() if name != "amount"}] * 2
    problems = found(contributions=[{**row, "contribution": f"C{i}"} for i, row in enumerate(rows)])
    assert [(place(problem), says(problem)) for problem in problems] == [
        (("contributions", None, "amount", None),
         "the column 'amount' is missing; add it; Positive for a payment, negative for a refund or reversal."),
    ]  # fmt: skip


def test_rows_without_any_column_are_not_passed_over() -> None:
    problems = check({"sources": pd.DataFrame(index=[2, 3])}).problems
    assert [problem.column for problem in problems] == ["source", "title"]


def test_an_unknown_column_and_table_suggest_the_near_name() -> None:
    problem = only(pledges=[{**PLEDGE, "doner": ""}])
    assert (place(problem), says(problem)) == (
        ("pledges", None, "doner", None), "'doner' is not a column of pledges; did you mean 'donor'?",
    )  # fmt: skip
    [problem] = check({"pledge": frame_of([PLEDGE])}).problems
    assert (problem.table, says(problem)) == ("pledge", "'pledge' is not a table; did you mean 'pledges'?")
    [problem] = check({"xyz": frame_of([PLEDGE])}).problems
    assert problem.remedy.startswith("the tables are initiatives, phases, budgets, ")


def test_a_column_that_stands_twice_is_a_problem() -> None:
    tables = given(pledges=[PLEDGE])
    tables["pledges"] = pd.concat([tables["pledges"], tables["pledges"][["donor"]]], axis=1)
    [problem] = check(tables).problems
    assert says(problem) == "the column 'donor' stands twice; remove one of the two"


# Keys and references


def test_a_key_given_twice_names_both_rows() -> None:
    problem = only(pledges=[PLEDGE, {**PLEDGE, "pledge": "Q"}, PLEDGE])
    assert place(problem) == ("pledges", 4, "pledge", "P")
    assert says(problem) == (
        "the key P, 2009-11-27 stands in row 2 already; give this row a key of its own, or leave one of the two out"
    )


def test_the_lower_row_keeps_its_key_whatever_the_order_of_the_rows() -> None:
    tables = given(pledges=[PLEDGE, {**PLEDGE, "pledge": "Q"}, PLEDGE])
    tables["pledges"] = tables["pledges"].iloc[::-1]
    assert [problem.row for problem in check(tables).problems] == [4]


def test_a_key_that_cannot_be_read_is_not_the_key_of_another_row() -> None:
    lines = [{**BUDGET, "period_start": text} for text in ("", "2010-13-01", "soon")]
    assert [problem.message for problem in found(budgets=lines)] == [
        "'2010-13-01' is not a date", "'soon' is not a date",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("donor", "near"),
    [("FRX", "FRA"), ("fra", "FRA"), ("France", "FRA"), ("russia", "RUS"), ("Russian federation", "RUS")],
)
def test_an_unknown_donor_has_the_near_one_suggested(donor: str, near: str) -> None:
    problem = only(pledges=[{**PLEDGE, "donor": donor}])
    assert place(problem) == ("pledges", 2, "donor", donor)
    assert says(problem) == f"'{donor}' is not in donors; did you mean '{near}'? If not, add it to donors first"


def test_an_unknown_key_without_a_near_one_is_to_be_added_first() -> None:
    problem = only(contributions=[{**CASH, "pledge": "QQQ"}])
    assert says(problem) == "'QQQ' is not in pledges; add it to pledges first"


def test_a_source_is_known_by_its_first_word() -> None:
    assert found(pledges=[{**PLEDGE, "source": "CABLE ¶10"}]) == []
    problem = only(pledges=[{**PLEDGE, "source": "CABEL ¶10"}])
    assert place(problem) == ("pledges", 2, "source", "CABEL ¶10")
    assert says(problem) == "'CABEL' is not in sources; did you mean 'CABLE'? If not, add it to sources first"


def test_a_table_without_its_key_column_is_said_once_and_not_by_all_who_refer_to_it() -> None:
    donors = [{name: cell for name, cell in row.items() if name != "donor"} for row in BASE["donors"]]
    assert [place(problem) for problem in found(donors=donors, pledges=[PLEDGE])] == [("donors", None, "donor", None)]


def test_many_unknown_keys_among_many_are_told_without_comparing_each_with_each() -> None:
    """100,000 donors misspelt among 100,000 took hours: each was compared with each for a suggestion."""
    pledges = [{**PLEDGE, "pledge": f"P{number:04}"} for number in range(1_000)]
    cash = [{**CASH, "contribution": f"C{number}", "pledge": f"p-{number:04}-x"} for number in range(1_000)]
    problems = found(pledges=pledges, contributions=cash)
    assert len(problems) == 1_000
    assert sum("did you mean" in problem.remedy for problem in problems) <= 100


# Initiatives, phases, donors, sources, events, shares


@pytest.mark.parametrize("code", ["US$", "EURO", "XYZ"])
def test_a_currency_that_does_not_exist_is_one_problem_and_not_also_a_missing_rate(code: str) -> None:
    problem = only(pledges=[{**PLEDGE, "currency": code}])
    assert place(problem) == ("pledges", 2, "currency", code)
    assert says(problem) == f"'{code}' is not a currency; use its ISO 4217 code, such as USD, EUR or CHF"


def test_an_initiative_in_no_currency_does_not_make_its_money_unconvertible() -> None:
    initiatives = [{**BASE["initiatives"][0], "currency": "US$"}, BASE["initiatives"][1]]
    assert [problem.table for problem in found(initiatives=initiatives, pledges=[PLEDGE])] == ["initiatives"]


@pytest.mark.parametrize(
    ("table", "row", "column", "words"),
    [
        ("phases", {"phase": "X", "initiative": "I", "title": "X", "starts_on": "2010-06-02", "ends_on": "2010-06-01"},
         "ends_on", "ends_on is before starts_on"),
        ("budgets", {**BUDGET, "period_start": "2011", "period_end": "2010-12"}, "period_end",
         "period_end is before period_start"),
        ("events", {"event": "X", "on": "2010-03", "ends_on": "2010-02-28", "title": "X", "kind": "meeting"}, "ends_on",
         "ends_on is before on"),
    ],
)  # fmt: skip
def test_nothing_ends_before_it_begins(table: str, row: dict[str, str], column: str, words: str) -> None:
    rows = [*BASE.get(table, []), row]
    problem = only(**{table: rows})
    assert place(problem) == (table, 1 + len(rows), column, row[column])
    assert says(problem) == f"{words}; correct one of the two"


@pytest.mark.parametrize(("start", "end"), [("2010", "2010"), ("2010-06-15", "2010-06"), ("2010-06", "2010-06-15")])
def test_a_partial_date_may_mean_any_of_its_days(start: str, end: str) -> None:
    assert (
        found(
            phases=BASE["phases"]
            + [{"phase": "X", "initiative": "I", "title": "X", "starts_on": start, "ends_on": end}]
        )
        == []
    )


def donor_problem(**changed: str) -> Problem:
    return only(donors=BASE["donors"] + [{"donor": "DEU", "name": "Germany", "kind": "government", **changed}])


@pytest.mark.parametrize(
    ("donor", "remedy"),
    [("DE", "did you mean 'DEU'?"), ("Germany", "did you mean 'DEU'?"), ("XKY", "use its ISO 3166 alpha-3 code, such as FRA")],
)  # fmt: skip
def test_the_key_of_a_government_begins_with_the_code_of_its_state(donor: str, remedy: str) -> None:
    problem = donor_problem(donor=donor)
    assert place(problem) == ("donors", 4, "donor", donor)
    assert says(problem) == f"'{donor}' does not begin with the code of a state; {remedy}"


def test_an_agency_has_its_state_s_code_and_others_any_key() -> None:
    agencies = [
        {"donor": "DEU-GIZ", "name": "G", "kind": "government"},
        {"donor": "EU", "name": "E", "kind": "multilateral"},
    ]
    assert found(donors=BASE["donors"] + agencies) == []


def test_a_country_is_known_by_its_alpha_3_code() -> None:
    problem = donor_problem(country="Germany", kind="other")
    assert place(problem) == ("donors", 4, "country", "Germany")
    assert says(problem) == "'Germany' is not a country; did you mean 'DEU'?"


def test_the_country_of_a_government_is_the_one_of_its_key() -> None:
    problem = donor_problem(country="FRA")
    assert place(problem) == ("donors", 4, "country", "FRA")
    assert says(problem) == "the country is not the one that the donor's code begins with; make the two agree"


def test_the_key_of_a_source_is_one_word() -> None:
    problem = only(sources=BASE["sources"] + [{"source": "TWO WORDS", "title": "X"}])
    assert place(problem) == ("sources", 3, "source", "TWO WORDS")
    assert says(problem) == (
        "'TWO WORDS' has a space in it; write the key in one word: what follows a space is the place in the source"
    )


def test_a_share_is_not_negative() -> None:
    problem = only(shares=[{"key": "K", "donor": "FRA", "share": "-1"}])
    assert place(problem) == ("shares", 2, "share", "-1")
    assert says(problem) == "a share cannot be negative; write 0 to leave the donor out"


# Rates


@pytest.mark.parametrize("per_usd", ["0", "-1.5"])
def test_a_rate_is_positive_and_one_that_is_not_is_not_also_missing(per_usd: str) -> None:
    rates = [{"currency": "EUR", "on": "2009", "per_usd": per_usd}]
    problem = only(rates=rates, pledges=[{**PLEDGE, "currency": "EUR"}])
    assert place(problem) == ("rates", 2, "per_usd", per_usd)
    assert says(problem) == "a rate is positive; write units of the currency per US dollar"


def test_the_dollar_has_no_rate() -> None:
    problem = only(rates=BASE["rates"] + [{"currency": "USD", "on": "2009", "per_usd": "1"}])
    assert place(problem) == ("rates", 3, "currency", "USD")
    assert says(problem) == "the US dollar is 1 by definition; leave the row out"


def test_two_rates_from_one_day_on_are_refused_for_which_holds_hung_on_the_order_of_rows() -> None:
    problem = only(rates=BASE["rates"] + [{"currency": "EUR", "on": "2009-01-01", "per_usd": "0.9"}])
    assert place(problem) == ("rates", 2, "on", "2009")
    assert says(problem) == (
        "another rate of this currency is in force from the same day; write the day of each, or leave one of the two out"
    )


# Budgets and thresholds


@pytest.mark.parametrize(("table", "row"), [("budgets", BUDGET), ("thresholds", THRESHOLD)])
def test_a_requirement_is_not_negative(table: str, row: dict[str, str]) -> None:
    problem = only(**{table: [{**row, "amount": "-1"}]})
    assert place(problem) == (table, 2, "amount", "-1")
    assert says(problem) == "a requirement cannot be negative; write what is needed, or 0"


@pytest.mark.parametrize(("table", "row"), [("budgets", BUDGET), ("thresholds", THRESHOLD)])
def test_a_requirement_without_a_rate_is_a_warning(table: str, row: dict[str, str]) -> None:
    problem = only(**{table: [{**row, "currency": "NOK", "amount": "5"}]})
    assert (place(problem), problem.severity) == ((table, 2, "currency", "NOK"), "warning")
    assert says(problem) == (
        "NOK 5.00 of 2009-11-27 has no rate of exchange into USD; the requirement is unknown until then; "
        "add rates of NOK from 2009-11-27 or earlier"
    )


@pytest.mark.parametrize("rate", ["13", "1", "-0.1"])
def test_a_support_cost_rate_is_a_fraction(rate: str) -> None:
    problem = only(budgets=[{**BUDGET, "support_cost_rate": rate}])
    assert place(problem) == ("budgets", 2, "support_cost_rate", rate)
    assert says(problem) == f"'{rate}' is not a fraction; write 13 % as 0.13"


def test_no_threshold_is_named_like_the_whole_requirement() -> None:
    problem = only(thresholds=[{**THRESHOLD, "threshold": "requirement"}])
    assert place(problem) == ("thresholds", 2, "threshold", "requirement")
    assert says(problem) == "this key names the whole requirement; choose another key"


# Pledges


def test_a_promise_needs_an_amount_and_a_withdrawal_does_not() -> None:
    problem = only(pledges=[{**PLEDGE, "amount": ""}])
    assert place(problem) == ("pledges", 2, "amount", "")
    assert says(problem) == (
        "a promise needs an amount; write it, with ~ where it is vague; leave the row out while nothing is known"
    )
    withdrawn = {**PLEDGE, "status_on": "2010", "status": "withdrawn", "amount": "", "reason": "lapsed"}
    assert found(pledges=[PLEDGE, withdrawn]) == []


def test_a_withdrawal_misspelt_is_not_also_a_promise_without_an_amount() -> None:
    problem = only(pledges=[{**PLEDGE, "status": "withdrwan", "amount": "", "reason": "lapsed"}])
    assert problem.column == "status"


@pytest.mark.parametrize("column", ["amount", "low", "high"])
def test_a_promise_is_not_negative(column: str) -> None:
    [problem, *others] = found(pledges=[{**PLEDGE, column: "-1"}])
    assert place(problem) == ("pledges", 2, column, "-1")
    assert says(problem) == (
        "a promise cannot be negative; write the whole promise; a step with a smaller amount lowers it"
    )
    assert others == []


@pytest.mark.parametrize(
    ("column", "cell", "words"), [("low", "200000.01", "low is above the amount"), ("high", "199999.99", "high is below the amount")]
)  # fmt: skip
def test_an_amount_lies_between_its_low_and_its_high(column: str, cell: str, words: str) -> None:
    assert found(pledges=[{**PLEDGE, "low": "200000", "high": "200000"}]) == []
    problem = only(pledges=[{**PLEDGE, column: cell}])
    assert place(problem) == ("pledges", 2, column, cell)
    assert says(problem) == f"{words}; low ≤ amount ≤ high must hold"


def test_a_reason_belongs_to_a_withdrawal_and_a_withdrawal_without_one_is_a_warning() -> None:
    problem = only(pledges=[{**PLEDGE, "reason": "declined"}])
    assert place(problem) == ("pledges", 2, "reason", "declined")
    assert says(problem) == "a reason belongs to a withdrawal; set the status to withdrawn, or clear it"
    problem = only(pledges=[{**PLEDGE, "status": "withdrawn"}])
    assert (place(problem), problem.severity) == (("pledges", 2, "reason", ""), "warning")
    assert says(problem) == "the withdrawal has no reason; use declined, lapsed, cancelled, written_off"


@pytest.mark.parametrize("cell", ["80", "1.01", "-0.1"])
def test_a_likelihood_is_between_0_and_1(cell: str) -> None:
    problem = only(pledges=[{**PLEDGE, "likelihood": cell}])
    assert place(problem) == ("pledges", 2, "likelihood", cell)
    assert says(problem) == f"'{cell}' is not a chance between 0 and 1; write 80 % as 0.8"


STEP = {**PLEDGE, "status_on": "2010", "status": "committed"}


@pytest.mark.parametrize(("column", "cell"), [("donor", "RUS"), ("currency", "EUR"), ("form", "in_kind")])
def test_every_step_of_a_pledge_has_its_first_step_s_donor_currency_and_form(column: str, cell: str) -> None:
    """The first step is the earliest one, wherever it stands in the table."""
    problem = only(pledges=[{**STEP, column: cell}, PLEDGE])
    assert place(problem) == ("pledges", 2, column, cell)
    assert says(problem) == (
        f"{column} is not the one of the pledge's first step; "
        "withdraw this pledge and record a new one, or correct the step"
    )


def test_a_blank_form_is_cash() -> None:
    assert found(pledges=[PLEDGE, {**STEP, "form": "cash"}]) == []


def test_phase_and_component_of_a_pledge_may_change_within_one_reporting_currency() -> None:
    assert found(pledges=[PLEDGE, {**STEP, "phase": "G", "component": "Training"}]) == []
    problem = only(pledges=[PLEDGE, {**STEP, "phase": "H"}])
    assert place(problem) == ("pledges", 3, "phase", "H")
    assert says(problem) == (
        "the phase reports in another currency than the pledge's first phase; "
        "withdraw this pledge and record a new one, or correct the step"
    )


def test_a_donor_misspelt_is_one_problem_and_not_also_another_donor() -> None:
    cash = [{**CASH, "pledge": "P"}]
    assert [place(p)[:2] for p in found(pledges=[PLEDGE, {**STEP, "donor": "FRE"}], contributions=cash)] == [
        ("pledges", 3)
    ]
    assert [place(p)[:2] for p in found(pledges=[{**PLEDGE, "donor": "FRE"}, STEP], contributions=cash)] == [
        ("pledges", 2)
    ]


def test_a_promise_without_a_rate_is_a_warning_that_names_the_rate_to_add() -> None:
    problem = only(pledges=[{**PLEDGE, "currency": "NOK", "amount": "1234.5"}])
    assert (place(problem), problem.severity) == (("pledges", 2, "currency", "NOK"), "warning")
    assert says(problem) == (
        "NOK 1234.50 of 2009-11-27 has no rate of exchange into USD; it counts as 0 until then; "
        "add rates of NOK from 2009-11-27 or earlier"
    )
    early = only(pledges=[{**PLEDGE, "phase": "H", "status_on": "2008"}])
    assert early.remedy == "add rates of EUR from 2008 or earlier"


# Instalments


def instalments(*amounts: str) -> Rows:
    return [{"pledge": "P", "due_on": f"2010-{12 - i:02}", "amount": amount} for i, amount in enumerate(amounts)]


def test_an_instalment_is_positive() -> None:
    problem = only(pledges=[PLEDGE], instalments=instalments("0", "200000"))
    assert place(problem) == ("instalments", 2, "amount", "0")
    assert says(problem) == "an instalment is positive; write what is to be paid"


def test_instalments_that_do_not_add_up_are_a_warning_at_the_last_one_due() -> None:
    assert found(pledges=[PLEDGE], instalments=instalments("150000", "50000")) == []
    problem = only(pledges=[PLEDGE], instalments=instalments("150000", "40000"))
    assert (place(problem), problem.severity) == (("instalments", 2, "amount", "150000"), "warning")
    assert says(problem) == (
        "the pledge's instalments do not add up to its amount; "
        "make them agree; the rest is taken as due on the pledge's own date"
    )


def test_instalments_are_held_against_the_newest_step_unless_it_is_withdrawn() -> None:
    raised = {**STEP, "amount": "300000"}
    assert found(pledges=[raised, PLEDGE], instalments=instalments("300000")) == []
    assert (
        found(pledges=[{**STEP, "status": "withdrawn", "reason": "lapsed"}, PLEDGE], instalments=instalments("1")) == []
    )


# Contributions


def cash_problem(**changed: str) -> Problem:
    return only(pledges=[PLEDGE], contributions=[{**CASH, "pledge": "P", **changed}])


def test_a_payment_is_positive_and_what_went_back_is_negative() -> None:
    problem = cash_problem(amount="-5")
    assert place(problem) == ("contributions", 2, "amount", "-5")
    assert says(problem) == "a payment is positive; use the kind refund or reversal for money that went back"
    for kind in ("refund", "reversal"):
        assert says(cash_problem(kind=kind)) == "money that went back is negative; write the amount with a minus sign"


@pytest.mark.parametrize(("column", "cell"), [("donor", "RUS"), ("form", "in_kind")])
def test_a_contribution_has_its_pledge_s_donor_and_form(column: str, cell: str) -> None:
    problem = cash_problem(**{column: cell})
    assert place(problem) == ("contributions", 2, column, cell)
    assert says(problem) == (
        f"{column} is not that of the pledge it pays; correct the {column}, or name another pledge, or none"
    )


def test_a_contribution_stands_on_a_phase_that_reports_as_its_pledge_s_does() -> None:
    assert found(pledges=[PLEDGE], contributions=[{**CASH, "pledge": "P", "phase": "G"}]) == []
    problem = cash_problem(phase="H")
    assert place(problem) == ("contributions", 2, "phase", "H")
    assert says(problem) == (
        "the phase reports in another currency than the pledge's phase; "
        "record the payment on a phase that reports in the pledge's, or without the pledge"
    )


def test_a_contribution_converts_into_its_pledge_s_currency() -> None:
    assert found(pledges=[PLEDGE], contributions=[{**CASH, "pledge": "P", "currency": "EUR"}]) == []
    problem = cash_problem(currency="NOK")
    assert (place(problem), problem.severity) == (("contributions", 2, "currency", "NOK"), "error")
    assert says(problem) == (
        "there is no rate of exchange into the pledge's currency on that day; "
        "add the rate to rates, or record the payment in the pledge's currency"
    )


def test_cash_without_a_pledge_and_a_rate_is_a_warning() -> None:
    problem = only(contributions=[{**CASH, "currency": "NOK"}])
    assert (place(problem), problem.severity) == (("contributions", 2, "currency", "NOK"), "warning")
    assert says(problem) == (
        "NOK 100.00 of 2010-01-15 has no rate of exchange into USD; it counts as 0; "
        "add rates of NOK from 2010-01-15 or earlier"
    )


def test_more_going_back_than_had_arrived_is_a_warning() -> None:
    back = {**CASH, "contribution": "B", "kind": "refund", "amount": "-100"}
    assert found(contributions=[back, CASH]) == []
    problem = only(contributions=[CASH, {**back, "amount": "-100.01"}])
    assert (place(problem), problem.severity) == (("contributions", 3, "amount", "-100.01"), "warning")
    assert says(problem) == (
        "more went back than had arrived for this pledge, phase and component; "
        "check the amount, the date, and the place it was paid to"
    )
    assert only(contributions=[CASH, {**back, "received_on": "2010-01-14"}]).row == 3


# Magnitude


LARGE = "40000000000000000"


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("pledges", [PLEDGE, {**PLEDGE, "pledge": "Q"}]), ("contributions", [CASH, {**CASH, "contribution": "D"}]),
        ("budgets", [BUDGET, {**BUDGET, "phase": "G"}]), ("thresholds", [THRESHOLD, {**THRESHOLD, "threshold": "U"}]),
    ],
)  # fmt: skip
def test_a_table_s_money_can_be_added_up(table: str, rows: Rows) -> None:
    """40 million billion in hundredths fits into int64 once, and not twice with room to spare."""
    assert found(**{table: [{**rows[0], "amount": LARGE}, rows[1]]}) == []
    problem = only(**{table: [rows[0], {**rows[1], "amount": "50000000000000000"}]})
    assert place(problem) == (table, 3, "amount", "50000000000000000")
    assert says(problem) == (
        "the amounts of this table add up to more than can be kept exactly; check the digits of this one, the largest"
    )


def test_money_that_grows_too_large_by_its_rate_is_refused() -> None:
    """EUR 40 million billion are USD 50 million billion at 0.8."""
    problem = only(pledges=[{**PLEDGE, "currency": "EUR", "amount": LARGE}])
    assert place(problem) == ("pledges", 2, "amount", LARGE)


def test_instalments_can_be_added_up() -> None:
    pledges = [{**PLEDGE, "amount": LARGE}]
    problems = found(pledges=pledges, instalments=instalments(LARGE, LARGE))
    assert [problem.is_error for problem in problems if "add up to more" in problem.message] == [True]


# As a whole


FAULTY = {
    "pledges": [
        {**PLEDGE, "amount": "x", "status_on": "y"}, {**PLEDGE, "donor": "FRE"}, {**STEP, "currency": "EUR"},
        {**PLEDGE, "pledge": "Q", "likelihood": "5"}, {**PLEDGE, "pledge": "Q"}, {**PLEDGE, "pledge": "R", "currency": "NOK"},
    ],
    "contributions": [{**CASH, "pledge": "Q", "donor": "RUS"}, {**CASH, "contribution": "D", "kind": "gift"}],
    "instalments": [{"pledge": "R", "due_on": "2010", "amount": "5"}, {"pledge": "R", "due_on": "2011", "amount": "-5"}],
}  # fmt: skip


def test_all_problems_are_reported_at_once_by_table_and_row() -> None:
    problems = found(**FAULTY)
    assert [(problem.table, problem.row, problem.column) for problem in problems] == [
        ("pledges", 2, "status_on"), ("pledges", 2, "amount"), ("pledges", 3, "donor"), ("pledges", 4, "currency"),
        ("pledges", 5, "likelihood"), ("pledges", 6, "pledge"), ("pledges", 7, "currency"), ("instalments", 3, "amount"),
        ("contributions", 2, "donor"), ("contributions", 3, "kind"),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_rows_makes_no_difference_to_the_problems(seed: int) -> None:
    shuffled = {name: frame.sample(frac=1, random_state=seed) for name, frame in given(**FAULTY).items()}
    assert set(check(shuffled).problems) == set(found(**FAULTY))


def test_no_cell_has_two_errors() -> None:
    cells = [(problem.table, problem.row, problem.column) for problem in found(**FAULTY) if problem.is_error]
    assert len(cells) == len(set(cells))


def test_what_is_checked_is_left_alone() -> None:
    tables = given(**FAULTY)
    before = {name: frame.copy(deep=True) for name, frame in tables.items()}
    first = check(tables)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(tables[name], frame)
    kept = {name: frame.copy(deep=True) for name, frame in first.tables.items()}
    check(first.tables)
    for name, frame in kept.items():
        pd.testing.assert_frame_equal(first.tables[name], frame)


def test_a_warning_does_not_keep_the_tables_out_and_an_error_does() -> None:
    assert check(given(pledges=[{**PLEDGE, "currency": "NOK"}])).is_sound
    assert not check(given(pledges=[{**PLEDGE, "currency": "US$"}])).is_sound


def test_no_tables_at_all_are_sound_and_come_out_empty() -> None:
    checked = check({})
    assert checked.problems == []
    assert {name: frame.columns.tolist() for name, frame in checked.tables.items()} == {
        name: table.names for name, table in TABLES.items()
    }


def test_rows_keep_their_numbers_even_where_two_are_equal() -> None:
    tables = given(pledges=[PLEDGE, {**PLEDGE, "pledge": "Q", "amount": "x"}, {**PLEDGE, "pledge": "R", "amount": ""}])
    tables["pledges"].index = pd.Index([7, 7, 7])
    checked = check(tables)
    assert [(problem.row, problem.value) for problem in checked.problems] == [(7, "x"), (7, "")]
    assert checked.tables["pledges"].index.tolist() == [7, 7, 7]


@pytest.mark.parametrize("name", TABLES)
def test_cells_of_any_kind_anywhere_are_read_or_reported_and_never_crash(name: str) -> None:
    odd = [None, float("nan"), pd.NA, [1], {"a": 1}, 5, 2.5, True, pd.Timestamp("2010"), b"\xff", "\ud800", "9" * 5_000]
    cells = pd.DataFrame({column: pd.Series(odd, dtype=object) for column in TABLES[name].names})
    checked = check({**given(pledges=[PLEDGE]), name: cells})
    assert not checked.is_sound
    assert all(problem.remedy for problem in checked.problems)
    for column in TABLES[name].columns:
        assert str(checked.tables[name][column.name].dtype) == column.dtype


# The data that come with the project


def test_the_paris_pact_is_sound() -> None:
    assert check(read_folder(DATA / "paris-pact").frames).problems == []


def test_the_example_is_sound_but_for_a_rate_that_is_missing_on_purpose() -> None:
    [problem] = check(read_folder(DATA / "example").frames).problems
    assert (problem.table, problem.column, problem.value, problem.severity) == ("pledges", "currency", "NOK", "warning")


@pytest.mark.parametrize("name", ["paris-pact", "example"])
def test_checked_tables_and_their_texts_check_to_the_same_again(name: str) -> None:
    checked = check(read_folder(DATA / name).frames)
    texts = {
        table: frame.apply(lambda values, table=table: write_column(values, TABLES[table][values.name]))
        for table, frame in checked.tables.items()
    }
    for again in (check(checked.tables), check(texts)):
        for table, frame in checked.tables.items():
            pd.testing.assert_frame_equal(again.tables[table], frame)
        assert [says(problem) for problem in again.problems] == [says(problem) for problem in checked.problems]


def test_writing_into_one_blank_column_or_empty_table_touches_no_other() -> None:
    raw = {"initiatives": pd.DataFrame({"initiative": ["I"], "title": ["T"], "currency": ["USD"]}, dtype="str")}
    first, again = check(raw).tables, check(raw).tables
    first["initiatives"].loc[0, "note"] = "written"
    first["sources"].loc[0, "source"] = "S"
    assert first["initiatives"].iloc[0].tolist().count("written") == 1
    assert again["initiatives"]["note"].tolist() == [""]
    assert len(again["sources"]) == len(check(raw).tables["sources"]) == 0


@pytest.mark.parametrize("name", ["paris-pact", "example"])
def test_what_partners_see_is_sound_as_well(name: str) -> None:
    assert check(tables_for("partners", check(read_folder(DATA / name).frames).tables)).is_sound
