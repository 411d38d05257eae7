"""Who could be asked for how much, so that a target's gap closes to the cent. It proposes, and records nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tracker import terms
from tracker.model.histories import Histories
from tracker.model.sharing import Claim, Words, share_out
from tracker.tables import Tables

BY_GIVING, EQUALLY, BY_HAND = "past giving", "equally", "by hand"
"""The ways of sharing beside the keys of the table `shares`: by cash received so far, to equal parts, or as named."""
FLOOR, CAP, HAND, REST = "floor", "cap", "by hand", "rest"
"""What holds an ask where it is: a bound, an amount named by hand; or it carries what round figures leave."""
ASKS_COLUMNS = [
    "initiative", "phase", "target", "counting", "donor", "currency", "key", "weight", "share", "gave", "promised",
    "softer", "overdue", "ask", "held_by",
]  # fmt: skip


@dataclass(frozen=True)
class Agreed:
    """How a gap is to be shared out; amounts are int hundredths of the target's currency.

    `key` is one of the ways above or a key of `shares`; `floor` and `cap` hold for everybody asked, `floors` and `caps`
    for some; `by_hand` names asks that stand; `without` are left out; `only`, where it names any, are those asked at
    all; `step` is what asks are rounded to. Where `counts_promised`, what each has given or promised already is counted
    towards their share.
    """

    key: str = BY_GIVING
    floor: int = 0
    cap: int | None = None
    floors: Mapping[str, int] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)
    by_hand: Mapping[str, int] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    step: int = 1
    counts_promised: bool = True

    def as_key(self) -> tuple[object, ...]:
        """All that was agreed, as a key to keep figures by."""
        parts = (tuple(sorted(part.items())) for part in (self.floors, self.caps, self.by_hand))
        asked = (tuple(sorted(self.without)), tuple(sorted(self.only)))
        return (self.key, self.floor, self.cap, *parts, *asked, self.step, self.counts_promised)


@dataclass(frozen=True)
class Asks:
    """A row for each donor asked, or why the gap cannot be shared so; `gap` is what is shared, NA where unknown."""

    rows: pd.DataFrame
    gap: int | None
    fault: str = ""
    unconverted: tuple[str, ...] = ()


def find_giving_weights(histories: Histories, currency: str, as_of: np.datetime64) -> tuple[pd.Series, tuple[str, ...]]:
    """Cash received from each donor up to a date, in one currency, over all initiatives.

    Out: int64 hundredths by donor (refunds and reversals taken off, none below 0), and the currencies without a rate,
    which are in no sum.
    """
    cash = histories.cash[((histories.cash["day"] <= as_of) & (histories.cash["form"] == "cash")).to_numpy()]
    value, is_known = histories.rates.convert(
        cash["amount"].to_numpy(), cash["currency"].to_numpy(dtype=object),
        np.full(len(cash), currency, dtype=object), cash["day"].to_numpy(),
    )  # fmt: skip
    sums = pd.Series(value, index=cash["donor"].to_numpy(dtype=object)).groupby(level=0).sum().clip(lower=0)
    return sums, tuple(sorted(set(cash["currency"][~is_known])))


def find_asks(
    tables: Tables,
    histories: Histories,
    gap: pd.Series,
    parts: pd.DataFrame,
    dues: pd.DataFrame,
    as_of: np.datetime64,
    agreed: Agreed,
) -> Asks:
    """Share what is missing of a target among donors.

    In: checked tables and their histories; the row of `find_gaps` of the target and the rung it is counted from; the
    `find_parts` of that target and the `find_dues` of its phase. Out: rows in the order of asks, the largest first:
    initiative, phase, target, counting, donor, currency, key, weight (Int64: hundredths given, ten-billionths of the
    key, 1 for equal parts, NA by hand), share (float: of all weights asked, NaN by hand), gave (int64: cash received
    over all initiatives, in the target's currency), promised (int64: what of this donor's counts towards the target
    already, cash included), softer (int64: what stands on softer rungs), overdue (int64, NA where it has no rate), ask
    (int64), held_by. Asks add up to the gap to the cent.
    """
    currency = str(gap["currency"])
    gave, hidden = find_giving_weights(histories, currency, as_of)
    empty = pd.DataFrame(columns=ASKS_COLUMNS)
    if pd.isna(gap["gap"]):
        return Asks(empty, None, "what is needed is not known, so that there is no gap to share", hidden)
    amount = int(gap["gap"])
    weights, fault = _weights(tables, gave, agreed)
    if fault:
        return Asks(empty, amount, fault, hidden)
    if not amount:
        return Asks(empty, 0, "", hidden)
    is_firm = (parts["rung"].map(terms.RANK) <= terms.RANK[str(gap["counting"])]).to_numpy()
    promised = parts[is_firm].groupby("donor")["amount"].sum()
    softer = parts[~is_firm].groupby("donor")["amount"].sum()
    donors = sorted({*weights, *agreed.by_hand}, key=lambda donor: (-weights.get(donor, 0), donor))
    claims = [_claim(donor, weights, promised, agreed) for donor in donors]
    shared = share_out(amount, claims, agreed.step, Words(currency))
    if shared.fault:
        return Asks(empty, amount, shared.fault, hidden)
    total = sum(weights.values())
    overdue = _overdue(histories, dues, currency, as_of)
    rows = pd.DataFrame(
        [
            {
                **{name: gap[name] for name in ("initiative", "phase", "target", "counting")},
                "donor": donor, "currency": currency, "key": agreed.key,
                "weight": weights.get(donor, pd.NA), "share": weights[donor] / total if donor in weights else np.nan,
                "gave": int(gave.get(donor, 0)), "promised": int(promised.get(donor, 0)),
                "softer": int(softer.get(donor, 0)), "overdue": overdue.get(donor, 0), "ask": ask,
                "held_by": _held(place, ask, claims[place], agreed, donor, shared.carrier),
            }
            for place, (donor, ask) in enumerate(zip(donors, shared.shares, strict=True))
        ],
        columns=ASKS_COLUMNS,
    ).astype({"weight": "Int64", "overdue": "Int64", "share": float})  # fmt: skip
    rows = rows.sort_values(["ask", "donor"], ascending=[False, True], kind="stable", ignore_index=True)
    return Asks(rows, amount, "", hidden)


def _weights(tables: Tables, gave: pd.Series, agreed: Agreed) -> tuple[dict[str, int], str]:
    """The weight of everybody who is asked by the key, or why there is none."""
    known = tables["donors"]["donor"]
    strangers = sorted({*agreed.without, *agreed.only, *agreed.by_hand, *agreed.floors, *agreed.caps} - set(known))
    if strangers:
        return {}, f"there is no donor {', '.join(strangers)}; add them to the table donors, or mend the code"
    shares = tables["shares"]
    if agreed.key == BY_GIVING:
        weights = {str(donor): int(total) for donor, total in gave.items() if total > 0}
    elif agreed.key == EQUALLY:
        weights = dict.fromkeys(known.astype(str), 1)
    elif agreed.key == BY_HAND:
        weights = {}
    else:
        of_key = shares[(shares["key"] == agreed.key).to_numpy()]
        if of_key.empty:
            keys = [BY_GIVING, EQUALLY, BY_HAND, *sorted(set(shares["key"]))]
            return {}, f"there is no key '{agreed.key}'; use one of {', '.join(keys)}"
        weights = {str(donor): int(share) for donor, share in zip(of_key["donor"], of_key["share"], strict=True)}
    weights = {
        donor: weight for donor, weight in weights.items()
        if donor not in agreed.without and donor not in agreed.by_hand and (not agreed.only or donor in agreed.only)
    }  # fmt: skip
    if agreed.key == BY_GIVING and not weights and not agreed.by_hand:
        return {}, "nobody who may be asked has given anything yet; share equally, by a key, or by hand"
    return weights, ""


def _claim(donor: str, weights: Mapping[str, int], promised: pd.Series, agreed: Agreed) -> Claim:
    if donor in agreed.by_hand:
        return Claim(0, 0, agreed.by_hand[donor], agreed.by_hand[donor])
    already = int(promised.get(donor, 0)) if agreed.counts_promised else 0
    caps = [cap for cap in (agreed.caps.get(donor, agreed.cap),) if cap is not None]
    return Claim(weights[donor], max(already, 0), agreed.floors.get(donor, agreed.floor), caps[0] if caps else None)


def _held(place: int, ask: int, claim: Claim, agreed: Agreed, donor: str, carrier: int | None) -> str:
    """What holds an ask where it is, "" where nothing does."""
    if donor in agreed.by_hand:
        return HAND
    if place == carrier:
        return REST
    if claim.most is not None and ask + agreed.step > claim.most:
        return CAP
    return FLOOR if claim.least and ask - agreed.step < claim.least else ""


def _overdue(histories: Histories, dues: pd.DataFrame, currency: str, as_of: np.datetime64) -> dict[str, object]:
    """What each donor has overdue for the phase, in the target's currency; NA where some of it has no rate."""
    late = dues[((dues["overdue"] > 0) & (dues["form"] == "cash")).to_numpy()]
    value, is_known = histories.rates.convert(
        late["overdue"].to_numpy(), late["currency"].to_numpy(dtype=object),
        np.full(len(late), currency, dtype=object), np.full(len(late), as_of, dtype="datetime64[s]"),
    )  # fmt: skip
    found: dict[str, object] = {}
    for donor, part, known in zip(late["donor"].astype(str), value.tolist(), is_known.tolist(), strict=True):
        before = found.get(donor, 0)
        found[donor] = pd.NA if not known or before is pd.NA else int(before) + part  # type: ignore[call-overload]
    return found
