"""Letters of reminder read back as Word reads them: what they say, to whom, and what never stands in one."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.shared import Cm

from tracker.briefing.letters import Letter, Line, write_letter

HOSTILE = "=cmd|'/c calc'!A1 <img src=x onerror=alert(1)> ![x](http://x) وزارة"
SIGNED = Line(
    "2026-13", "Phase Two", "committed", "overdue", False, "1 of 3", "2026-11-15", "EUR", 100_000_00, 25_000_00
)
LETTER = Letter(
    agency="UNODC", initiative="Paris Pact", donor="Germany", lines=[SIGNED], as_of=date(2026, 11, 22),
    made_on=date(2026, 11, 23), mark="Record 14 · 7f3a", record="Record 14, digest 7f3a99", sources=["AGREEMENTS ¶3"],
)  # fmt: skip


def read(letter: Letter) -> Any:
    return Document(io.BytesIO(write_letter(letter)))


def paragraphs(letter: Letter) -> list[str]:
    return [paragraph.text for paragraph in read(letter).paragraphs if paragraph.text]


def rows(letter: Letter, table: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in read(letter).tables[table].rows]


def test_a_letter_says_who_owes_what_since_when_and_where_that_is_recorded() -> None:
    said = paragraphs(LETTER)
    assert said[:6] == [
        "UNODC", "Paris Pact", "DRAFT", "23 November 2026", "Germany", "Subject: Paris Pact: contributions overdue",
    ]  # fmt: skip
    assert said[6].startswith("UNODC thanks Germany for its support.")
    assert said[6].endswith("outstanding on 22 November 2026.")
    assert said[-2:] == ["Yours sincerely,", "UNODC"]
    assert rows(LETTER) == [
        ["Agreement", "Phase", "Instalment", "Due", "Currency", "Amount", "Received", "Balance"],
        ["2026-13", "Phase Two", "1 of 3", "15 Nov 2026", "EUR", "100,000", "25,000", "75,000"],
    ]
    footer = read(LETTER).sections[0].footer.paragraphs[0].text
    assert footer == "As of 22 Nov 2026 · Record 14 · 7f3a · Sources: AGREEMENTS ¶3"


@pytest.mark.parametrize(
    ("state", "rung", "heading", "words"),
    [
        ("overdue", "committed", "Due and not yet received", "fell due under what has been signed"),
        ("overdue", "pledged", "Announced, and expected before now", "as announced, for a date that has passed"),
        ("due soon", "committed", "Due soon", "falls due on the date below. This is a reminder only"),
        ("due soon", "pledged", "Announced, and expected soon", "as announced for the date below"),
        ("no date", "committed", "Signed, without a date of payment", "has been signed without a date"),
        ("no date", "pledged", "Announced, without a date of payment", "as announced, without a date of payment"),
    ],
)
def test_the_wording_fits_what_is_due(state: str, rung: str, heading: str, words: str) -> None:
    said = paragraphs(replace(LETTER, lines=[replace(SIGNED, state=state, rung=rung)]))
    place = said.index(heading)
    assert words in said[place + 1]
    assert said[place + 1].startswith("The following contribution ")
    others = ("signed", "fell due") if rung == "pledged" else ("announced",)
    assert not any(word in said[place + 1] for word in others)


def test_several_lines_of_a_currency_are_summed_and_unlike_ones_and_goods_are_not() -> None:
    """75,000 and 50,000 euro are still to come; the dollars and the goods stand alone."""
    lines = [
        SIGNED, replace(SIGNED, amount=50_000_00, received=0), replace(SIGNED, currency="USD"),
        replace(SIGNED, in_kind=True, approximate=True),
    ]  # fmt: skip
    letter = replace(LETTER, lines=lines)
    assert rows(letter)[4][1] == "Phase Two (in kind)"
    assert rows(letter)[4][5:] == ["~100,000", "25,000", "~75,000"]
    assert rows(letter)[5:] == [["Total", "", "", "", "EUR", "150,000", "25,000", "125,000"]]
    assert any(text.startswith("The following contributions fell due") for text in paragraphs(letter))


def test_a_letter_is_a4_with_its_record_in_its_properties() -> None:
    document = read(LETTER)
    section = document.sections[0]
    assert (round(section.page_width / Cm(1), 1), round(section.page_height / Cm(1), 1)) == (21.0, 29.7)
    core = document.core_properties
    assert (core.title, core.subject, core.author) == (
        "Paris Pact: contributions overdue",
        "Letter to Germany",
        "UNODC",
    )
    assert (core.keywords, core.comments) == ("Record 14 · 7f3a", "Record 14, digest 7f3a99")
    assert core.created.date() == core.modified.date() == date(2026, 11, 23)


def test_the_same_letter_is_the_same_bytes() -> None:
    assert write_letter(LETTER) == write_letter(LETTER)
    assert write_letter(LETTER) != write_letter(replace(LETTER, made_on=date(2026, 11, 24)))


def test_hostile_names_stay_text() -> None:
    letter = replace(LETTER, donor=HOSTILE, agency=HOSTILE, lines=[replace(SIGNED, agreement=HOSTILE, phase=HOSTILE)])
    assert HOSTILE in paragraphs(letter)
    assert rows(letter)[1][:2] == [HOSTILE, HOSTILE]
    with zipfile.ZipFile(io.BytesIO(write_letter(letter))) as parts:
        body = parts.read("word/document.xml").decode()
        links = b"".join(parts.read(name) for name in parts.namelist() if name.endswith(".rels"))
    assert "<img" not in body
    assert "w:fldSimple" not in body
    assert "w:instrText" not in body
    assert b'TargetMode="External"' not in links


def test_letters_that_no_file_can_hold_are_marked_and_lines_stay_one() -> None:
    letter = replace(LETTER, donor="A\x00B\nC\ud800\ufffe")
    assert "A\ufffdB C\ufffd\ufffd" in paragraphs(letter)


def test_an_initiative_without_an_agency_still_has_a_sender_and_a_long_name_fits_its_properties() -> None:
    letter = replace(LETTER, agency="", initiative="x" * 400)
    assert paragraphs(letter)[0] == "The secretariat"
    assert len(read(letter).core_properties.title) == 255
