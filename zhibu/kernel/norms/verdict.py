"""What a judgement answers: a level, a sentence, a figure, and whose rule it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .book import Norm, Source


class Level(StrEnum):
    """How a rule is met. `severity` orders the levels; of several found, the worst is given."""

    KEPT = "kept"
    DUE_SOON = "due_soon"
    WARNED = "warned"
    BROKEN = "broken"
    NOT_APPLICABLE = "not_applicable"
    UNDECIDED = "undecided"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def severity(self) -> int:
        return _SEVERITY[self]


_LABELS = {
    Level.KEPT: "符合",
    Level.DUE_SOON: "将到期",
    Level.WARNED: "提醒",
    Level.BROKEN: "不符合",
    Level.NOT_APPLICABLE: "不适用",
    Level.UNDECIDED: "需人工认定",
}
_SEVERITY = {
    level: rank
    for rank, level in enumerate(
        (Level.NOT_APPLICABLE, Level.KEPT, Level.DUE_SOON, Level.WARNED, Level.UNDECIDED, Level.BROKEN)
    )
}

Finding = tuple[Level, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement function fills the first three; `judge` adds the version judged by and the day.

    `source` is given only where the sentence leans on another document than the norm's own.
    """

    level: Level
    because: str
    value: Any = None
    source: Source | None = None
    norm: Norm | None = None
    as_of: date | None = None

    @classmethod
    def worst(cls, found: Sequence[Finding], *, otherwise: str, value: Any = None) -> Verdict:
        """The worst of what was found, every finding in the sentence; kept if nothing was."""
        if not found:
            return cls(Level.KEPT, otherwise, value)
        ranked = sorted(found, key=lambda finding: -finding[0].severity)
        return cls(ranked[0][0], "；".join(sentence for _, sentence in ranked), value)

    @property
    def needs_checking(self) -> bool:
        """Whether 请核对原文 belongs beside the citation: the wording itself was not read."""
        source = self.source or (self.norm.source if self.norm else None)
        return source is None or source.needs_checking

    def as_json(self) -> dict[str, Any]:
        """The verdict as the catalogue prints it. Only for verdicts that `judge` gave."""
        if self.norm is None or self.as_of is None:
            raise ValueError("a bare finding has no norm to cite; ask judge()")
        return {
            "norm": self.norm.key,
            "version": self.norm.since.isoformat(),
            "level": self.level.value,
            "value": self.value,
            "because": self.because,
            "source": (self.source or self.norm.source).as_json(),
            "as_of": self.as_of.isoformat(),
        }
