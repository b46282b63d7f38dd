"""What this context does when something has happened."""

from __future__ import annotations

from datetime import date

from zhibu.kernel import clock, events
from zhibu.kernel.events import DayTurned

from . import selectors, services
from .events import (
    BranchDayTurned,
    BranchJudged,
    MeetingCorrected,
    MeetingRecorded,
    MeetingUnheld,
    MeetingWithdrawn,
)


@events.on(DayTurned)  # silence announces nothing: what did not happen is noticed by the clock
def wake_each_branch(event: DayTurned) -> None:
    for pk in selectors.branches():
        events.publish(BranchDayTurned(branch=pk, day=event.day))


@events.on(BranchDayTurned)
def judge_at_daybreak(event: BranchDayTurned) -> None:
    _judge(event.branch, date.fromisoformat(event.day))
    events.publish(BranchJudged(branch=event.branch, day=event.day))


@events.on(MeetingRecorded)
def judge_after_meeting(event: MeetingRecorded) -> None:
    _judge(event.branch, clock.today())


@events.on(MeetingWithdrawn)
def judge_after_withdrawal(event: MeetingWithdrawn) -> None:
    _judge(event.branch, clock.today())


@events.on(MeetingCorrected)
def judge_after_correction(event: MeetingCorrected) -> None:
    _judge(event.branch, clock.today())


@events.on(MeetingUnheld)
def judge_after_explanation(event: MeetingUnheld) -> None:
    _judge(event.branch, clock.today())


def _judge(pk: int, today: date) -> None:
    services.judge_branch(selectors.branch_of(pk), today=today)
