"""Files that are dropped: compared beside the page, shown, recorded once somebody says so. It reads none itself."""

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from tracker import desk
from tracker.dashboard import jobs
from tracker.dashboard.record.bringing import (
    MOST,
    Compared,
    Looked,
    Upload,
    Wish,
)
from tracker.dashboard.record.compared import show_recorded, show_side_by_side, show_verdict
from tracker.dashboard.record.dropped import (
    LOOKING,
    Dropped,
    compare_dropped,
    look_again,
    open_dropped,
    record_dropped,
    take_answer,
)
from tracker.dashboard.record.mapping import (
    ask_locale,
    ask_mapping,
    ask_place,
    offer_mapping,
    read_saved,
    show_first_rows,
)
from tracker.dashboard.record.preview_tables import show_cells, show_effects
from tracker.dashboard.session import Chosen
from tracker.problems import RefusedError

TYPES = ["xlsx", "xlsm", "csv", "tsv", "txt", "zip", "xml", "json", "xls", "xlsb", "ods"]
"""What may be dropped; those at the end are refused with a word on what to save instead."""
_STATE = "record-files"
_EVERY = 0.4


def show_files(chosen: Chosen) -> None:
    """Draw the place to drop a file, and all that follows from one."""
    desk.allow(chosen.view.ledger, chosen.reader, "write")
    uploaded = st.file_uploader(
        "Drop a workbook, a CSV file, a zip of CSV files, or one of the field's files (IATI, FTS, rates of exchange)",
        TYPES, key=f"{_STATE}-dropped",
        help="An export or a template, filled in; any sheet of your own; IATI activities (.xml), flows or plans of FTS "
        "(.json, .csv, .xlsx), a table of rates. Nothing is recorded before you say so.",
    )  # fmt: skip
    dropped = _find_dropped(chosen, uploaded)
    if dropped is None:
        st.caption(
            "What would change is shown first, cell by cell. A file with errors is refused as a whole, with every cell "
            "named: mend it and drop it again."
        )
        return
    is_busy = dropped.job is not None and not dropped.job.is_over
    if not is_busy:
        take_answer(dropped)
    if dropped.done is not None:
        show_recorded(chosen, dropped.key, dropped.done)
    elif dropped.looked is not None and not (is_busy and dropped.steps == LOOKING):
        _show_mapping(chosen, dropped, dropped.looked)
    else:
        _show_state(chosen, dropped)


def _show_state(chosen: Chosen, dropped: Dropped) -> None:
    """How far the work is, or what came of it."""
    if dropped.job is not None:
        _follow(dropped)
        return
    if dropped.is_stopped:
        st.info("Stopped. Nothing was recorded.")
        if st.button("Begin again", key=f"{dropped.key}-again") and dropped.again is not None:
            dropped.again()
            st.rerun()
        return
    if dropped.refusal:
        st.error("This could not be done. Nothing was recorded.")
        st.text(dropped.refusal)
    if dropped.compared is not None:
        _show_compared(chosen, dropped, dropped.compared)


def _find_dropped(chosen: Chosen, uploaded: UploadedFile | None) -> Dropped | None:
    """The file that lies there; a new one is opened, and what was done with the last one is stopped."""
    last: Dropped | None = st.session_state.get(_STATE)
    if uploaded is not None and last is not None and (last.upload_id, last.reader) == (uploaded.file_id, chosen.reader):
        return last
    if last is not None:
        if last.job is not None:
            last.job.stop()
        del st.session_state[_STATE]
    if uploaded is None:
        return None
    upload = Upload(uploaded.name, uploaded.getvalue())
    serial = st.session_state[f"{_STATE}-serial"] = st.session_state.get(f"{_STATE}-serial", 0) + 1
    dropped = st.session_state[_STATE] = Dropped(uploaded.file_id, upload, chosen.reader, f"{_STATE}-{serial}")
    open_dropped(chosen, dropped)
    return dropped


