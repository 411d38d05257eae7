"""What money counts towards what: each sum of cash and each promise beside the targets of its phase."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.model.codes import as_texts, group_words, sum_groups
from tracker.model.histories import WORLDS, Histories, newest_standing, take, take_codes, value_at
from tracker.model.lateness import find_late
from tracker.model.position import order_rows
from tracker.model.targets import find_targets, is_barred
from tracker.money import Ints
from tracker.tables import Tables

SUMS = ("amount", "low", "high", "vague", "undated", "late", "excluded")
"""What is counted of money beside a target."""


def find_parts(
    tables: Tables,
    histories: Histories,
    movements: pd.DataFrame,
    as_of: np.datetime64,
    *,
    currency: str | None = None,
    rates_at: str = "step",
) -> pd.DataFrame:
    """What each donor's money on each rung adds to each target: the parts that `find_gaps` counts.

    Out, by phase, target, ladder and donor: phase, target, rung, donor, amount, low, high (counted), late, undated,
    excluded (int64 hundredths of the target's currency), approximate.
    """
    targets, parts = count_money(tables, histories, movements, as_of, currency=currency, rates_at=rates_at)
    parts["target"] = targets["target"].loc[parts["target_at"]].to_numpy()
    by = ["phase", "target", "rung", "donor"]
    sums = parts.groupby(by, as_index=False)[list(SUMS)].sum()
    sums = sums.assign(approximate=sums["vague"] > 0).drop(columns="vague")
    return order_rows(sums[(sums[["amount", "high", "late", "excluded"]] != 0).any(axis=1).to_numpy()], by)


def count_money(
    tables: Tables,
    histories: Histories,
    movements: pd.DataFrame,
    as_of: np.datetime64,
    *,
    currency: str | None = None,
    rates_at: str = "step",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every target, and each sum of cash and each promise beside the targets that it may count towards.

    Out: the `find_targets`; and phase, target_at (a label of the targets), donor, component, rung, promise (a label of
    `histories.states`, -1 for cash), amount, low, high (what counts), undated, late, excluded (int64 hundredths of the
    target's currency), vague, unconverted and unconverted_in.
    """
    targets = find_targets(tables, histories, movements, as_of, currency)
    return targets, as_texts(match_money(targets, histories, movements, as_of, rates_at))


def match_money(
    targets: pd.DataFrame, histories: Histories, movements: pd.DataFrame, as_of: np.datetime64, rates_at: str = "step"
) -> pd.DataFrame:
    """The parts of `count_money` for the `find_targets` of a date; their texts are categoricals."""
    return _match(targets, _money_by_place(histories, movements, as_of, rates_at), histories, as_of, rates_at)


def _money_by_place(histories: Histories, movements: pd.DataFrame, as_of: np.datetime64, rates_at: str) -> pd.DataFrame:
    """Cash by phase, donor and component, and each standing promise; in cash form only. Columns: these, rung, amount,
    low, high, vague, unconverted, unconverted_in, promise (a label of `states`, -1 for cash). Texts are categoricals of
    the histories' dtypes."""
    steps = histories.steps
    standing = newest_standing(histories, as_of)
    standing = standing[take_codes(steps, "form", standing["step"].to_numpy()) == 0]
    if rates_at == "as_of":
        standing = value_at(histories, standing, np.full(len(standing), as_of, dtype="datetime64[s]"))
    step = standing["step"].to_numpy()
    promises = pd.DataFrame(
        {
            **{name: steps[name].array.take(step) for name in ("phase", "donor", "component", "rung")},
            **{world: standing[f"value_{world}"].to_numpy() for world in WORLDS},
            **{name: standing[name].to_numpy() for name in ("vague", "unconverted")},
            "unconverted_in": steps["currency"].array.take(step),
            "promise": standing.index,
        }
    )
    is_cash = (movements["rung"] == terms.RECEIVED) & (movements["form"] == "cash") & (movements["day"] <= as_of)
    cash = _cash_by_place(movements, np.flatnonzero(is_cash.to_numpy())).assign(rung=terms.RECEIVED, promise=-1)
    texts = ("phase", "donor", "component", "rung", "unconverted_in")
    cash = cash.astype({name: promises[name].dtype for name in texts})
    return pd.concat([cash[list(promises)], promises], ignore_index=True)


def _cash_by_place(movements: pd.DataFrame, at: np.ndarray) -> pd.DataFrame:
    """The sums of some movements by phase, donor and component; money without a rate in rows of its own."""
    places = ["phase", "donor", "component"]
    received = movements[[*places, *WORLDS, "vague", "unconverted", "original_currency"]].take(at)
    codes, cash = group_words(received, places)
    sums = {name: sum_groups(codes, len(cash), received[name].to_numpy()) for name in (*WORLDS, "vague")}
    cash = cash.assign(**sums, unconverted=0, unconverted_in="")
    hidden = received[(received["unconverted"] != 0).to_numpy()]
    if not len(hidden):
        return cash
    hidden = as_texts(hidden).groupby([*places, "original_currency"], as_index=False)["unconverted"].sum()
    hidden = hidden.rename(columns={"original_currency": "unconverted_in"})
    return pd.concat([as_texts(cash), hidden.assign(amount=0, low=0, high=0, vague=0)])


def _match(
    targets: pd.DataFrame,
    money: pd.DataFrame,
    histories: Histories,
    as_of: np.datetime64,
    rates_at: str,
) -> pd.DataFrame:
    """Money beside each target that it stands in the phase of, with what of it is late, undated, or may not count."""
    places = targets[["phase", "due_day", "components"]].rename_axis("target_at").reset_index()
    places["phase"] = places["phase"].astype(money["phase"].dtype)
    parts = places.merge(money, on="phase").assign(undated=0, late=0, excluded=0)
    barred = is_barred(parts["components"], parts["component"])
    parts.loc[barred, "excluded"] = parts.loc[barred, "amount"]
    parts.loc[barred, [*WORLDS, "vague", "unconverted"]] = 0

    is_dated = (parts["due_day"].notna() & (parts["promise"] >= 0)).to_numpy() & ~barred
    at = np.flatnonzero(is_dated)
    if not len(at):
        return parts
    dated = parts.iloc[at]
    states = histories.states.loc[dated["promise"]]
    found = find_late(histories, states, dated["due_day"].to_numpy())
    step = states["step"].to_numpy()
    on = np.full(len(step), as_of, dtype="datetime64[s]") if rates_at == "as_of" else take(histories.steps, "day", step)
    columns = {name: parts[name].to_numpy(copy=True) for name in (*WORLDS, "vague", "unconverted", "undated", "late")}
    for name, values in count_in_time(histories, states, found, on).items():
        columns[name][at] = values
    columns["unconverted"][at] = np.where(
        dated["unconverted"].to_numpy() != 0, states["outstanding_amount"].to_numpy() - found["late_amount"], 0
    )
    return parts.assign(**columns)


def count_in_time(
    histories: Histories, states: pd.DataFrame, late: dict[str, Ints], on: np.ndarray | None = None
) -> dict[str, Ints]:
    """What of some states counts towards targets whose `find_late` is given.

    Out, in hundredths of the reporting currency, at the rates of the steps' days or of other ones: amount, low, high,
    late, undated (int64), vague.
    """
    steps, step = histories.steps, states["step"].to_numpy()
    day = take(steps, "day", step) if on is None else on
    fractions = histories.rates.fractions(steps["currency"].array[step], steps["report"].array[step], day)
    outstanding = [states[f"outstanding_{world}"].to_numpy() for world in WORLDS]
    left = [whole - late[f"late_{world}"] for whole, world in zip(outstanding, WORLDS, strict=True)]
    whole, *counted = fractions.of_worlds(outstanding[0], *left)
    dated = fractions.of_worlds(outstanding[0], outstanding[0] - late["undated"])[1]
    return {
        **dict(zip(WORLDS, counted, strict=True)),
        "late": whole - counted[0],
        "undated": whole - dated,
        "vague": np.where(left[2] > 0, states["vague"].to_numpy(), 0),
    }
