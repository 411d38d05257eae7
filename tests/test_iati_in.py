"""What IATI files of others become; and what is done with files that mean harm or are damaged."""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.iati_rules import SHARED
from tests.require import require
from tests.test_iati_out import NOW, bring
from tracker import desk
from tracker.checks import check
from tracker.exchange.iati.activities_in import read_parsed
from tracker.exchange.iati.parsing import parse_activities
from tracker.exchange.reading import Reading
from tracker.ledger import create_ledger
from tracker.model.histories import find_histories
from tracker.model.movements import find_movements
from tracker.problems import RefusedError
from tracker.tables import TABLES, empty

FRANCE = '<provider-org ref="XM-DAC-4" type="10"><narrative xml:lang="fr">La France</narrative><narrative>France</narrative></provider-org>'


def transaction(code: str, on: str, value: str, *, ref: str = "", provider: str = FRANCE, currency: str = "") -> str:
    named = f' ref="{ref}"' if ref else ""
    money = f' currency="{currency}"' if currency else ""
    return (
        f'<transaction{named}><transaction-type code="{code}"/><transaction-date iso-date="{on}"/>'
        f'<value value-date="{on}"{money}>{value}</value>{provider}</transaction>'
    )


def activity(identifier: str, *parts: str, currency: str = "USD", more: str = "") -> str:
    default = f' default-currency="{currency}"' if currency else ""
    return (
        f'<iati-activity{default} xml:lang="en"><iati-identifier>{identifier}</iati-identifier>'
        '<reporting-org ref="XM-DAC-41128" type="40"><narrative>UNODC</narrative></reporting-org>'
        '<title><narrative xml:lang="es">Laboratorios</narrative><narrative xml:lang="en">Laboratories</narrative></title>'
        f'<activity-date type="1" iso-date="2020-01-01"/><activity-date type="3" iso-date="2022-12-31"/>{more}'
        + "".join(parts)
        + "</iati-activity>"
    )


def written(tmp_path: Path, *activities: str, version: str = "2.03", name: str = "feed.xml") -> Path:
    path = tmp_path / name
    path.write_text(
        f'<iati-activities version="{version}">\n' + "\n".join(activities) + "\n</iati-activities>", "utf-8"
    )
    return path


def read(path: Path, *, outgoing: bool = False) -> Reading:
    parsed = parse_activities(path.name, str(path), outgoing=outgoing)
    return read_parsed(path.name, parsed, empty(TABLES["donors"]), outgoing=outgoing)


def standing(reading: Reading) -> dict[str, int]:
    """Whole units that stand on each rung."""
    checked = check(reading.frames)
    assert checked.is_sound, checked.problems
    moved = find_movements(checked.tables, None, find_histories(checked.tables))
    sums = moved.groupby("rung")["amount"].sum() // 100
    return {str(rung): int(total) for rung, total in sums.items() if total}


@pytest.mark.parametrize(
    ("sums", "stands"),
    [
        ({"13": [100]}, {"pledged": 100}),
        ({"13": [100], "11": [60]}, {"pledged": 40, "committed": 60}),
        ({"13": [100], "11": [60], "1": [50]}, {"pledged": 40, "committed": 10, "received": 50}),
        ({"13": [100], "1": [70]}, {"pledged": 30, "received": 70}),
        ({"11": [60], "1": [80]}, {"received": 80}),
        ({"11": [60, -20], "1": [30, -10]}, {"committed": 20, "received": 20}),
        ({"13": [50], "11": [60]}, {"committed": 60}),
        ({"11": [-20], "1": [30]}, {"received": 30}),
    ],
)
def test_signed_is_what_is_committed_and_not_paid_announced_what_goes_beyond_both(
    sums: dict[str, list[int]], stands: dict[str, int], tmp_path: Path
) -> None:
    rows = [transaction(code, f"2020-0{at}-01", str(value), ref=f"{code}{at}")
            for code, values in sums.items() for at, value in enumerate(values, 1)]  # fmt: skip
    assert standing(read(written(tmp_path, activity("X-1", *rows)))) == stands


