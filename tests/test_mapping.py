"""Somebody's own sheet brought into a table: two-line headings, units, totals, footnotes; and two real workbooks."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.require import require
from tracker import desk
from tracker.checks import check
from tracker.exchange.bringing import apply_mapping
from tracker.exchange.folder import read_folder
from tracker.exchange.grid import TextCell, heading_unit
from tracker.exchange.mapping import Mapping, load_mapping, save_mapping
from tracker.exchange.reading import Reading
from tracker.exchange.suggesting import suggest_mapping
from tracker.problems import RefusedError

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"
DONORS = pd.DataFrame(
    [("FRA", "France", "FRA", ""), ("RUS", "Russian Federation", "RUS", "Russia"), ("TOT", "Total Fund", "", ""), ("DEU", "Germany", "DEU", "")],
    columns=["donor", "name", "country", "aliases"],
)  # fmt: skip
PLEDGES = {"pledge": "{donor}-1", "status": "pledged", "status_on": "2009-11-27", "phase": "PPI-3", "currency": "USD"}
MAPPING = Mapping("pledges", {"Country": "donor", "Amount": "amount"}, sheet="S", constants=PLEDGES)


def grid_of(
    *rows: list[object], hidden: tuple[int, ...] = (), formats: dict[str, str] | None = None
) -> list[list[TextCell]]:
    """A sheet from lists; a `formats` key is a row and a column."""
    return [
        [
            TextCell(value, row, at, (formats or {}).get(f"{row},{at}", ""), row in hidden)
            for at, value in enumerate(cells, 1)
        ]
        for row, cells in enumerate(rows, 1)
    ]


def amounts(reading: Reading) -> dict[str, str]:
    frame = reading.frames["pledges"]
    return dict(zip(frame["donor"], frame["amount"], strict=True))


def said(reading: Reading) -> list[str]:
    return [str(problem) for problem in reading.problems]


def test_a_sheet_is_brought_in_with_places_constants_and_what_was_left_out() -> None:
    grid = grid_of(["Country", "Amount", "Remark"], ["France", 200000, "x"], [], ["Russie*", "1 000,50", None])
    reading = apply_mapping(grid, MAPPING, DONORS)
    assert said(reading) == []
    frame = reading.frames["pledges"]
    assert frame.index.tolist() == [2, 4]
    assert frame[["pledge", "donor", "amount", "status"]].to_numpy().tolist() == [
        ["FRA-1", "FRA", "200000", "pledged"], ["RUS-1", "RUS", "1000.50", "pledged"],
    ]  # fmt: skip
    assert reading.places["pledges"].letters == {"donor": "A", "amount": "B"}
    assert reading.remarks == ["S: columns left out: 'Remark'", "S: 'Russie*' was read as Russie, without the mark *"]


def test_a_two_line_heading_spreads_over_the_cells_below_it() -> None:
    grid = grid_of(
        ["Pledges to the fund"], ["Country", "2009", None, "2010", None], [None, "Pledged", "Paid", "Pledged", "Paid"],
        ["France", 1, 2, 3, 4],
    )  # fmt: skip
    mapping = replace(MAPPING, columns={"Country": "donor", "2010 / Pledged": "amount"}, header_rows=(2, 3))
    assert amounts(apply_mapping(grid, mapping, DONORS)) == {"FRA": "3"}
    by_letter = replace(mapping, columns={"Country": "donor", "e": "amount"})
    assert amounts(apply_mapping(grid, by_letter, DONORS)) == {"FRA": "4"}


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Amount (US$ thousands)", 1000), ("Amount in Mio. EUR", 10**6), ("(in '000 USD)", 1000), ("Amount (€m)", 10**6), ("k€", 1000),
        ("Montant (milliers)", 1000), ("тыс. долл.", 1000), ("млн руб.", 10**6), ("Amount", 1), ("Amount 2000", 1), ("US$m", 10**6),
        ("Country (M)", 10**6), ("thousands or millions", 0), ("Milestone", 1), ("Amount in 1,000 USD", 1), ("Commitments", 1),
    ],
)  # fmt: skip
def test_a_heading_states_a_unit(heading: str, unit: int) -> None:
    assert heading_unit(heading) == unit


def test_units_of_a_heading_are_applied_once_and_said() -> None:
    grid = grid_of(
        ["Country", "Amount (US$ thousands)"], ["France", "2,5"], ["Russia", 2500000], formats={"3,2": "#,##0,"}
    )
    mapping = replace(MAPPING, columns={"Country": "donor", "B": "amount"})
    reading = apply_mapping(grid, mapping, DONORS)
    assert amounts(reading) == {"FRA": "2500", "RUS": "2500000"}
    assert "S: amount was multiplied by 1,000, as 'Amount (US$ thousands)' says" in reading.remarks
    assert amounts(apply_mapping(grid, replace(mapping, units={"amount": "ones"}), DONORS))["FRA"] == "2.50"


def test_a_unit_above_the_heading_has_to_be_declared() -> None:
    grid = grid_of(["All figures in millions of US dollars"], ["Country", "Amount"], ["France", 2])
    mapping = replace(MAPPING, header_rows=(2,))
    [problem] = apply_mapping(grid, mapping, DONORS).problems
    assert problem.message == "a text above the heading names a unit, and amount has none declared"
    declared = replace(mapping, units={"amount": "millions"})
    assert amounts(apply_mapping(grid, declared, DONORS)) == {"FRA": "2000000"}
    assert suggest_mapping(grid, "pledges").units == {"amount": "millions"}


def test_a_heading_s_currency_agrees_with_the_rows_or_fills_them() -> None:
    grid = grid_of(["Country", "Amount (EUR)"], ["France", 5])
    mapping = replace(MAPPING, columns={"Country": "donor", "B": "amount"})
    assert [problem.message for problem in apply_mapping(grid, mapping, DONORS).problems] == [
        "the amount is in EUR, its row says USD"
    ]
    bare = {name: text for name, text in PLEDGES.items() if name != "currency"}
    reading = apply_mapping(grid, replace(mapping, constants=bare), DONORS)
    assert (reading.frames["pledges"]["currency"].tolist(), reading.problems) == (["EUR"], [])


ROWS = (["Country", "Amount"], ["France", 100], ["Russia", 200.5])


@pytest.mark.parametrize(
    "label", ["Total", "TOTAL:", "Grand total", "Sum", "Gesamt", "Summe", "Итого", "Всего", "Total général", None]
)
def test_a_total_that_adds_up_is_left_out_and_said(label: str | None) -> None:
    reading = apply_mapping(grid_of(*ROWS, [label, 300.5]), MAPPING, DONORS)
    assert (amounts(reading), said(reading)) == ({"FRA": "100", "RUS": "200.50"}, [])
    shown = label or "without a label"
    assert reading.remarks == [
        f"S: the total '{shown}' (row 4) equals the sum of its rows (amount 300.50) and was left out"
    ]


def test_a_total_that_does_not_add_up_is_a_problem_naming_both_figures() -> None:
    grid = grid_of(*ROWS, ["Total", 301])
    assert said(apply_mapping(grid, MAPPING, DONORS)) == [
        "S!B4, amount: the total 'Total' says 301, the rows above sum to 300.50; "
        "correct the sheet, or declare that totals are left out unreconciled"
    ]
    [warning] = apply_mapping(grid, replace(MAPPING, totals="leave out"), DONORS).problems
    assert (warning.severity, warning.cell) == ("warning", "B4")


def test_subtotals_sum_their_own_rows_and_a_grand_total_all() -> None:
    grid = grid_of(*ROWS, ["Subtotal", 300.5], ["Germany", 50], ["Subtotal", 50], ["Total", 350.5])
    reading = apply_mapping(grid, MAPPING, DONORS)
    assert (amounts(reading), said(reading)) == ({"FRA": "100", "RUS": "200.50", "DEU": "50"}, [])


def test_a_donor_whose_amount_happens_to_be_the_sum_is_no_total() -> None:
    grid = grid_of(*ROWS, ["Germany", 300.5], ["Total Fund", 601])
    assert amounts(apply_mapping(grid, MAPPING, DONORS)) == {
        "FRA": "100",
        "RUS": "200.50",
        "DEU": "300.50",
        "TOT": "601",
    }
    unknown = apply_mapping(grid_of(*ROWS, ["Foundation X", 300.5]), MAPPING, DONORS)
    assert said(unknown)[0].startswith("S!A4, donor: 'Foundation X' is not a donor")


def test_footnotes_below_are_left_out_aloud() -> None:
    notes = ["a See General Assembly resolution 76/238"], [None, None, "Source: the secretariat"], ["* Preliminary"]
    reading = apply_mapping(grid_of(*ROWS, ["Total", 300.5], *notes), MAPPING, DONORS)
    assert list(amounts(reading)) == ["FRA", "RUS"]
    assert said(reading) == []
    assert reading.remarks[-1].startswith("S: footnotes left out (row 5, 6, 7): 'a See General Assembly")


def test_hidden_rows_are_read_and_said_aloud() -> None:
    reading = apply_mapping(grid_of(*ROWS, hidden=(3,)), MAPPING, DONORS)
    assert list(amounts(reading)) == ["FRA", "RUS"]
    assert reading.remarks == ["S: hidden rows were read all the same: 3"]


def test_what_is_unknown_stays_blank_and_what_is_ambiguous_is_asked_about() -> None:
    grid = grid_of(["Country", "Amount"], ["France", "TBC"], ["Russia", "200,500"], ["Frnace", "#REF!"])
    reading = apply_mapping(grid, MAPPING, DONORS)
    assert [text.partition(";")[0] for text in said(reading)] == [
        "S!B3, amount: '200,500' may mean 200500, or 200 and decimals 500", "S!B4, amount: the cell holds the error #REF!",
        "S!A4, donor: 'Frnace' is not a donor",
    ]  # fmt: skip
    assert amounts(apply_mapping(grid, replace(MAPPING, locale="en"), DONORS))["RUS"] == "200500"


def test_states_that_the_ledger_lacks_are_added_where_that_is_declared() -> None:
    grid = grid_of(["Country", "Amount"], ["France", 1], ["Andorra¹", 2], ["NA", 3])
    assert len(apply_mapping(grid, MAPPING, DONORS).problems) == 2
    reading = apply_mapping(grid, replace(MAPPING, add_donors=True), DONORS)
    assert list(amounts(reading)) == ["FRA", "AND", "NAM"]
    assert reading.frames["donors"].to_numpy().tolist() == [
        ["AND", "Andorra", "AND", "government"], ["NAM", "Namibia", "NAM", "government"],
    ]  # fmt: skip
    assert reading.problems == []


@pytest.mark.parametrize(
    ("mapping", "said_first"),
    [
        (replace(MAPPING, table="pledge"), "'pledge' is not a table"), (replace(MAPPING, columns={"Land": "donor"}), "no column is headed 'Land'"),
        (replace(MAPPING, columns={"Country": "giver"}), "'giver' is not a column of pledges"),
        (replace(MAPPING, columns={"Country": "currency"}), "currency is given twice"),
        (replace(MAPPING, units={"amount": "dozens"}), "'dozens' is not a unit"), (replace(MAPPING, totals="x"), "'x' is no way of totals"),
        (replace(MAPPING, header_rows=(2, 1)), "a heading is one row, or two"),
        (replace(MAPPING, columns={"Amount": "amount", "Twice": "low"}), "the heading 'Twice' stands in columns C and D"),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_fit_is_said(mapping: Mapping, said_first: str) -> None:
    reading = apply_mapping(grid_of(["Country", "Amount", "Twice", "twice"], ["France", 5, 1, 2]), mapping, DONORS)
    assert reading.problems[0].message == said_first
    assert reading.frames == {}


@pytest.mark.parametrize("suffix", ["toml", "json"])
def test_a_mapping_is_saved_and_used_again(tmp_path: Path, suffix: str) -> None:
    full = replace(
        MAPPING, header_rows=(2, 3), units={"amount": "millions"}, locale="de_CH", totals="leave out", rounding="kept",
        add_donors=True, columns={'Land "x"\\': "donor", "Сумма / 2010": "amount"},
    )  # fmt: skip
    for mapping in (full, MAPPING):
        save_mapping(mapping, tmp_path / f"m.{suffix}")
        assert load_mapping(tmp_path / f"m.{suffix}") == mapping


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"table": "pledges"}',
        '{"table": "pledges", "columns": 5}',
        '{"table": "p", "columns": {}, "x": 1}',
    ],
)
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "m.json").write_text(text)
    with pytest.raises(RefusedError, match="mapping"):
        load_mapping(tmp_path / "m.json")
    with pytest.raises(RefusedError, match="cannot be opened"):
        load_mapping(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        (
            ["Country", "Amount pledged (US$)", "Date"],
            {"Country": "donor", "Amount pledged (US$)": "amount", "Date": "status_on"},
        ),
        (["Pays", "Montant", "Devise"], {"Pays": "donor", "Montant": "amount", "Devise": "currency"}),
        (["Страна", "Сумма", "Валюта"], {"Страна": "donor", "Сумма": "amount", "Валюта": "currency"}),
        (["donor", "amount", "currency"], {"donor": "donor", "amount": "amount", "currency": "currency"}),
        (["Wer", "Wieviel", "Worin"], {"Wer": "donor", "Wieviel": "amount", "Worin": "currency"}),
    ],
)
def test_a_mapping_is_suggested_in_three_languages_and_by_what_stands_below(
    heading: list[object], found: dict[str, str]
) -> None:
    third = "2009-12-04" if "Date" in heading else "EUR"
    grid = grid_of(["Something"], [], heading, ["France", 5000, third], ["Italy", 7000.5, third])
    mapping = suggest_mapping(grid, "pledges")
    assert (dict(mapping.columns), mapping.header_rows) == (found, (3,))
    grounds = {"donor": "exact", "Wer": "type"}
    assert set(mapping.confidence.values()) == {grounds.get(str(heading[0]), "alias")}


def test_a_suggestion_sees_a_two_line_heading() -> None:
    grid = grid_of(["Country", "Pledge", None], [None, "Amount", "Currency"], ["France", 5, "EUR"])
    assert suggest_mapping(grid, "pledges").header_rows == (1, 2)


def real(name: str) -> list[list[TextCell]]:
    path = REAL / name
    require(path.exists(), f"../shared/real/{name}")
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return [[TextCell(c.value, c.row, c.column, c.number_format) for c in row] for row in sheet.iter_rows()]


@pytest.fixture(scope="module")
def pact() -> dict[str, pd.DataFrame]:
    return read_folder(desk.data_folder("paris-pact")).frames


def checked_with(pact: dict[str, pd.DataFrame], reading: Reading) -> list[str]:
    donors = pd.concat([pact["donors"], reading.frames["donors"]]).fillna("").reset_index(drop=True)
    return [str(problem) for problem in check({**pact, **reading.frames, "donors": donors}).problems]


def total(reading: Reading, table: str, column: str) -> Decimal:
    return sum(map(Decimal, reading.frames[table][column]), Decimal(0))


def test_the_un_scale_goes_into_shares_and_its_own_total_is_reproduced(pact: dict[str, pd.DataFrame]) -> None:
    """49 donors; the adjusted scale's cell says 100.00000000000001, the rows sum to 100.00."""
    mapping = Mapping(
        "shares", {"Country": "donor", "D": "share"}, sheet="Scale of Assesement", constants={"key": "un-2022-24"},
        rounding="kept", add_donors=True,
    )  # fmt: skip
    reading = apply_mapping(real("mlf_un_scale_of_assessment.xlsx"), mapping, check(pact).tables["donors"])
    assert said(reading) == []
    assert len(reading.frames["shares"]) == 49
    assert total(reading, "shares", "share").quantize(Decimal("0.01")) == Decimal("100.00")
    remarks = " ".join(reading.remarks)
    assert "the total 'Total' (row 51) equals the sum of its rows (share 100) and was left out" in remarks
    assert "footnotes left out (row 52, 53, 54)" in remarks
    assert "share: 48 figures were rounded to 10 decimals, as declared" in remarks
    assert checked_with(pact, reading) == []


