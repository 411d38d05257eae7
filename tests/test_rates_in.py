"""Rates of exchange from other people's tables; and money of several currencies from one end to the other."""

import zipfile
from datetime import date
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path

import pytest
import xlsxwriter

from tests.iati_rules import SHARED
from tests.require import require
from tests.tables import tables_of
from tests.test_iati_out import NOW, bring, ledger_of
from tracker import desk
from tracker.checks import check
from tracker.exchange.field_files import NOTHING, Declared, field_kind, read_field_file
from tracker.exchange.reading import Reading
from tracker.problems import RefusedError
from tracker.tables import Tables


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def read(path: Path, ours: Tables | None = None) -> Reading:
    kind = field_kind(path)
    assert kind
    return read_field_file(path, kind, ours, NOTHING)


def rates(reading: Reading) -> list[tuple[str, str, str]]:
    assert check(reading.frames).is_sound, check(reading.frames).problems
    assert not [problem for problem in reading.problems if problem.is_error]
    return list(reading.frames["rates"][["currency", "on", "per_usd"]].itertuples(index=False, name=None))


LONG = [("EUR", "2024-01-01", "0.9"), ("RUB", "2024-02", "90.5")]


@pytest.mark.parametrize(
    "text",
    [
        "currency,date,rate\nEUR,2024-01-01,0.9\nRUB,2024-02,90.5\nUSD,2024-01-01,1\n",
        "Country,Currency,Abbrev.,Effective date,Operational rate\nGermany,Euro,EUR,2024-01-01,0.9\n"
        "France,Euro,EUR,2024-01-01,0.9\nRussia,Rouble,RUB,2024-02,90.5\nNowhere,None,EUR,2023-01-01,N/A\n",
        "A table of rates\n\nCode,Valid from,Rate\nEUR,2024-01-01,0.9\nRUB,2024-02,90.5\n",
        "date,EUR,RUB,USD\n2024-01-01,0.9,,1\n2024-02,,90.5,1\n",
    ],
)
def test_long_and_wide_tables_are_told_by_their_headings(text: str, tmp_path: Path) -> None:
    assert rates(read(written(tmp_path / "any.csv", text))) == LONG


def test_the_un_operational_rates_are_read_from_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "unore.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Operational rates")
        day = book.add_format({"num_format": "dd mmm yyyy"})
        sheet.write_row(0, 0, ["UN Operational Rates of Exchange"])
        sheet.write_row(
            2, 0, ["Country", "Currency", "Abbrev.", "Current Rate of Exchange to US$1.00", "Effective Date"]
        )
        for row, (country, code, rate) in enumerate((("Austria", "EUR", 0.923), ("Kazakhstan", "KZT", 447.5)), 3):
            sheet.write_row(row, 0, [country, "Name", code, rate])
            sheet.write_datetime(row, 4, NOW.replace(year=2024, month=6, day=1, tzinfo=None, hour=0), day)
    assert field_kind(path) == "rates long"
    assert rates(read(path)) == [("EUR", "2024-06-01", "0.923"), ("KZT", "2024-06-01", "447.5")]


def test_the_ecbs_rates_per_euro_become_rates_per_dollar_half_to_even(tmp_path: Path) -> None:
    text = "Date,USD,JPY,CYP,\n2024-01-02,1.25,155.5,N/A,\n2024-01-01,N/A,154,N/A,\n"
    path = tmp_path / "eurofxref-hist.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("eurofxref-hist.csv", text)
    assert rates(read(path)) == [("EUR", "2024-01-02", "0.8"), ("JPY", "2024-01-02", "124.4")]
    third = written(tmp_path / "e.csv", "Date,USD,JPY\n2024-01-02,3,1\n")
    assert rates(read(third)) == [("EUR", "2024-01-02", "0.3333333333"), ("JPY", "2024-01-02", "0.3333333333")]


