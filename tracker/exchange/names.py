"""Donors as people name them: found by key, name, alias, ISO code or country. A near miss is suggested, never taken."""

import difflib
import re
from collections.abc import Mapping

import pandas as pd

from tracker.exchange.amounts import is_unknown
from tracker.exchange.countries import all_country_names, country_names, country_title, find_country, fold
from tracker.money import CellError

_MARK = re.compile(
    "\\s*(?:[*†‡§#]+|[¹²³⁰⁴-⁹ᵃ-ᶻ]+|[(\\[](?:[a-z]|[0-9]{1,2}|\\*+)[)\\]]|\\s[a-z]/|[0-9]{1,2}[/)]|\\s[a-z]\\))$"
)


def resolve_donors(texts: pd.Series, donors: pd.DataFrame) -> tuple["pd.Series[str]", dict[str, CellError]]:
    """The key of the donor that each text names.

    In: texts, and the checked table of donors. Out: keys ("" where a text is blank, unknown or not resolved), the same
    index; and for each text that could not be resolved why, with who may be meant. Only what is exact after case,
    accents and punctuation counts: first the donors' own keys, names and aliases, then ISO codes (in capitals) and the
    names of countries in English, French and Russian.
    """
    index = index_donors(donors)
    found: dict[str, str] = {}
    faults: dict[str, CellError] = {}
    for text in texts.unique():
        try:
            found[text] = resolve_donor(text, index)
        except CellError as fault:
            found[text], faults[text] = "", fault
    return texts.map(found).astype("str"), faults


class DonorIndex:
    """The ledger's donors by everything that they are called, and by the country that their names stand for."""

    def __init__(self, donors: pd.DataFrame) -> None:
        self.called: dict[str, set[str]] = {}
        self.states: dict[str, set[str]] = {}
        self.agencies: dict[str, set[str]] = {}
        self.titles: dict[str, str] = {}
        for key, name, country, aliases in zip(
            *(donors[column].astype("str") for column in ("donor", "name", "country", "aliases")), strict=True
        ):
            self.titles[key] = name
            for title in (key, name, *aliases.split(";")):
                if fold(title):
                    self.called.setdefault(fold(title), set()).add(key)
                state = find_country(title)
                if state:
                    self.states.setdefault(state, set()).add(key)
            if country:
                self.agencies.setdefault(country, set()).add(key)

    def say(self, keys: set[str]) -> str:
        """Donors as a remedy names them."""
        return " or ".join(f"{self.titles[key]} ({key})" for key in sorted(keys))


def index_donors(donors: pd.DataFrame) -> DonorIndex:
    """Everything that donors are called."""
    return DonorIndex(donors)


def resolve_donor(text: str, index: DonorIndex) -> str:
    """The key of the donor that a text names, "" where it says none; a CellError where it is not certain."""
    bare = " ".join(text.split())
    if not bare or (is_unknown(bare) and fold(bare) not in index.called and not find_country(bare)):
        return ""
    for title in dict.fromkeys((bare, strip_mark(bare)[0])):
        keys = index.called.get(fold(title), set())
        if len(keys) > 1:
            keys = {key for key in keys if key.casefold() == title.casefold()} or keys
        state = find_country(title)
        if not keys and state:
            owners = index.states.get(state, set())
            keys = {state} if state in owners else owners
        if len(keys) == 1:
            return next(iter(keys))
        if keys:
            raise CellError(f"'{bare}' may be {index.say(keys)}", "write the key that is meant")
        if state:
            raise _not_listed(bare, state, index)
    raise CellError(f"'{bare}' is not a donor", _suggest(bare, index))


def resolve_state(text: str) -> str:
    """The alpha-3 code of the country that a text names exactly, footnote marks apart; "" where it names none."""
    return find_country(text) or find_country(strip_mark(text)[0])


def strip_mark(text: str) -> tuple[str, str]:
    """A name without the footnote marks at its end (`France*`, `France¹`, `France (a)`, `France a/`), and the marks."""
    bare = text.strip()
    while match := _MARK.search(bare):
        if not match.start():
            break
        bare = bare[: match.start()].rstrip()
    return bare, text.strip()[len(bare) :].strip()


def find_marks(texts: pd.Series, keys: pd.Series, faults: Mapping[str, object]) -> dict[str, str]:
    """The texts that were resolved without their footnote marks, each with its marks."""
    found = {}
    for text, key in dict(zip(texts, keys, strict=True)).items():
        _, mark = strip_mark(text)
        if mark and key and text not in faults:
            found[text] = mark
    return found


def _not_listed(text: str, state: str, index: DonorIndex) -> CellError:
    title = country_title(state)
    agencies = index.agencies.get(state, set())
    if agencies:
        remedy = f"write the key of the one that is meant, such as {index.say(agencies)}, or add {state} to donors"
    else:
        remedy = f"add a row to donors: {state}, {title}"
    return CellError(f"'{text}' is {title} ({state}), which is not among the donors", remedy)


def _suggest(text: str, index: DonorIndex) -> str:
    word = fold(strip_mark(text)[0])
    near = difflib.get_close_matches(word, [*index.called], 2, 0.7) if len(word) > 3 else []
    said = [index.say(index.called[name]) for name in near]
    if not near and len(word) > 3:
        names = difflib.get_close_matches(word, all_country_names(), 2, 0.8)
        said = [f"{country_title(find_country(name))} ({find_country(name)})" for name in names]
    said += [f"{country_title(code)} ({code})" for code in _partial(word) if f"({code})" not in " ".join(said)]
    if not said:
        return "write a donor's key, name or alias as it stands in donors, or add the donor there"
    return "did you mean " + " or ".join(dict.fromkeys(said)) + "?"


def _partial(word: str) -> list[str]:
    """The few countries in whose name a word stands, such as both Koreas."""
    codes = {find_country(name) for name in all_country_names() if word and word in name.split()}
    codes -= {""}
    return sorted(codes, key=lambda code: len(country_names(code)))[:3] if len(codes) <= 3 else []
