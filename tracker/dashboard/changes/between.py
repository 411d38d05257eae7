"""The bridge between two dates: what was counted, step by step, and on every rung, each figure with its movements."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from tracker import desk, terms
from tracker.briefing.changes import write_changes
from tracker.briefing.words import amount_words, day_words, list_words
from tracker.dashboard.changes.records import choose_record
from tracker.dashboard.changes.waterfall import Frame, draw_balance, draw_money
from tracker.dashboard.evidence import show_evidence
from tracker.dashboard.figure_table import Cell, Head, Row, show_table
from tracker.dashboard.page import show_foot, show_head
from tracker.dashboard.paint import ROOM, marks, palette
from tracker.dashboard.pictures import show_picture
from tracker.dashboard.session import FIRST_DAY, Chosen
from tracker.desk import Bridge

_SINCE = {"briefing": "Last briefing", "year": "Year's start", "month": "30 days", "twelve": "12 months",
          "other": "Another date"}  # fmt: skip
_SCOPE = {"phase": "Phase", "initiative": "Initiative"}


@dataclass(frozen=True)
class _Choice:
    """What the reader chose: from when, of what, counting which rungs, and the record that the opening is from."""

    start: date
    is_whole: bool
    floor: str
    is_alone: bool
    reported: str | None

    def rungs(self, view: desk.View) -> list[str]:
        """The rungs that are counted."""
        return [self.floor] if self.is_alone else floor_rungs(view, self.floor)

    @property
    def counted(self) -> str:
        """Which money that is, in words."""
        label = terms.RUNG[self.floor].label.lower()
        if self.is_alone:
            return f"money on “{label}” alone"
        return f"money {label}" if self.floor == terms.RECEIVED else f"money {label} or firmer"


def floor_rungs(view: desk.View, floor: str) -> list[str]:
    """The rungs from the firmest down to a floor."""
    return list(view.rungs[: view.rungs.index(floor) + 1])


def show_bridge(chosen: Chosen, phase: str, *, sees_past: bool) -> None:
    """Draw the bridge of a phase, or of its whole initiative."""
    view = chosen.view
    head = st.container()
    gaps = desk.gaps(view, None, phase)
    choice = _choose(chosen, gaps, sees_past=sees_past)
    own: dict[str, str | None] = {"initiative": chosen.initiative} if choice.is_whole else {"phase": phase}
    bridge = desk.find_bridge_of(view, choice.start, reported=choice.reported, **own)
    foot = marks(view, bridge.currency, list(bridge.sources))
    foot = f"{foot} · from {day_words(choice.start)}" + (f", as printed ({choice.reported})" if choice.reported else "")
    rungs = choice.rungs(view)
    sentences = _sentences(bridge, choice, gaps)
    with head:
        room = show_head(chosen, sentences, marks=foot)
    frame = Frame(bridge, palette(), foot, room)
    key = (phase, choice, foot, room)
    steps, balance = bridge.steps(rungs), bridge.balance(rungs)
    if not chosen.is_presenting:
        st.text(f"From the end of {day_words(choice.start)} to the end of {day_words(view.as_of)}.")
    pressed = show_picture(
        view, "changes-money", key, lambda: draw_money(frame, steps, rungs, choice.counted), sentences[0],
        save=not chosen.is_presenting, opens=not chosen.is_presenting,
    )  # fmt: skip
    asked = _ask_bar(bridge, pressed, rungs, steps)
    if balance is not None and not choice.is_alone and not chosen.is_presenting:
        pressed = show_picture(
            view, "changes-balance", key, lambda: draw_balance(frame, balance, f"counting {choice.counted}"),
            " ".join(sentences), opens=True,
        )  # fmt: skip
        asked = _ask_bar(bridge, pressed, [*rungs, terms.REQUIREMENT], balance) or asked
    of_table = _show_cells(
        bridge,
        choice,
        rungs,
        balance,
        is_split=room < ROOM["wide"],
        is_brief=chosen.is_presenting or room < ROOM["wide"],
    )
    asked = of_table or asked
    if not chosen.is_presenting:
        asked = _show_in_kind(bridge) or asked
        _show_notes(choice, gaps)
    show_foot(chosen, foot)
    if asked:
        show_evidence(bridge.behind(asked["step"]), None if choice.is_whole else phase, asked)


def _ask_bar(bridge: Bridge, kind: str, rungs: list[str], steps: pd.DataFrame) -> dict[str, Any] | None:
    """What is asked by pressing a bar of a picture: the movements that its figure in the table opens into."""
    row = next((row for row in steps.itertuples() if row.kind == kind), None)
    if row is None:
        return None
    needed = int(row.needed) if rungs[-1] == terms.REQUIREMENT else 0
    return _cell(bridge, kind, rungs, (int(row.amount), bool(row.approximate)), needed=needed).ask


def _sentences(bridge: Bridge, choice: _Choice, gaps: pd.DataFrame) -> tuple[str, ...]:
    late = 0
    if choice.reported is not None:
        steps = bridge.steps(choice.rungs(bridge.view))
        late = int(steps.loc[(steps["kind"] == terms.LATE_ENTRIES).to_numpy(), "amount"].sum())
    both: dict[str, pd.DataFrame] = {}
    if not choice.is_whole:
        both = {"gaps_then": desk.gaps(desk.at_day(bridge.view, choice.start), None, bridge.phase), "gaps_now": gaps}
    return write_changes(bridge.turnover, bridge.arrivals, bridge.start, bridge.end, bridge.currency, late=late, **both)


def _choose(chosen: Chosen, gaps: pd.DataFrame, *, sees_past: bool) -> _Choice:
    """Draw the choices; the presentation view keeps those that were made."""
    view = chosen.view
    floors = [*view.rungs, *(f"only {code}" for code in view.rungs[1:])]
    headline = gaps.loc[(gaps["is_headline"] & (gaps["target"] == terms.REQUIREMENT)).to_numpy(), "counting"]
    kept: dict[str, Any] = st.session_state.setdefault("changes-kept", {})
    kept.setdefault("since", "briefing")
    kept.setdefault("scope", "phase")
    if kept.get("floor") not in floors:
        kept["floor"] = str(headline.iloc[0]) if len(headline) else terms.DEFAULT_COUNTS
    kept["other"] = min(kept.get("other", desk.quarter_before(view.as_of)), view.as_of)
    if not sees_past:
        kept["reported"] = None
    if not chosen.is_presenting:
        _draw_choices(chosen, kept, floors, sees_past=sees_past)
    floor = str(kept["floor"])
    start = _start(str(kept["since"]), view.as_of, kept["other"])
    is_alone = floor.startswith("only ")
    return _Choice(start, kept["scope"] == "initiative", floor.removeprefix("only "), is_alone, kept.get("reported"))


def _draw_choices(chosen: Chosen, kept: dict[str, Any], floors: list[str], *, sees_past: bool) -> None:
    for name in ("since", "scope", "floor", "other"):
        st.session_state.setdefault(f"changes-{name}", kept[name])
    if st.session_state["changes-floor"] not in floors:
        st.session_state["changes-floor"] = kept["floor"]
    st.session_state["changes-other"] = min(st.session_state["changes-other"], chosen.view.as_of)
    with st.container(horizontal=True, vertical_alignment="bottom", key="changes-choices"):
        kept["since"] = st.segmented_control(
            "Since", list(_SINCE), key="changes-since", format_func=lambda key: _SINCE[key], required=True,
            help="The end of the quarter before, for which the last briefing stands; of the year before; or a date.",
        )  # fmt: skip
        if kept["since"] == "other":
            kept["other"] = st.date_input(
                "From the end of", key="changes-other", min_value=FIRST_DAY, max_value=chosen.view.as_of,
                format="YYYY-MM-DD", width=150,
            )  # fmt: skip
        kept["scope"] = st.segmented_control(
            "Of the", list(_SCOPE), key="changes-scope", format_func=lambda key: _SCOPE[key], required=True
        )
        kept["floor"] = st.selectbox("Counting", floors, key="changes-floor", format_func=_floor_label, width=220)
        if sees_past:
            kept["reported"] = choose_record(
                chosen,
                "changes-reported",
                "Opening as printed from",
                kept.get("reported"),
                none="As known now",
                width=300,
            )


def _floor_label(key: str) -> str:
    label = terms.RUNG[key.removeprefix("only ")].label
    if key.startswith("only "):
        return f"{label} alone"
    return label if key == terms.RECEIVED else f"{label} or firmer"


def _start(since: str, as_of: date, other: date) -> date:
    if since == "year":
        return date(as_of.year - 1, 12, 31)
    if since == "month":
        return as_of - timedelta(days=30)
    if since == "twelve":
        return as_of - timedelta(days=365)
    return other if since == "other" else desk.quarter_before(as_of)


def _show_cells(
    bridge: Bridge, choice: _Choice, rungs: list[str], balance: pd.DataFrame | None, *, is_split: bool, is_brief: bool
) -> dict[str, Any] | None:
    """Every rung at once: what stood, each kind of change, what stands; and the money against what is needed.

    Where there is little room they are two tables; where it `is_brief`, kinds are not explained.
    """
    view, cells = bridge.view, _amounts(bridge.cells, "cash")
    known = {kind for kind, _ in cells} | {terms.OPENING, terms.CLOSING}
    kinds = [kind for kind in terms.BRIDGE_KINDS if kind in known]
    names = [_name_cell(bridge, kind, is_brief=is_brief) for kind in kinds]
    first = Head("Change", "tight" if is_brief else "")
    by_rung = [[_cell(bridge, kind, [code], cells.get((kind, code))) for code in view.rungs] for kind in kinds]
    of_rungs = [Head(terms.RUNG[code].label, "right") for code in view.rungs]
    counted, of_counted = _counted_cells(bridge, kinds, rungs, balance, cells)
    upper = Head(f"Money by rung, {bridge.currency}", "center", span=len(of_rungs))
    beside = Head(f"Counting {choice.counted}", "center", span=len(of_counted))
    styles = {terms.CLOSING: "total", terms.OPENING: "headline"}

    def rows(*blocks: list[list[Cell]]) -> list[Row]:
        lines = [
            (kind, name, [cell for part in parts for cell in part])
            for kind, name, *parts in zip(kinds, names, *blocks, strict=True)
        ]
        said = [line for line in lines if any(cell.text for cell in line[2])]
        return [Row([name, *own], styles.get(kind, "")) for kind, name, own in said]

    if not is_split:
        heads = [[Head(""), upper, beside], [first, *of_rungs, *of_counted]]
        return show_table("changes-bridge", heads, rows(by_rung, counted), "Rung by rung")
    asked = show_table("changes-bridge", [[Head(""), upper], [first, *of_rungs]], rows(by_rung), "Rung by rung")
    heads = [[Head(""), beside], [first, *of_counted]]
    return show_table("changes-counted", heads, rows(counted), "Against what is needed") or asked


def _counted_cells(
    bridge: Bridge,
    kinds: list[str],
    rungs: list[str],
    balance: pd.DataFrame | None,
    cells: dict[tuple[str, str], tuple[int, bool]],
) -> tuple[list[list[Cell]], list[Head]]:
    """The money counted, what is needed where that is known, and what is missing where a phase's is told."""
    total = {str(row.kind): row for row in bridge.steps(rungs).itertuples()}
    gap = {} if balance is None else {str(row.kind): row for row in balance.itertuples()}
    has_need = any(rung == terms.REQUIREMENT for _, rung in cells)
    heads = [Head("Money", "right")]
    heads += [Head("Needed", "right")] if has_need else []
    missing = "What is needed less the money counted; below 0 there is more than needed."
    heads += [Head("Missing", "right", missing)] if gap else []
    lines = []
    for kind in kinds:
        row, step = total.get(kind), gap.get(kind)
        line = [_cell(bridge, kind, rungs, (int(row.amount), bool(row.approximate)) if row else None)]
        if has_need:
            line.append(_cell(bridge, kind, [terms.REQUIREMENT], cells.get((kind, terms.REQUIREMENT))))
        if gap:
            found = (int(step.amount), bool(step.approximate)) if step else None
            line.append(_cell(bridge, kind, [*rungs, terms.REQUIREMENT], found, needed=int(step.needed) if step else 0))
        lines.append(line)
    return lines, heads


