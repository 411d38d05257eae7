"""Will a target be reached in time: three plain answers, and the likelihood that follows from what is stated."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.model.assumptions import NOTHING, Assumptions
from tracker.model.histories import WORLDS, Histories, take
from tracker.model.likelihood import GRID, find_distribution
from tracker.model.parts import count_money
from tracker.model.schedule import schedule_promises
from tracker.money import NUMBER_ONE, Ints
from tracker.tables import Tables

OUTLOOK_KEY = ["initiative", "phase", "target", "world"]
ORDER = ("low", "amount", "high")
"""The three worlds as they are told: what is vague at its least, as stated, and at its most."""
PERCENTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
BY_ROW, BY_PLEDGE, BY_RUNG, NOT_STATED = "row", "pledge", "rung", ""
"""On what a promise's likelihood rests: its own row, an assumption about it, or about its rung; or on nothing."""
_ANSWERS = ("in_cash", "if_announced", "if_everything")


def find_chances(
    tables: Tables,
    histories: Histories,
    movements: pd.DataFrame,
    as_of: np.datetime64,
    assumptions: Assumptions = NOTHING,
    *,
    currency: str | None = None,
    rates_at: str = "step",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every promise that may count towards a target, and the likelihood that somebody stated for it.

    In: checked tables with their histories and movements. An assumption about one promise goes before its row's
    likelihood, and that before an assumption about its rung. Out: the targets (`model.targets.find_targets`, with
    `received_`, int64 hundredths of cash that counts in each world, and `unconverted`: whether money is missing for
    want of a rate), and for each target and promise: target_at (a label of the targets), promise (of the states),
    initiative, phase, target, pledge, donor, rung, currency, amount, low, high (int64 hundredths: what comes in time
    and may count), approximate, undated (int64, of the amount), due_on (text: the earliest unpaid part's, "" where
    none is stated), likelihood (Int64 ten-billionths, NA where nobody stated one), basis, row and source.
    """
    targets, parts = count_money(tables, histories, movements, as_of, currency=currency, rates_at=rates_at)
    cash = parts[(parts["promise"] < 0).to_numpy()].groupby("target_at")[list(WORLDS)].sum()
    cash = cash.reindex(targets.index, fill_value=0).add_prefix("received_")
    hidden = parts[(parts["unconverted"] != 0).to_numpy()]["target_at"].unique()
    targets = targets.join(cash).assign(unconverted=targets.index.isin(hidden))

    of = parts[((parts["promise"] >= 0) & (parts["high"] > 0)).to_numpy()]
    states = histories.states.loc[of["promise"]]
    step = states["step"].to_numpy()
    row = take(histories.steps, "row", step)
    pledge, rung = take(histories.steps, "pledge", step), of["rung"].to_numpy(dtype=object)
    of_row = tables["pledges"][["likelihood", "source"]].loc[row]
    stated = of_row["likelihood"].reset_index(drop=True)
    by_pledge = pd.Series([assumptions.pledges.get(key, pd.NA) for key in pledge], dtype="Int64")
    by_rung = pd.Series([assumptions.rungs.get(key, pd.NA) for key in rung], dtype="Int64")
    choices = [by_pledge.notna(), stated.notna(), by_rung.notna()]
    place = targets.loc[of["target_at"]].reset_index(drop=True)
    chances = pd.DataFrame(
        {
            "target_at": of["target_at"].to_numpy(),
            "promise": of["promise"].to_numpy(),
            **{name: place[name] for name in ("initiative", "phase", "target")},
            "pledge": pd.Series(pledge, dtype="str"),
            "donor": pd.Series(of["donor"].to_numpy(dtype=object), dtype="str"),
            "rung": pd.Series(rung, dtype="str"),
            "currency": place["currency"],
            **{name: of[name].to_numpy() for name in (*WORLDS, "undated")},
            "approximate": of["vague"].to_numpy() > 0,
            "due_on": _due_on(of["promise"], histories, tables["instalments"]),
            "likelihood": by_pledge.fillna(stated).fillna(by_rung),
            "basis": pd.Series(np.select(choices, [BY_PLEDGE, BY_ROW, BY_RUNG], NOT_STATED), dtype="str"),
            "row": row,
            "source": of_row["source"].array,
        }
    )
    rank = chances["rung"].map(terms.RANK)
    by = ["phase", "target_at", "rank", "donor", "pledge"]
    return targets, chances.assign(rank=rank).sort_values(by, kind="stable", ignore_index=True).drop(columns="rank")


def _due_on(promise: pd.Series, histories: Histories, instalments: pd.DataFrame) -> "pd.Series[str]":
    """The earliest date on which any unpaid part of each promise is due."""
    promises = histories.states.loc[promise.unique()]
    pieces = schedule_promises(promises, histories, instalments)
    is_open = ((pieces["unpaid_high"] > 0) & (pieces["due_on"] != "")).to_numpy()
    first = pieces[is_open].drop_duplicates("promise").set_index("promise")["due_on"]
    return pd.Series([first.get(key, "") for key in promise], dtype="str")


def find_outlook(
    targets: pd.DataFrame, chances: pd.DataFrame, as_of: np.datetime64, *, grid: int = GRID
) -> pd.DataFrame:
    """The three answers and the likelihood of every target, in each of the worlds.

    In: the `find_chances` of the same date. Out, by initiative, phase and target, then low, amount and high:
    initiative, phase, target, title, due_on, currency, required (Int64), world, in_cash, if_announced, if_everything
    (int64 hundredths: cash that counts; with what is announced or signed and comes in time; with all of it), and of
    each missing_ (Int64, NA where the requirement is unknown); promises, stated (how many may come, and have a
    likelihood), likelihood_from and likelihood_to (float: of reaching the target; they are apart where some promises
    have no likelihood, which then never come or always, or where amounts had to be rounded down and up; NaN where
    nobody stated any, where the target's date has passed or its requirement is unknown), is_exact, is_past, p10, p50,
    p90 (Int64: cash and what comes, at that percentile; NA where not every promise has a likelihood), within (int64:
    how far these may lie too low), unconverted (bool). Promises are taken to be independent of each other.
    """
    rows: list[dict[str, object]] = []
    by_target = dict(tuple(chances.groupby("target_at", sort=False)))
    for at, target in targets.iterrows():
        of_target = by_target.get(at, chances.iloc[:0])
        is_past = bool(days(pd.Series([target["due_on"]], dtype="str"), "last").iloc[0] < as_of)
        rows.extend(_look_at(target, of_target, world, grid, is_past=is_past) for world in ORDER)
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    whole = ["required", *(f"missing_{name}" for name in _ANSWERS), *PERCENTILES]
    frame = frame.astype({**dict.fromkeys(whole, "Int64"), "likelihood_from": float, "likelihood_to": float})
    order = {world: place for place, world in enumerate(ORDER)}
    return frame.sort_values(
        OUTLOOK_KEY, key=lambda column: column.map(order) if column.name == "world" else column,
        kind="stable", ignore_index=True,
    )  # fmt: skip


_COLUMNS = [
    "initiative", "phase", "target", "title", "due_on", "currency", "required", "world", *_ANSWERS,
    *(f"missing_{name}" for name in _ANSWERS), "promises", "stated", "likelihood_from", "likelihood_to", "is_exact",
    "is_past", *PERCENTILES, "within", "unconverted",
]  # fmt: skip


def _look_at(target: pd.Series, chances: pd.DataFrame, world: str, grid: int, *, is_past: bool) -> dict[str, object]:
    cash, required = int(target[f"received_{world}"]), target["required"]
    is_known = bool(pd.notna(required) and required > 0)
    is_firm = chances["rung"].isin(terms.PUBLISHED).to_numpy()
    amounts = chances[world].to_numpy(dtype=np.int64)
    answers = dict(
        zip(_ANSWERS, (cash, cash + sum(amounts[is_firm].tolist()), cash + sum(amounts.tolist())), strict=True)
    )
    missing = {
        f"missing_{name}": max(int(required) - counted, 0) if is_known else pd.NA for name, counted in answers.items()
    }
    is_stated = chances["likelihood"].notna().to_numpy()
    row: dict[str, object] = {
        **{name: target[name] for name in ("initiative", "phase", "target", "title", "due_on", "currency", "required")},
        "world": world, **answers, **missing, "promises": len(chances), "stated": int(is_stated.sum()),
        "likelihood_from": np.nan, "likelihood_to": np.nan, "is_exact": True, "is_past": is_past,
        **dict.fromkeys(PERCENTILES, pd.NA), "within": 0, "unconverted": bool(target["unconverted"]),
    }  # fmt: skip
    if not is_stated.any() or is_past:
        return row
    least = find_distribution(amounts, shares_of(chances, 0), grid)
    most = least if is_stated.all() else find_distribution(amounts, shares_of(chances, NUMBER_ONE), grid)
    row["is_exact"] = least.unit == 0 and most.unit == 0
    if is_known:
        need = np.array([int(required) - cash], dtype=np.int64)
        row["likelihood_from"] = float(least.lower.at_least(need)[0])
        row["likelihood_to"] = float(most.upper.at_least(need)[0])
    if is_stated.all():
        row |= {name: cash + least.lower.percentile(share) for name, share in PERCENTILES.items()}
        row["within"] = least.within
    return row


def shares_of(chances: pd.DataFrame, unstated: int) -> Ints:
    """The likelihood of every promise, int64 ten-billionths, with a given one where nobody stated any."""
    return chances["likelihood"].fillna(unstated).to_numpy(dtype=np.int64)
