"""What each phase needs, as its budget documents state and restate it. It knows nothing of who pays."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.model.codes import as_texts
from tracker.rates import Rates, reporting_currency
from tracker.tables import Tables


def requirement_movements(tables: Tables, rates: Rates, currency: str | None = None) -> pd.DataFrame:
    """The `stated` and `restated` movements of requirements, line by line.

    A document is all rows of one phase and stated_on. Its lines are told apart by component and period_start, and
    each is compared with the same line of the document before; a line that is gone is taken back by a movement that
    names its old row. In: checked tables, and their rates. Out: the columns of `movements`, without the initiative, on
    rung `requirement`, with `event` and `sequence` for ordering.
    """
    budgets = tables["budgets"]
    day = days(budgets["stated_on"], "last")
    report = reporting_currency(tables, budgets["phase"]) if currency is None else _constant(currency, budgets.index)
    amount = budgets["amount"].to_numpy()
    value, is_known = rates.convert(
        amount, budgets["currency"].to_numpy(dtype=object), report.to_numpy(dtype=object), day.to_numpy()
    )
    lines = pd.DataFrame(
        {
            **{name: budgets[name] for name in ("phase", "component", "period_start", "source")},
            "day": day,
            "on": budgets["stated_on"],
            "currency": report,
            "amount": value,
            "unconverted": np.where(is_known, 0, amount),
            "original_currency": budgets["currency"],
            "original_amount": amount,
            "row": budgets.index,
        }
    ).sort_values(["phase", "day", "on", "component", "period_start"], kind="stable", ignore_index=True)
    is_next = (lines[["phase", "on"]] != lines[["phase", "on"]].shift()).any(axis=1)
    lines["document"] = is_next.groupby(lines["phase"]).cumsum()
    following = lines[["phase", "document", "day", "on"]].drop_duplicates(["phase", "document"])
    following = following.assign(document=following["document"] - 1)
    ended = lines.drop(columns=["day", "on"]).merge(following, on=["phase", "document"])
    ended = ended.assign(
        **{name: -ended[name] for name in ("amount", "unconverted", "original_amount")}, document=ended["document"] + 1
    )
    both = pd.concat([lines, ended], ignore_index=True)  # a line's new row before its old one: the first names the row
    same = ["phase", "document", "component", "period_start", "original_currency"]
    sums = both.groupby(same, sort=False, as_index=False).agg(
        {**dict.fromkeys(("amount", "unconverted", "original_amount"), "sum"),
         **dict.fromkeys(("day", "on", "currency", "source", "row"), "first")}
    )  # fmt: skip
    sums = sums[(sums[["amount", "unconverted", "original_amount"]] != 0).any(axis=1)].reset_index(drop=True)
    blanks = {name: _constant("", sums.index) for name in ("donor", "pledge", "contribution")}
    return sums.assign(
        **blanks, form="cash", rung=terms.REQUIREMENT, table="budgets",
        kind=np.where(sums["document"] == 1, "stated", "restated"),
        low=sums["amount"], high=sums["amount"], vague=0, approximate=False, event=-1, sequence=np.arange(len(sums)),
    ).drop(columns=["document", "period_start"])  # fmt: skip


def _constant(text: str, index: pd.Index) -> pd.Series:
    return pd.Series(text, index=index, dtype="str")


def requirements(movements: pd.DataFrame, tables: Tables, as_of: np.datetime64) -> pd.DataFrame:
    """The requirement of every phase on a date.

    Out, one row a phase in the order of keys: phase, required (Int64 hundredths, NA where it is unknown because no
    budget had been stated, or one of its lines cannot be converted), stated_on (the document's date, "" for none).
    """
    is_stated = ((movements["rung"] == terms.REQUIREMENT) & (movements["day"] <= as_of)).to_numpy()
    stated = as_texts(movements[["phase", "amount", "unconverted", "original_currency"]][is_stated])
    budgets = tables["budgets"]
    known = budgets.assign(day=days(budgets["stated_on"], "last"))
    known = known[(known["day"] <= as_of).to_numpy()].sort_values(["day", "stated_on"])
    newest = known.groupby("phase")["stated_on"].last()
    totals = stated.groupby("phase")["amount"].sum().astype("Int64")
    unconverted = stated.groupby(["phase", "original_currency"])["unconverted"].sum()
    hidden = set(unconverted[unconverted != 0].index.get_level_values("phase"))
    phases = tables["phases"]["phase"].sort_values(ignore_index=True)
    required = phases.map(totals).astype("Int64")
    required = required.mask(phases.isin(newest.index) & required.isna(), 0).mask(phases.isin(hidden))
    return pd.DataFrame(
        {"phase": phases, "required": required, "stated_on": phases.map(newest).astype("str").fillna("")}
    )
