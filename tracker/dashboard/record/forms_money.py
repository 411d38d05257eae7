"""The forms of cash and of what is needed: payments, refunds and reversals, budgets, meetings. They ask only."""

import streamlit as st

from tracker import terms
from tracker.briefing.words import amount_words, date_words
from tracker.dashboard.record.forms_office import Asked, Office, shown_amount
from tracker.desk.tasks.budgets import Line, budget_lines, restate_budget
from tracker.desk.tasks.events import add_event
from tracker.desk.tasks.payments import (
    payments_of,
    propose_contribution,
    record_payment,
    record_refund,
    record_reversal,
)
from tracker.desk.tasks.steps import outstanding_of, phase_currency, step_in_force

_RETURNS = {"refund": "Unspent balance given back", "reversal": "Bounced or booked by mistake"}
_MEANING = {
    "refund": "A refund: the promise stays fulfilled.",
    "reversal": "A reversal: the promise is open again.",
}


def ask_payment(office: Office) -> Asked:
    """Cash that arrived, against a promise or without one."""
    none = {"": "No promise: money that nobody had announced"}
    pledge = office.choose("promise", "Pays", {**office.promises(firmest_first=True), **none})
    step = step_in_force(office.ground, pledge) if pledge else None
    phase = office.chosen.phase or ""
    currency = step["currency"] if step else phase_currency(office.ground, phase)
    left = outstanding_of(office.ground, pledge)[0] if pledge else 0
    more: dict[str, str] = {}
    with st.form(office.key("form", pledge), border=True):
        if not pledge:
            donors = sorted(office.ground.tables["donors"]["donor"], key=lambda key: office.name(key).casefold())
            more["donor"] = st.selectbox("Donor", donors, index=None, format_func=office.name, key=office.key("donor"),
                                         placeholder="who paid") or ""  # fmt: skip
            more["phase"] = phase
        first, second, third = st.columns([1, 1, 2])
        with first:
            on = office.day("Arrived on", office.today, pledge, name="on")
        shown = amount_words(left) if left else ""
        amount = office.prefilled(second, f"Amount, {currency}", shown, pledge, name="amount",
                                  help="What arrived; proposed is what is outstanding.")  # fmt: skip
        with third:
            more["source"] = office.source(pledge)
        with st.expander("Currency, component, key, note", key=office.key("more", pledge)):
            one, two, three = st.columns(3)
            more["currency"] = office.prefilled(one, "Currency", currency, pledge, name="currency")
            more["component"] = office.prefilled(two, "Component", step["component"] if step else "", pledge,
                                                 name="component")  # fmt: skip
            key = three.text_input("Key", key=office.key("key", pledge),
                                   placeholder=propose_contribution(office.ground, on))  # fmt: skip
            more["note"] = st.text_input("Note", key=office.key("note", pledge), help="For colleagues; internal.")
        is_asked = office.submit(pledge)
    if not is_asked:
        return Asked(pledge)
    return Asked(pledge, record_payment(office.ground, received_on=on, amount=amount, pledge=pledge, key=key, **more))


