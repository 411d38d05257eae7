"""The method in plain words: every rule of the model beside what holds it, and every word on the pages. No figures."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker import terms
from tracker.model.attention import KINDS, SILENT, SOON


@dataclass(frozen=True)
class Rule:
    """A rule of the model, in words.

    `held_by` names the functions that carry it out, and `tests` the tests that hold them to it (file, then test, the
    test's name being a rule itself); a test of this module sees to it that all of them are there.
    """

    key: str
    title: str
    words: tuple[str, ...]
    held_by: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def proofs(self) -> list[str]:
        """What the tests say, as sentences."""
        return [test.split(".")[1].removeprefix("test_").replace("_s_", "'s ").replace("_", " ") for test in self.tests]


@dataclass(frozen=True)
class Vocabulary:
    """Words that may stand in a table or on a page, with what each means."""

    title: str
    where: str
    words: Mapping[str, str]


def _label(code: str) -> str:
    return terms.RUNG[code].label


_LOWEST_PUBLIC = _label(terms.PUBLISHED[-1])
_DEFAULT = _label(terms.DEFAULT_COUNTS)

RULES: tuple[Rule, ...] = (
    Rule(
        "movements", "Every figure is a sum of movements",
        (
            "Money for a phase stands on exactly one rung of the ladder at a time. Whenever that changes, because it "
            "is announced, signed, paid, moved, lowered or withdrawn, a movement takes it out of one place and puts "
            "it into another. So money is never counted twice, and every figure can be followed to the movements it "
            "is the sum of, and from each of those to the row and the source that caused it.",
            "Movements that lead from one rung or phase to another add up to zero. The requirement moves too: it is "
            "stated, and restated.",
        ),
        ("tracker.model.movements.find_movements", "tracker.model.position.find_position"),
        ("test_laws.test_movements_between_rungs_and_phases_sum_to_zero",
         "test_movements.test_a_movement_names_the_row_that_caused_it"),
    ),
    Rule(
        "states", "What stands of a promise",
        (
            "Each step and each payment of a promise leads to a new state, in the order of their dates; on one day "
            "the step comes first. Outstanding is what is promised less what is paid, and never less than nothing. It "
            "stands on the rung of the newest step. Once withdrawn, nothing of it stands.",
            f"A condition that is not yet met keeps a promise no firmer than {_label('pledged')}, even where it is "
            "signed.",
            "A refund, an unspent balance given back, takes cash away and leaves the promise fulfilled. A reversal, a "
            "payment that bounced or was booked by mistake, opens the promise again. What is paid beyond the "
            "promise, before its first step or after its withdrawal, is new money.",
            "From one step to the next the donor, the currency and the form stay; the phase and the component may "
            "change.",
        ),
        ("tracker.model.histories.find_histories", "tracker.model.movements.find_movements"),
        ("test_movements.test_a_receipt_reduces_the_outstanding_pledge",
         "test_movements.test_on_one_day_the_step_comes_first",
         "test_movements.test_an_unmet_condition_keeps_a_signed_promise_announced_until_it_is_met",
         "test_movements.test_a_refund_takes_cash_and_reopens_nothing",
         "test_movements.test_a_reversal_takes_cash_and_opens_the_promise_again",
         "test_movements.test_what_is_paid_beyond_the_promise_is_new",
         "test_movements.test_a_withdrawal_takes_what_stands_whatever_amount_is_written"),
    ),
    Rule(
        "rates", "Rates of exchange",
        (
            "A rate says how many units of a currency a US dollar is worth, and holds from its day until the next one "
            "of that currency. Between two other currencies the way leads through the dollar, and is rounded once, to "
            "the cent, halves to the even one. An amount is never rounded on its way in.",
            "A promise is worth what it was at the rate of the day of its newest step, cash what it was on the day it "
            "came, budgets and thresholds what they were on the day they were stated. Where the rate has changed "
            "from one step to the next, the difference is a movement of its own: exchange. On request promises are "
            "shown at the as-of date's rate instead, or everything in another currency.",
            "Without a rate an amount counts as nothing, and is listed in its own currency beside every total that it "
            "is missing from. A rate is never guessed.",
        ),
        ("tracker.rates.Rates.look_up", "tracker.rates.Rates.convert", "tracker.model.movements.revalue_promises"),
        ("test_rates.test_a_rate_is_in_force_from_its_day_until_the_next",
         "test_rates.test_money_between_two_currencies_goes_through_the_dollar_and_is_rounded_once",
         "test_movements.test_a_payment_leaves_at_the_promise_s_rate_and_the_difference_is_exchange",
         "test_gaps.test_money_without_a_rate_is_listed_beside_each_total_it_is_missing_from",
         "test_movements.test_promises_may_be_shown_at_the_as_of_date_s_rate_and_cash_stays"),
    ),
    Rule(
        "targets", "Targets: what counts, coverage and gap",
        (
            "A target is a phase's requirement, or a threshold: a part of it that decides something, such as the "
            "start. For each rung it is told what is counted when that rung and all firmer ones count. Coverage is "
            "what is counted divided by what is required; the gap is what is required less what is counted, and never "
            "less than nothing; a surplus is what is counted beyond what is required.",
            f"The headline counts from the rung that the threshold states, or from {_DEFAULT} where it states none. "
            "Counting softer money too never widens a gap.",
            "Where a target has a date, promised money that is due after it is not counted, and is shown as late. "
            "Promised money without a date is counted, and is shown as undated. Cash is never late.",
            "Money earmarked to a component that the threshold does not name cannot count, and is shown as earmarked "
            "otherwise; unearmarked money may count towards anything. Money in kind is kept apart, and never counts.",
            "Where the requirement is not known, or is zero, there is no coverage and no gap, and that is said. The "
            "newest budget document holds, as a whole; so does the newest statement of a threshold.",
        ),
        (
            "tracker.model.gaps.find_gaps", "tracker.model.targets.find_targets",
            "tracker.model.requirements.requirements",
        ),
        ("test_gaps.test_each_floor_counts_its_rung_and_the_firmer",
         "test_laws.test_a_lower_floor_never_widens_a_gap_nor_lessens_what_counts",
         "test_gaps.test_the_headline_counts_from_the_rung_that_is_stated_or_from_announced",
         "test_gaps.test_money_due_after_the_target_s_first_day_is_late_and_does_not_count",
         "test_gaps.test_money_without_a_date_counts_and_is_shown_as_undated",
         "test_gaps.test_cash_is_never_late",
         "test_gaps.test_money_earmarked_for_something_else_cannot_count",
         "test_gaps.test_money_in_kind_never_counts",
         "test_gaps.test_an_unknown_requirement_has_no_coverage_and_no_gap",
         "test_gaps.test_the_budget_and_the_threshold_stated_newest_hold"),
    ),
    Rule(
        "portfolio", "Coverage of several phases",
        (
            "Over several phases, what a phase has beyond its own requirement does not help another: of each, no more "
            "is counted than it requires, and the sum of that is divided by the sum of what is required. Phases of "
            "which nobody knows what they need are left out, and it is said how many they are.",
        ),
        ("tracker.model.gaps.find_portfolio",),
        ("test_gaps.test_a_portfolio_s_surplus_here_does_not_hide_a_gap_there",),
    ),
    Rule(
        "dues", "What is due, and overdue",
        (
            f"Only {_label('pledged').lower()} and {_label('committed').lower()} money can be due: nobody owes what "
            "was never announced. A promise is due in its instalments; what they leave, or all of it where there are "
            "none, on its own date. Payments fulfil the earliest part first.",
            "What is due by a date and not fulfilled is overdue, and ages from the day it was due. What is due on the "
            "day itself is overdue by no days. Where only the month or the year is known, it is overdue once that is "
            "over, and its days are not counted.",
        ),
        ("tracker.model.dues.find_dues", "tracker.model.schedule.schedule_promises"),
        ("test_dues.test_nobody_owes_what_was_never_announced_nor_what_was_withdrawn",
         "test_dues.test_payments_fulfil_the_earliest_instalment_first",
         "test_dues.test_what_instalments_leave_is_due_on_the_pledge_s_own_date",
         "test_dues.test_a_due_date_known_to_the_month_is_overdue_after_it_without_a_count_of_days"),
    ),
    Rule(
        "bridge", "The bridge, and late entries",
        (
            "A bridge tells how one date's figures became another's: what stood at the end of the first day, the "
            "movements since by their kind, and what stood at the end of the last. It adds up to the cent, on every "
            "rung and for the requirement.",
            "Where the opening was printed from an earlier record, what was recorded later about days before it is a "
            "kind of its own, late entries: so the bridge opens on the figure that was printed.",
        ),
        ("tracker.model.history.find_bridge",),
        ("test_laws.test_bridges_reconcile_in_every_world_and_compose",
         "test_history.test_a_bridge_leaves_out_its_first_day_and_takes_in_its_last",
         "test_history.test_what_was_recorded_late_is_a_kind_of_its_own_so_that_the_opening_is_what_was_printed"),
    ),
    Rule(
        "approximate", "Approximate amounts",
        (
            "What is vague stays vague. A promise may have a least and a most beside its amount; where they are "
            "blank, they are the amount. Every rule is applied three times over: to the amount, to the least and to "
            "the most. So every total can say between which two figures it lies.",
            "A total is approximate, and marked ~, as long as an approximate part stands in it. Once that part is "
            "paid, withdrawn or made exact, so is the total.",
        ),
        ("tracker.model.histories.find_histories", "tracker.model.position.find_position"),
        ("test_laws.test_low_amount_and_high_stand_in_that_order",
         "test_position.test_one_approximate_part_makes_a_total_approximate",
         "test_position.test_a_total_is_exact_once_its_approximate_part_is_paid"),
    ),
    Rule(
        "dates", "Dates known to the month or the year",
        (
            "A date may be known only to its month or its year; it is written so, 2010-06 or 2010, and shown so. To "
            "compute, it stands for its last day, but for what something is needed by or begins on, which stands for "
            "its first: so nothing is called covered or paid too early. Days are never counted from such a date.",
        ),
        ("tracker.dates.days", "tracker.dates.is_partial"),
        ("test_dates.test_a_date_means_its_first_or_its_last_day",
         "test_movements.test_a_date_known_to_the_month_counts_from_its_last_day",
         "test_requirements.test_a_budget_known_to_the_month_holds_from_the_month_s_end"),
    ),
    Rule(
        "audiences", "Two audiences",
        (
            f"Internal readers see all. Partners get no money softer than {_LOWEST_PUBLIC}, and no conditions, "
            "likelihoods, notes or sources that are not marked public, on any page and in any file. What is kept back "
            "is taken out before anything is computed, not hidden afterwards.",
            f"To partners a signed promise under a condition is the {_label('pledged').lower()} one that it counts "
            "as, and a promise that has softened is one that no longer stands. Their sums of money received, signed "
            "and announced are the same as everybody's.",
        ),
        ("tracker.model.audience.tables_for",),
        ("test_laws.test_partners_see_nothing_softer_than_announced",
         "test_laws.test_partners_see_the_same_money_announced_signed_and_received",
         "test_audience.test_a_signed_promise_under_a_condition_is_announced_and_the_condition_is_not_told",
         "test_audience.test_only_public_sources_are_cited_and_listed"),
    ),
    Rule(
        "known", "What was true, and what was known",
        (
            "As of is the date whose figures are shown: what was true then. Known at is the record they are shown "
            "from: what had been written down by then. A correction made today about last year changes last year's "
            "figures from today on, and leaves what was known before as it was.",
            "Nothing is overwritten. Every change is a changeset, with who made it, when and why; an undo is a "
            "changeset too. Each changeset's digest covers all before it, so that a past cannot be altered unseen.",
        ),
        ("tracker.ledger.store.Ledger.read", "tracker.desk.view.look", "tracker.ledger.verify.find_faults"),
        ("test_undoing.test_every_past_stays_as_it_was",
         "test_verify.test_verify_names_changeset_and_row_of_every_altered_field",
         "test_verify.test_a_tail_that_was_cut_off_cannot_be_seen_from_within"),
    ),
    Rule(
        "outlook", "The outlook, and likelihoods",
        (
            "Three answers come first: what is missing of a target in cash; what if everything announced or signed "
            "comes by its date; what if everything in sight comes.",
            "A likelihood is told only where somebody stated one: on a promise's own row, the chance that its rest is "
            "paid by its due date, or by the target's where it has none; or by rung, in a set of assumptions that is "
            "named. A promise that nobody stated one for never comes in the lower figure and always in the upper, so "
            "that the likelihood is a range. Promises are taken to be independent of each other, and to be paid "
            "whole or not at all. After its date a target has no likelihood any more.",
            "It is worked out exactly, on the amounts' common divisor or over the sums there are; where these are too "
            "many, amounts are rounded down and up, and the two figures are bounds. What is vague is taken at its "
            "least, as stated, and at its most.",
            "What the ledger's own past says, how much of what once stood on a rung was paid, is a table with the "
            "number of its cases. It becomes an assumption only for who asks for it.",
        ),
        ("tracker.model.outlook.find_outlook", "tracker.model.likelihood.find_distribution",
         "tracker.model.hinges.find_hinges", "tracker.model.track_record.find_track_record"),
        ("test_likelihood.test_it_equals_the_count_of_every_case",
         "test_likelihood.test_rounded_it_holds_what_every_case_comes_to",
         "test_outlook.test_what_nobody_stated_either_never_comes_or_always",
         "test_outlook.test_after_its_date_a_target_has_no_likelihood_any_more",
         "test_track_record.test_the_past_becomes_assumptions_only_when_asked_and_says_its_cases"),
    ),
    Rule(
        "runway", "How long the money lasts",
        (
            "Money lasts up to the last month of which it covers all that is needed until then, counting from each "
            "rung. What is needed each month is what somebody assumes; else each line of the budget spread evenly "
            "over the months of its period that lie within the phase, or over the phase where it names no period. "
            "Where neither is known, nothing is told.",
            "At hand is the balance that is assumed; else the cash received less what the months before needed, for "
            "what was spent is not known here. Promised money is there in the month it is due; what is overdue or "
            "has no date is in none.",
            "Where a budget states a rate r of support costs, amount / (1 + r) of it is programmable.",
        ),
        ("tracker.model.runway.find_runway", "tracker.model.needs.find_needs", "tracker.model.needs.find_programmable"),
        ("test_runway.test_money_lasts_as_long_as_every_month_is_covered",
         "test_runway.test_what_is_carried_over_is_the_cash_less_the_months_before",
         "test_runway.test_without_months_or_a_budget_no_runway_is_made_up"),
    ),
    Rule(
        "asks", "Asks",
        (
            "What is missing is shared out among donors so that the asks add up to it to the cent: in proportion to "
            "what each gave in cash over all initiatives, in equal parts, by a key of the table of shares, or by "
            "hand. What each has given or promised for the target already counts towards their share, so that all "
            "come as near to one level as floors and caps allow.",
            "Asks may be rounded; one of them then carries what round figures leave. Where floors, caps and rounding "
            "leave no way, it is said why. Asks are proposals: nothing of them is recorded, and only internal "
            "readers see them.",
        ),
        ("tracker.model.asks.find_asks", "tracker.model.sharing.share_out"),
        ("test_sharing.test_asks_add_up_to_the_cent_within_their_bounds",
         "test_sharing.test_it_is_refused_only_where_there_is_no_way",
         "test_sharing.test_what_was_given_already_counts_towards_a_share"),
    ),
    Rule(
        "scenarios", "What if",
        (
            "A scenario is a few changed or added rows, laid over the ledger's tables, checked and compared as a file "
            "that is brought in. Every figure of it is made by the same rules, and carries the scenario's name beside "
            "the record. It is never recorded, and never exported as the ledger's tables.",
        ),
        ("tracker.desk.scenarios.lay_over", "tracker.desk.what_if.what_if"),
        ("test_scenarios.test_a_changed_rung_moves_money_and_nothing_else",
         "test_scenarios.test_it_is_never_exported_as_the_ledger_s_tables"),
    ),
    Rule(
        "fresh", "Freshness and attention",
        (
            "The last word on a promise is the newest day on which a step of it was taken or somebody confirmed that "
            f"it stands so. A promise of which nothing was heard for more than {SILENT} days is stale. A threshold is "
            f"at risk from {SOON} days before its date, as long as its headline rung does not cover it.",
        ),
        ("tracker.model.attention.mark_stale", "tracker.model.attention.find_attention",
         "tracker.model.standings.find_standings"),
        ("test_standings.test_a_confirmation_is_the_last_word_once_it_was_given",
         "test_attention.test_a_promise_not_confirmed_for_more_than_90_days_is_stale_and_cash_never_is",
         "test_attention.test_a_threshold_within_180_days_that_is_not_covered_is_at_risk"),
    ),
)  # fmt: skip
"""Every rule of the model, in the order in which one needs the other."""

VOCABULARIES: tuple[Vocabulary, ...] = (
    Vocabulary("Statuses", "pledges: status", terms.STATUSES),
    Vocabulary("Reasons for a withdrawal", "pledges: reason", terms.REASONS),
    Vocabulary("Forms", "pledges and contributions: form", terms.FORMS),
    Vocabulary("Kinds of contributions", "contributions: kind", terms.CONTRIBUTION_KINDS),
    Vocabulary("Kinds of movements and of a bridge", "movements and the bridge", terms.BRIDGE_KINDS),
    Vocabulary("Kinds of donors", "donors: kind", terms.DONOR_KINDS),
    Vocabulary("Kinds of events", "events: kind", terms.EVENT_KINDS),
    Vocabulary("What needs attention", "the Portfolio", KINDS),
    Vocabulary("Audiences", "every page and file", terms.AUDIENCES),
    Vocabulary("Roles", "who is logged in", terms.ROLES),
)
"""Every list of words, as the code has them."""

WORDS: Mapping[str, str] = {
    "~": "Approximate: some part of the figure is.",
    "—": "Not known, or not to be told.",
    "Announced": "Of a promise: its amount when it first stood at announced or firmer.",
    "As of": "The date whose figures are shown: what was true at its end.",
    "Ask": "What a donor could be asked for, so that the gap closes.",
    "At hand": "The balance that is assumed, else the cash less what the months before needed.",
    "Balance": "What is announced or signed of a promise and has yet to come.",
    "Cases": "How often money came to stand on a rung: the record of the past rests on so many.",
    "Change": "What stands at the end less what stood at the start.",
    "Counting": "The softest rung that is counted, with all firmer ones.",
    "Counts": "What of the money may count towards a target, and comes in time.",
    "Coverage": "What is counted divided by what is required. 100 % is never said of what is below it.",
    "Covered until": "The last month up to which the money covers all that is needed.",
    "Days overdue": "Of what has been due longest; not counted from a month or a year.",
    "Due": "When the next unpaid part is due.",
    "Fell away": "What was once announced or signed, and is withdrawn or softer since.",
    "First, days": "From the first announcement to the first payment: the median over a donor's promises.",
    "Full, days": "From the first announcement to full payment: the median over a donor's promises.",
    "Headline": "The row that the page's first sentence tells: counting from the rung that the target states.",
    "In a year": "Coverage against what it was four quarters ago.",
    "In kind": "Goods, staff or premises, at their stated value; in no total of money.",
    "In sight": "Everything on the ladder, what is anticipated or possible included.",
    "Issued": "The day (UTC) on which it was recorded that the pack went out.",
    "Largest": "The donor with the most money on a rung and firmer, and what share of all that is.",
    "Last word": "The newest day on which a step was taken, or somebody confirmed that it stands so.",
    "Late": "Promised, but due after the target's date: not counted.",
    "Likelihood": "The chance that something comes in time, as somebody stated or assumed it; never made up.",
    "Lost": "What stood on a rung once, and was withdrawn or lowered since.",
    "Made anew": "Whether the file, made once more from the same record, is the same to the byte.",
    "Missing": "The gap: what is required less what is counted, never less than nothing.",
    "Money": "What stands on a rung and on all firmer ones, in the initiative's currency.",
    "Months ahead": "How many months from now on, or from the first in which anything is needed, are covered.",
    "Needed": "The requirement of the phase, or the amount of the threshold.",
    "Next date": "The next day on which something is needed, due or met on.",
    "Nobody yet": "What is missing of the requirement, with everything in sight counted.",
    "Outstanding": "What is promised and not yet paid.",
    "Over": "What a set of promises brings beyond the gap.",
    "Overdue": "Announced or signed, due, and not paid.",
    "Owed": "What has yet to come of what was announced or signed.",
    "Paid": "What payments cover of what was promised.",
    "Pays": "The earliest date on which anything unpaid is due.",
    "Period": "A stretch of the budget: its requirement stands beside the cash that came in it.",
    "Phase": "A stretch of work with a requirement of its own.",
    "Promise": "What one donor promised, in all its steps.",
    "Promised": "What the newest announced or signed step of a promise says.",
    "Received": "Payments, less what bounced or was booked by mistake.",
    "Record": "The newest changeset that the figures know of, and how its digest begins.",
    "Recorded in": "The changeset that wrote it.",
    "Released by": "What has to happen before an instalment is paid; internal.",
    "Requirement": "What a phase needs, by its newest budget document.",
    "Settled": "A case of which nothing is outstanding any more.",
    "SHA-256": "The fingerprint of a file: no other file has it.",
    "Share": "What was paid of what was promised.",
    "Short in": "The first month that is not covered, and by how much.",
    "Signed": "Of a promise: the amount of its newest signed step.",
    "Source": "The document that a row rests on, and the place in it; unsourced where none is written.",
    "Stale": f"Nothing was heard of it for more than {SILENT} days.",
    "Standing": "The rung on which somebody's money stands.",
    "Still open": "What stood on a rung once, and is outstanding still.",
    "Surplus": "What is counted beyond what is required.",
    "Threshold": "A part of the requirement that decides something by a date, such as the start.",
    "Undated": "Promised without a date: counted, and said.",
    "Unearmarked": "For the phase as a whole; it may count towards anything.",
    "Unpaid": "What is due and not fulfilled, in the promise's own currency.",
    "Unpledged": "Cash that no promise preceded, and what went beyond one.",
}
"""Words and headings of the pages, by their letters."""
