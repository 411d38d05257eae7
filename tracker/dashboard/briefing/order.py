"""Which pack is wanted: its view, subject, words and paper; made for all who want the same. It knows no figures."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from tracker.briefing.pack.brief import Brief, Portfolio
from tracker.desk import View
from tracker.desk.briefs import Wanted
from tracker.desk.files import File
from tracker.desk.kept import Kept
from tracker.desk.packs import Made, make_pack

LOOKED_AT = ("png", "txt")
"""The forms that the page shows: they are made at once, and the others when they are asked for."""


@dataclass(frozen=True)
class Look:
    """A pack as the page shows it."""

    brief: Brief | Portfolio
    pages: tuple[File, ...]
    text: File


_LOOKS: Kept[Look] = Kept(32)
"""A page is a megabyte as a picture."""


@dataclass(frozen=True)
class Order:
    """A pack that is wanted. `view` is its own: as of the quarter's end; `said` what has to be known of that day."""

    view: View
    wanted: Wanted
    phase: str | None
    initiative: str | None
    paper: str
    said: str = ""

    @property
    def key(self) -> tuple[Hashable, ...]:
        """All that its page and text follow from."""
        return *self.view.key, self.wanted, self.phase, self.initiative, self.paper

    def look(self) -> Look:
        """Its page and text, made once for all; whether the reader may see them is asked every time."""
        self.view.permit()
        return _LOOKS.get(self.key, self._look)

    def _look(self) -> Look:
        made = self.make(LOOKED_AT)
        return Look(made.brief, made.files[:-1], made.files[-1])

    def make(self, forms: Iterable[str], template: bytes | None = None) -> Made:
        """The pack in some forms; a RefusedError where it cannot be made."""
        self.view.permit()
        return make_pack(
            self.view, self.wanted, phase=self.phase, initiative=self.initiative, paper=self.paper, forms=forms,
            template=template,
        )  # fmt: skip


def digest_of(template: bytes | None) -> str:
    """What tells one template from another."""
    return "" if template is None else sha256(template).hexdigest()
