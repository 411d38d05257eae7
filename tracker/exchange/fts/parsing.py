"""What happens in the child process: answers of FTS's public API, as JSON, become plain rows of texts.

Numbers stay the digits that were written: none becomes a float on its way in.
"""

import json
from collections.abc import Iterable
from typing import Any

from tracker.exchange.archive import refusal
from tracker.problems import RefusedError

_ANEW = "name a file of flows or plans as FTS's public API answers it"
TEXTS = {
    "id": "id",
    "amount": "amountUSD",
    "status": "status",
    "date": "date",
    "boundary": "boundary",
    "on_boundary": "onBoundary",
    "flow_type": "flowType",
    "contribution_type": "contributionType",
    "description": "description",
    "original_amount": "originalAmount",
    "original_currency": "originalCurrency",
    "rate": "exchangeRate",
    "parent": "parentFlowId",
    "reference": "refCode",
}
"""What of a flow is one text."""


_TOLD = ("Organization", "Location", "Plan")
"""The objects of a flow that say something to us."""


class _ShapeError(ValueError):
    """What is expected is not there; the place is the first argument, what is there the second."""


def parse_answers(files: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Read answers of the API, each a (name, path).

    Out, for each: `name`; `flows`, dicts by the names of `TEXTS` and `sources` (name, types, state) and `plans` (id,
    name); `incoming` (flowCount, fundingTotal, pledgeTotal as texts) where it is declared; `count` of all flows, the
    whole set's; `plans`, `totals`, `groups`. JSON that is none, or of another shape, is a RefusedError.
    """
    return [_parse(name, path) for name, path in files]


def _parse(name: str, path: str) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8-sig") as file:
            answer = json.load(file, parse_float=str, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise refusal(name, "it is not UTF-8, as JSON is", "download it again") from None
    except RecursionError:
        raise refusal(name, "it is nested deeper than any answer of FTS", _ANEW) from None
    except json.JSONDecodeError as error:
        raise refusal(
            name,
            f"it cannot be read as JSON from line {error.lineno} on ({error.msg})",
            "download it again: it may have been cut off",
        ) from None
    except _ShapeError as error:
        raise _misshapen(name, error) from None
    except ValueError:
        raise refusal(name, "a number in it has thousands of digits", _ANEW) from None
    try:
        return {"name": name, **_answer(answer)}
    except _ShapeError as error:
        raise _misshapen(name, error) from None


def _misshapen(name: str, error: _ShapeError) -> RefusedError:
    return refusal(name, f"it is JSON, but no answer of FTS: {error.args[0]}", _ANEW)


def _no_constant(text: str) -> str:
    raise _ShapeError(f"'{text}' is no number")


def _answer(answer: Any) -> dict[str, Any]:
    data = _need(_need(answer, dict, "it").get("data", answer), dict, "data")
    if "flows" in data:
        meta = answer.get("meta") if isinstance(answer.get("meta"), dict) else {}
        incoming = data.get("incoming")
        declared = _numbers(incoming)
        flows = [_flow(one, at) for at, one in enumerate(_need(data["flows"], list, "data.flows"), 1)]
        return {"flows": flows, "incoming": declared, "count": _text(meta.get("count"))}
    if "plans" in data:
        plans = [_plan(one, at) for at, one in enumerate(_need(data["plans"], list, "data.plans"), 1)]
        return {"plans": plans, "totals": _numbers(data.get("totals"))}
    reports = [value for name, value in data.items() if name.startswith("report")]
    if reports and isinstance(reports[0], dict) and "fundingTotals" in reports[0]:
        return {"groups": _groups(reports[0]), "needs": _needs(data.get("requirements"))}
    raise _ShapeError("it has neither data.flows nor data.plans nor a report with fundingTotals")


def _need(value: Any, kind: "type[dict] | type[list]", place: str) -> Any:
    if not isinstance(value, kind):
        said = "an object" if kind is dict else "a list"
        raise _ShapeError(f"{place} is not {said}")
    return value


def _text(value: Any) -> str:
    """A plain value as text; what is nested or missing says nothing."""
    if value.__class__ is str:
        return value.strip()
    if value.__class__ is int:
        return str(value)
    return "yes" if value is True else ""


def _numbers(value: Any) -> dict[str, str]:
    return {name: _text(one) for name, one in value.items()} if isinstance(value, dict) else {}


def _flow(flow: Any, at: int) -> dict[str, Any]:
    place = f"data.flows[{at - 1}]"
    _need(flow, dict, place)
    row: dict[str, Any] = {name: _text(flow.get(theirs)) for name, theirs in TEXTS.items()}
    sources = list(_objects(flow.get("sourceObjects"), f"{place}.sourceObjects"))
    goals = list(_objects(flow.get("destinationObjects"), f"{place}.destinationObjects"))
    places = [one for one in sources if one["type"] == "Location"]
    row["sources"] = [(one["name"], one["kinds"]) for one in sources if one["type"] == "Organization"]
    row["place"] = places[0]["name"] if len(places) == 1 else ""
    row["plans"] = [(one["id"], one["name"]) for one in goals if one["type"] == "Plan"]
    return row


def _objects(value: Any, place: str) -> Iterable[dict[str, str]]:
    for one in _need([] if value is None else value, list, place):
        _need(one, dict, place)
        if one.get("type") not in _TOLD:
            continue
        kinds = one.get("organizationTypes")
        kind = next((text for text in kinds if isinstance(text, str)), "") if isinstance(kinds, list) else ""
        yield {
            "type": _text(one.get("type")),
            "id": _text(one.get("id")),
            "name": _text(one.get("name")),
            "kinds": kind,
        }


def _plan(plan: Any, at: int) -> dict[str, str]:
    _need(plan, dict, f"data.plans[{at - 1}]")
    needs, funding = plan.get("requirements"), plan.get("funding")
    return {
        **{name: _text(plan.get(theirs)) for name, theirs in (("id", "id"), ("name", "name"), ("code", "code"))},
        "start": _text(plan.get("startDate"))[:10],
        "end": _text(plan.get("endDate"))[:10],
        "created": _text(plan.get("createdAt"))[:10],
        "updated": _text(plan.get("updatedAt"))[:10],
        "original": _numbers(needs).get("origRequirements", ""),
        "revised": _numbers(needs).get("revisedRequirements", ""),
        "funding": _numbers(funding).get("totalFunding", ""),
        "progress": _numbers(funding).get("progress", ""),
    }


def _groups(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The totals of a grouped answer: single and shared parts, each once, and the whole that is declared."""
    funding = _need(report["fundingTotals"], dict, "fundingTotals")
    found = []
    for group in _need(funding.get("objects", []), list, "fundingTotals.objects"):
        _need(group, dict, "fundingTotals.objects[]")
        parts = {}
        for kind in ("single", "shared", "overlap"):
            objects = _need(group.get(f"{kind}FundingObjects") or [], list, f"{kind}FundingObjects")
            parts[kind] = [_part(_need(one, dict, f"{kind}FundingObjects[]")) for one in objects]
        totals = _numbers(group.get("totalBreakdown"))
        found.append(
            {
                "type": _text(group.get("type")),
                **parts,
                "total": totals.get("totalFunding") or _text(funding.get("total")),
                "correction": totals.get("overlapCorrection", ""),
            }
        )
    return found


def _part(part: dict[str, Any]) -> dict[str, Any]:
    def texts(value: Any) -> list[str]:
        return [_text(one) for one in value] if isinstance(value, list) else [_text(value)]

    return {"ids": texts(part.get("id")), "names": texts(part.get("name")), "amount": _text(part.get("totalFunding"))}


def _needs(value: Any) -> dict[str, Any]:
    """The requirements of a grouped answer."""
    if not isinstance(value, dict):
        return {}
    objects = value.get("objects")
    parts = [
        {
            "id": _text(one.get("id")),
            "name": _text(one.get("name")),
            "original": _text(one.get("origRequirements")),
            "revised": _text(one.get("revisedRequirements")),
        }
        for one in (objects if isinstance(objects, list) else [])
        if isinstance(one, dict)
    ]
    return {"total": _text(value.get("totalRevisedReqs")), "parts": parts}
