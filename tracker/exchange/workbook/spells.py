"""What held from one day to another: promises, dues, targets, and money that does not count. Frames, not cells."""

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.exchange.workbook.audiences import Sight
from tracker.exchange.workbook.cells import FOREVER, serials
from tracker.model.histories import WORLDS, take
from tracker.model.schedule import schedule_promises
from tracker.model.targets import find_targets, is_barred

LATE, EXCLUDED, UNDATED = 1, 2, 3
"""Why money may not count towards a target; undated money counts, and is told of."""
SPELL = ["since", "until"]
"""From a day's number on, up to and without another's."""


def promise_spells(sight: Sight) -> pd.DataFrame:
    """Each promise's states, one after another.

    Out, by pledge and day: pledge, donor, phase, form, component, rung ("" once withdrawn), currency, agreement,
    since, until, promised, fulfilled, outstanding (hundredths of `currency`), value (of the reporting currency),
    vague, state (a label of `histories.states`).
    """
    states, steps = sight.histories.states, sight.histories.steps
    since = serials(states["day"])
    promise = states["promise"].to_numpy()
    is_last = np.r_[promise[1:] != promise[:-1], True] if len(states) else np.zeros(0, dtype=bool)
    until = np.where(is_last, FOREVER, np.r_[since[1:], FOREVER]) if len(states) else since
    is_held = (states["step"] >= 0).to_numpy() & (until > since)
    states, since, until = states[is_held], since[is_held], until[is_held]
    step = states["step"].to_numpy()
    rung = take(steps, "rung", step)
    agreements = sight.tables["pledges"]["agreement"]
    names = ("pledge", "donor", "phase", "form", "component", "currency")
    return pd.DataFrame(
        {
            **{name: pd.Series(take(steps, name, step), dtype="str") for name in names},
            "rung": rung,
            "agreement": agreements.reindex(take(steps, "row", step)).array,
            "since": since,
            "until": until,
            "promised": np.where(rung != "", take(steps, "amount", step), 0),
            "fulfilled": states["fulfilled"].to_numpy(),
            "outstanding": states["outstanding_amount"].to_numpy(),
            "value": states["value_amount"].to_numpy(),
            "vague": states["vague"].to_numpy(),
            "state": states.index.to_numpy(),
        }
    )


def due_spells(sight: Sight, promises: pd.DataFrame) -> pd.DataFrame:
    """The pieces in which announced and signed promises fall due, in each of their states.

    In: `promise_spells`. Out, by pledge: pledge, since, until, due (a day's number, `FOREVER` for undated), due_on
    (text), amount and unpaid (hundredths of the pledge's currency).
    """
    owed = promises[promises["rung"].isin([code for code in terms.PROMISES if code in terms.PUBLISHED]).to_numpy()]
    states = sight.histories.states.loc[owed["state"]]
    pieces = schedule_promises(states, sight.histories, sight.tables["instalments"])
    spells = owed.set_index("state").loc[pieces["promise"], ["pledge", *SPELL]].reset_index(drop=True)
    frame = spells.assign(
        due=serials(pieces["due_day"]), due_on=pieces["due_on"].to_numpy(dtype=object),
        amount=pieces["piece_amount"].to_numpy(), unpaid=pieces["unpaid_amount"].to_numpy(),
    )  # fmt: skip
    return frame[(frame["amount"] != 0).to_numpy()].reset_index(drop=True)


def target_spells(sight: Sight, currency: str | None) -> pd.DataFrame:
    """Every target as it was stated from one day to another: requirements by budget, thresholds by statement.

    Out: target (`requirement` or the threshold's key), phase, title, due_on, due (a day's number, `FOREVER` where it
    has none), currency, required (Int64 hundredths, NA where unknown), counts (a rung's rank), components, since,
    until. A requirement is a target of its phase from the beginning, unknown until it is stated.
    """
    needs = sight.movements[(sight.movements["rung"] == terms.REQUIREMENT).to_numpy()]
    stated = pd.concat([days(sight.tables[name]["stated_on"], "last") for name in ("budgets", "thresholds")])
    moments = [np.datetime64("1899-12-31", "s"), *sorted(stated.to_numpy()[stated.notna().to_numpy()])]
    found = []
    for moment in dict.fromkeys(moments):
        targets = find_targets(sight.tables, sight.histories, needs, moment, currency)
        since = max(int(serials(pd.Series([moment]))[0]), 1)
        found.append(targets.assign(since=since))
    frame = pd.concat(found, ignore_index=True)
    frame["counts"] = frame["counts"].replace("", terms.DEFAULT_COUNTS).map(terms.RANK).astype("int64")
    frame["due"] = serials(frame["due_day"])
    frame["of"] = frame["phase"].where(frame["target"] == terms.REQUIREMENT, "")
    same = ["title", "due_on", "phase", "counts", "components", "required"]
    frame = frame.sort_values(["target", "of", "since"], kind="stable", ignore_index=True)
    told = frame[["target", "of", *same]].astype({"required": "str"})
    frame = frame[(told != told.shift()).any(axis=1).to_numpy()].reset_index(drop=True)
    following = frame.groupby(["target", "of"])["since"].shift(-1)
    frame["until"] = following.fillna(FOREVER).astype("int64")
    names = [
        "target",
        "initiative",
        "phase",
        "title",
        "due_on",
        "due",
        "currency",
        "required",
        "counts",
        "components",
        *SPELL,
    ]
    return frame[[*names, "due_day", "of"]]


