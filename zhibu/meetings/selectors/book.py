"""The book of one branch: what it is judged by. Read once, judged for any day; by the house itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from zhibu.kernel.clock import SHANGHAI
from zhibu.meetings.models import Meeting, Unheld
from zhibu.orgs.models import Appointment, Org, Placement
from zhibu.orgs.offices import BRANCH_COMMITTEE


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that was held and counts."""

    pk: int
    org: int
    kind: str
    on: date
    for_year: int | None


@dataclass(frozen=True, slots=True)
class Book:
    """What happened in a branch and its groups, and how it was set up from when to when.

    `opened` is the day since which zhibu keeps the book: nothing before it is called missing.
    """

    branch: Org
    opened: date
    groups: tuple[Org, ...]
    committee: tuple[tuple[UUID, date, date | None], ...]
    held: tuple[Held, ...]
    explained: dict[tuple[int, str, str], str]  # (org, kind, period) → why it was not held

    def has_committee(self, day: date) -> bool:
        """A committee is three or more; below that the secretary (and deputy) act alone (ORG-04)."""
        return (
            len({who for who, since, until in self.committee if since <= day and not _over(until, day)}) >= 3
        )

    def groups_on(self, day: date) -> list[Org]:
        return [g for g in self.groups if g.founded_on <= day and not _over(g.dissolved_on, day)]

    def days(self, kind: str, *, org: int | None = None) -> list[date]:
        """The days on which such a meeting was held, here or by one group."""
        return [h.on for h in self.held if h.kind == kind and org in {None, h.org}]


def _over(until: date | None, day: date) -> bool:
    return until is not None and until <= day


def book(branch: Org, since: date, until: date) -> Book:
    """The book of a branch with the meetings held from `since` to `until`, both days included."""
    here, *groups = _branch_and_groups(branch)
    held = Meeting.objects.standing().filter(branch_id__in=[branch.pk, *(g.pk for g in groups)])
    held = held.filter(held_on__gte=since, held_on__lte=until).order_by("held_on", "pk")
    rows = held.values_list("pk", "branch_id", "kind", "held_on", "for_year")
    offices = Appointment.objects.filter(org=branch, office__in=BRANCH_COMMITTEE)
    offices = offices.filter(Q(needs_second=False) | Q(confirmed_at__isnull=False))
    return Book(
        branch=branch,
        opened=_opened(branch, here.entered, here.first),  # type: ignore[attr-defined]
        groups=tuple(groups),
        committee=tuple(offices.values_list("person_id", "from_on", "until")),
        held=tuple(Held(*row) for row in rows),
        explained=_explained([branch.pk, *(g.pk for g in groups)]),
    )


def _explained(orgs: list[int]) -> dict[tuple[int, str, str], str]:
    rows = Unheld.objects.filter(branch_id__in=orgs, taken_back_at=None)
    return {(row.branch_id, row.kind, row.period): row.why for row in rows}


def _branch_and_groups(branch: Org) -> list[Org]:
    """The branch, then its groups, each with the moment it was entered and its first meeting."""
    entered = Placement.objects.filter(org=OuterRef("pk")).order_by("made_at").values("made_at")
    span = Org.objects.filter(path__gte=branch.path, path__lt=branch.path + "~")
    rows = span.annotate(entered=Subquery(entered[:1]), first=Subquery(_in_time().values("held_on")[:1]))
    return list(rows.order_by("path"))


def _in_time() -> QuerySet[Meeting]:
    """The meetings that were written down in their time: one recorded late (补录) opens no book."""
    return Meeting.objects.standing().filter(branch=OuterRef("pk"), late=False).order_by("held_on")


def _opened(branch: Org, entered: datetime | None, first: date | None) -> date:
    """The day the branch was entered here; earlier, if a meeting was recorded in time before that."""
    day = _day(entered) if entered else branch.founded_on
    return max(branch.founded_on, min(day, first) if first else day)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def branches() -> list[int]:
    """Every branch that stands, for the dawn of a day."""
    return list(Org.objects.branches().standing().order_by("pk").values_list("pk", flat=True))


def branch_of(pk: int) -> Org:
    """The branch itself, or the branch of a group: where a meeting counts."""
    org = Org.objects.get(pk=pk)
    return Org.objects.get(path=org.path[:-3]) if org.kind == Org.Kind.GROUP else org
