"""The Method page: it says what the code declares, every rule leads to what holds it, and partners learn nothing more."""

import ast
import importlib
from pathlib import Path
from typing import Any

import pytest

from tests.ledgers import DATA
from tests.pages import NOW, Opener, cells_of, folder_of, opener, parts_of, pledges_of, said_by
from tracker import desk, terms
from tracker.briefing.method import RULES, VOCABULARIES, WORDS
from tracker.dashboard.method.page import ANSWER, SECTIONS
from tracker.ledger import create_ledger
from tracker.model.attention import KINDS
from tracker.tables import TABLES

PLAIN = {
    "Answer, and what it rests on", "Beside the cash, these would close the gap", "From somebody new", "One gives",
    "two, each", "three, each", "Once stood on", "In", "by", "Missing in cash", "if all announced comes",
    "if everything comes",
    "About", "After", "Agreement", "Amount", "Audience", "Before", "By", "Changeset", "Column", "Component", "Currency", "Dated",
    "Difference", "Donor", "Donors", "Field", "File", "Files", "From", "In its own currencies", "Language", "Marking", "Marks", "Of", "Of all", "On",
    "Quarter", "Row", "Rung", "Since or by", "Table", "Three largest, of all", "To", "Value", "What", "What and why",
    "What is not known", "What it is", "When", "Where", "Who", "Why",
}  # fmt: skip
"""Headings that say themselves what stands below them."""
HERE = Path(__file__).parent
EXAMPLE = DATA.parent / "example"


@pytest.fixture
def open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opener:
    return opener(tmp_path, monkeypatch)


