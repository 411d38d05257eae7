"""What is missing: the position of each phase against its requirement and its thresholds, at every floor rung."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.model.histories import WORLDS, Histories, newest_standing, take, value_at
from tracker.model.position import order_rows
from tracker.model.requirements import requirements
from tracker.model.schedule import schedule_promises
from tracker.rates import reporting_currency
from tracker.tables import Tables

GAPS_KEY = ["initiative", "phase", "target", "counting"]
_SUMS = ("amount", "low", "high", "vague", "undated", "late", "excluded")


def find_gaps(
    tables: Tables,
    histories: Histories,
    movements: pd.DataFrame,
    as_of: np.datetime64,
    *,
    currency: str | None = None,
    rungs: tuple[str, ...] = terms.RUNGS,
    rates_at: str = "step",
) -> pd.DataFrame:
    """Coverage and gap of every target on a date (design, section 4, Targets).

    In: checked tables with their histories and movements; `rates_at` is `step` (promises at the rate of the day of
    their step) or `as_of`. Out, one row for each target and each of `rungs` as the floor it counts from, in the order
    of initiative, phase, target and ladder: initiative, phase, target (`requirement` or a threshold's key), title,
    due_on, currency, required (Int64, NA where unknown), counting, is_headline, counted, low, high (int64),
    approximate, undated, late, excluded (int64: money whose earmark may not count), unconverted (tuple of (currency,
    hundredths)), coverage (float, NaN where there is none), gap, surplus (Int64). Money is in hundredths of
    `currency`.
    """
    targets, parts = count_money(tables, histories, movements, as_of, currency=currency, rates_at=rates_at)
    return cover_targets(targets, parts, rungs)


def cover_targets(targets: pd.DataFrame, parts: pd.DataFrame, rungs: tuple[str, ...] = terms.RUNGS) -> pd.DataFrame:
    """Coverage and gap of every target from each floor rung: the columns and the order of `find_gaps`.

    In: what `count_money` gives, the parts summed or not.
    """
    sums = parts.groupby(["target_at", "rung"])[list(_SUMS)].sum()
    every = pd.MultiIndex.from_product([targets.index, list(terms.RUNGS)], names=["target_at", "rung"])
    sums = sums.reindex(every, fill_value=0)
    running = sums.groupby(level="target_at").cumsum().reset_index()
    running = running[running["rung"].isin(rungs).to_numpy()]

    frame = targets.loc[running["target_at"]].reset_index(drop=True)
    running = running.reset_index(drop=True)
    counts = np.where(frame["counts"].isin(rungs) & (frame["counts"] != ""), frame["counts"], terms.DEFAULT_COUNTS)
    required = frame["required"]
    is_known = (required > 0).fillna(False).astype(bool)
    counted = running["amount"].astype("Int64")
    frame = frame.assign(
        counting=running["rung"],
        is_headline=running["rung"] == counts,
        counted=running["amount"],
        **{name: running[name] for name in ("low", "high", "undated", "late", "excluded")},
        approximate=running["vague"] > 0,
        unconverted=_unconverted(running, parts),
        coverage=(running["amount"] / required.astype("Float64")).where(is_known).to_numpy("float64", na_value=np.nan),
        gap=(required - counted).clip(lower=0).where(is_known),
        surplus=(counted - required).clip(lower=0).where(is_known),
    )  # fmt: skip
    columns = [
        "initiative", "phase", "target", "title", "due_on", "currency", "required", "counting", "is_headline",
        "counted", "low", "high", "approximate", "undated", "late", "excluded", "unconverted", "coverage",
        "gap", "surplus",
    ]  # fmt: skip
    return order_rows(frame[columns], GAPS_KEY)


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
    sums = parts.groupby(by, as_index=False)[list(_SUMS)].sum()
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
    money = _money_by_place(histories, movements, as_of, rates_at)
    return targets, _match(targets, money, histories, tables["instalments"], as_of, rates_at)


def find_targets(
    tables: Tables, histories: Histories, movements: pd.DataFrame, as_of: np.datetime64, currency: str | None = None
) -> pd.DataFrame:
    """Every phase's requirement, and every threshold as stated newest on a date.

    Out: initiative, phase, target, title, due_on (text), due_day (its first day), currency, required (Int64, NA where
    unknown), counts, components (text), stated_on.
    """
    whole = requirements(movements, tables, as_of)
    whole = whole.assign(
        target=terms.REQUIREMENT, title="Full requirement", due_on="", counts="", components="",
    )  # fmt: skip
    thresholds = tables["thresholds"]
    stated = days(thresholds["stated_on"], "last")
    thresholds = thresholds.assign(day=stated)[(stated <= as_of).to_numpy()]
    thresholds = thresholds.sort_values(["threshold", "day", "stated_on"]).drop_duplicates("threshold", keep="last")
    into = _report(tables, thresholds["phase"], currency)
    value, is_known = histories.rates.convert(
        thresholds["amount"].to_numpy(), thresholds["currency"].to_numpy(dtype=object),
        into.to_numpy(dtype=object), thresholds["day"].to_numpy(),
    )  # fmt: skip
    required = pd.Series(value, index=thresholds.index, dtype="Int64").mask(~is_known)
    parts = thresholds.rename(columns={"threshold": "target"}).assign(required=required)
    names = ["phase", "target", "title", "due_on", "required", "counts", "components", "stated_on"]
    targets = pd.concat([whole[names], parts[names]], ignore_index=True)
    initiative = tables["phases"].set_index("phase")["initiative"]
    return targets.assign(
        initiative=targets["phase"].map(initiative).astype("str"),
        currency=_report(tables, targets["phase"], currency),
        due_day=days(targets["due_on"].astype("str"), "first"),
    )


def _report(tables: Tables, phase: pd.Series, currency: str | None) -> pd.Series:
    if currency is not None:
        return pd.Series(currency, index=phase.index, dtype="str")
    return reporting_currency(tables, phase)


def _money_by_place(histories: Histories, movements: pd.DataFrame, as_of: np.datetime64, rates_at: str) -> pd.DataFrame:
    """Cash by phase, donor and component, and each standing promise; in cash form only. Columns: these, rung, amount,
    low, high, vague, unconverted, unconverted_in, promise (a label of `states`, -1 for cash)."""
    is_cash = (movements["rung"] == terms.RECEIVED) & (movements["form"] == "cash") & (movements["day"] <= as_of)
    received = movements[is_cash.to_numpy()]
    places = ["phase", "donor", "component"]
    cash = received.groupby(places, as_index=False)[["amount", "low", "high", "vague"]].sum()
    cash = cash.assign(unconverted=0, unconverted_in="")
    hidden = received[(received["unconverted"] != 0).to_numpy()]
    hidden = hidden.groupby([*places, "original_currency"], as_index=False)["unconverted"].sum()
    hidden = hidden.rename(columns={"original_currency": "unconverted_in"})
    cash = pd.concat([cash, hidden.assign(amount=0, low=0, high=0, vague=0)]).assign(rung=terms.RECEIVED, promise=-1)

    standing = newest_standing(histories, as_of)
    if rates_at == "as_of":
        standing = value_at(histories, standing, np.full(len(standing), as_of, dtype="datetime64[s]"))
    step = standing["step"].to_numpy()
    promises = pd.DataFrame(
        {
            **{name: take(histories.steps, name, step) for name in ("phase", "donor", "component", "rung", "form")},
            **{world: standing[f"value_{world}"].to_numpy() for world in WORLDS},
            "vague": standing["vague"].to_numpy(),
            "unconverted": standing["unconverted"].to_numpy(),
            "unconverted_in": take(histories.steps, "currency", step),
            "promise": standing.index,
        }
    )
    promises = promises[(promises["form"] == "cash").to_numpy()].drop(columns="form")
    return pd.concat([cash, promises], ignore_index=True)


def _match(
    targets: pd.DataFrame,
    money: pd.DataFrame,
    histories: Histories,
    instalments: pd.DataFrame,
    as_of: np.datetime64,
    rates_at: str,
) -> pd.DataFrame:
    """Money beside each target that it stands in the phase of, with what of it is late, undated, or may not count."""
    places = targets[["phase", "due_day", "components"]].rename_axis("target_at").reset_index()
    parts = places.merge(money, on="phase").assign(undated=0, late=0, excluded=0)
    allowed = {text: set(text.split("; ")) for text in set(parts["components"])}
    is_barred = np.array(
        [
            bool(components) and component != "" and component not in allowed[components]
            for components, component in zip(parts["components"], parts["component"], strict=True)
        ],
        dtype=bool,
    )
    parts.loc[is_barred, "excluded"] = parts.loc[is_barred, "amount"]
    parts.loc[is_barred, [*WORLDS, "vague", "unconverted"]] = 0

    is_dated = (parts["due_day"].notna() & (parts["promise"] >= 0)).to_numpy() & ~is_barred
    at = np.flatnonzero(is_dated)
    if not len(at):
        return parts
    dated = parts.iloc[at]
    promises = histories.states.loc[dated["promise"].unique()]
    pieces = schedule_promises(promises, histories, instalments)
    beside = pd.DataFrame({"at": at, "promise": dated["promise"].to_numpy(), "target_day": dated["due_day"].to_numpy()})
    beside = beside.merge(pieces, on="promise")
    is_late = (beside["due_day"] > beside["target_day"]).to_numpy()
    is_undated = beside["due_day"].isna().to_numpy()
    step = promises["step"].loc[dated["promise"]].to_numpy()
    currency, report = take(histories.steps, "currency", step), take(histories.steps, "report", step)
    on = np.full(len(step), as_of, dtype="datetime64[s]") if rates_at == "as_of" else take(histories.steps, "day", step)

    def value_without(chosen: np.ndarray, world: str) -> tuple[np.ndarray, np.ndarray]:
        """What is outstanding apart from some pieces, and its value."""
        taken = beside[chosen].groupby("at")[f"unpaid_{world}"].sum().reindex(at, fill_value=0).to_numpy()
        left = promises[f"outstanding_{world}"].loc[dated["promise"]].to_numpy() - taken
        return left, histories.rates.convert(left, currency, report, on)[0]

    left, counted = value_without(is_late, "amount")
    late = dated["amount"].to_numpy() - counted
    undated = dated["amount"].to_numpy() - value_without(is_undated, "amount")[1]
    columns = {name: parts[name].to_numpy(copy=True) for name in (*WORLDS, "vague", "unconverted", "undated", "late")}
    columns["amount"][at] = counted
    columns["low"][at] = value_without(is_late, "low")[1]
    left_high, columns["high"][at] = value_without(is_late, "high")
    columns["late"][at], columns["undated"][at] = late, undated
    columns["unconverted"][at] = np.where(dated["unconverted"].to_numpy() != 0, left, 0)
    columns["vague"][at] = np.where(left_high > 0, columns["vague"][at], 0)
    return parts.assign(**columns)


def _unconverted(running: pd.DataFrame, parts: pd.DataFrame) -> list[tuple[tuple[str, int], ...]]:
    """For each target and floor, the money without a rate that stands there or firmer, by currency."""
    hidden = parts[(parts["unconverted"] != 0).to_numpy()]
    sums = hidden.groupby(["target_at", "rung", "unconverted_in"])["unconverted"].sum()
    by_target: dict[object, list[tuple[int, str, int]]] = {}
    for (target, rung, currency), amount in sums.items():
        by_target.setdefault(target, []).append((terms.RANK[rung], currency, int(amount)))
    found: list[tuple[tuple[str, int], ...]] = []
    for target, rung in zip(running["target_at"], running["rung"], strict=True):
        totals: dict[str, int] = {}
        for rank, currency, amount in by_target.get(target, []):
            if rank <= terms.RANK[rung]:
                totals[currency] = totals.get(currency, 0) + amount
        found.append(tuple((currency, amount) for currency, amount in sorted(totals.items()) if amount != 0))
    return found


def find_portfolio(gaps: pd.DataFrame, by: list[str] | None = None) -> pd.DataFrame:
    """Coverage over several phases, where a surplus here does not hide a gap there.

    In: gaps; columns to sum by (default: initiative). Out: those, currency, counting, required, counted (what counts
    towards it: Σ min(counted, required)), money (Σ counted), gap (int64 hundredths), approximate, coverage, phases (how
    many have a known requirement), unknown (how many have none). Phases without a known requirement are left out of
    every sum.
    """
    by = by if by is not None else ["initiative"]
    whole = gaps[(gaps["target"] == terms.REQUIREMENT).to_numpy()]
    is_known = (whole["required"] > 0).fillna(False).astype(bool)
    known = whole.assign(
        phases=is_known.astype("int64"), unknown=(~is_known).astype("int64"),
        required=whole["required"].where(is_known, 0).astype("int64"),
        money=whole["counted"].where(is_known, 0),
        gap=whole["gap"].fillna(0).astype("int64"),
        approximate=whole["approximate"] & is_known,
    )  # fmt: skip
    known["counted"] = np.minimum(known["money"], known["required"])
    keys = [*by, "currency", "counting"]
    sums = ["required", "counted", "money", "gap", "phases", "unknown"]
    frame = known.groupby(keys, as_index=False).agg({**dict.fromkeys(sums, "sum"), "approximate": "any"})
    frame["coverage"] = (frame["counted"] / frame["required"]).where(frame["required"] > 0)
    return order_rows(frame, keys)
