"""Asks add up to the cent, within floors and caps, in round figures; or it is said why they cannot."""

import itertools
import os

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.model.sharing import Claim, Words, share_out

EXAMPLES = int(os.environ.get("TRACKER_ASKS", "80"))


def shares(amount: int, *claims: Claim, step: int = 1) -> tuple[int, ...]:
    found = share_out(amount, claims, step)
    assert not found.fault, found.fault
    return found.shares


def fault(amount: int, *claims: Claim, step: int = 1) -> str:
    found = share_out(amount, claims, step, Words("USD"))
    assert not found.shares
    return found.fault


def test_weights_share_in_proportion_and_the_last_cent_goes_to_somebody() -> None:
    assert shares(100_00, Claim(3), Claim(1)) == (75_00, 25_00)
    assert shares(100_00, Claim(1), Claim(1), Claim(1)) == (33_34, 33_33, 33_33)


def test_what_was_given_already_counts_towards_a_share() -> None:
    """600 altogether in equal parts is 200 each: who gave 100 is asked for 100, who gave 300 for nothing."""
    assert shares(200, Claim(1, already=100), Claim(1, already=300), Claim(1, already=0)) == (50, 0, 150)
    assert shares(600, Claim(1, already=100), Claim(1, already=200), Claim(1)) == (200, 100, 300)


def test_a_floor_and_a_cap_hold_and_the_others_share_the_difference() -> None:
    assert shares(1_000, Claim(8, most=500), Claim(1), Claim(1)) == (500, 250, 250)
    assert shares(1_000, Claim(8), Claim(1, least=200), Claim(1)) == (711, 200, 89)


def test_an_amount_set_by_hand_stands() -> None:
    assert shares(1_000, Claim(0, least=400, most=400), Claim(1), Claim(2)) == (400, 200, 400)


def test_round_figures_leave_the_rest_to_one() -> None:
    """505,123.45 in steps of 10,000: 50 steps in equal parts, and the largest ask carries 5,123.45."""
    found = share_out(505_123_45, [Claim(1), Claim(1), Claim(1)], 10_000_00)
    assert found.shares == (165_123_45, 170_000_00, 170_000_00)
    assert (found.carrier, sum(found.shares)) == (0, 505_123_45)


def test_who_has_no_room_for_the_rest_does_not_carry_it() -> None:
    found = share_out(105, [Claim(5, most=50), Claim(5)], 10)
    assert (found.shares, found.carrier) == ((50, 55), 1)


def test_why_it_cannot_be_shared_is_said_with_its_figures() -> None:
    assert fault(500_00, Claim(1, least=300_00), Claim(1, least=250_00)).startswith(
        "the floors add up to USD 550, more"
    )
    assert "USD 200 less than is missing" in fault(500_00, Claim(1, most=300_00))
    assert "nobody has a share" in fault(500_00, Claim(0))
    assert "nobody is left" in fault(500_00)
    assert "take a smaller step" in fault(505, Claim(1, most=255), Claim(1, most=255), step=100)
    assert "a floor is above its cap" in fault(500, Claim(1, least=20, most=10), Claim(1))
    assert "less than is missing" in fault(500, Claim(0, least=400, most=400))


def test_where_nothing_is_missing_nobody_is_asked() -> None:
    assert shares(0, Claim(1), Claim(2)) == (0, 0)


def possible(amount: int, claims: list[Claim], step: int) -> bool:
    """Whether there is any way at all, by trying: multiples of a step, one carrying the rest, amounts by hand aside."""
    hand = [claim.least for claim in claims if claim.least == claim.most or not claim.weight]
    free = [claim for claim in claims if not (claim.least == claim.most or not claim.weight)]
    left = amount - sum(hand)
    if left < 0 or not free:
        return left == 0
    rest = left % step
    for carrier in range(len(free)) if rest else [-1]:
        choices = [
            [value for value in range(rest if place == carrier else 0, left + 1, step)
             if value >= claim.least and (claim.most is None or value <= claim.most)]
            for place, claim in enumerate(free)
        ]  # fmt: skip
        if any(sum(chosen) == left for chosen in itertools.product(*choices)):
            return True
    return False


@st.composite
def some_claims(draw: st.DrawFn, largest: int, most: int) -> list[Claim]:
    def claim() -> Claim:
        least = draw(st.integers(0, largest // 3))
        cap = draw(st.none() | st.integers(0, largest))
        already = draw(st.integers(0, largest))
        return Claim(draw(st.integers(0, 9)), already, least, cap if cap is None else max(cap, least))

    return [claim() for _ in range(draw(st.integers(1, most)))]


@given(st.integers(1, 40), some_claims(40, 3), st.integers(1, 12))
@settings(max_examples=EXAMPLES, deadline=None)
def test_it_is_refused_only_where_there_is_no_way(amount: int, claims: list[Claim], step: int) -> None:
    found = share_out(amount, claims, step)
    assert bool(found.fault) is not possible(amount, claims, step), (found, claims)


@given(st.integers(0, 10**12), some_claims(10**12, 12), st.sampled_from([1, 100, 10_000_00, 777]))
@settings(max_examples=EXAMPLES, deadline=None)
def test_asks_add_up_to_the_cent_within_their_bounds(amount: int, claims: list[Claim], step: int) -> None:
    found = share_out(amount, claims, step)
    if found.fault:
        return
    assert sum(found.shares) == amount
    for place, (share, claim) in enumerate(zip(found.shares, claims, strict=True)):
        if not amount:
            continue
        assert share >= claim.least, (place, found)
        assert claim.most is None or share <= claim.most
        if place != found.carrier and claim.weight and claim.least != claim.most:
            assert share % step == 0


@given(st.integers(1, 10**9), st.lists(st.integers(1, 50), min_size=1, max_size=8))
@settings(max_examples=EXAMPLES, deadline=None)
def test_nobody_is_more_than_a_cent_off_their_share(amount: int, weights: list[int]) -> None:
    found = share_out(amount, [Claim(weight) for weight in weights])
    for share, weight in zip(found.shares, weights, strict=True):
        assert abs(share - amount * weight / sum(weights)) < 1 + 1e-6
