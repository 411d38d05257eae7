"""What is missing: the position of each phase against its requirement and its thresholds, at every floor rung."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.model.codes import as_texts, group_words, replace_words, sum_groups
from tracker.model.histories import WORLDS, Histories, newest_standing, take, take_codes, value_at
from tracker.model.lateness import find_late
from tracker.model.position import order_rows
from tracker.model.requirements import requirements
from tracker.money import Ints
from tracker.rates import reporting_currency
from tracker.tables import Tables

WHOLE = "Full requirement"
GAPS_KEY = ["initiative", "phase", "target", "counting"]
SUMS = ("amount", "low", "high", "vague", "undated", "late", "excluded")


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
    targets = find_targets(tables, histories, movements, as_of, currency)
    money = _money_by_place(histories, movements, as_of, rates_at)
    return cover_targets(targets, _match(targets, money, histories, as_of, rates_at), rungs)


def cover_targets(targets: pd.DataFrame, parts: pd.DataFrame, rungs: tuple[str, ...] = terms.RUNGS) -> pd.DataFrame:
    """Coverage and gap of every target from each floor rung: the columns and the order of `find_gaps`.

    In: what `count_money` gives, the parts summed or not.
    """
    rank = replace_words(parts["rung"], terms.RANK).astype(np.int64)
    cell = parts["target_at"].to_numpy() * len(terms.RUNGS) + rank
    sums = {
        name: sum_groups(cell, len(targets) * len(terms.RUNGS), parts[name].to_numpy()).reshape(-1, len(terms.RUNGS))
        for name in SUMS
    }
    order = order_targets(targets)
    hidden = _unconverted(len(targets), parts)[order]
    targets, sums = targets.iloc[order], {name: cells[order] for name, cells in sums.items()}
    return tell_gaps(head_gaps(targets, rungs), targets["required"].array, sums, rungs, hidden)


def order_targets(targets: pd.DataFrame) -> Ints:
    """The positions that put targets in the order of initiative, phase and target."""
    keyed = targets[GAPS_KEY[:3]].reset_index(drop=True)
    return keyed.sort_values(GAPS_KEY[:3], kind="stable").index.to_numpy()


def head_gaps(targets: pd.DataFrame, rungs: tuple[str, ...]) -> pd.DataFrame:
    """What gaps say of targets on every date: a row for each target and each of `rungs`.

    In: `find_targets` in order. Out: initiative, phase, target, title, due_on, currency, counting, is_headline.
    """
    each = np.repeat(np.arange(len(targets)), len(rungs))
    floor = np.tile(np.arange(len(rungs)), len(targets))
    headline = pd.Index(rungs).get_indexer(targets["counts"])
    default = pd.Index(rungs).get_indexer([terms.DEFAULT_COUNTS])[0]
    texts = ("initiative", "phase", "target", "title", "due_on", "currency")
    return pd.DataFrame(
        {
            **{name: targets[name].array.take(each) for name in texts},
            "counting": pd.array(rungs, dtype="str").take(floor),
            "is_headline": floor == np.where(headline < 0, default, headline)[each],
        }
    )


def tell_gaps(
    head: pd.DataFrame,
    required: pd.arrays.IntegerArray,
    sums: dict[str, Ints],
    rungs: tuple[str, ...],
    hidden: np.ndarray | None = None,
) -> pd.DataFrame:
    """Targets and what stands on each rung for them, as `find_gaps` has it.

    In: the `head_gaps` of the targets, and what each requires; for each of `SUMS` an array of targets × rungs; `hidden`
    likewise: the money without a rate that stands on a rung or firmer.
    """
    ranks = [terms.RANK[rung] for rung in rungs]
    running = {name: np.cumsum(cells, axis=1)[:, ranks].ravel() for name, cells in sums.items()}
    needed = np.repeat(required.to_numpy("int64", na_value=0), len(rungs))
    is_known, is_blank = needed > 0, np.repeat(required.isna(), len(rungs))
    counted = running["amount"]
    unconverted = np.empty(len(head), dtype=object)
    unconverted[:] = [()] * len(head) if hidden is None else hidden[:, ranks].ravel().tolist()
    texts = ("initiative", "phase", "target", "title", "due_on", "currency")
    return pd.DataFrame(
        {
            **{name: head[name].array for name in texts},
            "required": pd.arrays.IntegerArray(np.where(is_blank, 1, needed), is_blank),
            **{name: head[name].array for name in ("counting", "is_headline")},
            "counted": counted,
            **{name: running[name] for name in ("low", "high")},
            "approximate": running["vague"] > 0,
            **{name: running[name] for name in ("undated", "late", "excluded")},
            "unconverted": unconverted,
            "coverage": np.where(is_known, counted / np.where(is_known, needed, 1), np.nan),
            "gap": pd.arrays.IntegerArray(np.maximum(needed - counted, 0), ~is_known),
            "surplus": pd.arrays.IntegerArray(np.maximum(counted - needed, 0), ~is_known),
        }
    )


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
    money = _money_by_place(histories, movements, as_of, rates_at)
    return targets, as_texts(_match(targets, money, histories, as_of, rates_at))


def find_targets(
    tables: Tables, histories: Histories, movements: pd.DataFrame, as_of: np.datetime64, currency: str | None = None
) -> pd.DataFrame:
    """Every phase's requirement, and every threshold as stated newest on a date.

    Out: initiative, phase, target, title, due_on (text), due_day (its first day), currency, required (Int64, NA where
    unknown), counts, components (text), stated_on.
    """
    stated = state_targets(tables, histories, currency)
    targets = stated[is_in_force(stated, as_of)].reset_index(drop=True).drop(columns=["since", "until"])
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


def is_in_force(stated: pd.DataFrame, as_of: np.datetime64) -> np.ndarray:
    """Which of `state_targets` hold on a date."""
    since, until = stated["since"].to_numpy(), stated["until"].to_numpy()
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


def _unconverted(targets: int, parts: pd.DataFrame) -> np.ndarray:
    """For each target and floor, the money without a rate that stands there or firmer: (currency, hundredths) pairs."""
    found = np.empty((targets, len(terms.RUNGS)), dtype=object)
    found.ravel()[:] = [()] * found.size
    hidden = parts[(parts["unconverted"] != 0).to_numpy()]
    sums = hidden.groupby(["target_at", "rung", "unconverted_in"])["unconverted"].sum()
    totals: dict[int, dict[tuple[int, str], int]] = {}
    for (target, rung, currency), amount in sums.items():
        totals.setdefault(target, {})[terms.RANK[rung], currency] = int(amount)
    for target, amounts in totals.items():
        for floor in range(len(terms.RUNGS)):
            known: dict[str, int] = {}
            for (rank, currency), amount in amounts.items():
                if rank <= floor:
                    known[currency] = known.get(currency, 0) + amount
            found[target, floor] = tuple((currency, amount) for currency, amount in sorted(known.items()) if amount)
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