@st.fragment(run_every=_EVERY)
def _follow(dropped: Dropped) -> None:
    """How far the work is, asked again and again without drawing the page; and the way to stop it."""
    job = dropped.job
    if job is None or job.ask() not in (jobs.WAITING, jobs.RUNNING):
        st.rerun()
    step, steps = job.progress.step, dropped.steps
    if job.state == jobs.WAITING:
        count = jobs.ahead_of(job)
        words, reached = f"Waiting until {count} other {'file is' if count == 1 else 'files are'} done", 0.0
    else:
        at = steps.index(step) if step in steps else 0
        words, reached = f"{step or steps[0]}: step {at + 1} of {len(steps)}", (at + 0.5) / len(steps)
    with st.container(horizontal=True, vertical_alignment="center", key=f"{_STATE}-progress"):
        st.progress(reached, f"{words} · {job.seconds:.0f} s")
        st.button(
            "Cancel", key=f"{_STATE}-cancel", on_click=_stop, args=(job,), disabled=job.progress.is_writing,
            help="It is being written, and cannot be stopped any more." if job.progress.is_writing else None,
        )  # fmt: skip


def _stop(job: jobs.Job[Any]) -> None:
    job.stop()


def _show_mapping(chosen: Chosen, dropped: Dropped, looked: Looked) -> None:
    """The form that says what a sheet's columns are, its first rows as read, and what would change."""
    start = dropped.start
    assert looked.opened is not None
    assert start is not None
    st.subheader("What its columns mean")
    if not looked.is_ours:
        st.caption(
            "It is not one of this tracker's own files. What is suggested here rests on its headings: look at it."
        )
    _ask_saved(dropped, looked)
    sheet, table = ask_place(looked.opened, start, dropped.key)
    if (sheet, table) != (looked.opened.head.sheet, start.table):
        look_again(dropped, sheet, table)
        st.rerun()
    mapping = ask_mapping(chosen, looked, start, dropped.key)
    is_compared = dropped.compared is not None and dropped.compared.wish.mapping == mapping
    show_first_rows(chosen, looked.opened, mapping, dropped.key, is_compared=is_compared)
    with st.container(horizontal=True):
        is_asked = st.button("Compare with the ledger", type="primary", key=f"{dropped.key}-compare")
        offer_mapping(mapping, f"{dropped.key}-save")
    if is_asked:
        compare_dropped(chosen, dropped, Wish(chosen.view.as_of, mapping))
        st.rerun()
    if dropped.compared is not None and dropped.compared.wish.mapping != mapping and dropped.job is None:
        st.caption("What its columns mean has changed since it was compared: compare it again.")
    else:
        _show_state(chosen, dropped)


def _ask_saved(dropped: Dropped, looked: Looked) -> None:
    with st.expander("Use a mapping that was saved", key=f"{dropped.key.partition('+')[0]}-saved-open"):
        saved = st.file_uploader("A saved mapping", ["toml", "json"], key=f"{dropped.key.partition('+')[0]}-saved")
        if saved is None or saved.file_id == dropped.saved_id:
            return
        try:
            start = read_saved(Upload(saved.name, saved.getvalue()))
        except RefusedError as error:
            st.error("This is not a mapping.")
            st.text(str(error))
            return
        faults = start.find_faults()
        if faults:
            st.error("This mapping does not fit.")
            st.text("\n".join(map(str, faults)))
            return
    dropped.saved_id = saved.file_id
    assert looked.opened is not None
    sheet = start.sheet if start.sheet in looked.opened.sheets else looked.opened.head.sheet
    look_again(dropped, sheet, start.table, start=replace(start, sheet=sheet))
    st.rerun()


