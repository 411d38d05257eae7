"""What a view holds of one phase, made once for all dates. It computes no figures: a page about one phase asks less."""

from tracker.desk.kept import Kept
from tracker.desk.view import View
from tracker.model.history import Grid, lay_out
from tracker.model.one_phase import OnePhase, keep_phase

_PHASES: Kept[OnePhase] = Kept(16)
_GRIDS: Kept[Grid] = Kept(16)


def narrow(view: View, phase: str) -> OnePhase:
    """The view's tables, histories and movements of one phase; of a key that is none, empty ones."""
    key = (phase, *view.moved_key)
    return _PHASES.get(key, lambda: keep_phase(view.tables, view.histories, view.movements, phase))


def daily_grid(view: View, phase: str) -> Grid:
    """A phase's movements laid out by day."""
    return _GRIDS.get((phase, *view.moved_key), lambda: lay_out(narrow(view, phase).movements, "D"))
