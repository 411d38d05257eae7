"""What each audience may know. What is kept back leaves the tables before anything is computed from them."""

import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.tables import TABLES, Column, Tables


def tables_for(audience: str, tables: Tables) -> Tables:
    """The tables that an audience may see; `internal` sees them all.

    For `partners`: steps softer than `pledged` go; where such a step follows one that partners know, they see the
    promise withdrawn, without a reason, for it no longer stands; what befalls it after that is not told either. A
    signed promise under a condition is shown as the announced one it is, for the condition itself is not told.
    Likelihoods, conditions, notes, the shares of asks, sources not marked public, donors of whom nothing else is
    left, and the links of cash to a promise that is not told of go too. Anything but one of `terms.AUDIENCES` is a
    ValueError.
    """
    if audience not in terms.AUDIENCES:
        raise ValueError(f"'{audience}' is not an audience; use " + " or ".join(terms.AUDIENCES))
    if audience == "internal":
        return tables
    public = set(tables["sources"]["source"][tables["sources"]["marking"].str.casefold() == terms.PUBLIC])
    shown = {name: _without_asides(frame, public) for name, frame in tables.items()}
    shown["sources"] = shown["sources"][shown["sources"]["source"].isin(public)]
    shown["pledges"] = _published_steps(shown["pledges"])
    is_soft = ~shown["thresholds"]["counts"].isin(["", *terms.PUBLISHED])
    shown["thresholds"] = shown["thresholds"].assign(counts=shown["thresholds"]["counts"].mask(is_soft, ""))
    told = shown["pledges"]["pledge"]
    shown["instalments"] = shown["instalments"][shown["instalments"]["pledge"].isin(told)]
    shown["instalments"] = shown["instalments"].assign(trigger="").astype({"trigger": "str"})
    shown["contributions"] = _unlinked_cash(shown["contributions"], told)
    shown["shares"] = shown["shares"].iloc[:0]
    giving = pd.concat([shown["pledges"]["donor"], shown["contributions"]["donor"]])
    shown["donors"] = shown["donors"][shown["donors"]["donor"].isin(giving)]
    return shown


def _unlinked_cash(cash: pd.DataFrame, told: pd.Series) -> pd.DataFrame:
    """Cash without its link to a promise that is not told of.

    Which payments belonged together still decides when an account is empty (see `movements`), so that a nameless
    `account` stays where links go; cash comes out as it does for everybody.
    """
    is_told = cash["pledge"].isin(told) | (cash["pledge"] == "")
    if is_told.all():
        return cash
    nameless = pd.Series(pd.factorize(cash["pledge"])[0], index=cash.index).map("#{}".format).astype("str")
    return cash.assign(account=cash["pledge"].where(is_told, nameless), pledge=cash["pledge"].where(is_told, ""))


def _without_asides(frame: pd.DataFrame, public: set[str]) -> pd.DataFrame:
    columns: dict[str, object] = {}
    if "note" in frame:
        columns["note"] = pd.Series("", index=frame.index, dtype="str")
    if "source" in frame and "marking" not in frame:
        key = frame["source"].str.split(n=1).str[0]
        columns["source"] = frame["source"].where(key.isin(public), "").astype("str")
    return frame.assign(**columns)


def _blank(column: Column) -> object:
    return pd.NA if column.is_nullable else False if column.kind == "flag" else ""


def _published_steps(pledges: pd.DataFrame) -> pd.DataFrame:
    is_conditional = (pledges["condition"] != "") & (pledges["status"] == "committed")
    status = pledges["status"].mask(is_conditional, terms.PLEDGED)
    steps = pledges.assign(
        status=status,
        condition=pd.Series("", index=pledges.index, dtype="str"),
        likelihood=pd.array([pd.NA] * len(pledges), dtype="Int64"),
        day=days(pledges["status_on"], "last"),
        is_told=status.isin(terms.PUBLISHED),
    ).sort_values(["pledge", "day", "status_on"], kind="stable")
    was_told = steps.groupby("pledge", sort=False)["is_told"].shift(1, fill_value=False)
    steps = steps[(steps["is_told"] | was_told).to_numpy()]
    is_soft = ~steps["is_told"] & (steps["status"] != terms.WITHDRAWN)
    place = steps["phase"].mask(is_soft).groupby(steps["pledge"], sort=False).ffill()
    kept = ("status", "status_on", "form", "note")
    blank = {
        column.name: steps[column.name].mask(is_soft, _blank(column))
        for column in TABLES["pledges"].columns
        if column.kind in ("money", "flag", "text", "date", "choice") and column.name not in kept
    }
    steps = steps.assign(**blank).assign(status=steps["status"].mask(is_soft, terms.WITHDRAWN), phase=place)
    return steps.sort_index()[TABLES["pledges"].names].astype({"approximate": bool})
