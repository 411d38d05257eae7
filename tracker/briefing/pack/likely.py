"""What a brief says of likelihood, in the language spoken: only on what somebody stated. It estimates nothing."""

from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.language import say
from tracker.briefing.words import money_words, percent_words


def write_likely(targets: pd.DataFrame, target: str) -> tuple[str, ...]:
    """The likelihood of reaching a target by its date, and how much comes with which chance.

    In: the phase's rows of `model.outlook.find_outlook`. Out: sentences; none where nobody stated a likelihood, the
    target's date has passed, or its requirement is unknown.
    """
    rows = targets[((targets["target"] == target) & (targets["world"] == "amount")).to_numpy()]
    row: Any = next(rows.itertuples(), None)
    if row is None or not row.stated or row.is_past or pd.isna(row.likelihood_from):
        return ()
    title = say("brief-full") if target == terms.REQUIREMENT else str(row.title)
    said = [
        say("likely-reached", stated=int(row.stated), promises=int(row.promises), title=title, range=_range(row)),
        say("likely-basis"),
    ]
    if not pd.isna(row.p50):
        p10, p50, p90 = (money_words(int(amount), str(row.currency)) for amount in (row.p10, row.p50, row.p90))
        said.append(say("likely-spread", p10=p10, p50=p50, p90=p90))
    return tuple(said)


def _range(row: Any) -> str:
    first, last = _share(row.likelihood_from), _share(row.likelihood_to)
    return first if first == last else say("likely-between", first=first, last=last)


def _share(share: float) -> str:
    """One decimal; 0 % and 100 % are only what is impossible and what is certain."""
    return percent_words(share if share in (0, 1) else min(max(share, 0.001), 0.999))
