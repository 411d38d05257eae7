"""The outlook of a view: the model is asked once, under what its reader assumes. It computes nothing itself."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tracker.briefing.names import donor_names
from tracker.briefing.outlook import Prospect, write_programmable, write_prospect, write_runway
from tracker.desk.figures import choose
from tracker.desk.kept import Kept
from tracker.desk.scenarios import lay_over
from tracker.desk.view import View
from tracker.exchange.assumptions import read_assumptions
from tracker.model.assumptions import NOTHING
from tracker.model.assumptions import Assumptions as Assumptions
from tracker.model.fan import FAN_COLUMNS, find_fan
from tracker.model.hinges import find_closing_sets, find_hinges, find_new_money
from tracker.model.needs import find_programmable
from tracker.model.outlook import find_chances, find_outlook
from tracker.model.runway import find_cash_flow, find_runway
from tracker.model.track_record import assume_from_record, find_cases, find_track_record
from tracker.problems import RefusedError

OWN_RECORD = "own-record"
"""The name by which the ledger's own past is asked for as a set of assumptions."""
_WHOLE: Kept[dict[str, pd.DataFrame]] = Kept(48)
_FRAMES: Kept[pd.DataFrame] = Kept(96)


@dataclass(frozen=True)
class Outlook:
    """What is likely, and on what that rests, of what was asked for.

    Frames as the model gives them: `targets` (`find_outlook`), `promises` (`find_hinges`), `new` (`find_new_money`),
    `runway` and `months` (`model.runway`), `programmable` (`find_programmable`), `record` (`find_track_record`);
    `prospects` are the sentences about each target, by phase and target, and `lasting` those about each phase's money.
    """

    assumptions: Assumptions
    targets: pd.DataFrame
    promises: pd.DataFrame
    new: pd.DataFrame
    runway: pd.DataFrame
    months: pd.DataFrame
    programmable: pd.DataFrame
    record: pd.DataFrame
    prospects: dict[tuple[str, str], Prospect]
    lasting: dict[str, tuple[str, ...]]


def outlook(
    view: View,
    phase: str | None = None,
    assumptions: Assumptions = NOTHING,
    *,
    initiative: str | None = None,
    scenario: Path | None = None,
) -> Outlook:
    """The outlook of a phase, an initiative or all; `scenario` is a folder of rows to lay over the ledger first.

    Likelihoods are for internal readers: for others none is there, and assuming any is a RefusedError.
    """
    if scenario is not None:
        view = lay_over(view, scenario)
    view.permit()
    _need_internal(view, assumptions)
    whole = _whole(view, assumptions)
    chosen = {name: choose(view, frame, initiative, phase) for name, frame in whole.items()}
    names = donor_names(view.tables["donors"])
    prospects = {
        (str(key), str(target)): write_prospect(
            rows, _of(chosen["promises"], key, target), assumptions, names, is_internal=_is_internal(view)
        )
        for (key, target), rows in chosen["targets"].groupby(["phase", "target"], sort=False)
    }
    lasting = {
        str(key): (*write_runway(rows, assumptions), *write_programmable(_of_phase(chosen["programmable"], key)))
        for key, rows in chosen["runway"].groupby("phase", sort=False)
    }
    return Outlook(assumptions, record=track_record(view), prospects=prospects, lasting=lasting, **chosen)


def _is_internal(view: View) -> bool:
    return view.audience != "partners"


def _need_internal(view: View, assumptions: Assumptions) -> None:
    if not _is_internal(view) and assumptions.key != NOTHING.key:
        raise RefusedError("assumptions are for internal readers only; ask without any, or as an internal reader")


def likely_targets(view: View, phase: str) -> pd.DataFrame:
    """The columns of `model.outlook.find_outlook` for one phase, on what its rows state: the outlook's cheap part."""

    def find() -> pd.DataFrame:
        given = (view.tables, view.histories, view.movements, view.at)
        return find_outlook(*find_chances(*given, currency=view.currency, rates_at=view.rates_at), view.at)

    return choose(view, _keep(view, "likely targets", find), None, phase)


