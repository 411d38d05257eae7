"""The page of a pack: tagged and archivable, complete at any size, the same bytes anywhere, and nothing is markup."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from PIL import Image

from tests import packs
from tests.require import require
from tracker import desk, terms
from tracker.briefing.pack.brief import Brief, Portfolio
from tracker.briefing.pack.colours import ink_on
from tracker.briefing.pack.letters import LACKING, show_letters
from tracker.briefing.pack.page import PAPERS, Page
from tracker.briefing.words import writing
from tracker.desk import briefs
from tracker.desk.briefs import Wanted

Make = Callable[..., Brief]
CASES: dict[str, dict[str, Any]] = {
    "nobody": {"count": 0},
    "three": {"count": 3},
    "long names": {"count": 40, "names": [f"{packs.LONG} no. {number}" for number in range(12)], "title": packs.LONG},
    "two hundred": {"count": 200, "required": 90_000_000, "start_at": 12_000_000},
    "tiny": {"count": 3, "scale": 0.01, "required": 900, "start_at": 90},
    "huge": {"count": 40, "scale": 30_000, "required": 90_000_000_000, "start_at": 9_000_000_000},
    "unknown": {"count": 6, "required": None, "start_at": None},
}
MARKUP = ["#strong[x] *b* $x$ _y_", "@ref <label> `raw` \\n", "=cmd|' /C calc'!A0", '<b>&amp;</b> "q" {{ x }}']


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(case: str, language: str = "en", audience: str = "internal", marking: str = "") -> Brief:
        folder = tmp_path / case / language / audience
        folder.mkdir(parents=True)
        ledger = packs.start(folder, packs.many_donors(folder / "tables", **CASES[case]))
        return briefs.find_brief(
            packs.view_of(ledger, "2009-12-31", audience), "F", Wanted("2009Q4", language, marking)
        )

    return made


@pytest.fixture(scope="module")
def paris(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    ledger = packs.start(tmp_path_factory.mktemp("paris"), desk.data_folder())
    return briefs.find_brief(packs.view_of(ledger, "2009-12-31"), "PPI-3", Wanted("2009Q4", marking="FOR OFFICIAL USE"))


def page(brief: Brief | Portfolio, paper: str = "a4") -> Page:
    with writing(brief.marks.language):
        return Page(brief, paper)


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def text_of(data: bytes) -> str:
    return " ".join(" ".join(one.extract_text() for one in read(data).pages).split())


def test_it_says_what_the_brief_says(paris: Brief) -> None:
    text = text_of(page(paris).pdf())
    for said in (
        "Paris Pact · Phase Three · Funding brief 2009Q4", "The start is not yet covered", "As of 31 Dec 2009",
        "latest evidence 4 Dec 2009", "USD", "INTERNAL", "at least about $200,000 is missing", "$700,000 needed",
        "missing ~$200,000", "Announced 200,000 500,000 28.6 % 2,700,000 6.9 %", "~71.4 %", "~17.2 %",
        "09UNVIEVIENNA548 ¶10", f"Record 1 · {paris.marks.digest[:4]}", "page 1 of 1", "no exchange needed",
        "Sign $200,000, now announced", "Policy Consultative Group (tentative)",
    ):  # fmt: skip
        assert said in text, said
    assert text.count("FOR OFFICIAL USE") == 2, "the marking stands above and below"


def test_it_is_tagged_titled_in_its_language_and_its_charts_are_described(paris: Brief) -> None:
    for brief, language in ((paris, "en"), (paris_in("fr", paris), "fr")):
        pdf = read(page(brief).pdf())
        root = pdf.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert str(root["/Lang"]) == language
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert pdf.metadata is not None
        assert "2009Q4" in (pdf.metadata.title or "")
        kinds, alternatives = structure(root["/StructTreeRoot"])
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/L", "/LI"} <= set(kinds)
        assert kinds.count("/Figure") == 2
        assert kinds.count("/H1") == 1
        assert len(alternatives) == 2
        assert all("200" in one for one in alternatives)
    described = " ".join(structure(read(page(paris).pdf()).trailer["/Root"]["/StructTreeRoot"])[1])
    assert "Bar of Start: Russian Federation $200K Announced, France $200K Anticipated" in described


def paris_in(language: str, brief: Brief) -> Brief:
    return replace(brief, marks=replace(brief.marks, language=language))


def structure(node: Any) -> tuple[list[str], list[str]]:
    """The kinds of all elements of a structure tree, and the alternative texts of its figures."""
    kinds: list[str] = []
    alternatives: list[str] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            if one.get("/S"):
                kinds.append(str(one["/S"]))
            if one.get("/Alt"):
                alternatives.append(str(one["/Alt"]))
            if "/K" in one:
                waiting.append(one["/K"])
    return kinds, alternatives


def test_it_names_both_standards_and_carries_its_fonts(paris: Brief) -> None:
    pdf = read(page(paris).pdf())
    xmp = pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part>2<", xmp)
    assert re.search(r"pdfaid:conformance>B<", xmp)
    assert re.search(r"pdfuaid:part>1<", xmp)
    fonts = {
        str(font.get_object()["/BaseFont"]): font.get_object()
        for one in pdf.pages
        for font in one["/Resources"]["/Font"].values()
    }
    assert fonts
    for name, font in fonts.items():
        assert "NotoSans" in name.replace(" ", "")
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_the_whole_digest_stands_in_its_properties(paris: Brief) -> None:
    metadata = read(page(paris).pdf()).metadata
    assert metadata is not None
    keywords = str(metadata.get("/Keywords"))
    for said in (f"digest: {paris.marks.digest}", "changeset: 1", "audience: internal", "as_of: 2009-12-31",
                 "currency: USD", f"ledger: {paris.marks.ledger}", "marking: FOR OFFICIAL USE"):  # fmt: skip
        assert said in keywords
    assert metadata.author == "UNODC"
    assert metadata.creation_date is not None
    assert metadata.creation_date.date() == packs.RECORDED.date()


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("case", CASES)
def test_at_any_size_all_of_it_is_on_one_page_and_nothing_is_cut_or_overlaps(make: Make, case: str, paper: str) -> None:
    """The words' boxes, as another program reads them off the page, stay apart and within the margins."""
    require(shutil.which("pdftotext"), "pdftotext (apt-get install poppler-utils)")
    brief = make(case, marking="RESTRICTED")
    data = page(brief, paper).pdf()
    assert len(read(data).pages) == 1
    text = text_of(data)
    for one in brief.standings:
        if not one.others:
            assert bare(one.who) in bare(text)
    assert_apart(data)


