"""What the briefing says, in the languages it is said in: messages by key, in Fluent. It knows words, never figures.

A folder for each language holds the same files with the same keys; what differs (word order, number, gender) is
decided in the language's own file. Amounts and dates come in as words already, counts as numbers.

Fluent is loaded with the first message: commands that say none start without it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

LANGUAGES: dict[str, str] = {"en": "English", "fr": "Français", "ru": "Русский"}
"""By code, each by its own name; the first is what the tracker speaks where nobody asks for another."""
_SPOKEN: ContextVar[str] = ContextVar("the language of sentences", default="en")


def spoken_language() -> str:
    """The code of the language in which sentences are written now."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Write sentences in a language of `LANGUAGES` until the end of the block; any other is a KeyError."""
    if language not in LANGUAGES:
        raise KeyError(language)
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def say(key: str, **slots: str | int | float) -> str:
    """The message of a key in the language spoken now, its slots filled; a missing key or slot is a LookupError."""
    return _format(spoken_language(), key, tuple(slots.items()))


@lru_cache(maxsize=4096)
def _format(language: str, key: str, slots: tuple[tuple[str, str | int | float], ...]) -> str:
    bundle = read_bundle(language)
    if not bundle.has_message(key):
        raise LookupError(f"there is no message '{key}' in {language}")
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise LookupError(f"the message '{key}' has no text in {language}")
    text, errors = bundle.format_pattern(pattern, dict(slots))
    if errors:
        raise LookupError(f"the message '{key}' in {language}: {errors[0]}")
    return str(text)


@lru_cache(maxsize=len(LANGUAGES))
def read_bundle(language: str) -> "FluentBundle":
    """All messages of a language."""
    from fluent.runtime import FluentBundle, FluentResource

    # Without isolation marks: they would stand in every copied text, and no script here runs from the right.
    bundle = FluentBundle([language], functions={"LOWER": _lower}, use_isolating=False)
    for file in sorted((Path(__file__).parent / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    return bundle


def _lower(text: object) -> Any:
    """What messages call as LOWER."""
    return str(text).lower()
