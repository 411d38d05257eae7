"""Tasks of the office: the rows that each comes to, what they move, and what is said of a mistake."""

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from tests.tables import follow, rows_of, tables_of
from tracker import desk
from tracker.checks import check
from tracker.desk.effect_words import say_effects
from tracker.desk.effects import find_effects
from tracker.desk.receipts import Receipt
from tracker.desk.tasks.budgets import Line, budget_lines, restate_budget
from tracker.desk.tasks.donors import add_donor
from tracker.desk.tasks.events import add_event
from tracker.desk.tasks.payments import record_payment, record_refund, record_reversal
from tracker.desk.tasks.plans import planned_parts, set_instalments
from tracker.desk.tasks.promises import add_pledge, confirm_standing, propose_pledge, step_pledge
from tracker.desk.tasks.splits import split_pledge
from tracker.desk.tasks.steps import outstanding_of, step_in_force
from tracker.desk.tasks.task import Ground, Task, look_now, plan_task, record_task
from tracker.exchange.folder import read_folder
from tracker.ledger import Ledger
from tracker.problems import Problem

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PLEDGE = """
    pledge status_on  status   amount
    P      2020-01-01 expected 1000
"""
PAID = """
    contribution received_on amount pledge
    C1           2020-03-01  400    P
"""


def ground_of(locale: str | None = None, **texts: str) -> Ground:
    """Tiny tables as what stands, their rows numbered from 1 as a ledger numbers them."""
    tables = {name: frame.set_axis(frame.index + 1) for name, frame in tables_of(**texts).items()}
    return Ground(tables, 1, locale)


def planned(ground: Ground, task: Task) -> Receipt:
    return plan_task(task, ground.tables, ground.tables).receipt


def after(ground: Ground, task: Task) -> dict[str, pd.DataFrame]:
    """The tables as they would stand."""
    receipt = planned(ground, task)
    assert receipt.status == "dry run", receipt.problems
    return dict(receipt.after)


def faults(receipt: Receipt) -> list[tuple[str | None, str]]:
    return [(problem.column, problem.message) for problem in receipt.problems]


def test_a_step_carries_over_what_does_not_change() -> None:
    ground = ground_of(pledges="""
        pledge status_on  status   amount low high due_on  component form agreement condition likelihood source note
        P      2020-01-01 expected ~1000  500 -    2021-06 Labs      -    A-7       -         0.8        -      seen
    """)  # fmt: skip
    task = step_pledge(ground, "P", status_on="2020-02-01", status="pledged")
    pledges = after(ground, task)["pledges"]
    assert rows_of(
        pledges, "status_on", "status", "amount", "low", "approximate", "due_on", "component", "agreement"
    ) == [
        ("2020-01-01", "expected", 100_000, 50_000, True, "2021-06", "Labs", "A-7"),
        ("2020-02-01", "pledged", 100_000, 50_000, True, "2021-06", "Labs", "A-7"),
    ]
    assert rows_of(pledges, "note") == ["seen", ""]
    assert task.message == "A donor: Anticipated → Announced, USD ~1,000 (P)"


def test_a_new_amount_leaves_the_old_least_behind_and_may_be_vague() -> None:
    ground = ground_of(
        pledges="""
        status_on  status   amount low
        2020-01-01 expected ~1000  500
    """
    )
    firm = after(ground, step_pledge(ground, "P", status_on="2020-02", amount="1200"))["pledges"]
    assert rows_of(firm, "amount", "low", "approximate", status_on="2020-02") == [(120_000, None, False)]
    vague = after(ground, step_pledge(ground, "P", status_on="2020-02", amount="~1200", low="900"))["pledges"]
    assert rows_of(vague, "amount", "low", "approximate", status_on="2020-02") == [(120_000, 90_000, True)]


