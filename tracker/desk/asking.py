"""Figures asked for by name and parameters, as a program asks over the web: the command line's options and rows."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import pandas as pd

from tracker import terms
from tracker.desk import figures
from tracker.desk.access import Actor, audiences
from tracker.desk.ahead import outlook, outlook_frame
from tracker.desk.sharing import asks, phase_asked, read_agreed
from tracker.desk.view import View, look, read_day
from tracker.ledger import Ledger
from tracker.problems import RefusedError

_WHERE = ("initiative", "phase")
_WHEN = ("as_of", "known_at", "audience")
PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "gaps": (*_WHERE, *_WHEN, "currency", "rates"),
    "position": (*_WHERE, *_WHEN, "currency", "rates"),
    "timeline": ("by", *_WHERE, *_WHEN, "currency"),
    "bridge": ("from", "to", "reported", *_WHERE, "known_at", "audience", "currency"),
    "dues": (*_WHERE, *_WHEN),
    "movements": (*_WHERE, *_WHEN, "currency", "rates"),
    "outlook": (*_WHERE, *_WHEN, "currency", "rates"),
    "asks": (
        "target", "counting", "by", "floor", "cap", "hand", "without", "only", "round", "fresh", *_WHERE, *_WHEN,
        "currency", "rates",
    ),
}  # fmt: skip
"""For each figure the options of its command; all are optional but a bridge's two dates."""
_CHOICES = {"rates": ("step", "as-of"), "audience": tuple(terms.AUDIENCES), "fresh": ("true", "false")}
_PERIODS = ("month", "quarter", "year")
_NEEDED = {"bridge": ("from", "to")}


def ask(
    ledger: Ledger, figure: str, asked: Iterable[tuple[str, str]], *, today: date, actor: Actor
) -> tuple[View, pd.DataFrame]:
    """A figure's frame and the view it was asked of; an audience that is not named is the widest of the reader's.

    A parameter that is not the figure's, is said twice or has no such value is a RefusedError that names it.
    """
    options = _read(figure, list(asked))
    # Without any audience the narrowest is asked for, and refused with the reason.
    audience = options.get("audience") or next(iter(audiences(ledger, actor)), "partners")
    view = look(
        ledger, today=today, as_of=options.get("to") if figure == "bridge" else options.get("as_of"),
        known_at=options.get("known_at"), audience=audience, currency=options.get("currency"),
        rates_at=options.get("rates", "step").replace("-", "_"), actor=actor,
    )  # fmt: skip
    return view, _FIGURES[figure](view, options)


def _read(figure: str, asked: list[tuple[str, str]]) -> dict[str, str]:
    known = PARAMETERS[figure]
    options: dict[str, str] = {}
    for name, value in asked:
        if name not in known:
            raise RefusedError(f"{figure} has no parameter '{name}'; it takes {', '.join(known)}")
        if name in options:
            raise RefusedError(f"the parameter '{name}' is given twice; give it once")
        if not value.strip():
            raise RefusedError(f"the parameter '{name}' is empty; give it a value, or leave it out")
        choices = _PERIODS if (figure, name) == ("timeline", "by") else _CHOICES.get(name)
        if choices and value not in choices:
            raise RefusedError(f"'{value}' is no value of the parameter '{name}'; use {' or '.join(choices)}")
        options[name] = value
    for name in _NEEDED.get(figure, ()):
        if name not in options:
            raise RefusedError(f"{figure} needs the parameter '{name}': a date such as {name}=2009-12-31")
    return options


def _bridge(view: View, options: Mapping[str, str]) -> pd.DataFrame:
    start, end = read_day(options["from"]), read_day(options["to"])
    return figures.bridge(view, start, end, options.get("reported"), options.get("initiative"), options.get("phase"))


def _plain(find: Callable[[View, str | None, str | None], pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    return lambda view, options: find(view, options.get("initiative"), options.get("phase"))


def _outlook(view: View, options: Mapping[str, str]) -> pd.DataFrame:
    found = outlook(view, options.get("phase"), initiative=options.get("initiative"))
    return outlook_frame(view, found)


def _asks(view: View, options: Mapping[str, str]) -> pd.DataFrame:
    agreed = read_agreed(
        **{name: options.get(name) for name in ("by", "floor", "cap", "hand", "without", "only")},
        step=options.get("round"), fresh=options.get("fresh") == "true",
    )  # fmt: skip
    phase = phase_asked(view, options.get("initiative"), options.get("phase"))
    return asks(view, phase, agreed, target=options.get("target"), counting=options.get("counting")).rows


_FIGURES: Mapping[str, Callable[[View, Mapping[str, str]], pd.DataFrame]] = {
    "gaps": _plain(figures.gaps),
    "position": _plain(figures.position),
    "timeline": lambda view, options: figures.timeline(
        view, options.get("by", "quarter"), options.get("initiative"), options.get("phase")
    ),
    "bridge": _bridge,
    "dues": _plain(figures.dues),
    "movements": _plain(figures.movements),
    "outlook": _outlook,
    "asks": _asks,
}