def test_the_un_scale_s_unadjusted_total_is_what_the_49_do_not_pay(pact: dict[str, pd.DataFrame]) -> None:
    """No misreading: the cell beside 'Total' is a number that was typed, 31.963, and the 49 rows sum to 68.037.

    Both are reproduced: together they are the whole scale, 100. The sheet shares that rest out among the 48 that are
    not capped at 22 % (68.037 - 22 = 46.037): its adjusted column is `C / 46.037 * C51 + C`, whose total is right.
    """
    mapping = Mapping("shares", {"Country": "donor", "C": "share"}, sheet="S", constants={"key": "un"}, add_donors=True)
    grid, donors = real("mlf_un_scale_of_assessment.xlsx"), check(pact).tables["donors"]
    [problem] = apply_mapping(grid, mapping, donors).problems
    assert problem.message == "the total 'Total' says 31.963, the rows above sum to 68.037"
    left = apply_mapping(grid, replace(mapping, totals="leave out"), donors)
    assert [problem.severity for problem in left.problems] == ["warning"]
    shares = {donor: Decimal(share) for donor, share in left.frames["shares"][["donor", "share"]].to_numpy().tolist()}
    rest = Decimal("31.963")
    assert sum(shares.values()) == Decimal("68.037") == 100 - rest
    assert shares["USA"] == 22
    by_letter = replace(mapping, columns={"Country": "donor", "D": "share"}, rounding="kept")
    frame = apply_mapping(grid, by_letter, donors).frames["shares"]
    for donor, adjusted in frame[["donor", "share"]].to_numpy().tolist():
        share = shares[donor]
        expected = share if donor == "USA" else share / Decimal("46.037") * rest + share
        assert abs(Decimal(adjusted) - expected) <= Decimal("1e-10"), donor


