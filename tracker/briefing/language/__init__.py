"""What the briefing says, in the languages it is said in: messages by key, in Fluent. It knows words, never figures.

A folder for each language holds the same files with the same keys; what differs (word order, number, gender) is
decided in the language's own file. Amounts and dates come in as words already, counts as numbers.

Fluent is loaded with the first message, and parses each message when it is first said: all together take longer than
a command that says ten of them. So no message refers to another.
"""

import re
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
    bundle = _bundle_with(language, key)
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise LookupError(f"the message '{key}' has no text in {language}")
    text, errors = bundle.format_pattern(pattern, dict(slots))
    if errors:
        raise LookupError(f"the message '{key}' in {language}: {errors[0]}")
    return str(text)


def _bundle_with(language: str, key: str) -> "FluentBundle":
    """The messages of a language that were said so far, and this one."""
    from fluent.runtime import FluentResource

    bundle = _start_bundle(language)
    if not bundle.has_message(key):
        texts = _read_texts(language)
        if key not in texts:
            raise LookupError(f"there is no message '{key}' in {language}")
        bundle.add_resource(FluentResource(texts[key]))
    return bundle


@lru_cache(maxsize=len(LANGUAGES))
def _start_bundle(language: str) -> "FluentBundle":
    from fluent.runtime import FluentBundle

    # Without isolation marks: they would stand in every copied text, and no script here runs from the right.
    return FluentBundle([language], functions={"LOWER": _lower}, use_isolating=False)


@lru_cache(maxsize=len(LANGUAGES))
def _read_texts(language: str) -> dict[str, str]:
    """Every message of a language by its key, as its file has it: from a letter that begins a line to the next such."""
    files = sorted((Path(__file__).parent / language).glob("*.ftl"))
    parts = [part for file in files for part in re.split("^(?=[a-z])", file.read_text(encoding="utf-8"), flags=re.M)]
    return {part.partition("=")[0].strip(): part for part in parts if part[:1].islower()}


def _lower(text: object) -> Any:
    """What messages call as LOWER."""
    return str(text).lower()