def _amounts(cells: pd.DataFrame, form: str) -> dict[tuple[str, str], tuple[int, bool]]:
    own = cells[(cells["form"] == form).to_numpy()]
    return {(str(row.kind), str(row.rung)): (int(row.amount), row.vague > 0) for row in own.itertuples()}


def _name_cell(bridge: Bridge, kind: str, *, is_brief: bool = False) -> Cell:
    if kind == terms.OPENING:
        printed = f"as printed from {bridge.printed.record_mark.lower()}" if bridge.printed else ""
        return Cell(f"At {day_words(bridge.start)}", aside=printed)
    if kind == terms.CLOSING:
        is_sound = not bridge.residue
        return Cell(
            f"At {day_words(bridge.end)}",
            aside="the sum of all above, to the cent" if is_sound else "does not add up: report this",
        )
    return Cell(kind.capitalize(), aside="" if is_brief else terms.BRIDGE_KINDS[kind])


def _cell(
    bridge: Bridge, kind: str, rungs: list[str], found: tuple[int, bool] | None, *, form: str = "cash", needed: int = 0
) -> Cell:
    """A figure of the bridge that opens into its movements; blank where nothing of the kind happened."""
    is_end = kind in (terms.OPENING, terms.CLOSING)
    amount, is_vague = found or (0, False)
    if not amount and not is_end:
        return Cell("")
    text = amount_words(amount, approximate=is_vague, signed=not is_end)
    where = list_words([terms.RUNG[code].label.lower() if code in terms.RUNG else "requirement" for code in rungs])
    ask: dict[str, Any] = {"rungs": rungs, "form": form, "step": kind}
    if kind in terms.MOVEMENT_KINDS:
        ask |= {"kind": kind, "since": bridge.start.isoformat()}
    days = {terms.OPENING: bridge.start, terms.CLOSING: bridge.end}
    what = f"At {day_words(days[kind])}" if is_end else f"{kind.capitalize()} since {day_words(bridge.start)}"
    if len(rungs) > 1 and rungs[-1] == terms.REQUIREMENT:
        ask["steps"] = [("Needed", amount_words(needed, signed=not is_end)), ("Missing", text)]
    return Cell(text, ask={**ask, "title": f"{what}, {where}: {text}"})


