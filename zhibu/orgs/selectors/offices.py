"""Reading who holds which office, since when, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.shortcuts import get_object_or_404

from zhibu.guard.models import Person
from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.orgs.models import Appointment, Org, Term
from zhibu.orgs.offices import BRANCH_COMMITTEE, OFFICES, SECRETARIES, fits

from .beside import Found

LEADS = ("secretary", "committee_secretary", "group_leader")


def offices_held(person: UUID, day: date) -> list[Appointment]:
    """The offices a person holds on a day, the widest first."""
    held = Appointment.objects.in_force(day).filter(person_id=person, org__dissolved_on=None)
    return list(held.select_related("org").order_by("org__path", "pk"))


def own_offices(scope: Scope) -> list[Appointment]:
    """The offices the one who acts holds today, wherever they are; those without confirmation too."""
    held = Appointment.objects.on(clock.today()).filter(person_id=scope.actor)
    return list(held.order_by("from_on", "pk"))


def office_holders(scope: Scope, where: Org, day: date) -> list[Appointment]:
    """Who holds which office in an organisation on a day, with names, in the order of the offices."""
    held = Appointment.objects.on(day).filter(org=where).select_related("person")
    order = list(OFFICES)
    return sorted(held.order_by("pk"), key=lambda a: order.index(a.office))


def former_holders(scope: Scope, where: Org, day: date) -> list[Appointment]:
    """Who held an office there before, the latest first."""
    ended = Appointment.objects.filter(org=where, until__lte=day).select_related("person")
    return list(ended.order_by("-until", "-pk")[:50])


def appointment(scope: Scope, where: Org, pk: int) -> Appointment:
    """One office held in an organisation of this grant. Raises Http404."""
    rows = Appointment.objects.within(scope).select_related("person", "org")
    return get_object_or_404(rows, pk=pk, org=where)


def leaders(scope: Scope, orgs: Iterable[Org] | None = None) -> dict[int, str]:
    """organisation → the name of who leads it today (书记, 组长)."""
    rows = Appointment.objects.within(scope).in_force(clock.today()).filter(office__in=LEADS)
    if orgs is not None:
        rows = rows.filter(org__in=orgs)
    return dict(rows.order_by("-from_on", "-pk").values_list("org_id", "person__name"))


def titles_of(scope: Scope, people: Iterable[UUID]) -> dict[UUID, str]:
    """person → the offices held today in the range of this grant, in words: 东镇党委 · 组织干事."""
    rows = Appointment.objects.within(scope).in_force(clock.today()).filter(person__in=list(people))
    titles: dict[UUID, list[str]] = {}
    for held in rows.select_related("org").order_by("org__path", "pk"):
        title = f"{held.org.short_name} · {held.get_office_display()}"
        titles.setdefault(held.person_id, []).append(title)
    return {person: "；".join(said) for person, said in titles.items()}


def committee_size(where: Org, day: date) -> int:
    """The people of the branch committee; 0 where only a secretary (and deputy) was chosen."""
    held = list(
        Appointment.objects.in_force(day)
        .filter(org=where, office__in=BRANCH_COMMITTEE)
        .values_list("person_id", "office")
    )
    if {office for _, office in held} <= SECRETARIES:
        return 0
    return len({person for person, _ in held})


def waiting(scope: Scope) -> list[Appointment]:
    """Offices of this grant's range that give no right until a second person confirms them."""
    rows = Appointment.objects.within(scope).waiting().select_related("person", "org")
    return list(rows.order_by("made_at"))


def one_waiting(scope: Scope, pk: int) -> Appointment:
    """One of them. Raises Http404."""
    rows = Appointment.objects.within(scope).waiting().select_related("person", "org")
    return get_object_or_404(rows, pk=pk)


def person(pk: UUID) -> Person:
    """A person whom this grant sees through a card or an office. Raises Http404."""
    return get_object_or_404(Person, pk=pk)


def holders_called(scope: Scope, words: str) -> list[Found]:
    """People without a card who hold or held an office in the range: an auditor, an administrator."""
    rows = (
        Appointment.objects.within(scope).filter(person__name__contains=words).select_related("person", "org")
    )
    return [Found(a.person_id, a.person.name, a.org.short_name) for a in rows.order_by("pk")[:20]]


def offices_for(kind: str) -> list[tuple[str, str]]:
    """The offices that can be held at an organisation of this kind, with their titles."""
    return [(office.code, str(office.title)) for office in OFFICES.values() if fits(office.code, kind)]


def current_term(where: Org) -> Term | None:
    return where.terms.filter(ended_on=None).order_by("-elected_on").first()


def terms(where: Org) -> list[Term]:
    return list(where.terms.order_by("-elected_on"))
