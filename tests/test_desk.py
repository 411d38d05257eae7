"""What both shells ask of the desk: a view of the ledger from a date, by an audience, as recorded at a changeset."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from tests.pages import folder_of, pledges_of
from tests.tables import rows_of
from tracker import desk, terms
from tracker.briefing.headline import write_headline
from tracker.dates import first_day, last_day
from tracker.ledger import Changes, Ledger, create_ledger
from tracker.model.dues import find_dues
from tracker.model.gaps import find_gaps
from tracker.model.history import find_bridge, find_timeline
from tracker.model.parts import find_parts
from tracker.model.position import find_position
from tracker.model.standings import find_standings
from tracker.problems import RefusedError

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def paris(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    place = tmp_path_factory.mktemp("paris")
    ledger, problems = desk.start_ledger(f"sqlite:///{place}/t.db", desk.data_folder(), author="Ada", now=NOON)
    assert problems == []
    with ledger:
        yield ledger


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    place = tmp_path_factory.mktemp("example")
    folder = desk.data_folder("example")
    with desk.start_ledger(f"sqlite:///{place}/t.db", folder, author="Ada", now=NOON)[0] as ledger:
        yield ledger


# Looking


def test_by_default_an_old_ledger_is_seen_from_its_newest_fact(paris: Ledger) -> None:
    """The cable is of 4 December 2009: a year later to the day it is not yet over a year old."""
    view = desk.look(paris, today=TODAY)
    assert view.as_of == date(2009, 12, 4)
    assert view.notes == ["As of 2009-12-04, the date of the newest fact: it is over a year old."]
    at_a_year = desk.look(paris, today=date(2010, 12, 4))
    assert (at_a_year.as_of, at_a_year.notes) == (date(2010, 12, 4), [])
    assert desk.look(paris, today=date(2010, 12, 5)).as_of == date(2009, 12, 4)


@pytest.mark.parametrize(
    ("as_of", "day"),
    [("2010", date(2010, 12, 31)), ("2010-02", date(2010, 2, 28)), (date(2010, 2, 3), date(2010, 2, 3))],
)
def test_a_day_that_is_asked_for_is_taken(paris: Ledger, as_of: str | date, day: date) -> None:
    view = desk.look(paris, today=TODAY, as_of=as_of)
    assert (view.as_of, view.notes) == (day, [])


def test_a_month_means_its_first_day_where_that_is_asked_for() -> None:
    assert desk.read_day("2010-06", "first") == date(2010, 6, 1)
    assert desk.read_day("2010-06") == date(2010, 6, 30)


def test_a_view_names_its_record_and_its_audience(paris: Ledger) -> None:
    view = desk.look(paris, today=TODAY, audience="partners")
    head = paris.head()
    assert head is not None
    assert view.record_mark == f"Record 1 · {head.digest[:4]}"
    assert desk.describe(view) == f"As of 2009-12-04 · PARTNERS · {view.record_mark}"
    assert view.rungs == terms.PUBLISHED


def test_an_empty_ledger_is_empty_and_says_so(tmp_path: Path) -> None:
    with create_ledger(f"sqlite:///{tmp_path}/t.db") as ledger:
        view = desk.look(ledger, today=TODAY)
        assert view.notes == ["Nothing is recorded yet: everything is empty."]
        assert (view.as_of, view.record_mark) == (TODAY, "Record 0")
        frames = [
            desk.gaps(view), desk.position(view), desk.timeline(view), desk.dues(view), desk.movements(view),
            desk.bridge(view, date(2009, 1, 1), TODAY), desk.gaps(view, "PPI", "PPI-3"),
        ]  # fmt: skip
        assert [len(frame) for frame in frames] == [0] * 7
        assert desk.caveats(desk.gaps(view)) == []
        assert desk.log_rows(ledger) == []
        assert desk.verify(ledger) == {"status": "sound", "changesets": 0, "digest": None, "faults": []}


def test_a_currency_without_rates_is_refused_before_anything_is_computed(paris: Ledger) -> None:
    """Text that no frame can hold once crashed the model before the desk came to refuse it."""
    for currency in ("EUR", "", "dollars", "\udcff"):
        with pytest.raises(RefusedError, match="no rates of exchange"):
            desk.look(paris, today=TODAY, currency=currency)
    assert desk.look(paris, today=TODAY, currency=" usd ").currency == "USD"


def test_a_currency_known_only_from_rates_can_be_reported_in(example: Ledger) -> None:
    view = desk.look(example, today=TODAY, currency="JPY")
    assert set(desk.gaps(view)["currency"]) == {"JPY"}


def test_asking_twice_gives_the_same_and_changes_nothing(example: Ledger) -> None:
    view = desk.look(example, today=TODAY)
    before = {name: frame.copy() for name, frame in view.tables.items()}
    pd.testing.assert_frame_equal(desk.gaps(view), desk.gaps(view))
    desk.standings(view, "ALT-2")
    desk.evidence(view, "ALT-2", terms.RUNGS)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(view.tables[name], frame)


# Figures


def test_gaps_know_when_a_phase_ended_so_that_the_headline_can_say_so(example: Ledger) -> None:
    view = desk.look(example, today=TODAY)
    said = {str(phase): write_headline(rows, TODAY).sentences[0] for phase, rows in desk.gaps(view).groupby("phase")}
    assert said["BLO-1"] == "The phase has ended, and the full requirement is not covered."
    assert said["LAB-1"] == "The phase has ended, and the full requirement is covered in cash."
    assert said["TRT-2"] == "The full requirement is not yet covered."


def test_a_bridge_that_ends_before_it_starts_is_refused(paris: Ledger) -> None:
    view = desk.look(paris, today=TODAY)
    with pytest.raises(RefusedError, match="swap the two dates"):
        desk.bridge(view, date(2010, 1, 1), date(2009, 1, 1))


def test_movements_that_move_nothing_are_left_out(example: Ledger) -> None:
    frame = desk.movements(desk.look(example, today=TODAY))
    assert (frame[["amount", "low", "high", "unconverted"]] != 0).any(axis=1).all()


def test_caveats_name_unknown_requirements_and_money_without_a_rate(example: Ledger) -> None:
    said = desk.caveats(desk.gaps(desk.look(example, today=TODAY)))
    assert "TRT-P: the requirement is unknown; coverage and gap cannot be told." in said
    assert "ALT-2, ALT-2-START: NOK 5000000.00 is missing from it for want of a rate of exchange." in said


@pytest.mark.parametrize("audience", terms.AUDIENCES)
def test_evidence_adds_up_to_the_figure_that_it_explains(example: Ledger, audience: str) -> None:
    view = desk.look(example, today=TODAY, audience=audience)
    gaps = desk.gaps(view)
    for row in gaps[gaps["target"] == terms.REQUIREMENT].itertuples():
        rungs = terms.RUNGS[: terms.RANK[str(row.counting)] + 1]
        assert sum(desk.evidence(view, str(row.phase), rungs).sums.values()) == row.counted


def test_evidence_over_all_phases_adds_each_currency_by_itself(tmp_path: Path) -> None:
    """100 dollars for a phase in dollars, 100 for one in euros, at 0.8 to the dollar."""
    folder = folder_of(
        tmp_path / "two", initiatives=["I,Harbours,UNODC,USD,,,", "J,Ports,UNODC,EUR,,,"],
        phases=["F,I,First,,,,", "G,J,Other,,,,"], donors=["FRA,France,FRA,government,,,"],
        budgets=["F,2026-01-01,,,,300,USD,,,"],
        pledges=pledges_of("P,2026-01-01,pledged,F,FRA,100,USD", "Q,2026-02-01,pledged,G,FRA,100,USD"),
    )  # fmt: skip
    (folder / "rates.csv").write_text("currency,on,per_usd,source,note\nEUR,2025-01-01,0.8,,\n", encoding="utf-8")
    with desk.start_ledger(f"sqlite:///{tmp_path}/t.db", folder, author="Ada", now=NOON)[0] as ledger:
        found = desk.evidence(desk.look(ledger, today=TODAY), None, [*terms.RUNGS, terms.REQUIREMENT])
    assert found.sums == {"EUR": 80_00, "USD": 400_00}
    assert found.sums_of_money == {"EUR": 80_00, "USD": 100_00}


def test_evidence_names_the_rows_and_the_sources(paris: Ledger) -> None:
    view = desk.look(paris, today=TODAY)
    found = desk.evidence(view, "PPI-3", ["pledged"])
    assert sum(found.sums.values()) == 20_000_000
    assert rows_of(found.rows["pledges"], "pledge") == ["RUS-PPI-3"]
    assert rows_of(found.sources, "source") == ["09UNVIEVIENNA548"]
    assert desk.evidence(view, "PPI-3", terms.RUNGS, donor="FRA").sums == {"USD": 20_000_000}
    assert desk.evidence(view, "PPI-3", terms.RUNGS, since="2009-11-27").sums == {}


def test_a_page_opens_on_the_latest_phase_whose_requirement_is_known(paris: Ledger, example: Ledger) -> None:
    assert desk.default_phase(desk.look(paris, today=TODAY), "PPI") == "PPI-3"
    assert desk.default_phase(desk.look(example, today=TODAY), "TRT") == "TRT-2"
    assert desk.default_phase(desk.look(example, today=TODAY), "NONE") is None


@pytest.mark.parametrize(
    ("when", "before"),
    [
        (date(2009, 12, 4), date(2009, 9, 30)), (date(2010, 1, 1), date(2009, 12, 31)),
        (date(2010, 3, 31), date(2009, 12, 31)),
    ],
)  # fmt: skip
def test_the_quarter_before_ends_before_ones_own_begins(when: date, before: date) -> None:
    assert desk.quarter_before(when) == before


# Ledgers


def test_nothing_is_made_of_a_folder_with_errors(tmp_path: Path) -> None:
    (tmp_path / "phases.csv").write_text("phase,initiative,title\nF,NONE,A phase\n", encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        desk.start_ledger(f"sqlite:///{tmp_path}/t.db", tmp_path, author="Ada", now=NOON)
    assert [problem.cell for problem in refused.value.problems] == ["B2"]
    assert not (tmp_path / "t.db").exists()


def test_a_ledger_is_started_only_where_it_may_be(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/t.db"
    ledger, warnings = desk.open_or_start(url, may_start=True, author="Ada", now=NOON)
    assert warnings == []
    again, none = desk.open_or_start(url, may_start=True, author="Ada", now=NOON)
    assert (again.id, none) == (ledger.id, None)


def test_what_is_recorded_later_is_not_known_earlier(tmp_path: Path) -> None:
    ledger, _ = desk.start_ledger(f"sqlite:///{tmp_path}/t.db", desk.data_folder(), author="Ada", now=NOON)
    with ledger:
        pledges = ledger.read()["pledges"]
        french = pledges[pledges["donor"] == "FRA"]
        ledger.commit(Changes(retracted={"pledges": list(french.index)}), author="Bo", message="Out", now=NOON)
        now, before = desk.look(ledger, today=TODAY), desk.look(ledger, today=TODAY, known_at="1")
        assert "FRA" not in set(desk.position(now)["donor"])
        assert "FRA" in set(desk.position(before)["donor"])
        assert before.notes[0] == "As recorded at changeset 1 of 2."
        assert before.record is not None
        assert before.record.number == 1
        (row, *_) = [row for row in desk.show_rows(ledger, 2) if row["field"] == "pledge"]
        assert (row["action"], row["before"], row["after"]) == ("retracted", "FRA-PPI-3", None)


# Kept results


@pytest.mark.parametrize("rates_at", ["step", "as_of"])
def test_a_figure_that_is_kept_is_what_the_model_says_of_that_very_date(example: Ledger, rates_at: str) -> None:
    """Dates between which nothing comes true share their figures: the days around each date that counts must not."""
    dates = sorted({day for frame in example.read().values() for name in frame if str(name).endswith("_on") or name == "on"
                    for text in frame[name] if text for day in (first_day(text), last_day(text))})  # fmt: skip
    around = {day + timedelta(days=step) for day in dates[:: len(dates) // 4] for step in (-1, 0, 1)}
    for as_of in sorted({*around, date(1990, 1, 1), date(2100, 1, 1)}):
        view = desk.look(example, today=TODAY, as_of=as_of, rates_at=rates_at)
        model = (view.tables, view.histories, view.movements, view.at)
        assert_frame_equal(
            desk.gaps(view).drop(columns="ends_on"), find_gaps(*model, rates_at=rates_at).reset_index(drop=True)
        )
        assert_frame_equal(desk.position(view), find_position(view.movements, view.at).reset_index(drop=True))
        phase = view.tables["phases"]["phase"].iloc[0]
        of_phase = (
            (desk.parts(view, phase), find_parts(*model, rates_at=rates_at)),
            (desk.standings(view, phase), find_standings(*model, rates_at)),
            (desk.dues(view, None, phase), find_dues(view.tables, view.histories, view.at)),
        )
        for kept, found in of_phase:
            own = found[(found["phase"] == phase).to_numpy()].reset_index(drop=True)
            assert_frame_equal(kept, own, check_dtype=len(own) > 0)
        timeline = find_timeline(view.movements, view.at, "quarter")
        assert_frame_equal(desk.timeline(view, requirement=True), timeline.reset_index(drop=True))
        bridge = find_bridge(view.movements, np.datetime64("2022-06-30", "s"), view.at)
        if as_of >= date(2022, 6, 30):
            assert_frame_equal(desk.bridge(view, date(2022, 6, 30), as_of), bridge.reset_index(drop=True))