def test_a_step_on_the_day_of_another_corrects_it() -> None:
    ground = ground_of(pledges=PLEDGE)
    task = step_pledge(ground, "P", status_on="2020-01-01", status="pledged")
    pledges = after(ground, task)["pledges"]
    assert rows_of(pledges, "status_on", "status") == [("2020-01-01", "pledged")]
    assert task.remarks == ["A step of that day is recorded already: it is corrected, and leaves no step of its own."]


def test_a_step_before_a_later_one_follows_the_one_in_force_then() -> None:
    ground = ground_of(
        pledges="""
        pledge status_on  status    amount
        P      2020-01-01 expected  1000
        P      2020-06-01 committed 900
    """
    )
    task = step_pledge(ground, "P", status_on="2020-03-01", status="pledged")
    assert rows_of(after(ground, task)["pledges"], "status_on", "amount", status="pledged") == [("2020-03-01", 100_000)]
    assert task.remarks == ["A later step, of 1 June 2020, stays as it is and holds from then on."]


def test_a_step_before_the_first_is_a_problem() -> None:
    ground = ground_of(pledges=PLEDGE)
    receipt = planned(ground, step_pledge(ground, "P", status_on="2019-12-31", status="pledged"))
    assert receipt.status == "refused"
    assert faults(receipt) == [("status_on", "P begins on 1 January 2020")]


def test_a_withdrawal_needs_its_reason_and_takes_the_whole_rung_away() -> None:
    ground = ground_of(pledges=PLEDGE)
    bare = planned(ground, step_pledge(ground, "P", status_on="2020-02-01", status="withdrawn"))
    assert faults(bare) == [("reason", "a withdrawal needs its reason")]
    task = step_pledge(ground, "P", status_on="2020-02-01", status="withdrawn", reason="declined")
    _, movements = follow(after(ground, task))
    assert rows_of(movements, "kind", "rung", "amount") == [
        ("new", "expected", 100_000),
        ("withdrawn", "expected", -100_000),
    ]
    assert task.message == "A donor: Anticipated → Withdrawn (declined), USD 1,000 (P)"


def test_a_promise_moves_to_another_phase_and_nothing_is_lost() -> None:
    ground = ground_of(pledges=PLEDGE, phases="phase\nF\nG")
    _, movements = follow(after(ground, step_pledge(ground, "P", status_on="2020-02-01", phase="G")))
    assert rows_of(movements, "phase", "amount", kind="moved") == [("F", -100_000), ("G", 100_000)]


def test_a_condition_that_still_stands_is_said_of_a_signature() -> None:
    ground = ground_of(
        pledges="""
        status_on  status  amount condition
        2020-01-01 pledged 1000   budget-vote
    """
    )
    task = step_pledge(ground, "P", status_on="2020-02-01", status="committed")
    assert task.remarks == ["It counts as announced until its condition is cleared: budget-vote"]


def test_a_new_promise_gets_a_key_of_its_own_and_the_phase_s_currency() -> None:
    ground = ground_of(pledges=PLEDGE.replace("P      ", "FRA-F  "))
    assert propose_pledge(ground, "FRA", "F") == "FRA-F-2"
    task = add_pledge(ground, donor="FRA", phase="F", status="pledged", status_on="2020-05", amount="~5,000")
    pledges = after(ground, task)["pledges"]
    assert rows_of(pledges, "status_on", "amount", "approximate", "currency", pledge="FRA-F-2") == [
        ("2020-05", 500_000, True, "USD")
    ]


def test_a_key_that_stands_is_not_taken_for_a_new_promise() -> None:
    """A new promise under a standing key would have become a step of somebody else's."""
    ground = ground_of(pledges=PLEDGE)
    task = add_pledge(ground, donor="FRA", phase="F", status="pledged", status_on="2020-05", amount="5", key="P")
    assert faults(planned(ground, task)) == [("pledge", "there is a promise P already")]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    ground = ground_of(pledges=PLEDGE)
    task = add_pledge(ground, donor="", phase="F", status="pledged", status_on="soon", amount="five")
    assert [column for column, _ in faults(planned(ground, task))] == ["amount", "donor", "status_on"]


