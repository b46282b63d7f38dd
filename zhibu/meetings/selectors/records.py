"""Meetings that were recorded, with what was written down about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import count, islice
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.shortcuts import get_object_or_404

from zhibu.kernel.scope import Scope
from zhibu.meetings.models import Attendance, Excuse, Meeting, Resolution
from zhibu.meetings.models.meeting import MeetingQuerySet
from zhibu.orgs.models import Org

from .roll import CAME


def meeting(scope: Scope, pk: int) -> Meeting:
    """A meeting of this grant. Raises Http404."""
    return get_object_or_404(Meeting.objects.within(scope).select_related("branch"), pk=pk)


def may_see(scope: Scope, pk: int) -> bool:
    return Meeting.objects.within(scope).filter(pk=pk).exists()


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


def of_year(scope: Scope, where: Org, year: int) -> MeetingQuerySet:
    """`recent`, of one year."""
    return recent(scope, where).filter(held_on__year=year)


def topics(scope: Scope, words: str, limit: int = 20) -> list[Meeting]:
    """Meetings of this grant whose topic contains what was typed, newest first.

    The database bounds them by the signed range. A grant that reads a part of it only, as an examiner a
    period, is shown what it may read of the last thousand.
    """
    for most in (limit, 50 * limit):
        with connection.cursor() as cursor:
            cursor.execute("SELECT zhibu.held_about(%s, %s)", [words.replace("\0", ""), most])
            pks = cursor.fetchone()[0]
        found = list(Meeting.objects.standing().filter(pk__in=pks).newest_first()[:limit])
        if len(pks) < most or len(found) == limit:
            break
    return found


def newest(scope: Scope, limit: int) -> list[Meeting]:
    """The last meetings of this grant, newest first."""
    return list(Meeting.objects.within(scope).standing().newest_first()[:limit])


def last_of(branch: Org, kind: str) -> Meeting | None:
    """The last meeting of a kind: what is usual here is taken from it."""
    return Meeting.objects.standing().filter(branch=branch, kind=kind).newest_first().first()


def number_of(of: Meeting) -> int:
    """Which meeting of its kind in the year this is: 2026年第3次支部党员大会."""
    return numbers([of])[of.pk]


def numbers(meetings: Sequence[Meeting]) -> dict[int, int]:
    """meeting → its number: the one it was archived with, else the one it would be archived with today.

    Those not archived yet stand in the order of their days in the numbers left free (as the database
    counts when it archives one): what is recorded later changes no number that was printed.
    """
    found = {m.pk: m.number for m in meetings if m.number is not None}
    rest = [m for m in meetings if m.number is None]
    if not rest:
        return found
    years = [m.held_on.year for m in rest]
    rows = Meeting.objects.standing().filter(branch_id__in={m.branch_id for m in rest})
    rows = rows.filter(held_on__gte=date(min(years), 1, 1), held_on__lte=date(max(years), 12, 31))
    taken: dict[tuple[int, str, int], set[int]] = defaultdict(set)
    waiting: dict[tuple[int, str, int], list[tuple[date, int]]] = defaultdict(list)
    for pk, branch, kind, on, number in rows.values_list("pk", "branch_id", "kind", "held_on", "number"):
        if number is None:
            waiting[branch, kind, on.year].append((on, pk))
        else:
            taken[branch, kind, on.year].add(number)
    for m in rest:
        key = (m.branch_id, m.kind, m.held_on.year)
        before = sum(each < (m.held_on, m.pk) for each in waiting[key])
        free = (n for n in count(1) if n not in taken[key])
        found[m.pk] = next(islice(free, before, None))
    return found


def meetings_below(scope: Scope, where: Org, year: int) -> dict[str, int]:
    """path of each organisation directly below → how many meetings were recorded under it in a year."""
    rows = Meeting.objects.within(scope).standing().filter(held_on__year=year)
    rows = rows.filter(branch__path__gt=where.path, branch__path__lt=where.path + "~")
    step = Substr("branch__path", 1, len(where.path) + 3)
    return dict(rows.annotate(step=step).values_list("step").annotate(n=Count("pk")).order_by())


def attendances(of: Meeting) -> list[Attendance]:
    """The frozen list of a meeting, in its order."""
    return list(of.attendances.order_by("pk"))


def resolutions(of: Meeting) -> list[Resolution]:
    return list(of.resolutions.order_by("sort", "pk"))


def excuses(of: Meeting) -> dict[UUID, str]:
    """person → reason. The wall shows them to whose range of persons covers the branch, and one's own."""
    return dict(Excuse.objects.filter(attendance__meeting=of).values_list("person_id", "reason"))


def own_attendances(scope: Scope, year: int) -> QuerySet[Attendance]:
    """Where one was expected in a year, and whether one came; also in branches one has left."""
    if not scope.actor:
        return Attendance.objects.none()
    mine = Attendance.objects.filter(person_id=scope.actor, meeting__withdrawn_at=None)
    mine = mine.filter(meeting__held_on__gte=date(year, 1, 1), meeting__held_on__lte=date(year, 12, 31))
    return mine.select_related("meeting").order_by("-meeting__held_on", "-pk")
