"""What the rows of each table must fulfil beyond their types, keys and references (design, section 3)."""

import difflib
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.money import MAX_HUNDREDTHS, NUMBER_ONE
from tracker.problems import Problem
from tracker.rates import PIVOT, Rates
from tracker.tables import Table, Tables
from tracker.values import write_column


class Findings:
    """The problems of one table, collected row by row with the text that stands in the cell."""

    def __init__(self, table: Table, frame: pd.DataFrame) -> None:
        self.table = table
        self.approximate: dict[str, np.ndarray] = {}
        self._frame = frame
        self._found: list[tuple[int, int, Problem]] = []

    def add(self, problem: Problem) -> None:
        """Add a problem of the table as a whole."""
        self._found.append((-1, len(self._found), problem))

    def report(
        self,
        where: np.ndarray | Sequence[int],
        column: str,
        message: str | Callable[[str], str],
        remedy: str | Callable[[str], str],
        severity: str = "error",
    ) -> None:
        """Add a problem for each row of a mask, or at each of some positions."""
        where = np.asarray(where)
        positions = np.flatnonzero(where) if where.dtype == bool else where
        if not len(positions):
            return
        texts = self._texts(column, positions)
        for position, text in zip(positions, texts, strict=True):
            problem = Problem(
                self.table.name,
                message if isinstance(message, str) else message(text),
                remedy if isinstance(remedy, str) else remedy(text),
                row=int(self._frame.index[position]),
                column=column,
                value=text,
                severity=severity,
            )
            self._found.append((int(position), len(self._found), problem))

    def report_unknown(self, mask: np.ndarray, column: str, reference: str, keys: pd.Series) -> None:
        """Add a problem for each row that names a key its reference does not have."""
        known = sorted(set(keys))

        def key_of(text: str) -> str:
            return text.split(maxsplit=1)[0] if column == "source" else text

        def remedy(text: str) -> str:
            near = difflib.get_close_matches(key_of(text), known, 1)
            return (f"did you mean '{near[0]}'? If not, " if near else "") + f"add it to {reference} first"

        self.report(mask, column, lambda text: f"'{key_of(text)}' is not in {reference}", remedy)

    def in_order(self) -> list[Problem]:
        """All problems, by row."""
        return [problem for _, _, problem in sorted(self._found, key=lambda found: found[:2])]

    def _texts(self, column: str, positions: np.ndarray) -> list[str]:
        if column not in self._frame.columns:
            return [""] * len(positions)
        cells = self._frame[column].iloc[positions]
        if pd.api.types.is_numeric_dtype(cells.dtype):
            cells = write_column(cells, self.table[column])
        return [str(text) for text in cells.fillna("")]


def _check_codes(tables: Tables, found: Findings) -> None:
    """Currencies are ISO 4217's; countries, and the states among donors, are ISO 3166's."""
    import pycountry  # its lists take a moment to load

    frame = tables[found.table.name]
    for column in found.table.columns:
        if column.kind == "currency":
            unknown = [code for code in set(frame[column.name]) if code and not pycountry.currencies.get(alpha_3=code)]
            found.report(
                frame[column.name].isin(unknown).to_numpy(), column.name,
                lambda text: f"'{text}' is not a currency", "use its ISO 4217 code, such as USD, EUR or CHF",
            )  # fmt: skip
    if found.table.name != "donors":
        return
    known = {country.alpha_3 for country in pycountry.countries}

    def remedy(text: str) -> str:
        country = pycountry.countries.get(alpha_2=text.upper()) if len(text) == 2 else None
        return f"did you mean '{country.alpha_3}'?" if country else "use its ISO 3166 alpha-3 code, such as FRA"

    is_unknown = (frame["country"] != "") & ~frame["country"].isin(known)
    found.report(is_unknown.to_numpy(), "country", lambda text: f"'{text}' is not a country", remedy)
    state = frame["donor"].str.split("-", n=1).str[0]
    is_state = (frame["kind"] == "government") & (frame["donor"] != "")
    found.report(
        (is_state & ~state.isin(known)).to_numpy(), "donor",
        lambda text: f"'{text}' does not begin with the code of a state", remedy,
    )  # fmt: skip
    is_other = is_state & state.isin(known) & (frame["country"] != "") & (frame["country"] != state)
    found.report(
        is_other.to_numpy(), "country", "the country is not the one that the donor's code begins with",
        "make the two agree",
    )  # fmt: skip


