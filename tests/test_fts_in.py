"""Flows and plans of OCHA's Financial Tracking Service: each flow once, each total once, and what is not whole said so."""

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.iati_rules import SHARED
from tests.require import require
from tests.test_iati_out import NOW, bring
from tracker import desk
from tracker.checks import check
from tracker.desk.figures import gaps, position
from tracker.exchange.field_files import NOTHING, Declared, field_kind, read_field_file
from tracker.exchange.fts.parsing import parse_answers
from tracker.exchange.reading import Reading
from tracker.ledger import create_ledger
from tracker.problems import RefusedError
from tracker.tables import Tables


def flow(number: int, status: str = "paid", amount: object = 100, **more: Any) -> dict[str, Any]:
    return {
        "id": str(number), "amountUSD": amount, "status": status, "date": "2020-03-01T00:00:00Z", "boundary": "incoming",
        "onBoundary": "single", "flowType": "Standard", "contributionType": "financial", "description": "Seeds",
        "originalAmount": None, "originalCurrency": None, "exchangeRate": None, "parentFlowId": None, "refCode": None,
        "sourceObjects": [{"type": "Organization", "id": "1", "name": "Germany, Government of", "organizationTypes": ["Government"]}],
        "destinationObjects": [{"type": "Plan", "id": "7", "name": "A plan"}], **more,
    }  # fmt: skip


def answer(path: Path, *flows: dict[str, Any], declared: tuple[int, int] | None = None) -> Path:
    count, total = declared or (len(flows), sum(int(one["amountUSD"]) for one in flows))
    data = {"flows": flows, "incoming": {"flowCount": count, "fundingTotal": total, "pledgeTotal": 0}}
    path.write_text(json.dumps({"data": data, "meta": {"count": count}, "status": "ok"}), "utf-8")
    return path


def read(path: Path, ours: Tables | None = None, declared: Declared = NOTHING) -> Reading:
    return read_field_file(path, field_kind(path), ours, declared)


def standing(reading: Reading) -> dict[str, Decimal]:
    checked = check(reading.frames)
    assert checked.is_sound, checked.problems
    from tracker.model.movements import find_movements

    sums = find_movements(checked.tables).groupby("rung")["amount"].sum()
    return {str(rung): Decimal(int(total)) / 100 for rung, total in sums.items() if total}


def test_pledge_commitment_and_paid_are_announced_signed_and_received(tmp_path: Path) -> None:
    path = answer(
        tmp_path / "p.json", flow(1, "pledge", 5), flow(2, "commitment", 7), flow(3, "paid", 11), declared=(3, 18)
    )
    assert standing(read(path)) == {"pledged": 5, "committed": 7, "received": 11}


def test_original_amount_currency_and_rate_are_kept(tmp_path: Path) -> None:
    path = answer(tmp_path / "p.json", flow(1, originalAmount=90.5, originalCurrency="EUR", exchangeRate=0.905))
    assert read(path).frames["contributions"]["note"].tolist() == [
        "Original: EUR 90.5 at 0.905 to the US dollar; Seeds"
    ]


@pytest.mark.parametrize("boundary", ["internal", "outgoing"])
def test_what_stays_inside_or_leaves_is_not_counted(boundary: str, tmp_path: Path) -> None:
    path = answer(tmp_path / "p.json", flow(1, amount=100), flow(2, amount=60, boundary=boundary), declared=(1, 100))
    reading = read(path)
    assert standing(reading) == {"received": 100}
    assert "complete: its 1 incoming flows come to the 100 that it declares" in reading.remarks[-1]


def test_a_parked_flow_counts_as_far_as_it_was_not_passed_on(tmp_path: Path) -> None:
    path = answer(tmp_path / "p.json", flow(1, "commitment", 40, flowType="Parked"), flow(2, "commitment", 60, parentFlowId=1),
                  flow(3, "commitment", 0, flowType="Parked"))  # fmt: skip
    reading = read(path)
    assert standing(reading) == {"committed": 100}
    assert any("1 flows are 0, their money passed on" in remark for remark in reading.remarks)