@pytest.mark.parametrize(
    ("locale", "written", "hundredths"),
    [
        (None, "200,000", 20_000_000), ("de", "200.000", 20_000_000), ("de", "1.234,50", 123_450),
        ("fr", "200 000", 20_000_000), ("en", "200,000.50", 20_000_050), ("de", "200,000", 20_000_000),
        (None, "USD 1,000.00", 100_000),
    ],
)  # fmt: skip
def test_amounts_are_read_as_the_reader_s_locale_writes_them(locale: str | None, written: str, hundredths: int) -> None:
    ground = ground_of(locale, pledges=PLEDGE)
    task = step_pledge(ground, "P", status_on="2020-02-01", amount=written)
    assert rows_of(after(ground, task)["pledges"], "amount", status_on="2020-02-01") == [hundredths]


@pytest.mark.parametrize(
    ("locale", "written", "message"),
    [
        (None, "200.000", "may mean"), ("en", "200.000", "may mean"), ("en", "EUR 5", "the amount is in EUR"),
        ("en", "lots", "is not an amount"), ("en", "1.234", "may mean"), ("en", "", "blank"), ("en", "TBC", "unknown"),
    ],
)  # fmt: skip
def test_an_amount_that_could_be_two_or_none_is_a_problem(locale: str | None, written: str, message: str) -> None:
    ground = ground_of(locale, pledges=PLEDGE)
    ((column, said),) = faults(planned(ground, step_pledge(ground, "P", status_on="2020-02-01", amount=written)))
    assert column == "amount"
    assert message in said


@pytest.mark.parametrize(
    ("locale", "written", "iso"),
    [
        ("en_GB", "4/12/2020", "2020-12-04"),
        ("en_US", "4/12/2020", "2020-04-12"),
        (None, "4 December 2020", "2020-12-04"),
    ],
)
def test_dates_are_read_as_the_reader_s_locale_writes_them(locale: str | None, written: str, iso: str) -> None:
    ground = ground_of(locale, pledges=PLEDGE)
    assert step_pledge(ground, "P", status_on=written).edits.rows["pledges"]["status_on"].tolist() == [iso]


def test_a_date_of_two_readings_is_asked_about() -> None:
    ground = ground_of("en", pledges=PLEDGE)
    (problem,) = step_pledge(ground, "P", status_on="4/12/2020").problems
    assert "2020-12-04 or 2020-04-12" in problem.message
    assert "--locale" not in problem.remedy


def test_a_split_keeps_the_total_and_the_parts_add_up() -> None:
    ground = ground_of(pledges=PLEDGE, phases="phase\nF\nG")
    task = split_pledge(ground, "P", status_on="2020-02-01", amount="300", status="pledged", phase="G")
    tables = after(ground, task)
    assert rows_of(tables["pledges"], "pledge", "status_on", "status", "phase", "amount") == [
        ("P", "2020-01-01", "expected", "F", 100_000),
        ("P", "2020-02-01", "expected", "F", 70_000),
        ("FRA-G", "2020-02-01", "pledged", "G", 30_000),
    ]
    _, movements = follow(tables)
    assert sorted(rows_of(movements, "kind", "phase", "rung", "amount", on="2020-02-01")) == [
        ("lowered", "F", "expected", -30_000), ("new", "G", "pledged", 30_000),
    ]  # fmt: skip
    assert movements["amount"].sum() == 100_000
    assert task.remarks == ["P is lowered by 300, and FRA-G is new with the same: the total stays."]


