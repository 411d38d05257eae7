"""One view as it was recorded then beside what is recorded now: what differs, and which changesets made it so."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from tracker import terms
from tracker.desk.access import allow
from tracker.desk.bridging import at_record
from tracker.desk.figures import choose, gaps, standings
from tracker.desk.kept import Kept
from tracker.desk.view import View
from tracker.ledger.changes import differs
from tracker.model.position import order_rows
from tracker.tables import TABLES, Tables

ADDED, CHANGED, GONE, SAME = "added", "changed", "gone", "same"
_ROW_TABLES = ("budgets", "thresholds", "pledges", "instalments", "contributions", "rates")
"""The tables that a phase's figures follow from."""
_SHOWN = ("rung", "component", "amount", "low", "high", "approximate", "due_on", "later", "last_word", "condition")
_OF_GAPS = ("required", "due_on", "counted", "approximate", "gap", "surplus", "is_headline")
_ASIDES = ("source", "note")
"""What changes no figure."""
_TOLD = 60
"""Rows up to which every changeset that wrote them is looked up; of more, the one that wrote last."""
_COMPARED: Kept["Comparison"] = Kept(6)


@dataclass(frozen=True)
class Comparison:
    """A phase as of one date, as recorded then and as recorded now.

    `gaps`: target, title, currency, counting, and of each of required, due_on, counted, approximate, gap, surplus,
    is_headline the value `_then` and `_now` (NA where the target was or is not stated), difference (added, changed,
    gone, same), causes. `standings`: donor, pledge, form, currency, row_then, row_now, and rung, component, amount,
    low, high, approximate, due_on, later, last_word, condition `_then` and `_now`, difference, differing (a tuple of
    names), causes; what differs first. `rows`: table, row, key, difference, causes: the rows behind it that differ.
    `causes` are tuples of changeset numbers, empty where it cannot be told.
    """

    then: View
    now: View
    phase: str
    gaps: pd.DataFrame
    standings: pd.DataFrame
    rows: pd.DataFrame

    @property
    def is_same(self) -> bool:
        """Whether no figure and no standing differs."""
        return bool((self.gaps["difference"] == SAME).all() and (self.standings["difference"] == SAME).all())


def compare_records(view: View, known_at: str, phase: str) -> Comparison:
    """A phase as of the view's date, as recorded at a changeset (or by a date) and as recorded now.

    Only for readers of what is internal, as all of the history; a changeset that is not there is a RefusedError.
    """
    allow(view.ledger, view.actor, "read")
    then, now = at_record(view, known_at), at_record(view, None)
    choose(now, now.tables["phases"], None, phase)
    key = (phase, *then.key, *now.key)
    return replace(_COMPARED.get(key, lambda: _compare(then, now, phase)), then=then, now=now)


def _compare(then: View, now: View, phase: str) -> Comparison:
    rows = _rows(then, now, phase)
    standing = _standings(then, now, phase, rows)
    return Comparison(then, now, phase, _gaps(then, now, phase, rows, standing), standing, rows)


def _of_phase(frame: pd.DataFrame, phase: str) -> pd.DataFrame:
    """A record of before the phase was known has nothing of it, rather than a refusal."""
    return frame[(frame["phase"] == phase).to_numpy()]


def _beside(then: pd.DataFrame, now: pd.DataFrame, by: list[str], shown: Iterable[str]) -> pd.DataFrame:
    """Both sides of each key in one row, with what differs."""
    shown = list(shown)
    exact = {name: "Int64" for name in shown if pd.api.types.is_integer_dtype(now[name].dtype)}
    both = then.astype(exact).merge(now.astype(exact), on=by, how="outer", suffixes=("_then", "_now"), indicator="side")
    side = both.pop("side").astype("str")
    unlike = pd.DataFrame(
        {name: _unlike(both[f"{name}_then"], both[f"{name}_now"]) for name in shown}, index=both.index
    )
    changed = np.where(unlike.any(axis=1), CHANGED, SAME)
    difference = np.select([side == "left_only", side == "right_only"], [GONE, ADDED], default=changed)
    lines = {line: tuple(name for name, is_unlike in zip(shown, line, strict=True) if is_unlike)
             for line in set(map(tuple, unlike.to_numpy().tolist()))}  # fmt: skip
    differing = [lines[tuple(line)] for line in unlike.to_numpy().tolist()]
    return both.assign(difference=pd.Series(difference, index=both.index, dtype="str"), differing=differing)


