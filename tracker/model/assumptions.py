"""What somebody assumes beyond the ledger: likelihoods by rung or promise, a monthly need. It makes none up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker import terms
from tracker.money import NUMBER_ONE
from tracker.problems import Problem


@dataclass(frozen=True)
class Assumptions:
    """A named set of assumptions.

    `rungs` and `pledges` hold likelihoods in ten-billionths: that the outstanding amount of a promise on a rung, or of
    one promise, is paid by its due date, or by the target's where it has none. `monthly_need` and `balance` hold, by
    phase, what is spent each month and what is at hand on the as-of date (int64 hundredths of the phase's reporting
    currency). `source` says who stated all this.
    """

    name: str = ""
    source: str = ""
    rungs: Mapping[str, int] = field(default_factory=dict)
    pledges: Mapping[str, int] = field(default_factory=dict)
    monthly_need: Mapping[str, int] = field(default_factory=dict)
    balance: Mapping[str, int] = field(default_factory=dict)

    @property
    def key(self) -> tuple[object, ...]:
        """All that it says, as a key to keep figures by."""
        parts = (self.rungs, self.pledges, self.monthly_need, self.balance)
        return (self.name, self.source, *(tuple(sorted(part.items())) for part in parts))

    def find_faults(self) -> list[Problem]:
        """What is wrong with it, whatever the ledger."""
        faults = []
        for table, shares in (("likelihood", self.rungs), ("pledges", self.pledges)):
            for key, share in shares.items():
                if not 0 <= share <= NUMBER_ONE:
                    remedy = "a likelihood is between 0 and 1, such as 0.8"
                    faults.append(Problem(table, "it is no likelihood", remedy, column=key, value=str(share)))
        for rung in self.rungs:
            if rung not in terms.PROMISES:
                remedy = "use " + ", ".join(terms.PROMISES)
                faults.append(Problem("likelihood", f"'{rung}' is no rung of promises", remedy, column=rung))
        for phase, amount in self.monthly_need.items():
            if amount <= 0:
                remedy = "name what is spent in a month, such as 95000"
                faults.append(Problem("monthly_need", "it is no need", remedy, column=phase))
        return faults


NOTHING = Assumptions()
"""Nothing is assumed: only what stands on the rows of the ledger is known."""
