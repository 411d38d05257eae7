"""The declaration of the tables: what the rest of the project takes for granted of it."""

import pytest

from tracker.tables import TABLES, Column, Table, empty

EVERY = [
    pytest.param(table, column, id=f"{table.name}.{column.name}")
    for table in TABLES.values()
    for column in table.columns
]
KINDS = {"key", "text", "currency", "choice", "list", "date", "money", "number", "flag"}


@pytest.mark.parametrize(("table", "column"), EVERY)
def test_a_column_says_what_it_means(table: Table, column: Column) -> None:
    assert column.meaning.endswith(".")
    assert column.kind in KINDS
    assert (column.kind == "choice") == bool(column.choices)


@pytest.mark.parametrize(("table", "column"), [case for case in EVERY if case.values[1].reference])
def test_a_reference_names_the_key_of_a_table_filled_in_before(table: Table, column: Column) -> None:
    target = TABLES[column.reference]
    assert target.key[0] == column.name
    assert list(TABLES).index(target.name) < list(TABLES).index(table.name)


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_a_row_is_named_by_a_required_key_column_first(table: Table) -> None:
    first = table.columns[0]
    assert first.is_key
    assert first.is_required
    assert table.names[: len(table.key)] == table.key, "key columns stand first"
    assert len(set(table.names)) == len(table.names)


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_every_table_but_sources_cites_its_source_and_all_take_a_note(table: Table) -> None:
    assert table.names[-1] == "note"
    assert table.names[-2] == "source" or table.name == "sources"


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_an_empty_frame_has_the_declared_dtypes(table: Table) -> None:
    frame = empty(table)
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {c.name: c.dtype for c in table.columns}
    assert frame.empty


def test_money_that_may_be_blank_is_nullable_and_money_that_may_not_is_plain() -> None:
    assert TABLES["pledges"]["amount"].dtype == "Int64"
    assert TABLES["contributions"]["amount"].dtype == "int64"
