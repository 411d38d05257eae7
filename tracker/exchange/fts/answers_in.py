"""Answers of FTS's public API as tables: one file, or a folder of the pages of one answer."""

from collections import Counter
from pathlib import Path
from typing import Any

from tracker.exchange.child import Child
from tracker.exchange.collected import Collected
from tracker.exchange.fts.flows_in import add_flows, say_whether_whole
from tracker.exchange.fts.plans_in import add_groups, add_plans
from tracker.exchange.givers import Givers
from tracker.exchange.reading import Reading
from tracker.problems import RefusedError
from tracker.tables import TABLES, Tables, empty

_PARSING = "tracker.exchange.fts.parsing"
_LARGEST = 64 << 20


def read_answers(path: Path, ours: Tables | None, *, on: str = "") -> Reading:
    """Read an answer of the API, or all `.json` files of a folder, its pages.

    In: `ours`, the ledger's tables, None where there is none; `on`, the day for which totals hold that have no date of
    their own. What cannot be read at all is a RefusedError.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    size = sum(file.stat().st_size for file in files)
    if size > _LARGEST:
        raise RefusedError(f"{path.name} comes to more than {_LARGEST >> 20} MB; ask FTS for fewer flows at a time")
    with Child(_PARSING, remedy="ask FTS for fewer flows at a time") as child:
        answers = child.call("parse_answers", [(file.name, str(file)) for file in files], name=path.name)
    out = Collected(path.name)
    givers = Givers(empty(TABLES["donors"]) if ours is None else ours["donors"])
    _add_all_flows(answers, out, givers, ours)
    for answer in answers:
        if "plans" in answer:
            add_plans(enumerate(answer["plans"], 1), answer["totals"], out, givers, ours)
        elif "groups" in answer:
            if not on:
                out.report(
                    "pledges",
                    None,
                    "status_on",
                    "it says of no date for which its totals hold",
                    "say so with --on 2020-12-31",
                )
                continue
            add_groups(answer, on, out, givers, ours)
    for line, row in givers.rows:
        out.add("donors", line, **row)
    return out.reading(scope=frozenset())


def _add_all_flows(answers: list[dict[str, Any]], out: Collected, givers: Givers, ours: Tables | None) -> None:
    pages = [answer for answer in answers if "flows" in answer]
    if not pages:
        return
    flows = [flow for page in pages for flow in page["flows"]]
    sums: Counter[tuple[str, str]] = add_flows(enumerate(flows, 1), out, givers, ours)
    asked = {tuple(sorted(page["incoming"].items())) for page in pages}
    if len(asked) > 1:
        out.remark(
            f"its {len(pages)} files answer {len(asked)} different questions; whether they are whole cannot be told"
        )
        return
    incoming = {flow["id"] for flow in flows if (flow["boundary"].lower() or "incoming") == "incoming"}
    say_whether_whole(len(incoming), sums, dict(asked.pop()), out)