def test_a_vague_promise_is_split_so_that_least_and_most_add_up_too() -> None:
    ground = ground_of(
        pledges="""
        status_on  status   amount low high
        2020-01-01 expected ~1000  200 1500
    """
    )
    vague = after(ground, split_pledge(ground, "P", status_on="2020-02-01", amount="~300"))["pledges"]
    assert rows_of(vague, "pledge", "amount", "low", "high", "approximate", status_on="2020-02-01") == [
        ("P", 70_000, 0, 120_000, True), ("FRA-F", 30_000, 20_000, None, True),
    ]  # fmt: skip
    exact = after(ground, split_pledge(ground, "P", status_on="2020-02-01", amount="300"))["pledges"]
    assert rows_of(exact, "amount", "low", "approximate", pledge="FRA-F") == [(30_000, None, False)]


@pytest.mark.parametrize(
    ("amount", "message"),
    [("600", "600 of it is outstanding, 400 being paid"), ("0", "a part is positive"), ("-5", "a part is positive")],
)
def test_no_more_is_split_off_than_is_outstanding(amount: str, message: str) -> None:
    ground = ground_of(pledges=PLEDGE, contributions=PAID)
    task = split_pledge(ground, "P", status_on="2020-04-01", amount=amount)
    assert faults(planned(ground, task)) == [("amount", message)]


def test_a_split_before_a_later_step_would_count_money_twice_and_is_refused() -> None:
    ground = ground_of(pledges=PLEDGE + "    P      2020-06-01 pledged  1000\n")
    task = split_pledge(ground, "P", status_on="2020-02-01", amount="300")
    assert faults(planned(ground, task)) == [("status_on", "a later step, of 1 June 2020, says the whole amount")]


def test_instalments_take_the_place_of_those_that_stand() -> None:
    ground = ground_of(
        pledges=PLEDGE,
        instalments="""
            due_on     amount trigger
            2020-06-01 500    Report
            2020-09-01 500    -
        """,
    )
    assert planned_parts(ground, "P") == [("2020-06-01", "500.00", "Report"), ("2020-09-01", "500.00", "")]
    task = set_instalments(ground, "P", [("2020-06-01", "600", "Report"), ("2021", "400", ""), ("", "", "")])
    receipt = planned(ground, task)
    assert (receipt.counts["added"], receipt.counts["changed"], receipt.counts["retracted"]) == (1, 1, 1)
    assert rows_of(receipt.after["instalments"], "due_on", "amount") == [("2020-06-01", 60_000), ("2021", 40_000)]
    assert task.remarks == ["The instalments add up to the promise: USD 1,000."]
    assert receipt.problems == []


def test_instalments_that_do_not_add_up_are_told_with_the_difference() -> None:
    ground = ground_of(pledges=PLEDGE)
    task = set_instalments(ground, "P", [("2020-06-01", "600", "")])
    receipt = planned(ground, task)
    assert receipt.remarks == ["The instalments add up to USD 600: USD 400 less than the promise of 1,000."]
    assert [problem.severity for problem in receipt.problems] == ["warning"]


def test_two_instalments_on_one_date_and_vague_ones_are_problems() -> None:
    ground = ground_of(pledges=PLEDGE)
    task = set_instalments(ground, "P", [("2020", "600", ""), ("2020", "~400", ""), ("", "5", "")])
    assert [column for column, _ in faults(planned(ground, task))] == ["amount", "due_on", "due_on"]


def test_a_payment_takes_over_its_promise_s_place_and_fulfils_it() -> None:
    ground = ground_of(pledges=PLEDGE.replace("expected", "pledged "), contributions=PAID)
    assert outstanding_of(ground, "P") == (60_000, 40_000)
    task = record_payment(ground, received_on="2020-05-01", amount="600", pledge="P")
    tables = after(ground, task)
    assert rows_of(tables["contributions"], "contribution", "phase", "donor", "pledge", "amount") == [
        ("C1", "F", "FRA", "P", 40_000), ("R2020-01", "F", "FRA", "P", 60_000),
    ]  # fmt: skip
    assert task.remarks == ["It fulfils P: nothing of it is outstanding then."]
    _, movements = follow(tables)
    assert movements.groupby("rung")["amount"].sum().to_dict() == {"pledged": 0, "received": 100_000}