def apart_spells(sight: Sight, promises: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Money of a target's phase that may not count towards it, or of which nobody knows when it is due.

    In: `promise_spells`, `target_spells`. Out: statement (the position of a target's spell), reason, rank, pledge,
    since, until, amount, low, high (hundredths of the reporting currency: what is to be taken off), vague. The rules
    are those of `model.gaps`: of money that is not barred by its earmark, what is due after the target's date is
    late.
    """
    chosen = targets[((targets["due"] != FOREVER) | (targets["components"] != "")).to_numpy()]
    chosen = chosen.rename_axis("statement").reset_index()
    places = chosen[["statement", "phase", "due_day", "components", *SPELL]]
    parts = [_barred_cash(sight, places), *_promised(sight, promises, places)]
    names = ["statement", "reason", "rank", "pledge", *SPELL, *WORLDS, "vague"]
    frame = pd.concat([part[names] for part in parts], ignore_index=True)
    is_something = (frame[[*WORLDS, "vague"]] != 0).any(axis=1) & (frame["until"] > frame["since"])
    return frame[is_something.to_numpy()].reset_index(drop=True)


def _overlap(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        since=np.maximum(frame["since"], frame["since_money"]), until=np.minimum(frame["until"], frame["until_money"])
    )


def _barred_cash(sight: Sight, places: pd.DataFrame) -> pd.DataFrame:
    moved = sight.movements
    cash = moved[((moved["rung"] == terms.RECEIVED) & (moved["form"] == "cash")).to_numpy()]
    cash = cash[["phase", "component", "pledge", *WORLDS, "vague"]].assign(
        since_money=serials(cash["day"]), until_money=FOREVER
    )
    beside = _overlap(places.merge(cash, on="phase"))
    return beside[is_barred(beside["components"], beside["component"])].assign(reason=EXCLUDED, rank=0)


def _promised(sight: Sight, promises: pd.DataFrame, places: pd.DataFrame) -> list[pd.DataFrame]:
    histories = sight.histories
    standing = promises[((promises["form"] == "cash") & (promises["rung"] != "")).to_numpy()]
    columns = ["phase", "component", "pledge", "rung", "state", *SPELL]
    standing = standing[columns].rename(columns={"since": "since_money", "until": "until_money"})
    beside = _overlap(places.merge(standing, on="phase"))
    beside = beside[(beside["until"] > beside["since"]).to_numpy()].reset_index(drop=True)
    of_state = histories.states.loc[beside["state"]]
    for world in WORLDS:
        beside[world] = of_state[f"value_{world}"].to_numpy()
    beside["vague"] = of_state["vague"].to_numpy()
    beside["rank"] = beside["rung"].map(terms.RANK).astype("int64")
    is_out = is_barred(beside["components"], beside["component"])
    barred = beside[is_out].assign(reason=EXCLUDED)

    dated = beside[~is_out & beside["due_day"].notna().to_numpy()].reset_index(drop=True)
    states = histories.states.loc[dated["state"].unique()]
    pieces = schedule_promises(states, histories, sight.tables["instalments"])
    pairs = dated[["state", "due_day"]].rename(columns={"state": "promise", "due_day": "target_day"})
    pairs = pairs.assign(at=np.arange(len(dated))).merge(pieces, on="promise")
    step = states["step"].loc[dated["state"]].to_numpy()
    currency, report, on = (take(histories.steps, name, step) for name in ("currency", "report", "day"))

    def off(is_off: np.ndarray, world: str) -> tuple[np.ndarray, np.ndarray]:
        """What is left without some pieces, and by how much that lowers the value."""
        taken = pairs[is_off].groupby("at")[f"unpaid_{world}"].sum().reindex(np.arange(len(dated)), fill_value=0)
        left = states[f"outstanding_{world}"].loc[dated["state"]].to_numpy() - taken.to_numpy()
        return left, dated[world].to_numpy() - histories.rates.convert(left, currency, report, on)[0]

    is_late = (pairs["due_day"] > pairs["target_day"]).to_numpy()
    late = dated.assign(**{world: off(is_late, world)[1] for world in WORLDS}, reason=LATE)
    late["vague"] = np.where(off(is_late, "high")[0] > 0, 0, dated["vague"])
    is_undated = pairs["due_day"].isna().to_numpy()
    undated = dated.assign(amount=off(is_undated, "amount")[1], low=0, high=0, vague=0, reason=UNDATED)
    return [barred, late, undated]
