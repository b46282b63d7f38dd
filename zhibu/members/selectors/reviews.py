"""What waits for a second person: cards by branch and by batch, who may review, who is a relative of whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.shortcuts import get_object_or_404

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.members.models import Change, Kinship, Member
from zhibu.orgs.models import Appointment, Org
from zhibu.orgs.offices import COMMITTEE_DESK, OFFICES, SECRETARIES

REVIEWS = SECRETARIES | {"organiser"} | COMMITTEE_DESK


@dataclass(frozen=True, slots=True)
class BranchWaiting:
    """How many cards of a branch wait, and on how many of them a key value."""

    branch: Org
    cards: int
    keys: int


@dataclass(frozen=True, slots=True)
class BatchWaiting:
    batch: UUID
    cards: int
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who may review a card, by the office held."""

    person: UUID
    name: str
    title: str
    org: str


def unreviewed(scope: Scope, where: Org) -> QuerySet[Member]:
    return Member.objects.within(scope).under(where).here().filter(reviewed_at=None)


def branches_waiting(scope: Scope, where: Org) -> list[BranchWaiting]:
    """The branches with cards that wait, in the order of the tree."""
    held = Q(changes__state=Change.State.ENTERED, changes__wanted_sealed__isnull=False)
    rows = (
        unreviewed(scope, where)
        .order_by()
        .values("branch_id")
        .annotate(cards=Count("pk", distinct=True), keys=Count("pk", filter=held, distinct=True))
    )
    counted = {row["branch_id"]: (row["cards"], row["keys"]) for row in rows}
    orgs = Org.objects.filter(pk__in=counted).order_by("path")
    return [BranchWaiting(org, *counted[org.pk]) for org in orgs]


def batches_waiting(scope: Scope, where: Org) -> list[BatchWaiting]:
    """The batches of which something waits, the latest first."""
    rows = (
        Change.objects.filter(
            state=Change.State.ENTERED, batch__isnull=False, member__in=unreviewed(scope, where)
        )
        .order_by()
        .values("batch")
        .annotate(cards=Count("member_id", distinct=True), at=Min("made_at"), who=Max("made_by_name"))
        .order_by("-at")
    )
    found = rows.values_list("batch", "cards", "who", "at")[:50]
    return [BatchWaiting(batch, cards, who, at) for batch, cards, who, at in found if batch]


def cards_of_batch(scope: Scope, batch: UUID) -> QuerySet[Member]:
    """The cards of a batch that wait, by branch and name."""
    waiting = Change.objects.filter(batch=batch, state=Change.State.ENTERED).values("member_id")
    rows = Member.objects.within(scope).here().filter(pk__in=waiting, reviewed_at=None)
    return rows.select_related("branch").order_by("path", "pinyin", "person_id")


def waiting_of(members: list[Member]) -> dict[UUID, list[Change]]:
    """member → what was entered and waits, the oldest first."""
    found: dict[UUID, list[Change]] = {}
    rows = Change.objects.filter(member_id__in=[m.pk for m in members], state=Change.State.ENTERED)
    for change in rows.order_by("pk"):
        found.setdefault(change.member_id, []).append(change)
    return found


def waiting_change(scope: Scope, pk: int) -> Change:
    """A key value that waits. Raises Http404."""
    rows = Change.objects.filter(state=Change.State.ENTERED, wanted_sealed__isnull=False)
    inside = rows.filter(member__in=Member.objects.within(scope)).select_related("member__branch")
    return get_object_or_404(inside, pk=pk)


def reviewers(member: Member) -> list[Reviewer]:
    """Who may review a card by office, from the branch upwards; a member is not his own reviewer."""
    above = [member.path[:n] for n in range(3, len(member.path) + 1, 3)]
    rows = (
        Appointment.objects.in_force(clock.today())
        .filter(org__path__in=above, office__in=REVIEWS)
        .exclude(person_id=member.pk)
        .select_related("person", "org")
        .order_by("-org__path", "pk")
    )
    return [
        Reviewer(row.person_id, row.person.name, str(OFFICES[row.office].title), row.org.short_name)
        for row in rows
    ]


def second_persons(member: Member, entered_by: set[str]) -> list[Reviewer]:
    """Those of the branch itself who could review: not the member, not who entered, no relative."""
    kin = {k.relative_id for k in kinships(member)}
    here = Appointment.objects.in_force(clock.today()).filter(org_id=member.branch_id, office__in=REVIEWS)
    own = set(here.values_list("person_id", flat=True))
    return [
        each
        for each in reviewers(member)
        if each.person in own and each.person not in kin and str(each.person) not in entered_by
    ]


def kinships(member: Member) -> list[Kinship]:
    """The relatives declared of a member, in either direction, that stand."""
    rows = Kinship.objects.filter(Q(member=member) | Q(relative_id=member.pk), withdrawn_at=None)
    return list(rows.select_related("member", "relative").order_by("pk"))


def kinship(scope: Scope, pk: int) -> Kinship:
    """One of them. Raises Http404."""
    rows = Kinship.objects.filter(withdrawn_at=None, member__in=Member.objects.within(scope))
    return get_object_or_404(rows.select_related("member"), pk=pk)
