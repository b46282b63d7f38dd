"""What this context does when something has happened."""

from __future__ import annotations

from zhibu.kernel import events
from zhibu.meetings.events import MeetingCorrected, MeetingRecorded, MeetingWithdrawn

from . import services


@events.on(MeetingRecorded)
def count_meeting(event: MeetingRecorded) -> None:
    services.derive((event.branch, event.held_on[:7]))


@events.on(MeetingWithdrawn)
def count_without_meeting(event: MeetingWithdrawn) -> None:
    services.derive((event.branch, event.held_on[:7]))


@events.on(MeetingCorrected)
def count_as_corrected(event: MeetingCorrected) -> None:
    services.derive((event.branch, event.held_on[:7]))
