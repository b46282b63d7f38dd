"""Reference, subject, reference: what something costs beside another thing, in one run.

A machine whose load drifts drifts in both. Between two subjects a reference is always taken, so each subject
stands between two; its ratio is to their mean, and of all rounds the median counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

NOISY = 1.25  # times: references further apart say that the machine was not quiet
Cost = Callable[[], float]


def unlike(*costs: float) -> bool:
    """Whether the largest is more than a quarter above the smallest."""
    return max(costs) / min(costs) > NOISY


@dataclass(slots=True)
class Turns:
    """One subject in every round, with the references before and after it."""

    before: list[float] = field(default_factory=list)
    subjects: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)

    @property
    def subject(self) -> float:
        return median(self.subjects)

    @property
    def reference(self) -> float:
        return median([*self.before, *self.after])

    @property
    def ratio(self) -> float:
        """The subject as a multiple of its reference."""
        rounds = zip(self.before, self.subjects, self.after, strict=True)
        return median(subject / ((before + after) / 2) for before, subject, after in rounds)

    @property
    def noisy(self) -> bool:
        """Whether any two references differ too much: for few and long ones."""
        return unlike(*self.before, *self.after)

    @property
    def drifting(self) -> bool:
        """Whether those before and after differ as a whole: for many short ones, of which one may stumble."""
        return unlike(median(self.before), median(self.after))


def take(reference: Cost, subjects: Mapping[str, Cost], rounds: int) -> dict[str, Turns]:
    """Each subject once in every round; each call says what it cost."""
    turns = {name: Turns() for name in subjects}
    before = reference()
    for _round in range(rounds):
        for name, subject in subjects.items():
            turns[name].before.append(before)
            turns[name].subjects.append(subject())
            before = reference()
            turns[name].after.append(before)
    return turns
