"""Sharing an amount out exactly: by weights, within floors and caps, in round figures. It knows no donors by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

NO_CAP = None


@dataclass(frozen=True)
class Claim:
    """One who may be asked: a weight, what they gave already, and the least and most they may be asked for.

    Amounts are int hundredths; `most` is None without a cap. A claim whose least is its most is set by hand.
    """

    weight: int
    already: int = 0
    least: int = 0
    most: int | None = NO_CAP


@dataclass(frozen=True)
class Shared:
    """What each is asked for, in the order of the claims, and who carries what does not go into round figures.

    Where the amount cannot be shared, `shares` is empty and `fault` says why.
    """

    shares: tuple[int, ...] = ()
    carrier: int | None = None
    fault: str = ""


def share_out(amount: int, claims: Sequence[Claim], step: int = 1, words: "Words | None" = None) -> Shared:
    """Share an amount out among claims so that the shares add up to it exactly.

    All are brought as near to one level as their bounds allow: what somebody gave already and is asked for now, as
    against their weight. Every share is a multiple of `step`, apart from the one that carries the rest of the amount
    and those whose least is their most. Between equals the first has the larger share.
    """
    say = words or Words()
    if amount < 0 or step < 1:
        raise ValueError(f"{amount} in steps of {step} cannot be shared out")
    if not amount:
        return (
            Shared((0,) * len(claims)) if all(claim.least <= 0 for claim in claims) else Shared(fault=say.floors(0, 0))
        )
    if not claims:
        return Shared(fault="nobody is left to be asked")
    crossed = [claim for claim in claims if claim.most is not None and claim.least > claim.most]
    if crossed:
        return Shared(fault="a floor is above its cap")
    least = sum(claim.least for claim in claims)
    if least > amount:
        return Shared(fault=say.floors(least, amount))
    open_ended = [claim for claim in claims if claim.most is None and claim.weight > 0]
    caps = sum(claim.least if not claim.weight else claim.most or 0 for claim in claims)
    if not open_ended and caps < amount:
        has_weight = any(claim.weight > 0 for claim in claims)
        return Shared(fault=say.caps(caps, amount) if has_weight or caps else say.weightless())
    return _in_steps(amount, claims, _level(amount, claims), step, say)


@dataclass(frozen=True)
class Words:
    """How the amounts are said in a fault."""

    currency: str = ""

    def money(self, amount: int) -> str:
        """An amount in major units, to the cent where there are cents."""
        text = f"{amount // 100:,}" + (f".{amount % 100:02d}" if amount % 100 else "")
        return f"{self.currency} {text}".strip()

    def floors(self, least: int, amount: int) -> str:
        """The floors ask for more than is missing."""
        return (
            f"the floors add up to {self.money(least)}, more than the {self.money(amount)} that is missing; lower them"
        )

    def caps(self, most: int, amount: int) -> str:
        """The caps leave something of the gap open."""
        short = self.money(amount - most)
        return (
            f"the caps add up to {self.money(most)}, {short} less than is missing; raise one, or ask somebody else too"
        )

    def weightless(self) -> str:
        """Nobody has a share."""
        return "nobody has a share by this key; choose another one, or name amounts by hand"

    def steps(self, amount: int, step: int) -> str:
        """Round figures do not go into the bounds."""
        return (
            f"{self.money(amount)} cannot be shared within these floors and caps in steps of {self.money(step)}; "
            "take a smaller step"
        )


def _level(amount: int, claims: Sequence[Claim]) -> list[Fraction]:
    """What each would be asked for if cents could be split: the bounds hold, and the sum is the amount."""

    def at(level: Fraction) -> list[Fraction]:
        return [_clamp(level * claim.weight - claim.already, claim) for claim in claims]

    turns = sorted(
        {
            Fraction(bound + claim.already, claim.weight)
            for claim in claims
            if claim.weight
            for bound in (claim.least, claim.most)
            if bound is not None
        }
    )
    low = 0
    high = len(turns)
    while low < high:  # the last turn at which less than the amount is shared
        middle = (low + high) // 2
        if sum(at(turns[middle])) <= amount:
            low = middle + 1
        else:
            high = middle
    start = turns[low - 1] if low else Fraction(0)
    shares = at(start)
    left = Fraction(amount) - sum(shares)
    if not left:
        return shares
    growing = [
        claim.weight > 0
        and start * claim.weight - claim.already >= claim.least
        and (claim.most is None or start * claim.weight - claim.already < claim.most)
        for claim in claims
    ]
    weights = sum(claim.weight for claim, grows in zip(claims, growing, strict=True) if grows)
    return [
        share + (left * claim.weight / weights if grows else Fraction(0))
        for share, claim, grows in zip(shares, claims, growing, strict=True)
    ]


def _clamp(value: Fraction, claim: Claim) -> Fraction:
    value = max(value, Fraction(claim.least))
    return value if claim.most is None else min(value, Fraction(claim.most))


def _in_steps(amount: int, claims: Sequence[Claim], wanted: list[Fraction], step: int, say: Words) -> Shared:
    """The nearest multiples of a step that keep the bounds and the sum; the rest goes to one who has room for it."""
    fixed = {place: claim.least for place, claim in enumerate(claims) if claim.least == claim.most or not claim.weight}
    free = [place for place in range(len(claims)) if place not in fixed]
    rest = (amount - sum(fixed.values())) % step
    units = (amount - sum(fixed.values())) // step
    if not free:
        is_exact = sum(fixed.values()) == amount
        return (
            Shared(tuple(fixed[place] for place in range(len(claims))))
            if is_exact
            else Shared(fault=say.steps(amount, step))
        )
    by_size = sorted(free, key=lambda place: (-wanted[place], place))
    for carrier in by_size if rest else [None]:
        bounds = {place: _in_units(claims[place], step, rest if place == carrier else 0) for place in free}
        if any(most is not None and most < least for least, most in bounds.values()):
            continue
        if sum(least for least, _ in bounds.values()) > units:
            continue
        if (
            all(most is not None for _, most in bounds.values())
            and sum(most or 0 for _, most in bounds.values()) < units
        ):
            continue
        counts = _apportion(
            units, {place: (wanted[place] - (rest if place == carrier else 0)) / step for place in free}, bounds
        )
        shares = {
            **fixed,
            **{place: count * step + (rest if place == carrier else 0) for place, count in counts.items()},
        }
        return Shared(tuple(shares[place] for place in range(len(claims))), carrier)
    return Shared(fault=say.steps(amount, step))


def _in_units(claim: Claim, step: int, rest: int) -> tuple[int, int | None]:
    """A claim's bounds in steps beside what it carries."""
    least = max(-(-(claim.least - rest) // step), 0)
    return least, None if claim.most is None else (claim.most - rest) // step


def _apportion(units: int, wanted: dict[int, Fraction], bounds: dict[int, tuple[int, int | None]]) -> dict[int, int]:
    """Whole units as near to what is wanted as bounds allow: largest remainders first, then the first of equals."""

    def held(place: int, count: int) -> int:
        least, most = bounds[place]
        return max(count, least) if most is None else min(max(count, least), most)

    counts = {place: held(place, wanted[place].numerator // wanted[place].denominator) for place in wanted}
    while (left := units - sum(counts.values())) != 0:
        sign = 1 if left > 0 else -1
        movable = [place for place in counts if held(place, counts[place] + sign) == counts[place] + sign]
        movable.sort(key=lambda place: (-sign * (wanted[place] - counts[place]), sign * place))
        for place in movable[: abs(left)]:
            counts[place] += sign
    return counts
