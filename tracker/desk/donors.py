"""Donors: what became of their promises, how old what they owe is, how they gave, and what to remind them of."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.briefing.letters import Letter, Line, write_letter
from tracker.briefing.names import donor_names
from tracker.briefing.words import reader_locale
from tracker.desk import figures
from tracker.desk.kept import Kept
from tracker.desk.view import View, look
from tracker.exchange.reminders import write_reminders
from tracker.model.ageing import find_ageing, sum_ageing, sum_unpaid
from tracker.model.giving import find_dependence, find_giving, find_speeds
from tracker.model.position import find_position
from tracker.model.promises import find_promises, total_promises
from tracker.model.reminders import find_reminders

_LARGE: Kept[pd.DataFrame] = Kept(24)
"""Frames with a row for each promise: few, for they are large."""
_SMALL: Kept[pd.DataFrame] = Kept(512)
"""Their sums."""
SHOWN = ("formal", "owed", "overdue", "all")
"""What a status holds: what ever was announced or firmer, what is still owed, what is overdue, or softer as well."""


@dataclass(frozen=True)
class PromiseStatus:
    """The status of contributions: a row for each promise, and what they come to by form and currency."""

    promises: pd.DataFrame
    totals: pd.DataFrame


def promise_status(
    view: View,
    initiative: str | None = None,
    phase: str | None = None,
    *,
    donor: str | None = None,
    shown: str = "formal",
) -> PromiseStatus:
    """The columns of `model.promises.find_promises` in the order of donors' names, and of `total_promises`.

    `shown` is one of `SHOWN`; a donor narrows it to theirs.
    """
    view.permit()
    scope = (initiative, phase, donor, shown)

    def find() -> pd.DataFrame:
        frame = figures.choose(view, _promises(view), initiative, phase)
        is_wanted = {
            "formal": frame["is_formal"], "owed": frame["balance"] > 0, "overdue": frame["overdue"] > 0,
            "all": frame["pledge"] != "",
        }[shown]  # fmt: skip
        if donor is not None:
            is_wanted &= frame["donor"] == donor
        names = donor_names(view.tables["donors"])
        ordered = sorted(names, key=lambda code: (names[code].casefold(), code))
        rank = dict(zip(ordered, range(len(ordered)), strict=True))
        frame = frame[is_wanted.to_numpy()]
        return frame.iloc[frame["donor"].map(rank).to_numpy().argsort(kind="stable")].reset_index(drop=True)

    promises = _keep(_LARGE, view, ("status", *scope, reader_locale()), find)
    totals = _keep(_SMALL, view, ("status totals", *scope), lambda: total_promises(promises))
    return PromiseStatus(promises, totals)


@dataclass(frozen=True)
class Ageing:
    """Outstanding promises by age: a row for each part that is due, and their sums."""

    lines: pd.DataFrame
    sums: pd.DataFrame
    unpaid: pd.DataFrame


def ageing(view: View, initiative: str | None = None, phase: str | None = None) -> Ageing:
    """The columns of `model.ageing.find_ageing`, `sum_ageing` and `sum_unpaid`."""
    view.permit()
    scope = (initiative, phase)
    lines = _keep(_LARGE, view, ("ages", *scope), lambda: figures.choose(view, _ageing(view), initiative, phase))
    return Ageing(
        lines,
        _keep(_SMALL, view, ("age sums", *scope), lambda: sum_ageing(lines)),
        _keep(_SMALL, view, ("unpaid sums", *scope), lambda: sum_unpaid(lines)),
    )


def giving(
    view: View, initiative: str | None = None, phase: str | None = None, *, donor: str | None = None,
    by_phase: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """The columns of `model.giving.find_giving`, by donor, form and currency; by initiative and phase too if asked."""
    view.permit()
    scope = (initiative, phase, by_phase)

    def find() -> pd.DataFrame:
        phases = figures.choose(view, view.tables["phases"], initiative, phase)["phase"]
        by = ["donor", *(["phase"] if by_phase else []), "form", "currency"]
        speeds = _keep(_LARGE, view, "speeds", lambda: find_speeds(view.histories, view.at))
        return find_giving(_promises(view), speeds, view.histories, view.at, by, phases=set(phases))

    frame = _keep(_SMALL, view, ("giving", *scope), find)
    return frame if donor is None else frame[(frame["donor"] == donor).to_numpy()].reset_index(drop=True)


def ladders(view: View, donor: str) -> pd.DataFrame:
    """Where a donor's money stands in every phase: `model.position.find_position` by phase, form, currency and rung."""
    view.permit()

    def find() -> pd.DataFrame:
        own = view.movements[(view.movements["donor"] == donor).to_numpy()]
        return find_position(own, view.at, ["initiative", "phase", "form", "currency", "rung"])

    return _keep(_SMALL, view, ("ladders", donor), find)


