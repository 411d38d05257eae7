"""Currencies as people name them: codes, signs and names. A sign that several share, such as `$`, stays a sign."""

import re
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.numbers import get_territory_currencies, list_currencies

from tracker.exchange.countries import CODES, country_names, fold

LANGUAGES = ("en", "fr", "ru")
_DOLLARS = "USD AUD BBD BMD BND BSD BZD CAD CLP COP DOP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD TTD TWD UYU XCD"
_POUNDS = "GBP EGP FKP GIP LBP SDG SHP SSP SYP"
SHARED = {
    "$": frozenset(_DOLLARS.split()) | {"ARS"},
    "£": frozenset(_POUNDS.split()),
    "¥": frozenset({"JPY", "CNY"}),
    "kr": frozenset({"SEK", "NOK", "DKK", "ISK"}),
}
"""Signs that several currencies share; which of them is meant has to be said elsewhere."""
_SIGNS = {
    "€": "EUR", "₽": "RUB", "₴": "UAH", "₸": "KZT", "₹": "INR", "₩": "KRW", "₺": "TRY", "₼": "AZN", "₾": "GEL",
    "US$": "USD", "US $": "USD", "USD$": "USD", "$US": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "AU$": "AUD",
    "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL", "CN¥": "CNY", "JP¥": "JPY",
}  # fmt: skip
_WORDS = {
    "dollar": "$", "dollars": "$", "pound": "£", "pounds": "£", "yen": "JPY", "us dollars": "USD", "dollars us": "USD",
    "euros": "EUR", "евро": "EUR", "rouble": "RUB", "roubles": "RUB", "rubles": "RUB", "руб": "RUB", "рублей": "RUB",
    "рубль": "RUB", "долл": "$", "долл сша": "USD", "долларов сша": "USD", "sfr": "CHF", "pound sterling": "GBP",
    "pounds sterling": "GBP", "uk pound": "GBP", "united states dollars": "USD", "dollars des etats unis": "USD",
}  # fmt: skip
_REGIONS = {"409": "USD", "1009": "CAD", "C09": "AUD", "1409": "NZD", "809": "GBP", "411": "JPY", "804": "CNY",
            "41D": "SEK", "414": "NOK", "406": "DKK", "40F": "ISK", "1004": "SGD", "C04": "HKD"}  # fmt: skip
"""The currency of a region by the number under which a number format names it."""

ISO = frozenset(code for code in list_currencies() if code.isalpha() and len(code) == 3)
_SIGN_PATTERN = "|".join(re.escape(sign) for sign in sorted([*_SIGNS, *SHARED], key=len, reverse=True))
_WORD_PATTERN = "|".join(word.replace(" ", "[ .]+") for word in sorted([*_WORDS, "euro"], key=len, reverse=True))
_EITHER = f"{_SIGN_PATTERN}|(?<![^\\W\\d_])(?:[A-Z]{{3}}|(?:{_WORD_PATTERN})[.]?|usd|eur|gbp|chf)(?![^\\W\\d_])"
PREFIX = re.compile(f"({_EITHER})\\s*", re.IGNORECASE)
SUFFIX = re.compile(f"\\s*({_EITHER})$", re.IGNORECASE)
_PLAIN_WORDS = {"ALL", "AND", "ANG", "BAM", "COP", "COU", "CUP", "GEL", "MAD", "MOP", "PEN", "SOS", "TOP", "TRY", "VAL"}
"""Codes that in a heading are more likely words."""
_WITHIN = re.compile(f"({_SIGN_PATTERN}|(?<![^\\W\\d_])[A-Z]{{3}}(?![^\\W\\d_]))")


def read_currency(text: str, region: str = "") -> str:
    """The code of a currency by its code, sign or name; a shared sign where only that is known; "" where it is none.

    A code in small letters counts where the whole text is one. `region` is the number of a number format's region.
    """
    bare = " ".join(text.split())
    if bare.upper() in ISO and (bare.isupper() or bare.upper() in ("USD", "EUR", "GBP", "CHF", "RUB")):
        return bare.upper()
    sign = next((sign for sign in (bare, bare.upper(), bare.lower()) if sign in _SIGNS or sign in SHARED), "")
    if sign in SHARED:
        code = _REGIONS.get(region.upper().lstrip("0"), "")
        return code if code in SHARED[sign] else sign
    if sign:
        return _SIGNS[sign]
    word = fold(bare)
    return _WORDS.get(word) or _names().get(word.replace("rouble", "ruble"), "")


def find_currency(text: str) -> str:
    """The one currency that a heading mentions by code, sign or name; "" where none or several."""
    found = {read_currency(match[1]) for match in _WITHIN.finditer(text) if match[1] not in _PLAIN_WORDS} - {""}
    folded = f" {fold(text)} "
    longest = [name for name in (*_WORDS, *_names()) if len(name) > 3 and f" {name} " in folded]
    whole = [name for name in longest if not any(name != other and name in other for other in longest)]
    found |= {_WORDS.get(name) or _names()[name] for name in whole}
    certain = {code for code in found if code not in SHARED}
    if len(certain) == 1 and all(agrees(sign, *certain) for sign in found):
        return certain.pop()
    return found.pop() if len(found) == 1 else ""


def agrees(found: str, code: str) -> bool:
    """Whether what was found in a text or format can be the currency of a code."""
    return not found or found == code or code in SHARED.get(found, ())


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Codes by folded name: `Australian Dollar`, and `Hungary Forint` by the country and the name's last word."""
    names: dict[str, set[str]] = {}
    english: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).currencies.items():
            if code in ISO:
                names.setdefault(fold(name), set()).add(code)
                if language == "en":
                    english[code] = fold(name).split()[-1]
    found = {name: codes.pop() for name, codes in names.items() if len(codes) == 1}
    for alpha2, alpha3 in CODES.items():
        for name in country_names(alpha3):
            for code in _tender(alpha2):
                if code in english:
                    found.setdefault(f"{name} {english[code]}", code)
    return found


def _tender(alpha2: str) -> list[str]:
    """A country's currencies, today's first, then those it has had in this century."""
    now = get_territory_currencies(alpha2, date(2020, 1, 1))
    return [
        *now,
        *(code for code in get_territory_currencies(alpha2, date(2000, 1, 1), date(2030, 1, 1)) if code not in now),
    ]