@pytest.mark.parametrize("language", ["fr", "ru"])
@pytest.mark.parametrize("case", ["long names", "huge"])
def test_french_and_russian_fit_as_well(make: Make, case: str, language: str) -> None:
    require(shutil.which("pdftotext"), "pdftotext (apt-get install poppler-utils)")
    data = page(make(case, language)).pdf()
    assert len(read(data).pages) == 1
    assert_apart(data)


def bare(text: str) -> str:
    """Letters alone: a long name is broken, with a hyphen, where its column ends."""
    return "".join(letter for letter in text if letter.isalnum())


def assert_apart(data: bytes) -> None:
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True, timeout=60
    )  # fmt: skip
    root = ElementTree.fromstring(re.sub(rb"<!DOCTYPE[^>]*>|xmlns=\"[^\"]*\"", b"", done.stdout))
    for sheet in root.iter("page"):
        width, height = float(sheet.attrib["width"]), float(sheet.attrib["height"])
        boxes = [
            (*(float(word.attrib[name]) for name in ("xMin", "yMin", "xMax", "yMax")), word.text or "")
            for word in sheet.iter("word")
        ]
        assert boxes
        for left, top, right, bottom, word in boxes:
            assert 20 < left < right < width - 20, word
            assert 8 < top < bottom < height - 8, word
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                across = min(one[2], other[2]) - max(one[0], other[0])
                down = min(one[3], other[3]) - max(one[1], other[1])
                # A line's box reaches a little into the next one's: only what covers letters counts.
                if across > 0.5 and down > 0.45 * min(one[3] - one[1], other[3] - other[1]):
                    raise AssertionError(f"{one[4]!r} and {other[4]!r} overlap")


