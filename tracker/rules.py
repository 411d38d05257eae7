"""What the rows of each table must fulfil beyond their types, keys and references (design, section 3)."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from tracker import terms
from tracker.dates import days
from tracker.findings import Findings
from tracker.money import MAX_HUNDREDTHS, NUMBER_ONE, Ints, format_amount
from tracker.rates import PIVOT, Rates, reporting_currency
from tracker.tables import Tables


def _sure(mask: pd.Series) -> np.ndarray:
    """A mask in which unknown is False."""
    return mask.fillna(False).to_numpy(dtype=bool)


def _check_codes(tables: Tables, found: Findings) -> None:
    """Currencies are ISO 4217's; countries, and the states among donors, are ISO 3166's."""
    frame = tables[found.table.name]
    for column in found.table.columns:
        if column.kind == "currency":
            found.report(
                ~_is_currency(frame[column.name]) & (frame[column.name] != "").to_numpy(), column.name,
                lambda text: f"'{text}' is not a currency", "use its ISO 4217 code, such as USD, EUR or CHF",
            )  # fmt: skip


def _is_currency(codes: pd.Series) -> np.ndarray:
    import pycountry  # its lists take a moment to load

    known = [code for code in codes.unique() if code and pycountry.currencies.get(alpha_3=code)]
    return codes.isin(known).to_numpy()


def _check_countries(tables: Tables, found: Findings) -> None:
    import pycountry

    frame = tables["donors"]
    known = [country.alpha_3 for country in pycountry.countries]

    def remedy(text: str) -> str:
        try:
            return f"did you mean '{pycountry.countries.lookup(text).alpha_3}'?"
        except LookupError:
            return "use its ISO 3166 alpha-3 code, such as FRA"

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
    _warn_unconvertible(tables, found, "stated_on", "the requirement is unknown until then")
    if found.table.name == "budgets":
        rate = frame["support_cost_rate"]
        found.report(
            _sure((rate < 0) | (rate >= NUMBER_ONE)), "support_cost_rate", lambda text: f"'{text}' is not a fraction",
            "write 13 % as 0.13",
        )  # fmt: skip
    else:
        is_reserved = frame["threshold"] == terms.REQUIREMENT
        found.report(is_reserved.to_numpy(), "threshold", "this key names the whole requirement", "choose another key")


def _check_pledge_amounts(tables: Tables, found: Findings) -> None:
    frame = tables["pledges"]
    is_withdrawn = (frame["status"] == terms.WITHDRAWN).to_numpy()
    is_promise = ~is_withdrawn & ~found.is_faulty("status")
    found.report(
        frame["amount"].isna().to_numpy() & is_promise, "amount", "a promise needs an amount",
        "write it, with ~ where it is vague; leave the row out while nothing is known",
    )  # fmt: skip
    for name in ("amount", "low", "high"):
        found.report(
            _sure(frame[name] < 0), name, "a promise cannot be negative",
            "write the whole promise; a step with a smaller amount lowers it",
        )  # fmt: skip
    is_sound = ~found.is_faulty("amount")
    is_over = _sure(frame["low"] > frame["amount"]) & is_sound
    found.report(is_over, "low", "low is above the amount", "low ≤ amount ≤ high must hold")
    is_under = _sure(frame["high"] < frame["amount"]) & is_sound
    found.report(is_under, "high", "high is below the amount", "low ≤ amount ≤ high must hold")
    has_reason = (frame["reason"] != "").to_numpy()
    found.report(
        has_reason & is_promise,
        "reason",
        "a reason belongs to a withdrawal",
        "set the status to withdrawn, or clear it",
    )
    found.report(
        is_withdrawn & ~has_reason,
        "reason",
        "the withdrawal has no reason",
        "use " + ", ".join(terms.REASONS),
        "warning",
    )
    found.report(
        _sure((frame["likelihood"] < 0) | (frame["likelihood"] > NUMBER_ONE)), "likelihood",
        lambda text: f"'{text}' is not a chance between 0 and 1", "write 80 % as 0.8",
    )  # fmt: skip


def _order_steps(pledges: pd.DataFrame) -> Ints:
    """The positions of all steps by day; of one day, the date known to the day comes last."""
    return np.lexsort((pledges["status_on"].str.len().to_numpy(), days(pledges["status_on"], "last").to_numpy()))


def _find_first_steps(pledges: pd.DataFrame, keys: pd.Series) -> Ints:
    """The position in `pledges` of the first step of each of some pledges; -1 where there is none."""
    order = _order_steps(pledges)
    ordered = pledges["pledge"].iloc[order]
    is_first = ~ordered.duplicated().to_numpy() & (ordered != "").to_numpy()
    place = pd.Index(ordered[is_first]).get_indexer(keys)
    return np.append(order[is_first], -1)[place]


def _check_pledge_steps(tables: Tables, found: Findings) -> None:
    """Donor, currency and form are the same in every step; phase may change within one reporting currency."""
    frame = tables["pledges"]
    _warn_unconvertible(tables, found, "status_on", "it counts as 0 until then")
    if not frame["pledge"].duplicated().any():
        return
    first = _find_first_steps(frame, frame["pledge"])
    report = reporting_currency(tables, frame["phase"])
    for column, values in (
        ("donor", frame["donor"]), ("currency", frame["currency"]), ("form", frame["form"].replace("", "cash")),
        ("phase", report),
    ):  # fmt: skip
        message = f"{column} is not the one of the pledge's first step"
        if column == "phase":
            message = "the phase reports in another currency than the pledge's first phase"
        is_other = (values.array != values.array[first]) & (values != "") & (values.array[first] != "")
        found.report(
            is_other.to_numpy() & ~found.is_faulty(column)[first] & (first >= 0), column, message,
            "withdraw this pledge and record a new one, or correct the step",
        )  # fmt: skip


def _check_instalments(tables: Tables, found: Findings) -> None:
    frame, pledges = tables["instalments"], tables["pledges"]
    found.report((frame["amount"] <= 0).to_numpy(), "amount", "an instalment is positive", "write what is to be paid")
    steps = pledges[["pledge", "status", "amount"]].iloc[_order_steps(pledges)]
    newest = steps.drop_duplicates("pledge", keep="last").set_index("pledge")
    newest = newest[newest["status"] != terms.WITHDRAWN]["amount"]
    plan = frame[["pledge", "amount"]].assign(
        day=days(frame["due_on"], "last"), row=frame.index, position=np.arange(len(frame)),
        is_faulty=found.is_faulty("amount"),
    ).sort_values(["day", "row"])  # fmt: skip
    plans = plan.groupby("pledge").agg({"amount": "sum", "is_faulty": "any", "position": "last"})
    is_off = _sure((plans["amount"] != plans.index.to_series().map(newest).astype("Int64")) & ~plans["is_faulty"])
    found.report(
        plans["position"].to_numpy()[is_off & plans.index.isin(newest.dropna().index)], "amount",
        "the pledge's instalments do not add up to its amount",
        "make them agree; the rest is taken as due on the pledge's own date", "warning",
    )  # fmt: skip


def _check_contributions(tables: Tables, found: Findings) -> None:
    frame, pledges = tables["contributions"], tables["pledges"]
    found.report(
        ((frame["kind"] == "payment") & (frame["amount"] <= 0)).to_numpy(), "amount", "a payment is positive",
        "use the kind refund or reversal for money that went back",
    )  # fmt: skip
    found.report(
        (frame["kind"].isin(["refund", "reversal"]) & (frame["amount"] >= 0)).to_numpy(), "amount",
        "money that went back is negative", "write the amount with a minus sign",
    )  # fmt: skip
    first = _find_first_steps(pledges, frame["pledge"])
    linked = np.flatnonzero(first >= 0)
    _check_links(tables, found, linked, first[linked])
    _warn_unconvertible(tables, found, "received_on", "it counts as 0")
    if not (found.is_faulty("amount").any() or found.is_faulty("received_on").any()):
        _warn_overdrawn(frame, found)


def _check_links(tables: Tables, found: Findings, linked: Ints, first: Ints) -> None:
    """A contribution agrees with its pledge in donor, form and reporting currency, and converts into its currency."""
    cash, steps = tables["contributions"].iloc[linked], tables["pledges"].iloc[first]
    known = tables["donors"]["donor"]
    is_other = (
        (cash["donor"].array != steps["donor"].array)
        & _is_among(cash["donor"], known)
        & _is_among(steps["donor"], known)
    )
    is_other_form = cash["form"].replace("", "cash").array != steps["form"].replace("", "cash").array
    for name, is_off in (("donor", is_other), ("form", is_other_form)):
        found.report(
            linked[is_off], name, f"{name} is not that of the pledge it pays",
            f"correct the {name}, or name another pledge, or none",
        )  # fmt: skip
    report, promised = (reporting_currency(tables, rows["phase"]).array for rows in (cash, steps))
    found.report(
        linked[(report != promised) & (report != "") & (promised != "")], "phase",
        "the phase reports in another currency than the pledge's phase",
        "record the payment on a phase that reports in the pledge's, or without the pledge",
    )  # fmt: skip
    on = days(cash["received_on"], "last").to_numpy()
    found.report(
        linked[_lacks_rate(tables, cash["currency"], steps["currency"].set_axis(cash.index), on)], "currency",
        "there is no rate of exchange into the pledge's currency on that day",
        "add the rate to rates, or record the payment in the pledge's currency",
    )  # fmt: skip


def _warn_overdrawn(frame: pd.DataFrame, found: Findings) -> None:
    account = ["pledge", "donor", "phase", "component", "form", "currency"]
    if not (frame["amount"] < 0).any():
        return
    cash = frame[account].assign(
        form=frame["form"].replace("", "cash"), amount=frame["amount"], day=days(frame["received_on"], "last"),
        position=np.arange(len(frame)), row=frame.index,
    )  # fmt: skip
    cash = cash.sort_values(["day", "amount", "row"], ascending=[True, False, True])
    balance = cash.groupby(account, sort=False)["amount"].cumsum()
    is_short = ((balance < 0) & (cash["amount"] < 0)).to_numpy()
    found.report(
        np.sort(cash["position"].to_numpy()[is_short]), "amount",
        "more went back than had arrived for this pledge, phase and component",
        "check the amount, the date, and the place it was paid to", "warning",
    )  # fmt: skip


def _check_rates(tables: Tables, found: Findings) -> None:
    frame = tables["rates"]
    found.report(
        _sure(frame["per_usd"] <= 0), "per_usd", "a rate is positive", "write units of the currency per US dollar"
    )
    is_pivot = frame["currency"] == PIVOT
    found.report(is_pivot.to_numpy(), "currency", "the US dollar is 1 by definition", "leave the row out")
    since = frame.assign(day=days(frame["on"], "first"))
    is_double = since.duplicated(["currency", "day"], keep=False) & ~frame.duplicated(["currency", "on"], keep=False)
    found.report(
        (is_double & (frame["on"].str.len() < 10) & (frame["currency"] != "")).to_numpy(), "on",
        "another rate of this currency is in force from the same day",
        "write the day of each, or leave one of the two out",
    )  # fmt: skip


def _check_shares(tables: Tables, found: Findings) -> None:
    found.report(
        _sure(tables["shares"]["share"] < 0), "share", "a share cannot be negative", "write 0 to leave the donor out"
    )


def _check_source_keys(tables: Tables, found: Findings) -> None:
    has_space = tables["sources"]["source"].str.contains(r"\s")
    found.report(
        has_space.to_numpy(), "source", lambda text: f"'{text}' has a space in it",
        "write the key in one word: what follows a space is the place in the source",
    )  # fmt: skip


def _check_magnitude(tables: Tables, found: Findings) -> None:
    """No sum of the table's money, converted or not, can leave int64."""
    frame = tables[found.table.name]
    size = np.zeros(len(frame))
    for name in ("amount", "low", "high"):
        if name in frame.columns:
            size = np.maximum(size, np.abs(frame[name].fillna(0).to_numpy(dtype=np.float64)))
    if "currency" in frame.columns:
        into = reporting_currency(tables, frame["phase"])
        other = np.flatnonzero((frame["currency"] != into).to_numpy())
        source, target = _look_up_both(tables, frame["currency"].iloc[other], into.iloc[other], _day(frame)[other])
        is_rated = (source > 0) & (target > 0)
        size[other] *= np.maximum(np.where(is_rated, target, 1) / np.where(is_rated, source, 1), 1.0)
    if size.sum() * 2 > MAX_HUNDREDTHS:
        found.report(
            [int(size.argmax())], "amount", "the amounts of this table add up to more than can be kept exactly",
            "check the digits of this one, the largest",
        )  # fmt: skip