def _check_periods(tables: Tables, found: Findings) -> None:
    pairs = {"phases": ("starts_on", "ends_on"), "budgets": ("period_start", "period_end"), "events": ("on", "ends_on")}
    start, end = pairs[found.table.name]
    frame = tables[found.table.name]
    is_reversed = days(frame[end], "last") < days(frame[start], "first")
    found.report(is_reversed.to_numpy(), end, f"{end} is before {start}", "correct one of the two")


def _check_required_amounts(tables: Tables, found: Findings) -> None:
    frame = tables[found.table.name]
    found.report(
        (frame["amount"] < 0).to_numpy(), "amount", "a requirement cannot be negative", "write what is needed, or 0"
    )
    _warn_unconvertible(tables, found, days(frame["stated_on"], "last"), "the requirement is unknown until then")
    if found.table.name == "budgets":
        rate = frame["support_cost_rate"]
        is_off = ((rate < 0) | (rate >= NUMBER_ONE)).fillna(False)
        found.report(
            is_off.to_numpy(dtype=bool), "support_cost_rate", lambda text: f"'{text}' is not a fraction",
            "write 13 % as 0.13",
        )  # fmt: skip
    else:
        is_reserved = frame["threshold"] == terms.REQUIREMENT
        found.report(is_reserved.to_numpy(), "threshold", "this key names the whole requirement", "choose another key")


def _check_pledge_amounts(tables: Tables, found: Findings) -> None:
    frame = tables["pledges"]
    is_withdrawn = frame["status"] == terms.WITHDRAWN
    is_unread = found_unread(found, "amount")
    is_blank = frame["amount"].isna() & ~is_withdrawn & ~frame.index.isin(is_unread)
    found.report(
        is_blank.to_numpy(), "amount", "a promise needs an amount",
        "write it, with ~ where it is vague; leave the row out while nothing is known",
    )  # fmt: skip
    for name in ("amount", "low", "high"):
        is_negative = (frame[name] < 0).fillna(False)
        found.report(
            is_negative.to_numpy(dtype=bool), name, "a promise cannot be negative",
            "write the whole promise; a step with a smaller amount lowers it",
        )  # fmt: skip
    is_over = (frame["low"] > frame["amount"]).fillna(False)
    found.report(is_over.to_numpy(dtype=bool), "low", "low is above the amount", "low ≤ amount ≤ high must hold")
    is_under = (frame["high"] < frame["amount"]).fillna(False)
    found.report(is_under.to_numpy(dtype=bool), "high", "high is below the amount", "low ≤ amount ≤ high must hold")
    is_idle = (frame["reason"] != "") & ~is_withdrawn
    found.report(
        is_idle.to_numpy(), "reason", "a reason belongs to a withdrawal", "set the status to withdrawn, or clear it"
    )
    is_bare = is_withdrawn & (frame["reason"] == "")
    found.report(
        is_bare.to_numpy(), "reason", "the withdrawal has no reason", "use " + ", ".join(terms.REASONS), "warning"
    )
    is_off = ((frame["likelihood"] < 0) | (frame["likelihood"] > NUMBER_ONE)).fillna(False)
    found.report(
        is_off.to_numpy(dtype=bool), "likelihood", lambda text: f"'{text}' is not a chance between 0 and 1",
        "write 80 % as 0.8",
    )  # fmt: skip


def found_unread(found: Findings, column: str) -> list[int]:
    """The rows in which a cell of the column has a problem already."""
    return [problem.row for problem in found.in_order() if problem.column == column and problem.row is not None]


def _check_pledge_steps(tables: Tables, found: Findings) -> None:
    """Donor, currency and form are the same in every step; phase may change within one reporting currency."""
    frame = tables["pledges"]
    ordered = frame.assign(
        day=days(frame["status_on"], "last"), report=reporting_currency(tables, frame["phase"]),
        form=frame["form"].replace("", "cash"), position=np.arange(len(frame)),
    ).sort_values(["pledge", "day", "status_on"])  # fmt: skip
    for name, column in (("donor", "donor"), ("currency", "currency"), ("form", "form"), ("report", "phase")):
        first = ordered.groupby("pledge", sort=False)[name].transform("first")
        is_other = (ordered[name] != first) & (ordered["pledge"] != "") & (ordered[name] != "") & (first != "")
        if column == "phase":
            message = "the phase reports in another currency than the pledge's first phase"
        else:
            message = f"{column} is not the one of the pledge's first step"
        found.report(
            np.sort(ordered["position"].to_numpy()[is_other.to_numpy()]), column, message,
            "withdraw this pledge and record a new one, or correct the step",
        )  # fmt: skip
    _warn_unconvertible(tables, found, days(frame["status_on"], "last"), "it counts as 0 until then")


