"""Donors as the field's files name them: found among the ledger's, or made anew with a key of their own."""

import hashlib
import re
import unicodedata

import pandas as pd

from tracker.exchange.countries import country_title, find_country, fold
from tracker.exchange.names import index_donors, resolve_donor
from tracker.money import CellError

_COLUMNS = ("donor", "name", "country", "kind", "aliases")
_STATES_NAME = re.compile("(?:government of (?:the )?(.+)|(.+?),? (?:the )?government of(?: the)?)", re.IGNORECASE)
_LONGEST = 40


class Givers:
    """Finds the key of each giver that a file names; `frame` are those that the ledger does not have yet."""

    def __init__(self, donors: pd.DataFrame) -> None:
        self._index = index_donors(donors)
        self._listed = set(donors["donor"].astype("str"))
        self._known: dict[tuple[str, ...], str] = {}
        self._new: dict[str, dict[str, str]] = {}
        self._lines: dict[str, int] = {}

    def find(self, name: str, kind: str, line: int, *, identifier: str = "", state: str = "") -> str:
        """The key of a giver by identifier, else by name; what the ledger lists under either is its donor.

        `kind` is one of `terms.DONOR_KINDS`, as the file has it; `state` the alpha-3 code of its country where known.
        """
        asked = (name, kind, identifier, state)
        if asked not in self._known:
            self._known[asked] = self._find(name, kind, line, identifier, state)
        return self._known[asked]

    def keep(self, donor: str, name: str, kind: str, country: str, line: int, *, identifier: str = "") -> str:
        """The same where the file tells the key: it is one of our own."""
        if donor not in self._listed and donor not in self._new:
            self._put(donor, name or donor, kind, country, line, identifier)
        return donor

    def _find(self, name: str, kind: str, line: int, identifier: str, state: str) -> str:
        name = " ".join(name.split()) or identifier
        for text in filter(None, (identifier, name)):
            keys = self._index.called.get(fold(text), set())
            if len(keys) == 1:
                return next(iter(keys))
        of_state = _STATES_NAME.fullmatch(name)
        country = find_country((of_state[1] or of_state[2]) if of_state else name)
        if country:
            try:
                return resolve_donor(country_title(country), self._index)
            except CellError:
                self._put(country, country_title(country), "government", country, line, identifier)
                return country
        if kind == "government" and not state:
            kind = "other"  # whose government cannot be told, and a government's key begins with its state's
        key = slug(identifier or name)
        key = f"{state}-{key}" if kind == "government" else key
        while key in self._listed or (key in self._new and fold(self._new[key]["name"]) != fold(name)):
            key = f"{key}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
        self._put(key, name, kind, state, line, identifier)
        return key

    def _put(self, donor: str, name: str, kind: str, country: str, line: int, identifier: str) -> None:
        if donor in self._listed or donor in self._new:
            return
        values = (donor, name, country, kind, identifier)
        self._new[donor] = dict(zip(_COLUMNS, values, strict=True))
        self._lines[donor] = line

    @property
    def rows(self) -> list[tuple[int, dict[str, str]]]:
        """The donors to add, each with the line of the file that names it first."""
        return [(self._lines[donor], row) for donor, row in self._new.items()]


def slug(text: str) -> str:
    """A text as a key: capitals, digits and dashes; what has no Latin letters becomes the head of its digest."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    made = re.sub("[^A-Z0-9]+", "-", plain.upper()).strip("-")
    if len(made) > _LONGEST or not made:
        made = f"{made[: _LONGEST - 7].rstrip('-')}-{hashlib.sha256(text.encode()).hexdigest()[:6]}".lstrip("-")
    return made
