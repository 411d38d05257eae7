"""How the pack paints the ladder: darker is firmer, what is merely possible or missing is hatched."""

from tracker import terms

INK, PAPER = "#16202b", "#ffffff"
MISSING = terms.MISSING_COLOUR


def ink_on(colour: str) -> str:
    """The colour of letters on a colour, dark or light, whichever is easier to read on it (WCAG contrast)."""
    light = _luminance(colour)
    on_paper, on_ink = 1.05 / (light + 0.05), (light + 0.05) / (_luminance(INK) + 0.05)
    return PAPER if on_paper >= on_ink else INK


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
