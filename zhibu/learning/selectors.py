"""Reading hours of study. They are never kept: each time they are summed from the archived meetings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from zhibu.kernel.norms import Verdict, judge
from zhibu.kernel.scope import Scope
from zhibu.meetings import selectors as meetings
from zhibu.meetings.models import Attendance, Meeting
from zhibu.members.models import Member
from zhibu.orgs.models import Appointment, Org
from zhibu.orgs.offices import BRANCH_COMMITTEE

from .models import Trainee, Training, TrainingQuerySet

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
    trained: tuple[Training, ...]
    verdict: Verdict

    @property
    def hours(self) -> Decimal:
        return total(a.meeting for a in self.counted) + total(self.trained)

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


def total(found: Iterable[Meeting] | Iterable[Training]) -> Decimal:
    return sum((each.hours for each in found), Decimal(0))


def least(duty: str, verdict: Verdict) -> int:
    """How many hours the rule asks of a duty, in the version by which was judged."""
    return int(verdict.norm.values["hours"][duty]) if verdict.norm else 0


def last_day(year: int, today: date) -> date:
    """The day by which a year is judged: its last, or today while it lasts."""
    return min(today, date(year, 12, 31))


def own_study(scope: Scope, year: int, *, today: date) -> Study:
    """Where one learned, in the room or remotely, in whatever branch, and what training a committee held.

    Judged by the office of that day.
    """
    on = last_day(year, today)
    rows = [a for a in meetings.own_attendances(scope, year) if a.mark in meetings.CAME and a.meeting.hours]
    counted = tuple(a for a in rows if a.meeting.archived_at is not None)
    waiting = tuple(a for a in rows if a.meeting.archived_at is None)
    trained = tuple(_own_trainings(scope, year, on))
    duty = _duty(scope, on)
    verdict = _judged(duty, total(a.meeting for a in counted) + total(trained), on)
    return Study(duty, counted, waiting, trained, verdict)


def _own_trainings(scope: Scope, year: int, on: date) -> TrainingQuerySet:
    """Training one took part in, whatever committee held it; its hours are of the year in which it ends."""
    if not scope.actor:
        return Training.objects.none()
    mine = Trainee.objects.filter(person_id=scope.actor).values("training_id")
    rows = Training.objects.standing().filter(pk__in=mine)
    return rows.filter(until__gte=date(year, 1, 1), until__lte=on).newest_first()


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


def trainings(scope: Scope, org: Org) -> TrainingQuerySet:
    """What a committee and those below it recorded, newest first; what was withdrawn too."""
    rows = Training.objects.within(scope)
    return rows.filter(org__path__gte=org.path, org__path__lt=org.path + "~").newest_first()


def training(scope: Scope, pk: int) -> Training:
    """A training of this grant. Raises Http404."""
    return get_object_or_404(Training.objects.within(scope).select_related("org"), pk=pk)


def trainees(of: Training) -> list[Trainee]:
    return list(of.trainees.order_by("pk"))


def members_under(scope: Scope, org: Org, people: Collection[UUID]) -> list[Member]:
    """Of these persons those whose card lies under this organisation today."""
    rows = Member.objects.within(scope).here().under(org).filter(pk__in=set(people))
    return list(rows.select_related("branch").by_name())


@dataclass(frozen=True, slots=True)
class Found:
    """Who is meant by the lines that were written, and what is wrong with the others."""

    people: tuple[UUID, ...]
    problems: tuple[str, ...]


def named(scope: Scope, org: Org, lines: Sequence[str]) -> Found:
    """Find each line "name branch" among the members under an organisation; the branch only where needed."""
    asked = [(number, *_split(line)) for number, line in enumerate(lines, 1) if line.strip()]
    rows = Member.objects.within(scope).here().under(org).filter(name__in={name for _n, name, _w in asked})
    by_name: dict[str, list[Member]] = {}
    for member in rows.select_related("branch"):
        by_name.setdefault(member.name, []).append(member)
    people: dict[UUID, int] = {}
    problems = []
    for number, name, where in asked:
        meant = [m for m in by_name.get(name, []) if where in m.branch.name or where in m.branch.short_name]
        words = {"n": number, "name": name, "where": where}
        if not meant:
            said = _("第%(n)d行：名册里没有“%(name)s”。请核对姓名。")
            if where:
                said = _("第%(n)d行：“%(where)s”没有“%(name)s”。请核对姓名和支部。")
            problems.append(said % words)
        elif len(meant) > 1:
            words["count"], words["branches"] = len(meant), _("、").join(m.branch.short_name for m in meant)
            said = _("第%(n)d行：有%(count)d位“%(name)s”（%(branches)s）。请在名字后面写上支部。")
            problems.append(said % words)
        elif meant[0].pk in people:
            words["first"] = people[meant[0].pk]
            problems.append(_("第%(n)d行：“%(name)s”在第%(first)d行已经写过了。请删去一行。") % words)
        else:
            people[meant[0].pk] = number
    return Found(tuple(people), tuple(problems))


def _split(line: str) -> tuple[str, str]:
    """王建国 柳河村 → its two words; a name pasted from a sheet is followed by a tab."""
    name, _space, where = line.strip().replace("\t", " ").replace("，", " ").replace(",", " ").partition(" ")
    return name, "".join(where.split())
