"""Meetings that lie ahead or are being worked on: their plans, who is called, who asked for leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from zhibu.kernel.scope import Scope
from zhibu.meetings.models import Invitation, Leave, Meeting, Plan, Seat
from zhibu.meetings.periods import period_of, periods_between
from zhibu.orgs.models import Org

LENGTHS: dict[str, str] = {
    Meeting.Kind.ASSEMBLY: "quarter",
    Meeting.Kind.LESSON: "quarter",
    Meeting.Kind.LIFE_MEETING: "year",
    Meeting.Kind.APPRAISAL: "year",
}  # the others meet every month
LOOKS_AT = 3


def plan(scope: Scope, pk: int) -> Plan:
    """A plan of this grant. Raises Http404."""
    return get_object_or_404(Plan.objects.within(scope).select_related("branch", "meeting"), pk=pk)


def plans_of(scope: Scope, where: Org) -> list[Plan]:
    """What an organisation and its groups have before them, soonest first."""
    rows = Plan.objects.within(scope).open().select_related("branch")
    rows = rows.filter(branch__path__gte=where.path, branch__path__lt=where.path + "~")
    return list(rows.soonest_first())


def calls(scope: Scope, today: date) -> list[Seat]:
    """To which meetings from today on one is called oneself, soonest first."""
    if not scope.actor:
        return []
    mine = Seat.objects.filter(
        person_id=scope.actor, called=True, plan__called_off_at=None, plan__meeting=None
    )
    told = Q(plan__noticed_at__isnull=False) | Q(plan__opened_at__isnull=False)
    mine = mine.filter(told, plan__held_on__gte=today)
    return list(mine.select_related("plan").order_by("plan__held_on", "plan_id"))


def own_seat(scope: Scope, of: Plan) -> Seat | None:
    """One's own seat at a meeting, if one is called."""
    rows = of.seats.filter(called=True).select_related("plan__branch")
    return rows.filter(person_id=scope.actor).first() if scope.actor else None


def own_seat_at(scope: Scope, pk: int) -> Seat:
    """One's own seat at a meeting of this grant. Raises Http404 where one is not called."""
    found = own_seat(scope, plan(scope, pk))
    if found is None:
        raise Http404
    return found


def seats(of: Plan) -> list[Seat]:
    """Everybody who is called, in the order of the roll."""
    return list(of.seats.filter(called=True).order_by("pk"))


def leaves(of: Plan) -> dict[UUID, str]:
    """person → reason, of leave that stands; as far as the wall shows them."""
    rows = Leave.objects.filter(seat__plan=of, taken_back_at=None)
    return dict(rows.values_list("person_id", "reason"))


def invitations(where: Org, today: date) -> QuerySet[Invitation]:
    """Branches that ask this one to meet together, not answered yet."""
    rows = Invitation.objects.filter(branch_id=where.pk, answered_at=None, held_on__gte=today)
    return rows.order_by("held_on", "pk")


def invitation_to(where: Org, pk: int, today: date) -> Invitation | None:
    """One of those, by its number."""
    return invitations(where, today).filter(pk=pk).first()


def invitation(scope: Scope, pk: int) -> Invitation:
    """An invitation to an organisation of this grant, not answered yet. Raises Http404."""
    here = Org.objects.within(scope).filter(kind=Org.Kind.BRANCH).values("pk")
    return get_object_or_404(Invitation, pk=pk, branch_id__in=here, answered_at=None)


def invited(of: Plan) -> list[tuple[Invitation, str]]:
    """Whom this plan's branch asked, each with its name."""
    rows = list(of.invitations.order_by("pk"))
    names = dict(siblings(of.branch)) if rows else {}
    return [(row, names.get(row.branch_id, "")) for row in rows]


def siblings(branch: Org) -> list[tuple[int, str]]:
    """The other branches under the same superior: names only, they stand on every notice board."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM zhibu.sibling_branches(%s)", [branch.pk])
        return list(cursor.fetchall())


def last_plan(branch: Org, kind: str) -> Plan | None:
    """The last plan of a kind that was not called off: the next one is copied from it."""
    return Plan.objects.open().filter(branch=branch, kind=kind).order_by("-held_on", "-pk").first()


def usual_day(branch: Org, kind: str, today: date, by: date | None = None) -> date:
    """When such a meeting is usually held next: the same day of the month, or the same 第二个星期五.

    With `by` it has to be held until then: on such a day of a month that is left, else on the last day.
    """
    rows = Meeting.objects.standing().filter(branch=branch, kind=kind).newest_first()
    held = list(rows.values_list("held_on", flat=True)[:LOOKS_AT])
    if not held:
        return today
    if by is not None:
        left = (_day_like(held, month.year, month.month) for month in _months(today, by))
        return next((day for day in left if today <= day <= by), max(today, by))
    length = LENGTHS.get(kind, "month")
    start = period_of(length, held[0])
    month = (held[0].year * 12 + held[0].month - 1) - (start.first.year * 12 + start.first.month - 1)
    period = period_of(length, start.last + timedelta(days=1))
    while True:
        number = period.first.year * 12 + period.first.month - 1 + month
        found = _day_like(held, number // 12, number % 12 + 1)
        if found >= today:
            return found
        period = period_of(length, period.last + timedelta(days=1))


def _months(since: date, until: date) -> Iterator[date]:
    return (each.first for each in periods_between("month", since, until))


def _day_like(held: list[date], year: int, month: int) -> date:
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    by_day = len({day.day for day in held}) == 1
    by_week = len({(day.isoweekday(), (day.day - 1) // 7) for day in held}) == 1
    if by_week and not by_day:
        first = date(year, month, 1)
        ahead = (held[0].isoweekday() - first.isoweekday()) % 7 + (held[0].day - 1) // 7 * 7
        return date(year, month, ahead + 1) if ahead < last else date(year, month, ahead - 6)
    return date(year, month, min(held[0].day, last))