def found(path: str) -> Any:
    """What a dotted name leads to."""
    parts = path.split(".")
    for end in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for name in parts[end:]:
            thing = getattr(thing, name)
        return thing
    raise AssertionError(path)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_every_rule_leads_to_the_functions_that_hold_it_and_the_tests_that_hold_them(rule: Any) -> None:
    assert all(callable(found(path)) for path in rule.held_by)
    assert rule.held_by
    assert rule.tests
    for place in rule.tests:
        file, name = place.split(".")
        tree = ast.parse((HERE / f"{file}.py").read_text(encoding="utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, place


def test_a_rule_that_leads_nowhere_is_noticed() -> None:
    with pytest.raises(AttributeError):
        found("tracker.model.gaps.find_gap")


def test_every_list_of_words_that_the_terms_declare_is_shown() -> None:
    declared = {name: value for name, value in vars(terms).items() if name.isupper() and isinstance(value, dict)}
    shown = {word for vocabulary in VOCABULARIES for word in vocabulary.words} | set(terms.RUNGS)
    missing = {name: set(words) - shown for name, words in declared.items() if set(words) - shown}
    assert missing == {}


def test_the_words_are_in_the_order_of_their_letters_and_say_each_thing_once() -> None:
    words = [word for word in WORDS if word[0].isalpha()]
    assert words == sorted(words, key=str.casefold)
    assert len({rule.key for rule in RULES}) == len(RULES)


def headings() -> dict[str, str]:
    """Every heading on the pages that no help of its own explains, with the file it stands in."""
    found = {}
    for file in sorted((HERE.parent / "tracker" / "dashboard").rglob("*.py")):
        if file.parent.name in ("method", "record"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Head" and node.args:
                text, *others = node.args
                is_explained = len(others) > 1 or any(keyword.arg == "help" for keyword in node.keywords)
                if isinstance(text, ast.Constant) and text.value and not is_explained:
                    found[str(text.value)] = file.name
    return found


def test_every_heading_on_the_pages_is_explained_here_or_explains_itself() -> None:
    """A new one goes into `briefing.method.WORDS`, or gets a help of its own, or stands among those that need none."""
    strange = {text: file for text, file in headings().items() if text not in WORDS and text not in PLAIN}
    assert strange == {}


def test_the_page_names_every_rung_term_rule_table_and_column(open_page: Opener) -> None:
    page = open_page(DATA, "method")
    assert not page.exception
    parts = parts_of(page)
    assert parts["masthead"]["lead"] == ANSWER[0]
    ladder = cells_of(page, "method-ladder")
    assert [row[:2] for row in ladder[: len(terms.LADDER)]] == [[rung.label, rung.code] for rung in terms.LADDER]
    assert [row[3:] for row in ladder[:3]] == [["1", "paid"], ["11", "commitment"], ["13", "pledge"]]
    assert [row[3] for row in ladder[3:5]] == ["never published", "never published"]
    told = {text for name in parts if name.startswith("method-terms") for row in cells_of(page, name) for text in row}
    for words in (terms.REASONS, terms.BRIDGE_KINDS, terms.DONOR_KINDS, terms.ROLES, terms.AUDIENCES, KINDS):
        assert told >= {*words, *words.values()}
    for table in TABLES.values():
        rows = cells_of(page, f"method-table-{table.name}")
        assert [row[:2] for row in rows] == [[column.name, column.meaning] for column in table.columns]
    assert [one.value for one in page.header] == list(SECTIONS.values())
    titles = [*(rule.title for rule in RULES), *(table.title for table in TABLES.values())]
    assert [one.value for one in page.subheader] == titles


def test_every_entry_of_the_contents_leads_to_a_heading(open_page: Opener) -> None:
    page = open_page(DATA, "method")
    linked = {part.split(")")[0] for one in page.markdown for part in one.value.split("](#")[1:]}
    anchors = {one.proto.anchor for one in [*page.header, *page.subheader]}
    assert linked <= anchors
    assert len(linked) == len(SECTIONS) + len(RULES)


def test_the_sources_the_record_and_how_to_verify_it_are_told(open_page: Opener, tmp_path: Path) -> None:
    page = open_page(DATA, "method")
    assert cells_of(page, "method-sources")[0][0] == "09UNVIEVIENNA548"
    facts = dict(cells_of(page, "method-ledger"))
    with desk.open_or_start(f"sqlite:///{tmp_path / 'a.db'}", may_start=False, author="", now=NOW)[0] as ledger:
        assert facts["Ledger"] == ledger.id
        expected = facts["To verify"].removeprefix("tracker verify --expect ")
        assert desk.verify(ledger, expected)["status"] == "sound"
        assert desk.verify(ledger, expected.replace("1:", "2:", 1))["status"] == "altered"


def test_the_rate_in_force_on_the_date_is_told_with_its_day(open_page: Opener, tmp_path: Path) -> None:
    """Hand-made: euros at 0.9 from March 2020, at 0.8 from 2021, at 0.7 from after the date; kroner without any rate."""
    folder = folder_of(
        tmp_path / "t", initiatives=["I,An initiative,,USD,,,"], phases=["F,I,A phase,,,,"],
        donors=["NOR,Norway,,government,,,"], pledges=pledges_of("P,2021-05-01,pledged,F,NOR,100,NOK"),
    )  # fmt: skip
    rates = ["currency,on,per_usd,source,note", "EUR,2020-03,0.9,,", "EUR,2021-01-01,0.8,,", "EUR,2021-07-01,0.7,,"]
    (folder / "rates.csv").write_text("\n".join(rates), encoding="utf-8")
    page = open_page(folder, "method", as_of="2021-06-01")
    assert cells_of(page, "method-rates") == [
        ["EUR", "0.8", "1 Jan 2021", "1", "unsourced"], ["NOK", "—", "—", "—", "—"],
    ]  # fmt: skip


def test_partners_find_public_sources_and_none_of_the_softer_data(open_page: Opener) -> None:
    internal, partners = open_page(EXAMPLE, "method"), open_page(EXAMPLE, "method", audience="partners")
    listed = {row[0] for row in cells_of(partners, "method-sources")}
    everything = {row[0] for row in cells_of(internal, "method-sources")}
    assert listed < everything
    told = said_by(partners)
    assert [source for source in everything - listed if source in told] == []
    assert open_page(EXAMPLE, "method", role="partner").exception == internal.exception


def test_an_empty_ledger_has_a_method_too(open_page: Opener, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    create_ledger(url).close()
    page = open_page(url, "method")
    assert not page.exception
    assert len(cells_of(page, "method-ladder")) == len(terms.LADDER) + 2
    assert [row[0] for row in cells_of(page, "method-ledger")] == ["Ledger"]


@pytest.mark.parametrize("name", ["=cmd|'/c calc'!A1", "<img src=x onerror=alert(1)>", "![x](http://a.example/b)"])
def test_a_hostile_source_is_a_text(open_page: Opener, tmp_path: Path, name: str) -> None:
    folder = folder_of(tmp_path / "t", initiatives=["I,An initiative,,USD,,,"], phases=["F,I,A phase,,,,"])
    head = "source,title,dated,publisher,marking,url,note\n"
    (folder / "sources.csv").write_text(f'{head}S,"{name}",,"{name}",public,javascript:alert(1),\n', encoding="utf-8")
    page = open_page(folder, "method")
    (row,) = parts_of(page)["method-sources"]["rows"]
    assert [cell.get("text") for cell in row["cells"][:2]] == ["S", name]
    assert "url" not in row["cells"][0]
    assert all(name not in one.value for one in [*page.markdown, *page.caption])
