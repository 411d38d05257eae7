"""The texts of a ledger's steps and cash as categoricals that both share. It follows no promise."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.model.codes import as_category, categorize
from tracker.rates import reporting_currency
from tracker.tables import Tables

RUNG_WORDS = pd.CategoricalDtype(pd.Index(["", *terms.RUNGS, terms.REQUIREMENT], dtype="str"))
"""A rung's code is one more than its rank; 0 is off the ladder."""
FORM_WORDS = pd.CategoricalDtype(pd.Index(["cash", "in_kind"], dtype="str"))
CASH_WORDS = pd.CategoricalDtype(pd.Index(list(terms.CONTRIBUTION_KINDS), dtype="str"))


def find_words(tables: Tables, currency: str | None) -> dict[str, dict[str, pd.Categorical]]:
    """The texts that steps and cash share, as categoricals of the same dtypes; those of budgets and reports too."""
    named, budgets = ("pledges", "contributions"), tables["budgets"]
    also = {
        "phase": [*tables["phases"]["phase"], *budgets["phase"]],
        "donor": [""],
        "component": ["", *budgets["component"]],
        "currency": ["", currency or "", *tables["initiatives"]["currency"], *budgets["currency"]],
    }
    found: dict[str, dict[str, pd.Categorical]] = {name: {} for name in named}
    for column, words in also.items():
        for name, values in zip(named, categorize(*(tables[name][column] for name in named), also=words), strict=True):
            found[name][column] = values
    dated = (tables["pledges"]["status_on"], tables["contributions"]["received_on"])
    for name, values in zip(named, categorize(*dated, also=budgets["stated_on"]), strict=True):
        found[name]["on"] = values
    reports = find_reports(tables, found["pledges"]["phase"].dtype, found["pledges"]["currency"].dtype, currency)
    for name in named:
        in_kind = (tables[name]["form"] == "in_kind").to_numpy()
        found[name]["form"] = as_category(in_kind.astype(np.int8), FORM_WORDS)
        found[name]["report"] = reports.take(found[name]["phase"].codes)
    return found


def find_reports(
    tables: Tables, phases: pd.CategoricalDtype, currencies: pd.CategoricalDtype, currency: str | None
) -> pd.Categorical:
    """The currency that each category of `phases` reports in: its initiative's, or the one that was asked for."""
    reports = reporting_currency(tables, pd.Series(phases.categories))
    return pd.Categorical(reports if currency is None else reports.mask(reports != "", currency), dtype=currencies)
