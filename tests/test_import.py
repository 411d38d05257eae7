"""Bringing a file in: whole or not at all, with a receipt that names every cell."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from tracker import desk
from tracker.desk.importing import file_origin, import_reading
from tracker.desk.receipts import Receipt
from tracker.exchange.reading import Place, Reading, column_letters
from tracker.ledger import Ledger

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    return desk.start_ledger(url, desk.data_folder(), author="a", now=NOW)[0]


def sheet(name: str, text: str, **own: object) -> Reading:
    """A reading of one sheet: a line of columns, then rows, cells parted by `|`."""
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    frame = pd.DataFrame(lines, columns=head, index=range(2, len(lines) + 2), dtype="str")
    numbers = {}
    if "row" in head:
        numbers = {name: pd.to_numeric(frame.pop("row")).astype("Int64")}
    letters = {column: column_letters(i) for i, column in enumerate(frame.columns)}
    return Reading({name: frame}, {name: Place(name.capitalize(), letters)}, numbers=numbers, **own)  # type: ignore[arg-type]


def bring(ledger: Ledger, reading: Reading, **how: bool) -> Receipt:
    return import_reading(ledger, reading, origin="book.xlsx sha256:0", author="b", message="m", now=NOW, **how)


ANNOUNCED = """
pledge    | status_on  | status  | phase | donor | amount | currency
FRA-PPI-3 | 2010-01-15 | pledged | PPI-3 | FRA   | 200000 | USD
"""


def test_a_new_step_is_added_and_the_rest_stays(ledger: Ledger) -> None:
    receipt = bring(ledger, sheet("pledges", ANNOUNCED))
    assert (receipt.status, receipt.counts["added"], receipt.counts["missing"]) == ("committed", 1, 3)
    assert receipt.changeset is not None
    assert receipt.changeset.origin == "book.xlsx sha256:0"
    assert sorted(ledger.read()["pledges"]["status"]) == ["expected", "pledged", "pledged", "prospective"]


def test_the_same_file_again_is_nothing_to_do(ledger: Ledger) -> None:
    bring(ledger, sheet("pledges", ANNOUNCED))
    receipt = bring(ledger, sheet("pledges", ANNOUNCED))
    assert (receipt.status, receipt.changeset) == ("nothing to do", None)
    assert len(ledger.changesets()) == 2


def test_a_dry_run_says_the_same_and_writes_nothing(ledger: Ledger) -> None:
    receipt = bring(ledger, sheet("pledges", ANNOUNCED), dry_run=True)
    assert (receipt.status, receipt.counts["added"]) == ("dry run", 1)
    assert len(receipt.after["pledges"]) == 4
    assert len(ledger.changesets()) == 1


def test_the_receipt_names_the_cell_and_both_values(ledger: Ledger) -> None:
    raised = """
    pledge    | status_on  | amount
    RUS-PPI-3 | 2009-11-27 | 250000
    """
    receipt = bring(ledger, sheet("pledges", raised + ""))
    assert receipt.status == "refused"
    whole = """
    pledge    | status_on  | status  | phase | donor | amount | currency
    RUS-PPI-3 | 2009-11-27 | pledged | PPI-3 | RUS   | 250000 | USD
    """
    (line,) = bring(ledger, sheet("pledges", whole)).lines
    assert (line["sheet"], line["action"]) == ("Pledges", "changed")
    assert line["fields"] == [{"cell": "F2", "column": "amount", "before": "200000.00", "after": "250000.00"}]


def test_a_column_that_the_file_does_not_have_keeps_its_values(ledger: Ledger) -> None:
    whole = """
    pledge    | status_on  | status      | phase | donor | amount | currency
    USA-PPI-3 | 2009-11-27 | prospective | PPI-3 | USA   | 90000  | USD
    """
    bring(ledger, sheet("pledges", whole))
    row = ledger.read()["pledges"].set_index("pledge").loc["USA-PPI-3"]
    assert (row["amount"], row["low"], row["approximate"], row["note"][:8]) == (9_000_000, 0, True, "Inferred")


def test_an_error_keeps_the_whole_file_out_and_names_every_cell(ledger: Ledger) -> None:
    wrong = """
    pledge | status_on  | status   | phase | donor | amount | currency
    A      | 2010-01-15 | promised | PPI-3 | FRA   | 1      | USD
    B      | 2010-01-15 | pledged  | PPI-3 | FRX   | much   | USD
    C      | 2010-01-15 | pledged  | PPI-3 | FRA   | 3      | USD
    """
    receipt = bring(ledger, sheet("pledges", wrong))
    assert receipt.status == "refused"
    assert sorted(str(problem.cell) for problem in receipt.problems) == ["C2", "E3", "F3"]
    assert len(ledger.changesets()) == 1


def test_missing_rows_are_retracted_only_when_asked(ledger: Ledger) -> None:
    kept = """
    pledge    | status_on  | status  | phase | donor | amount | currency
    RUS-PPI-3 | 2009-11-27 | pledged | PPI-3 | RUS   | 200000 | USD
    """
    receipt = bring(ledger, sheet("pledges", kept))
    assert (receipt.status, [line["key"] for line in receipt.missing]) == (
        "nothing to do", ["FRA-PPI-3 2009-11-27", "USA-PPI-3 2009-11-27"],
    )  # fmt: skip
    receipt = bring(ledger, sheet("pledges", kept), retract_missing=True)
    assert (receipt.status, receipt.counts["retracted"]) == ("committed", 2)
    assert list(ledger.read()["pledges"]["pledge"]) == ["RUS-PPI-3"]


def test_what_was_changed_in_the_ledger_since_the_export_is_a_conflict(ledger: Ledger) -> None:
    """Both start from changeset 1, where Russia's row says 200,000: the ledger then says 210,000, the file 250,000."""
    number = int(ledger.read()["pledges"].query("pledge == 'RUS-PPI-3'").index[0])

    def exported(amount: str) -> Reading:
        text = f"""
        pledge    | status_on  | status  | phase | donor | amount   | currency | row
        RUS-PPI-3 | 2009-11-27 | pledged | PPI-3 | RUS   | {amount} | USD      | {number}
        """
        return sheet("pledges", text, ledger=ledger.id, changeset=1)

    assert bring(ledger, exported("210000")).status == "committed"
    receipt = bring(ledger, exported("250000"))
    assert receipt.status == "nothing to do"
    (line,) = receipt.lines
    assert (line["action"], line["fields"][0]["before"], line["fields"][0]["after"]) == (  # type: ignore[index]
        "conflict", "210000.00", "250000.00",
    )  # fmt: skip
    assert bring(ledger, exported("250000"), take_file=True).status == "committed"
    assert ledger.read()["pledges"].loc[number, "amount"] == 25_000_000


