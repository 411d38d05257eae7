"""What a picture's file says of itself: its size on paper, and the texts that prove it. It draws nothing.

A PNG is a row of chunks; these stand before the first one of the picture's own (PNG specification, sections 11.3.3
and 11.3.4), which is left as it is: to write the whole picture anew takes longer than to make it.
"""

import struct
import zlib
from collections.abc import Mapping

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEAD = len(_SIGNATURE) + 25
"""The signature and the first chunk, IHDR, which is always of the same length."""


def mark_png(data: bytes, ppi: int, texts: Mapping[str, str]) -> bytes:
    """A PNG with its dots per inch and international texts by keyword; anything but a PNG is a ValueError."""
    if not data.startswith(_SIGNATURE) or data[12:16] != b"IHDR":
        raise ValueError("this is no PNG")
    metre = round(ppi / 0.0254)
    chunks = [_chunk(b"pHYs", struct.pack(">IIB", metre, metre, 1))]
    for keyword, text in texts.items():
        # Keyword, not compressed, no language tag, no translated keyword, then the text in UTF-8.
        chunks.append(_chunk(b"iTXt", keyword.encode("latin-1")[:79] + b"\0\0\0\0\0" + text.encode()))
    return data[:_HEAD] + b"".join(chunks) + data[_HEAD:]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
