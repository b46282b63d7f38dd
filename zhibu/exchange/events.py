"""What this context announces."""

from __future__ import annotations

from dataclasses import dataclass

from zhibu.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class BranchWeekBegan(Event):
    """The first working day of a week, for one branch that was reconciled before."""

    about = "branch"
    branch: int
    day: str
