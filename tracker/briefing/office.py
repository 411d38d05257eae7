"""What files of Word's and PowerPoint's have in common: the text they can hold, properties, parts dated alike."""

import io
import zipfile
from datetime import datetime
from typing import Any

MOST_LETTERS = 255
"""Letters that a document's property may hold."""
_ALIKE = (1980, 1, 1, 0, 0, 0)


def plain_text(text: str) -> str:
    """Text as the format can hold it: what is no letter of XML stands as a replacement mark, and a line stays one."""
    return "".join(
        " " if letter in "\t\r\n" else letter if letter >= " " and not "\ud800" <= letter <= "\udfff"
        and letter not in "\ufffe\uffff" else "\ufffd" for letter in text
    )  # fmt: skip


def set_properties(document: Any, made_at: datetime, **texts: str) -> None:
    """Fill in a document's properties, all of its dates with one moment."""
    core = document.core_properties
    for name, text in texts.items():
        setattr(core, name, plain_text(text)[:MOST_LETTERS])
    core.last_modified_by, core.created, core.modified, core.revision = core.author, made_at, made_at, 1


def save_document(document: Any) -> bytes:
    """The document as a file, every part dated alike: as it comes, it carries the moment at which it was written."""
    stream = io.BytesIO()
    document.save(stream)
    return date_alike(stream.getvalue())


def date_alike(file: bytes) -> bytes:
    """A zip file with the same parts in the same order, all of one date."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as made, zipfile.ZipFile(stream, "w") as still:
        for name in made.namelist():
            part = zipfile.ZipInfo(name, _ALIKE)
            part.compress_type = zipfile.ZIP_DEFLATED
            still.writestr(part, made.read(name))
    return stream.getvalue()
