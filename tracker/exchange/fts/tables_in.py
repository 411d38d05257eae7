"""The places that all of FTS's files go into: its initiatives, phases, source and donors; and how it writes amounts."""

import re
from decimal import ROUND_HALF_EVEN, Decimal

from tracker import terms
from tracker.exchange.collected import Collected
from tracker.exchange.countries import find_country
from tracker.exchange.givers import Givers
from tracker.money import format_amount
from tracker.tables import Tables

INITIATIVE, SOURCE = "FTS", "FTS"
NO_PLAN, SEVERAL = "FTS-NO-PLAN", "FTS-SEVERAL-PLANS"
EVERYONE, NOBODY = "FTS-ALL", "FTS-NOT-STATED"
_KINDS = {
    "government": "government",
    "ngo": "ngo",
    "un agency": "multilateral",
    "inter-governmental": "multilateral",
    "multilateral organization": "multilateral",
    "private organization/foundation": "private",
    "red cross/red crescent": "ngo",
}
_NUMBER = re.compile("-?[0-9]{1,16}(?:[.][0-9]{1,20})?")
REMEDY = "ask FTS for the file anew, or correct it there"


class Places:
    """Adds to what is collected each phase, and its initiative and source, once."""

    def __init__(self, out: Collected, name: str = INITIATIVE, title: str = "Humanitarian plans and flows (OCHA FTS)"):
        self._out, self._initiative, self._title = out, name, title
        self._seen: set[str] = set()

    def add(self, line: int, phase: str, title: str, **more: str) -> str:
        """Take note of a phase; its key."""
        if not self._seen:
            self._out.add(
                "sources",
                line,
                source=SOURCE,
                title="Financial Tracking Service",
                publisher="OCHA",
                marking=terms.PUBLIC,
                url="https://fts.unocha.org",
            )
            self._out.add(
                "initiatives",
                line,
                initiative=self._initiative,
                title=self._title,
                lead_agency="OCHA",
                currency="USD",
                source=SOURCE,
            )
        if phase not in self._seen:
            self._seen.add(phase)
            self._out.add("phases", line, phase=phase, initiative=self._initiative, title=title, source=SOURCE, **more)
        return phase


def find_giver(givers: Givers, names: list[tuple[str, str]], place: str, line: int) -> str:
    """The donor of a flow: its one source, or its sources together where it has several."""
    if not names or not names[0][0]:
        return givers.keep(NOBODY, "Source not stated (FTS)", "other", "", line)
    if len(names) > 1:
        return givers.find("; ".join(sorted(name for name, _ in names)), "other", line)
    name, kind = names[0]
    return givers.find(name, _KINDS.get(kind.casefold(), "other"), line, state=find_country(place))


def read_dollars(text: str) -> int | None:
    """Hundredths of a US dollar, half to even beyond cents; None where it is no amount."""
    bare = text.strip().replace(",", "")
    if not _NUMBER.fullmatch(bare):
        return None
    return int((Decimal(bare) * 100).to_integral_value(ROUND_HALF_EVEN))


def say(hundredths: int) -> str:
    """An amount in a sentence: `303,477,554`, with cents where there are some."""
    text = f"{Decimal(hundredths) / 100:,.2f}"
    return text.removesuffix(".00")


def percent(part: int, whole: int, places: int = 2) -> str:
    """A share to some decimals, half to even; "" of nothing."""
    if whole <= 0:
        return ""
    share = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    return f"{share} %"


def standing_totals(ours: Tables | None) -> set[str]:
    """The phases of which the ledger has FTS's total, and not its flows."""
    if ours is None:
        return set()
    pledges = ours["pledges"]
    newest = pledges.sort_values("status_on").drop_duplicates("pledge", keep="last")
    newest = newest[(newest["status"] != terms.WITHDRAWN).to_numpy()]
    return set(newest["phase"][newest["pledge"] == newest["phase"] + "-TOTAL"])


def phases_with_flows(ours: Tables | None) -> set[str]:
    """The phases of which the ledger has flows of FTS."""
    if ours is None:
        return set()
    rows = [
        ours["pledges"][["pledge", "phase"]].set_axis(["key", "phase"], axis=1),
        ours["contributions"][["contribution", "phase"]].set_axis(["key", "phase"], axis=1),
    ]
    return {
        phase
        for frame in rows
        for key, phase in zip(frame["key"], frame["phase"], strict=True)
        if re.fullmatch("FTS-[0-9]+", key)
    }


def dollars(hundredths: int) -> str:
    """An amount as a table has it."""
    return format_amount(hundredths)


def add_need(out: Collected, line: int, phase: str, on: str, amount: int, note: str) -> None:
    """A requirement as a budget of one line; one below 0 is a problem."""
    if amount < 0:
        out.report("budgets", line, "amount", f"{phase} has a requirement below 0", REMEDY)
        return
    out.add(
        "budgets",
        line,
        phase=phase,
        stated_on=on,
        component="",
        period_start="",
        amount=dollars(amount),
        currency="USD",
        source=SOURCE,
        note=note,
    )