def _show_in_kind(bridge: Bridge) -> dict[str, Any] | None:
    """Goods, staff and premises, apart from money."""
    cells = _amounts(bridge.cells, "in_kind")
    if not cells:
        return None
    codes = [code for code in bridge.view.rungs if any(rung == code for _, rung in cells)]
    heads = [Head("In kind"), *(Head(terms.RUNG[code].label, "right") for code in codes)]
    known = {kind for kind, _ in cells} | {terms.OPENING, terms.CLOSING}
    rows = [
        Row(
            [
                _name_cell(bridge, kind),
                *(_cell(bridge, kind, [code], cells.get((kind, code)), form="in_kind") for code in codes),
            ],
            "total" if kind == terms.CLOSING else "headline" if kind == terms.OPENING else "",
        )
        for kind in terms.BRIDGE_KINDS
        if kind in known
    ]
    return show_table("changes-in-kind", [heads], rows, f"In kind, at its stated value in {bridge.currency}")


def _show_notes(choice: _Choice, gaps: pd.DataFrame) -> None:
    """What a reader of the figures has to know."""
    said = desk.caveats(gaps)
    if choice.is_whole:
        said = ["An initiative's phases are added up: what is missing is told phase by phase, in the Overview."]
    if said:
        st.text("\n".join(said))
