"""What this context announces."""

from __future__ import annotations

from dataclasses import dataclass

from zhibu.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MeetingRecorded(Event):
    about = "branch"
    branch: int
    meeting: int
    kind: str
    held_on: str


@dataclass(frozen=True, kw_only=True)
class MeetingWithdrawn(Event):
    about = "branch"
    branch: int
    meeting: int
    kind: str
    held_on: str


@dataclass(frozen=True, kw_only=True)
class MeetingArchived(Event):
    """Chair and recorder have confirmed the record."""

    about = "branch"
    branch: int
    meeting: int
    kind: str
    held_on: str


@dataclass(frozen=True, kw_only=True)
class MeetingCorrected(Event):
    """Something of the record was corrected with a reason: what is derived from it is derived again."""

    about = "branch"
    branch: int
    meeting: int
    kind: str
    held_on: str


@dataclass(frozen=True, kw_only=True)
class MeetingUnheld(Event):
    """The branch said that (and why) a meeting was not held in a period; or took that back."""

    about = "branch"
    branch: int
    kind: str
    period: str


@dataclass(frozen=True, kw_only=True)
class BranchDayTurned(Event):
    """The day has turned for one branch: each branch is judged in a job of its own."""

    about = "branch"
    branch: int
    day: str


@dataclass(frozen=True, kw_only=True)
class BranchJudged(Event):
    """The norms have looked at one branch at the beginning of a day: what they noticed stands as findings."""

    about = "branch"
    branch: int
    day: str
