"""Files to take away from a page: the button that makes one, and the one that saves it. It writes no file itself."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from tracker.dashboard.page import plain_markdown
from tracker.desk.files import File
from tracker.ledger import LedgerError
from tracker.problems import RefusedError

T = TypeVar("T")


def try_to_make(make: Callable[[], T], saying: str = "Making the file") -> T | None:
    """Make what was asked for, while the reader waits; None where it is refused, with the reason said."""
    try:
        with st.spinner(saying):
            return make()
    except (LedgerError, RefusedError) as error:
        st.text(f"It could not be made: {error}")
        return None


def show_save(file: File, key: str, label: str = "Save", **looks: Any) -> None:
    """The button that saves a file, with its size and, under the pointer, its name."""
    st.download_button(
        f"{label}, {size_words(len(file.data))}", file.data, file_name=file.name, mime=file.mime, key=key,
        on_click="ignore", help=plain_markdown(file.name), **looks,
    )  # fmt: skip


def size_words(size: int) -> str:
    """A file's size, never less than a kilobyte."""
    return f"{max(size, 1024) / 1024:,.0f} kB" if size < 1 << 20 else f"{size / (1 << 20):,.1f} MB"
