"""What this context does when something has happened."""

from __future__ import annotations

from zhibu.kernel import clock, events
from zhibu.kernel.events import DayTurned
from zhibu.meetings.events import MeetingCorrected, MeetingRecorded, MeetingWithdrawn
from zhibu.members import selectors as members
from zhibu.members.events import (
    CardCorrected,
    MemberJoined,
    MemberLeft,
    MemberTransferred,
    RosterEntered,
    RosterTakenBack,
)
from zhibu.orgs.events import OrgDissolved, OrgFounded, OrgMoved

from . import selectors, services

members.count_categories_by(selectors.categories_today)


@events.on(MeetingRecorded)
def count_meeting(event: MeetingRecorded) -> None:
    services.derive((event.branch, event.held_on[:7]))


@events.on(MeetingWithdrawn)
def count_without_meeting(event: MeetingWithdrawn) -> None:
    services.derive((event.branch, event.held_on[:7]))


@events.on(MeetingCorrected)
def count_as_corrected(event: MeetingCorrected) -> None:
    services.derive((event.branch, event.held_on[:7]))


@events.on(MemberJoined)
def fold_who_joined(event: MemberJoined) -> None:
    services.fold()


@events.on(MemberTransferred)
def fold_who_moved(event: MemberTransferred) -> None:
    services.fold()


@events.on(MemberLeft)
def fold_who_left(event: MemberLeft) -> None:
    services.fold()


@events.on(CardCorrected)
def fold_what_was_corrected(event: CardCorrected) -> None:
    services.fold()


@events.on(RosterEntered)
def fold_what_a_sheet_brought(event: RosterEntered) -> None:
    services.fold()


@events.on(RosterTakenBack)
def fold_what_was_taken_back(event: RosterTakenBack) -> None:
    services.fold()


@events.on(OrgFounded)
def fold_the_founded(event: OrgFounded) -> None:
    services.fold()


@events.on(OrgMoved)
def fold_the_moved(event: OrgMoved) -> None:
    services.fold()


@events.on(OrgDissolved)
def fold_the_dissolved(event: OrgDissolved) -> None:
    services.fold()


@events.on(DayTurned)
def recount_at_daybreak(event: DayTurned) -> None:
    """The cube stands for one day: at dawn it is made for the new one, and the old is compared first."""
    if event.day == clock.today().isoformat():
        services.recount()
