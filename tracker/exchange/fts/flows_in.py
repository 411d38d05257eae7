"""Flows of FTS as pledges and cash: each counted once, at what FTS counts it, with its original amount beside it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from tracker.dates import parse_date
from tracker.exchange.collected import Collected
from tracker.exchange.fts.tables_in import (
    NO_PLAN,
    REMEDY,
    SEVERAL,
    SOURCE,
    Places,
    dollars,
    find_giver,
    read_dollars,
    say,
    standing_totals,
)
from tracker.exchange.givers import Givers
from tracker.tables import Tables

_STATUSES = {"pledge": "pledged", "commitment": "committed", "paid": "committed"}
_OUTSIDE = {"internal": "internal", "outgoing": "outgoing"}
Flow = Mapping[str, Any]


def add_flows(
    flows: Iterable[tuple[int, Flow]], out: Collected, givers: Givers, ours: Tables | None
) -> Counter[tuple[str, str]]:
    """Collect flows, each with the line it stands in.

    A flow is a promise of one step, signed or announced, in US dollars as FTS counts it; a paid one is paid besides, so
    that what was committed in an earlier file is paid by a later one. A flow that stands in a file several times, as
    shared ones do, is one flow. What is parked counts as far as it was not passed on, which is how FTS states it; what
    stays inside the boundary of the question, or leaves it, is not counted: it came in by another flow. Out: hundredths
    by boundary and status, of all flows.
    """
    places = Places(out)
    seen: dict[str, tuple[int, Flow]] = {}
    sums: Counter[tuple[str, str]] = Counter()
    counts: Counter[str] = Counter()
    blocked = standing_totals(ours)
    for line, flow in flows:
        counts["rows"] += 1
        known = seen.setdefault(flow["id"], (line, flow))
        if known[1] is not flow:
            _compare(known, (line, flow), out)
            continue
        amount = _read(flow, line, out)
        if amount is None:
            continue
        boundary = flow["boundary"].lower() or "incoming"
        sums[boundary, flow["status"].lower()] += amount
        counts[boundary] += 1
        if flow["flow_type"].lower() in ("parked", "carryover") or flow["on_boundary"].lower() == "shared":
            counts["parked, shared or carried over"] += boundary == "incoming"
        if boundary in _OUTSIDE:
            continue
        if not amount:
            counts["empty"] += 1
            continue
        _add(flow, amount, line, out, places, givers, blocked)
    _say(counts, sums, out)
    return sums


def _compare(known: tuple[int, Flow], again: tuple[int, Flow], out: Collected) -> None:
    """A flow that stands there again has to say the same of its money."""
    for name in ("amount", "status", "date"):
        if known[1][name] != again[1][name]:
            said = f"flow {again[1]['id']} has the {name} '{again[1][name]}', and '{known[1][name]}' in row {known[0]}"
            out.report("pledges", again[0], "amount", said, REMEDY, again[1][name])
            return


def _read(flow: Flow, line: int, out: Collected) -> int | None:
    if not flow["id"]:
        out.report("pledges", line, "pledge", "the flow has no id", REMEDY)
        return None
    if flow["status"].lower() not in _STATUSES:
        said = f"flow {flow['id']} has the status '{flow['status'][:40]}'; pledge, commitment and paid are known"
        out.report("pledges", line, "status", said, REMEDY, flow["status"])
        return None
    if parse_date(flow["date"][:10]) is None:
        out.report(
            "pledges",
            line,
            "status_on",
            f"flow {flow['id']} has no date, but '{flow['date'][:40]}'",
            REMEDY,
            flow["date"],
        )
        return None
    amount = read_dollars(flow["amount"])
    if amount is None:
        out.report(
            "pledges",
            line,
            "amount",
            f"flow {flow['id']} has no amount in US dollars, but '{flow['amount'][:40]}'",
            REMEDY,
            flow["amount"],
        )
    return amount


def _add(flow: Flow, amount: int, line: int, out: Collected, places: Places, givers: Givers, blocked: set[str]) -> None:
    plans = flow["plans"]
    if len(plans) > 1:
        phase = places.add(line, SEVERAL, "Several plans together (OCHA FTS)")
    elif plans and plans[0][0]:
        phase = places.add(line, f"FTS-{plans[0][0]}", plans[0][1] or f"Plan {plans[0][0]}")
    else:
        phase = places.add(line, NO_PLAN, "Outside all plans (OCHA FTS)")
    if phase in blocked:
        said = f"the ledger has the total of {phase} already ({phase}-TOTAL): its flows would count once more"
        out.report("pledges", line, "phase", said, f"withdraw the pledge {phase}-TOTAL first", phase)
        blocked.discard(phase)  # once is enough
    donor = find_giver(givers, flow["sources"], flow["place"], line)
    status, on = flow["status"].lower(), flow["date"][:10]
    key = f"FTS-{flow['id']}"
    common = {
        "phase": phase,
        "donor": donor,
        "currency": "USD",
        "form": "in_kind" if "kind" in flow["contribution_type"].lower() else "",
        "source": f"{SOURCE} flow {flow['id']}",
        "note": _note(flow),
    }
    if amount > 0:
        out.add("pledges", line, pledge=key, status_on=on, status=_STATUSES[status], amount=dollars(amount), **common)
    elif status != "paid":
        said = f"flow {flow['id']} takes back {say(-amount)} that was never paid, and was left out"
        out.report("pledges", line, "amount", said, "lower the promise that it takes back from", severity="warning")
    if status == "paid":
        kind = "payment" if amount > 0 else "refund"
        out.add(
            "contributions",
            line,
            contribution=key,
            received_on=on,
            kind=kind,
            pledge=key if amount > 0 else "",
            amount=dollars(amount),
            **common,
        )


def _note(flow: Flow) -> str:
    """What the dollars were before, and what the money is for."""
    parts = []
    if flow["original_amount"] and flow["original_currency"]:
        rate = f" at {flow['rate']} to the US dollar" if flow["rate"] else ""
        parts.append(f"Original: {flow['original_currency']} {flow['original_amount']}{rate}")
    kinds = [
        flow["flow_type"] if flow["flow_type"] != "Standard" else "",
        "shared" if flow["on_boundary"] == "shared" else "",
    ]
    parts.append(", ".join(filter(None, kinds)))
    parts.append(f"reference {flow['reference']}" if flow["reference"] else "")
    parts.append(flow["description"][:2000])
    return "; ".join(filter(None, parts))


def _say(counts: Counter[str], sums: Counter[tuple[str, str]], out: Collected) -> None:
    flows = counts["incoming"] + counts["internal"] + counts["outgoing"]
    again = f" in {counts['rows']:,} rows" if counts["rows"] != flows else ""
    totals = {status: sum(sums[side, status] for side in ("incoming", "internal")) for status in _STATUSES}
    said = ", ".join(f"{status} {say(total)}" for status, total in totals.items() if total)
    out.remark(f"{flows:,} flows{again}: {said or 'no money'} (US dollars)")
    inside = {status: sums["internal", status] for status in _STATUSES if sums["internal", status]}
    if inside:
        told = ", ".join(f"{status} {say(total)}" for status, total in inside.items())
        out.remark(
            f"of these {counts['internal']:,} flows stay inside the question's boundary ({told}), came in by other "
            "flows, and are not counted again"
        )
    if counts["outgoing"]:
        out.remark(f"{counts['outgoing']:,} outgoing flows were left out")
    if counts["parked, shared or carried over"]:
        out.remark(
            f"{counts['parked, shared or carried over']:,} incoming flows are parked, shared or carried over; each "
            "is counted once"
        )
    if counts["empty"]:
        out.remark(f"{counts['empty']:,} flows are 0, their money passed on to flows of their own, and were left out")


def say_whether_whole(flows: int, sums: Counter[tuple[str, str]], declared: Mapping[str, str], out: Collected) -> None:
    """Compare the incoming flows of a set with the total that it declares; a warning where they are not all there."""
    count, funding = declared.get("flowCount", ""), read_dollars(declared.get("fundingTotal", ""))
    if not count.isdecimal() or funding is None:
        return
    here = sums["incoming", "paid"] + sums["incoming", "commitment"]
    if int(count) == flows and here == funding:
        out.remark(f"complete: its {flows:,} incoming flows come to the {say(funding)} that it declares")
        return
    said = f"incomplete: {flows:,} of {int(count):,} incoming flows, {say(here)} of {say(funding)} US dollars"
    out.report("pledges", None, "amount", said, "name a folder that holds all pages of the answer", severity="warning")
