"""How many of something, in words. It counts nothing itself."""

from babel.numbers import format_decimal

from tracker.briefing.language import spoken_language

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count_words(count: int, singular: str = "", plural: str = "") -> str:
    """`one payment`, `three payments`, `12 payments`, `no payments`; without nouns the number alone.

    Nouns are English. Other languages have theirs in messages, and write the number in digits, which have no gender.
    """
    if spoken_language() != "en":
        return str(format_decimal(count, locale=spoken_language()))
    number = _SMALL[count] if 0 <= count < len(_SMALL) else f"{count:,}"
    noun = singular if count == 1 else plural or f"{singular}s"
    return f"{number} {noun}" if singular else number