def test_the_pages_of_a_folder_are_one_answer_and_a_flow_of_two_pages_is_one_flow(tmp_path: Path) -> None:
    for page, numbers in enumerate(((1, 2), (2, 3))):
        answer(tmp_path / f"{page}.json", *(flow(number) for number in numbers), declared=(3, 300))
    reading = read(tmp_path)
    assert standing(reading) == {"received": 300}
    assert reading.remarks[-1].endswith("complete: its 3 incoming flows come to the 300 that it declares")


def test_a_flow_that_says_two_things_is_a_problem(tmp_path: Path) -> None:
    problems = read(answer(tmp_path / "p.json", flow(1, amount=5), flow(1, amount=6))).problems
    assert [problem.message for problem in problems if problem.is_error] == [
        "flow 1 has the amount '6', and '5' in row 1"
    ]


def test_an_incomplete_set_says_so_against_its_declared_total(tmp_path: Path) -> None:
    reading = read(answer(tmp_path / "p.json", flow(1), declared=(440, 714_246_261)))
    assert [(problem.severity, problem.message) for problem in reading.problems] == [
        ("warning", "incomplete: 1 of 440 incoming flows, 100 of 714,246,261 US dollars")
    ]


def test_a_committed_flow_that_is_paid_later_moves_and_is_not_counted_twice(tmp_path: Path) -> None:
    with create_ledger(f"sqlite:///{tmp_path / 'l.db'}") as made:
        bring(made, answer(tmp_path / "p.json", flow(1, "commitment")))
        bring(made, answer(tmp_path / "p.json", flow(1, "paid")))
        assert bring(made, answer(tmp_path / "p.json", flow(1, "paid"))).status == "nothing to do"
        seen = position(desk.look(made, today=NOW.date()))
    assert seen[["rung", "amount"]].to_numpy().tolist() == [["received", 10_000]]


def plans(path: Path, **more: Any) -> Path:
    plan = {"id": 7, "name": "A plan", "startDate": "2020-01-01", "endDate": "2020-12-31", "createdAt": "2019-09-30T00:00:00Z",
            "updatedAt": "2020-09-17T00:00:00Z", "requirements": {"origRequirements": 80, "revisedRequirements": 100},
            "funding": {"totalFunding": 70, "progress": 70}, **more}  # fmt: skip
    path.write_text(json.dumps({"data": {"plans": [plan]}}), "utf-8")
    return path


def test_requirements_are_budgets_the_original_kept_beside_the_revised(tmp_path: Path) -> None:
    reading = read(plans(tmp_path / "plans.json"))
    assert reading.frames["budgets"][["phase", "stated_on", "amount"]].to_numpy().tolist() == [
        ["FTS-7", "2019-09-30", "80.00"],
        ["FTS-7", "2020-09-17", "100.00"],
    ]
    assert standing(reading) == {"committed": 70, "requirement": 100}


def test_a_total_and_its_flows_are_never_both_counted(tmp_path: Path) -> None:
    with create_ledger(f"sqlite:///{tmp_path / 'a.db'}") as made:
        bring(made, plans(tmp_path / "plans.json"))
        receipt = bring(made, answer(tmp_path / "p.json", flow(1)))
        assert receipt.status == "refused"
        assert [problem.remedy for problem in receipt.problems if problem.is_error] == [
            "withdraw the pledge FTS-7-TOTAL first"
        ]
    with create_ledger(f"sqlite:///{tmp_path / 'b.db'}") as made:
        bring(made, answer(tmp_path / "p.json", flow(1)))
        receipt = bring(made, plans(tmp_path / "plans.json"))
        assert receipt.status == "committed"
        assert "FTS-7-TOTAL" not in set(made.read()["pledges"]["pledge"])