def test_of_a_long_history_only_what_the_ledger_uses_is_read(tmp_path: Path) -> None:
    with as_file(files("currency_converter") / "eurofxref-hist.zip") as packed, zipfile.ZipFile(packed) as archive:
        lines = archive.read("eurofxref-hist.csv").decode().splitlines()[:320]  # newest first
    path = written(tmp_path / "eurofxref-hist.csv", "\n".join(lines))
    day = lines[200].partition(",")[0]
    ours = tables_of(
        pledges=f"status_on status amount currency\n{day} pledged 5 CHF",
        rates="currency on per_usd\nCHF 2020-01-01 0.9",
    )
    found = rates(read(path, ours))
    assert {currency for currency, _, _ in found} == {"CHF"}
    assert (len(found), min(on for _, on, _ in found)) == (200, day)
    every = read_field_file(path, field_kind(path), ours, Declared(every_rate=True)).frames["rates"]
    assert len(every) > 20 * len(found)


def test_a_wide_table_whose_base_cannot_be_told_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="of which currency"):
        read(written(tmp_path / "r.csv", "date,CHF,JPY\n2024-01-01,1,2\n"))


@pytest.mark.parametrize("rate", ["0", "-1", "about 2"])
def test_a_rate_that_is_none_is_said_with_its_row(rate: str, tmp_path: Path) -> None:
    problems = read(
        written(tmp_path / "r.csv", f"currency,on,rate\nEUR,2024-01-01,0.9\nCHF,2024-01-01,{rate}\n")
    ).problems
    assert [(problem.row, problem.column) for problem in problems] == [(3, "per_usd")]


def test_where_a_file_disagrees_with_the_ledger_both_are_said_and_one_is_chosen(tmp_path: Path) -> None:
    tables = tables_of(
        pledges="status_on status amount currency\n2024-06-17 pledged 90 EUR", rates="on per_usd\n2024 0.9"
    )
    path = written(tmp_path / "r.csv", "currency,date,rate\nEUR,2024-01-01,0.8\nCHF,2024-01-01,0.95\n")
    with ledger_of(tables, tmp_path / "l.db") as made:
        stays = bring(made, path, dry_run=True)
        taken = bring(made, path, take_file=True)
        assert made.read()["rates"][["currency", "on", "per_usd"]].to_numpy().tolist() == [
            ["EUR", "2024", 8_000_000_000],
            ["CHF", "2024-01-01", 9_500_000_000],
        ]
        assert bring(made, path).status == "nothing to do"
    fields = [(field["before"], field["after"]) for line in stays.conflicts for field in line["fields"]  # type: ignore[attr-defined]
              if field["column"] == "per_usd"]  # fmt: skip
    assert fields == [("0.9", "0.8")]
    assert any("1 rate differs from the ledger's" in remark for remark in stays.remarks)
    assert (taken.status, taken.counts["changed"]) == ("committed", 1)


def test_a_missing_rate_is_a_warning_that_names_currency_date_and_money() -> None:
    tables = dict(tables_of(pledges="status_on status amount\n2024-06-17 pledged 90"))
    tables["pledges"] = tables["pledges"].assign(currency="EUR")
    problems = check(tables).problems
    assert [problem.message for problem in problems] == [
        "EUR 90.00 of 2024-06-17 has no rate of exchange into USD; it counts as 0 until then"
    ]
    assert problems[0].severity == "warning"


def test_d_portals_annual_rates_are_units_per_dollar(tmp_path: Path) -> None:
    path = SHARED / "fx_dportal_annual_1990_2014.csv"
    require(path.is_file(), f"the file {path.name}")
    found = {(currency, on): per_usd for currency, on, per_usd in rates(read(path))}
    assert (found["EUR", "2009"], found["RUB", "2009"]) == ("0.71895", "31.62679")
    assert not any(currency == "USD" for currency, _ in found)


