"""What a view's figures stand on: the sources it may cite, the rates in use, the ledger and its record."""

import pandas as pd

from tracker.dates import days
from tracker.desk.view import View
from tracker.money import format_number
from tracker.rates import PIVOT


def source_rows(view: View) -> list[dict[str, str]]:
    """The sources that the view's audience may know, newest first, undated ones last."""
    view.permit()
    sources = view.tables["sources"]
    ordered = sources.assign(day=days(sources["dated"], "last")).sort_values(
        ["day", "source"], ascending=[False, True], na_position="last", kind="stable"
    )
    return [{str(name): str(row[name]) for name in sources.columns} for row in ordered.to_dict("records")]


def rates_in_use(view: View) -> list[dict[str, str]]:
    """The rate of each currency that is in force on the as-of date, and how many came before it.

    Out, by currency: currency, on, per_usd, source, earlier, used. `used` says whether anything in the ledger is in
    that currency. A currency that is used without any rate in force has a row too, with a blank `on`.
    """
    view.permit()
    rates = view.tables["rates"]
    known = rates.assign(day=days(rates["on"], "first"))
    known = known[(known["day"] <= view.at).to_numpy()].sort_values(["currency", "day", "on"], kind="stable")
    used = _used(view)
    rows: dict[str, dict[str, str]] = {
        code: {"currency": code, "on": "", "per_usd": "", "source": "", "earlier": "", "used": "yes"}
        for code in used
        if code != PIVOT
    }
    for code, frame in known.groupby("currency", sort=True):
        newest = frame.iloc[-1]
        rows[str(code)] = {
            "currency": str(code), "on": str(newest["on"]), "per_usd": format_number(int(newest["per_usd"])),
            "source": str(newest["source"]), "earlier": str(len(frame) - 1),
            "used": "yes" if str(code) in used else "",
        }  # fmt: skip
    return [rows[code] for code in sorted(rows)]


def _used(view: View) -> set[str]:
    named = ("initiatives", "budgets", "thresholds", "pledges", "contributions")
    return set(pd.concat([view.tables[name]["currency"] for name in named]).unique().tolist()) - {""}


def ledger_facts(view: View) -> dict[str, str]:
    """What identifies the ledger and the record that the view knows: id, changeset, its moment, digest, and `expect`.

    `expect` is what `tracker verify --expect` takes. An empty ledger has its id only; the other texts are blank then.
    """
    view.permit()
    record = view.record
    if record is None:
        return {"ledger": view.ledger.id, "changeset": "", "at": "", "digest": "", "expect": ""}
    return {
        "ledger": view.ledger.id, "changeset": str(record.number), "at": record.at.strftime("%Y-%m-%d %H:%M UTC"),
        "digest": record.digest, "expect": f"{record.number}:{record.digest[:16]}",
    }  # fmt: skip
