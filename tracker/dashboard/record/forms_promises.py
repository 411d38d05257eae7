"""The forms of promises: a new one, a step, a part split off, instalments, a confirmation. They ask only."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator as Place

from tracker import terms
from tracker.dashboard.record.forms_office import AMOUNT_HELP, DAY_HELP, Asked, Office, shown_amount, shown_day
from tracker.desk.tasks.donors import add_donor, propose_donor
from tracker.desk.tasks.plans import planned_parts, set_instalments
from tracker.desk.tasks.promises import add_pledge, confirm_standing, propose_pledge, step_pledge
from tracker.desk.tasks.splits import split_pledge
from tracker.desk.tasks.steps import next_status, phase_currency, status_words, step_in_force

_OTHER_KINDS = [kind for kind in terms.DONOR_KINDS if kind != "government"]


def ask_step(office: Office) -> Asked:
    """A promise moves a rung, is raised or lowered, moves elsewhere, or is withdrawn: only what changes is asked."""
    pledge = office.choose_promise(open_only=False)
    step = step_in_force(office.ground, pledge) if pledge else None
    if pledge is None or step is None:
        return Asked("")
    status = st.segmented_control(
        "Stands on", list(terms.STATUSES), default=next_status(step["status"]), key=office.key("status", pledge),
        format_func=status_words, required=True, help=f"{status_words(step['status'])} since {step['status_on']}.",
    ) or step["status"]  # fmt: skip
    given: dict[str, str] = {"status": status}
    with st.form(office.key("form", pledge, status), border=True):
        first, second, third = st.columns([1, 1, 2])
        with first:
            on = office.day("From", office.today, pledge, name="on")
        if status == terms.WITHDRAWN:
            given["reason"] = second.selectbox(
                "Reason", list(terms.REASONS), index=None, key=office.key("reason", pledge),
                format_func=lambda reason: reason.replace("_", " ").capitalize(), placeholder="why",
            ) or ""  # fmt: skip
        else:
            _ask_amount(office, second, pledge, step.texts, given)
        with third:
            given["source"] = office.source(pledge)
        if status == "committed" or step["condition"]:
            left, right = st.columns(2)
            given["agreement"] = office.prefilled(left, "Agreement", step["agreement"], pledge, name="agreement",
                                                  help="The number of the written agreement.")  # fmt: skip
            given["condition"] = office.prefilled(
                right, "Condition not yet met", step["condition"], pledge, name="condition",
                help="While there is one, it counts as announced at most.",
            )  # fmt: skip
        with st.expander("Phase, component, due date, least and most, note", key=office.key("more", pledge)):
            _ask_more(office, pledge, step.texts, given)
        is_asked = office.submit(pledge)
    task = step_pledge(office.ground, pledge, status_on=on, **_changed(step.texts, given)) if is_asked else None
    return Asked(f"{pledge} {status}", task)


def _ask_amount(office: Office, place: Place, pledge: str, texts: dict[str, str], given: dict[str, str]) -> None:
    shown = shown_amount(texts["amount"], texts["approximate"] == "yes")
    label = f"Amount, {texts['currency']}"
    written = office.prefilled(place, label, shown, pledge, name="amount", help=AMOUNT_HELP)
    if written != shown:
        given["amount"] = written


def _ask_more(office: Office, pledge: str, texts: dict[str, str], given: dict[str, str]) -> None:
    left, middle, right = st.columns(3)
    with left:
        given["phase"] = office.phase_choice("Phase", texts["phase"], pledge)
    given["component"] = office.prefilled(middle, "Component", texts["component"], pledge, name="component",
                                          help="What it is earmarked for; blank: unearmarked.")  # fmt: skip
    given["due_on"] = office.prefilled(right, "Due on", texts["due_on"], pledge, name="due", help=DAY_HELP)
    for place, name, label in ((left, "low", "At least"), (middle, "high", "At most")):
        shown = shown_amount(texts[name])
        written = office.prefilled(place, label, shown, pledge, name=name)
        if written != shown:
            given[name] = written
    given["likelihood"] = office.prefilled(right, "Likelihood", texts["likelihood"], pledge, name="likelihood",
                                           help="Somebody's stated chance that it is paid in time: 0.8.")  # fmt: skip
    given["note"] = st.text_input("Note", key=office.key("note", pledge), help="For colleagues; internal.")


def _changed(texts: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    """What differs from the step in force; source, note and reason belong to the new step."""
    own = ("status", "source", "note", "reason")
    return {name: text for name, text in given.items() if name in own or text != texts[name]}


def ask_pledge(office: Office) -> Asked:
    """A new promise, of a donor who is known or who is added with it."""
    ground, known = office.ground, office.ground.tables["donors"]["donor"]
    ranked = sorted(known, key=lambda key: office.name(key).casefold())
    donor = st.selectbox(
        "Donor", ranked, index=None, format_func=office.name, accept_new_options=True, key=office.key("donor"),
        placeholder="choose, or type a country or an organisation that is not listed yet",
    ) or ""  # fmt: skip
    is_new = bool(donor) and donor not in set(known)
    status = st.segmented_control(
        "Stands on", list(terms.PROMISES), default=terms.PLEDGED, key=office.key("status"), format_func=status_words,
        required=True,
    ) or terms.PLEDGED  # fmt: skip
    phase = office.chosen.phase or ""
    with st.form(office.key("form", donor), border=True):
        added, code = None, donor
        if is_new:
            code, name, kind = _ask_donor(office, donor)
        first, second, third = st.columns([1, 1, 2])
        with first:
            on = office.day("Since", office.today, name="on")
        amount = second.text_input(f"Amount, {phase_currency(ground, phase)}", key=office.key("amount"),
                                   help=AMOUNT_HELP)  # fmt: skip
        with third:
            source = office.source()
        more: dict[str, str] = {"source": source}
        with st.expander("Due date, component, currency, key, condition, note", key=office.key("more")):
            key = _ask_more_of_new(office, code, phase, more)
        is_asked = office.submit()
    if not is_asked:
        return Asked(donor)
    if is_new:
        added = add_donor(ground, name=name, key=code, kind=kind)
    task = add_pledge(ground, donor=code, phase=phase, status=status, status_on=on, amount=amount, key=key, **more)
    return Asked(donor, task.after(added) if added else task)


def _ask_donor(office: Office, written: str) -> tuple[str, str, str]:
    key, name, country = propose_donor(office.ground, written)
    st.text("A new donor is added with it.")
    first, second, third = st.columns([1, 2, 1])
    code = first.text_input("Code", key, key=office.key("code", written),
                            help="ISO 3166 alpha-3 code of a state, or that and an agency: USA-INL.")  # fmt: skip
    named = second.text_input("Name", name, key=office.key("name", written))
    kinds = ["government", *_OTHER_KINDS]
    kind = third.selectbox("Kind", kinds, 0 if country else kinds.index("other"), key=office.key("kind", written),
                           format_func=lambda one: "NGO" if one == "ngo" else one.capitalize())  # fmt: skip
    return code.strip(), named, kind


def _ask_more_of_new(office: Office, donor: str, phase: str, more: dict[str, str]) -> str:
    left, middle, right = st.columns(3)
    with left:
        more["due_on"] = office.day("Due on", "", name="due")
    more["component"] = middle.text_input("Component", key=office.key("component"))
    more["currency"] = right.text_input("Currency", phase_currency(office.ground, phase), key=office.key("currency"))
    more["condition"] = left.text_input("Condition not yet met", key=office.key("condition"))
    more["agreement"] = middle.text_input("Agreement", key=office.key("agreement"))
    more["form"] = right.selectbox("Form", list(terms.FORMS), key=office.key("in-kind"),
                                   format_func=lambda form: form.replace("_", " ").capitalize())  # fmt: skip
    proposed = propose_pledge(office.ground, donor, phase)
    key = left.text_input("Key", proposed, key=office.key("key", donor))
    more["note"] = st.text_input("Note", key=office.key("note"), help="For colleagues; internal.")
    return key


def ask_split(office: Office) -> Asked:
    """A part of a promise becomes one of its own: elsewhere on the ladder, for another phase or date."""
    pledge = office.choose_promise()
    step = step_in_force(office.ground, pledge) if pledge else None
    if pledge is None or step is None:
        return Asked("")
    given: dict[str, str] = {}
    with st.form(office.key("form", pledge), border=True):
        first, second, third = st.columns([1, 1, 2])
        amount = first.text_input(f"The part, {step['currency']}", key=office.key("amount", pledge), help=AMOUNT_HELP)
        with second:
            on = office.day("From", office.today, pledge, name="on")
        with third:
            given["source"] = office.source(pledge)
        given["status"] = st.segmented_control(
            "The part stands on", list(terms.PROMISES), default=step["status"], key=office.key("status", pledge),
            format_func=status_words, required=True,
        ) or step["status"]  # fmt: skip
        left, middle, right = st.columns(3)
        with left:
            given["phase"] = office.phase_choice("Its phase", step["phase"], pledge)
        given["component"] = office.prefilled(middle, "Its component", step["component"], pledge, name="component")
        given["due_on"] = office.prefilled(right, "Its due date", step["due_on"], pledge, name="due", help=DAY_HELP)
        is_asked = office.submit(pledge)
    task = split_pledge(office.ground, pledge, status_on=on, amount=amount, **given) if is_asked else None
    return Asked(pledge, task)


def ask_plan(office: Office) -> Asked:
    """When a promise is to be paid, part by part."""
    pledge = office.choose_promise()
    step = step_in_force(office.ground, pledge) if pledge else None
    if pledge is None or step is None:
        return Asked("")
    planned = planned_parts(office.ground, pledge)
    parts = []
    with st.form(office.key("form", pledge), border=True):
        for at in range(max(len(planned) + 2, 4)):
            due_on, amount, trigger = planned[at] if at < len(planned) else ("", "", "")
            first, second, third = st.columns([1, 1, 2])
            hide = "visible" if at == 0 else "collapsed"
            asked = (
                (first, f"Due on{_place(at)}", due_on, "due"),
                (second, f"Amount, {step['currency']}{_place(at)}", shown_amount(amount), "amount"),
                (third, f"What has to happen first{_place(at)}", trigger, "trigger"),
            )
            due_on, amount, trigger = (
                office.prefilled(place, label, shown, pledge, str(at), name=name, label_visibility=hide)
                for place, label, shown, name in asked
            )
            parts.append((due_on, amount, trigger))
        st.caption("A line without date and amount is left out. Two more appear once these are recorded.")
        is_asked = office.submit(pledge)
    return Asked(pledge, set_instalments(office.ground, pledge, parts) if is_asked else None)


def _place(at: int) -> str:
    return f", line {at + 1}" if at else ""


def ask_confirmation(office: Office) -> Asked:
    """Promises that somebody confirmed to stand as they are recorded."""
    known = office.promises()
    if not known:
        st.info("No promise is recorded for this phase.")
        return Asked("")
    with st.form(office.key("form"), border=True):
        first, second = st.columns([3, 1])
        pledges = first.multiselect("Promises that stand as recorded", list(known), key=office.key("promises"),
                                    format_func=lambda key: f"{known[key]} · {_confirmed(office, key)}")  # fmt: skip
        with second:
            on = office.day("Confirmed on", office.today, name="on")
        is_asked = office.submit()
    return Asked("", confirm_standing(office.ground, pledges, on=on) if is_asked else None)


def _confirmed(office: Office, pledge: str) -> str:
    step = step_in_force(office.ground, pledge)
    if step is None:
        return ""
    last = step["confirmed_on"]
    return f"confirmed {shown_day(last)}" if last else f"said {shown_day(step['status_on'])}"