# A phase in euro with pledges in four currencies. Rates to the dollar: EUR 0.8, from March 0.9; RUB 80; CHF 0.9.
SEVERAL = {
    "initiatives": "initiative currency iati_identifier\nI EUR XM-DAC-41128-I",
    "phases": "phase initiative starts_on ends_on\nF I 2024 2024",
    "budgets": "stated_on amount currency\n2024-01-01 1000 EUR",
    "donors": "donor kind name\nFRA government France\nUSA government USA\nRUS government Russia\nCHE government Switzerland",
    "pledges": "pledge status_on status donor amount currency\nE 2024-01-10 pledged FRA 100 EUR\nU 2024-01-10 pledged USA 100 USD\n"
    "R 2024-01-10 committed RUS 8000 RUB\nC 2024-01-10 pledged CHE 90 CHF\nU 2024-03-10 committed USA 100 USD",
    "contributions": "contribution received_on donor pledge amount currency\nX 2024-04-01 RUS R 4000 RUB",
    "rates": "currency on per_usd\nEUR 2024-01-01 0.8\nEUR 2024-03-01 0.9\nRUB 2024-01-01 80\nCHF 2024-01-01 0.9",
}


def several(tmp_path: Path, **more: str) -> tuple[desk.View, Tables]:
    tables = tables_of(**SEVERAL)
    made = ledger_of(tables, tmp_path / "several.db")
    return desk.look(made, today=NOW.date(), as_of="2024-12-31", **more), tables  # type: ignore[arg-type]


def sums(view: desk.View) -> dict[str, int]:
    seen = desk.position(view)
    return {
        f"{donor} {rung}": int(amount)
        for donor, rung, amount in zip(seen["donor"], seen["rung"], seen["amount"], strict=True)
    }


def test_several_currencies_stand_in_the_initiatives_own(tmp_path: Path) -> None:
    view, _ = several(tmp_path)
    # 100 USD are 80 EUR, and 90 from the step of March on; 8,000 RUB are 100 USD or 80 EUR, of which half was paid in
    # April: 40 leave, 45 arrive, 5 of them by exchange; 90 CHF are 100 USD or 80 EUR.
    assert sums(view) == {"CHE pledged": 8_000, "FRA pledged": 10_000, "RUS committed": 4_000, "RUS received": 4_500,
                          "USA committed": 9_000}  # fmt: skip


def test_and_in_any_other_on_request(tmp_path: Path) -> None:
    view, _ = several(tmp_path, currency="USD")
    assert sums(view) == {"CHE pledged": 10_000, "FRA pledged": 12_500, "RUS committed": 5_000, "RUS received": 5_000,
                          "USA committed": 10_000}  # fmt: skip


def test_and_promises_at_the_as_of_dates_rate_on_request(tmp_path: Path) -> None:
    view, _ = several(tmp_path, rates_at="as_of")
    assert sums(view) == {"CHE pledged": 9_000, "FRA pledged": 10_000, "RUS committed": 4_500, "RUS received": 4_500,
                          "USA committed": 9_000}  # fmt: skip


def test_the_bridge_reconciles_and_names_exchange(tmp_path: Path) -> None:
    view, _ = several(tmp_path)
    bridge = desk.bridge(view, date(2024, 1, 31), date(2024, 12, 31))
    kinds = bridge.groupby("kind")["amount"].sum()
    assert int(kinds["exchange"]) == 1_000 + 500
    assert int(kinds["opening"] + kinds.drop(["opening", "closing"]).sum()) == int(kinds["closing"])
    ends = desk.timeline(view, "month").groupby("period_end")["amount"].sum()
    assert int(ends.iloc[-1]) == 8_000 + 10_000 + 4_000 + 4_500 + 9_000


def test_a_workbook_and_an_iati_file_carry_them_all(tmp_path: Path) -> None:
    view, tables = several(tmp_path)
    for name in ("book.xlsx", "feed.xml"):
        desk.export_path(view, tmp_path / name, now=NOW)
        reading = desk.read_path(tmp_path / name, check({}).tables)
        checked = check(reading.frames)
        assert checked.is_sound
        back = ledger_of(checked.tables, tmp_path / f"{name}.db")
        assert sums(desk.look(back, today=NOW.date(), as_of="2024-12-31")) == sums(view)
    assert Decimal(len(tables["pledges"])) == 5
