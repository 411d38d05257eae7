"""Dates as people know them: to the day, the month or the year. It knows the calendar, and never what day it is."""

import re
from calendar import monthrange
from datetime import date

import numpy as np
import pandas as pd

DATE_PATTERN = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
FIRST_YEAR, LAST_YEAR = 1900, 2199


def parse_date(text: str) -> str | None:
    """The ISO text of a day, month or year (`2010-06-01`, `2010-06`, `2010`), or None where it is none."""
    match = DATE_PATTERN.fullmatch(text.strip())
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
    return match[0]


def is_partial(text: str) -> bool:
    """Whether a date is known to the month or the year only."""
    return 0 < len(text) < 10


def first_day(text: str) -> date:
    """The first day that a date can mean."""
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(text: str) -> date:
    """The last day that a date can mean."""
    start = first_day(text)
    if len(text) == 10:
        return start
    month = 12 if len(text) == 4 else start.month
    return start.replace(month=month, day=monthrange(start.year, month)[1])


def days(column: "pd.Series[str]", end: str) -> "pd.Series[pd.Timestamp]":
    """The days to compute with: the `first` or the `last` that each date can mean.

    In: ISO text, whole or partial, "" where unknown. Out: datetime64[s], NaT where unknown, the same index.
    Each distinct text is worked out once.
    """
    codes, words = pd.factorize(column.array)
    texts = np.asarray(words, dtype="U10")
    lengths = np.strings.str_len(texts)
    distinct = np.full(len(texts) + 1, np.datetime64("NaT", "s"), dtype="datetime64[s]")
    for length, step in ((4, np.timedelta64(1, "Y")), (7, np.timedelta64(1, "M")), (10, np.timedelta64(1, "D"))):
        chosen = np.flatnonzero(lengths == length)
        if len(chosen):
            starts = texts[chosen].astype(step.dtype.str.replace("m8", "M8"))
            if end == "last":
                starts = (starts + step).astype("datetime64[D]") - np.timedelta64(1, "D")
            distinct[chosen] = starts.astype("datetime64[D]").astype("datetime64[s]")
    return pd.Series(distinct[codes], index=column.index)


def day(value: date) -> np.datetime64:
    """A date as the model's frames hold it."""
    return np.datetime64(value, "s")