def test_providers_and_currencies_are_summed_each_by_itself(tmp_path: Path) -> None:
    other = '<provider-org ref="XM-DAC-5"><narrative>Germany</narrative></provider-org>'
    rows = [transaction("11", "2020-01-01", "100"), transaction("1", "2020-02-01", "100", provider=other),
            transaction("11", "2020-03-01", "7", currency="EUR")]  # fmt: skip
    frame = read(written(tmp_path, activity("X-1", *rows))).frames["pledges"]
    assert frame[["pledge", "amount", "currency"]].to_numpy().tolist() == [
        ["X-1#FRA", "100.00", "USD"],
        ["X-1#FRA#EUR", "7.00", "EUR"],
    ]


def test_an_activity_becomes_a_phase_with_its_title_in_english_its_dates_and_its_budgets(tmp_path: Path) -> None:
    budgets = "".join(
        f'<budget type="{code}"><period-start iso-date="{year}-01-01"/><period-end iso-date="{year}-12-31"/>'
        f'<value value-date="{stated}">{amount}</value></budget>'
        for code, year, stated, amount in (
            ("1", 2020, "2019-06-01", 10),
            ("1", 2021, "2019-07-01", 20),
            ("2", 2020, "2020-02-01", 15),
        )
    )
    reading = read(written(tmp_path, activity("X-1", budgets)))
    assert reading.frames["phases"].to_dict("records")[0] | {"source": ""} == {
        "phase": "X-1", "initiative": "X-1", "title": "Laboratories", "starts_on": "2020-01-01", "ends_on": "2022-12-31",
        "source": "",
    }  # fmt: skip
    assert reading.frames["budgets"][["stated_on", "period_start", "amount"]].to_numpy().tolist() == [
        ["2019-06-01", "2020-01-01", "10.00"],
        ["2019-06-01", "2021-01-01", "20.00"],
        ["2020-02-01", "2020-01-01", "15.00"],
    ]


def test_an_activity_under_a_parent_belongs_to_its_initiative(tmp_path: Path) -> None:
    reading = read(written(tmp_path, activity("X-1", more='<related-activity ref="X" type="1"/>')))
    assert reading.frames["initiatives"][["initiative", "currency", "lead_agency"]].to_numpy().tolist() == [
        ["X", "USD", "UNODC"]
    ]


def test_a_provider_is_found_among_the_ledgers_donors_by_identifier_or_name(tmp_path: Path) -> None:
    donors = check(
        {"donors": _frame("donor,name,kind,aliases\nGBR-F,Office,government,GB-GOV-1; FO\nFRA,France,government,")}
    )
    provider = '<provider-org ref="GB-GOV-1"><narrative>Some other name</narrative></provider-org>'
    unknown = '<provider-org type="60"><narrative>Fondation Ÿ</narrative></provider-org>'
    rows = [transaction("1", "2020-01-01", "1", provider=provider), transaction("1", "2020-01-02", "1"),
            transaction("1", "2020-01-03", "1", provider=unknown)]  # fmt: skip
    path = written(tmp_path, activity("X-1", *rows))
    got = read_parsed("f", parse_activities("f", str(path)), donors.tables["donors"])
    assert got.frames["contributions"]["donor"].tolist() == ["GBR-F", "FRA", "FONDATION-Y"]
    assert got.frames["donors"][["donor", "name", "kind"]].to_numpy().tolist() == [
        ["FONDATION-Y", "Fondation Ÿ", "foundation"]
    ]


def _frame(text: str) -> object:
    import io

    import pandas as pd

    return pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False)


