"""Under which identifiers initiatives and their phases are published. It knows keys and identifiers, and no money."""

import re
from typing import NamedTuple

import pandas as pd

from tracker.exchange.iati.codes import find_agency

_UNSAFE = re.compile(r"[\s/&|?]+")


class Publisher(NamedTuple):
    """Who publishes an initiative: the identifier of the organisation and of the initiative, and its name and type."""

    organisation: str
    initiative: str
    name: str
    code: str


def find_publishers(initiatives: pd.DataFrame) -> tuple[dict[str, Publisher], list[str]]:
    """The publisher of each initiative by its key; and for each that has no identifier what is missing.

    An initiative's own identifier begins with that of its organisation: a lead agency that is known, else all before
    the last dash. Without one, a known lead agency's and the initiative's key make it.
    """
    found: dict[str, Publisher] = {}
    left = []
    for row in initiatives.sort_values("initiative").itertuples(index=False):
        agency, own = find_agency(row.lead_agency), row.iati_identifier
        if own and agency and own.startswith(agency + "-"):
            organisation, identifier = agency, own
        elif own and own.rpartition("-")[0]:
            organisation, identifier = own.rpartition("-")[0], own
        elif agency and not own:
            organisation, identifier = agency, f"{agency}-{_UNSAFE.sub('_', row.initiative)}"
        else:
            left.append(
                f"{row.initiative}: nobody can tell under whose identifier it is published; write its iati_identifier, "
                "such as XM-DAC-41128-PPI, into initiatives"
            )
            continue
        name = row.lead_agency or organisation
        found[row.initiative] = Publisher(organisation, identifier, name, _type_of(organisation))
    return found, left


def _type_of(organisation: str) -> str:
    """Multilaterals' channels have five digits that begin with 4; what else is not certain is 90, other."""
    if re.fullmatch(r"XM-DAC-4[0-9]{4}|XM-OCHA-.*|XI-IATI-.*", organisation):
        return "40"
    return "10" if re.match(r"[A-Z]{2}-GOV-", organisation) else "90"


def identify_phase(publisher: Publisher, initiative: str, phase: str, taken: set[str]) -> str:
    """The identifier of a phase's activity: the initiative's and what the phase's key adds; unlike all `taken` ones."""
    rest = phase.removeprefix(initiative).lstrip("-_ ") if phase.startswith(initiative) else phase
    identifier = f"{publisher.initiative}-{_UNSAFE.sub('_', rest or phase)}"
    chosen, count = identifier, 1
    while chosen in taken:
        count += 1
        chosen = f"{identifier}-{count}"
    taken.add(chosen)
    return chosen