def test_the_annual_contributions_reproduce_their_total_to_the_cent(pact: dict[str, pd.DataFrame]) -> None:
    mapping = Mapping(
        "pledges", {"Country": "donor", "E": "amount"}, sheet="S", constants=PLEDGES, rounding="kept", add_donors=True
    )
    reading = apply_mapping(real("mlf_un_scale_of_assessment.xlsx"), mapping, check(pact).tables["donors"])
    assert said(reading) == []
    assert "the total 'Total' (row 51) equals the sum of its rows (amount 175,200,000.33)" in " ".join(reading.remarks)
    assert total(reading, "pledges", "amount") == Decimal("175200000.30")
    assert "rounded to 2 decimals, as declared; their sum was 175,200,000.33 and is 175,200,000.30" in " ".join(
        reading.remarks
    )
    unrounded = apply_mapping(real("mlf_un_scale_of_assessment.xlsx"), replace(mapping, rounding=""), DONORS)
    assert "'166230.1192519061' has more than 2 decimals" in " ".join(said(unrounded))


def test_the_replenishment_is_brought_in_whole(pact: dict[str, pd.DataFrame]) -> None:
    """The sheet states no total; its 49 rows sum to 474,999,999, a dollar below the 475 million that were agreed."""
    heading = "Triennial contributions for years 2021-23 (United States Dollar)"
    mapping = Mapping(
        "pledges", {"Country": "donor", heading: "amount"}, sheet="Table 1", constants=PLEDGES, add_donors=True
    )
    reading = apply_mapping(real("mlf_replenishment_2021_2023.xlsx"), mapping, check(pact).tables["donors"])
    assert said(reading) == []
    assert (len(reading.frames["pledges"]), total(reading, "pledges", "amount")) == (49, Decimal(474_999_999))
    assert reading.frames["pledges"].set_index("donor").loc[["USA", "GBR", "SVK"], "amount"].tolist() == [
        "104500000", "35600865", "1192672",
    ]  # fmt: skip
    assert checked_with(pact, reading) == []


