"""The ledger's tables as a database holds them, derived from `TABLES`. It opens no database."""

from collections.abc import Mapping

import sqlalchemy as sa

from tracker.tables import TABLES, Column, Table

SCHEMA_VERSION = 3
"""1 had no `grants`, and no `actor` and `request` in `changesets`; 2 had no `packs`."""

GRANTS = Table(
    "grants",
    "Grants",
    "Who may do what, beside the figures: never on a sheet.",
    (
        Column("issuer", "key", "Who vouches for the identity; `token` for programs.", is_key=True, is_required=True),
        Column("subject", "key", "The identity, or a token's SHA-256.", is_key=True, is_required=True),
        Column("role", "choice", "partner, viewer or editor.", is_required=True),
        Column("name", "text", "Whom it stands for, in words."),
    ),
)
PACKS = Table(
    "packs",
    "Packs",
    "Which briefing packs went out, beside the figures: never on a sheet.",
    (
        Column("initiative", "key", "What a pack of a whole initiative is of.", is_key=True),
        Column("phase", "key", "What a pack of one phase is of; with neither it is of everything.", is_key=True),
        Column("quarter", "text", "What it is for: 2009Q4.", is_key=True, is_required=True),
        Column("audience", "choice", "internal or partners.", is_key=True, is_required=True),
        Column("language", "text", "Its language's code: en, fr, ru.", is_key=True, is_required=True),
        Column("changeset", "text", "Number of the changeset it was made from.", is_key=True, is_required=True),
        Column("changeset_digest", "text", "That changeset's whole digest.", is_required=True),
        Column("as_of", "date", "The day whose figures it shows.", is_required=True),
        Column("currency", "currency", "What its amounts are in; blank where each part has its own."),
        Column("marking", "text", "The line that marks it, where one was set."),
        Column("files", "text", "SHA-256 and name of each file, a line each, as `sha256sum` has it.", is_required=True),
    ),
)
KEPT: Mapping[str, Table] = {**TABLES, GRANTS.name: GRANTS, PACKS.name: PACKS}
"""Every table whose revisions a ledger keeps."""

WHOLE = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A 64-bit whole number; SQLite's STRICT tables know it as INTEGER only."""

METADATA = sa.MetaData()

META = sa.Table(
    "meta",
    METADATA,
    sa.Column("ledger", sa.Text, primary_key=True),
    sa.Column("schema_version", WHOLE, nullable=False),
    sqlite_strict=True,
)
"""One row: the ledger's id, and the version of this schema."""

CHANGESETS = sa.Table(
    "changesets",
    METADATA,
    sa.Column("number", WHOLE, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False, server_default=""),
    sa.Column("request", sa.Text, nullable=False, server_default=""),
    sqlite_strict=True,
)
"""`actor` is the issuer and subject of who was logged in; `request` a mark of the caller's, under which nothing is
written twice."""

IS_ASKED = CHANGESETS.c.request != ""
REQUESTS = sa.Index("changesets_request", CHANGESETS.c.request, unique=True, sqlite_where=IS_ASKED)
"""Of the changesets that were asked for under a mark; what makes it so in PostgreSQL stands there."""


def _column(column: Column) -> sa.Column:
    if column.dtype == "str":
        return sa.Column(column.name, sa.Text, nullable=False, server_default="")
    if column.kind == "flag":
        return sa.Column(column.name, WHOLE, nullable=False, server_default="0")
    return sa.Column(column.name, WHOLE, nullable=column.is_nullable)


def _history(table: Table) -> sa.Table:
    flags = ["is_retracted", *(column.name for column in table.columns if column.kind == "flag")]
    return sa.Table(
        table.name,
        METADATA,
        sa.Column("row", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("from_changeset", WHOLE, sa.ForeignKey("changesets.number"), primary_key=True, autoincrement=False),
        sa.Column("until_changeset", WHOLE, sa.ForeignKey("changesets.number")),
        sa.Column("is_retracted", WHOLE, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        *(_column(column) for column in table.columns),
        *(sa.CheckConstraint(sa.column(flag).in_((0, 1))) for flag in flags),
        sqlite_strict=True,
        # Stored in the order of the key: read in order without an index that could disagree with the rows.
        sqlite_with_rowid=False,
    )


HISTORY: dict[str, sa.Table] = {table.name: _history(table) for table in KEPT.values()}
"""For each table every revision of each of its rows. `row` is the ledger's number of the row, the same in all
its revisions; a revision holds from its `from_changeset` until before its `until_changeset`, which is null
while it holds."""
