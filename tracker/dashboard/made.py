"""What pages make of a view's figures, kept for all who look at the same: tables and words. It knows no figures."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tracker.briefing.words import reader_locale
from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.dashboard.paint import Palette
from tracker.desk import View
from tracker.desk.kept import Kept

T = TypeVar("T")
_MADE: Kept[Any] = Kept(512)


def made(view: View, name: str, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """What is made of a view for a reader's locale, made once. `key`: all that it follows from besides these two.

    Whether the reader may see it is asked every time.
    """
    view.permit()
    found: T = _MADE.get((name, *key, reader_locale(), *view.key), make)
    return found


@dataclass(frozen=True)
class Sheet:
    """A table with its words, ready to be drawn."""

    head: Sequence[Sequence[Head]]
    rows: Sequence[Row]
    caption: str = ""

    def show(self, key: str) -> dict[str, Any] | None:
        """Draw it; what the pressed figure asks, or None. Without rows nothing is drawn."""
        return show_table(key, self.head, self.rows, self.caption) if self.rows else None


@dataclass(frozen=True)
class Way(Cell):
    """A cell that opens something other than where a figure comes from; `hint` says what."""

    hint: str = ""

    def as_data(self, colours: Palette) -> dict[str, Any]:
        """The cell as the browser gets it."""
        return {**super().as_data(colours), "hint": self.hint}
