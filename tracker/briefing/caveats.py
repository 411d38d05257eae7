"""What a reader of gaps has to know before they quote one, in words. It computes no figures."""

import pandas as pd

from tracker import terms
from tracker.briefing.language import say, spoken_language
from tracker.briefing.words import money_words
from tracker.money import format_amount


def write_caveats(gaps: pd.DataFrame) -> list[str]:
    """Requirements that are unknown, and money without a rate of exchange; phases and targets are named by their keys.

    In: gaps of any phases (see `model.gaps.find_gaps`). Out: sentences; none where nothing stands in the way.
    """
    said = []
    for phase, rows in gaps[(gaps["target"] == terms.REQUIREMENT).to_numpy()].groupby("phase", sort=False):
        if rows["required"].isna().all():
            said.append(say("caveat-need", where=str(phase)))
    for row in gaps[(gaps["counting"] == gaps["counting"].iloc[-1]).to_numpy()].itertuples() if len(gaps) else []:
        listed = ", ".join(_exact(amount, currency) for currency, amount in row.unconverted)
        if listed:
            target = say("requirement") if row.target == terms.REQUIREMENT else str(row.target)
            said.append(say("caveat-rate", where=f"{row.phase}, {target}", listed=listed))
    return said


def _exact(amount: int, currency: str) -> str:
    """To the cent, as a command line prints money; in other languages as these write it."""
    return (
        f"{currency} {format_amount(amount)}"
        if spoken_language() == "en"
        else money_words(amount, currency, exact=True)
    )
