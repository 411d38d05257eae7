"""Outstanding promises by age and by due date: as a picture, and as the table that says the same. It sums nothing."""

import pandas as pd
import plotly.graph_objects as go

from tracker import desk, terms
from tracker.briefing.words import amount_words, list_words, money_words, short_money
from tracker.dashboard.donors.scope import Scope
from tracker.dashboard.drawing import Drawing
from tracker.dashboard.figure_table import Cell, Head, Row
from tracker.dashboard.made import Sheet
from tracker.dashboard.paint import NARROW, Palette, dress, plain
from tracker.model.ageing import BUCKETS, Bucket

_RUNGS = ("committed", terms.PLEDGED)
_SHORT = {
    "overdue, day not known": "day not<br>known", "overdue over 365": "over<br>a year",
    "overdue 365": "181–365<br>days", "overdue 180": "91–180<br>days", "overdue 90": "31–90<br>days",
    "overdue 30": "up to<br>30 days", "due 30": "within<br>30 days", "due 90": "31–90<br>days",
    "due 180": "91–180<br>days", "due 365": "181–365<br>days", "due over 365": "over<br>a year",
    "not stated": "not<br>stated",
}  # fmt: skip
"""A bucket below its bar; which side of today it is on stands above."""


def draw_ages(scope: Scope, sums: pd.DataFrame, currency: str, colours: Palette, foot: str, room: int) -> go.Figure:
    """A bar for each stretch of time, what has been due longest first, painted by rung.

    In: `desk.ageing` sums of one reporting currency, cash only. Bars stand; where there is little room they lie.
    """
    figure = Drawing()
    is_lying = room <= NARROW
    places = list(range(len(BUCKETS)))
    totals = [0] * len(BUCKETS)
    for rung in _RUNGS:
        amounts = [_value(sums, bucket, rung) for bucket in BUCKETS]
        label = terms.RUNG[rung].label
        hover = [
            f"{bucket.label}<br>{label}: {money_words(amount, currency)}"
            for bucket, amount in zip(BUCKETS, amounts, strict=True)
        ]
        ends = {"y": places, "x": amounts, "orientation": "h"} if is_lying else {"x": places, "y": amounts}
        figure.add_bar(
            **ends, marker={"color": colours.rung(rung), "line": {"color": colours.page, "width": 1}}, width=0.62,
            hovertext=hover, hoverinfo="text", name=label,
        )  # fmt: skip
        totals = [total + amount for total, amount in zip(totals, amounts, strict=True)]
    top = max(totals) or 1
    for place, (bucket, total) in enumerate(zip(BUCKETS, totals, strict=True)):
        if total:
            end = (
                {"x": total, "y": place, "xanchor": "left"}
                if is_lying
                else {"x": place, "y": total, "yanchor": "bottom"}
            )
            ink = colours.missing if bucket.is_overdue else colours.text
            figure.add_annotation(
                **end, text=short_money(total, currency), showarrow=False, font={"size": 13, "color": ink}
            )
    _add_sides(figure, colours, is_lying=is_lying)
    names = [_SHORT[bucket.code].replace("<br>", " " if is_lying else "<br>") for bucket in BUCKETS]
    along = {"tickvals": places, "ticktext": names, "fixedrange": True, "showgrid": False, "zeroline": False,
             "tickangle": 0}  # fmt: skip
    across = {"range": [0, top * (1.55 if is_lying else 1.22)], "visible": False, "fixedrange": True}
    figure.update_layout(barmode="stack", bargap=0)
    if is_lying:
        figure.update_yaxes(**along, range=[len(BUCKETS) - 0.4, -0.6])
        figure.update_xaxes(**across)
    else:
        figure.update_xaxes(**along, range=[-0.6, len(BUCKETS) - 0.4], linecolor=colours.line)
        figure.update_yaxes(**across)
    shades = " · ".join(
        f"<span style='color:{colours.rung(rung)}'>■</span> {terms.RUNG[rung].label}" for rung in _RUNGS
    )
    figure.add_annotation(
        text=shades, xref="paper", yref="paper", x=1, y=1, xanchor="right", yanchor="bottom", yshift=4, showarrow=False,
        font={"size": 13},
    )  # fmt: skip
    title = f"{scope.where}: announced and signed, by when it is due, in {currency}"
    height, left = (430, 104) if is_lying else (220, 4)
    return dress(
        figure,
        colours,
        title,
        foot,
        height,
        room - 26 if not is_lying else room,
        left=left,
        below=24 if is_lying else 46,
    )