SHAPES: dict[str, str] = {
    "a list": "[1, 2]", "a text": '"flows"', "nothing": "{}", "flows that are no list": '{"data": {"flows": {}}}',
    "a flow that is none": '{"data": {"flows": [7]}}', "sources that are no list": '{"data": {"flows": [{"sourceObjects": 3}]}}',
    "a source that is none": '{"data": {"flows": [{"sourceObjects": [null]}]}}', "plans that are none": '{"data": {"plans": [[]]}}',
    "cut off": '{"data": {"flows": [', "no number": '{"data": {"flows": [{"amountUSD": NaN}]}}', "deep": "[" * 100_000,
    "digits without end": '{"data": {"flows": [{"amountUSD": ' + "9" * 6000 + "}]}}", "data that is null": '{"data": null}',
}  # fmt: skip


@pytest.mark.parametrize("what", SHAPES)
def test_json_of_another_shape_is_refused_with_a_remedy(what: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(SHAPES[what], "utf-8")
    with pytest.raises(RefusedError) as refused:
        parse_answers([("x.json", str(path))])
    assert str(refused.value).startswith("x.json: ")
    assert refused.value.problems[0].remedy


def test_json_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes('{"data": "é"}'.encode("latin-1"))
    with pytest.raises(RefusedError, match="not UTF-8"):
        parse_answers([("x.json", str(path))])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"amount": "many"}, "has no amount in US dollars, but 'many'"),
        ({"status": "hoped"}, "has the status 'hoped'"),
        ({"date": "soon"}, "has no date, but 'soon'"),
    ],
)
def test_a_flow_that_cannot_be_read_is_said_by_its_number(more: dict[str, Any], said: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"data": {"flows": [flow(1), flow(2, **more)]}}), "utf-8")
    errors = [problem for problem in read(path).problems if problem.is_error]
    assert [(problem.row, said in problem.message) for problem in errors] == [(2, True)]


HEADINGS: dict[str, list[str]] = {
    "hdx": ["id", "date", "amountUSD", "status", "srcOrganization", "srcOrganizationTypes", "destPlan", "destPlanId",
            "boundary", "onBoundary", "flowType", "contributionType", "originalAmount", "originalCurrency", "exchangeRate"],
    "export": ["Flow ID", "Flow date", "Amount (US$)", "Flow status", "Source org.", "Source org. type", "Destination plan",
               "Destination plan ID", "Boundary", "On boundary", "Flow type", "Contribution type", "Original amount",
               "Original currency", "Exchange rate"],
}  # fmt: skip
ROWS = [
    ["1", "2020-03-01", "100", "paid", "Germany, Government of", "Government", "A plan", "7", "incoming", "single", "Standard",
     "financial", "90", "EUR", "0.9"],
    ["1", "2020-03-01", "100", "paid", "Germany, Government of", "Government", "A plan", "7", "incoming", "shared", "Standard",
     "financial", "90", "EUR", "0.9"],
    ["2", "2020-03-02", "7.5", "commitment", "A fund", "Pooled fund", "", "", "incoming", "single", "Standard", "in kind", "",
     "", ""],
]  # fmt: skip


def write_csv(path: Path, rows: list[list[str]]) -> Path:
    with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path.with_suffix(".csv")


def write_xlsx(path: Path, rows: list[list[str]]) -> Path:
    path = path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as book:
        sheet = book.add_worksheet("Export data")
        sheet.write(0, 0, "FTS results")
        for number, row in enumerate(rows, 2):
            sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("names", HEADINGS)
@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_flows_as_sheets_are_read_like_those_of_the_api(
    write: Callable[[Path, list[list[str]]], Path], names: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "flows", [HEADINGS[names], *ROWS])
    assert field_kind(path) == "fts flows"
    reading = read(path)
    assert standing(reading) == {"received": 100, "committed": Decimal("7.5")}
    assert reading.remarks[0].endswith("2 flows in 3 rows: commitment 7.50, paid 100 (US dollars)")
    assert reading.frames["pledges"][["pledge", "phase", "donor", "form"]].to_numpy().tolist() == [
        ["FTS-1", "FTS-7", "DEU", ""],
        ["FTS-2", "FTS-NO-PLAN", "A-FUND", "in_kind"],
    ]


