"""Published tables as an IATI activity file: an activity a phase. It writes what it is given, and nothing softer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
from lxml import etree

from tracker.dates import first_day, is_partial, last_day
from tracker.exchange.iati import codes
from tracker.exchange.iati.flows import Flow, find_flows
from tracker.exchange.iati.periods import Budget, find_budgets
from tracker.exchange.iati.publishers import Publisher, find_publishers, identify_phase
from tracker.money import format_amount, format_number
from tracker.problems import RefusedError
from tracker.rates import PIVOT, Rates
from tracker.tables import Tables

_ENGLISH = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Published:
    """An activity file, and what of the tables did not go into it."""

    data: bytes
    activities: int
    left: list[str] = field(default_factory=list)


def write_activities(
    tables: Tables, as_of: date, *, sectors: Sequence[tuple[str, str]] = (), places: Sequence[str] = ()
) -> Published:
    """Write published tables (`audience.tables_for("partners")`) as they stand on a date.

    `sectors` are DAC codes with percentages (one alone may have ""); `places` are alpha-2 codes of countries, or the
    code of one region. A file is the same for the same tables and date: it is dated by `as_of`. Where nothing can be
    published it is a RefusedError.
    """
    at = np.datetime64(as_of, "s")
    publishers, left = find_publishers(tables["initiatives"])
    flows, (budgets, unknown) = find_flows(tables, at), find_budgets(tables, at)
    written = _Written(tables, as_of, list(sectors) or [(codes.DEFAULT_SECTOR, "")], list(places))
    stream, taken = BytesIO(), set[str]()
    of_flows, of_budgets = _by_phase(flows), _by_phase(budgets)
    dates: list[tuple[str, str]] = []
    count = 0
    with etree.xmlfile(stream, encoding="utf-8") as file:
        file.write_declaration()
        head = {"version": codes.VERSION, "generated-datetime": f"{as_of.isoformat()}T00:00:00Z"}
        with file.element("iati-activities", head, nsmap={"ft": codes.OURS}):
            for phase in tables["phases"].sort_values("phase").itertuples(index=False):
                publisher = publishers.get(phase.initiative)
                if publisher is None:
                    continue
                mine, needed = of_flows.get(phase.phase, []), of_budgets.get(phase.phase, [])
                identifier = identify_phase(publisher, phase.initiative, phase.phase, taken)
                activity = written.activity(phase, publisher, identifier, mine, needed)
                if activity is None:
                    left.append(f"{phase.phase}: neither its start nor anything else of it has a date by then")
                    continue
                file.write("\n")
                file.write(activity, pretty_print=True)
                count += 1
                dates += [(flow.currency, str(flow.day)[:10]) for flow in mine]
                dates += [(budget.currency, last_day(budget.stated_on).isoformat()) for budget in needed]
            for rate in written.rates(dates):
                file.write(rate, pretty_print=True)
    if not count:
        raise RefusedError("nothing can be published: " + ("; ".join(left) or "the ledger has no phase"))
    return Published(stream.getvalue(), count, left + unknown)


def _by_phase(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.phase, []).append(row)
    return found


def _own(name: str) -> str:
    return f"{{{codes.OURS}}}{name}"


def _owned(**texts: str) -> dict[str, str]:
    """Attributes of our own namespace, of those that say something."""
    return {_own(name.replace("_", "-")): text for name, text in texts.items() if text}


def _add(parent: Any, tag: str, narrative: str = "", **attributes: str) -> Any:
    made = etree.SubElement(parent, tag, {name.replace("_", "-"): text for name, text in attributes.items() if text})
    if narrative:
        etree.SubElement(made, "narrative").text = narrative
    return made


def _date(parent: Any, tag: str, text: str, end: str = "last") -> None:
    """A date; one that is known to the month or year only stays known as that."""
    day = (first_day if end == "first" else last_day)(text)
    made = _add(parent, tag, iso_date=day.isoformat())
    made.attrib.update(_owned(on=text if is_partial(text) else ""))


@dataclass
class _Written:
    """What all activities of a file share."""

    tables: Tables
    as_of: date
    sectors: list[tuple[str, str]]
    places: list[str]

    def activity(
        self, phase: Any, publisher: Publisher, identifier: str, flows: list[Flow], budgets: list[Budget]
    ) -> Any:
        """The element of a phase; None where it has no date at all."""
        initiative = self._initiatives.loc[phase.initiative]
        dated = [str(flow.day)[:10] for flow in flows] + [last_day(one.stated_on).isoformat() for one in budgets]
        start = first_day(phase.starts_on).isoformat() if phase.starts_on else min(dated, default="")
        if not start:
            return None
        made = etree.Element("iati-activity", nsmap={"ft": codes.OURS})
        made.set(_ENGLISH, "en")
        made.set("default-currency", initiative["currency"])
        newest = max(dated, default="")
        if newest:
            made.set("last-updated-datetime", f"{newest}T00:00:00Z")
        made.attrib.update(
            _owned(
                initiative=phase.initiative,
                initiative_title=initiative["title"],
                lead_agency=initiative["lead_agency"],
                iati_identifier=initiative["iati_identifier"],
                phase=phase.phase,
                phase_title=phase.title,
            )
        )
        _add(made, "iati-identifier").text = identifier
        _add(made, "reporting-org", publisher.name, ref=publisher.organisation, type=publisher.code)
        _add(made, "title", f"{initiative['title']}: {phase.title}")
        said = "What it needs, and what donors announced, signed and paid, as its secretariat records it."
        _add(made, "description", f"{initiative['title']}: {phase.title}. {said}", type="1")
        for donor in sorted({flow.donor for flow in flows}):
            self._organisation(made, "participating-org", donor, role="1")
        _add(made, "participating-org", publisher.name, ref=publisher.organisation, type=publisher.code, role="2")
        self._dates(made, phase, start)
        self._classify(made)
        for budget in budgets:
            self._budget(made, budget)
        for flow in flows:
            self._transaction(made, flow, publisher)
        return made

    @cached_property
    def _initiatives(self) -> pd.DataFrame:
        return self.tables["initiatives"].set_index("initiative")

    @cached_property
    def _donors(self) -> dict[str, dict[str, str]]:
        return {str(row["donor"]): row for row in self.tables["donors"].to_dict("records")}

    def _dates(self, made: Any, phase: Any, start: str) -> None:
        end = last_day(phase.ends_on).isoformat() if phase.ends_on else ""
        today = self.as_of.isoformat()
        status = "1" if phase.starts_on and start > today else "3" if end and end < today else "2"
        _add(made, "activity-status", code=status)
        begins = _add(
            made,
            "activity-date",
            "" if phase.starts_on else "The first record: its start is not known.",
            type="1",
            iso_date=start,
        )
        begins.attrib.update(
            _owned(
                on=(phase.starts_on if is_partial(phase.starts_on) else "") or ("" if phase.starts_on else "unknown")
            )
        )
        if end:
            ends = _add(made, "activity-date", type="3", iso_date=end)
            ends.attrib.update(_owned(on=phase.ends_on if is_partial(phase.ends_on) else ""))

    def _classify(self, made: Any) -> None:
        countries = [place for place in self.places if place.isalpha()]
        shares = [""] if len(countries) < 2 else _even_shares(len(countries))
        for country, share in zip(countries, shares, strict=False):
            _add(made, "recipient-country", code=country.upper(), percentage=share)
        if not countries:
            _add(made, "recipient-region", code=(self.places or [codes.DEFAULT_REGION])[0], vocabulary="1")
        for sector, share in self.sectors:
            _add(made, "sector", code=sector, vocabulary="1", percentage=share)
        _add(made, "default-aid-type", code=codes.MULTI_DONOR)

    def _organisation(self, parent: Any, tag: str, donor: str, **more: str) -> Any:
        row = self._donors.get(donor, {})
        made = _add(
            parent,
            tag,
            row.get("name", donor),
            ref=codes.identify_donor(donor, row.get("aliases", "")),
            type=codes.TYPES.get(row.get("kind", ""), "90"),
            **more,
        )
        made.attrib.update(_owned(donor=donor, country=row.get("country", ""), donor_kind=row.get("kind", "")))
        return made

    def _budget(self, made: Any, budget: Budget) -> None:
        part = _add(made, "budget", type=budget.code, status="1")
        part.attrib.update(
            _owned(
                component=budget.component,
                line="/".join(budget.line),
                support_cost_rate="" if budget.support is None else format_number(budget.support),
            )
        )
        _add(part, "period-start", iso_date=budget.start.isoformat())
        _add(part, "period-end", iso_date=budget.end.isoformat())
        self._value(part, budget.amount, budget.currency, budget.stated_on)

    def _transaction(self, made: Any, flow: Flow, publisher: Publisher) -> None:
        part = _add(made, "transaction", ref=flow.ref)
        part.attrib.update(
            _owned(contribution=flow.contribution, kind=flow.kind, component=flow.component, reason=flow.reason)
        )
        if flow.vague:
            part.attrib.update(_owned(low=format_amount(flow.vague[0]), high=format_amount(flow.vague[1])))
        _add(part, "transaction-type", code=flow.code)
        _date(part, "transaction-date", flow.on)
        self._value(part, flow.amount, flow.currency, flow.on)
        _add(part, "description", flow.words + (f" for {flow.component}" if flow.component else ""))
        self._organisation(part, "provider-org", flow.donor)
        _add(part, "receiver-org", publisher.name, ref=publisher.organisation, type=publisher.code)
        if flow.form == "in_kind":
            _add(part, "disbursement-channel", code=codes.IN_KIND)

    def _value(self, parent: Any, amount: int, currency: str, on: str) -> None:
        made = _add(parent, "value", currency=currency, value_date=last_day(on).isoformat())
        made.text = format_amount(amount)
        made.attrib.update(_owned(on=on if is_partial(on) else ""))

    def rates(self, dates: list[tuple[str, str]]) -> list[Any]:
        """The rates of exchange that were in force on the days of what is published."""
        rates = self.tables["rates"]
        currencies = {currency for currency, _ in dates} | set(self.tables["initiatives"]["currency"])
        every = sorted({self.as_of.isoformat(), *(day for _, day in dates)})
        if len(currencies) < 2:
            return []
        used = rates[rates["currency"].isin(currencies - {PIVOT}).to_numpy()]
        kept = Rates.in_force(used, np.array(every, dtype="datetime64[s]"))
        made = []
        for row in kept.sort_values(["currency", "on"]).itertuples(index=False):
            rate = etree.Element(_own("rate"), nsmap={"ft": codes.OURS})
            rate.attrib.update({"currency": row.currency, "on": row.on, "per-usd": format_number(int(row.per_usd))})
            made.append(rate)
        return made


def _even_shares(count: int) -> list[str]:
    """Percentages that add up to 100."""
    share = 10_000 // count
    shares = [share] * (count - 1) + [10_000 - share * (count - 1)]
    return [format_amount(one) for one in shares]