def test_row_numbers_of_another_ledger_mean_nothing(ledger: Ledger) -> None:
    text = """
    pledge    | status_on  | status  | phase | donor | amount | currency | row
    RUS-PPI-3 | 2009-11-27 | pledged | PPI-3 | RUS   | 200000 | USD      | 999
    """
    receipt = bring(ledger, sheet("pledges", text, ledger="another", changeset=1))
    assert receipt.status == "nothing to do"
    assert "another ledger" in receipt.remarks[0]


def test_a_number_that_this_ledger_never_gave_is_refused(ledger: Ledger) -> None:
    text = """
    pledge    | status_on  | status  | phase | donor | amount | currency | row
    RUS-PPI-3 | 2009-11-27 | pledged | PPI-3 | RUS   | 200000 | USD      | 999
    """
    receipt = bring(ledger, sheet("pledges", text, ledger=ledger.id, changeset=1))
    assert (receipt.status, receipt.problems[0].row) == ("refused", 2)


def test_a_partners_workbook_does_not_come_back(ledger: Ledger) -> None:
    assert bring(ledger, sheet("pledges", ANNOUNCED, audience="partners")).status == "refused"


def test_a_retraction_that_others_rest_on_is_refused(ledger: Ledger) -> None:
    donors = """
    donor | name   | kind
    FRA   | France | government
    """
    receipt = bring(ledger, sheet("donors", donors), retract_missing=True)
    assert receipt.status == "refused"
    assert "'RUS' is not in donors" in " ".join(problem.message for problem in receipt.problems)


def test_the_origin_is_the_file_s_name_and_digest(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert file_origin(file) == f"book.xlsx sha256:{empty}"
