"""Activities of an IATI file as initiatives, phases and budgets, and its transactions as pledges and cash."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from tracker.dates import first_day, last_day, parse_date
from tracker.exchange.child import Child
from tracker.exchange.collected import Collected
from tracker.exchange.givers import Givers, slug
from tracker.exchange.iati import codes
from tracker.exchange.iati.promises_in import Given, rebuild, sum_up
from tracker.exchange.reading import Reading
from tracker.money import format_amount

_PARSING = "tracker.exchange.iati.parsing"
_NUMBER = re.compile("[-+]?[0-9]{1,18}(?:[.][0-9]*)?")
_SECONDS_A_MEGABYTE = 0.5
_REMEDY = "ask its publisher to correct it"
UNKNOWN_DONOR = "NOT-STATED"


def read_activities(path: Path, donors: pd.DataFrame, *, outgoing: bool = False) -> Reading:
    """Read an IATI activity file of any version 2.

    In: the file, and the ledger's checked table of donors. `outgoing` reads a donor's own file: what it commits and
    disburses is what comes in elsewhere. Out: initiatives, phases, budgets, donors that the ledger lacks, pledges,
    contributions, and in our own files the rates. What cannot be read at all is a RefusedError.
    """
    size = path.stat().st_size
    with Child(_PARSING, remedy="ask its publisher for a smaller file, or a whole one") as child:
        parsed = child.call(
            "parse_activities",
            path.name,
            str(path),
            outgoing=outgoing,
            name=path.name,
            seconds=60 + _SECONDS_A_MEGABYTE * (size >> 20),
        )
    return read_parsed(path.name, parsed, donors, outgoing=outgoing)


def read_parsed(name: str, parsed: dict[str, Any], donors: pd.DataFrame, *, outgoing: bool = False) -> Reading:
    """The same of what `parsing.parse_activities` gave back."""
    return _Activities(name, parsed, Givers(donors), outgoing).read()


class _Activities:
    """One file that was parsed."""

    def __init__(self, name: str, parsed: dict[str, Any], givers: Givers, outgoing: bool) -> None:
        self._out = Collected(name)
        self._parsed, self._givers, self._outgoing = parsed, givers, outgoing
        self._says = codes.OUTGOING if outgoing else codes.INCOMING
        columns = parsed["activities"]
        self._activities: list[dict[str, Any]] = [
            dict(zip(columns, values, strict=True), number=number)
            for number, values in enumerate(zip(*columns.values(), strict=True))
        ]
        self._sources: dict[str, str] = {}
        self._rounded = 0

    def read(self) -> Reading:
        """All of its tables."""
        self._add_places()
        self._add_budgets()
        own: list[Given] = []
        told = len(self._parsed["transactions"]["line"])
        for _, given in groupby(self._given(), key=lambda one: one.identifier):
            foreign: list[Given] = []
            for one in given:
                (own if one.own else foreign).append(one)
            sum_up(foreign, self._out)
        rebuild(own, self._out)
        self._parsed["transactions"].clear()  # of a large file they take as much memory as the tables do
        for line, row in self._givers.rows:
            self._out.add("donors", line, **row)
        for number, (currency, on, per_usd) in enumerate(self._parsed["rates"], 1):
            self._out.add("rates", number, currency=currency, on=on, per_usd=per_usd)
        self._say(told)
        phases = frozenset(self._phase(one) for one in self._activities)
        return self._out.reading(scope=phases)

    def _phase(self, activity: Mapping[str, Any]) -> str:
        return str((activity["own"] or {}).get("phase") or activity["identifier"])

    def _add_places(self) -> None:
        """Initiatives and phases: our own as they were; of others an activity each, under its parent if any."""
        titles = {one["identifier"]: one["title"] for one in self._activities}
        seen: dict[str, int] = {}
        initiatives: dict[str, str] = {}
        for one in self._activities:
            line, identifier, own = one["line"], one["identifier"], one["own"] or {}
            if not identifier:
                self._out.report("phases", line, "phase", "the activity has no iati-identifier", _REMEDY)
                continue
            if identifier in seen:
                said = f"the activity {identifier} stands in line {seen[identifier]} already"
                self._out.report("phases", line, "phase", said, _REMEDY, identifier)
                continue
            seen[identifier] = line
            initiative = own.get("initiative") or one["parent"] or identifier
            title = titles.get(one["parent"]) or one["parent"] or one["title"] or identifier
            currency = one["currency"] or self._currency_of(one)
            source = self._source(one)
            if initiative not in initiatives:
                initiatives[initiative] = currency
                receivers = [name for _, name, _ in one["receivers"] if name]
                agency = next(iter(receivers), "") if self._outgoing else one["publisher_name"]
                self._out.add(
                    "initiatives",
                    line,
                    initiative=initiative,
                    title=own.get("initiative-title") or title,
                    lead_agency=own.get("lead-agency", "") if own else agency,
                    currency=currency,
                    iati_identifier=own.get("iati-identifier", "") if own else one["parent"] or identifier,
                    source=source,
                )
            start, end = self._dates(one)
            self._out.add(
                "phases",
                line,
                phase=self._phase(one),
                initiative=initiative,
                title=own.get("phase-title") or one["title"] or identifier,
                starts_on=start,
                ends_on=end,
                source=source,
            )

    def _currency_of(self, activity: Mapping[str, Any]) -> str:
        """The currency that most values of an activity without a default name."""
        number = activity["number"]
        said: Counter[str] = Counter()
        for rows in (self._parsed["transactions"], self._parsed["budgets"]):
            said.update(code for at, code in zip(rows["activity"], rows["currency"], strict=True) if at == number)
        said.pop("", None)
        if not said:
            self._out.remark(f"{activity['identifier']} names no currency; US dollars were taken")
        return said.most_common(1)[0][0] if said else "USD"

    def _dates(self, one: Mapping[str, Any]) -> tuple[str, str]:
        """Start and end; what cannot be so is left blank, and said."""
        start, end = ("" if text == "unknown" else text for text in (one["starts_on"], one["ends_on"]))
        for column, text in (("starts_on", start), ("ends_on", end)):
            if text and parse_date(text) is None:
                self._out.report(
                    "phases",
                    one["line"],
                    column,
                    f"'{text[:40]}' is not a date, and was left out",
                    _REMEDY,
                    text,
                    severity="warning",
                )
                start, end = ("", end) if column == "starts_on" else (start, "")
        if start and end and last_day(end) < first_day(start):
            said = f"it ends on {end}, before it starts on {start}; the end was left out"
            self._out.report("phases", one["line"], "ends_on", said, _REMEDY, end, severity="warning")
            end = ""
        return start, end

    def _source(self, one: dict[str, Any]) -> str:
        """The source of an activity's rows: what its publisher publishes, and the activity as the place in it."""
        if "source" in one:
            return str(one["source"])
        publisher = one["publisher_name"] or one["publisher"] or "an unnamed publisher"
        key = f"IATI-{one['publisher'] or slug(publisher)}".replace(" ", "-")
        if key not in self._sources:
            self._sources[key] = publisher
            dated = parse_date(self._parsed["generated"][:10]) or ""
            self._out.add(
                "sources",
                one["line"],
                source=key,
                title=f"IATI activities published by {publisher}",
                dated=dated,
                publisher=publisher,
                marking="public",
            )
        one["source"] = f"{key} {one['identifier']}"
        return str(one["source"])

    def _amount(self, text: str, table: str, line: int) -> int | None:
        """Hundredths; more decimals are rounded half to even, and counted."""
        try:
            exact = Decimal(text) if _NUMBER.fullmatch(text) else Decimal("NaN")
            cents = (exact * 100).to_integral_value(ROUND_HALF_EVEN)
        except InvalidOperation:
            cents = exact = Decimal("NaN")
        if not cents.is_finite() or abs(cents) >= 2**63:
            said = f"'{text[:40]}' is not an amount" if text else "it has no value"
            self._out.report(table, line, "amount", said, _REMEDY, text)
            return None
        self._rounded += cents != exact * 100
        return int(cents)

    def _add_budgets(self) -> None:
        rows = self._parsed["budgets"]
        lines: dict[tuple[str, ...], list[Any]] = {}
        stated = self._stated_on()
        for number, line, code, start, end, text, currency, on, own in zip(*rows.values(), strict=True):
            activity = self._activities[number]
            amount = self._amount(text, "budgets", line)
            if amount is None or not activity["identifier"]:
                continue
            if own is not None:
                start, end = own.get("line", "/").split("/", 1)
            elif parse_date(start) is None or (end and parse_date(end) is None):
                self._out.report(
                    "budgets", line, "period_start", f"'{start[:20]}' to '{end[:20]}' is not a period", _REMEDY
                )
                continue
            on = on if own is not None else stated[number, code == "2"]
            own = own or {}
            key = (self._phase(activity), on, own.get("component", ""), start, currency or activity["currency"])
            kept = lines.setdefault(key, [line, end, 0, own.get("support-cost-rate", ""), activity, []])
            kept[2] += amount
        for (phase, on, component, start, currency), (line, end, amount, support, activity, _) in lines.items():
            if amount < 0:
                self._out.report(
                    "budgets",
                    line,
                    "amount",
                    f"the budget from {start} comes to {format_amount(amount)}, and "
                    "was left out: what is needed cannot be negative",
                    _REMEDY,
                    severity="warning",
                )
                continue
            self._out.add(
                "budgets",
                line,
                phase=phase,
                stated_on=on,
                component=component,
                period_start=start,
                period_end=end,
                amount=format_amount(amount),
                currency=currency,
                support_cost_rate=support,
                source=self._source(activity),
            )

    def _stated_on(self) -> dict[tuple[int, bool], str]:
        """When the original and the revised budget of each foreign activity were stated.

        Every value of a file has a date of its own, and the ledger's documents are restated whole: so the original
        document is dated by the earliest date of its values, the revised one by the latest of its own.
        """
        rows = self._parsed["budgets"]
        dates: dict[tuple[int, bool], list[str]] = {}
        for number, code, start, on in zip(
            *(rows[name] for name in ("activity", "code", "start", "stated_on")), strict=True
        ):
            day = next((text for text in (on, start) if parse_date(text)), "1900-01-01")
            dates.setdefault((number, code == "2"), []).append(day)
        found = {key: max(days) if key[1] else min(days) for key, days in dates.items()}
        for (number, is_revised), day in list(found.items()):
            if is_revised and day <= found.get((number, False), ""):
                updated = self._activities[number]["updated"]
                found[number, True] = max(updated, day) if parse_date(updated) else day
        return found

    def _given(self) -> Any:
        """The transactions, each with its donor and key."""
        rows = self._parsed["transactions"]
        refs: Counter[str] = Counter()
        kinds: Counter[tuple[str, str]] = Counter()
        taken: Counter[str] = Counter()
        begun, at, numbers = -1, 0, rows["activity"]
        for number, line, code, ref, on, text, currency, provider, name, kind, channel, own in zip(
            *rows.values(), strict=True
        ):
            if number != begun:  # an activity's transactions lie beside each other
                end = bisect_right(numbers, number, lo=at)
                refs, kinds = (
                    Counter(rows["ref"][at:end]),
                    Counter(zip(rows["ref"][at:end], rows["code"][at:end], strict=True)),
                )
                begun, at = number, end
                taken.clear()
            activity = self._activities[number]
            amount = self._amount(text, "contributions", line)
            if parse_date(on) is None:
                said = f"'{on[:40]}' is not a date" if on else "the transaction has no date"
                self._out.report("contributions", line, "received_on", said, _REMEDY, on)
                continue
            currency = currency or activity["currency"]
            if not currency:
                said = "neither the transaction nor its activity names a currency"
                self._out.report("contributions", line, "currency", said, _REMEDY)
                continue
            if amount is None or not activity["identifier"]:
                continue
            is_own = bool(activity["own"] and "phase" in activity["own"])
            own = (own or {}) if is_own else {}
            donor = (
                self._givers.keep(
                    own["donor"],
                    name,
                    own.get("donor-kind") or codes.KINDS.get(kind, "other"),
                    own.get("country", ""),
                    line,
                    identifier=_unusual(own["donor"], provider),
                )
                if own.get("donor")
                else self._donor(activity, provider, name, kind, line)
            )
            if own.get("contribution"):
                key = own["contribution"]
            elif ref and refs[ref] == 1:
                key = f"{activity['identifier']}#{ref}"
            elif ref and kinds[ref, code] == 1:
                key = f"{activity['identifier']}#{ref}#{code}"
            else:
                key = f"{activity['identifier']}#{ref or donor}#{code}-{on}"
                taken[key] += 1
                key = key if taken[key] == 1 else f"{key}-{taken[key]}"
            yield Given(
                line,
                self._phase(activity),
                activity["identifier"],
                self._says[code],
                on,
                amount,
                currency,
                donor,
                "in_kind" if channel == codes.IN_KIND else "",
                ref,
                key,
                self._source(activity),
                {"own": "yes", **own} if is_own else {},
            )

    def _donor(self, activity: Mapping[str, Any], provider: str, name: str, kind: str, line: int) -> str:
        """Who gives: the provider, else the only funder of the activity, else in a donor's own file its publisher."""
        if not provider and not name:
            if len(activity["funders"]) == 1:
                provider, name, kind = activity["funders"][0]
            elif self._outgoing:
                provider, name, kind = activity["publisher"], activity["publisher_name"], ""
        if not provider and not name:
            return self._givers.keep(UNKNOWN_DONOR, "Provider not stated", "other", "", line)
        state = codes.find_state(provider)
        found = codes.KINDS.get(kind, "government" if state else "other")
        identifier = provider if codes.is_identifier(provider) else ""
        return self._givers.find(name or provider, found, line, identifier=identifier, state=state)

    def _say(self, told: int) -> None:
        parsed = self._parsed
        self._out.remark(f"IATI {parsed['version']}, {len(self._activities)} activities, {told} transactions")
        negatives = sum(parsed["negatives"].values())
        if negatives:
            of_which = sum(count for code, count in parsed["negatives"].items() if code in self._says)
            self._out.remark(
                f"{negatives} values are negative"
                + (f", {of_which} of them in what was read" if of_which != negatives else ", and kept")
            )
        others = sum(parsed["others"].values())
        if others:
            direction = "incoming" if self._outgoing else "outgoing or internal"
            hint = "" if told or self._outgoing else ": it may be a donor's own file, which --outgoing reads"
            self._out.remark(f"{others} {direction} transactions were left out{hint}")
        if self._rounded:
            self._out.remark(
                f"{self._rounded} amounts have more than 2 decimals and were rounded to cents, half to even"
            )


def _unusual(donor: str, identifier: str) -> str:
    """An identifier that is not the one that the donor's key stands for already."""
    return "" if identifier == codes.identify_donor(donor, "") else identifier
