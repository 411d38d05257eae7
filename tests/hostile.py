"""A ledger whose every text would rather be something else: markup, a link, a formula, a script, another direction."""

from datetime import UTC, datetime
from pathlib import Path

from tracker import desk

HOSTILE = (
    "<img src=x onerror=alert(1)>", "![x](http://example.invalid/x.png)", "<a href=http://example.invalid>y</a>",
    "=cmd|'/c calc'!A1", "جمهورية مصر العربية",
)  # fmt: skip
"""The donors' names."""
PHASE = "$x$ :material/home: <b>%{x}</b> :red[y]"
TITLE = "<script>alert(2)</script> [z](http://example.invalid)"
NAMES: dict[str, tuple[str, ...]] = {
    "portfolio": (PHASE,), "overview": (*HOSTILE, PHASE, TITLE), "donors": (*HOSTILE[:2], *HOSTILE[3:], PHASE), "method": (TITLE,),
    "briefing": (*HOSTILE, PHASE, TITLE),
}  # fmt: skip
"""What a page has to show as it is written."""


def start_hostile(folder: Path, initiatives: int = 2) -> None:
    """Make such a ledger as `tracker.db` in a folder, with so many initiatives, of which the first has the money."""
    pledges = [
        f"P{i},2009-11-27,{('pledged', 'committed', 'prospective')[i % 3]},F,D{i},{(9, 40)[i == 0]}00000,USD,<S>&amp; 1 http://example.invalid"
        for i in range(len(HOSTILE))
    ]
    tables = {
        "initiatives": ["initiative,title,lead_agency,currency",
                        *(f"I{i},{PHASE},<i>UNODC</i>,USD" for i in range(initiatives))],
        "phases": ["phase,initiative,title", f"F,I0,{PHASE}", *(f"F{i},I{i},{PHASE}" for i in range(1, initiatives))],
        "donors": ["donor,name,kind", *(f'D{i},"{name}",other' for i, name in enumerate(HOSTILE))],
        "budgets": ["phase,stated_on,amount,currency,source", "F,2009-11-27,6000000,USD,<S>&amp; 2"],
        "thresholds": ["threshold,stated_on,phase,title,amount,currency,due_on",
                       f"T,2009-11-27,F,{PHASE},9000000,USD,2010-06"],
        "pledges": ["pledge,status_on,status,phase,donor,amount,currency,source", *pledges],
        "events": ["event,on,title,phase,kind", f"E,2010-03,{TITLE},F,meeting"],
        "sources": ["source,title,dated,publisher,marking,url",
                    f"<S>&amp;,{TITLE},2009-12-04,{PHASE},public,javascript:alert(3)"],
    }  # fmt: skip
    (folder / "tables").mkdir()
    for name, lines in tables.items():
        (folder / "tables" / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    url = f"sqlite:///{folder / 'tracker.db'}"
    desk.start_ledger(url, folder / "tables", author="test", now=datetime.now(UTC))