def _value(sums: pd.DataFrame, bucket: Bucket, rung: str) -> int:
    return int(sums["value"][((sums["bucket"] == bucket.code) & (sums["rung"] == rung)).to_numpy()].sum())


def _add_sides(figure: Drawing, colours: Palette, *, is_lying: bool) -> None:
    """A line at today, with what is overdue on one side and what is ahead on the other."""
    today = sum(bucket.is_overdue for bucket in BUCKETS) - 0.5
    line = {"color": colours.text, "width": 1, "dash": "dot"}
    if is_lying:
        figure.add_shape(type="line", y0=today, y1=today, x0=0, x1=1, xref="paper", line=line)
        sides = ((today, "bottom", "overdue ", colours.missing), (today, "top", "due ahead", colours.faint))
        for at, anchor, text, ink in sides:
            figure.add_annotation(
                x=1, xref="paper", xanchor="right", y=at, yanchor=anchor, text=text, showarrow=False,
                font={"size": 13, "color": ink},
            )  # fmt: skip
        return
    figure.add_shape(type="line", x0=today, x1=today, y0=0, y1=1, yref="paper", line=line)
    for anchor, shift, text, ink in (
        ("right", -8, "← overdue", colours.missing), ("left", 8, "due ahead →", colours.faint),
    ):  # fmt: skip
        figure.add_annotation(
            x=today, y=1, yref="paper", xanchor=anchor, xshift=shift, yanchor="top", text=text, showarrow=False,
            font={"size": 13, "color": ink},
        )  # fmt: skip


def picture_words(sums: pd.DataFrame, currency: str) -> str:
    """The picture for who cannot see it."""
    parts = []
    for bucket in BUCKETS:
        total = int(sums["value"][(sums["bucket"] == bucket.code).to_numpy()].sum())
        if total:
            parts.append(f"{bucket.label.lower()} {money_words(total, currency)}")
    return plain(f"Announced and signed money outstanding, by when it is due: {list_words(parts) or 'nothing'}.")


def make_ages(found: desk.Ageing, form: str) -> Sheet:
    """The table of one form: each stretch of time in reporting currencies, by rung, and in the promises' own."""
    sums = found.sums[(found.sums["form"] == form).to_numpy()]
    unpaid = found.unpaid[(found.unpaid["form"] == form).to_numpy()]
    currencies = sorted(set(sums["report"]))
    upper, lower = [Head("")], [Head("Due")]
    for currency in currencies:
        upper.append(Head(currency if len(currencies) > 1 else "", "right", span=3))
        lower.extend([Head("Signed", "right"), Head("Announced", "right"), Head(f"Together, {currency}", "right")])
    upper.append(Head(""))
    lower.append(Head("In its own currencies", "right"))
    rows = []
    for bucket in BUCKETS:
        own = sums[(sums["bucket"] == bucket.code).to_numpy()]
        if own.empty:
            continue
        rows.append(Row([Cell(bucket.label), *_amounts(own, currencies), _own(unpaid, bucket.code)]))
    if len(rows) > 1:
        rows.append(Row([Cell("Together"), *_amounts(sums, currencies), _own(unpaid, None)], "total"))
    heads = [upper, lower] if len(currencies) > 1 else [lower]
    kind = ", in kind" if form == "in_kind" else ""
    return Sheet(heads, rows, f"Outstanding by age and by due date{kind}")


def _amounts(rows: pd.DataFrame, currencies: list[str]) -> list[Cell]:
    cells = []
    for currency in currencies:
        own = rows[(rows["report"] == currency).to_numpy()]
        for rung in (*_RUNGS, None):
            part = own if rung is None else own[(own["rung"] == rung).to_numpy()]
            is_vague = bool(part["approximate"].any()) and int(part["value"].sum()) > 0
            hidden = [pair for pairs in part["unconverted"] for pair in pairs] if rung is None else []
            left_out = {code: sum(amount for name, amount in hidden if name == code) for code, _ in hidden}
            aside = "\n".join(f"{money_words(amount, code)} left out: no rate" for code, amount in left_out.items())
            cells.append(Cell(amount_words(int(part["value"].sum()), approximate=is_vague), aside=aside))
    return cells


def _own(unpaid: pd.DataFrame, bucket: str | None) -> Cell:
    rows = unpaid if bucket is None else unpaid[(unpaid["bucket"] == bucket).to_numpy()]
    totals = rows.groupby("currency").agg({"amount": "sum", "approximate": "any"})
    return Cell(
        " · ".join(
            f"{currency} {amount_words(int(row['amount']), approximate=bool(row['approximate']))}"
            for currency, row in totals.iterrows()
        )
    )
