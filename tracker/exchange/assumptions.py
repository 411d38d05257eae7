"""A named set of assumptions as a file of TOML: read exactly, with all that is wrong in it. It assumes nothing."""

import tomllib
from pathlib import Path

from tracker.model.assumptions import Assumptions
from tracker.money import CellError, parse_amount, parse_number
from tracker.problems import Problem, RefusedError, errors

SECTIONS = {
    "likelihood": "by rung: the chance that the rest of a promise on it is paid by its due date, or the target's",
    "pledges": "by pledge: the same of one promise, whatever its rung",
    "monthly_need": "by phase: what is spent each month, in the phase's reporting currency",
    "balance": "by phase: what is at hand on the as-of date",
}
"""What a file may hold besides its `name` and `source`."""
_LARGEST = 1_000_000


def read_assumptions(path: Path) -> Assumptions:
    """Read a set of assumptions; a file that is none, or holds anything wrong, is a RefusedError with all problems."""
    try:
        if path.stat().st_size > _LARGEST:
            raise RefusedError(f"{path} is too large to be a set of assumptions; name the file you mean")
        text = path.read_bytes().decode("utf-8-sig")
        given = tomllib.loads(text, parse_float=str)
    except OSError as error:
        raise RefusedError(f"{path} cannot be opened: {error.strerror}; check the name") from None
    except (ValueError, RecursionError) as error:
        raise RefusedError(
            f"{path} is not TOML: {error}; write lines such as pledged = 0.8 below [likelihood]"
        ) from None
    problems: list[Problem] = []
    found = {name: _section(path.name, name, given.get(name, {}), problems) for name in SECTIONS}
    known = ("name", "source", *SECTIONS)
    problems += [
        Problem(path.name, f"'{name}' is not an assumption", f"the sections are {', '.join(known)}", column=name)
        for name in given if name not in known
    ]  # fmt: skip
    texts = {name: given.get(name, "") for name in ("name", "source")}
    problems += [
        Problem(path.name, f"{name} is a text", 'put it in quotation marks: "…"', column=name, value=str(text))
        for name, text in texts.items() if not isinstance(text, str)
    ]  # fmt: skip
    assumed = Assumptions(
        str(texts["name"]) or path.stem, str(texts["source"]), found["likelihood"], found["pledges"],
        found["monthly_need"], found["balance"],
    )  # fmt: skip
    problems += assumed.find_faults()
    if errors(problems):
        raise RefusedError(f"{path} cannot be taken as it stands", problems)
    return assumed


def _section(file: str, name: str, given: object, problems: list[Problem]) -> dict[str, int]:
    if not isinstance(given, dict):
        problems.append(Problem(file, f"{name} is a section", f"write [{name}], and its lines below", column=name))
        return {}
    found: dict[str, int] = {}
    for key, value in given.items():
        if isinstance(value, bool) or not isinstance(value, int | str):
            remedy = "write a number" if not isinstance(value, dict) else f'put the name in quotation marks: "{key}"'
            problems.append(Problem(file, f"{name} holds no number", remedy, column=key, value=str(value)))
            continue
        try:
            found[key] = parse_number(str(value)) if name in ("likelihood", "pledges") else parse_amount(str(value))[0]
        except CellError as error:
            problems.append(Problem(file, f"{name}: {error}", error.remedy, column=key, value=str(value)))
    return found
