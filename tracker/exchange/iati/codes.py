"""The codes and identifiers of the IATI standard that this project writes and reads. It knows no tables.

Codes are those of the standard's code lists TransactionType, OrganisationType, OrganisationRole, BudgetType,
ActivityDateType and ActivityStatus (2.03); `XM-DAC-…` are the OECD DAC's codes of donors and channels.
"""

import re

OURS = "urn:funding-tracker:iati"
"""The namespace of what IATI has no word for: keys, components, dates known to the month or year, rates."""
INCOMING = {"13": "announced", "11": "signed", "1": "cash"}
"""What each transaction type says of money that comes in."""
OUTGOING = {"12": "announced", "2": "signed", "3": "cash", "4": "cash"}
"""The same seen from who gives: outgoing pledge and commitment, disbursement, expenditure."""
VERSION = "2.03"
DEFAULT_SECTOR = "16063"
"""Narcotics control."""
DEFAULT_REGION = "998"
"""Developing countries, unspecified: a phase names no place, and the standard asks for one."""
MULTI_DONOR = "B032"
"""Aid type: contributions to multi-donor mechanisms of a single entity."""
IN_KIND = "4"
"""Disbursement channel: aid in kind."""
KINDS = {
    "10": "government",
    "11": "government",
    "15": "government",
    "40": "multilateral",
    "60": "foundation",
    "21": "ngo",
    "22": "ngo",
    "23": "ngo",
    "24": "ngo",
    "70": "private",
    "71": "private",
    "72": "private",
    "73": "private",
}
"""The kind of donor of each organisation type; any other is `other`."""
TYPES = {"government": "10", "multilateral": "40", "foundation": "60", "ngo": "21", "private": "70", "other": "90"}
"""The organisation type of each kind of donor."""
_STATES = {
    "1": "AUT",
    "2": "BEL",
    "3": "DNK",
    "4": "FRA",
    "5": "DEU",
    "6": "ITA",
    "7": "NLD",
    "8": "NOR",
    "9": "PRT",
    "10": "SWE",
    "11": "CHE",
    "12": "GBR",
    "18": "FIN",
    "20": "ISL",
    "21": "IRL",
    "22": "LUX",
    "40": "GRC",
    "50": "ESP",
    "61": "SVN",
    "68": "CZE",
    "69": "SVK",
    "75": "HUN",
    "76": "POL",
    "87": "RUS",
    "301": "CAN",
    "302": "USA",
    "701": "JPN",
    "742": "KOR",
    "801": "AUS",
    "820": "NZL",
}
_AGENCIES = {
    "UNODC": "XM-DAC-41128",
    "UNDP": "XM-DAC-41114",
    "UNHCR": "XM-DAC-41121",
    "UNICEF": "XM-DAC-41122",
    "UNFPA": "XM-DAC-41119",
    "WFP": "XM-DAC-41140",
    "OCHA": "XM-DAC-41127",
    "UNAIDS": "XM-DAC-41110",
    "UNIDO": "XM-DAC-41123",
}
_NAMES = {"united nations office on drugs and crime": "UNODC"}
_IDENTIFIER = re.compile(r"(?:[A-Z]{2}-[A-Z0-9]+|XI-IATI|XM-(?:DAC|OCHA)|XR-[A-Z]+)-[A-Za-z0-9._-]+")


def is_identifier(text: str) -> bool:
    """Whether a text has the form of an organisation's identifier, such as `XM-DAC-41128` or `GB-GOV-1`."""
    return bool(_IDENTIFIER.fullmatch(text.strip()))


def find_agency(name: str) -> str:
    """The identifier of an organisation of the United Nations by its short or full name, "" where it is none known."""
    bare = name.strip()
    return _AGENCIES.get(_NAMES.get(bare.casefold(), bare), "")


def find_state(identifier: str) -> str:
    """The alpha-3 code of the state whose government an identifier names, with or without an agency; "" for none."""
    from tracker.exchange.countries import CODES

    if identifier.startswith("XM-DAC-"):
        return _STATES.get(identifier.removeprefix("XM-DAC-").partition("-")[0], "")
    country, _, rest = identifier.partition("-")
    return CODES.get(country, "") if rest.startswith("GOV-") else ""


def identify_donor(donor: str, aliases: str) -> str:
    """The identifier of a donor: the first of its aliases that is one, else that of a state; "" where none is known."""
    own = next((alias.strip() for alias in aliases.split(";") if is_identifier(alias)), "")
    if own:
        return own
    return next((f"XM-DAC-{code}" for code, state in _STATES.items() if state == donor), "")