def test_a_payment_beyond_its_promise_says_so() -> None:
    ground = ground_of(pledges=PLEDGE)
    task = record_payment(ground, received_on="2020-05-01", amount="1250", pledge="P")
    assert task.remarks == ["It is 250 more than is outstanding of P: that part is new money."]


def test_a_payment_that_is_recorded_already_is_pointed_out() -> None:
    ground = ground_of(pledges=PLEDGE, contributions=PAID)
    task = record_payment(ground, received_on="2020-03-01", amount="400", pledge="P")
    assert "The same amount of that day is recorded already, as C1." in task.remarks


def test_a_payment_without_a_promise_needs_donor_and_phase() -> None:
    ground = ground_of(pledges=PLEDGE)
    bare = planned(ground, record_payment(ground, received_on="2020-05-01", amount="5"))
    assert [column for column, _ in faults(bare)] == ["donor", "phase"]
    task = record_payment(ground, received_on="2020-05-01", amount="5", donor="FRA", phase="F")
    assert rows_of(after(ground, task)["contributions"], "donor", "currency", "amount") == [("FRA", "USD", 500)]


def test_a_refund_leaves_the_promise_fulfilled_and_a_reversal_opens_it() -> None:
    ground = ground_of(pledges=PLEDGE.replace("expected", "pledged "), contributions=PAID)
    refund = record_refund(ground, "C1", received_on="2020-06-01", amount="100")
    _, movements = follow(after(ground, refund))
    assert movements.groupby("rung")["amount"].sum().to_dict() == {"pledged": 60_000, "received": 30_000}
    reversal = record_reversal(ground, "C1", received_on="2020-06-01")
    _, movements = follow(after(ground, reversal))
    assert movements.groupby("rung")["amount"].sum().to_dict() == {"pledged": 100_000, "received": 0}
    assert reversal.message == "A donor: USD 400 reversed on P (R2020-01)"


def test_no_more_goes_back_than_had_arrived() -> None:
    ground = ground_of(pledges=PLEDGE, contributions=PAID)
    task = record_refund(ground, "C1", received_on="2020-06-01", amount="500")
    assert faults(planned(ground, task)) == [("amount", "400 had arrived in C1")]


def test_a_budget_is_restated_whole_and_the_earlier_one_stays() -> None:
    ground = ground_of(
        budgets="""
            stated_on  component amount
            2020-01-01 Labs      700
            2020-01-01 Staff     300
        """
    )
    newest, lines = budget_lines(ground, "F")
    assert (newest, [(line.component, line.amount) for line in lines]) == (
        "2020-01-01", [("Labs", "700.00"), ("Staff", "300.00")],
    )  # fmt: skip
    task = restate_budget(ground, "F", [Line("900", "Labs"), Line("", "Staff")], stated_on="2020-07-01")
    tables = after(ground, task)
    assert len(tables["budgets"]) == 3
    _, movements = follow(tables)
    needed = movements[(movements["rung"] == "requirement").to_numpy()]
    assert needed.groupby("kind")["amount"].sum().to_dict() == {"stated": 100_000, "restated": -10_000}
    assert task.message == "F needs USD 900"


def test_a_budget_of_the_same_day_is_replaced() -> None:
    ground = ground_of(budgets="stated_on component amount\n2020-01-01 Labs 700\n2020-01-01 Staff 300")
    task = restate_budget(ground, "F", [Line("900", "Labs")], stated_on="2020-01-01")
    assert rows_of(after(ground, task)["budgets"], "component", "amount") == [("Labs", 90_000)]
    assert task.remarks == ["A budget of 1 January 2020 is recorded already: this one takes its place."]


