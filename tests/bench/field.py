"""Files of the field read beside a bare pass over the same file, in seconds and memory; run it as a program.

`python -m tests.bench.field` prints for an IATI file and for an answer of FTS how much longer reading takes than a bare
lxml iterparse, or json, in the same run. `--megabytes 500` makes the IATI file as large, and `--attribute 1024` one
whose attribute is so many megabytes, and tells the memory that each took.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

TRANSACTION = """\
    <transaction ref="{at}">
      <transaction-type code="{code}"/>
      <transaction-date iso-date="20{year:02d}-0{month}-15"/>
      <value value-date="20{year:02d}-0{month}-15">{amount}.00</value>
      <description><narrative>Instalment under the agreement of the year before</narrative></description>
      <provider-org ref="XM-DAC-{donor}" type="10"><narrative>Donor {donor}</narrative></provider-org>
      <receiver-org ref="XM-DAC-41128" type="40"><narrative>UNODC</narrative></receiver-org>
      <disbursement-channel code="2"/>
      <sector code="16063" vocabulary="1"/>
      <recipient-country code="BO"/>
    </transaction>
"""
ACTIVITY = """\
  <iati-activity default-currency="USD" xml:lang="en">
    <iati-identifier>XM-DAC-41128-{at}</iati-identifier>
    <reporting-org ref="XM-DAC-41128" type="40"><narrative>UNODC</narrative></reporting-org>
    <title><narrative>Activity {at}</narrative></title>
    <description><narrative>{words}</narrative></description>
    <participating-org ref="XM-DAC-5" role="1" type="10"><narrative>Germany</narrative></participating-org>
    <activity-status code="2"/>
    <activity-date iso-date="2015-01-01" type="1"/>
    <activity-date iso-date="2024-12-31" type="3"/>
    <sector code="16063" vocabulary="1"/>
{transactions}    <result type="1"><title><narrative>{words}</narrative></title></result>
  </iati-activity>
