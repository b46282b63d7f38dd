"""Meetings with all that stands in their records, read for any number of them with the same few questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from uuid import UUID

from zhibu.kernel.scope import Scope
from zhibu.meetings.models import (
    Attendance,
    Confirmation,
    Correction,
    Exclusion,
    Excuse,
    Meeting,
    Minute,
    Resolution,
)
from zhibu.meetings.selectors import numbers
from zhibu.orgs.models import Org

Row = TypeVar("Row", Attendance, Resolution, Minute, Confirmation, Correction)


@dataclass(frozen=True, slots=True)
class Record:
    """One meeting as it was written down, as far as the one who reads may see it."""

    meeting: Meeting
    number: int
    roll: tuple[Attendance, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    reasons: dict[UUID, str] = field(default_factory=dict)
    minutes: tuple[Minute, ...] = ()
    confirmations: dict[str, Confirmation] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    exclusions: dict[UUID, Exclusion] = field(default_factory=dict)


def held(
    scope: Scope, where: Sequence[Org], since: date, until: date, kinds: Sequence[str] = ()
) -> list[Meeting]:
    """What these organisations and all below them held in a period and counts, by branch and day."""
    if not where:
        return []
    rows = Meeting.objects.within(scope).standing().filter(held_on__gte=since, held_on__lte=until)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return [
        meeting
        for meeting in rows.select_related("branch").order_by("branch__path", "held_on", "pk")
        if any(meeting.branch.path.startswith(org.path) for org in where)
    ]


def records(meetings: Sequence[Meeting]) -> list[Record]:
    """The records of these meetings, in this order. The walls leave out the reasons one may not see."""
    keys = [m.pk for m in meetings]
    rolls = _by_meeting(Attendance.objects.filter(meeting__in=keys).order_by("pk"))
    resolved = _by_meeting(Resolution.objects.filter(meeting__in=keys).order_by("sort", "pk"))
    minutes = _by_meeting(Minute.objects.filter(meeting__in=keys).order_by("sort", "pk"))
    confirmed = _by_meeting(Confirmation.objects.filter(meeting__in=keys).order_by("pk"))
    corrected = _by_meeting(Correction.objects.filter(meeting__in=keys).order_by("pk"))
    reasons: dict[int, dict[UUID, str]] = defaultdict(dict)
    said = Excuse.objects.filter(attendance__meeting__in=keys)
    for meeting, person, reason in said.values_list("attendance__meeting_id", "person_id", "reason"):
        reasons[meeting][person] = reason
    left_out: dict[int, dict[UUID, Exclusion]] = defaultdict(dict)
    excluded = Exclusion.objects.filter(attendance__meeting__in=keys, dropped_at=None)
    for row in excluded.select_related("attendance"):
        if row.attendance is not None:
            left_out[row.attendance.meeting_id][row.person_id] = row
    numbered = numbers(meetings)
    return [
        Record(
            m,
            numbered[m.pk],
            tuple(rolls[m.pk]),
            tuple(resolved[m.pk]),
            reasons[m.pk],
            tuple(minutes[m.pk]),
            {each.part: each for each in confirmed[m.pk]},
            tuple(corrected[m.pk]),
            left_out[m.pk],
        )
        for m in meetings
    ]


def _by_meeting(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.meeting_id].append(row)
    return found
