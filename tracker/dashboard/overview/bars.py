"""The bars: each target as long as its own requirement, filled from the firmest money on. It sums nothing."""

from dataclasses import dataclass

import pandas as pd

from tracker import terms
from tracker.briefing.names import donor_names
from tracker.briefing.words import date_words, money_words, percent_words, short_money, until_words
from tracker.dashboard.drawing import Drawing
from tracker.dashboard.paint import NARROW, Palette, dress_drawing, plain
from tracker.desk import View

_FEW = 11
"""The letters below which donors of one rung share a segment."""


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar; `labels` are what may be written on it, the longest first."""

    rung: str
    labels: tuple[str, ...]
    hover: str
    amount: int


def draw_bars(view: View, gaps: pd.DataFrame, parts: pd.DataFrame, colours: Palette, foot: str, room: int) -> Drawing:
    """A bar for each target of a phase, thresholds first, the full requirement last.

    In: the phase's gaps and parts; `room` is how many letters a bar has room for. A bar is as long as its
    requirement, which a line marks; where there is more money than needed, the line stands inside the bar. Unknown
    requirements are drawn as the money there is, without a line.
    """
    figure = Drawing()
    names = donor_names(view.tables["donors"])
    targets = order_targets(gaps)
    thick = 0.62 if room > NARROW else 0.46
    for place, target in enumerate(targets):
        rows = gaps[gaps["target"] == target]
        softest = rows.iloc[-1]
        is_known = not pd.isna(softest["required"]) and softest["required"] > 0
        required = int(softest["required"]) if is_known else 0
        scale = max(required, int(softest["counted"]), 1)
        left = 0.0
        mark = required / scale if is_known else 1.0
        segments = _segments(parts[parts["target"] == target], names, scale, str(softest["currency"]), room)
        for segment in segments:
            width = segment.amount / scale
            _add_segment(figure, place, (left, mark, left + width), segment, colours, thick, room)
            left += width
        if is_known and softest["gap"] > 0:
            names_few = left * room < 3 * _FEW * len(segments)
            _add_missing(figure, place, left, softest, colours, thick, room, with_sum=names_few)
        _add_heading(figure, place - thick / 2 - 0.05, rows, view, colours, room, is_known=is_known)
        if is_known:
            _add_mark(figure, place, mark, colours, thick)
        elif not segments:
            figure.add_annotation(x=0, y=place, xanchor="left", text="nothing is in sight", showarrow=False)
    figure.update_xaxes(visible=False, range=[0, 1.003])
    figure.update_yaxes(visible=False, range=[len(targets) - 0.6, -0.66])
    phase = view.tables["phases"].set_index("phase")["title"].get(gaps["phase"].iloc[0], "")
    return dress_drawing(
        figure,
        colours,
        f"{phase}: money in sight against what is needed",
        foot,
        26 + (96 if room > NARROW else 126) * len(targets),
        room,
    )


def order_targets(gaps: pd.DataFrame) -> list[str]:
    """Thresholds by the date they are due, then the full requirement."""
    first = gaps.drop_duplicates("target")
    ranked = sorted(
        (row.target == terms.REQUIREMENT, row.due_on or "9999", str(row.target)) for row in first.itertuples()
    )
    return [target for _, _, target in ranked]


def _segments(parts: pd.DataFrame, names: dict[str, str], scale: int, currency: str, room: int) -> list[Segment]:
    segments: list[Segment] = []
    for rung in terms.RUNGS:
        of_rung = parts[(parts["rung"] == rung) & (parts["amount"] > 0)].sort_values("amount", ascending=False)
        small: list[tuple[str, int, bool]] = []
        for row in of_rung.itertuples():
            amount = int(row.amount)
            if amount / scale * room < _FEW and len(of_rung) > 1:
                small.append((str(row.donor), amount, bool(row.approximate)))
                continue
            who = names.get(str(row.donor), str(row.donor))
            segments.append(_segment(rung, who, amount, row.approximate, currency, (str(row.donor),)))
        if small:
            total = sum(amount for _, amount, _ in small)
            who = names.get(small[0][0], small[0][0]) if len(small) == 1 else f"{len(small)} donors"
            is_vague, donors = any(vague for _, _, vague in small), tuple(donor for donor, _, _ in small)
            segments.append(_segment(rung, who, total, is_vague, currency, donors))
    return segments


def _segment(rung: str, who: str, amount: int, vague: object, currency: str, donors: tuple[str, ...]) -> Segment:
    mark = "~" if vague else ""
    short = f"{mark}{short_money(amount, currency)}"
    labels = (f"{who} {short}", *(f"{code} {short}" for code in donors if len(donors) == 1), short, "")
    hover = f"{plain(who)}<br>{terms.RUNG[rung].label}: {mark}{money_words(amount, currency)}"
    return Segment(rung, labels, hover, amount)


def _add_segment(
    figure: Drawing, place: int, ends: tuple[float, float, float], segment: Segment, colours: Palette,
    thick: float, room: int,
) -> None:  # fmt: skip
    """Draw a stretch of a bar; between its `ends` stands the mark of what is needed, which no label crosses."""
    left, mark, right = ends
    sides = [(left, mark), (mark, right)] if left < mark < right else [(left, right)]
    start, end = max(sides, key=lambda side: side[1] - side[0])
    label = next(text for text in segment.labels if not text or len(text) + 2 <= (end - start) * room)
    rung = terms.RUNG[segment.rung]
    colour = colours.rung(segment.rung)
    marker: dict[str, object] = {"color": colour, "line": {"color": colours.page, "width": 2}}
    if rung.is_hatched:
        marker["pattern"] = {
            "shape": "/",
            "size": 7,
            "solidity": 0.18,
            "fgcolor": colours.rung("pledged"),
            "bgcolor": colour,
        }
    # Letters across a hatching are hard to read: they get a ground of their own.
    is_apart = rung.is_hatched or len(sides) == 2
    figure.add_bar(
        x=[right - left], base=[left], y=[place], width=thick, marker=marker,
        text=["" if is_apart else plain(label)],
        insidetextfont={"color": colours.on(colour), "size": 14},
        hovertext=[segment.hover], hoverinfo="text",
    )  # fmt: skip
    if is_apart and label:
        figure.add_annotation(
            x=(start + end) / 2, y=place, text=plain(label), showarrow=False, bgcolor=colour, borderpad=2,
            font={"color": colours.on(colour), "size": 14},
        )  # fmt: skip


def _add_missing(
    figure: Drawing, place: int, left: float, row: pd.Series, colours: Palette, thick: float, room: int,
    *, with_sum: bool,
) -> None:  # fmt: skip
    """What is missing even so; before it, where there is room, what narrow segments without names come to."""
    width = 1 - left
    vague = "~" if row["approximate"] else ""
    amount = money_words(int(row["gap"]), row["currency"])
    figure.add_bar(
        x=[width], base=[left], y=[place], width=thick,
        marker={
            "color": colours.page, "line": {"color": colours.missing, "width": 1.5},
            "pattern": {"shape": "/", "size": 9, "solidity": 0.22, "fgcolor": colours.missing,
                        "bgcolor": colours.page},
        },
        hovertext=[f"Missing, counting everything in sight: {vague}{amount}"], hoverinfo="text",
    )  # fmt: skip
    short = f"{vague}{short_money(int(row['gap']), row['currency'])}"
    label = next((text for text in (f"missing {short}", short) if len(text) + 3 <= width * room), "")
    if label:
        figure.add_annotation(
            x=left + width / 2, y=place, text=label, showarrow=False, bgcolor=colours.page, borderpad=3,
            font={"color": colours.missing, "size": 14},
        )  # fmt: skip
    total = f"{vague}{short_money(int(row['counted']), row['currency'])} in sight"
    if with_sum and row["counted"] and len(total) + len(label) / 2 + 4 <= width * room / 2:
        figure.add_annotation(
            x=left, y=place, xanchor="left", xshift=8, text=total, showarrow=False, bgcolor=colours.page,
            borderpad=3, font={"size": 14},
        )  # fmt: skip


def _add_mark(figure: Drawing, place: int, at: float, colours: Palette, thick: float) -> None:
    """Where a requirement ends: a line with a rim, so that it shows on any colour."""
    for colour, width in ((colours.page, 6), (colours.text, 2.5)):
        figure.add_shape(
            type="line",
            x0=at,
            x1=at,
            y0=place - thick / 2 - 0.03,
            y1=place + thick / 2 + 0.03,
            line={"color": colour, "width": width},
        )


def _add_heading(
    figure: Drawing,
    y: float,
    rows: pd.DataFrame,
    view: View,
    colours: Palette,
    room: int,
    *,
    is_known: bool,
) -> None:
    """What is needed by when, and how much of it is covered: side by side where there is room."""
    row = rows[rows["is_headline"]].iloc[0]
    title = "FULL" if row["target"] == terms.REQUIREMENT else str(row["title"]).upper()
    needed = money_words(int(row["required"]), row["currency"]) if is_known else "requirement not known"
    due = f"{date_words(row['due_on'])} · {until_words(row['due_on'], view.as_of)}" if row["due_on"] else ""
    label = terms.RUNG[row["counting"]].label.lower()
    label = label if row["counting"] == terms.RECEIVED else f"{label} or firmer"
    covered = f"{percent_words(row['coverage'])} {label}" if is_known else ""
    if room > NARROW:
        name = plain(_shorten(title, int((room - len(needed + due + covered) - 9) / 1.35)))
        texts = [f"<b>{name}</b>&nbsp; {needed}" + (f" · {due}" if due else "")]
        if covered:
            figure.add_annotation(
                x=1, y=y, xanchor="right", yanchor="bottom", showarrow=False, text=covered,
                font={"size": 13, "color": colours.faint},
            )  # fmt: skip
    else:
        name = plain(_shorten(title, int(room / 1.2)))
        texts = [f"<b>{name}</b>", " · ".join(text for text in (needed, due) if text), covered]
    figure.add_annotation(
        x=0, y=y, xanchor="left", yanchor="bottom", showarrow=False, align="left",
        text="<br>".join(text for text in texts if text), font={"size": 14 if room > NARROW else 13},
    )  # fmt: skip


def _shorten(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 8)].rstrip() + "…"
