"""Reading the tree. What a page asks for takes the scope first; what the house asks itself takes none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from zhibu.kernel.scope import Scope

from .models import Appointment, Org, Placement, Term


def org(scope: Scope, pk: int) -> Org:
    """An organisation of this grant. Raises Http404."""
    return get_object_or_404(Org.objects.within(scope), pk=pk)


def org_by_code(scope: Scope, code: str) -> Org:
    return get_object_or_404(Org.objects.within(scope), code=code)


def own_org(scope: Scope) -> Org:
    """The organisation whose hat is worn."""
    return org(scope, scope.org or 0)


def under(scope: Scope, top: Org) -> QuerySet[Org]:
    """A standing organisation and everything below it, in the order of the tree."""
    return Org.objects.within(scope).standing().filter(path__startswith=top.path).order_by("path")


def children(scope: Scope, parent: Org) -> list[Org]:
    """The standing organisations directly below, as they are sorted."""
    width = len(parent.path) + 3
    below = Org.objects.within(scope).standing().filter(path__gt=parent.path, path__lt=parent.path + "~")
    return [o for o in below.order_by("sort", "path") if len(o.path) == width]


def trail(scope: Scope, to: Org) -> list[Org]:
    """The organisations above, from the top; the signed scope shows their names and nothing else."""
    above = [to.path[:n] for n in range(3, len(to.path), 3)]
    return list(Org.objects.filter(path__in=above).order_by("path"))


def offices_held(person: UUID, day: date) -> list[Appointment]:
    """The offices a person holds on a day, the widest first."""
    held = Appointment.objects.in_force(day).filter(person_id=person, org__dissolved_on=None)
    return list(held.select_related("org").order_by("org__path", "pk"))


def office_holders(scope: Scope, where: Org, day: date) -> list[Appointment]:
    """Who holds which office in an organisation on a day, with names."""
    held = Appointment.objects.on(day).filter(org=where).select_related("person")
    return list(held.order_by("pk"))


def current_term(where: Org) -> Term | None:
    return where.terms.filter(ended_on=None).order_by("-elected_on").first()


def placements_on(day: date) -> QuerySet[Placement]:
    """The whole tree of a day. For the house's own reckoning."""
    return Placement.objects.on(day)


def paths_on(day: date) -> dict[int, str]:
    """organisation → its path on that day."""
    return dict(placements_on(day).values_list("org_id", "path"))


def branches_and_groups(orgs: Iterable[Org]) -> list[Org]:
    return [o for o in orgs if o.kind in {Org.Kind.BRANCH, Org.Kind.GROUP}]