def _day(frame: pd.DataFrame) -> np.ndarray:
    """The day at whose rate each row's money is converted."""
    name = next(name for name in ("stated_on", "status_on", "received_on") if name in frame.columns)
    return days(frame[name], "last").to_numpy()


def _look_up_both(tables: Tables, currency: pd.Series, into: pd.Series, on: np.ndarray) -> tuple[Ints, Ints]:
    """The rates of both currencies on each day, 0 where there is none; one that is reported as wrong is there."""
    per_usd = tables["rates"]["per_usd"]
    rates = Rates(tables["rates"].assign(per_usd=per_usd.where(per_usd > 0, NUMBER_ONE).fillna(NUMBER_ONE)))
    return rates.look_up(currency.to_numpy(dtype=object), on), rates.look_up(into.to_numpy(dtype=object), on)


def _lacks_rate(tables: Tables, currency: pd.Series, into: pd.Series, on: np.ndarray) -> np.ndarray:
    """Where money cannot be converted for want of a rate, and not because of what is reported already."""
    is_open = (currency != into).to_numpy() & ~np.isnat(on)
    other = np.flatnonzero(is_open)
    if len(other):
        currency, into = currency.iloc[other], into.iloc[other]
        source, target = _look_up_both(tables, currency, into, on[other])
        is_open[other] = ((source == 0) | (target == 0)) & _is_currency(currency) & _is_currency(into)
    return is_open


