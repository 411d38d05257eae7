"""The page of a pack as PDF (tagged, archivable) and PNG, set by Typst with the pack's own typeface. It says nothing.

No browser, no network and no fonts of the machine's: the same brief gives the same bytes anywhere.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from tracker.briefing.pack import labels
from tracker.briefing.pack.brief import Brief, Portfolio
from tracker.briefing.pack.letters import FONTS
from tracker.briefing.pack.page_words import brief_words
from tracker.briefing.pack.png_marks import mark_png
from tracker.briefing.pack.portfolio_words import portfolio_words

PAPERS = {"a4": "A4, upright", "wide": "16:9, for a screen"}
STANDARDS: tuple[Literal["ua-1"], Literal["a-2b"]] = ("ua-1", "a-2b")
"""PDF/UA-1, which can be read aloud, and PDF/A-2b, which can be kept."""
PPI = 200
_HERE = Path(__file__).parent


class Page:
    """A brief laid out in the language spoken; each form is made when it is asked for. `paper` is one of `PAPERS`."""

    def __init__(self, brief: Brief | Portfolio, paper: str = "a4") -> None:
        is_phase = isinstance(brief, Brief)
        self._template = "page.typ" if is_phase else "portfolio.typ"
        self._inputs = _inputs(brief_words(brief) if isinstance(brief, Brief) else portfolio_words(brief), paper)
        told = {name: text for name, text in labels.properties_of(brief.marks).items() if text}
        self._texts = {"Title": labels.title_of(brief.marks), "Author": brief.marks.agency, **told}
        made = brief.marks.recorded_at
        self._moment = int(made.timestamp()) if made else 0

    def pdf(self) -> bytes:
        """The page as PDF, under all of `STANDARDS`."""
        made = _compiler(self._template).compile(
            format="pdf", sys_inputs=self._inputs, pdf_standards=[*STANDARDS], timestamp=self._moment
        )
        return _pages(made)[0]

    def pngs(self) -> list[bytes]:
        """Each page as PNG, at `PPI` dots per inch, with the same properties as the PDF."""
        made = _pages(_compiler(self._template).compile(format="png", sys_inputs=self._inputs, ppi=PPI))
        return [mark_png(one, PPI, self._texts) for one in made]


def _pages(made: bytes | list[bytes] | None) -> list[bytes]:
    return [made] if isinstance(made, bytes) else list(made or [])


def _inputs(words: dict[str, Any], paper: str) -> dict[str, str]:
    if paper not in PAPERS:
        raise ValueError(f"'{paper}' is no paper of a pack; use {' or '.join(PAPERS)}")
    return {"data": json.dumps(words, ensure_ascii=False), "paper": paper}


@lru_cache(maxsize=4)
def _compiler(template: str) -> typst.Compiler:
    return typst.Compiler(
        str(_HERE / template), root=str(_HERE), font_paths=[str(FONTS)], ignore_system_fonts=True,
    )  # fmt: skip
