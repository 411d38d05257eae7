"""What is published of promises and cash, and in which form; and that it comes back the same."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.iati_rules import RULESET, invalid, violations
from tests.require import require
from tests.tables import tables_of
from tracker import desk
from tracker.checks import check
from tracker.exchange.folder import read_folder
from tracker.exchange.iati.activities_in import read_parsed
from tracker.exchange.iati.flows import find_flows
from tracker.exchange.iati.parsing import parse_activities
from tracker.exchange.iati.periods import find_budgets
from tracker.exchange.iati.writing import write_activities
from tracker.ledger import Changes, Ledger, create_ledger
from tracker.model.audience import tables_for
from tracker.model.movements import find_movements, name_movements
from tracker.problems import RefusedError
from tracker.tables import Tables

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
EXAMPLE = Path(__file__).parents[1] / "data" / "example"
LATER = np.datetime64("2030-01-01", "s")
IDENTIFIED = "initiative iati_identifier currency\nI XM-DAC-41128-I USD"


def flows(**texts: str) -> list[tuple[str, str, int]]:
    """Date, code and whole dollars of what partners' tables publish."""
    tables = tables_for("partners", tables_of(**texts))
    return [(flow.on, flow.code, flow.amount // 100) for flow in find_flows(tables, LATER)]


def pledges(*steps: str) -> str:
    return "status_on status amount condition reason\n" + "\n".join(steps)


def test_a_promise_is_a_13_when_announced_an_11_when_signed_and_each_payment_a_1() -> None:
    got = flows(
        pledges=pledges("2020-01-01 pledged 100 - -", "2020-02-01 committed 100 - -"),
        contributions="received_on pledge amount\n2020-03-01 P 60",
    )
    assert got == [("2020-01-01", "13", 100), ("2020-02-01", "11", 100), ("2020-03-01", "1", 60)]


def test_a_promise_that_begins_signed_is_announced_and_signed_at_once() -> None:
    assert flows(pledges=pledges("2020-01-01 committed 100 - -")) == [
        ("2020-01-01", "13", 100),
        ("2020-01-01", "11", 100),
    ]


def test_what_is_lowered_is_taken_back_from_every_type_that_was_written() -> None:
    assert flows(pledges=pledges("2020-01-01 committed 100 - -", "2020-02-01 committed 80 - -"))[2:] == [
        ("2020-02-01", "13", -20),
        ("2020-02-01", "11", -20),
    ]


def test_a_withdrawal_takes_all_back_but_the_cash() -> None:
    got = flows(
        pledges=pledges("2020-01-01 committed 100 - -", "2020-06-01 withdrawn - - declined"),
        contributions="received_on pledge amount\n2020-03-01 P 60",
    )
    assert got[2:] == [("2020-03-01", "1", 60), ("2020-06-01", "13", -100), ("2020-06-01", "11", -100)]


def test_a_signature_that_softens_takes_back_the_11_only() -> None:
    assert flows(pledges=pledges("2020-01-01 committed 100 - -", "2020-02-01 pledged 100 - -"))[2:] == [
        ("2020-02-01", "11", -100)
    ]


def test_raising_a_signed_promise_raises_both_types() -> None:
    assert flows(pledges=pledges("2020-01-01 pledged 100 - -", "2020-02-01 committed 150 - -"))[1:] == [
        ("2020-02-01", "13", 50),
        ("2020-02-01", "11", 150),
    ]


@pytest.mark.parametrize("kind", ["refund", "reversal"])
def test_what_goes_back_is_a_negative_1(kind: str) -> None:
    cash = f"received_on kind amount\n2020-03-01 payment 60\n2020-04-01 {kind} -20"
    assert flows(contributions=cash) == [("2020-03-01", "1", 60), ("2020-04-01", "1", -20)]


@pytest.mark.parametrize("status", ["expected", "prospective"])
def test_nothing_softer_than_announced_is_published(status: str) -> None:
    assert flows(pledges=pledges(f"2020-01-01 {status} 100 - -")) == []
    assert flows(pledges=pledges("2020-01-01 pledged 100 - -", f"2020-02-01 {status} 100 - -"))[1:] == [
        ("2020-02-01", "13", -100)
    ]


def test_what_is_signed_under_a_condition_is_published_as_announced() -> None:
    assert flows(pledges=pledges("2020-01-01 committed 100 ratified -")) == [("2020-01-01", "13", 100)]


def test_what_moves_to_another_phase_is_taken_back_there_and_written_here() -> None:
    tables = tables_of(pledges="status_on status amount phase\n2020-01-01 pledged 100 F\n2020-02-01 pledged 100 G")
    got = [(flow.phase, flow.code, flow.amount) for flow in find_flows(tables, LATER)]
    assert got == [("F", "13", 10_000), ("F", "13", -10_000), ("G", "13", 10_000)]


def test_nothing_is_published_that_lies_after_the_date() -> None:
    tables = tables_of(
        pledges=pledges("2020-01-01 pledged 100 - -", "2020-03-01 committed 100 - -"),
        contributions="received_on amount\n2020-03 60",
    )
    assert [flow.code for flow in find_flows(tables, np.datetime64("2020-03-15", "s"))] == ["13", "11"]


@pytest.mark.parametrize(
    ("start", "end", "parts"),
    [
        ("2024-01-01", "2024-12-31", [100_000]),
        ("2024-02-29", "2025-02-28", [100_000]),
        ("2024-01-01", "2025-12-31", [50_068, 49_932]),
        ("2024", "2026", [33_394, 33_303, 33_303]),
    ],
)
def test_no_budget_period_exceeds_a_year_and_the_parts_add_up(start: str, end: str, parts: list[int]) -> None:
    tables = tables_of(budgets=f"stated_on period_start period_end amount\n2023-01-01 {start} {end} 1000")
    got, left = find_budgets(tables, LATER)
    assert [part.amount for part in got] == parts
    assert sum(parts) == 100_000
    assert all((part.end - part.start).days < 366 for part in got)
    assert left == []


def test_the_first_budget_is_the_original_and_the_newest_the_revised() -> None:
    rows = "stated_on period_start period_end amount\n" + "\n".join(
        f"{year}-01-01 2024 2024 {year}" for year in (2021, 2022, 2023)
    )
    got, _ = find_budgets(tables_of(budgets=rows), LATER)
    assert [(part.code, part.stated_on) for part in got] == [("1", "2021-01-01"), ("2", "2023-01-01")]


def test_a_budget_without_a_known_period_is_left_out_and_said() -> None:
    got, left = find_budgets(tables_of(budgets="stated_on amount\n2023-01-01 1000"), LATER)
    assert (got, left) == ([], ["F: the budget stated on 2023-01-01 has no period from and until a date"])


def test_an_initiative_that_cannot_be_identified_is_left_out_and_said() -> None:
    tables = tables_of(phases="phase initiative starts_on\nF I 2020")
    with pytest.raises(RefusedError, match="write its iati_identifier"):
        write_activities(tables, date(2026, 1, 1))


def test_organisations_carry_their_identifiers() -> None:
    tables = tables_of(
        initiatives=IDENTIFIED,
        donors="donor aliases kind\nFRA - government\nGBR-X GB-GOV-1;Other government\nORG - ngo",
        contributions="received_on donor amount\n2020-01-01 FRA 1\n2020-01-02 GBR-X 1\n2020-01-03 ORG 1",
    )
    root = etree.fromstring(write_activities(tables, date(2026, 1, 1)).data)
    assert root.xpath("//reporting-org/@ref") == ["XM-DAC-41128"]
    assert [one.get("ref") for one in root.xpath("//provider-org")] == ["XM-DAC-4", "GB-GOV-1", None]
    assert root.xpath("//iati-identifier/text()") == ["XM-DAC-41128-I-F"]


def test_sectors_and_places_are_narcotics_control_anywhere_unless_named() -> None:
    tables = tables_of(initiatives=IDENTIFIED, phases="phase starts_on\nF 2020")
    plain = etree.fromstring(write_activities(tables, date(2026, 1, 1)).data)
    assert plain.xpath("//sector/@code | //recipient-region/@code") == ["998", "16063"]
    named = write_activities(
        tables, date(2026, 1, 1), sectors=[("16063", "60"), ("43050", "40")], places=["AF", "TJ", "UZ"]
    )
    root = etree.fromstring(named.data)
    assert root.xpath("//recipient-country/@percentage") == ["33.33", "33.33", "33.34"]
    assert invalid(named.data) == []


def example_tables() -> Tables:
    checked = check(read_folder(EXAMPLE).frames)
    initiatives = checked.tables["initiatives"]
    given_one = initiatives["iati_identifier"].mask(initiatives["initiative"] == "TRT", "XX-EXAMPLE-TRT")
    return {**checked.tables, "initiatives": initiatives.assign(iati_identifier=given_one)}


def ledger_of(tables: Tables, path: Path) -> Ledger:
    made = create_ledger(f"sqlite:///{path}")
    made.commit(Changes(added=dict(tables)), author="Ada", message="All", now=NOW)
    return made


def view_of(made: Ledger, as_of: str = "2026-11-29") -> desk.View:
    return desk.look(made, today=NOW.date(), as_of=as_of)


def bring(made: Ledger, path: Path, **more: object) -> desk.Receipt:
    reading = desk.read_path(path, made.read())
    return desk.import_reading(made, reading, origin=path.name, author="Ada", message="In", now=NOW, **more)  # type: ignore[arg-type]


def told(tables: Tables) -> list[tuple[object, ...]]:
    """Every movement on the published rungs, and of requirements, without what names rows of one ledger."""
    told = tables_for("partners", tables)
    rows = name_movements(find_movements(told), told)
    names = ["day", "phase", "donor", "pledge", "contribution", "component", "form", "kind", "rung", "currency",
             "original_currency", "amount", "low", "high", "original_amount", "unconverted"]  # fmt: skip
    rows = rows[(rows["day"] <= np.datetime64("2026-11-29", "s")).to_numpy()][names]
    return sorted(rows.itertuples(index=False, name=None))


def test_exported_and_brought_into_a_new_ledger_the_file_is_the_same_and_so_is_every_movement(tmp_path: Path) -> None:
    tables = example_tables()
    with ledger_of(tables, tmp_path / "one.db") as first, create_ledger(f"sqlite:///{tmp_path / 'two.db'}") as second:
        notes = desk.export_path(view_of(first), tmp_path / "one.xml", now=NOW)
        receipt = bring(second, tmp_path / "one.xml")
        assert receipt.status == "committed", receipt.problems
        desk.export_path(view_of(second), tmp_path / "two.xml", now=NOW)
        assert (tmp_path / "one.xml").read_bytes() == (tmp_path / "two.xml").read_bytes()
        assert told(second.read()) == told(first.read())
        assert bring(second, tmp_path / "one.xml").status == "nothing to do"
    assert [note.partition(";")[0] for note in notes[:2]] == [
        "Kept back: CHF 300,000.00, ~EUR 1,200,000.00 and ~USD 2,200,000.00 (6 promises) anticipated",
        "Kept back: ~USD 650,000.00 (3 promises) possible",
    ]


def test_the_file_fits_the_official_schema(tmp_path: Path) -> None:
    data = write_activities(tables_for("partners", example_tables()), NOW.date()).data
    assert invalid(data) == []
    broken = data.replace(b"<transaction-type", b"<type", 1).replace(b"</transaction-type", b"</type", 1)
    assert invalid(broken) != []


def test_the_file_breaks_no_rule_of_the_standard_ruleset() -> None:
    require(RULESET.is_file(), f"the file {RULESET.name}")
    data = write_activities(tables_for("partners", example_tables()), NOW.date()).data
    assert violations(data, NOW.date()) == []
    for good, bad in (
        (b'version="2.03"', b'version="2.03"'),
        (b'<recipient-region code="998" vocabulary="1"/>', b""),
        (b'<sector code="16063" vocabulary="1"/>', b""),
        (b'default-currency="USD" last', b"last"),
        (b'<period-end iso-date="2022-06-30"/>', b'<period-end iso-date="2023-06-30"/>'),
        (b'<transaction-date iso-date="2021-05-17"/>', b'<transaction-date iso-date="2027-05-17"/>'),
    ):
        assert bool(violations(data.replace(good, bad), NOW.date())) == (good != bad and b"currency" not in good)


def test_the_paris_pact_publishes_russias_announcement_alone(tmp_path: Path) -> None:
    checked = check(read_folder(EXAMPLE.parent / "paris-pact").frames)
    with ledger_of(checked.tables, tmp_path / "one.db") as made:
        view = desk.look(made, today=NOW.date(), as_of="2009-12-04")
        published = desk.publish(view, today=NOW.date())
    root = etree.fromstring(published.data)
    assert root.xpath("//transaction/value/text()") == ["200000.00"]
    assert root.xpath("//transaction/@ref") == ["RUS-PPI-3"]
    assert [note.partition(";")[0] for note in published.notes] == [
        "Kept back: USD 200,000.00 (1 promise) anticipated",
        "Kept back: ~USD 100,000.00 (1 promise) possible",
        "Not published: PPI-3: the budget stated on 2009-11-27 has no period from and until a date.",
    ]


def test_nothing_of_the_future_is_published(tmp_path: Path) -> None:
    with ledger_of(example_tables(), tmp_path / "one.db") as made, pytest.raises(RefusedError, match="future"):
        desk.publish(view_of(made, "2027-01-01"), today=NOW.date())


@pytest.mark.parametrize(
    ("sectors", "places", "said"),
    [
        (["drugs"], [], "not a sector"),
        (["16063=60", "43050=30"], [], "add up to 100"),
        ([], ["Afghanistan"], "not a place"),
        ([], ["AF", "689"], "not both"),
    ],
)
def test_what_cannot_be_a_sector_or_a_place_is_refused(
    sectors: list[str], places: list[str], said: str, tmp_path: Path
) -> None:
    with ledger_of(example_tables(), tmp_path / "one.db") as made, pytest.raises(RefusedError, match=said):
        desk.publish(view_of(made), today=NOW.date(), sectors=sectors, places=places)


STATUSES = ("pledged", "committed", "expected", "withdrawn")
STEP = st.tuples(
    st.sampled_from(STATUSES), st.integers(0, 500), st.sampled_from(("F", "G")), st.sampled_from(("-", "Seeds"))
)
CASH = st.tuples(st.integers(1, 28), st.integers(-300, 300).filter(bool), st.booleans())


@settings(
    max_examples=int(os.environ.get("TRACKER_PUBLISHED", "6")),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEP, min_size=1, max_size=6), cash=st.lists(CASH, max_size=4), euro=st.booleans())
def test_any_promise_comes_back_with_the_same_movements(
    steps: list[tuple[str, int, str, str]], cash: list[tuple[int, int, bool]], euro: bool, tmp_path: Path
) -> None:
    currency = "EUR" if euro else "USD"
    rows = [f"2020-{month:02d}-01 {status} {amount if status != 'withdrawn' else '-'} {phase} {part} {currency}"
            for month, (status, amount, phase, part) in enumerate(steps, 1)]  # fmt: skip
    paid = [f"2020-{1 + at:02d}-{day:02d} {'payment' if amount > 0 else 'reversal'} {amount} {'P' if linked else '-'} {currency}"
            for at, (day, amount, linked) in enumerate(cash)]  # fmt: skip
    tables = tables_of(
        initiatives=IDENTIFIED, phases="phase initiative starts_on\nF I 2020\nG I 2020",
        pledges="status_on status amount phase component currency\n" + "\n".join(rows),
        contributions="received_on kind amount pledge currency\n" + "\n".join(paid) if paid else "received_on amount",
        rates="on per_usd\n2019 0.9\n2020-03 0.8\n2020-05 0.7",
    )  # fmt: skip
    path = tmp_path / "any.xml"
    path.write_bytes(write_activities(tables_for("partners", tables), date(2026, 1, 1)).data)
    empty = check({}).tables
    reading = read_parsed("any.xml", parse_activities("any.xml", str(path)), empty["donors"])
    checked = check(reading.frames)
    assert checked.is_sound, checked.problems
    back = checked.tables
    assert _sums(back) == _sums(tables_for("partners", tables))


def _sums(tables: Tables) -> list[tuple[object, ...]]:
    """Movements of promises by day, place and rung, summed: a link to a promise never told of is lost with it."""
    moved = find_movements(tables)
    names = ["day", "phase", "component", "rung"]
    sums = moved.groupby(names, as_index=False)["amount"].sum()
    sums = sums[(sums["amount"] != 0).to_numpy()]
    return [tuple(row) for row in pd.DataFrame(sums).itertuples(index=False)]
