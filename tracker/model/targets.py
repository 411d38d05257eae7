"""What each phase needs, and each threshold of it, as it was stated when. It counts no money."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.model.histories import Histories
from tracker.model.requirements import requirements
from tracker.money import Ints
from tracker.rates import reporting_currency
from tracker.tables import Tables

WHOLE = "Full requirement"
_TARGETS_KEY = ["initiative", "phase", "target"]


def find_targets(
    tables: Tables, histories: Histories, movements: pd.DataFrame, as_of: np.datetime64, currency: str | None = None
) -> pd.DataFrame:
    """Every phase's requirement, and every threshold as stated newest on a date.

    Out: initiative, phase, target, title, due_on (text), due_day (its first day), currency, required (Int64, NA where
    unknown), counts, components (text), stated_on.
    """
    stated = state_targets(tables, histories, currency)
    in_force = is_in_force(stated["since"].to_numpy(), stated["until"].to_numpy(), as_of)
    targets = stated[in_force].reset_index(drop=True).drop(columns=["since", "until"])
    whole = requirements(movements, tables, as_of).set_index("phase")
    is_whole = (targets["target"] == terms.REQUIREMENT) & (targets["title"] == WHOLE)
    of_phase = whole.loc[targets["phase"][is_whole]]
    targets.loc[is_whole, "required"] = of_phase["required"].array
    targets.loc[is_whole, "stated_on"] = of_phase["stated_on"].array
    return targets


def state_targets(tables: Tables, histories: Histories, currency: str | None = None) -> pd.DataFrame:
    """Every phase's requirement, not yet said what it is, and every threshold as it was ever stated.

    Out: the columns of `find_targets` (required NA and stated_on "" of requirements); since, until (datetime64: it is
    in force from the one until before the other, NaT where there is none). Requirements come first, by phase.
    """
    phases = tables["phases"]["phase"].sort_values(ignore_index=True)
    whole = pd.DataFrame({"phase": phases, "target": terms.REQUIREMENT, "title": WHOLE, "stated_on": ""})
    whole = whole.assign(due_on="", counts="", components="", since=np.datetime64("NaT", "s"))
    thresholds = tables["thresholds"].assign(since=days(tables["thresholds"]["stated_on"], "last"))
    thresholds = thresholds.sort_values(["threshold", "since", "stated_on"], kind="stable")
    following = thresholds["since"].shift(-1).where(thresholds["threshold"] == thresholds["threshold"].shift(-1))
    value, is_known = histories.rates.convert(
        thresholds["amount"].to_numpy(), thresholds["currency"].to_numpy(dtype=object),
        _report(tables, thresholds["phase"], currency).to_numpy(dtype=object), thresholds["since"].to_numpy(),
    )  # fmt: skip
    parts = thresholds.rename(columns={"threshold": "target"}).assign(until=following)
    required = pd.Series([pd.NA] * len(whole), dtype="Int64"), pd.Series(value, dtype="Int64").mask(~is_known)
    names = ["phase", "target", "title", "due_on", "counts", "components", "stated_on", "since"]
    targets = pd.concat([whole[names], parts[names]], ignore_index=True)
    initiative = tables["phases"].set_index("phase")["initiative"]
    return targets.assign(
        required=pd.concat(required, ignore_index=True),
        until=np.r_[np.full(len(whole), np.datetime64("NaT", "s")), parts["until"].to_numpy()],
        initiative=targets["phase"].map(initiative).astype("str"),
        currency=_report(tables, targets["phase"], currency),
        due_day=days(targets["due_on"].astype("str"), "first"),
    )


def order_targets(targets: pd.DataFrame) -> Ints:
    """The positions that put targets in the order of initiative, phase and target."""
    keyed = targets[_TARGETS_KEY].reset_index(drop=True)
    return keyed.sort_values(_TARGETS_KEY, kind="stable").index.to_numpy()


def is_in_force(since: np.ndarray, until: np.ndarray, as_of: np.datetime64) -> np.ndarray:
    """Which of `state_targets` hold on a date, by these columns of theirs."""
    return (np.isnat(since) | (since <= as_of)) & ~(until <= as_of)


def is_barred(components: pd.Series, component: pd.Series) -> np.ndarray:
    """Whether money earmarked to a component may not count where only some components may."""
    (of_rule, rules), (of_money, parts) = pd.factorize(components.array), pd.factorize(component.array)
    table = [[bool(rule) and part not in {"", *rule.split("; ")} for part in parts] for rule in rules]
    return np.array(table, dtype=bool).reshape(len(rules), len(parts))[of_rule, of_money]


def _report(tables: Tables, phase: pd.Series, currency: str | None) -> pd.Series:
    if currency is not None:
        return pd.Series(currency, index=phase.index, dtype="str")
    return reporting_currency(tables, phase)