def _unlike(one: pd.Series, other: pd.Series) -> np.ndarray:
    is_equal = np.asarray(pd.array(one.array == other.array, dtype="boolean").fillna(False), dtype=bool)
    return ~(is_equal | (one.isna().to_numpy() & other.isna().to_numpy()))


def _gaps(then: View, now: View, phase: str, rows: pd.DataFrame, standing: pd.DataFrame) -> pd.DataFrame:
    by = ["target", "counting"]

    def shown(view: View) -> pd.DataFrame:
        return _of_phase(gaps(view), phase)[[*by, *_OF_GAPS]]

    both = _beside(shown(then), shown(now), by, _OF_GAPS).drop(columns="differing")
    named = _of_phase(pd.concat([gaps(now), gaps(then)]), phase)[["target", "title", "currency"]]
    both = both.merge(named.drop_duplicates("target"), on="target", how="left")
    of_targets = rows[rows["table"].isin(["budgets", "thresholds"]).to_numpy()]
    money = _causes_by_floor(standing, rows)
    causes = [
        () if row.difference == SAME
        else _together([money[str(row.counting)] if row.difference == CHANGED else (),
                        *of_targets["causes"][_is_of(of_targets, row)]])
        for row in both.itertuples()
    ]  # fmt: skip
    return order_rows(both.assign(causes=pd.Series(causes, index=both.index, dtype=object)), by)


def _causes_by_floor(standing: pd.DataFrame, rows: pd.DataFrame) -> dict[str, tuple[int, ...]]:
    """The changesets behind the money that each floor counts: of what stood or stands on its rungs; and of rates."""
    of_rates = _together(rows["causes"][(rows["table"] == "rates").to_numpy()])
    unlike = standing[(standing["difference"] != SAME).to_numpy()]
    by_rung: defaultdict[str, set[int]] = defaultdict(set)
    for side in ("rung_then", "rung_now"):
        for rung, causes in zip(unlike[side].fillna(""), unlike["causes"], strict=True):
            by_rung[str(rung)].update(causes)
    floors = {code: terms.RUNGS[: rank + 1] for code, rank in terms.RANK.items()}
    return {floor: _together([of_rates, *(tuple(by_rung[code]) for code in codes)]) for floor, codes in floors.items()}


def _is_of(rows: pd.DataFrame, gap: object) -> np.ndarray:
    """Which rows state a gap's target."""
    target = str(gap.target)  # type: ignore[attr-defined]
    if target == terms.REQUIREMENT:
        return (rows["table"] == "budgets").to_numpy()
    return ((rows["table"] == "thresholds") & (rows["subject"] == target)).to_numpy()


def _standings(then: View, now: View, phase: str, rows: pd.DataFrame) -> pd.DataFrame:
    by = ["thing", "donor", "pledge", "form", "currency"]
    none = standings(now, phase).iloc[:0]

    def shown(view: View) -> pd.DataFrame:
        frame = standings(view, phase) if phase in set(view.tables["phases"]["phase"]) else none
        # A promise is itself wherever it stands; cash is where it stands, for it has no name of its own.
        thing = frame["pledge"].where(frame["pledge"] != "", frame["rung"] + " " + frame["component"])
        return frame.assign(thing=thing)[[*by, "row", *_SHOWN]]

    both = _beside(shown(then), shown(now), by, _SHOWN).drop(columns="thing")
    of_pledge = _causes_by(rows, "subject")
    of_cash = _causes_by(rows[(rows["table"] == "contributions").to_numpy()], "donor")
    told = zip(both["difference"], both["pledge"], both["donor"], strict=True)
    causes = [
        () if difference == SAME else of_pledge.get(pledge, ()) if pledge else of_cash.get(donor, ())
        for difference, pledge, donor in told
    ]
    both = both.assign(causes=pd.Series(causes, index=both.index, dtype=object))
    both["rank"] = both["difference"].eq(SAME)
    both["rung"] = both["rung_now"].fillna(both["rung_then"])
    ranked = order_rows(both, ["rank", "rung", "donor", "pledge", "form"])
    return ranked.drop(columns=["rank", "rung"])


