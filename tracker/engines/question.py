"""A question put to an engine in named stages, each of which is said once. It knows no rules and no engine."""

import re
from collections.abc import Mapping
from typing import Any

import ibis
from ibis.expr import types as ir


class Question:
    """The ledger's `tables`, and the stages that a question has gone through so far.

    A stage is written down as SQL and stands for itself from then on: what follows names it, instead of repeating it as
    often as it is used, and Ibis works through each stage once.
    """

    def __init__(self, backend: Any, tables: Mapping[str, ir.Table]) -> None:
        self._backend, self.tables = backend, tables
        self._stages: dict[str, str] = {}

    def stage(self, name: str, table: ir.Table) -> ir.Table:
        """The same rows under a name."""
        name = f"{name}_{len(self._stages)}"
        self._stages[name] = self._compile(table)
        return ibis.table(table.schema(), name=name)

    def parts(self, asked: ir.Table) -> tuple[dict[str, str], str]:
        """The stages that what is asked needs, in order, and itself, in the engine's SQL."""
        text = self._compile(asked)
        needed: dict[str, str] = {}
        for name, stage in reversed(self._stages.items()):
            if any(re.search(rf"\b{name}\b", part) for part in (text, *needed.values())):
                needed[name] = stage
        return dict(reversed(needed.items())), text

    def _compile(self, table: ir.Table) -> str:
        fuse, ibis.options.sql.fuse_selects = ibis.options.sql.fuse_selects, False  # it takes longer than the query
        try:
            return str(self._backend.compile(table, pretty=False))
        finally:
            ibis.options.sql.fuse_selects = fuse


def in_one(stages: Mapping[str, str], text: str) -> str:
    """Stages and what is asked of them as one query."""
    parts = ",\n".join(f"{name} AS MATERIALIZED (\n{stage}\n)" for name, stage in stages.items())
    return (f"WITH {parts}\n" if parts else "") + text
