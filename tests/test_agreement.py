"""The model and the independent reference agree to the cent on random ledgers.

`TRACKER_LEDGERS=4000 pytest tests/test_agreement.py` holds more of them side by side.
"""

import os
from datetime import date

import pytest

from tests import agreement, histories
from tracker.checks import check

LEDGERS = int(os.environ.get("TRACKER_LEDGERS", "60"))
BATCH = 40
"""So many ledgers share rates and are computed at once, under keys of their own."""
DAYS = [
    date.fromisoformat(day)
    for day in ("2009-11-26", "2009-11-27", "2009-12-31", "2010-03-01", "2010-06-30", "2010-12-31",
                "2011-12-31")
]  # fmt: skip
CURRENCIES = ("CHF", "USD", "EUR")


@pytest.mark.parametrize("first", range(0, LEDGERS, BATCH))
def test_the_model_agrees_with_the_reference(first: int) -> None:
    raw, prefixes = histories.random_ledgers(range(first, first + BATCH))
    checked = check(raw)
    assert checked.is_sound, [str(problem) for problem in checked.problems if problem.is_error]
    agreement.compare(checked.tables, DAYS, list(prefixes))
    currency = CURRENCIES[first // BATCH % 3]
    agreement.compare(checked.tables, DAYS[1::2], list(prefixes), currency)
