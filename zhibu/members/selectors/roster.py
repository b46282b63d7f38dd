"""Reading who belongs where: today's roster by name, and the roll of any day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from zhibu.kernel.scope import Scope
from zhibu.members.models import Change, Grouping, Member, Membership, Particular
from zhibu.members.models.member import LAST, MemberQuerySet
from zhibu.orgs.models import Org
from zhibu.orgs.selectors.beside import Count, Found

MANY = 1_000  # unreviewed cards: after an import it is all of them, and nobody asks how many exactly
FEW = 2_000  # who have the characters that were typed: beyond, the first page is full after a few steps


def card(scope: Scope, pk: UUID | str) -> Member:
    """A card within the grant's range of persons. Raises Http404."""
    return get_object_or_404(Member.objects.within(scope).select_related("branch", "person"), pk=pk)


def own_card(person: UUID | str) -> Member | None:
    """The card of the person who is acting; the database shows it to nobody else."""
    return Member.objects.select_related("person").filter(person_id=person).first()


def roster(
    scope: Scope,
    where: Org,
    *,
    words: str = "",
    category: str = "",
    unreviewed: bool = False,
) -> QuerySet[Member]:
    """The members under an organisation today, by name, with today's category and education.

    `words`: part of the name, or pinyin or its initials; `unreviewed`: cards with something a second
    person has not seen.
    """
    span = Member.objects.within(scope).under(where).here()
    if words:
        span = _called(span, where, words)
    if unreviewed:
        span = span.filter(reviewed_at=None)
    if category:
        span = span.filter(category_now=category)
    rows = span.annotate(category=F("category_now"), education=_today(Particular.Kind.EDUCATION))
    return rows.select_related("branch").by_name()


def _called(span: MemberQuerySet, where: Org, words: str) -> MemberQuerySet:
    """By sound along an index; by characters those few who have them, or many along the list."""
    if words.isascii():
        return _sounding(span, "".join(words.replace("\0", "").split()).lower())
    with connection.cursor() as cursor:
        characters = "".join(words.replace("\0", "").split())
        cursor.execute("SELECT zhibu.called(%s, %s, %s, %s)", [characters, where.path, where.path + "~", FEW])
        found = cursor.fetchone()[0]
    return span.called(words) if found is None else span.filter(pk__in=found)


def _sounding(span: MemberQuerySet, letters: str) -> MemberQuerySet:
    """Letters that begin nobody's pinyin, as zjg, are initials alone: these stand in order of names."""
    if len(letters) < 2 or span.filter(pinyin__gte=letters, pinyin__lt=letters + LAST).exists():
        return span.called(letters)
    return span.initialled(letters)


def _today(kind: str) -> Subquery:
    rows = Particular.objects.filter(member=OuterRef("pk"), kind=kind, until=None)
    return Subquery(rows.values("code")[:1])


Categories = Callable[[Scope, Org], dict[str, int]]
_categories: list[Categories] = []


def count_categories_by(count: Categories) -> None:
    """A room above keeps figures of any node; then nobody counts half a million cards for the head of a page.

    `count` gives today's members under an organisation by 人员类别, exact, and Refused outside the grant.
    """
    _categories[:] = [count]


def totals(scope: Scope, where: Org) -> dict[str, int]:
    """How many under an organisation are formal, probationary, and not yet reviewed (counted up to MANY)."""
    here = Member.objects.within(scope).under(where).here()
    if where.path in scope.persons:
        by = (_categories or [counted_by_category])[0](scope, where)
    else:
        by = {}  # nobody's card is open
    return {
        "members": sum(by.values()),
        "formal": by.get("formal", 0),
        "probationary": by.get("probationary", 0),
        "unreviewed": here.filter(reviewed_at=None).order_by()[:MANY].count(),
    }


def counted_by_category(scope: Scope, where: Org) -> dict[str, int]:
    """Card by card, as the database shows them."""
    rows = Member.objects.within(scope).under(where).here()
    return Counter(rows.order_by().values_list("category_now", flat=True).iterator())