def _causes_by(rows: pd.DataFrame, column: str) -> dict[str, tuple[int, ...]]:
    """The changesets behind the rows of one pledge, or of one donor."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for key, causes in zip(rows[column], rows["causes"], strict=True):
        found[str(key)].update(causes)
    return {key: tuple(sorted(numbers)) for key, numbers in found.items()}


def _rows(then: View, now: View, phase: str) -> pd.DataFrame:
    parts = [
        _differing(name, _behind(name, then.tables, phase), _behind(name, now.tables, phase)) for name in _ROW_TABLES
    ]
    rows = pd.concat(parts, ignore_index=True)
    told = _causes(then, now, rows)
    return rows.assign(causes=pd.Series([told.get(key, ()) for key in zip(rows["table"], rows["row"], strict=True)],
                                        index=rows.index, dtype=object))  # fmt: skip


def _behind(name: str, tables: Tables, phase: str) -> pd.DataFrame:
    """The rows of a table that a phase's figures may follow from: all steps of what ever stood in it, all rates."""
    frame = tables[name]
    if name in ("pledges", "instalments"):
        pledges = tables["pledges"]
        own = pledges.loc[(pledges["phase"] == phase).to_numpy(), "pledge"]
        return frame[frame["pledge"].isin(own).to_numpy()]
    return _of_phase(frame, phase) if "phase" in frame else frame


def _differing(name: str, then: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    both = then.index.intersection(now.index)
    told = [column for column in then.columns if column not in _ASIDES]
    changed = both[differs(then.loc[both, told], now.loc[both, told])] if len(both) else both
    added, gone = now.index.difference(then.index), then.index.difference(now.index)
    frame = pd.concat([now.loc[added], now.loc[changed], then.loc[gone]])
    kinds = [ADDED] * len(added) + [CHANGED] * len(changed) + [GONE] * len(gone)
    key = TABLES[name].key
    texts = [" ".join(part for part in map(str, line) if part) for line in frame[key].itertuples(index=False)]
    subject = "pledge" if "pledge" in frame else "threshold" if name == "thresholds" else ""
    blank = [""] * len(frame)
    return pd.DataFrame(
        {
            "table": pd.Series(name, index=range(len(frame)), dtype="str"),
            "row": frame.index.to_numpy(dtype=np.int64),
            "key": pd.Series(texts, dtype="str"),
            "difference": pd.Series(kinds, dtype="str"),
            "subject": pd.Series(frame[subject].to_numpy(dtype=object) if subject else blank, dtype="str"),
            "donor": pd.Series(frame["donor"].to_numpy(dtype=object) if "donor" in frame else blank, dtype="str"),
        }
    )


def _causes(then: View, now: View, rows: pd.DataFrame) -> Mapping[tuple[str, int], tuple[int, ...]]:
    """The changesets after the one record, up to the other, that wrote each row."""
    first, last = (view.record.number if view.record else 0 for view in (then, now))
    ledger = now.ledger
    if len(rows) > _TOLD:
        written = {name: frame.to_dict() for name, frame in ledger.revisions(last).items()}
        found = ((table, int(row)) for table, row in zip(rows["table"], rows["row"], strict=True))
        return {(table, row): (int(written[table][row]),) for table, row in found if row in written[table]}
    told = {}
    for table, row in zip(rows["table"], rows["row"], strict=True):
        numbers = (one.changeset for one in ledger.row_history(table, int(row)))
        told[table, int(row)] = tuple(sorted({number for number in numbers if first < number <= last}))
    return told


def _together(causes: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sorted({number for numbers in causes for number in numbers}))