def dependence(view: View, initiative: str | None = None, phase: str | None = None) -> pd.DataFrame:
    """The columns of `model.giving.find_dependence`, at every rung that the audience sees."""
    position = figures.position(view, initiative, phase)
    return _keep(_SMALL, view, ("dependence", initiative, phase), lambda: find_dependence(position, view.rungs))


def reminders(
    view: View,
    initiative: str | None = None,
    phase: str | None = None,
    *,
    within: int = 90,
    with_undated: bool = False,
    donor: str | None = None,
) -> pd.DataFrame:
    """The columns of `model.reminders.find_reminders`."""
    view.permit()
    name = ("reminders", within, with_undated)
    frame = _keep(
        _LARGE, view, name,
        lambda: find_reminders(
            view.tables, _promises(view), _ageing(view), view.at, within, with_undated=with_undated
        ),
    )  # fmt: skip
    frame = figures.choose(view, frame, initiative, phase)
    return frame if donor is None else frame[(frame["donor"] == donor).to_numpy()].reset_index(drop=True)


def reminder_list(view: View, reminders: pd.DataFrame) -> str:
    """A list of reminders as CSV."""
    view.permit()
    return write_reminders(reminders, donor_names(view.tables["donors"]))


def letters(
    view: View,
    initiative: str | None = None,
    phase: str | None = None,
    *,
    made_on: date,
    within: int = 90,
    with_undated: bool = False,
    donor: str | None = None,
) -> dict[str, bytes]:
    """Letters of reminder by file name: one for each donor and initiative, or for one donor only.

    A letter leaves the house: whoever asks for it, it is written from what partners may see.
    """
    view.permit()
    outside = _for_partners(view)
    found = reminders(outside, initiative, phase, within=within, with_undated=with_undated, donor=donor)
    written: dict[str, bytes] = {}
    for (code, key), rows in found.groupby(["donor", "initiative"], sort=True):
        name = f"letter-{_file_name(str(code))}-{_file_name(str(key))}-{made_on.isoformat()}.docx"
        written[_unused(name, written)] = write_letter(_letter(outside, str(code), str(key), rows, made_on))
    return written


def _for_partners(view: View) -> View:
    if view.audience == "partners":
        return view
    known_at = str(view.record.number if view.record else 0)
    return look(
        view.ledger, today=view.as_of, as_of=view.as_of, known_at=known_at, audience="partners",
        currency=view.currency, rates_at=view.rates_at, actor=view.actor,
    )  # fmt: skip


def _letter(view: View, donor: str, initiative: str, rows: pd.DataFrame, made_on: date) -> Letter:
    tables = view.tables
    of = tables["initiatives"].set_index("initiative").loc[initiative]
    phases = tables["phases"].set_index("phase")["title"]
    name = tables["donors"].set_index("donor")["name"].get(donor, donor)
    steps = tables["pledges"].loc[_promises(view).set_index("pledge")["row"].loc[rows["pledge"].unique()]]
    record = view.record
    return Letter(
        agency=str(of["lead_agency"]),
        initiative=str(of["title"]),
        donor=str(name),
        lines=[
            Line(
                agreement=str(row.agreement), phase=str(phases[row.phase]), rung=str(row.rung), state=str(row.state),
                in_kind=row.form == "in_kind", part=f"{row.part} of {row.parts}" if row.parts != 1 else "",
                due_on=str(row.due_on), currency=str(row.currency), amount=int(str(row.amount)),
                received=int(str(row.fulfilled)), approximate=bool(row.approximate),
            )
            for row in rows.itertuples()
        ],
        as_of=view.as_of,
        made_on=made_on,
        mark=view.record_mark,
        record=f"Record {record.number}, digest {record.digest}" if record else "Record 0",
        sources=sorted({str(text) for text in steps["source"] if text}),
    )  # fmt: skip


def _file_name(key: str) -> str:
    """A code as part of a file's name: what no file system minds."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in key)[:60]


def _unused(name: str, names: Mapping[str, bytes]) -> str:
    stem, number, wanted = name.removesuffix(".docx"), 1, name
    while wanted in names:
        number += 1
        wanted = f"{stem}-{number}.docx"
    return wanted


def _promises(view: View) -> pd.DataFrame:
    return _keep(
        _LARGE, view, "promises",
        lambda: find_promises(view.tables, view.histories, view.at, figures.dues(view)),
    )  # fmt: skip


def _ageing(view: View) -> pd.DataFrame:
    return _keep(
        _LARGE, view, "ageing", lambda: find_ageing(figures.dues(view), view.histories, view.at, view.rates_at)
    )


def _keep(kept: Kept[pd.DataFrame], view: View, name: Hashable, find: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    return kept.get((name, *view.key), find).copy(deep=False)
