"""Reading the life of an organisation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404

from zhibu.kernel.scope import Scope
from zhibu.members import selectors as members
from zhibu.orgs.models import Appointment, Org
from zhibu.orgs.offices import BRANCH_COMMITTEE

from .models import Attendance, Excuse, Meeting
from .models.meeting import MeetingQuerySet


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who is expected at a meeting: as the roll stood on its day."""

    person_id: UUID
    name: str
    category: str
    entitled: bool


def meeting(scope: Scope, pk: int) -> Meeting:
    """A meeting of this grant. Raises Http404."""
    return get_object_or_404(Meeting.objects.within(scope).select_related("branch"), pk=pk)


def recent(scope: Scope, where: Org) -> MeetingQuerySet:
    """The meetings of an organisation and its groups, newest first, with their turnout."""
    rows = Meeting.objects.within(scope).standing()
    rows = rows.filter(branch__path__gte=where.path, branch__path__lt=where.path + "~")
    return (
        rows.select_related("branch")
        .annotate(
            expected=Count("attendances"),
            present=Count("attendances", filter=Q(attendances__mark__in=CAME)),
        )
        .newest_first()
    )


CAME = (Attendance.Mark.PRESENT, Attendance.Mark.REMOTE)


def expected_at(branch: Org, kind: str, day: date) -> list[Expected]:
    """应到: who belonged to the branch (group, committee) on that day, and who of them has a vote.

    Formal members in good standing vote; 预备党员 are expected and do not (党章 第七条). Those whose
    membership is suspended or who are on 留党察看 keep no vote (QUO-05).
    """
    if kind == Meeting.Kind.BRANCH_COMMITTEE:
        return [Expected(h.person_id, h.person.name, "formal", True) for h in _committee(branch, day)]
    return [
        Expected(
            m.pk, m.name, m.category or "", m.category == "formal" and m.standing in {None, "normal"}
        )
        for m in members.roll_on(branch, day)
    ]


def _committee(branch: Org, day: date) -> list[Appointment]:
    """The members of the branch committee on a day, each once, whatever offices they hold."""
    held = Appointment.objects.in_force(day).filter(org=branch, office__in=BRANCH_COMMITTEE)
    people: dict[UUID, Appointment] = {}
    for appointment in held.select_related("person").order_by("pk"):
        people.setdefault(appointment.person_id, appointment)
    return list(people.values())


def has_committee(branch: Org, day: date) -> bool:
    """A committee is three or more; below that the secretary (and deputy) act alone (ORG-04)."""
    return len(_committee(branch, day)) >= 3


def has_groups(branch: Org) -> bool:
    return Org.objects.standing().filter(kind=Org.Kind.GROUP, path__startswith=branch.path).exists()


def attendances(of: Meeting) -> list[Attendance]:
    """The frozen list of a meeting, in its order."""
    return list(of.attendances.order_by("pk"))


def excuses(of: Meeting) -> dict[int, str]:
    """attendance → reason, for those whose range of persons covers the branch."""
    return dict(Excuse.objects.filter(attendance__meeting=of).values_list("attendance_id", "reason"))


def own_attendances(scope: Scope, year: int) -> list[Attendance]:
    """Where one was expected in a year, and whether one came; also in branches one has left."""
    mine = Attendance.objects.filter(person_id=scope.actor, meeting__held_on__year=year)
    mine = mine.filter(meeting__withdrawn_at=None)
    return list(mine.select_related("meeting").order_by("-meeting__held_on", "-pk"))


def held_dates(branch: Org, since: date, until: date) -> dict[str, list[date]]:
    """kind → the days on which such a meeting was held, for the house's own judging.

    A group's meeting counts for its branch.
    """
    rows = Meeting.objects.standing().filter(
        Q(branch=branch) | Q(branch__path__startswith=branch.path, branch__kind=Org.Kind.GROUP),
        held_on__gte=since,
        held_on__lte=until,
    )
    held: dict[str, list[date]] = {}
    for kind, day in rows.order_by("held_on").values_list("kind", "held_on"):
        held.setdefault(kind, []).append(day)
    return held


def annual_meetings(branch: Org, kind: str, year: int) -> list[dict[str, Any]]:
    """The meetings of a kind that were held for a year, as the norm asks for them."""
    rows = Meeting.objects.standing().filter(branch=branch, kind=kind, for_year=year)
    return [{"on": m.held_on, "for_year": m.for_year} for m in rows]


def first_recorded(branch: Org) -> date | None:
    return Meeting.objects.filter(branch=branch).order_by("held_on").values_list("held_on", flat=True).first()