def test_a_budget_of_no_line_or_of_two_alike_is_a_problem() -> None:
    ground = ground_of()
    assert faults(planned(ground, restate_budget(ground, "F", [], stated_on="2020"))) == [
        ("amount", "no line has an amount")
    ]
    twice = restate_budget(ground, "F", [Line("1"), Line("2")], stated_on="2020")
    assert faults(planned(ground, twice)) == [("component", "two lines have the same component and period")]


def test_a_meeting_gets_a_key_of_its_title_and_year() -> None:
    ground = ground_of(events="event on title kind\nEXPERT-GROUP-2010 2010 X meeting")
    task = add_event(ground, title="Expert group", on="2010-03", phase="F")
    assert rows_of(after(ground, task)["events"], "event", "on") == [
        ("EXPERT-GROUP-2010", "2010"),
        ("EXPERT-GROUP-2010-2", "2010-03"),
    ]
    bare = planned(ground, add_event(ground, title=" ", on=""))
    assert [column for column, _ in faults(bare)] == ["title", "on"]


def test_a_confirmation_is_said_on_the_step_in_force() -> None:
    ground = ground_of(pledges=PLEDGE + "    P      2020-06-01 pledged  1000\n")
    task = confirm_standing(ground, ["P"], on="2020-03-01")
    assert rows_of(after(ground, task)["pledges"], "status_on", "confirmed_on") == [
        ("2020-01-01", "2020-03-01"), ("2020-06-01", ""),
    ]  # fmt: skip
    assert planned(ground, task).counts["changed"] == 1
    assert confirm_standing(ground, [], on="2020-03-01").problems[0].column == "pledge"


def test_a_confirmation_never_goes_back_in_time() -> None:
    ground = ground_of(pledges="status_on status amount confirmed_on\n2020-01-01 pledged 1000 2020-05-01")
    assert faults(planned(ground, confirm_standing(ground, ["P"], on="2020-03-01"))) == [
        ("confirmed_on", "P was confirmed on 1 May 2020")
    ]


def test_a_country_becomes_a_donor_by_any_of_its_names_together_with_its_promise() -> None:
    ground = ground_of(pledges=PLEDGE)
    donor = add_donor(ground, name="Allemagne")
    task = add_pledge(ground, donor="DEU", phase="F", status="pledged", status_on="2020-05", amount="5").after(donor)
    tables = after(ground, task)
    assert rows_of(tables["donors"], "donor", "name", "country", "kind", donor="DEU") == [
        ("DEU", "Germany", "DEU", "government")
    ]
    assert rows_of(tables["pledges"], "pledge", donor="DEU") == ["DEU-F"]


def test_another_donor_gets_a_code_and_one_who_is_known_is_pointed_out() -> None:
    ground = ground_of(donors="donor name kind\nOSF Open foundation")
    added = add_donor(ground, name="The Good Company Ltd", kind="private").edits.rows["donors"]
    assert rows_of(added, "donor", "kind", "country") == [("GCL", "private", "")]
    agency = add_donor(ground, name="Bureau", key="USA-INL", kind="government").edits.rows["donors"]
    assert rows_of(agency, "donor", "country") == [("USA-INL", "USA")]
    assert faults(planned(ground, add_donor(ground, name="open"))) == [
        ("name", "Open (OSF) is among the donors already")
    ]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return desk.start_ledger(f"sqlite:///{tmp_path / 'a.db'}", desk.data_folder(), author="a", now=NOW)[0]


def announced(ledger: Ledger) -> Task:
    ground = look_now(ledger, today=date(2009, 12, 4))
    return step_pledge(ground, "FRA-PPI-3", status_on="2009-12-04", status="pledged")


def write(ledger: Ledger, task: Task, request: str = "", *, dry_run: bool = False) -> Receipt:
    return record_task(ledger, task, author="b", message="m", now=NOW, request=request, dry_run=dry_run)


