"""What donors are called in a reader's language. It knows names only, and changes none in the tables."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

import pandas as pd
from babel import Locale

from tracker.briefing.words import reader_locale


def donor_names(donors: pd.DataFrame) -> dict[str, str]:
    """Each donor's name by its code: a state's as its reader's language has it, every other as the table has it.

    In: the table `donors`. The tracker's own language is English, in which the table's names stand: to its readers a
    state is called what the ledger calls it. Donors of one name are told apart (see `tell_apart`).
    """
    locale = reader_locale()
    names = dict(zip(donors["donor"].astype(str), donors["name"].astype(str), strict=True))
    if locale.partition("_")[0] == "en":
        return tell_apart(names)
    is_state = (donors["donor"] == donors["country"]).to_numpy() & (donors["kind"] == "government").to_numpy()
    states = {code: _country_name(code, locale) or names[code] for code in donors["donor"][is_state].astype(str)}
    return tell_apart(names | states)


def in_order(names: Iterable[str]) -> list[str]:
    """Names as a list of them is ordered: É beside E."""
    return sorted(names, key=lambda name: (unicodedata.normalize("NFD", name)[:1], name))


def tell_apart(names: Mapping[str, str]) -> dict[str, str]:
    """The names (or titles) by code, with the code behind each that several share: who chooses one means just one."""
    shared = {name for name, count in Counter(names.values()).items() if count > 1}
    return {code: f"{name} ({code})" if name in shared else name for code, name in names.items()}


@lru_cache(maxsize=4096)
def _country_name(alpha_3: str, locale: str) -> str | None:
    import pycountry  # its lists take a moment to load

    country = pycountry.countries.get(alpha_3=alpha_3)
    return None if country is None else Locale.parse(locale).territories.get(country.alpha_2)
