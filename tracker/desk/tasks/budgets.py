"""What a phase needs, stated anew: a budget document whole, line by line. It records nothing."""

from dataclasses import dataclass, fields

from tracker.briefing.words import amount_words, date_words
from tracker.dates import days
from tracker.desk.importing import Edits
from tracker.desk.tasks.steps import DAY_REMEDY, hundredths_of, phase_currency
from tracker.desk.tasks.task import Ground, Task, Texts, replace_rows, texts_of
from tracker.desk.tasks.typed import Typed, amount_text


@dataclass(frozen=True)
class Line:
    """A line of a budget as it is typed."""

    amount: str = ""
    component: str = ""
    period_start: str = ""
    period_end: str = ""
    currency: str = ""
    support_cost_rate: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether it says no amount, and so is left out."""
        return not self.amount.strip()


def budget_lines(ground: Ground, phase: str) -> tuple[str, list[Line]]:
    """The day and the lines of a phase's newest budget; "" and none where there is no budget yet."""
    rows = _rows_of(ground, phase)
    if not rows:
        return "", []
    frame = ground.tables["budgets"].loc[rows]
    newest = str(frame["stated_on"].iloc[int(days(frame["stated_on"], "last").to_numpy().argmax())])
    texts = [texts_of(ground, "budgets", row) for row in _rows_of(ground, phase, newest)]
    lines = [Line(**{one.name: text[one.name] for one in fields(Line)}) for text in texts]
    return newest, sorted(lines, key=lambda line: (line.component, line.period_start))


def restate_budget(
    ground: Ground, phase: str, lines: list[Line], *, stated_on: str, source: str = "", note: str = ""
) -> Task:
    """A new document in which the whole requirement is stated; earlier ones stay. One of the same day is replaced."""
    typed = Typed("budgets", ground.locale)
    typed.need("phase", phase, "choose the phase that needs the money")
    on = typed.day("stated_on", stated_on, needed=DAY_REMEDY)
    rows: list[Texts] = []
    for line in lines:
        if line.is_blank:
            continue
        currency = line.currency.strip() or phase_currency(ground, phase)
        count, _ = typed.amount("amount", line.amount, currency, is_exact=True)
        row = {
            "phase": phase, "stated_on": on, "component": line.component.strip(),
            "period_start": typed.day("period_start", line.period_start),
            "period_end": typed.day("period_end", line.period_end), "amount": amount_text(count),
            "currency": currency, "support_cost_rate": line.support_cost_rate.strip(), "source": source.strip(),
            "note": note.strip(),
        }  # fmt: skip
        if any((row["component"], row["period_start"]) == (one["component"], one["period_start"]) for one in rows):
            remedy = "add the two up, or tell them apart by component or period"
            typed.fault("component", "two lines have the same component and period", remedy, row["component"])
        rows.append(row)
    if not rows and not typed.problems:
        typed.fault("amount", "no line has an amount", "write what is needed; 0 where nothing is")
    if typed.problems:
        return Task(Edits(ground.number), {}, typed.problems)
    standing = _rows_of(ground, phase, on)
    frame, retracted = replace_rows(ground, "budgets", standing, rows)
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["currency"]] = totals.get(row["currency"], 0) + hundredths_of(row["amount"])
    needed = " and ".join(f"{currency} {amount_words(total, locale='en')}" for currency, total in totals.items())
    remarks = [f"A budget of {date_words(on)} is recorded already: this one takes its place."] if standing else []
    seen = {"budgets": [row for row in _rows_of(ground, phase, budget_lines(ground, phase)[0]) if row not in standing]}
    return Task(Edits(ground.number, {"budgets": frame}, retracted), seen, [], f"{phase} needs {needed}", remarks)


def _rows_of(ground: Ground, phase: str, stated_on: str | None = None) -> list[int]:
    frame = ground.tables["budgets"]
    is_own = frame["phase"] == phase
    if stated_on is not None:
        is_own &= frame["stated_on"] == stated_on
    return [int(row) for row in frame.index[is_own.to_numpy()]]
