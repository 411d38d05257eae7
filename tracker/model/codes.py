"""Texts that stand many times as small numbers, and orders found in linear time. It knows no text's meaning."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from tracker.money import Ints

Codes = np.ndarray
"""Whole numbers from 0 up, of the least width that holds them; -1 is no word."""


def number_words(*columns: pd.Series, also: Iterable[str] = ()) -> tuple[list[Codes], pd.Index]:
    """The place of each text among all distinct texts of some columns, in the order of their letters.

    Out: codes, an array for each column; and the distinct texts, those of `also` among them.
    """
    extra = pd.Series(list(also), dtype="str")
    codes, words = pd.factorize(pd.concat([*columns, extra], ignore_index=True).array)
    order = words.argsort()
    rank = np.empty(len(words), dtype=np.min_scalar_type(-max(len(words), 1)))
    rank[order] = np.arange(len(words), dtype=rank.dtype)
    ends = np.cumsum([len(column) for column in columns])
    return np.split(rank[codes], ends)[: len(columns)], pd.Index(words.take(order), dtype="str")


def categorize(*columns: pd.Series, also: Iterable[str] = ()) -> list[pd.Categorical]:
    """Columns as categoricals of one dtype, its categories in the order of their letters."""
    codes, words = number_words(*columns, also=also)
    dtype = pd.CategoricalDtype(words)
    return [as_category(one, dtype) for one in codes]


def as_category(codes: Codes, dtype: pd.CategoricalDtype) -> pd.Categorical:
    """Codes of a dtype's categories, taken as they are."""
    return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)


def code_of(words: pd.CategoricalDtype, word: str) -> int:
    """The code of one word, -1 where it is none."""
    return int(words.categories.get_indexer([word])[0])


def replace_words(column: pd.Series, numbers: Mapping[str, int]) -> Codes:
    """The number that is given for each text of a column of few words; -1 where none is."""
    places, words = pd.factorize(column.array)
    return np.array([numbers.get(word, -1) for word in words] or [-1], dtype=np.int8)[places]


def as_text(values: pd.Series | pd.Categorical) -> pd.Series:
    """A categorical column as plain text again; other columns as they are."""
    column = pd.Series(values) if isinstance(values, pd.Categorical) else values
    return column.astype("str") if isinstance(column.dtype, pd.CategoricalDtype) else column


def as_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame whose categorical columns are plain text."""
    named = [name for name, dtype in frame.dtypes.items() if isinstance(dtype, pd.CategoricalDtype)]
    return frame.astype(dict.fromkeys(named, "str")) if named else frame


def sort_order(keys: Codes) -> Ints:
    """The positions that put small whole numbers in order, equal ones as they stand: sixteen bits at a time."""
    largest = int(keys.max(initial=0))
    order = np.argsort(keys.astype(np.uint16), kind="stable")
    for shift in range(16, largest.bit_length(), 16):
        part = (keys[order] >> shift).astype(np.uint16)
        order = order[np.argsort(part, kind="stable")]
    return order


def count_days(day: np.ndarray) -> Ints:
    """Whole days since the first of them."""
    since = day - day.min() if len(day) else day.astype("timedelta64[s]")
    return since.astype("timedelta64[D]").astype(np.int64)


def group_rows(frame: pd.DataFrame, by: list[str]) -> tuple[Codes, pd.DataFrame]:
    """The group of each row, and what the groups are: one row each, plain text, in the order of the columns' words."""
    codes, groups = group_words(frame, by)
    return codes, as_texts(groups)


def group_words(frame: pd.DataFrame, by: list[str]) -> tuple[Codes, pd.DataFrame]:
    """The same with groups in categoricals.

    Columns are texts, plain or categorical; groups that no row is in are left out.
    """
    size, key = 1, np.zeros(len(frame), dtype=np.int64)
    columns: list[pd.Categorical] = []
    for name in by:
        column = frame[name].array
        column = column if isinstance(column, pd.Categorical) else categorize(frame[name])[0]
        columns.append(column)
        many = max(len(column.categories), 1)
        if size * many > _ENOUGH:
            key, size = _press(key, size)
        key, size = key * many + column.codes, size * many
    codes, count = _press(key, size)
    first = np.empty(count, dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    return codes, pd.DataFrame({name: column.take(first) for name, column in zip(by, columns, strict=True)})


_ENOUGH, _MOST_CELLS = 2**21, 2**26
"""Keys are pressed together where a table of all of them would be larger; and the largest table there may be."""


def _press(keys: Ints, size: int) -> tuple[Ints, int]:
    """The rank of each key among those that are there, and how many these are."""
    if size > _MOST_CELLS:
        there, ranks = np.unique(keys, return_inverse=True)
        return ranks, len(there)
    is_there = np.zeros(size, dtype=bool)
    is_there[keys] = True
    ranks = np.cumsum(is_there) - 1
    return ranks[keys], int(ranks[-1]) + 1 if size else 0


def sum_groups(codes: Codes, count: int, values: np.ndarray) -> Ints:
    """The sum of each group's values; exact, as long as it fits."""
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, codes, values)
    return sums