def ask_return(office: Office) -> Asked:
    """Money that went back: which payment it was, and why it went."""
    known = payments_of(office.ground, office.chosen.phase or "")
    if not len(known):
        st.info("No payment is recorded for this phase, so that none can go back.")
        return Asked("")
    words = {
        str(row.contribution): f"{office.name(str(row.donor))} · {row.currency} {amount_words(int(row.amount))} · "
        f"{date_words(str(row.received_on), short=True)} · {row.contribution}"
        for row in known.itertuples()
    }
    paid = office.choose("payment", "Payment", words)
    kind = st.segmented_control("What happened", list(_RETURNS), default="refund", key=office.key("kind", paid),
                                format_func=lambda one: _RETURNS[one], required=True) or "refund"  # fmt: skip
    st.caption(_MEANING[kind])
    row = known[(known["contribution"] == paid).to_numpy()].iloc[0]
    more: dict[str, str] = {}
    with st.form(office.key("form", paid, kind), border=True):
        first, second, third = st.columns([1, 1, 2])
        with first:
            on = office.day("On", office.today, paid, name="on")
        amount = second.text_input(
            f"Amount, {row['currency']}", amount_words(int(row["amount"])) if kind == "reversal" else "",
            key=office.key("amount", paid, kind), help="What went back, without a sign.",
        )  # fmt: skip
        with third:
            more["source"] = office.source(paid)
        more["note"] = st.text_input("Note", key=office.key("note", paid), help="For colleagues; internal.")
        is_asked = office.submit(paid)
    record = record_refund if kind == "refund" else record_reversal
    task = record(office.ground, paid, received_on=on, amount=amount, **more) if is_asked else None
    return Asked(f"{paid} {kind}", task)


def ask_budget(office: Office) -> Asked:
    """What the phase needs, stated anew, every line of it."""
    phase = office.chosen.phase or ""
    newest, known = budget_lines(office.ground, phase)
    if newest:
        st.text(
            f"The newest budget is of {date_words(newest)}. It stays on record; the new one holds from its own day."
        )
    lines: list[Line] = []
    with st.form(office.key("form", phase), border=True):
        left, right = st.columns([1, 3])
        with left:
            on = office.day("Stated on", office.today, phase, name="on")
        with right:
            source = office.source(phase)
        for at in range(len(known) + (2 if known else 3)):
            line = known[at] if at < len(known) else Line()
            lines.append(_ask_line(office, phase, at, line))
        st.caption("A line without an amount is left out.")
        is_asked = office.submit(phase)
    task = restate_budget(office.ground, phase, lines, stated_on=on, source=source) if is_asked else None
    return Asked(phase, task)


def _ask_line(office: Office, phase: str, at: int, line: Line) -> Line:
    def ask(place: int, label: str, value: str, name: str) -> str:
        return office.prefilled(
            columns[place], label + (f", line {at + 1}" if at else ""), value, phase, str(at), name=name,
            label_visibility="visible" if at == 0 else "collapsed",
        )  # fmt: skip

    columns = st.columns([2, 1, 1, 1.4, 0.8, 0.8])
    component = ask(0, "Component (blank: the whole)", line.component, "component")
    start = ask(1, "Begins", line.period_start, "start")
    end = ask(2, "Ends", line.period_end, "end")
    amount = ask(3, "Amount", shown_amount(line.amount), "amount")
    currency = ask(4, "Currency", line.currency or phase_currency(office.ground, phase), "currency")
    rate = ask(5, "Support costs", line.support_cost_rate, "rate")
    return Line(amount, component, start, end, currency, rate)


def ask_event(office: Office) -> Asked:
    """A meeting or a deadline."""
    with st.form(office.key("form"), border=True):
        left, right = st.columns([3, 1])
        title = left.text_input("What", key=office.key("title"), placeholder="Policy Consultative Group")
        with right:
            kind = st.segmented_control("Kind", list(terms.EVENT_KINDS), default="meeting", key=office.key("kind"),
                                        format_func=str.capitalize, required=True) or "meeting"  # fmt: skip
        first, second, third, fourth = st.columns([1, 1, 1.5, 1.5])
        with first:
            on = office.day("On", "", name="on")
        with second:
            ends_on = office.day("Until", "", name="until")
        with third:
            phase = office.phase_choice("Concerns", office.chosen.phase or "", none="all phases")
        with fourth:
            source = office.source()
        note = st.text_input("Note", key=office.key("note"), help="For colleagues; internal.")
        is_asked = office.submit()
    if not is_asked:
        return Asked("")
    return Asked("", add_event(office.ground, title=title, on=on, kind=kind, ends_on=ends_on, phase=phase,
                               source=source, note=note))  # fmt: skip
