"""Countries by ISO code and by their names in English, French and Russian. It knows exact names only."""

import gettext
import re
import unicodedata
from functools import lru_cache

import pycountry
from babel import Locale

LANGUAGES = ("en", "fr", "ru")
CODES: dict[str, str] = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
"""Alpha-3 codes by alpha-2 code."""
_ALIASES = {
    "GBR": "UK; Great Britain; Britain; Великобритания; United Kingdom of Great Britain and Northern Ireland",
    "USA": "United States of America; USA; U.S.; США; Etats-Unis d'Amérique",
    "KOR": "Republic of Korea; South Korea; Korea (Republic of); ROK",
    "PRK": "Democratic People's Republic of Korea; North Korea; DPRK",
    "MKD": "The former Yugoslav Republic of Macedonia; FYROM; Macedonia",
    "COD": "Democratic Republic of the Congo; DR Congo; DRC", "CZE": "Czech Republic; République tchèque",
    "SWZ": "Swaziland", "CPV": "Cape Verde", "MMR": "Burma", "TLS": "East Timor", "CIV": "Ivory Coast",
    "NLD": "Holland; Kingdom of the Netherlands", "TUR": "Turkey; Turquie", "RUS": "Russia; Российская Федерация",
    "VAT": "Holy See; Saint-Siège; Святой Престол", "SVK": "Slovak Republic", "BLR": "Belarus; Белоруссия; Беларусь",
    "MDA": "Moldova; Молдавия", "KGZ": "Киргизия; Кыргызстан", "ARE": "UAE", "DEU": "ФРГ", "PSE": "Palestine",
    "LAO": "Lao PDR; Laos", "BOL": "Bolivia", "VEN": "Venezuela", "IRN": "Iran", "TZA": "Tanzania", "SYR": "Syria",
}  # fmt: skip


def fold(text: str) -> str:
    """A name without what people write differently: case, accents, points, apostrophes, dashes, `the`, `&`, breaks."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    bare = re.sub("[.'’‘ʼ`´]", "", bare).replace("&", " and ")
    words = re.sub(r"[\W_]+", " ", bare).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def find_country(text: str) -> str:
    """The alpha-3 code of a country by its code (in capitals) or an exact name; "" where it is none or of several.

    `NA` is Namibia; `n/a` is no country. `No` is not Norway.
    """
    bare = text.strip()
    if bare.isupper() and bare in CODES:
        return CODES[bare]
    if bare.isupper() and bare in CODES.values():
        return bare
    codes = _names().get(fold(text), frozenset())
    return next(iter(codes)) if len(codes) == 1 else ""


def country_names(code: str) -> list[str]:
    """The folded names of a country."""
    return [name for name, codes in _names().items() if codes == {code}]


def country_title(code: str) -> str:
    """The English name of a country as shown."""
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return code
    return str(Locale("en").territories.get(country.alpha_2) or country.name)


def all_country_names() -> list[str]:
    """Every folded name that stands for one country."""
    return [name for name, codes in _names().items() if len(codes) == 1]


@lru_cache(maxsize=1)
def _names() -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    shown = [Locale(language).territories for language in LANGUAGES]
    translations = [
        gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)
        for language in LANGUAGES
    ]
    for country in pycountry.countries:
        formal = [getattr(country, name, "") for name in ("name", "official_name", "common_name")]
        written = [territories.get(country.alpha_2, "") for territories in shown]
        written += [translation.gettext(name) for translation in translations for name in formal if name]
        written += [name for name in _ALIASES.get(country.alpha_3, "").split(";") if name]
        for name in written:
            names.setdefault(fold(name), set()).add(country.alpha_3)
            surname, _, first = name.partition(", ")
            if first and "," not in first:
                names.setdefault(fold(f"{first} {surname}"), set()).add(country.alpha_3)
    names.pop("", None)
    names["congo"] = {"COG", "COD"}  # the one country's formal name, and what many call the other
    return {name: frozenset(codes) for name, codes in names.items()}
