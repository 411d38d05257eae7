"""Rates of exchange: which one is in force on a day, and exact conversion. It never fetches and never guesses one."""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from tracker.dates import days
from tracker.money import NUMBER_ONE, Ints, multiply_divide
from tracker.tables import Tables

PIVOT = "USD"
"""Rates are units of a currency per US dollar, as in the UN operational rates of exchange."""


Currencies: TypeAlias = np.ndarray | pd.Categorical


class Rates:
    """The rates of a ledger, looked up by currency and day.

    Built from a checked `rates` frame; a rate is in force from its day until the next one of its currency.
    """

    def __init__(self, rates: pd.DataFrame) -> None:
        ordered = pd.DataFrame(
            {"currency": rates["currency"], "day": days(rates["on"], "first"), "per_usd": rates["per_usd"]}
        ).sort_values(["currency", "day"])
        self._of = {
            str(currency): (part["day"].to_numpy(), part["per_usd"].to_numpy(dtype=np.int64))
            for currency, part in ordered.groupby("currency", sort=False)
        }

    def look_up(self, currencies: Currencies, on: np.ndarray) -> Ints:
        """Ten-billionths of a unit per US dollar in force on each day; 0 where none is."""
        codes, names = _codes(currencies)
        result = np.zeros(len(codes), dtype=np.int64)
        for code, name in enumerate(names):
            chosen = np.flatnonzero(codes == code)
            if name == PIVOT:
                result[chosen] = NUMBER_ONE
            elif name in self._of:
                since, per_usd = self._of[name]
                place = np.searchsorted(since, on[chosen], side="right") - 1
                result[chosen] = np.where((place >= 0) & ~np.isnat(on[chosen]), per_usd[np.maximum(place, 0)], 0)
        return result

    @staticmethod
    def in_force(rates: pd.DataFrame, on: np.ndarray) -> pd.DataFrame:
        """Those rows of a checked `rates` frame that are in force on any of some days (datetime64, in order)."""
        since = rates.assign(day=days(rates["on"], "first")).sort_values(["currency", "day"])
        until = since.groupby("currency", sort=False)["day"].shift(-1).to_numpy()
        end = np.where(np.isnat(until), len(on), np.searchsorted(on, until, side="left"))
        is_used = np.searchsorted(on, since["day"].to_numpy(), side="left") < end
        return since[is_used][list(rates.columns)]

    def convert(
        self, counts: Ints, currencies: Currencies, into: Currencies, on: np.ndarray
    ) -> tuple[Ints, np.ndarray]:
        """Amounts in another currency at the rates of given days.

        In: arrays of one length: int64 hundredths, currency, target currency, datetime64 day. Out: int64
        hundredths rounded half to even (0 where a rate is missing), and whether a rate was there. Beyond int64
        is an OverflowError.
        """
        fractions = self.fractions(currencies, into, on)
        return fractions.of(counts), fractions.is_known

    def fractions(self, currencies: Currencies, into: Currencies, on: np.ndarray) -> "Fractions":
        """What amounts of given currencies are multiplied and divided by to be in others, at the rates of given days.

        Currencies are arrays of texts, or categoricals of one dtype.
        """
        is_same = _is_same(currencies, into)
        numerators, denominators = is_same.astype(np.int64), np.ones(len(is_same), dtype=np.int64)
        other = np.flatnonzero(~is_same)
        if len(other):
            source = self.look_up(currencies[other], on[other])
            target = self.look_up(into[other], on[other])
            rated = other[(source > 0) & (target > 0)]
            numerators[rated] = target[(source > 0) & (target > 0)]
            denominators[rated] = source[(source > 0) & (target > 0)]
        return Fractions(numerators, denominators)


class Fractions(NamedTuple):
    """By what amounts are multiplied, and by what they are divided: 1 and 1 in the same currency, 0 without a rate."""

    numerators: Ints
    denominators: Ints

    @property
    def is_known(self) -> np.ndarray:
        """Whether there is a rate."""
        return self.numerators > 0

    def at(self, positions: np.ndarray) -> "Fractions":
        """Those of some positions; at -1 there is none."""
        return Fractions(np.append(self.numerators, 0)[positions], np.append(self.denominators, 1)[positions])

    def of(self, counts: Ints) -> Ints:
        """The converted amounts, rounded half to even; 0 without a rate. Beyond int64 is an OverflowError."""
        result = counts.copy()
        other = np.flatnonzero(self.numerators != self.denominators)
        if len(other):
            result[other] = multiply_divide(counts[other], self.numerators[other], self.denominators[other])
        return result

    def of_worlds(self, amount: Ints, *others: Ints) -> tuple[Ints, ...]:
        """The same for several amounts of each position, most of which are equal to the first."""
        first = self.of(amount)
        found = [first]
        for counts in others:
            differs = np.flatnonzero(counts != amount)
            value = first.copy()
            value[differs] = self.at(differs).of(counts[differs])
            found.append(value)
        return tuple(found)


def _codes(currencies: Currencies) -> tuple[np.ndarray, Iterable[str]]:
    if isinstance(currencies, pd.Categorical):
        return currencies.codes, currencies.categories
    return pd.factorize(currencies)


def _is_same(currencies: Currencies, into: Currencies) -> np.ndarray:
    if isinstance(currencies, pd.Categorical) and isinstance(into, pd.Categorical):
        return np.asarray(currencies.codes == into.codes)
    return np.asarray(np.asarray(currencies, dtype=object) == np.asarray(into, dtype=object))


def reporting_currency(tables: Tables, phase: pd.Series) -> pd.Series:
    """The currency that each phase reports in, "" where the phase or its initiative is unknown."""
    initiatives, phases = tables["initiatives"], tables["phases"]
    # Of rows with one key the first holds; plain look-ups, for checks ask this often and of few keys.
    currency = dict(zip(initiatives["initiative"][::-1], initiatives["currency"][::-1], strict=True))
    initiative = dict(zip(phases["phase"][::-1], phases["initiative"][::-1], strict=True))
    codes, keys = pd.factorize(phase.array)
    known = pd.array([currency.get(initiative.get(key, ""), "") for key in keys], dtype="str")
    return pd.Series(known[codes], index=phase.index, dtype="str")
