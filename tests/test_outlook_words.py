"""The outlook in sentences: three answers first, each figure with what it rests on, and nothing that nobody stated."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from tracker import desk
from tracker.briefing.outlook import likelihood_words, range_words
from tracker.desk import Assumptions
from tracker.ledger import Ledger
from tracker.problems import RefusedError

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    place = f"sqlite:///{tmp_path_factory.mktemp('ahead') / 'a.db'}"
    ledger, _ = desk.start_ledger(place, desk.data_folder("example"), author="test", now=NOW)
    with ledger:
        yield ledger


def see(ledger: Ledger, audience: str = "internal", as_of: str = "2026-11-22") -> desk.View:
    return desk.look(ledger, today=date(2026, 11, 22), as_of=as_of, audience=audience)


def test_only_what_is_impossible_or_certain_is_called_so() -> None:
    shown = [likelihood_words(share).replace("\u00a0", " ") for share in (0, 0.0004, 0.5, 0.9996, 1)]
    assert shown == ["0 %", "less than 0.1 %", "50.0 %", "more than 99.9 %", "100 %"]
    assert range_words(0.12, 0.8).replace("\u00a0", " ") == "between 12.0 % and 80.0 %"
    assert range_words(0.5, 0.5).replace("\u00a0", " ") == "50.0 %"


def test_a_target_is_told_by_what_covers_it(example: Ledger) -> None:
    told = {target: prospect.text for (_, target), prospect in desk.outlook(see(example)).prospects.items()}
    assert told["BLO-2-START"] == "In cash, the $1.1M needed for 1 August 2024 is covered."
    start = told["ALT-2-START"].replace("\u00a0", " ")
    for part in (
        "In cash, $1.072M of the $2.825M needed for 1 April 2027 is there: $1.753M is missing.",
        "If everything announced comes by its date, it is covered; of that $500,000 has no stated date",
        "If everything in sight comes, it is covered.",
        "Some money has no rate of exchange and is in none of these figures.",
        "The likelihood of reaching it by 1 April 2027 is between 39.0 % and 86.0 %.",
        "It rests on 2 likelihoods stated on rows of the ledger, and takes promises to be independent of each other; for "
        "3 promises of 5 nobody stated any, so that it is a range.",
        "It hinges most on United States, INL ($1M)",
    ):
        assert part in start


def test_what_is_assumed_is_named_with_its_source(example: Ledger) -> None:
    assumed = Assumptions(
        "Cautious", "the desk", {"committed": 9 * 10**9, "pledged": 8 * 10**9}, {"BRENN-ALT-2": 10**9}
    )
    said = desk.outlook(see(example), "ALT-2", assumed).prospects["ALT-2", "ALT-2-START"]
    basis = said.basis.replace("\u00a0", " ")
    assert (
        "the assumptions “Cautious” (signed 90.0 %, announced 80.0 % and one promise by name; source: the desk)"
        in basis
    )
    assert "with nine chances in ten" in said.spread
    assert desk.outlook(see(example), "ALT-2").prospects["ALT-2", "ALT-2-START"].spread == ""


def test_after_its_date_no_likelihood_is_told(example: Ledger) -> None:
    """In November 2025 the start of the first two districts, due on 1 October 2025, had not been reached."""
    said = desk.outlook(see(example, as_of="2025-11-15"), "ALT-2").prospects["ALT-2", "ALT-2-START"]
    assert said.likelihood == "1 October 2025 has passed: no likelihood is told any more."
    assert said.basis == said.spread == said.hinge == ""


def test_how_long_money_lasts_says_by_what_need_and_what_is_at_hand(example: Ledger) -> None:
    lasting = desk.outlook(see(example)).lasting
    assert lasting["LAB-2"][0] == (
        "€250,000 a month is needed, by the budget's periods, each spread evenly over its months."
    )
    assert (
        "Cash lasts until April 2027 (2 months); with what is signed, money lasts until October 2027"
        in lasting["LAB-2"][2]
    )
    assert "what was spent is not known here" in lasting["BLO-2"][1]
    assert lasting["BLO-2"][-1].replace("\u00a0", " ") == (
        "Of the $3.955M needed, $3.5M is programmable and $455,000 is for support costs (13.0 %), as the budget states."
    )
    assert lasting["TRT-P"] == (
        "How long the money lasts cannot be told: no monthly need is stated, nor does one follow from the budget.",
    )
    assumed = Assumptions("Lean", monthly_need={"TRT-P": 20_000_00}, balance={"TRT-P": 50_000_00})
    said = " ".join(desk.outlook(see(example), "TRT-P", assumed).lasting["TRT-P"])
    assert "$20,000 a month is needed, as assumed (“Lean”). At hand is $50,000, as assumed." in said
    assert "Cash lasts until December 2026 (2 months)" in said


def test_partners_are_told_two_answers_and_may_assume_nothing(example: Ledger) -> None:
    view = see(example, "partners")
    for prospect in desk.outlook(view).prospects.values():
        assert "ikel" not in prospect.text
        assert "in sight" not in prospect.text
    with pytest.raises(RefusedError, match="internal readers only"):
        desk.outlook(view, None, desk.own_assumptions(see(example)))


def test_what_is_assumed_of_something_that_is_not_there_is_refused(example: Ledger) -> None:
    for assumed in (Assumptions(pledges={"NOBODY": 1}), Assumptions(monthly_need={"NOWHERE": 1})):
        with pytest.raises(RefusedError, match="there is no such"):
            desk.outlook(see(example), None, assumed)
