"""Many phases at once: the bottom line in words, and the page that a ledger of several initiatives opens on."""

from datetime import date
from pathlib import Path

import pytest

from tests.pages import NOW, Opener, cells_of, folder_of, parts_of, pledges_of, said_by
from tests.tables import day, follow, tables_of
from tracker import desk, terms
from tracker.briefing.headline import Headline
from tracker.briefing.language import speaking
from tracker.briefing.portfolio import open_phases, write_attention, write_portfolio
from tracker.dashboard.paint import DARK, LIGHT, ROOM, Palette
from tracker.dashboard.portfolio.picture import draw_portfolio
from tracker.model.attention import find_attention
from tracker.model.dues import find_dues
from tracker.model.gaps import find_gaps, find_portfolio
from tracker.model.standings import find_standings
from tracker.model.trend import find_trend, quarter_ends

BUDGETS = "phase stated_on amount\nF 2010-01-01 100\nG 2010-01-01 200\nH 2010-01-01 400"


def line(on: str = "2010-06-01", **texts: str) -> Headline:
    tables = tables_of(**{"budgets": BUDGETS, **texts})
    histories, movements = follow(tables)
    gaps = find_gaps(tables, histories, movements, day(on))
    as_of = date.fromisoformat(on)
    rows = gaps[gaps["phase"].isin(open_phases(tables["phases"], as_of)).to_numpy()]
    names = {str(phase): f"The {phase}" for phase in tables["phases"]["phase"]}
    return write_portfolio(gaps, find_portfolio(rows.assign(of=""), ["of"]), tables["phases"], names, as_of)


def cash(**amounts: int) -> str:
    rows = [f"{phase} 2010-05-01 {amount}" for phase, amount in amounts.items()]
    return "\n".join(["phase received_on amount", *rows])


def announced(**amounts: int) -> str:
    rows = [f"P{phase} {phase} 2010-05-01 pledged {amount}" for phase, amount in amounts.items()]
    return "\n".join(["pledge phase status_on status amount", *rows])


# The bottom line


@pytest.mark.parametrize(
    ("paid", "promised", "lead"),
    [
        ({}, {}, "None of the three open phases is covered in cash."),
        ({"F": 100}, {}, "One of the three open phases is covered in cash."),
        ({"F": 100, "G": 250}, {}, "Two of the three open phases are covered in cash."),
        ({"F": 100, "G": 200, "H": 400}, {}, "All three open phases are covered in cash."),
        ({}, {"F": 100},
         "None of the three open phases is covered in cash; one is if what is signed or announced is paid."),
        ({"F": 100}, {"G": 200, "H": 500},
         "One of the three open phases is covered in cash, and two more are if what is signed or announced is paid."),
    ],
)  # fmt: skip
def test_how_many_phases_are_covered(paid: dict[str, int], promised: dict[str, int], lead: str) -> None:
    texts = ({"contributions": cash(**paid)} if paid else {}) | ({"pledges": announced(**promised)} if promised else {})
    assert line(**texts).sentences[0] == lead


@pytest.mark.parametrize(
    ("paid", "lead"),
    [
        ({"F": 100, "G": 200}, "Both open phases are covered in cash."),
        ({"F": 1}, "Neither of the two open phases is covered in cash."),
        ({"F": 100}, "One of the two open phases is covered in cash."),
    ],
)
def test_of_two_phases_both_or_neither(paid: dict[str, int], lead: str) -> None:
    two = "phase stated_on amount\nF 2010-01-01 100\nG 2010-01-01 200"
    assert line(budgets=two, contributions=cash(**paid)).sentences[0] == lead


def test_of_one_phase_no_others_are_spoken_of() -> None:
    one = "phase stated_on amount\nF 2010-01-01 100"
    assert line(budgets=one).text == (
        "The open phase is not yet covered in cash. Counting what is received, signed or announced, the only gap is "
        "$100: The F. It needs $100, of which 0\u00a0% is covered."
    )
    assert line(budgets=one, contributions=cash(F=100)).sentences[0] == "The open phase is covered in cash."


def test_the_largest_gap_and_a_surplus_that_covers_no_other_phase() -> None:
    """F has 400 of 100: 300 too much. G lacks 200, H 400. 100 of 700 is covered: 14.3 %."""
    said = line(contributions=cash(F=400))
    assert said.sentences[1:] == (
        "Counting what is received, signed or announced, the largest gap is $400: The H.",
        "Together they need $700, of which 14.3\u00a0% is covered.",
    )
    assert said.standing == "short"


def test_currencies_are_never_added() -> None:
    texts = {
        "initiatives": "initiative title currency\nI An_initiative USD\nJ Another EUR",
        "phases": "phase initiative\nF I\nG J\nH J",
        "budgets": "phase stated_on amount currency\nF 2010-01-01 100 USD\nG 2010-01-01 200 EUR\nH 2010-01-01 400 EUR",
    }
    assert line(**texts).sentences[1:] == (
        "Counting what is received, signed or announced, the largest gaps are €400 (The H) and $100 (The F).",
        "Together they need €600 and $100, of which 0\u00a0% and 0\u00a0% are covered.",
    )


