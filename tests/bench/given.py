"""The ledger as the peers are given it: typed columns, whole numbers for keys and days. It measures nothing.

It is more than an analyst finds: partial dates are worked out, blanks are filled, every phase knows its currency, and the
dollar has a rate. A day is a count of days since 1970.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.money import NUMBER_ONE
from tracker.rates import PIVOT, reporting_currency
from tracker.tables import Tables

Given = dict[str, pd.DataFrame]
NO_PLEDGE = -1
FEW = ("phase", "component", "form", "currency", "report", "status", "kind", "rung")
"""Columns of few different texts: categories, enumerations or dictionaries, as a peer has them."""
WORDS = (
    "",
    *terms.RUNGS,
    terms.WITHDRAWN,
    terms.REQUIREMENT,
    *terms.FORMS,
    *terms.CONTRIBUTION_KINDS,
    *terms.MOVEMENT_KINDS,
)
"""The vocabulary, which an enumeration holds whether or not a ledger uses it."""
NEVER = 1 << 30
"""As a day: no date is known. As a changeset: a row still stands."""
_EARLY = -100_000


def day_number(day: np.datetime64) -> int:
    """A day as the peers count it."""
    return int(day.astype("datetime64[D]").astype(np.int64))


def make_given(tables: Tables) -> Given:
    """Steps, cash, rates, requirements and thresholds of checked tables, as peers hold them."""
    report = reporting_currency(tables, tables["phases"]["phase"]).rename("report")
    codes = _codes(tables)
    return {
        "steps": make_steps(tables["pledges"], codes),
        "cash": make_cash(tables["contributions"], codes),
        "instalments": _frame(
            pledge=_coded(tables["instalments"]["pledge"], codes), due=_days(tables["instalments"]["due_on"], "last"),
            amount=tables["instalments"]["amount"],
        ),
        "rates": _rates(tables["rates"]),
        "phases": _frame(phase=tables["phases"]["phase"], report=report),
        "budgets": _frame(
            phase=tables["budgets"]["phase"], day=_days(tables["budgets"]["stated_on"], "last"),
            amount=tables["budgets"]["amount"], currency=tables["budgets"]["currency"],
        ),
        "thresholds": _frame(
            threshold=tables["thresholds"]["threshold"], day=_days(tables["thresholds"]["stated_on"], "last"),
            phase=tables["thresholds"]["phase"], amount=tables["thresholds"]["amount"],
            currency=tables["thresholds"]["currency"], due=_days(tables["thresholds"]["due_on"], "first"),
            components=tables["thresholds"]["components"],
        ),
    }  # fmt: skip


def make_steps(pledges: pd.DataFrame, codes: pd.Index) -> pd.DataFrame:
    """Every step of every promise; `due` is `NEVER` where none is stated."""
    return _frame(
        pledge=_coded(pledges["pledge"], codes), day=_days(pledges["status_on"], "last"), status=pledges["status"],
        is_conditional=(pledges["condition"] != "") & (pledges["status"] == "committed"), phase=pledges["phase"],
        component=pledges["component"], form=pledges["form"].replace("", "cash"),
        amount=pledges["amount"].fillna(0).astype("int64"), currency=pledges["currency"],
        due=_days(pledges["due_on"], "last"),
    )  # fmt: skip


def make_cash(contributions: pd.DataFrame, codes: pd.Index) -> pd.DataFrame:
    """Every contribution; its `pledge` is `NO_PLEDGE` where it was never promised."""
    return _frame(
        pledge=_coded(contributions["pledge"], codes), day=_days(contributions["received_on"], "last"),
        kind=contributions["kind"], phase=contributions["phase"], component=contributions["component"],
        form=contributions["form"].replace("", "cash"), amount=contributions["amount"],
        currency=contributions["currency"],
    )  # fmt: skip


def make_movements(movements: pd.DataFrame) -> pd.DataFrame:
    """The tracker's movements, for questions that begin with movements."""
    names = ("phase", "kind", "rung", "form", "component", "amount")
    day = movements["day"].to_numpy().astype("datetime64[D]").astype(np.int32)
    return _frame(day=day, **{name: movements[name] for name in names})


def make_history(before: Tables, changed: pd.DataFrame) -> Given:
    """Steps and cash with the changesets between which they hold: all are of the first, some pledges of the second."""
    codes, pledges = _codes(before), before["pledges"]
    first, second = make_steps(pledges, codes), make_steps(changed, codes)
    until = np.where(pledges.index.isin(changed.index), 2, NEVER)
    whole = [first.assign(from_changeset=1, until_changeset=until),
             second.assign(from_changeset=2, until_changeset=NEVER)]  # fmt: skip
    cash = make_cash(before["contributions"], codes).assign(from_changeset=1, until_changeset=NEVER)
    steps = pd.concat([frame.astype({name: "str" for name in FEW if name in frame}) for frame in whole])
    return {"steps_history": _frame(**{name: steps[name] for name in steps}), "cash_history": cash}


def write_given(given: Given, folder: Path) -> None:
    """A Parquet file a table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in given.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)


def _codes(tables: Tables) -> pd.Index:
    return pd.Index(pd.unique(pd.concat([tables["pledges"]["pledge"], tables["contributions"]["pledge"]])))


def _coded(keys: "pd.Series[str]", codes: pd.Index) -> np.ndarray:
    numbers = codes.get_indexer(pd.Index(keys)).astype(np.int64)
    return np.where((keys == "").to_numpy(), NO_PLEDGE, numbers)


def _days(column: "pd.Series[str]", end: str) -> np.ndarray:
    found = days(column, end).to_numpy()
    return np.where(np.isnat(found), NEVER, found.astype("datetime64[D]").astype(np.int64)).astype(np.int32)


def _frame(**columns: object) -> pd.DataFrame:
    plain = {name: values.array if isinstance(values, pd.Series) else values for name, values in columns.items()}
    frame = pd.DataFrame(plain)
    few = {name: "category" for name in FEW if name in frame.columns}
    return frame.astype(few)


def _rates(rates: pd.DataFrame) -> pd.DataFrame:
    """In order of currency and day, each with the day until which it holds."""
    frame = pd.DataFrame(
        {"currency": rates["currency"].array, "since": _days(rates["on"], "first"),
         "per_usd": rates["per_usd"].to_numpy(dtype=np.int64)}
    )  # fmt: skip
    pivot = pd.DataFrame({"currency": [PIVOT], "since": np.int32(_EARLY), "per_usd": np.int64(NUMBER_ONE)})
    frame = pd.concat([frame, pivot.astype({"since": "int32"})], ignore_index=True)
    frame = frame.sort_values(["currency", "since"], ignore_index=True)
    frame["until"] = frame.groupby("currency")["since"].shift(-1).fillna(NEVER).astype("int32")
    return _frame(**{name: frame[name] for name in frame})