def shared(name: str) -> Path:
    require((SHARED / name).is_file(), f"the file {name}")
    return SHARED / name


def test_the_jordan_page_comes_to_the_stated_sums_and_says_that_it_is_incomplete() -> None:
    reading = read(shared("fts_flows_jordan_2020_p1.json"))
    assert "200 flows: commitment 100,366,718, paid 303,477,554 (US dollars)" in reading.remarks[0]
    assert [problem.message for problem in reading.problems] == [
        "incomplete: 194 of 440 incoming flows, 401,899,431 of 714,246,261 US dollars"
    ]
    # 1,944,841 of what was paid only went from one to another inside Jordan, and came in by other flows.
    assert standing(reading) == {"committed": 100_366_718, "received": 303_477_554 - 1_944_841}


def test_plan_832_is_funded_to_70_19_percent_of_its_revised_requirement(tmp_path: Path) -> None:
    path = shared("fts_plan_overview_progress_2020.json")
    with create_ledger(f"sqlite:///{tmp_path / 'l.db'}") as made:
        receipt = bring(made, path)
        rows = gaps(desk.look(made, today=NOW.date()), phase="FTS-832")
    row = rows[(rows["counting"] == "committed").to_numpy()].iloc[0]
    assert (row["counted"], row["required"]) == (29_507_791_200, 42_038_168_400)
    assert round(100 * row["coverage"], 2) == 70.19
    assert any("295,077,912 of 420,381,684 = 70.19 % (originally 347,976,074)" in remark for remark in receipt.remarks)
    assert any("18,842,947,137 of 38,536,692,263 = 48.9 %" in remark for remark in receipt.remarks)


def test_shared_money_is_counted_once() -> None:
    path = shared("fts_plan943_groupby_location_shared.json")
    assert any("say so with --on" in problem.remedy for problem in read(path).problems)
    reading = read(path, declared=Declared(on="2020-12-31"))
    stands = standing(reading)
    assert stands["committed"] + stands["received"] == 2_219_513_358
    assert not [problem for problem in reading.problems if problem.is_error]
    pledges = reading.frames["pledges"]
    of_several = pledges["amount"][pledges["phase"].str.contains("SHARED")].map(Decimal)
    assert sum(of_several) == 129_011_963


def test_the_sheet_of_flows_has_690_paid_414_committed_and_2_pledged_rows() -> None:
    path = shared("fts_incoming_funding_global.csv")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [sum(row["status"] == status for row in rows) for status in ("paid", "commitment", "pledge")] == [
        690,
        414,
        2,
    ]
    reading = read(path)
    assert reading.remarks[0].startswith(f"{path.name}: 1,103 flows in 1,106 rows: pledge ")
    once = {row["id"]: row for row in rows}
    paid = sum(int(row["amountUSD"]) for row in once.values() if row["status"] == "paid")
    assert standing(reading)["received"] == paid


def test_a_requirement_below_nothing_is_a_problem_in_a_sheet_as_in_json(tmp_path: Path) -> None:
    """It was refused in the API's answers and let in from sheets, which made the budget's row otherwise."""
    head = "countryCode,id,name,code,typeId,typeName,startDate,endDate,year,requirements,funding,percentFunded"
    row = "AFG,929,Afghanistan 2020,HAFG20,4,Humanitarian response plan,2020-01-01,2020-12-31,2020,-5,0,0"
    path = write_csv(tmp_path / "needs", [head.split(","), row.split(",")])
    assert any("requirement below 0" in str(problem) for problem in read(path).problems)


def test_requirements_with_empty_cells_and_rows_of_no_plan_are_read() -> None:
    reading = read(shared("fts_requirements_funding_global.csv"))
    assert check(reading.frames).is_sound
    assert any("FTS-PSE-832" in remark and "70.19 %" in remark for remark in reading.remarks)
    assert len(reading.frames["budgets"]) == 4
    assert (
        standing(reading)["committed"]
        == 564467765 + 15000000 + 146123534 + 597249843 + 18604280 + 98392138 + 295077912 + 86430267
    )