def test_phases_that_ended_are_not_spoken_of_and_unknown_requirements_are_said() -> None:
    """F ended; K has no budget."""
    said = line(phases="phase ends_on\nF 2010-05-31\nG 2010-06\nH -\nK -")
    assert said.sentences[0] == "Neither of the two open phases is covered in cash."
    assert said.sentences[-1] == "What one more phase needs is not known."


def test_where_nothing_is_known_or_open_that_is_the_bottom_line() -> None:
    nothing = line(phases="phase ends_on\nF -\nG -\nH -", budgets="phase stated_on amount\nF 2011-01-01 1")
    assert nothing.text == "No open phase has a known requirement. What three phases need is not known."
    assert nothing.standing == "unknown"
    ended = line(phases="phase ends_on\nF 2010-01\nG 2010-01\nH 2010-01")
    assert ended.text == "No phase is open."


def test_vague_money_makes_the_gap_vague() -> None:
    vague = "phase status_on status amount approximate\nH 2010-05-01 pledged 100 yes"
    assert "the largest gap is about $300: The H" in line(pledges=vague).text


def test_what_calls_for_attention_is_counted_in_words() -> None:
    tables = tables_of(
        budgets="phase stated_on amount\nF 2010-01-01 100",
        thresholds="stated_on amount due_on\n2010-01-01 70 2010-08-01",
        pledges="pledge donor status_on status amount due_on\nP FRA 2010-05-01 pledged 5 2010-05-20\n"
        "Q RUS 2010-05-01 pledged 5 2010-05-20",
    )
    histories, movements = follow(tables)
    on = day("2010-06-01")
    gaps = find_gaps(tables, histories, movements, on)
    standings = find_standings(tables, histories, movements, on)
    found = find_attention(tables, gaps, find_dues(tables, histories, on), standings, on)
    assert write_attention(found) == "Needs attention: one threshold at risk, two donors overdue."
    assert write_attention(found.iloc[:0]) == ""


