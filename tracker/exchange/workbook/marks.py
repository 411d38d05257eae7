"""What every picture says of itself: title, currency, as-of date, audience, source and record. It draws nothing."""

from xlsxwriter.worksheet import Worksheet

from tracker.exchange.workbook import formulas as f
from tracker.exchange.workbook.blocks import Ground
from tracker.exchange.workbook.cells import clean_text
from tracker.exchange.workbook.contents import Contents
from tracker.exchange.workbook.figures import default_phase
from tracker.exchange.workbook.styles import Styles

BARS_TITLE, TIMELINE_TITLE, FOOT = "='Summary'!$W$1", "='Summary'!$W$2", "='Summary'!$A$2"
"""Cells that charts take their words from, so that these follow the chosen phase, date and audience."""
_TITLES = {
    "W1": "money in sight against what is needed",
    "W2": "what stood on each rung, period by period",
}
_MOST_CITED = 3


def phase_name(contents: Contents, phase: str) -> str:
    """A phase with its initiative and who leads it."""
    row = contents.tables["phases"].set_index("phase").loc[phase]
    initiatives = contents.tables["initiatives"].set_index("initiative")
    if row["initiative"] not in initiatives.index:
        return str(row["title"])
    initiative = initiatives.loc[row["initiative"]]
    parts = (initiative["title"], row["title"], initiative["lead_agency"])
    return " · ".join(str(part) for part in parts if part)


def cite_sources(ground: Ground, phase: str) -> str:
    """The sources of a phase's figures, the first few by name."""
    moved = ground.contents.movements
    sources = sorted({str(source) for source in moved["source"][(moved["phase"] == phase).to_numpy()]} - {""})
    if not sources:
        return "unsourced"
    more = f" and {len(sources) - _MOST_CITED} more" if len(sources) > _MOST_CITED else ""
    return "source " + ", ".join(sources[:_MOST_CITED]) + more


def write_marks(sheet: Worksheet, ground: Ground, styles: Styles) -> None:
    """Write the cells that `BARS_TITLE`, `TIMELINE_TITLE` and `FOOT` name."""
    contents, phase = ground.contents, default_phase(ground.contents)
    name = clean_text(phase_name(contents, phase)) if phase else ""
    for cell, words in _TITLES.items():
        sheet.write_formula(cell, f'={f.of_chosen("name")}&": {words}"', None, f"{name}: {words}")
    made = f" · written {contents.made_at:%Y-%m-%d %H:%M} UTC" if contents.made_at else ""
    if contents.asides:
        made = "".join(f" · {clean_text(aside)}" for aside in contents.asides)
    cited = f'IF({f.AUDIENCE}="{contents.audience}"," · "&{f.of_chosen("cited")},"")'
    text = (
        f'={f.of_chosen("currency")}&" · as of "&{f.AS_OF_SAID}&" · "&UPPER({f.AUDIENCE})'
        f'&{cited}&" · {contents.record}{made.replace(chr(34), chr(34) * 2)}"'
    )
    parts = [
        ground.currency_of(phase) if phase else "",
        f"as of {contents.as_of.isoformat()}",
        contents.audience.upper(),
        clean_text(cite_sources(ground, phase)) if phase else "",
        f"{contents.record}{made}",
    ]
    sheet.write_formula("A2", text, styles.quiet, " · ".join(parts))
