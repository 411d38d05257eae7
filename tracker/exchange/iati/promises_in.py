"""Pledges and cash of IATI transactions: rebuilt step by step from our own files, summed up from others'."""

from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import NamedTuple

from tracker.dates import last_day
from tracker.exchange.collected import Collected
from tracker.money import format_amount


class Given(NamedTuple):
    """One transaction that was read: `says` is announced, signed or cash; `amount` in hundredths of `currency`.

    `own` are the attributes of our namespace, empty in others' files; `key` names it in its file.
    """

    line: int
    phase: str
    identifier: str
    says: str
    on: str
    amount: int
    currency: str
    donor: str
    form: str
    ref: str
    key: str
    source: str
    own: Mapping[str, str]


def rebuild(given: Iterable[Given], out: Collected) -> None:
    """Pledges and contributions of our own file: transactions of one reference are the steps of one promise."""
    promises: dict[str, list[Given]] = {}
    for one in given:
        if one.says == "cash":
            _add_cash(one, out, one.ref, one.own.get("kind", "payment"), one.own.get("component", ""))
        else:
            promises.setdefault(one.ref, []).append(one)
    for ref, rows in promises.items():
        rows.sort(key=lambda one: last_day(one.on))
        sums: dict[tuple[str, str], dict[str, int]] = {}
        place = ("", "")
        for position, one in enumerate(rows):
            here = (one.phase, one.own.get("component", ""))
            sums.setdefault(here, {"announced": 0, "signed": 0})[one.says] += one.amount
            if position + 1 < len(rows) and last_day(rows[position + 1].on) == last_day(one.on):
                continue
            standing = [spot for spot, held in sums.items() if held["announced"] or held["signed"]]
            if len(standing) > 1:
                out.report(
                    "pledges",
                    one.line,
                    "pledge",
                    f"the pledge {ref} stands in several places at once",
                    "ask its publisher for a file whose transactions add up",
                )
                break
            place = standing[0] if standing else place if place[0] else here
            _add_step(rows, position, place, sums[place], out)


def _add_step(rows: list[Given], at: int, place: tuple[str, str], held: Mapping[str, int], out: Collected) -> None:
    one = rows[at]
    of_day = [row for row in rows[: at + 1] if row.on == one.on]
    own = next((row.own for row in reversed(of_day) if "low" in row.own), one.own)
    amount = held["signed"] or held["announced"]
    more: dict[str, str] = {}
    if not amount:
        more = {"reason": next((row.own["reason"] for row in of_day if "reason" in row.own), "")}
    elif "low" in own:
        plain = format_amount(amount)
        more = {"approximate": "yes", **{name: "" if own[name] == plain else own[name] for name in ("low", "high")}}
    out.add(
        "pledges",
        one.line,
        pledge=one.ref,
        status_on=one.on,
        status="withdrawn" if not amount else "committed" if held["signed"] else "pledged",
        phase=place[0],
        donor=one.donor,
        amount=format_amount(amount) if amount else "",
        currency=one.currency,
        component=place[1],
        form=one.form,
        source=one.source,
        **more,
    )


def sum_up(given: Iterable[Given], out: Collected) -> None:
    """Pledges and contributions of somebody's file, for each activity, provider and currency by itself.

    What is signed is worth Σ11 less what was paid of it; what is announced beyond, Σ13 less the larger of both. The
    signed promise takes the cash as its payments, so that the ledger's own rule leaves max(Σ11 − Σ1, 0) outstanding. A
    sum below 0, as in files that begin after their activity did, promises nothing and takes nothing from others.
    """
    groups: dict[tuple[str, str, str, str], list[Given]] = {}
    for one in given:
        groups.setdefault((one.identifier, one.donor, one.currency, one.form), []).append(one)
    currencies: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for identifier, donor, currency, form in groups:
        currencies.setdefault((identifier, donor), []).append((currency, form))
    for (identifier, donor, currency, form), rows in groups.items():
        first = currencies[identifier, donor][0] == (currency, form)
        key = f"{identifier}#{donor}" + ("" if first else f"#{currency}" + ("#in-kind" if form else ""))
        rows.sort(key=lambda row: (row.on, row.key))
        reached = accumulate(row.amount if row.says == "signed" else 0 for row in rows)
        signed = key if max(reached) > 0 else ""
        sums = {"announced": 0, "signed": 0, "cash": 0}
        stood = {"signed": 0, "announced": 0}
        for position, row in enumerate(rows):
            sums[row.says] += row.amount
            if row.says == "cash" and row.amount:
                _add_cash(row, out, signed, "payment" if row.amount > 0 else "reversal" if signed else "refund")
            if position + 1 < len(rows) and rows[position + 1].on == row.on:
                continue
            stands = {
                "signed": max(sums["signed"], 0),
                "announced": max(sums["announced"] - max(sums["signed"], sums["cash"], 0), 0),
            }
            for says, status, name in (("signed", "committed", key), ("announced", "pledged", f"{key}#13")):
                if stands[says] != stood[says]:
                    stood[says] = stands[says]
                    out.add(
                        "pledges",
                        row.line,
                        pledge=name,
                        status_on=row.on,
                        status=status,
                        phase=row.phase,
                        donor=donor,
                        amount=format_amount(stands[says]),
                        currency=currency,
                        form=form,
                        source=row.source,
                    )


def _add_cash(one: Given, out: Collected, pledge: str, kind: str, component: str = "") -> None:
    out.add(
        "contributions",
        one.line,
        contribution=one.key,
        received_on=one.on,
        kind=kind,
        phase=one.phase,
        donor=one.donor,
        pledge=pledge,
        amount=format_amount(one.amount),
        currency=one.currency,
        component=component,
        form=one.form,
        source=one.source,
    )
