"""Messages in every language: the same keys with the same slots, and all that is said can be said."""

from pathlib import Path

import pytest
from fluent.runtime import FluentResource
from fluent.syntax.ast import Message, MessageReference, SelectExpression, TermReference, VariableReference
from fluent.syntax.visitor import Visitor

from tracker.briefing import language
from tracker.briefing.language import LANGUAGES, say, speaking

FILES = sorted({file.name for file in Path(language.__file__).parent.glob("*/*.ftl")})


class Slots(Visitor):
    """The slots that each message of a file shows; what a language decides by (number, case, mood) is its own affair."""

    def __init__(self) -> None:
        self.found: dict[str, set[str]] = {}

    def visit_Message(self, node: Message) -> None:  # noqa: N802 (named after the syntax tree's node)
        self.key = node.id.name
        self.found[self.key] = set()
        self.generic_visit(node)

    def visit_SelectExpression(self, node: SelectExpression) -> None:  # noqa: N802
        for variant in node.variants:
            self.visit(variant)

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802
        self.found[self.key].add(node.id.name)

    def visit_MessageReference(self, node: MessageReference | TermReference) -> None:  # noqa: N802
        raise AssertionError(f"{self.key} refers to {node.id.name}: a message is parsed without any other")

    visit_TermReference = visit_MessageReference  # noqa: N815


def slots_of(code: str, file: str) -> dict[str, set[str]]:
    slots = Slots()
    path = Path(language.__file__).parent / code / file
    for node in FluentResource(path.read_text(encoding="utf-8")).body:
        assert type(node).__name__ != "Junk", f"{code}/{file}: {node.content}"
        if isinstance(node, Message):
            slots.visit(node)
    return slots.found


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("code", list(LANGUAGES)[1:])
def test_every_language_has_the_same_messages_with_the_same_slots(code: str, file: str) -> None:
    assert slots_of(code, file) == slots_of("en", file)


def test_no_key_stands_in_two_files() -> None:
    keys = [key for file in FILES for key in slots_of("en", file)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_message_is_found_by_its_key_without_its_file_being_parsed(code: str) -> None:
    keys = {key for file in FILES for key in slots_of(code, file)}
    texts = language._read_texts(code)
    assert set(texts) == keys
    for key, text in texts.items():
        assert [node.id.name for node in FluentResource(text).body if isinstance(node, Message)] == [key]


def test_an_unknown_language_or_message_is_no_silent_blank() -> None:
    with pytest.raises(KeyError), speaking("xx"):
        pass
    with pytest.raises(LookupError, match="no message"):
        say("there-is-no-such-key")


def test_the_language_spoken_before_returns_after_a_block_even_where_it_fails() -> None:
    with pytest.raises(ValueError, match="on purpose"), speaking("fr"):
        raise ValueError("on purpose")
    assert language.spoken_language() == "en"
