"""Asks of a view: how a gap may be shared among donors, and a sheet for each, for internal readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tracker import terms
from tracker.briefing.asks import AskSheet, write_ask_sheet, write_asks
from tracker.briefing.calendar import next_chance, write_next_chance
from tracker.briefing.donors import write_giving
from tracker.briefing.headline import choose_target
from tracker.briefing.names import donor_names
from tracker.desk.access import AccessError
from tracker.desk.donors import giving
from tracker.desk.figures import default_phase, dues, gaps, parts
from tracker.desk.points import points
from tracker.desk.view import View
from tracker.model.asks import BY_GIVING, BY_HAND, EQUALLY, Agreed, find_asks
from tracker.money import CellError, parse_amount
from tracker.problems import RefusedError

__all__ = ["BY_GIVING", "BY_HAND", "EQUALLY", "Agreed", "AskList", "ask_sheets", "asks", "keys", "read_agreed"]


@dataclass(frozen=True)
class AskList:
    """Who would be asked for how much; `gap` is the row of `find_gaps` that is shared."""

    rows: pd.DataFrame
    gap: pd.Series
    agreed: Agreed
    sentences: tuple[str, ...]


def asks(view: View, phase: str, agreed: Agreed, *, target: str | None = None, counting: str | None = None) -> AskList:
    """Share what is missing of a phase's target among donors, so that it closes to the cent.

    By default the target of the phase's bottom line, counted from its own headline rung. Where it cannot be shared so,
    a RefusedError says why. Only for internal readers: others get an AccessError.
    """
    view.permit()
    if view.audience == "partners":
        raise AccessError("asks are for internal readers only")
    missing = gaps(view, None, phase)
    if missing.empty:
        raise RefusedError("there is no phase yet whose gap could be shared")
    target = target or choose_target(missing, view.as_of)
    of_target = missing[(missing["target"] == target).to_numpy()]
    if of_target.empty:
        known = ", ".join(dict.fromkeys(missing["target"]))
        raise RefusedError(f"{phase} has no target '{target}'; there are {known}")
    if counting is not None and counting not in terms.RUNGS:
        raise RefusedError(f"'{counting}' is not a rung; use {', '.join(terms.RUNGS)}")
    is_floor = of_target["counting"] == counting if counting else of_target["is_headline"]
    gap = of_target[is_floor.to_numpy()].iloc[0]
    own = parts(view, phase)
    own = own[(own["target"] == target).to_numpy()]
    found = find_asks(view.tables, view.histories, gap, own, dues(view, None, phase), view.at, agreed)
    if found.fault:
        raise RefusedError(f"the gap of {phase}, {target} cannot be shared so: {found.fault}")
    chance = next_chance(view.tables["events"], phase, view.as_of)
    event, event_on = ("", "") if chance is None else (str(chance["event"]), str(chance["on"]))
    rows = found.rows.assign(event=event, event_on=event_on, scenario=view.scenario.name if view.scenario else "")
    said = write_asks(gap, rows, agreed)
    if found.unconverted and agreed.key == BY_GIVING:
        said = (*said, f"What was given in {', '.join(found.unconverted)} has no rate of exchange and weighs nothing.")
    return AskList(rows, gap, agreed, said)


def phase_asked(view: View, initiative: str | None, phase: str | None) -> str:
    """The phase that is meant: the one named, else the one that a page on its initiative opens on."""
    if phase is not None:
        return phase
    known = sorted(view.tables["initiatives"]["initiative"])
    if initiative is None and len(known) > 1:
        raise RefusedError(f"name the phase whose gap is to be shared, or its initiative: {', '.join(known)}")
    found = default_phase(view, initiative or known[0]) if known else None
    if found is None:
        raise RefusedError("there is no phase yet whose gap could be shared")
    return found


def ask_sheets(view: View, found: AskList) -> list[AskSheet]:
    """A sheet for each donor that would be asked, in the order of asks, with what they gave, promised and owe."""
    phase = str(found.gap["phase"])
    names = donor_names(view.tables["donors"])
    chance = next_chance(view.tables["events"], phase, view.as_of)
    meeting = "" if chance is None else write_next_chance(chance)
    return [_sheet(view, row, found, names, meeting) for row in found.rows.itertuples()]


def _sheet(view: View, row: Any, found: AskList, names: Mapping[str, str], meeting: str) -> AskSheet:
    donor = str(row.donor)
    name = names.get(donor, donor)
    gave = write_giving(giving(view, donor=donor), name)
    said = points(view, str(found.gap["phase"]), donor)
    return write_ask_sheet(row, found.gap, gave, said, meeting, found.agreed)


def keys(view: View) -> list[str]:
    """Every way of sharing that the view's ledger knows."""
    return [BY_GIVING, EQUALLY, *sorted(set(view.tables["shares"]["key"])), BY_HAND]


def read_agreed(
    *,
    by: str | None = None,
    floor: str | None = None,
    cap: str | None = None,
    hand: str | None = None,
    without: str | None = None,
    only: str | None = None,
    step: str | None = None,
    fresh: bool = False,
) -> Agreed:
    """How asks are to be made, from texts as they are typed: amounts in major units, parted by commas.

    `floor` and `cap` take one amount for all, and amounts of single donors (`50000, FRA=100000`); `hand` donors with
    their asks; `without` and `only` codes of donors. All that is wrong is a RefusedError that names it. `fresh`: what
    was promised already does not count.
    """
    least, floors = _amounts("floor", floor)
    most, caps = _amounts("cap", cap)
    whole, by_hand = _amounts("hand", hand)
    if whole is not None:
        raise RefusedError("an ask by hand is of a donor: write FRA=200000")
    exact = 1 if not step else _amount("round", step)
    if exact < 1:
        raise RefusedError("asks are rounded to an amount above nothing, such as 10000")
    return Agreed(
        by or (BY_HAND if by_hand and not by else BY_GIVING), least or 0, most, floors, caps, by_hand,
        _codes(without), _codes(only), exact, not fresh,
    )  # fmt: skip


def _amounts(name: str, text: str | None) -> tuple[int | None, dict[str, int]]:
    whole: int | None = None
    own: dict[str, int] = {}
    for part in _parts(text):
        donor, is_own, amount = part.rpartition("=")
        if is_own:
            own[donor.strip()] = _amount(name, amount)
        elif whole is None:
            whole = _amount(name, part)
        else:
            raise RefusedError(
                f"{name} names two amounts for all, '{text}'; parts are parted by commas, digits are not"
            )
    return whole, own


def _amount(name: str, text: str) -> int:
    try:
        amount, _ = parse_amount(text)
    except CellError as error:
        raise RefusedError(f"{name}: {error}; {error.remedy}") from None
    if amount < 0:
        raise RefusedError(f"{name}: '{text}' is below nothing; nobody is asked for that")
    return amount


def _codes(text: str | None) -> frozenset[str]:
    return frozenset(_parts(text))


def _parts(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]
