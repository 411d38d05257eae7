"""How many of something, in words. It counts nothing itself."""

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count_words(count: int, singular: str = "", plural: str = "") -> str:
    """`one payment`, `three payments`, `12 payments`, `no payments`; without nouns the number alone."""
    number = _SMALL[count] if 0 <= count < len(_SMALL) else f"{count:,}"
    noun = singular if count == 1 else plural or f"{singular}s"
    return f"{number} {noun}" if singular else number
