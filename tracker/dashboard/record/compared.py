"""What a file would change, and did, drawn: problems, conflicts, totals, gaps and cells. It compares nothing itself."""

from dataclasses import dataclass, replace

import streamlit as st

from tracker import desk
from tracker.dashboard.page import plain_markdown
from tracker.dashboard.record.bringing import MOST, Compared
from tracker.dashboard.record.preview_tables import show_conflicts, show_effects, show_problems
from tracker.dashboard.record.undoing import offer_undo
from tracker.dashboard.session import Chosen
from tracker.problems import errors


@dataclass
class Recorded:
    """What was recorded from a file, and whether it was undone since."""

    compared: Compared
    receipt: desk.Receipt
    undone: int | None = None
    refusal: str = ""


def show_verdict(compared: Compared, key: str, name: str) -> None:
    """Whether the file can be recorded, and all that is wrong with it."""
    problems = compared.receipt.problems
    wrong = len(errors(problems))
    if compared.receipt.status == "refused":
        said = "One problem keeps" if wrong == 1 else f"{wrong:,} problems keep"
        remedy = "mend it, save it, and drop it above again"
        if compared.wish.mapping:
            remedy = f"say above how it is read, or {remedy}"
        st.error(f"{said} the file out. Nothing was recorded: {remedy}.")
    elif compared.receipt.status == "nothing to do":
        st.info("Nothing to record: the ledger says all of this already.")
    else:
        st.info("This would change. Nothing is recorded yet.")
    st.caption(plain_markdown(f"{name} · compared with record {compared.number}"))
    show_problems(f"{key}-problems", problems)
    if compared.listed:
        st.download_button(
            "Problems as a workbook, with links to the cells", compared.listed,
            f"problems-{name.rpartition('.')[0]}.xlsx", on_click="ignore", key=f"{key}-listed",
        )  # fmt: skip
    remarks = compared.receipt.remarks
    if remarks:
        count = "One remark" if len(remarks) == 1 else f"{len(remarks):,} remarks"
        with st.expander(f"{count} on how it was read", key=f"{key}-remarks", expanded=len(remarks) <= 3):
            st.text("\n".join(remarks[:MOST]))


def show_side_by_side(compared: Compared, key: str) -> None:
    """The rows that both the file and the ledger changed, with both values."""
    if compared.conflicts:
        held = "the file's values are taken" if compared.wish.take_file else "the ledger's values stay"
        more = f" (the first {MOST} of {compared.conflicts:,})" if compared.conflicts > MOST else ""
        where = (
            "Where the file says otherwise than the ledger"
            if compared.reading.guarded
            else "Changed both in the file and in the ledger since the file was made"
        )
        st.text(f"{where}; {held}{more}.")
        show_conflicts(key, replace(compared.receipt, lines=compared.receipt.conflicts))


def show_recorded(chosen: Chosen, key: str, recorded: Recorded) -> None:
    """What was recorded, with the way to undo it."""
    changeset = recorded.receipt.changeset
    assert changeset is not None
    if recorded.undone is not None:
        st.success(f"Undone as changeset {recorded.undone}: everything is as before changeset {changeset.number}.")
        return
    st.success(f"Recorded as changeset {changeset.number}.")
    st.text(f"{changeset.message}\n{changeset.origin}")
    if recorded.refusal:
        st.error("It could not be undone.")
        st.text(recorded.refusal)
    show_effects(chosen, f"{key}-done", recorded.compared.effects)

    def take(undone: int | None, refusal: str) -> None:
        recorded.undone, recorded.refusal = undone, refusal

    offer_undo(chosen, key, changeset.number, recorded.compared.request, take)
