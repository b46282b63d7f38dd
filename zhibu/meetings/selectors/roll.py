"""应到: who is expected at a meeting on a day, and who of them has a vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from zhibu.kernel.scope import Scope
from zhibu.meetings.models import Attendance, Meeting
from zhibu.orgs.models import Appointment, Org
from zhibu.orgs.offices import BRANCH_COMMITTEE

CAME = (Attendance.Mark.PRESENT, Attendance.Mark.REMOTE)
CHAIRS = {Org.Kind.GROUP: ("group_leader",)}


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who is expected at a meeting: as the roll stood on its day."""

    person_id: UUID
    name: str
    category: str
    entitled: bool


def expected_at(branch: Org, kind: str, day: date) -> list[Expected]:
    """应到: who belonged to the branch (group, committee) on that day, and who of them has a vote.

    Formal members in good standing vote; 预备党员 are expected and do not (党章 第七条). Who is on 留党察看
    is expected and keeps no vote; whose membership is suspended (停止党籍) is not expected (QUO-05).
    """
    if kind == Meeting.Kind.BRANCH_COMMITTEE:
        return [Expected(h.person_id, h.person.name, "formal", True) for h in _committee(branch, day)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM zhibu.roll(%s, %s)", [branch.pk, day])
        return [Expected(*row) for row in cursor.fetchall()]


def _committee(branch: Org, day: date) -> list[Appointment]:
    """The members of the branch committee on a day, each once, whatever offices they hold."""
    held = Appointment.objects.in_force(day).filter(org=branch, office__in=BRANCH_COMMITTEE)
    people: dict[UUID, Appointment] = {}
    for appointment in held.select_related("person").order_by("pk"):
        people.setdefault(appointment.person_id, appointment)
    return list(people.values())


def chair_of(branch: Org, day: date) -> str:
    """Who convenes and chairs (第十四条): the secretary, else the deputy; the leader of a group."""
    offices = CHAIRS.get(Org.Kind(branch.kind), ("secretary", "deputy_secretary"))
    held = Appointment.objects.in_force(day).filter(org=branch, office__in=offices).select_related("person")
    found = {h.office: h.person.name for h in held}
    return next((found[office] for office in offices if office in found), "")


def offices_of(branch: Org, day: date, people: Sequence[UUID]) -> list[str]:
    """The offices any of these persons held there on a day."""
    held = Appointment.objects.in_force(day).filter(org=branch, person__in=people)
    return list(held.order_by("pk").values_list("office", flat=True))


def recordable(scope: Scope) -> list[Org]:
    """The branches and groups for which this grant records: the worn organisation and what is below it."""
    span = Org.objects.within(scope).standing()
    return list(span.filter(kind__in=[Org.Kind.BRANCH, Org.Kind.GROUP]).order_by("path")[:200])


def who_attended(scope: Scope, people: Sequence[UUID]) -> dict[UUID, str]:
    """Of these persons, those whom a record of a meeting names: their cards are not taken back."""
    rows = Attendance.objects.filter(person_id__in=people).order_by().values_list("person_id", flat=True)
    return dict.fromkeys(rows.distinct(), _("会议记录里有这位同志"))