def test_france_s_announcement_moves_200_000_and_the_gap(ledger: Ledger) -> None:
    receipt = write(ledger, announced(ledger), dry_run=True)
    assert say_effects(find_effects(receipt, date(2009, 12, 4))) == [
        "PPI-3: USD 200,000 leaves Anticipated and enters Announced.",
        "Start, gap counting announced or firmer: 500,000 → 300,000.",
        "Full requirement, gap counting announced or firmer: 2,700,000 → 2,500,000.",
    ]
    assert len(ledger.changesets()) == 1


@pytest.fixture(scope="module")
def portfolio() -> Ground:
    """The invented portfolio as what stands."""
    tables = check(read_folder(desk.data_folder("example")).frames).tables
    return Ground({name: frame.set_axis(range(1, len(frame) + 1)) for name, frame in tables.items()}, 1)


@pytest.mark.parametrize("kind", ["split", "reversal"])
def test_effects_found_among_the_touched_phases_are_those_of_the_whole_ledger(
    portfolio: Ground, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground = portfolio
    paid = str(ground.tables["contributions"]["contribution"].iloc[3])
    task = {
        "split": lambda: split_pledge(ground, "USA-INL-BLO-2", status_on="2026-10-01", amount="1000", phase="BLO-1"),
        "reversal": lambda: record_reversal(ground, paid, received_on="2026-10-01"),
    }[kind]()
    receipt = planned(ground, task)
    assert receipt.status == "dry run", receipt.problems
    narrowed = find_effects(receipt, date(2026, 11, 1))
    monkeypatch.setattr("tracker.desk.effects._narrow", lambda receipt: (receipt.before, receipt.after))
    assert narrowed == find_effects(receipt, date(2026, 11, 1))
    assert narrowed.totals


def test_an_effect_that_begins_later_is_shown_from_then_on(ledger: Ledger) -> None:
    effects = find_effects(write(ledger, announced(ledger), dry_run=True), date(2009, 11, 30))
    assert effects.on == date(2009, 12, 4)
    assert [(row["before"], row["after"]) for row in effects.gaps] == [
        (50_000_000, 30_000_000),
        (270_000_000, 250_000_000),
    ]


def test_a_task_is_recorded_once_however_often_it_is_sent(ledger: Ledger) -> None:
    task = announced(ledger)
    first, again = write(ledger, task, "form 1"), write(ledger, task, "form 1")
    assert (first.status, again.status, again.changeset) == ("committed", "committed", first.changeset)
    assert len(ledger.changesets()) == 2


def test_a_step_that_somebody_changed_meanwhile_is_not_carried_on_from(ledger: Ledger) -> None:
    """The new step is a row of its own: without looking, it would have brought back the amount that was corrected."""
    task = announced(ledger)
    ground = look_now(ledger, today=date(2009, 12, 4))
    assert (
        write(ledger, step_pledge(ground, "FRA-PPI-3", status_on="2009-11-27", amount="150,000")).status == "committed"
    )
    receipt = write(ledger, task)
    assert (receipt.status, receipt.changeset, len(ledger.changesets())) == ("conflict", None, 2)
    assert receipt.conflicts[0]["key"] == "FRA-PPI-3 2009-11-27"
    assert receipt.conflicts[0]["fields"] == [
        {"cell": None, "column": "amount", "before": "150000.00", "after": "200000.00"}
    ]


def test_a_problem_names_the_column_and_no_row_of_a_form(ledger: Ledger) -> None:
    ground = look_now(ledger, today=date(2009, 12, 4))
    task = step_pledge(ground, "FRA-PPI-3", status_on="2009-12-04", likelihood="80")
    receipt = write(ledger, task, dry_run=True)
    assert receipt.problems == [
        Problem("pledges", "'80' is not a chance between 0 and 1", "write 80 % as 0.8", column="likelihood", value="80")
    ]
    step = step_in_force(ground, "FRA-PPI-3")
    assert step is not None
    assert step["status"] == "expected"
