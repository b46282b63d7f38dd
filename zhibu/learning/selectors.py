"""Reading hours of study. They are never kept: each time they are summed from the archived meetings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from zhibu.kernel.norms import Verdict, judge
from zhibu.kernel.scope import Scope
from zhibu.meetings import selectors as meetings
from zhibu.meetings.models import Attendance, Meeting
from zhibu.orgs.models import Appointment, Org
from zhibu.orgs.offices import BRANCH_COMMITTEE

SECRETARIES = frozenset({"secretary", "committee_secretary"})
LEADING = BRANCH_COMMITTEE | {"committee_secretary", "committee_deputy"}  # 书记和班子成员
FOR_SOME = frozenset({Meeting.Kind.BRANCH_COMMITTEE, Meeting.Kind.GROUP})
FIRST_YEAR = 2020  # the first whole year for which the rule was read


@dataclass(frozen=True, slots=True)
class Study:
    """One's own hours of a year: what counts, what waits for its record to be confirmed."""

    duty: str
    counted: tuple[Attendance, ...]
    waiting: tuple[Attendance, ...]
    verdict: Verdict

    @property
    def hours(self) -> Decimal:
        return total(a.meeting for a in self.counted)

    @property
    def least(self) -> int:
        return least(self.duty, self.verdict)


@dataclass(frozen=True, slots=True)
class Share:
    """So many members, who lead or do not, have so many hours."""

    leads: bool
    hours: Decimal
    members: int


@dataclass(frozen=True, slots=True)
class Arranged:
    """What a branch has organised in a year, for everybody and for its committee, and who has how many."""

    counted: tuple[Meeting, ...]
    waiting: tuple[Meeting, ...]
    everybody: Verdict
    committee: Verdict
    shares: tuple[Share, ...]

    @property
    def for_everybody(self) -> Decimal:
        return total(m for m in self.counted if m.kind not in FOR_SOME)

    @property
    def for_committee(self) -> Decimal:
        return total(m for m in self.counted if m.kind != Meeting.Kind.GROUP)


def total(found: Iterable[Meeting]) -> Decimal:
    return sum((meeting.hours for meeting in found), Decimal(0))


def least(duty: str, verdict: Verdict) -> int:
    """How many hours the rule asks of a duty, in the version by which was judged."""
    return int(verdict.norm.values["hours"][duty]) if verdict.norm else 0


def last_day(year: int, today: date) -> date:
    """The day by which a year is judged: its last, or today while it lasts."""
    return min(today, date(year, 12, 31))


def own_study(scope: Scope, year: int, *, today: date) -> Study:
    """Where one learned, in the room or remotely, in whatever branch; judged by the office of that day."""
    on = last_day(year, today)
    rows = [a for a in meetings.own_attendances(scope, year) if a.mark in meetings.CAME and a.meeting.hours]
    counted = tuple(a for a in rows if a.meeting.archived_at is not None)
    duty = _duty(scope, on)
    verdict = _judged(duty, total(a.meeting for a in counted), on)
    return Study(duty, counted, tuple(a for a in rows if a.meeting.archived_at is None), verdict)


def _duty(scope: Scope, on: date) -> str:
    if not scope.actor:
        return "member"
    held = Appointment.objects.in_force(on).filter(person_id=scope.actor, office__in=LEADING)
    offices = set(held.values_list("office", flat=True))
    if offices & SECRETARIES:
        return "secretary"
    return "committee_member" if offices else "member"


def arranged(scope: Scope, branch: Org, year: int, *, today: date) -> Arranged:
    """What this branch has organised, and how many of its members have how many hours; no names."""
    on = last_day(year, today)
    rows = meetings.recent(scope, branch).filter(held_on__gte=date(year, 1, 1), held_on__lte=on, hours__gt=0)
    counted = tuple(m for m in rows if m.archived_at is not None)
    return Arranged(
        counted,
        tuple(m for m in rows if m.archived_at is None),
        _judged("member", total(m for m in counted if m.kind not in FOR_SOME), on),
        _judged("committee_member", total(m for m in counted if m.kind != Meeting.Kind.GROUP), on),
        tuple(_shares(branch, year, on)),
    )


def _shares(branch: Org, year: int, on: date) -> list[Share]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT leads, hours, members FROM zhibu.study_hours(%s, %s, %s, %s)",
            (branch.pk, date(year, 1, 1), on, sorted(LEADING)),
        )
        return [Share(*row) for row in cursor.fetchall()]


def _judged(duty: str, hours: Decimal, on: date) -> Verdict:
    return judge("education.hours", on, {"duty": duty, "hours": str(hours), "as_of": on})
