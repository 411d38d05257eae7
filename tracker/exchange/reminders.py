"""The list of reminders as a file that spreadsheets open: exact amounts, and no text that would run as a formula."""

from collections.abc import Mapping

import pandas as pd

from tracker import terms
from tracker.exchange.rows import write_csv
from tracker.money import format_amount

COLUMNS = (
    "donor", "name", "initiative", "phase", "pledge", "agreement", "standing", "form", "state", "due_on", "amount",
    "received", "unpaid", "currency", "approximate", "days_overdue", "days_ahead", "last_word", "trigger",
)  # fmt: skip


def write_reminders(reminders: pd.DataFrame, names: Mapping[str, str]) -> str:
    """`model.reminders.find_reminders` as CSV, with donors' names by their codes; what is not known is blank."""
    return write_csv(COLUMNS, [_row(row, names) for row in reminders.itertuples()])


def _row(row: object, names: Mapping[str, str]) -> dict[str, object]:
    def of(name: str) -> object:
        value = getattr(row, name)
        return None if not isinstance(value, str) and pd.isna(value) else value

    plain = (
        "initiative",
        "phase",
        "pledge",
        "agreement",
        "form",
        "state",
        "due_on",
        "currency",
        "last_word",
        "trigger",
    )
    return {
        "donor": of("donor"),
        "name": names.get(str(of("donor")), str(of("donor"))),
        "standing": terms.RUNG[str(of("rung"))].label,
        **{name: of(name) for name in plain},
        "amount": format_amount(int(str(of("amount")))),
        "received": format_amount(int(str(of("fulfilled")))),
        "unpaid": format_amount(int(str(of("unpaid")))),
        "approximate": bool(of("approximate")),
        "days_overdue": of("days_overdue"),
        "days_ahead": of("days_ahead"),
    }