# The page


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a ledger that holds the example, made once."""
    url = f"sqlite:///{tmp_path_factory.mktemp('example') / 'a.db'}"
    desk.start_ledger(url, desk.data_folder("example"), author="test", now=NOW)
    return url


def test_a_ledger_of_several_initiatives_opens_on_its_portfolio(open_page: Opener, example: str) -> None:
    page = open_page(example, as_of="2026-11-22")
    assert not page.exception
    parts = parts_of(page)
    assert parts["masthead"]["lead"] == "One of the five open phases is covered in cash."
    assert parts["masthead"]["kicker"].endswith("INTERNAL")
    rows = cells_of(page, "portfolio-phases")
    titles = [row[0].replace("\u00a0", " ") for row in rows]
    assert titles.index("Border liaison offices on the southern corridor (invented example)") >= 0
    assert len(rows) == 5 + 12
    phase = next(row for row in rows if row[1] == "3,955,000")
    assert phase[2:8] == ["68.3\u00a0%", "85.0\u00a0%", "99.8\u00a0%", "99.8\u00a0%", "99.8\u00a0%", "7,143"]
    kinds = list(dict.fromkeys(row[0] for row in cells_of(page, "portfolio-attention")))
    assert kinds == ["Thresholds at risk", "Overdue", "Rates missing", "Requirement not known", "Not confirmed lately"]


def test_every_phase_and_every_line_of_attention_opens_its_overview(open_page: Opener, example: str) -> None:
    page = open_page(example, as_of="2026-11-22")
    parts = parts_of(page)
    for table in ("portfolio-phases", "portfolio-attention"):
        asked = [cell["ask"] for row in parts[table]["rows"] for cell in row["cells"] if "ask" in cell]
        assert asked
        assert all(set(ask) == {"phase", "initiative"} for ask in asked)


def test_partners_see_no_soft_money_in_the_portfolio(open_page: Opener, example: str) -> None:
    page = open_page(example, as_of="2026-11-22", audience="partners")
    assert not page.exception
    said = said_by(page)
    for word in ("Anticipated", "Possible", "United Kingdom", "813,953", "239,223"):
        assert word not in said, word
    head = [head["text"] for head in parts_of(page)["portfolio-phases"]["head"][0]]
    assert head[2:5] == ["Received", "+ Signed", "+ Announced"]


def test_the_presentation_view_has_the_picture_and_nothing_to_press(open_page: Opener, example: str) -> None:
    page = open_page(example, as_of="2026-11-22", present="1")
    assert not page.exception
    assert not page.selectbox
    assert not page.date_input
    assert set(parts_of(page)) == {"masthead"}


@pytest.mark.parametrize("audience", list(terms.AUDIENCES))
def test_one_initiative_or_none_is_no_portfolio_and_no_error(open_page: Opener, tmp_path: Path, audience: str) -> None:
    rows = {"initiatives": ["I,Harbours,UNODC,USD,,,"], "phases": ["F,I,First,,,,"]}
    page = open_page(folder_of(tmp_path / "one", **rows), audience=audience)
    assert not page.exception
    assert "standings" in parts_of(page)


def test_initiatives_without_phases_say_how_to_begin(open_page: Opener, tmp_path: Path) -> None:
    rows = {"initiatives": ["I,Harbours,UNODC,USD,,,", "J,Airports,UNODC,EUR,,,"]}
    page = open_page(folder_of(tmp_path / "bare", **rows))
    assert not page.exception
    assert "on the page Record" in page.info[0].value


def test_phases_without_budgets_money_or_dates_are_lines_of_unknowns(open_page: Opener, tmp_path: Path) -> None:
    rows = {"initiatives": ["I,Harbours,UNODC,USD,,,", "J,Airports,UNODC,EUR,,,"], "phases": ["F,I,First,,,,"]}
    page = open_page(folder_of(tmp_path / "few", **rows))
    assert not page.exception
    assert parts_of(page)["masthead"]["lead"] == "No open phase has a known requirement."
    assert [row[1] for row in cells_of(page, "portfolio-phases")] == ["—", "—"]


def test_untrusted_names_stay_text(open_page: Opener, tmp_path: Path) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    folder = folder_of(
        tmp_path / "nasty",
        initiatives=[f"I,{nasty},UNODC,USD,,,", "J,![x](http://x.example),UNODC,EUR,,,"],
        phases=["F,I,<b>First</b>,,,,", "G,J,Second,,,,"],
        budgets=["F,2010-01-01,,,,100,USD,,,", "G,2010-01-01,,,,100,EUR,,,"],
        donors=["D,Donor,,other,,,"], pledges=pledges_of("P,2010-01-02,pledged,F,D,10,USD"),
    )  # fmt: skip
    page = open_page(folder, as_of="2010-02-01")
    assert not page.exception
    for markdown in page.markdown:
        assert "<img" not in markdown.value
        assert "![x]" not in markdown.value
    picture = next(element.proto.spec for element in page.main if element.type == "plotly_chart")
    assert "&lt;img" in picture
    assert "<img" not in picture.replace("\\u003c", "<")


@pytest.mark.parametrize("room", list(ROOM.values()))
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_open_phase_is_a_bar_with_its_coverage_on_any_screen(colours: Palette, room: int) -> None:
    """F: 250 of 100. G: 50 announced of 200, a quarter. H: nothing of 400."""
    tables = tables_of(budgets=BUDGETS, contributions=cash(F=250), pledges=announced(G=50))
    histories, movements = follow(tables)
    gaps = find_gaps(tables, histories, movements, day("2010-06-01"))
    trend = find_trend(tables, movements, quarter_ends(day("2010-06-01")))
    names = {key: ("<i>Harbours</i>", f"Phase {key}") for key in "FGH"}
    figure = draw_portfolio(gaps, trend, names, colours, "USD", room)
    said = " ".join(str(one.text) for one in figure.layout.annotations)
    for words in ("250.0\u00a0%", "$150 over", "25.0\u00a0%", "$150 missing", "$400 missing", "Phase H", "Anticipated"):
        assert words in said, words
    assert "<i>" not in said


@pytest.mark.parametrize(
    ("paid", "promised", "french", "russian"),
    [
        ({}, {}, "Aucune des 3 phases en cours n’est couverte par les fonds reçus.",
         "Ни один из текущих этапов (3) не покрыт полученными средствами."),
        ({"F": 100}, {"G": 200, "H": 500},
         "Sur les 3 phases en cours, une seule est couverte par les fonds reçus ; 2 autres le seront si ce qui est "
         "signé ou annoncé est versé.",
         "Из текущих этапов (3) полученными средствами покрыт 1; ещё 2 будут покрыты, если подписанное и объявленное "
         "будет выплачено."),
        ({"F": 100, "G": 200, "H": 400}, {},
         "Les 3 phases en cours sont toutes couvertes par les fonds reçus.",
         "Все текущие этапы (3) покрыты полученными средствами."),
    ],
)  # fmt: skip
def test_how_many_phases_are_covered_in_french_and_russian(
    paid: dict[str, int], promised: dict[str, int], french: str, russian: str
) -> None:
    texts = {
        **({"contributions": cash(**paid)} if paid else {}),
        **({"pledges": announced(**promised)} if promised else {}),
    }
    for code, expected in (("fr", french), ("ru", russian)):
        with speaking(code):
            assert line(**texts).sentences[0].replace("\N{NO-BREAK SPACE}", " ") == expected


def test_the_largest_gap_and_what_is_needed_in_french_and_russian() -> None:
    for code, expected in (
        ("fr", ("En comptant ce qui est reçu, signé ou annoncé, le déficit le plus important est le suivant : 400 $, The H.",
                "Au total, il leur faut 700 $ ; couverture : 14,3 %.")),
        ("ru", ("С учётом полученного, подписанного и объявленного наибольший дефицит составляет 400 долл. США: The H.",
                "Всего им требуется 700 долл. США; покрыто 14,3 %.")),
    ):  # fmt: skip
        with speaking(code):
            said = line(contributions=cash(F=100)).sentences[1:]
        assert tuple(text.replace("\N{NO-BREAK SPACE}", " ") for text in said) == expected