def _whole(view: View, assumptions: Assumptions) -> dict[str, pd.DataFrame]:
    """All frames of a view under some assumptions, made once."""

    def find() -> dict[str, pd.DataFrame]:
        given = (view.tables, view.histories, view.movements, view.at, assumptions)
        targets, chances = find_chances(*given, currency=view.currency, rates_at=view.rates_at)
        found = find_outlook(targets, chances, view.at)
        promises = find_hinges(found, chances)
        return {
            "targets": found, "promises": promises, "new": find_new_money(found),
            "runway": find_runway(*given, currency=view.currency, rungs=view.rungs),
            "months": find_cash_flow(*given, currency=view.currency, rungs=view.rungs),
            "programmable": find_programmable(view.tables, view.at, view.currency),
        }  # fmt: skip

    _need_known(view, assumptions)
    whole = _WHOLE.get((assumptions.key, *view.key), find)
    return {name: frame.copy(deep=False) for name, frame in whole.items()}


def _need_known(view: View, assumptions: Assumptions) -> None:
    """What is assumed is of promises and phases that there are."""
    for table, keys in (
        ("pledge", assumptions.pledges),
        ("phase", {**assumptions.monthly_need, **assumptions.balance}),
    ):
        known = set(view.tables[f"{table}s"][table])
        strangers = sorted(set(keys) - known)
        if strangers:
            raise RefusedError(f"something is assumed about {', '.join(strangers)}, and there is no such {table}")


def closing_sets(view: View, found: Outlook, phase: str, target: str) -> tuple[pd.DataFrame, bool]:
    """The columns of `model.hinges.find_closing_sets` of one target, and whether these are all of their size."""
    view.permit()
    return find_closing_sets(_of(found.targets, phase, target), _of(found.promises, phase, target))


def fan(view: View, found: Outlook, phase: str, target: str) -> pd.DataFrame:
    """The columns of `model.fan.find_fan` of one target, with phase and target."""
    view.permit()

    def find() -> pd.DataFrame:
        given = (view.tables, view.histories, view.movements, view.at, found.assumptions)
        targets, chances = find_chances(*given, currency=view.currency, rates_at=view.rates_at)
        chosen = targets[((targets["phase"] == phase) & (targets["target"] == target)).to_numpy()]
        if chosen.empty:
            return pd.DataFrame(columns=["phase", "target", *FAN_COLUMNS])
        own = chances[(chances["target_at"] == chosen.index[0]).to_numpy()]
        opened = find_fan(view.tables, view.histories, chosen.iloc[0], own, view.at, rates_at=view.rates_at)
        return opened.assign(phase=phase, target=target)

    return _keep(view, ("fan", found.assumptions.key, phase, target), find)


def track_record(view: View) -> pd.DataFrame:
    """The columns of `model.track_record.find_track_record`, over the whole ledger as its reader sees it."""
    view.permit()
    frame = _keep(view, "track record", lambda: find_track_record(find_cases(view.histories, view.at)))
    return frame[frame["rung"].isin(view.rungs).to_numpy()].reset_index(drop=True)


def own_assumptions(view: View) -> Assumptions:
    """The ledger's own past as a set of assumptions, for who asks for it."""
    view.permit()
    return assume_from_record(find_cases(view.histories, view.at), view.as_of.isoformat())


def load_assumptions(view: View, name: str | None) -> Assumptions:
    """Assumptions from a file, from the ledger's own record where its name is `own-record`, or none."""
    if not name:
        return NOTHING
    return own_assumptions(view) if name == OWN_RECORD else read_assumptions(Path(name))


def outlook_frame(view: View, found: Outlook) -> pd.DataFrame:
    """The targets as programs get them: with the names of what was assumed and laid over."""
    return marked(view, found.targets.assign(assumptions=found.assumptions.name))


def marked(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with the name of the scenario that it is of."""
    return frame.assign(scenario=scenario_name(view))


def scenario_name(view: View) -> str:
    """The name of the scenario that a view is of, "" for the ledger as it is recorded."""
    return view.scenario.name if view.scenario else ""


def _of(frame: pd.DataFrame, phase: Hashable, target: Hashable) -> pd.DataFrame:
    return frame[((frame["phase"] == phase) & (frame["target"] == target)).to_numpy()].reset_index(drop=True)


def _of_phase(frame: pd.DataFrame, phase: Hashable) -> pd.DataFrame:
    return frame[(frame["phase"] == phase).to_numpy()].reset_index(drop=True)


def _keep(view: View, name: Hashable, find: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    return _FRAMES.get((name, *view.key), find).copy(deep=False)
