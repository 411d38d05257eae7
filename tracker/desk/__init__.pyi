"""What the desk offers, by the module that has it: the one list, which `__init__.py` reads."""

from .access import (
    LOCAL as LOCAL,
    AccessError as AccessError,
    Actor as Actor,
    allow as allow,
    audiences as audiences,
    bearer as bearer,
    give_role as give_role,
    grant_rows as grant_rows,
    make_token as make_token,
    read_actor as read_actor,
    role_of as role_of,
    take_role as take_role,
)
from .ahead import (
    OWN_RECORD as OWN_RECORD,
    Assumptions as Assumptions,
    Outlook as Outlook,
    closing_sets as closing_sets,
    fan as fan,
    load_assumptions as load_assumptions,
    marked as marked,
    outlook as outlook,
    outlook_frame as outlook_frame,
    own_assumptions as own_assumptions,
    scenario_name as scenario_name,
    track_record as track_record,
)
from .asking import (
    PARAMETERS as PARAMETERS,
    ask as ask,
)
from .bridging import (
    Bridge as Bridge,
    at_day as at_day,
    at_record as at_record,
    find_bridge_of as find_bridge_of,
)
from .comparing import (
    Comparison as Comparison,
    compare_records as compare_records,
)
from .donors import (
    Ageing as Ageing,
    PromiseStatus as PromiseStatus,
    ageing as ageing,
    dependence as dependence,
    giving as giving,
    ladders as ladders,
    letters as letters,
    promise_status as promise_status,
    reminder_list as reminder_list,
    reminders as reminders,
)
from .evidence import (
    Evidence as Evidence,
    evidence as evidence,
)
from .figures import (
    bridge as bridge,
    caveats as caveats,
    choose as choose,
    default_phase as default_phase,
    dues as dues,
    gaps as gaps,
    movements as movements,
    parts as parts,
    portfolio as portfolio,
    position as position,
    quarter_before as quarter_before,
    standings as standings,
    timeline as timeline,
)
from .files import (
    zip_files as zip_files,
)
from .importing import (
    Edits as Edits,
    file_origin as file_origin,
    import_reading as import_reading,
    record_edits as record_edits,
)
from .incoming import (
    Declared as Declared,
    Sheet as Sheet,
    find_mapping as find_mapping,
    load_mapping as load_mapping,
    read_path as read_path,
    save_mapping as save_mapping,
)
from .ledgers import (
    fault_words as fault_words,
    history_rows as history_rows,
    log_rows as log_rows,
    show_rows as show_rows,
    undo as undo,
    undo_with_receipt as undo_with_receipt,
    verify as verify,
)
from .opening import (
    DEFAULT_LEDGER as DEFAULT_LEDGER,
    open_or_start as open_or_start,
)
from .outgoing import (
    export_path as export_path,
    gather as gather,
    publish as publish,
    write_problems as write_problems,
    write_template as write_template,
)
from .past import (
    LogPage as LogPage,
    count_written as count_written,
    find_changeset as find_changeset,
    read_log as read_log,
    record_number as record_number,
    row_fields as row_fields,
    written_fields as written_fields,
)
from .receipts import (
    RECEIPT_COLUMNS as RECEIPT_COLUMNS,
    Receipt as Receipt,
    receipt_rows as receipt_rows,
    total_lines as total_lines,
)
from .scenarios import (
    lay_over as lay_over,
    lay_reading_over as lay_reading_over,
)
from .sharing import (
    Agreed as Agreed,
    AskList as AskList,
    ask_sheets as ask_sheets,
    asks as asks,
    phase_asked as phase_asked,
    read_agreed as read_agreed,
)
from .starting import (
    check_path as check_path,
    check_reading as check_reading,
    data_folder as data_folder,
    read_to_check as read_to_check,
    start_ledger as start_ledger,
)
from .view import (
    Scenario as Scenario,
    View as View,
    describe as describe,
    look as look,
    newest_fact as newest_fact,
    read_day as read_day,
)