def _check_instalments(tables: Tables, found: Findings) -> None:
    frame, pledges = tables["instalments"], tables["pledges"]
    found.report((frame["amount"] <= 0).to_numpy(), "amount", "an instalment is positive", "write what is to be paid")
    steps = pledges.assign(day=days(pledges["status_on"], "last")).sort_values(["pledge", "day", "status_on"])
    newest = steps.drop_duplicates("pledge", keep="last").set_index("pledge")
    newest = newest[(newest["status"] != terms.WITHDRAWN) & newest["amount"].notna()]["amount"]
    total = frame["amount"].groupby(frame["pledge"]).transform("sum")
    amount = frame["pledge"].map(newest).astype("Int64")
    is_last = ~frame.duplicated("pledge", keep="last")
    is_off = ((total != amount) & is_last).fillna(False)
    found.report(
        is_off.to_numpy(dtype=bool), "amount", "the pledge's instalments do not add up to its amount",
        "make them agree; the rest is taken as due on the pledge's own date", "warning",
    )  # fmt: skip


def _check_contributions(tables: Tables, found: Findings) -> None:
    frame, pledges = tables["contributions"], tables["pledges"]
    is_payment = frame["kind"] == "payment"
    is_back = frame["kind"].isin(["refund", "reversal"])
    unread = found_unread(found, "amount")
    is_read = ~frame.index.isin(unread)
    found.report(
        (is_payment & (frame["amount"] <= 0) & is_read).to_numpy(), "amount", "a payment is positive",
        "use the kind refund or reversal for money that went back",
    )  # fmt: skip
    found.report(
        (is_back & (frame["amount"] >= 0) & is_read).to_numpy(), "amount",
        "money that went back is negative", "write the amount with a minus sign",
    )  # fmt: skip
    first = pledges.drop_duplicates("pledge").set_index("pledge")
    is_linked = frame["pledge"].isin(first.index)
    for name in ("donor", "form"):
        own = frame[name].replace("", "cash") if name == "form" else frame[name]
        other = frame["pledge"].map(first[name])
        other = other.replace("", "cash") if name == "form" else other
        is_other = is_linked & (own != other) & (own != "")
        found.report(
            is_other.to_numpy(), name, f"{name} is not that of the pledge it pays",
            f"correct the {name}, or name another pledge, or none",
        )  # fmt: skip
    report = reporting_currency(tables, frame["phase"])
    promised = frame["pledge"].map(first["phase"]).astype("str").fillna("")
    is_abroad = is_linked & (report != reporting_currency(tables, promised)) & (report != "")
    found.report(
        is_abroad.to_numpy(), "phase", "the phase reports in another currency than the pledge's phase",
        "record the payment on a phase that reports in the pledge's, or without the pledge",
    )  # fmt: skip
    day = days(frame["received_on"], "last")
    currency = frame["pledge"].map(first["currency"]).where(is_linked, frame["currency"])
    is_rated = _is_convertible(tables, frame["currency"], currency, day) | (frame["received_on"] == "")
    is_rated |= (frame["currency"] == "") | (currency == "")
    found.report(
        ~is_rated, "currency", "there is no rate of exchange into the pledge's currency on that day",
        "add the rate to rates, or record the payment in the pledge's currency",
    )  # fmt: skip
    _warn_unconvertible(tables, found, day, "it counts as 0", ~is_rated)
    account = ["pledge", "donor", "phase", "component", "form", "currency"]
    ordered = frame.assign(day=day, position=np.arange(len(frame))).sort_values(["day", "amount"], ascending=[True, False])
    balance = ordered.groupby(account, sort=False)["amount"].cumsum()
    is_short = (balance < 0) & (ordered["amount"] < 0)
    found.report(
        np.sort(ordered["position"].to_numpy()[is_short.to_numpy()]), "amount",
        "more went back than had arrived for this pledge, phase and component",
        "check the amount, the date, and the place it was paid to", "warning",
    )  # fmt: skip


def _check_rates(tables: Tables, found: Findings) -> None:
    frame = tables["rates"]
    unread = found_unread(found, "per_usd")
    is_off = ((frame["per_usd"] <= 0) | frame["per_usd"].isna()) & ~frame.index.isin(unread)
    found.report(is_off.to_numpy(dtype=bool), "per_usd", "a rate is positive", "write units of the currency per US dollar")
    is_pivot = frame["currency"] == PIVOT
    found.report(is_pivot.to_numpy(), "currency", "the US dollar is 1 by definition", "leave the row out")