def _show_compared(chosen: Chosen, dropped: Dropped, compared: Compared) -> None:
    """What a file would change, the choices there are, and the button that records it."""
    name = compared.origin.rpartition(" sha256:")[0]
    if compared.is_anew:
        st.warning("Somebody recorded something else meanwhile. This is compared anew: look at it again.")
    show_verdict(compared, dropped.key, name)
    wish = _ask_options(chosen, dropped, compared)
    if wish != compared.wish:
        compare_dropped(chosen, dropped, wish)
        st.rerun()
    show_side_by_side(compared, dropped.key)
    if compared.receipt.status != "dry run":
        return
    show_effects(chosen, dropped.key, compared.effects)
    with st.form(f"{dropped.key}-commit", border=False):
        message = st.text_input(
            "Message", dropped.message or f"Import of {name}", key=f"{dropped.key}-message", max_chars=500,
            help="Why this is recorded, in a sentence: it stays in the log.",
        )  # fmt: skip
        is_said = st.form_submit_button("Record", type="primary", key=f"{dropped.key}-record")
    if is_said and not message.strip():
        st.error("The message is blank; write in a sentence why this is recorded.")
    elif is_said:
        dropped.message = message.strip()
        record_dropped(chosen, dropped, compared, dropped.message)
        st.rerun()
    show_cells(dropped.key, compared.receipt)


def _ask_options(chosen: Chosen, dropped: Dropped, compared: Compared) -> Wish:
    """How it is compared: whose values hold, what is retracted, how numbers are written."""
    conflicts, missing = dropped.options
    take_file = retract = False
    if conflicts:
        take_file = st.checkbox(
            f"Take the file's values in the {_rows(conflicts)} that both the file and the ledger changed",
            compared.wish.take_file, key=f"{dropped.key}-take",
            help="Otherwise these rows stay as the ledger has them.",
        )  # fmt: skip
    mapping = compared.wish.mapping
    # With the states that a mapping adds the file would lack all other donors.
    if missing and not (mapping and mapping.add_donors):
        retract = st.checkbox(
            f"Retract the {_rows(missing)} that the file does not have", compared.wish.retract_missing,
            key=f"{dropped.key}-retract", help="Otherwise they stay. Only tables that the file holds are looked at.",
        )  # fmt: skip
        gone = "\n".join(f"{one['table']}  {one['key']}" for one in compared.receipt.missing)
        if gone:
            with st.expander(f"Which rows the file does not have{_first(missing)}", key=f"{dropped.key}-missing"):
                st.text(gone)
    locale = compared.wish.locale
    if mapping is None:
        with st.container(horizontal=True):
            with st.popover("How numbers and dates are written", type="tertiary", key=f"{dropped.key}-how"):
                locale = ask_locale(f"{dropped.key}-locale", locale)
            if st.button("Say what its columns mean", key=f"{dropped.key}-own", type="tertiary"):
                look_again(dropped)
                st.rerun()
    return Wish(chosen.view.as_of, mapping, locale, take_file, retract, _ask_declared(dropped, compared))


def _ask_declared(dropped: Dropped, compared: Compared) -> desk.Declared:
    """What one of the field's files does not say of itself."""
    declared = compared.wish.declared
    if dropped.upload.name.lower().endswith(".xml"):
        outgoing = st.checkbox(
            "It is a donor's own file: what it commits and disburses comes in here", declared.outgoing,
            key=f"{dropped.key}-outgoing", help="Otherwise only what the file says came in is read.",
        )  # fmt: skip
        declared = replace(declared, outgoing=outgoing)
    if declared.on or any("totals hold" in problem.message for problem in compared.receipt.problems):
        day = st.date_input("Its totals hold on", declared.on or None, key=f"{dropped.key}-on", format="YYYY-MM-DD")
        declared = replace(declared, on=day.isoformat() if isinstance(day, date) else "")
    return declared


def _rows(count: int) -> str:
    return "one row" if count == 1 else f"{count:,} rows"


def _first(count: int) -> str:
    return f": the first {MOST}" if count > MOST else ""
