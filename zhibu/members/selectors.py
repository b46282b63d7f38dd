"""Reading the cards. What a page asks for takes the scope first; what the house asks itself takes none."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from zhibu.kernel.scope import Scope
from zhibu.orgs.models import Org

from .models import Change, Grouping, Member, Membership, Particular


def card(scope: Scope, pk: UUID | str) -> Member:
    """A card within the grant's range of persons. Raises Http404."""
    return get_object_or_404(Member.objects.within(scope).select_related("branch"), pk=pk)


def own_card(person: UUID | str) -> Member | None:
    """The card of the person who is acting; the database shows it to nobody else."""
    return Member.objects.filter(person_id=person).first()


def roster(scope: Scope, where: Org, *, words: str = "", day: date | None = None) -> QuerySet[Member]:
    """The members under an organisation today, by name, with today's category."""
    span = Member.objects.within(scope).filter(path__gte=where.path, path__lt=where.path + "~").here()
    if words:
        span = span.called(words)
    return with_category(span).select_related("branch").by_name()


def with_category(rows: QuerySet[Member]) -> QuerySet[Member]:
    """Annotate today's 人员类别 as `category`."""
    today = Particular.objects.filter(member=OuterRef("pk"), kind=Particular.Kind.CATEGORY, until=None)
    return rows.annotate(category=Subquery(today.values("code")[:1]))


def roll_on(branch: Org, day: date) -> QuerySet[Member]:
    """Who belonged to a branch (or group) on a day, with the category and party standing of that day."""
    table, where = (Grouping, "group") if branch.kind == Org.Kind.GROUP else (Membership, "branch")
    belonging = table.objects.on(day).filter(**{where: branch}).values("member_id")  # type: ignore[attr-defined]
    return (
        Member.objects.filter(pk__in=belonging)
        .annotate(
            category=_particular(Particular.Kind.CATEGORY, day),
            standing=_particular(Particular.Kind.STANDING, day),
        )
        .by_name()
    )


def _particular(kind: str, day: date) -> Subquery:
    rows = Particular.objects.on(day).filter(member=OuterRef("pk"), kind=kind).order_by("-from_on")
    return Subquery(rows.values("code")[:1])


def particulars_on(member: Member, day: date) -> dict[str, str]:
    """kind → code as they stood on a day."""
    rows = Particular.objects.on(day).filter(member=member)
    return dict(rows.values_list("kind", "code"))


def memberships(member: Member) -> list[Membership]:
    """Every branch the member belonged to, the newest first. Earlier branches may lie outside the scope."""
    return list(member.memberships.order_by("-from_on", "-pk"))


def changes(member: Member) -> list[Change]:
    return list(member.changes.order_by("-made_at")[:200])


def waiting_changes(scope: Scope, where: Org) -> QuerySet[Change]:
    """Corrections asked for and cards entered that a second person has not seen yet."""
    return (
        Change.objects.filter(
            Q(state=Change.State.ASKED) | Q(state=Change.State.ENTERED),
            member__path__gte=where.path,
            member__path__lt=where.path + "~",
        )
        .select_related("member", "member__branch")
        .order_by(F("made_at"))
    )
