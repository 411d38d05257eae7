"""The dates of a phase on one line of time: meetings above it, money below. Its words never overlap."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.briefing.calendar import Entry
from tracker.briefing.words import date_words, day_words
from tracker.dashboard.drawing import Drawing, date_ticks
from tracker.dashboard.paint import NARROW, Palette, dress_drawing, plain
from tracker.dates import first_day, last_day

_MOST = 7
"""How many labels a side of the line has room for."""
_MONEY = ("needed", "due", "overdue")
_LANE = 23


@dataclass
class Mark:
    """One date on the line: where it stands, what is written at it, and in which lane, counted from the line."""

    first: date
    last: date
    label: str
    hover: str
    kind: str
    lane: int = field(default=0)


def draw_strip(title: str, entries: Sequence[Entry], as_of: date, colours: Palette, foot: str, room: int) -> Drawing:
    """Dates ahead and what is overdue, from left to right; a date known to its month or year is as long as that.

    In: entries in the order of `find_dates`. What a side has no room for is in the page's table only.
    """
    most_letters = 72 if room > NARROW else 24
    above = _marks([entry for entry in entries if entry.kind not in _MONEY], most_letters)
    below = _marks([entry for entry in entries if entry.kind in _MONEY], most_letters)
    today = Mark(as_of, as_of, day_words(as_of), "", "as of")
    above.append(today)
    every = [*above, *below]
    start = min(mark.first for mark in every)
    span = find_span(every, start, room)
    place_labels(above, span, room)
    place_labels(below, span, room)
    top, bottom = max(mark.lane for mark in above) + 1, max((mark.lane for mark in below), default=-1) + 1
    figure = Drawing()
    figure.add_shape(
        type="line", x0=start, x1=start + span, y0=0, y1=0, line={"color": colours.faint, "width": 1.5}
    )  # fmt: skip
    for mark in sorted(every, key=lambda one: one.first - one.last):
        _draw(figure, mark, -1 if mark in below else 1, colours)
    ends = start - span * 0.012, start + span
    figure.update_xaxes(
        range=ends, tickcolor=colours.line, linecolor=colours.line, tickfont={"size": 12, "color": colours.faint},
        **date_ticks(*ends, 9 if room > NARROW else 4),
    )  # fmt: skip
    figure.update_yaxes(range=[-bottom - 0.75, top + 0.35])
    return dress_drawing(figure, colours, title, foot, int((top + bottom + 1.1) * _LANE), room, below=34)


def _marks(entries: Sequence[Entry], letters: int) -> list[Mark]:
    """A mark for each date and kind; several things on one are one mark, with the first of them written out."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.on, entry.kind), []).append(entry)
    marks = []
    for (on, kind), group in list(groups.items())[:_MOST]:
        more = f" and {len(group) - 1} more" if len(group) > 1 else ""
        when = date_words(on, short=True)
        room = letters - len(when) - len(more) - 3
        what = group[0].what if len(group[0].what) <= room else group[0].what[: max(room - 1, 6)].rstrip() + "…"
        listed = [plain(entry.what) for entry in group[:8]] + ([f"and {len(group) - 8} more"] if len(group) > 8 else [])
        hover = "<br>".join([f"<b>{plain(when)}</b>", *listed])
        marks.append(Mark(first_day(on), last_day(on), f"{when} · {what}{more}", hover, kind))
    return marks


def _width(mark: Mark, span: timedelta, room: int) -> timedelta:
    return span * ((len(mark.label) + 3) / (room * 1.06))


def find_span(marks: Sequence[Mark], start: date, room: int) -> timedelta:
    """How much time the line shows: enough for every label to end before the picture does."""
    span = max((mark.last - start for mark in marks), default=timedelta()) or timedelta(days=1)
    span = max(span, timedelta(days=60))
    for mark in marks:
        share = min((len(mark.label) + 3) / (room * 1.06), 0.8)
        span = max(span, (mark.first - start) / (1 - share))
    return span * 1.01


def place_labels(marks: list[Mark], span: timedelta, room: int) -> None:
    """Give every label a lane: each above those that begin below its words, so that no line to a label crosses one."""
    ordered = sorted(marks, key=lambda mark: (mark.first, mark.kind == "as of", mark.label))
    for place in reversed(range(len(ordered))):
        end = ordered[place].first + _width(ordered[place], span, room)
        beneath = [later.lane for later in ordered[place + 1 :] if later.first < end]
        ordered[place].lane = max(beneath, default=-1) + 1


def _draw(figure: Drawing, mark: Mark, side: int, colours: Palette) -> None:
    colour = {"needed": colours.missing, "overdue": colours.missing, "due": colours.rung("pledged"),
              "as of": colours.text}.get(mark.kind, colours.faint)  # fmt: skip
    height = side * (mark.lane + 0.78)
    dash = "dot" if mark.kind == "as of" else "solid"
    figure.add_shape(
        type="line", x0=mark.first, x1=mark.first, y0=0, y1=height, line={"color": colour, "width": 1, "dash": dash}
    )  # fmt: skip
    if mark.first != mark.last:
        figure.add_shape(
            type="rect", x0=mark.first, x1=mark.last + timedelta(days=1), y0=0, y1=side * 0.2, fillcolor=colour,
            opacity=0.35, line={"width": 0},
        )  # fmt: skip
    else:
        symbol = {"overdue": "x", "needed": "diamond", "deadline": "diamond", "as of": "line-ns"}.get(
            mark.kind, "circle"
        )
        figure.add_scatter(
            x=[mark.first], y=[0], mode="markers", hovertext=[mark.hover], hoverinfo="text" if mark.hover else "skip",
            marker={"size": 9, "color": colour, "symbol": symbol, "line": {"color": colours.page, "width": 1}},
        )  # fmt: skip
    is_strong = mark.kind in ("needed", "overdue", "as of")
    label = f"As of {plain(mark.label)}" if mark.kind == "as of" else plain(mark.label)
    figure.add_annotation(
        x=mark.first, y=height, xanchor="left", yanchor="middle", xshift=4, showarrow=False,
        text=f"<b>{label}</b>" if is_strong else label, hovertext=mark.hover or None,
        font={"size": 13, "color": colour if mark.kind in ("needed", "overdue") else colours.text},
    )  # fmt: skip
