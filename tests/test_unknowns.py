"""What nobody has said is called unknown, and nothing else is."""

from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from tests.tables import day, follow, tables_of
from tracker import desk, terms
from tracker.briefing.language import speaking
from tracker.briefing.unknowns import find_unknowns
from tracker.model.audience import tables_for
from tracker.model.gaps import find_gaps
from tracker.model.standings import find_standings
from tracker.tables import Tables


def unknown_of(tables: Tables, on: str = "2010-02-01", phase: str = "F", audience: str = "internal") -> list[str]:
    tables = tables_for(audience, tables)
    histories, movements = follow(tables)
    rungs = terms.PUBLISHED if audience == "partners" else terms.RUNGS
    gaps = find_gaps(tables, histories, movements, day(on), rungs=rungs)
    standings = find_standings(tables, histories, movements, day(on))
    return find_unknowns(tables, standings[standings["phase"] == phase], gaps[gaps["phase"] == phase], phase)


@pytest.fixture(scope="module")
def paris(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    place: Path = tmp_path_factory.mktemp("ledger")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    ledger, _ = desk.start_ledger(f"sqlite:///{place}/t.db", desk.data_folder(), author="Ada", now=now)
    return desk.look(ledger, today=date(2026, 1, 1)).tables


def test_what_the_cable_leaves_open_is_listed_the_weightiest_first(paris: Tables) -> None:
    assert unknown_of(paris, "2009-12-04", "PPI-3") == [
        "When the phase ends.",
        "Which money counts towards “Start”; shown from announced money.",
        "Whether the requirement includes programme support costs.",
        "Payment dates: France, Russian Federation and United States.",
        "Exact amounts: United States.",
    ]


def test_partners_are_not_told_of_soft_promises_among_the_unknowns(paris: Tables) -> None:
    said = unknown_of(paris, "2009-12-04", "PPI-3", "partners")
    assert "Payment dates: Russian Federation." in said
    assert not any("France" in text or "United States" in text for text in said)


def test_a_phase_without_a_budget_needs_something_unknown(paris: Tables) -> None:
    assert unknown_of(paris, "2009-12-04", "PPI-1") == ["What the phase needs.", "When the phase ends."]


def test_where_all_is_stated_nothing_is_unknown() -> None:
    tables = tables_of(
        phases="phase  starts_on  ends_on\nF  2010-01  2011-01",
        budgets="stated_on  amount  support_cost_rate\n2010-01-01  900  0.13",
        thresholds="stated_on  amount  due_on  counts\n2010-01-01  700  2010-06  pledged",
        pledges="status_on  status  amount  due_on  source\n2010-01-01  pledged  500  2010-05  S",
        sources="source  title  dated  marking\nS  A  2010-01-01  public",
    )
    assert unknown_of(tables) == []


def test_a_threshold_without_a_date_is_needed_nobody_knows_when() -> None:
    tables = tables_of(thresholds="stated_on  amount  counts\n2010-01-01  700  pledged")
    assert "By when “Start” is needed." in unknown_of(tables)


def test_an_unsourced_standing_is_said_but_not_to_partners() -> None:
    """Partners are not told unpublished sources, so that to them a blank says nothing."""
    tables = tables_of(contributions="received_on  amount\n2010-01-05  10")
    assert "The source of 1 of 1 standings." in unknown_of(tables)
    assert not any("source" in text for text in unknown_of(tables, audience="partners"))


def test_of_many_donors_three_are_named() -> None:
    codes = ["AUT", "BEL", "CHE", "DEU", "ESP"]
    rows = [f"{code}  {code}  2010-01-01  pledged  10" for code in codes]
    tables = tables_of(
        pledges="\n".join(["pledge  donor  status_on  status  amount", *rows]),
        donors="\n".join(["donor  name  kind", *(f"{code}  {code}land  other" for code in codes)]),
    )
    assert "Payment dates: AUTland, BELland, CHEland and 2 others." in unknown_of(tables)


def test_finding_them_changes_nothing(paris: Tables) -> None:
    before = {name: frame.copy() for name, frame in paris.items()}
    unknown_of(paris, "2009-12-04", "PPI-3")
    for name, frame in before.items():
        pd.testing.assert_frame_equal(paris[name], frame)


def test_what_is_unknown_in_french_and_russian(paris: Tables) -> None:
    with speaking("fr"):
        assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in unknown_of(paris, "2009-12-04", "PPI-3")] == [
            "La date de fin de la phase.",
            "Les fonds à compter pour le seuil « Start » ; ici, à partir des fonds annoncés.",
            "Si le besoin comprend les dépenses d’appui au programme.",
            "Dates de versement : États-Unis, France et Russie.",
            "Montants exacts : États-Unis.",
        ]
    with speaking("ru"):
        assert unknown_of(paris, "2009-12-04", "PPI-3") == [
            "Когда завершается этап.",
            "Какие средства засчитываются в потребность «Start»; здесь учтены объявленные и более надёжные.",
            "Включает ли потребность расходы на вспомогательное обслуживание программы.",
            "Сроки выплат: Россия, Соединенные Штаты и Франция.",
            "Точные суммы: Соединенные Штаты.",
        ]
        cash = tables_of(contributions="received_on  amount\n2010-01-05  10")
        assert "Источник сведений в 1 случае из 1." in unknown_of(cash)