def test_a_donors_own_file_is_read_from_its_other_side(tmp_path: Path) -> None:
    rows = [transaction("2", "2020-01-01", "100", provider=""), transaction("3", "2020-02-01", "40", provider=""),
            transaction("4", "2020-03-01", "10", provider="")]  # fmt: skip
    path = written(tmp_path, activity("X-1", *rows))
    assert standing(read(path, outgoing=True)) == {"committed": 50, "received": 50}
    assert read(path).remarks[-1].endswith("3 outgoing or internal transactions were left out: it may be a donor's own file, "
                                           "which --outgoing reads")  # fmt: skip


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (transaction("1", "2020-13-01", "5"), "'2020-13-01' is not a date"),
        (transaction("1", "2020-01-01", "1,000"), "'1,000' is not an amount"),
        (transaction("1", "2020-01-01", "1e9"), "'1e9' is not an amount"),
        (transaction("1", "2020-01-01", ""), "it has no value"),
        (transaction("1", "2020-01-01", "9" * 18), "is not an amount"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(row: str, said: str, tmp_path: Path) -> None:
    problems = read(written(tmp_path, activity("X-1"), activity("X-2", row))).problems
    assert [(problem.row, problem.sheet) for problem in problems] == [(3, "feed.xml")]
    assert said in problems[0].message


def test_no_currency_at_all_is_said(tmp_path: Path) -> None:
    reading = read(written(tmp_path, activity("X-1", transaction("1", "2020-01-01", "5"), currency="")))
    assert [problem.message for problem in reading.problems] == [
        "neither the transaction nor its activity names a currency"
    ]


def test_more_than_cents_are_rounded_half_to_even_and_counted(tmp_path: Path) -> None:
    reading = read(written(tmp_path, activity("X-1", transaction("1", "2020-01-01", "0.125"))))
    assert reading.frames["contributions"]["amount"].tolist() == ["0.12"]
    assert reading.remarks[-1].startswith("feed.xml: 1 amounts have more than 2 decimals")


def test_a_feed_read_twice_adds_nothing_and_a_changed_one_shows_what_changed(tmp_path: Path) -> None:
    rows = [transaction("13", "2020-01-01", "100", ref="A"), transaction("1", "2020-02-01", "40", ref="B"),
            transaction("1", "2020-03-01", "30")]  # fmt: skip
    with create_ledger(f"sqlite:///{tmp_path / 'l.db'}") as made:
        assert bring(made, written(tmp_path, activity("X-1", *rows))).status == "committed"
        again = bring(made, written(tmp_path, activity("X-1", *rows)))
        assert (again.status, again.counts["added"], again.counts["changed"]) == ("nothing to do", 0, 0)
        rows[1] = transaction("1", "2020-02-01", "45", ref="B")
        changed = bring(made, written(tmp_path, activity("X-1", *rows)))
    lines = [(line["table"], line["key"], field["column"], field["before"], field["after"])
             for line in changed.lines for field in line["fields"]]  # type: ignore[attr-defined]  # fmt: skip
    assert lines == [
        ("pledges", "X-1#FRA#13 2020-02-01", "amount", "60.00", "55.00"),
        ("pledges", "X-1#FRA#13 2020-03-01", "amount", "30.00", "25.00"),
        ("contributions", "X-1#B", "amount", "40.00", "45.00"),
    ]


def test_only_what_stands_on_the_feeds_own_phases_can_be_missing_from_it(tmp_path: Path) -> None:
    rows = [transaction("1", "2020-02-01", "40", ref="B"), transaction("1", "2020-03-01", "30", ref="C")]
    with create_ledger(f"sqlite:///{tmp_path / 'l.db'}") as made:
        bring(made, written(tmp_path, activity("X-1", *rows)))
        bring(made, written(tmp_path, activity("X-2", *rows)))
        receipt = bring(made, written(tmp_path, activity("X-2", rows[0])), retract_missing=True)
    assert [line["key"] for line in receipt.missing] == ["X-2#C"]
    assert receipt.counts["retracted"] == 1


BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OPEN = '<iati-activities version="2.03">'
HOSTILE: dict[str, bytes] = {
    "an entity bomb": (BOMB + OPEN + activity("&i;") + "</iati-activities>").encode(),
    "an entity bomb in an attribute": (BOMB + '<iati-activities version="&i;"/>').encode(),
    "an external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + OPEN.encode() + b"&x;</iati-activities>",
    "an external document type": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">' + OPEN.encode() + b"</iati-activities>",
    "a parameter entity": b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x">%x;]>' + OPEN.encode() + b"</iati-activities>",
    "a cut tail": (OPEN + activity("X-1"))[:-60].encode(),
    "wrong bytes": OPEN.encode() + b"<iati-activity><title>\xff\xfe\xe9</title></iati-activity></iati-activities>",
    "a false encoding": b'<?xml version="1.0" encoding="utf-16"?>' + OPEN.encode() + b"</iati-activities>",
    "an unknown encoding": b'<?xml version="1.0" encoding="klingon"?>' + OPEN.encode() + b"</iati-activities>",
    "another standard": b"<rss><channel/></rss>",
    "organisations": b'<iati-organisations version="2.03"/>',
    "version 1": b'<iati-activities version="1.05"></iati-activities>',
    "no version": b"<iati-activities></iati-activities>",
    "deep nesting": (OPEN + "<a>" * 5000).encode(),
    "an undeclared entity": (OPEN + activity("&nbsp;") + "</iati-activities>").encode(),
    "nothing but a prolog": b'<?xml version="1.0"?>\n',
    "a second root": b'<iati-activities version="2.03"/><iati-activities/>',
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_that_means_harm_or_is_damaged_is_refused_with_a_remedy(what: str, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(HOSTILE[what])
    with pytest.raises(RefusedError) as refused:
        parse_activities(path.name, str(path))
    problem = refused.value.problems[0]
    assert str(refused.value).startswith("feed.xml: ")
    assert problem.remedy
    assert "root:" not in str(refused.value)


def test_a_huge_attribute_is_refused_in_little_memory_and_nothing_is_written(tmp_path: Path) -> None:
    """256 MB here, which is much more than is ever held; `python -m tests.bench.field` takes one of 1 GB."""
    path = tmp_path / "feed.xml"
    with path.open("wb") as file:
        file.write(b'<iati-activities version="2.03"><iati-activity x="')
        for _ in range(256):
            file.write(b"a" * (1 << 20))
        file.write(b'"/></iati-activities>')
    with create_ledger(f"sqlite:///{tmp_path / 'l.db'}") as made:
        with pytest.raises(RefusedError, match="longer than 16 MB"):
            desk.read_path(path, made.read())
        assert made.head() is None


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system tells no process's memory under /proc")
def test_streaming_takes_no_more_memory_for_a_larger_file(tmp_path: Path) -> None:
    peaks = [_peak(written(tmp_path, *_many(count), name=f"{count}.xml")) for count in (500, 5_000)]
    assert peaks[1] - peaks[0] < 12 << 20  # its own file is 15 MB larger


def _many(count: int) -> Iterable[str]:
    other = "<result><title><narrative>" + "Words of no interest. " * 100 + "</narrative></title></result>"
    return (activity(f"X-{at}", transaction("1", "2020-01-01", "5"), more=other) for at in range(count))


def _peak(path: Path) -> int:
    """The most memory that reading took, of a process of its own; /proc tells it without the parent's."""
    code = (
        "import sys\nfrom tracker.exchange.iati.parsing import parse_activities\nparse_activities('x', sys.argv[1])\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    return int(done.stdout) << 10


def test_the_bolivia_files_103_negative_values_are_kept(tmp_path: Path) -> None:
    path = SHARED / "iati203_usaid_bolivia_counternarcotics.xml"
    require(path.is_file(), f"the file {path.name}")
    reading = read(path, outgoing=True)
    assert f"{path.name}: 103 values are negative, and kept" in reading.remarks
    cash, pledges = reading.frames["contributions"], reading.frames["pledges"]
    assert len(reading.frames["phases"]) == 63
    assert (cash["amount"].str.startswith("-").sum(), len(cash)) == (25, 198)
    assert pledges["pledge"].nunique() > 0
    assert check(reading.frames).is_sound


def test_the_nigeria_file_is_read_from_either_side(tmp_path: Path) -> None:
    path = SHARED / "iati203_nigeria_aims.xml"
    require(path.is_file(), f"the file {path.name}")
    assert len(read(path).frames["phases"]) == 140
    assert check(read(path, outgoing=True).frames).is_sound


def test_a_check_beside_no_ledger_reads_it_too(tmp_path: Path) -> None:
    assert desk.check_path(written(tmp_path, activity("X-1", transaction("1", "2020-01-01", "5")))).is_sound
    assert NOW