def _check_shares(tables: Tables, found: Findings) -> None:
    is_off = (tables["shares"]["share"] < 0).fillna(False)
    found.report(is_off.to_numpy(dtype=bool), "share", "a share cannot be negative", "write 0 to leave the donor out")


def _check_source_keys(tables: Tables, found: Findings) -> None:
    has_space = tables["sources"]["source"].str.contains(r"\s")
    found.report(
        has_space.to_numpy(), "source", lambda text: f"'{text}' has a space in it",
        "write the key in one word: what follows a space is the place in the source",
    )  # fmt: skip


def _check_magnitude(tables: Tables, found: Findings) -> None:
    """No sum of the table's money, converted or not, can leave int64."""
    frame = tables[found.table.name]
    day = {"budgets": "stated_on", "pledges": "status_on", "contributions": "received_on"}[found.table.name]
    on = days(frame[day], "last").to_numpy()
    rates = Rates(tables["rates"])
    source = rates.look_up(frame["currency"].to_numpy(dtype=object), on)
    target = rates.look_up(reporting_currency(tables, frame["phase"]).to_numpy(dtype=object), on)
    factor = np.where((source > 0) & (target > 0), np.maximum(target / np.maximum(source, 1), 1.0), 1.0)
    size = np.zeros(len(frame))
    for name in ("amount", "low", "high"):
        if name in frame.columns:
            size = np.maximum(size, np.abs(frame[name].fillna(0).to_numpy(dtype=np.float64)) * factor)
    if size.sum() * 2 > MAX_HUNDREDTHS:
        found.report(
            [int(size.argmax())], "amount", "the amounts of this table add up to more than can be kept exactly",
            "check the digits of this one, the largest",
        )  # fmt: skip


def _is_convertible(tables: Tables, currency: pd.Series, into: pd.Series, day: pd.Series) -> np.ndarray:
    rates = Rates(tables["rates"])
    ones = np.ones(len(currency), dtype=np.int64)
    _, is_known = rates.convert(
        ones, currency.to_numpy(dtype=object), into.to_numpy(dtype=object), day.to_numpy()
    )  # fmt: skip
    return is_known


def _warn_unconvertible(
    tables: Tables, found: Findings, day: pd.Series, consequence: str, excused: np.ndarray | None = None
) -> None:
    frame = tables[found.table.name]
    report = reporting_currency(tables, frame["phase"])
    is_rated = _is_convertible(tables, frame["currency"], report, day)
    is_open = ~is_rated & (frame["currency"] != "").to_numpy() & (report != "").to_numpy() & day.notna().to_numpy()
    if excused is not None:
        is_open &= ~excused
    dates = frame.columns[frame.columns.isin(["stated_on", "status_on", "received_on"])][0]
    for position in np.flatnonzero(is_open):
        currency, into, on = frame["currency"].iloc[position], report.iloc[position], frame[dates].iloc[position]
        amount = write_column(frame["amount"].iloc[[position]], found.table["amount"]).iloc[0]
        found.report(
            [position], "currency", f"{currency} {amount} of {on} has no rate of exchange into {into}; {consequence}",
            f"add rates of {currency if currency != PIVOT else into} from {on} or earlier", "warning",
        )  # fmt: skip


def reporting_currency(tables: Tables, phase: pd.Series) -> pd.Series:
    """The currency that each phase reports in, "" where the phase or its initiative is unknown."""
    initiatives = tables["initiatives"].drop_duplicates("initiative").set_index("initiative")["currency"]
    phases = tables["phases"].drop_duplicates("phase").set_index("phase")["initiative"]
    return phase.map(phases.map(initiatives)).fillna("").astype("str")


Rule = Callable[[Tables, Findings], None]
RULES: Mapping[str, tuple[Rule, ...]] = {
    "initiatives": (_check_codes,),
    "phases": (_check_periods,),
    "budgets": (_check_codes, _check_periods, _check_required_amounts, _check_magnitude),
    "thresholds": (_check_codes, _check_required_amounts),
    "donors": (_check_codes,),
    "pledges": (_check_codes, _check_pledge_amounts, _check_pledge_steps, _check_magnitude),
    "instalments": (_check_instalments,),
    "contributions": (_check_codes, _check_contributions, _check_magnitude),
    "rates": (_check_codes, _check_rates),
    "shares": (_check_shares,),
    "events": (_check_periods,),
    "sources": (_check_source_keys,),
}
