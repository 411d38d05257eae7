"""What the Donors page says in sentences: what is overdue, what is due next. It is given sums, and makes none."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from tracker.briefing.words import list_words, money_words, percent_words
from tracker.model.ageing import BUCKET

_SOON = ("due 30", "due 90")


def write_overdue(
    ageing: pd.DataFrame, lines: pd.DataFrame, names: Mapping[str, str], promises: int
) -> tuple[str, ...]:
    """What of the promises is overdue, and what is due next; the first sentence is the answer.

    In: the sums and the lines of `model.ageing` for what is looked at, donors' names by their codes, and how many
    promises ever stood at announced or firmer there.
    """
    if not promises:
        return ("Nothing has been announced or signed.",)
    if ageing.empty:
        return ("Nothing announced or signed is outstanding.",)
    is_overdue = ageing["bucket"].map(lambda code: BUCKET[code].is_overdue).to_numpy(dtype=bool)
    late = lines[(lines["overdue"] > 0).to_numpy()]
    sentences = [_lead(_money(ageing[is_overdue]), late)]
    if len(late):
        sentences.extend(_oldest(late, names))
    soon = _money(ageing[ageing["bucket"].isin(_SOON).to_numpy()])
    if soon:
        more = "A further " if len(late) and len(soon) == 1 else ""
        sentences.append(_upper(f"{more}{list_words(soon)} {_is(soon)} due within 90 days."))
    undated = _money(ageing[(ageing["bucket"] == "not stated").to_numpy()])
    if undated:
        sentences.append(_upper(f"for {list_words(undated)} no date is stated."))
    return tuple(sentences)


def _lead(late: list[str], lines: pd.DataFrame) -> str:
    if not late:
        return "Nothing is overdue."
    donors = lines["donor"].nunique()
    who = "one donor" if donors == 1 else f"{donors:,} donors"
    return _upper(f"{list_words(late)} of what is announced and signed {_is(late)} overdue, from {who}.")


def _oldest(late: pd.DataFrame, names: Mapping[str, str]) -> list[str]:
    """Whose money has been due longest; nothing where no overdue date is known to the day, or one donor has it all."""
    known = late[late["days_overdue"].notna().to_numpy()]
    if known.empty:
        return []
    most = int(known["days_overdue"].max())
    donors = sorted({names.get(code, code) for code in known[(known["days_overdue"] == most).to_numpy()]["donor"]})
    days = "today" if most == 0 else "since yesterday" if most == 1 else f"for {most:,} days"
    whose = list_words(donors if len(donors) <= 3 else [*donors[:2], f"{len(donors) - 2:,} others"])
    return [f"Due longest: {whose}, {days}."]


def _money(rows: pd.DataFrame) -> list[str]:
    """Sums in words, a currency each, cash first; money without a rate of exchange in its own currency."""
    said: list[str] = []
    for form, of_form in rows.groupby("form", sort=True):
        totals: dict[str, int] = {}
        vague: set[str] = set()
        for row in of_form.itertuples():
            pairs = [(str(row.report), int(row.value)), *row.unconverted]
            for currency, amount in pairs:
                totals[currency] = totals.get(currency, 0) + amount
            vague |= {currency for currency, _ in pairs if row.approximate}
        kind = " in kind" if form == "in_kind" else ""
        said.extend(
            f"{'about ' if currency in vague else ''}{money_words(amount, currency)}{kind}"
            for currency, amount in totals.items()
            if amount
        )
    return said


def _is(said: list[str]) -> str:
    return "is" if len(said) == 1 else "are"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def write_dependence(rows: Iterable[pd.Series], names: Mapping[str, str], words: Mapping[str, str]) -> str:
    """How much hangs on the largest donor, and on the three largest, at one floor; a sentence for each currency.

    In: rows of `model.giving.find_dependence`; `words` says by rung what money is counted.
    """
    said = []
    for row in rows:
        total = money_words(int(row["counted"]), str(row["currency"]))
        about = "about " if row["approximate"] else ""
        what = f"the {about}{total} {words[str(row['counting'])]}"
        largest = names.get(str(row["donor"]), str(row["donor"]))
        if row["donors"] == 1:
            said.append(f"All of {what} is from {largest}.")
        elif row["donors"] <= 3:
            said.append(f"{largest} gives {percent_words(row['share'])} of {what}.")
        else:
            three = percent_words(row["share_three"])
            said.append(f"{largest} gives {percent_words(row['share'])} of {what}, the three largest {three}.")
    return " ".join(said)


def write_giving(giving: pd.DataFrame, name: str) -> str:
    """How one donor kept their word, a sentence or two for each currency; in kind apart.

    In: the donor's rows of `model.giving.find_giving`.
    """
    return " ".join(part for row in giving.itertuples() for part in _giving_parts(row, name))


def _giving_parts(row: Any, name: str) -> list[str]:
    def money(column: str) -> str:
        about = "about " if row.approximate and column in ("promised", "open") else ""
        return about + money_words(int(getattr(row, column)), str(row.currency))

    kind = " in kind" if row.form == "in_kind" else ""
    parts = []
    cases = int(row.cases)
    if cases:
        promises = "one promise" if cases == 1 else f"{cases:,} promises"
        parts.append(f"{name} announced or signed {money('promised')}{kind} in {promises}.")
        if row.paid:
            share = percent_words(row.share_paid)
            parts.append(f"{_upper(money('paid'))} of it is paid, {share}.")
        else:
            parts.append("Nothing of it is paid yet." if row.open else "Nothing of it was paid.")
        if row.lost:
            parts.append(f"{_upper(money('lost'))} of it was withdrawn, or is no longer announced.")
        if not pd.isna(row.days_to_first):
            parts.append(_speed(row))
    if row.unpledged:
        again = "Without a promise came" if not cases else "Beside that came"
        parts.append(f"{again} {money('unpledged')}{kind}.")
    return parts


def _speed(row: Any) -> str:
    first, full = row.days_to_first, row.days_to_full
    cases = int(row.first_cases)
    usual = "" if cases == 1 else f" (the median of {cases:,})"
    said = f"From announcement to first payment it took {_days(int(first))}{usual}"
    if pd.isna(full):
        return said + "."
    cases = int(row.full_cases)
    usual = "" if cases == 1 else f" (the median of {cases:,})"
    return f"{said}, to full payment {_days(int(full))}{usual}."


def _days(count: int) -> str:
    return "no day" if count == 0 else "one day" if count == 1 else f"{count:,} days"