def test_the_replenishment_s_shares_sum_to_100_and_give_its_contributions(pact: dict[str, pd.DataFrame]) -> None:
    """Of 475 million; the shares are rounded to 4 decimals of a percent, so that a contribution is right to 237.50."""
    mapping = Mapping(
        "shares", {"Country": "donor", "D": "share"}, sheet="Table 1", constants={"key": "un"}, add_donors=True
    )
    reading = apply_mapping(real("mlf_replenishment_2021_2023.xlsx"), mapping, check(pact).tables["donors"])
    assert said(reading) == []
    assert total(reading, "shares", "share").quantize(Decimal("0.01")) == Decimal("100.00")
    amounts_mapping = replace(mapping, table="pledges", columns={"Country": "donor", "E": "amount"}, constants=PLEDGES)
    paid = amounts(
        apply_mapping(real("mlf_replenishment_2021_2023.xlsx"), amounts_mapping, check(pact).tables["donors"])
    )
    assert paid["USA"] == "104500000"
    for donor, share in reading.frames["shares"][["donor", "share"]].to_numpy().tolist():
        assert abs(Decimal(paid[donor]) - Decimal(share) * 4_750_000) <= Decimal("237.5") + 1, donor


def test_currencies_by_name_over_two_lines_and_not_available_are_read(pact: dict[str, pd.DataFrame]) -> None:
    mapping = Mapping(
        "pledges", {"Country": "donor", "J": "amount", "I": "currency"}, sheet="Table 1", add_donors=True,
        constants={name: text for name, text in PLEDGES.items() if name != "currency"},
    )  # fmt: skip
    reading = apply_mapping(real("mlf_replenishment_2021_2023.xlsx"), mapping, check(pact).tables["donors"])
    assert said(reading) == []
    frame = reading.frames["pledges"].set_index("donor")
    assert frame.loc[["AUS", "GBR", "HUN", "ISR", "RUS"], "currency"].tolist() == ["AUD", "GBP", "HUF", "ILS", "RUB"]
    blank = frame.index[frame["amount"] == ""].tolist()
    assert blank == frame.index[frame["currency"] == ""].tolist() == ["BLR", "VAT", "LIE", "MCO", "UZB"]


@pytest.mark.parametrize("name", ["mlf_un_scale_of_assessment.xlsx", "mlf_replenishment_2021_2023.xlsx"])
def test_the_real_headings_are_understood(name: str) -> None:
    columns = suggest_mapping(real(name), "shares").columns
    assert list(columns.values()) == ["donor", "share"]
    assert "amount" in suggest_mapping(real(name), "pledges").columns.values()