def gone(scope: Scope, where: Org) -> QuerySet[Membership]:
    """The memberships by which members died or left the Party, the latest first."""
    rows = Membership.objects.filter(member__in=Member.objects.within(scope).under(where).gone())
    return (
        rows.exclude(left__in=["", Membership.Left.TRANSFERRED, Membership.Left.MISTAKE])
        .select_related("member")
        .order_by("-until", "-pk")
    )


def moved_away(scope: Scope, where: Org) -> list[Membership]:
    """Who belonged to a branch and moved on; those whose card now lies beyond the grant are not seen."""
    rows = Membership.objects.filter(branch=where, left=Membership.Left.TRANSFERRED).select_related("member")
    return list(rows.order_by("-until", "-pk")[:200])


def roll_on(branch: Org, day: date) -> QuerySet[Member]:
    """Who belonged to a branch (or group) on a day, with the category and party standing of that day."""
    if branch.kind == Org.Kind.GROUP:
        belonging = Q(pk__in=Grouping.objects.on(day).filter(group=branch).values("member_id"))
    else:
        belonging = Q(pk__in=Membership.objects.on(day).filter(branch=branch).values("member_id"))
    return (
        Member.objects.filter(belonging)
        .annotate(
            category=_particular(Particular.Kind.CATEGORY, day),
            standing=_particular(Particular.Kind.STANDING, day),
        )
        .by_name()
    )


def _particular(kind: str, day: date) -> Subquery:
    rows = Particular.objects.on(day).filter(member=OuterRef("pk"), kind=kind).order_by("-from_on")
    return Subquery(rows.values("code")[:1])


def grouped(scope: Scope, branch: Org) -> list[tuple[Member, int | None]]:
    """The members of a branch by name, each with the group he belongs to today."""
    rows = Member.objects.within(scope).filter(branch=branch).here().by_name()
    today = Grouping.objects.filter(member=OuterRef("pk"), until=None).values("group_id")[:1]
    return [(m, m.group_now) for m in rows.annotate(group_now=Subquery(today))]  # type: ignore[attr-defined]


def by_ids(scope: Scope, where: Org, ids: list[UUID]) -> list[Member]:
    """Those of these persons who belong under an organisation today, by name."""
    return list(Member.objects.within(scope).under(where).here().filter(pk__in=ids).by_name())


def counts(scope: Scope) -> dict[int, Count]:
    """branch → its members today, of the signed range of branches: numbers for the tree of organisations."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT branch_id, members, formal FROM zhibu.branch_counts()")
        return {pk: Count(members, formal) for pk, members, formal in cursor.fetchall()}


def found(scope: Scope, words: str) -> list[Found]:
    """Members of the grant's range by name or initials, for whoever looks for somebody to appoint."""
    rows = Member.objects.within(scope).here().called(words).select_related("branch").by_name()
    return [Found(m.pk, m.name, m.branch.short_name) for m in rows[:20]]


def waiting_changes(scope: Scope, where: Org) -> QuerySet[Change]:
    """Corrections asked for and cards entered that a second person has not seen yet."""
    return (
        Change.objects.filter(
            Q(state=Change.State.ASKED) | Q(state=Change.State.ENTERED),
            member__path__gte=where.path,
            member__path__lt=where.path + "~",
        )
        .select_related("member", "member__branch")
        .order_by("made_at")
    )


def asked_corrections(scope: Scope, where: Org, limit: int = 200) -> list[Change]:
    """What members ask to have corrected and nobody has answered, the oldest first."""
    inside = Member.objects.within(scope).under(where)
    rows = Change.objects.filter(state=Change.State.ASKED, member__in=inside)
    return list(rows.select_related("member", "member__branch").order_by("made_at")[:limit])


def asked_correction(scope: Scope, pk: int) -> Change:
    """One of them. Raises Http404."""
    rows = Change.objects.filter(state=Change.State.ASKED, member__in=Member.objects.within(scope))
    return get_object_or_404(rows.select_related("member", "member__branch"), pk=pk)


def branches_of(people: Sequence[str]) -> list[int]:
    """The branches these members belong to today. Asked by the house."""
    rows = Member.objects.filter(pk__in=[UUID(pk) for pk in people]).order_by()
    return list(rows.values_list("branch_id", flat=True).distinct())
