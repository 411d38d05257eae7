"""The top of a page: whose money, and the bottom line in a sentence. It is given its words."""

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_MASTHEAD = st.components.v2.component(
    "masthead",
    html="""<section class="masthead" aria-label="The bottom line">
  <div class="line"><span class="kicker"></span>
  <span><button type="button" class="copy">Copy</button><button type="button" class="print">Print</button></span></div>
  <h1></h1><p class="rest"></p><p class="next"></p>
</section>""",
    css=(_HERE / "masthead.css").read_text(encoding="utf-8"),
    js=(_HERE / "masthead.js").read_text(encoding="utf-8"),
)


def show_masthead(
    kicker: str, standing: str, sentences: tuple[str, ...], chance: str, marks: str, is_presenting: bool,
    language: str = "en",
) -> str:  # fmt: skip
    """Draw the bottom line: its first sentence large, the rest below; Copy takes all of it with its marks.

    `language` is that of its sentences.

    Out: how wide the reader's screen is, as `paint.ROOM` names it.
    """
    rest = " ".join(sentences[1:])
    copied = "\n".join(text for text in (f"{kicker}: {' '.join(sentences)}", chance, f"({marks})") if text)
    result = _MASTHEAD(
        data={
            "kicker": kicker, "standing": standing, "lead": sentences[0], "rest": rest, "next": chance,
            "copy": copied, "present": is_presenting, "language": language,
        },
        key="masthead", default={"room": "wide"}, on_room_change=lambda: None,
    )  # fmt: skip
    return str(result.room)
