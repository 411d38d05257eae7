"""Portfolio: how many phases are covered, where most is missing, and what needs attention. Pressed, a phase opens."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from tracker import desk, terms
from tracker.briefing.headline import Headline
from tracker.briefing.names import donor_names
from tracker.briefing.portfolio import open_phases, write_attention, write_portfolio
from tracker.dashboard.made import Sheet, made
from tracker.dashboard.page import go_to, show_foot, show_head
from tracker.dashboard.paint import ROOM, marks, palette
from tracker.dashboard.pictures import show_picture
from tracker.dashboard.portfolio.picture import draw_portfolio
from tracker.dashboard.portfolio.tables import make_attention, make_phases
from tracker.dashboard.session import Chosen
from tracker.desk import View
from tracker.desk.attention import attention, open_sums, summed_trend, trend
from tracker.desk.dates import next_dates

_BARS, _FEW_BARS = 24, 9
"""How many phases the picture holds, on an ordinary screen and in the presentation view."""


@dataclass(frozen=True)
class _Portfolio:
    """All that the page says."""

    headline: Headline
    calls: str
    marks: str
    bars: pd.DataFrame
    names: dict[str, tuple[str, str]]
    attention: Sheet


def show_portfolio(chosen: Chosen) -> None:
    """Draw the page."""
    view = chosen.view
    if view.tables["phases"].empty:
        st.info("Nothing is recorded yet. Bring in a file on the page Record, or look at a later date.")
        return
    page = made(view, "portfolio", (), lambda: _make(view))
    room = show_head(
        chosen, page.headline.sentences, standing=page.headline.standing, chance=page.calls, marks=page.marks,
        of_phase=False,
    )  # fmt: skip
    most = _FEW_BARS if chosen.is_presenting else _BARS
    shown = list(dict.fromkeys(page.bars["phase"]))[:most]
    if shown:
        bars = page.bars[page.bars["phase"].isin(shown).to_numpy()]
        height = min(96, 560 // (len(shown) + 1)) if chosen.is_presenting else 44
        show_picture(
            view, "portfolio", (most, page.marks, room),
            lambda: draw_portfolio(bars, trend(view), page.names, palette(), page.marks, room, height),
            page.headline.text,
            save=not chosen.is_presenting,
        )  # fmt: skip
    asked = None
    if not chosen.is_presenting:
        is_wide = room >= ROOM["wide"]
        sheet = made(view, "portfolio-phases", (is_wide,), lambda: _make_phases(view, is_wide=is_wide))
        asked = sheet.show("portfolio-phases")
        asked = page.attention.show("portfolio-attention") or asked
    show_foot(chosen, page.marks)
    if asked:
        go_to(chosen, "overview", initiative=asked["initiative"], phase=asked["phase"])


def _make(view: View) -> _Portfolio:
    gaps = desk.gaps(view)
    phases, initiatives = view.tables["phases"], view.tables["initiatives"].set_index("initiative")["title"]
    names = {
        str(phase): (str(initiatives.get(initiative, initiative)), str(title))
        for phase, initiative, title in zip(phases["phase"], phases["initiative"], phases["title"], strict=True)
    }
    called = {phase: ", ".join(parts) for phase, parts in names.items()}
    opened = open_phases(phases, view.as_of)
    found = attention(view)
    is_bar = gaps["phase"].isin(opened) & (gaps["target"] == terms.REQUIREMENT) & (gaps["required"] > 0).fillna(False)
    currencies = sorted(set(gaps["currency"]))
    sources = sorted({str(text) for text in view.tables["budgets"]["source"] if text})
    return _Portfolio(
        headline=write_portfolio(gaps, open_sums(view, opened), phases, called, view.as_of),
        calls=write_attention(found),
        marks=marks(view, ", ".join(currencies), sources),
        bars=_by_size(gaps[is_bar.to_numpy(dtype=bool)]),
        names=names,
        attention=make_attention(view, found, called, donor_names(view.tables["donors"])),
    )


def _make_phases(view: View, *, is_wide: bool) -> Sheet:
    gaps = desk.gaps(view)
    return make_phases(
        view, gaps, desk.portfolio(view), trend(view), summed_trend(view), attention(view), next_dates(view, gaps),
        open_phases(view.tables["phases"], view.as_of), is_wide=is_wide,
    )  # fmt: skip


def _by_size(bars: pd.DataFrame) -> pd.DataFrame:
    """The least covered phase first."""
    headline = bars[bars["is_headline"].to_numpy()].set_index("phase")["coverage"]
    order = bars["phase"].map(headline)
    return bars.assign(order=order).sort_values(["order", "phase"], kind="stable", ignore_index=True)
