"""A pack's files to take away, one by one or all as one. What the page does not show is made when it is asked for."""

from dataclasses import dataclass, field, replace

import streamlit as st

from tracker.dashboard.briefing.order import LOOKED_AT, Look, Order, digest_of
from tracker.dashboard.saving import show_save, try_to_make
from tracker.desk.files import File
from tracker.desk.issuing import zip_pack
from tracker.desk.packs import FORMS, Made

_TITLES = {
    "pdf": ("Page, PDF", "To print, send and keep."),
    "png": ("Page, picture", "For a letter or a site."),
    "pptx": ("Slides, PowerPoint", "With charts to edit."),
    "xlsx": ("Workbook, Excel", "Every table and figure."),
    "txt": ("Text", "To paste, part by part."),
}
_MADE, _TEMPLATE = "briefing-made", "briefing-template"


@dataclass
class _Kept:
    """The forms made last in this session, and what they follow from: of another pack they are others."""

    follows: object
    forms: dict[str, tuple[File, ...]]
    whole: Made | None = field(default=None)


def show_files(order: Order, look: Look, *, takes_template: bool) -> Made | None:
    """Draw the downloads; out: the whole pack, once all of it is made.

    An office's template comes from who may send files: an editor.
    """
    st.subheader("Take it away", anchor=False)
    whole = st.container(key="briefing-whole")
    lines = st.container(key="briefing-forms", gap="small")
    template = _ask_template() if takes_template else None
    kept = _kept(order, look, template)
    with whole:
        _show_whole(order, kept, template)
    with lines:
        for form in FORMS:
            _show_form(order, kept, form, template)
    return kept.whole


def _kept(order: Order, look: Look, template: bytes | None) -> _Kept:
    follows = (order.key, digest_of(template))
    kept: _Kept | None = st.session_state.get(_MADE)
    if kept is None or kept.follows != follows:
        shown = dict(zip(LOOKED_AT, (look.pages, (look.text,)), strict=True))
        kept = st.session_state[_MADE] = _Kept(follows, shown)
    return kept


def _show_whole(order: Order, kept: _Kept, template: bytes | None) -> None:
    """The one button that makes the pack; then the one that saves all of it."""
    if kept.whole is None:
        if not st.button("Make the pack", key="briefing-make", type="primary", help="All forms, of the same figures."):
            return
        made = try_to_make(lambda: order.make(FORMS, template), "Making the pack")
        if made is None:
            return
        kept.whole = made
        kept.forms = {form: tuple(file for file in made.files if file.name.endswith(f".{form}")) for form in FORMS}
        st.rerun()  # so that the button which made it is gone
    show_save(zip_pack(kept.whole), "briefing-save", "Save the pack (ZIP)", type="primary")


def _show_form(order: Order, kept: _Kept, form: str, template: bytes | None) -> None:
    """A line of the list: what it is, and the button that makes it or those that save it."""
    title, words = _TITLES[form]
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key=f"briefing-form-{form}"
    ):
        with st.container(width=170, gap=None):
            st.markdown(f"**{title}**")
            st.caption(words)
        files = kept.forms.get(form)
        if files is None:
            if not st.button("Make the file", key=f"briefing-{form}-make"):
                return
            made = try_to_make(lambda: order.make([form], template))
            if made is None:
                return
            kept.forms[form] = made.files
            if kept.forms.keys() >= FORMS.keys():
                kept.whole = replace(made, files=tuple(file for one in FORMS for file in kept.forms[one]))
            st.rerun()
        for number, file in enumerate(files, 1):
            label = "Save" if len(files) == 1 else f"Save page {number}"
            show_save(file, f"briefing-{form}-save-{number}", label)


def kept_template() -> bytes | None:
    """The template that this session has sent."""
    kept: tuple[str, bytes] | None = st.session_state.get(_TEMPLATE)
    return None if kept is None else kept[1]


def _ask_template() -> bytes | None:
    """An office's own PowerPoint file, for this session; it stays while other pages are looked at."""
    with st.expander("Your office's PowerPoint template"):
        given = st.file_uploader(
            "A .pptx or .potx file, whose look the slides take; it is kept for this session only", ["pptx", "potx"],
            key="briefing-template-file",
        )  # fmt: skip
        if given is not None:
            st.session_state[_TEMPLATE] = (given.name, given.getvalue())
        kept: tuple[str, bytes] | None = st.session_state.get(_TEMPLATE)
        if kept is None:
            return None
        st.text(f"The slides look like {kept[0]}.")
        if given is None and st.button("Without a template", key="briefing-template-off"):
            del st.session_state[_TEMPLATE]
            st.rerun()
    return kept[1]
