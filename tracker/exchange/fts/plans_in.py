"""Plans of FTS: requirements, original and revised, as budgets; and what FTS says was funded, each total once."""

from collections.abc import Iterable, Mapping
from typing import Any

from tracker.dates import parse_date
from tracker.exchange.collected import Collected
from tracker.exchange.fts.tables_in import (
    EVERYONE,
    REMEDY,
    SOURCE,
    Places,
    add_need,
    dollars,
    percent,
    phases_with_flows,
    read_dollars,
    say,
)
from tracker.exchange.givers import Givers
from tracker.tables import Tables

_MOST_SAID = 25


class Totals:
    """Funding as FTS totals it, where the ledger has not the flows themselves: signed at least, from all together."""

    def __init__(self, out: Collected, givers: Givers, ours: Tables | None) -> None:
        self._out, self._givers = out, givers
        self._told = phases_with_flows(ours)

    def add(self, line: int, phase: str, amount: int, on: str, note: str = "") -> None:
        """A total. FTS does not part here what is paid from what is only committed, so that none counts as received."""
        if phase in self._told:
            self._out.remark(f"{phase}: the ledger has its flows; the total of {say(amount)} is not added to them")
            return
        if not amount:
            return
        donor = self._givers.keep(EVERYONE, "All sources together (FTS)", "other", "", line)
        common = {
            "phase": phase,
            "donor": donor,
            "amount": dollars(amount),
            "currency": "USD",
            "source": SOURCE,
            "note": note,
        }
        if amount > 0:
            self._out.add("pledges", line, pledge=f"{phase}-TOTAL", status_on=on, status="committed", **common)
        else:
            self._out.add("contributions", line, contribution=f"{phase}-TOTAL", received_on=on, kind="refund", **common)


def add_plans(
    plans: Iterable[tuple[int, Mapping[str, str]]],
    declared: Mapping[str, str],
    out: Collected,
    givers: Givers,
    ours: Tables | None,
) -> None:
    """Plans of an overview: each a phase, its requirements dated by when FTS first and last wrote them down."""
    places, totals = Places(out), Totals(out, givers, ours)
    count = funded = needed = 0
    for line, plan in plans:
        original, revised, funding = (read_dollars(plan[name] or "0") for name in ("original", "revised", "funding"))
        dates = [parse_date(plan[name]) or "" for name in ("created", "updated", "start", "end")]
        if not plan["id"] or None in (original, revised, funding) or not dates[1]:
            out.report(
                "budgets",
                line,
                "amount",
                f"plan {plan['id'] or plan['name'][:40]} lacks an id, an amount or a date",
                REMEDY,
            )
            continue
        assert original is not None
        assert revised is not None
        assert funding is not None
        phase = places.add(
            line, f"FTS-{plan['id']}", plan["name"] or f"Plan {plan['id']}", starts_on=dates[2], ends_on=dates[3]
        )
        created = dates[0] or dates[1]
        if original > 0 and created < dates[1]:
            add_need(
                out, line, phase, created, original, "Original requirement; dated by when FTS first wrote it down."
            )
        add_need(out, line, phase, dates[1], revised, "Revised requirement; dated by when FTS last wrote it down.")
        totals.add(line, phase, funding, dates[1])
        count, funded, needed = count + 1, funded + funding, needed + revised
        if count <= _MOST_SAID:
            share = percent(funding, revised)
            out.remark(
                f"{phase}, {plan['name']}: {say(funding)} of {say(revised)}"
                + (f" = {share}" if share else "")
                + (f" (originally {say(original)})" if original else "")
            )
    _say_declared(count, funded, needed, declared, out)


def _say_declared(count: int, funded: int, needed: int, declared: Mapping[str, str], out: Collected) -> None:
    total, required = (read_dollars(declared.get(name, "")) for name in ("totalFunding", "revisedRequirements"))
    if total is None or required is None:
        return
    out.remark(f"declared for the whole answer: {say(total)} of {say(required)} = {percent(total, required, 1)}")
    if (total, required) != (funded, needed):
        said = f"incomplete: its {count} plans come to {say(funded)} of {say(needed)}"
        out.report("budgets", None, "amount", said, "ask FTS for all plans, where they are wanted", severity="warning")


def add_groups(answer: Mapping[str, Any], on: str, out: Collected, givers: Givers, ours: Tables | None) -> None:
    """Totals grouped by place, cluster or the like: each group a phase, what several share on one phase of its own."""
    for group in answer["groups"]:
        kind = group["type"] or "Group"
        places = Places(out, f"FTS-{kind.upper()}", f"Funding by {kind.lower()} (OCHA FTS)")
        totals = Totals(out, givers, ours)
        line = total = 0
        for part_kind in ("single", "shared", "overlap"):
            for part in group[part_kind]:
                line += 1
                amount = read_dollars(part["amount"])
                if amount is None:
                    out.report("pledges", line, "amount", f"'{part['amount'][:40]}' is not an amount", REMEDY)
                    continue
                name = "-".join(filter(None, sorted(part["ids"]))) or "NONE"
                title = ", ".join(filter(None, part["names"])) or "Not specified"
                shared = "" if part_kind == "single" else f"-{part_kind.upper()}"
                phase = places.add(line, f"FTS-{kind.upper()}{shared}-{name}", title)
                totals.add(line, phase, amount, on)
                total += amount
        for need in answer["needs"].get("parts", ()):
            line += 1
            phase = places.add(line, f"FTS-{kind.upper()}-{need['id'] or 'NONE'}", need["name"] or "Not specified")
            add_need(out, line, phase, on, read_dollars(need["revised"] or "0") or 0, "Revised requirement.")
        declared = read_dollars(group["total"]) or 0
        common = sum(read_dollars(part["amount"]) or 0 for part in group["shared"])
        out.remark(f"by {kind.lower()}: {say(total)}, of which {say(common)} is shared and counted once")
        if total != declared:
            said = f"its parts come to {say(total)}, and it declares {say(declared)}"
            out.report("pledges", None, "amount", said, "ask FTS for the answer anew", severity="warning")
