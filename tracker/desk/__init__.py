"""What both shells do: open a ledger, look at it from a date, ask for figures, bring files in. It draws nothing."""

from tracker.desk.evidence import Evidence, evidence
from tracker.desk.figures import (
    bridge,
    caveats,
    choose,
    default_phase,
    dues,
    gaps,
    movements,
    parts,
    portfolio,
    position,
    quarter_before,
    standings,
    timeline,
)
from tracker.desk.importing import Receipt, file_origin, import_reading
from tracker.desk.incoming import Sheet, find_mapping, read_path
from tracker.desk.ledgers import (
    DEFAULT_LEDGER,
    check_path,
    data_folder,
    fault_words,
    log_rows,
    open_or_start,
    show_rows,
    start_ledger,
    verify,
)
from tracker.desk.outgoing import export_path, gather
from tracker.desk.view import View, describe, look, newest_fact, read_day

__all__ = [
    "DEFAULT_LEDGER",
    "Evidence",
    "Receipt",
    "Sheet",
    "View",
    "bridge",
    "caveats",
    "check_path",
    "choose",
    "data_folder",
    "default_phase",
    "describe",
    "dues",
    "evidence",
    "export_path",
    "fault_words",
    "file_origin",
    "find_mapping",
    "gaps",
    "gather",
    "import_reading",
    "log_rows",
    "look",
    "movements",
    "newest_fact",
    "open_or_start",
    "parts",
    "portfolio",
    "position",
    "quarter_before",
    "read_day",
    "read_path",
    "show_rows",
    "standings",
    "start_ledger",
    "timeline",
    "verify",
]