def _warn_unconvertible(tables: Tables, found: Findings, dated: str, consequence: str) -> None:
    frame = tables[found.table.name]
    report = reporting_currency(tables, frame["phase"])
    is_open = _lacks_rate(tables, frame["currency"], report, days(frame[dated], "last").to_numpy())
    positions = np.flatnonzero(is_open & ~found.is_faulty("currency"))
    names = (frame["currency"], frame["amount"], frame[dated], report)
    messages, remedies = {}, {}
    for position, currency, amount, on, into in zip(positions, *(name.iloc[positions] for name in names), strict=True):
        sum_ = currency if pd.isna(amount) else f"{currency} {format_amount(amount)}"
        messages[position] = f"{sum_} of {on} has no rate of exchange into {into}; {consequence}"
        remedies[position] = f"add rates of {currency if currency != PIVOT else into} from {on} or earlier"
    found.report(positions, "currency", messages, remedies, "warning")


def _is_among(values: pd.Series, keys: pd.Series) -> np.ndarray:
    return pd.Index(keys.unique()).get_indexer(values) >= 0


Rule = Callable[[Tables, Findings], None]
RULES: Mapping[str, tuple[Rule, ...]] = {
    "initiatives": (_check_codes,),
    "phases": (_check_periods,),
    "budgets": (_check_codes, _check_periods, _check_required_amounts, _check_magnitude),
    "thresholds": (_check_codes, _check_required_amounts, _check_magnitude),
    "donors": (_check_countries,),
    "pledges": (_check_codes, _check_pledge_amounts, _check_pledge_steps, _check_magnitude),
    "instalments": (_check_instalments, _check_magnitude),
    "contributions": (_check_codes, _check_contributions, _check_magnitude),
    "rates": (_check_codes, _check_rates),
    "shares": (_check_shares,),
    "events": (_check_periods,),
    "sources": (_check_source_keys,),
}