"""
MIXES = {
    3: ("1", "11", "3", "3", "4", "2", "3", "13", "3", "4"),
    1: ("1", "3", "3", "3", "4", "2", "3", "4", "3", "4"),
}
"""Codes of ten transactions, of which so many come in; in files of agencies that work it is about one, the rest goes out."""
WORDS = "Support to forensic laboratories, border offices and alternative livelihoods. " * 20


def make_iati(path: Path, megabytes: float, incoming: int = 3) -> Path:
    """An IATI file of about so many megabytes."""
    at = 0
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities version="2.03">\n')
        while file.tell() < megabytes * (1 << 20):
            at += 1
            rows = "".join(
                TRANSACTION.format(at=f"{at}-{n}", code=MIXES[incoming][n % 10], year=15 + n % 9, month=1 + n % 9,
                                   amount=1000 + 7 * n, donor=1 + at % 12)
                for n in range(20)
            )  # fmt: skip
            file.write(ACTIVITY.format(at=at, words=WORDS, transactions=rows))
        file.write("</iati-activities>\n")
    return path


def make_fts(path: Path, flows: int) -> Path:
    """An answer of FTS with so many flows, each as wide as real ones."""

    def objects(at: int) -> list[dict[str, object]]:
        return [{"type": "Organization", "id": str(at % 300), "name": f"Organisation {at % 300}", "behavior": "single",
                 "organizationTypes": ["Private organization/foundation"]},
                {"type": "Location", "id": "83", "name": "Germany", "behavior": "single"},
                {"type": "UsageYear", "id": "41", "name": "2020", "behavior": "single"}]  # fmt: skip

    rows = [
        {"id": str(at), "amountUSD": 1000 + at, "budgetYear": None, "childFlowIds": None, "contributionType": "financial",
         "createdAt": "2020-03-01T00:00:00Z", "date": "2020-03-01T00:00:00Z", "description": WORDS[:300],
         "exchangeRate": 0.9, "flowType": "Standard", "originalAmount": 900 + at, "originalCurrency": "EUR",
         "parentFlowId": None, "status": "commitment", "boundary": "incoming", "onBoundary": "single", "refCode": f"R{at}",
         "sourceObjects": objects(at),
         "destinationObjects": [*objects(at + 1), {"type": "Plan", "id": str(at % 20), "name": f"Plan {at % 20}"}]}
        for at in range(flows)
    ]  # fmt: skip
    path.write_text(json.dumps({"data": {"flows": rows, "incoming": {"flowCount": flows}}}), encoding="utf-8")
    return path


def bare_iati(path: Path) -> None:
    """A bare pass: every activity is parsed and forgotten."""
    from lxml import etree

    with path.open("rb") as file:
        for _, element in etree.iterparse(file, tag="iati-activity"):
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def bare_every_element(path: Path) -> None:
    """The pass that most programs make: every element comes up."""
    from lxml import etree

    with path.open("rb") as file:
        for _, element in etree.iterparse(file):
            element.clear()


def bare_json(path: Path) -> None:
    """A bare pass."""
    json.loads(path.read_text(encoding="utf-8"))


def parse_iati(path: Path) -> None:
    """Our stream alone, without the tables that come of it."""
    from tracker.exchange.iati.parsing import parse_activities

    parse_activities(path.name, str(path))


def read_iati(path: Path) -> None:
    """Our reader, its child process and the tables included."""
    from tracker.exchange.iati.activities_in import read_activities
    from tracker.tables import TABLES, empty

    read_activities(path, empty(TABLES["donors"]))


def parse_fts(path: Path) -> None:
    """Our parsing alone."""
    from tracker.exchange.fts.parsing import parse_answers

    parse_answers([(path.name, str(path))])


def read_fts(path: Path) -> None:
    """Our reader, its child process and the tables included."""
    from tracker.exchange.fts.answers_in import read_answers

    read_answers(path, None)


def measure(work: Callable[[Path], None], path: Path) -> tuple[float, int]:
    """Seconds and peak memory in bytes of a process of its own that does nothing else, its start not counted."""
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom tests.bench import field\n"
        f"work = field.{work.__name__}\nfield.warm()\nstart = time.perf_counter()\n"
        "try:\n    work(Path(sys.argv[1]))\nexcept ValueError as error:\n    print(str(error)[:160], file=sys.stderr)\n"
        "print(time.perf_counter() - start)\n"
        "print(next((line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')), 0))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True, check=True)
    seconds, kilobytes = done.stdout.split()
    return float(seconds), int(kilobytes) << 10


def warm() -> None:
    """Import what is measured, so that importing is not."""
    import tracker.exchange.field_files
    import tracker.exchange.fts.parsing
    import tracker.exchange.iati.parsing  # noqa: F401


def compare(path: Path, works: list[Callable[[Path], None]], rounds: int) -> None:
    """Print what each takes, and how many times the first."""
    taken: dict[str, list[tuple[float, int]]] = {work.__name__: [] for work in works}
    for _ in range(rounds):
        for work in works:
            taken[work.__name__].append(measure(work, path))
    size = path.stat().st_size / (1 << 20)
    first = median(seconds for seconds, _ in taken[works[0].__name__])
    for name, runs in taken.items():
        seconds = median(run[0] for run in runs)
        memory = max(run[1] for run in runs) >> 20
        print(f"{path.name} {size:7.1f} MB  {name:20} {seconds:7.2f} s  {seconds / first:5.2f} ×  {memory:5d} MB")  # noqa: T201


def main() -> None:
    """Make the files, and compare."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--megabytes", type=float, default=40)
    asked.add_argument("--flows", type=int, default=15_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--incoming", type=int, choices=MIXES, default=3)
    asked.add_argument("--attribute", type=int, default=0)
    options = asked.parse_args()
    with TemporaryDirectory(prefix="tracker-") as folder:
        if options.attribute:
            path = Path(folder) / "attribute.xml"
            with path.open("wb") as file:
                file.write(b'<iati-activities version="2.03"><iati-activity x="')
                for _ in range(options.attribute):
                    file.write(b"a" * (1 << 20))
                file.write(b'"/></iati-activities>')
            compare(path, [parse_iati], 1)
            return
        iati = make_iati(Path(folder) / "feed.xml", options.megabytes, options.incoming)
        compare(iati, [bare_iati, bare_every_element, parse_iati, read_iati], options.rounds)
        iati.unlink()
        if options.flows:
            compare(
                make_fts(Path(folder) / "flows.json", options.flows), [bare_json, parse_fts, read_fts], options.rounds
            )


if __name__ == "__main__":
    main()
