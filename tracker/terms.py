"""The field's vocabulary: the ladder, statuses, kinds and forms. It knows words, never figures."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rung:
    """One rung of the certainty ladder.

    `colour` and `colour_dark` are for light and dark backgrounds; in both, darker is firmer.
    `iati` is the IATI 2.03 transaction type and `fts` the OCHA FTS flow status that the rung is published
    as; both are None where it is never published.
    """

    code: str
    label: str
    meaning: str
    colour: str
    colour_dark: str
    iati: str | None
    fts: str | None
    is_hatched: bool = False


LADDER: tuple[Rung, ...] = (
    Rung("received", "Received", "Cash has arrived.", "#0b2f63", "#24569f", "1", "paid"),
    Rung("committed", "Signed", "A firm, written obligation.", "#1d5190", "#3f7fcb", "11", "commitment"),
    Rung("pledged", "Announced", "Formally announced; indicative, not binding.", "#3a78b8", "#74a8e0", "13", "pledge"),
    Rung(
        "expected", "Anticipated", "The recipient anticipates it; nothing is announced.",
        "#9cc5e8", "#a9cbee", None, None,
    ),
    Rung(
        "prospective", "Possible", "Under consideration, or inferred from past giving; no commitment at all.",
        "#d3e5f5", "#dbe9f8", None, None, is_hatched=True,
    ),
)  # fmt: skip
"""Firmest first. Everything that orders, names or paints rungs reads this tuple."""

RUNGS: tuple[str, ...] = tuple(rung.code for rung in LADDER)
RUNG: dict[str, Rung] = {rung.code: rung for rung in LADDER}
PROMISES: tuple[str, ...] = RUNGS[1:]
"""The rungs on which money is promised but has not arrived."""
PUBLISHED: tuple[str, ...] = tuple(rung.code for rung in LADDER if rung.iati)
"""The rungs that partners may see, and that may be published."""
RANK: dict[str, int] = {code: rank for rank, code in enumerate(RUNGS)}

RECEIVED, COMMITTED, PLEDGED = "received", "committed", "pledged"
WITHDRAWN = "withdrawn"
REQUIREMENT = "requirement"
"""Both the target that a phase's budget sets and the rung on which its movements are written."""
DEFAULT_COUNTS = PLEDGED
"""The rung from which a target's headline counts where nothing else is stated."""

MISSING_COLOUR, MISSING_COLOUR_DARK = "#b4471b", "#e0723f"

STATUSES: dict[str, str] = {
    **{rung.code: rung.meaning for rung in LADDER if rung.code in PROMISES},
    WITHDRAWN: "No longer promised, for the reason given.",
}
REASONS: dict[str, str] = {
    "declined": "The donor decided against it.",
    "lapsed": "It was left to expire.",
    "cancelled": "It was called off.",
    "written_off": "It is no longer believed in.",
}
FORMS: dict[str, str] = {
    "cash": "Money; what every target is measured in.",
    "in_kind": "Goods, staff or premises, at their stated value; never counted towards a cash target.",
}
CONTRIBUTION_KINDS: dict[str, str] = {
    "payment": "Cash that arrived; positive.",
    "reversal": "A bounced or mis-booked payment; negative, and the promise is open again.",
    "refund": "An unspent balance given back; negative, and the promise stays fulfilled.",
}
"""In the order in which they take effect on one day."""
DONOR_KINDS: dict[str, str] = {
    "government": "A state, or one of its agencies.",
    "multilateral": "An organisation of states.",
    "foundation": "A grant-making foundation.",
    "private": "A company or a person.",
    "ngo": "A non-governmental organisation.",
    "other": "Any other source of money.",
}
EVENT_KINDS: dict[str, str] = {"meeting": "Where the next ask can be made.", "deadline": "By when something is due."}
AUDIENCES: dict[str, str] = {
    "internal": "All that the ledger holds.",
    "partners": "Money announced or firmer; no conditions, likelihoods, notes or unpublished sources.",
}
ROLES: dict[str, str] = {
    "partner": "Sees what partners may see: money announced or firmer.",
    "viewer": "Sees all that the ledger holds, and its history.",
    "editor": "Sees all, and records: imports, edits, undoes.",
}
"""What somebody who is logged in may do, narrowest first; who has no role sees nothing."""
PUBLIC = "public"
"""The marking of a source that partners may see."""

MOVEMENT_KINDS: dict[str, str] = {
    "new": "Money that stood nowhere before.",
    "raised": "A promise became larger.",
    "lowered": "A promise became smaller.",
    "firmed": "A promise moved to a firmer rung.",
    "softened": "A promise moved to a softer rung.",
    "moved": "A promise moved to another phase or component.",
    "received": "A promise was paid: out of its rung, into received.",
    "refunded": "An unspent balance was given back.",
    "withdrawn": "A promise left the ladder.",
    "exchange": "The same money at another rate of exchange.",
    "stated": "A requirement was stated for the first time.",
    "restated": "A requirement was stated anew.",
}
"""Every kind of movement, in the order in which a bridge tells them."""
OPENING, CLOSING, LATE_ENTRIES = "opening", "closing", "late entries"
BRIDGE_KINDS: dict[str, str] = {
    OPENING: "What stood at the start.",
    LATE_ENTRIES: "What was recorded later about days before the start.",
    **MOVEMENT_KINDS,
    CLOSING: "What stands at the end.",
}
