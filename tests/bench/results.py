"""What a run of the bench found, by size, peer and question; kept as JSON. It measures and draws nothing."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.bench.others import Other


@dataclass
class Taken:
    """What one process told: seconds by question, and where it differed from the tracker."""

    title: str
    version: str
    load: float
    seconds: dict[str, list[float]]
    faults: list[str]


@dataclass
class Results:
    """`taken`: by size and peer, one for each round; `notes`: why somebody was not asked, by size, peer and question."""

    began: str
    rounds: int
    processors: int
    movements: dict[int, int] = field(default_factory=dict)
    loads: dict[int, str] = field(default_factory=dict)
    weights: dict[int, dict[str, int]] = field(default_factory=dict)
    taken: dict[int, dict[str, list[Taken]]] = field(default_factory=dict)
    notes: dict[int, dict[str, dict[str, str]]] = field(default_factory=dict)
    others: dict[str, Other | str] = field(default_factory=dict)

    def add(self, size: int, name: str, taken: Taken) -> None:
        """One more process's figures."""
        self.taken.setdefault(size, {}).setdefault(name, []).append(taken)

    def note(self, size: int, name: str, question: str, text: str) -> None:
        """Why somebody has no figure."""
        self.notes.setdefault(size, {}).setdefault(name, {})[question] = text

    def note_of(self, size: int, name: str, question: str) -> str:
        """Why somebody has no figure, "" where nothing is known."""
        return self.notes.get(size, {}).get(name, {}).get(question, "")

    def least(self, size: int, name: str, question: str) -> float | None:
        """The least seconds that somebody took, None where there is no figure or the answer was another."""
        rounds = self.taken.get(size, {}).get(name, [])
        if any(fault.startswith(f"({question})") for one in rounds for fault in one.faults):
            return None
        return min((second for one in rounds for second in one.seconds.get(question, [])), default=None)

    def predict(self, name: str, question: str, size: int) -> float | None:
        """Seconds that somebody would take, in proportion to the largest size before."""
        before = [one for one in self.taken if one < size and self.least(one, name, question) is not None]
        if not before:
            return None
        largest = max(before)
        return (self.least(largest, name, question) or 0) * size / largest

    def predict_load(self, name: str, size: int) -> float:
        """Seconds that somebody would take to load, in proportion to the largest size before."""
        before = [
            (one, of_size[name][-1].load) for one, of_size in self.taken.items() if one < size and name in of_size
        ]
        return max((load * size / one for one, load in before[-1:]), default=0.0)

    def times(self, name: str, question: str) -> dict[float, float]:
        """The least seconds by the number of movements."""
        found = {self.movements[size]: self.least(size, name, question) for size in self.taken}
        return {float(size): seconds for size, seconds in found.items() if seconds}

    def names(self) -> list[str]:
        """Everybody who was asked, in order."""
        return list(dict.fromkeys(name for of_size in self.taken.values() for name in of_size))

    def title(self, name: str) -> str:
        """Somebody's name in words."""
        return next(of_size[name][0].title for of_size in self.taken.values() if name in of_size)

    def versions(self) -> list[str]:
        """Names and versions of everybody."""
        told = [of_size[name][0].version for name in self.names() for of_size in self.taken.values() if name in of_size]
        return list(dict.fromkeys(filter(None, told)))

    def told(self, name: str, size: int) -> str:
        """The last process's figures in a line."""
        taken = self.taken[size][name][-1] if name in self.taken.get(size, {}) else None
        if taken is None:
            return "no answer"
        return ", ".join(f"{question} {min(seconds):.4f}" for question, seconds in taken.seconds.items())

    def faults(self) -> list[str]:
        """Every answer that was another than the tracker's."""
        failed = [f"{size:,}, {name}: ({question}) failed" for size, of_size in self.notes.items()
                  for name, notes in of_size.items() for question, note in notes.items() if note == "failed"]  # fmt: skip
        return failed + [f"{size:,}, {name}: {fault}" for size, of_size in self.taken.items() for name, rounds in of_size.items()
                for one in rounds for fault in one.faults]  # fmt: skip

    def write(self, path: Path) -> None:
        """All figures as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1))

    @classmethod
    def read(cls, path: Path) -> "Results":
        """What `write` wrote."""
        raw = json.loads(path.read_text())
        for name in ("movements", "loads", "weights", "taken", "notes"):
            raw[name] = {int(size): of_size for size, of_size in raw[name].items()}
        raw["taken"] = {
            size: {name: [Taken(**one) for one in rounds] for name, rounds in of_size.items()}
            for size, of_size in raw["taken"].items()
        }
        raw["others"] = {
            question: other if isinstance(other, str) else Other(*other) for question, other in raw["others"].items()
        }
        return cls(**raw)
