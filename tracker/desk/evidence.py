"""What a figure rests on: the movements it is the sum of, and the rows and sources behind them."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from tracker import terms
from tracker.dates import day, days
from tracker.desk.figures import movements
from tracker.desk.view import View, read_day


@dataclass(frozen=True)
class Evidence:
    """What a figure is the sum of: its movements, the rows of tables that caused them (by table), and their sources.

    `movements` has the columns of `model.movements.find_movements`, each amount in its initiative's `currency`.
    """

    movements: pd.DataFrame
    rows: dict[str, pd.DataFrame]
    sources: pd.DataFrame

    @property
    def sums(self) -> dict[str, int]:
        """The sums of the movements by currency, in hundredths: unlike currencies are never added."""
        return _sums(self.movements)

    @property
    def sums_of_money(self) -> dict[str, int]:
        """The same without the requirement, which is no money."""
        return _sums(self.movements[(self.movements["rung"] != terms.REQUIREMENT).to_numpy()])


def _sums(movements: pd.DataFrame) -> dict[str, int]:
    sums = movements.groupby("currency", sort=True)["amount"].sum()
    return {str(currency): int(amount) for currency, amount in sums.items()}


def evidence(
    view: View,
    phase: str | None,
    rungs: Iterable[str],
    *,
    donor: str | None = None,
    pledge: str | None = None,
    target: str | None = None,
    form: str = "cash",
    kind: str | None = None,
    since: str | None = None,
) -> Evidence:
    """The movements behind a figure of a phase, or of all phases.

    Those on some rungs and of a form; of a donor, pledge or kind; that may count towards a target; after a day.
    """
    view.permit()
    frame = movements(view, None, phase)
    frame = frame[(frame["rung"].isin(list(rungs)) & (frame["form"] == form)).to_numpy()]
    if since:
        frame = frame[(frame["day"] > day(read_day(since))).to_numpy()]
    for name, key in (("donor", donor), ("pledge", pledge), ("kind", kind)):
        if key:
            frame = frame[(frame[name] == key).to_numpy()]
    rows: dict[str, pd.DataFrame] = {}
    thresholds = view.tables["thresholds"]
    stated = thresholds[(thresholds["threshold"] == target).to_numpy()]
    stated = stated[(days(stated["stated_on"], "last") <= view.at).to_numpy()]
    if len(stated):
        rows["thresholds"] = stated
        components = stated.sort_values("stated_on")["components"].iloc[-1]
        if components:
            frame = frame[frame["component"].isin(["", *components.split("; ")]).to_numpy()]
    for name in ("budgets", "pledges", "contributions"):
        caused = frame["row"][(frame["table"] == name).to_numpy()].unique()
        if len(caused):
            rows[name] = view.tables[name].loc[sorted(caused)]
    cited = {str(text).split(maxsplit=1)[0] for found in rows.values() for text in found["source"] if text}
    known = view.tables["sources"]
    return Evidence(frame.reset_index(drop=True), rows, known[known["source"].isin(cited).to_numpy()])
