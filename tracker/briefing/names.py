"""What donors are called in a reader's language. It knows names only, and changes none in the tables."""

from functools import lru_cache

import pandas as pd
import pycountry
from babel import Locale

from tracker.briefing.words import reader_locale


def donor_names(donors: pd.DataFrame) -> dict[str, str]:
    """Each donor's name by its code: a state's as its reader's language has it, every other as the table has it.

    In: the table `donors`. The tracker's own language is English, in which the table's names stand: to its readers a
    state is called what the ledger calls it.
    """
    locale = reader_locale()
    names = dict(zip(donors["donor"].astype(str), donors["name"].astype(str), strict=True))
    if locale.partition("_")[0] == "en":
        return names
    is_state = (donors["donor"] == donors["country"]).to_numpy() & (donors["kind"] == "government").to_numpy()
    return names | {code: _country_name(code, locale) or names[code] for code in donors["donor"][is_state].astype(str)}


@lru_cache(maxsize=4096)
def _country_name(alpha_3: str, locale: str) -> str | None:
    country = pycountry.countries.get(alpha_3=alpha_3)
    return None if country is None else Locale.parse(locale).territories.get(country.alpha_2)