def test_a_short_threshold_has_a_bar_of_its_own_length(paris: Brief) -> None:
    """Both bars are as long as their own requirement: the picture's first bar ends in rust where the second one does."""
    picture = Image.open(io.BytesIO(page(paris).pngs()[0])).convert("RGB")
    width = picture.width
    rust = tuple(int(terms.MISSING_COLOUR[place : place + 2], 16) for place in (1, 3, 5))
    rows = {
        y: [x for x in range(width) if near(picture.getpixel((x, y)), rust)]
        for y in range(380, 600)
    }  # fmt: skip
    ends = {max(row) for row in rows.values() if len(row) > 100}
    assert len(ends) == 1, "the frames of both bars end at the same place"


def near(pixel: Any, colour: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(pixel, colour, strict=True))


def test_the_ladder_reads_in_grey() -> None:
    """Firmer is darker, and letters stand out on every rung (WCAG AA)."""
    grey = [Image.new("RGB", (1, 1), rung.colour).convert("L").getpixel((0, 0)) for rung in terms.LADDER]
    assert grey == sorted(grey)
    assert len(set(grey)) == len(grey)
    for rung in terms.LADDER:
        assert contrast(rung.colour, ink_on(rung.colour)) >= 4.5


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_that_means_something_to_typst_shows_as_text(tmp_path: Path) -> None:
    folder = packs.many_donors(tmp_path / "tables", 4, names=MARKUP, title="#pagebreak() *Phase*")
    brief = briefs.find_brief(packs.view_of(packs.start(tmp_path, folder), "2009-12-31"), "F", Wanted("2009Q4"))
    data = page(brief).pdf()
    text = "".join(text_of(data).split())
    for name in (*MARKUP, "#pagebreak() *Phase*"):
        assert "".join(name.split()) in text, name
    assert len(read(data).pages) == 1


def test_letters_that_the_typeface_lacks_are_marked_and_it_is_said() -> None:
    assert show_letters("Ελλάδα, Кыргызстан, Việt Nam, Česko − ₽ € ¶") == "Ελλάδα, Кыргызстан, Việt Nam, Česko − ₽ € ¶"
    assert show_letters("中国\u202eX\tY\x07") == f"{LACKING * 3}X Y{LACKING}"


def test_a_page_with_lacking_letters_says_so_and_keeps_its_standards(tmp_path: Path) -> None:
    folder = packs.many_donors(tmp_path / "tables", 2, names=["日本国", "Ιταλία"])
    brief = briefs.find_brief(packs.view_of(packs.start(tmp_path, folder), "2009-12-31"), "F", Wanted("2009Q4"))
    text = text_of(page(brief).pdf())
    assert "Letters that this page’s typeface lacks" in text
    assert "Ιταλία" in text


def test_the_same_brief_is_the_same_bytes(paris: Brief) -> None:
    first, again = page(paris), page(paris)
    assert first.pdf() == again.pdf()
    assert first.pngs() == again.pngs()


def test_a_picture_is_of_200_dots_per_inch(paris: Brief) -> None:
    (data,) = page(paris).pngs()
    picture = Image.open(io.BytesIO(data))
    assert picture.size == (1654, 2339)
    assert picture.info["dpi"] == pytest.approx((200, 200), abs=0.1)
    told = picture.text  # type: ignore[attr-defined]
    assert told["digest"] == paris.marks.digest
    assert told["Title"] == "Paris Pact · Phase Three · Funding brief 2009Q4"
    assert (told["audience"], told["as_of"], told["marking"]) == ("internal", "2009-12-31", "FOR OFFICIAL USE")
    (wide,) = page(paris, "wide").pngs()
    assert Image.open(io.BytesIO(wide)).size == (2667, 1500)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_portfolio_is_one_page_with_a_line_for_each_phase(tmp_path: Path, language: str, paper: str) -> None:
    require(shutil.which("pdftotext"), "pdftotext (apt-get install poppler-utils)")
    view = packs.view_of(packs.start(tmp_path, desk.data_folder("example")), date(2026, 9, 30))
    portfolio = briefs.find_portfolio_brief(view, None, Wanted("2026Q3", language))
    data = page(portfolio, paper).pdf()
    assert len(read(data).pages) == 1
    text = "".join(text_of(data).split())
    for line in portfolio.lines:
        assert "".join(line.title.split()) in text
    assert_apart(data)


def test_no_paper_but_those_there_are(paris: Brief) -> None:
    with pytest.raises(ValueError, match="a4 or wide"):
        page(paris, "letter")
