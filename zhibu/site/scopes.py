"""The scope provider: from a cookie or a token to the grant a page is entered under."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from zhibu.guard import selectors as guard
from zhibu.guard.models import Person, Session, Token
from zhibu.guard.offices import GUEST, PERSON
from zhibu.kernel import clock
from zhibu.kernel.cards import duties_of
from zhibu.kernel.scope import DOOR, NOWHERE, Range, Scope, wear
from zhibu.kernel.web.door import Entry
from zhibu.members import selectors as members
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Appointment
from zhibu.orgs.offices import OFFICES

MEMBER = "member"


class ScopeProvider:
    """Grants are found anew at each request: what was revoked a moment ago gives nothing now."""

    @property
    def sign_in_url(self) -> str:
        return reverse("guard.sign_in")

    def enter(self, request: HttpRequest) -> Entry:
        wear(DOOR)
        session = guard.session_of(request)
        if session is None:
            return Entry(guest())
        hats = grants(session.person)
        worn = pick(hats, session.appointment)
        return Entry(worn, hats, session, self._must_go(session, worn))

    def enter_by_token(self, request: HttpRequest) -> Entry:
        wear(DOOR)
        token: Token | None = guard.token_of(request)
        if token is None:
            return Entry(guest())
        hats = grants(token.person)
        worn = [hat for hat in hats if hat.appointment == token.appointment]
        return Entry(worn[0] if worn else person_only(token.person), hats, token)

    def _must_go(self, session: Session, worn: Scope) -> str:
        account = session.person.account
        if account.must_change:
            return reverse("guard.password")
        if needs_second_factor(worn) and not account.exempt and session.second_factor_at is None:
            return reverse("guard.second_factor")
        return ""


def guest() -> Scope:
    return Scope(duties=duties_of(GUEST))


def person_only(person: Person) -> Scope:
    """Somebody who belongs nowhere today: their own traces, nothing else."""
    return Scope(actor=str(person.pk), name=person.name, office=PERSON, purpose=PERSON, duties=duties_of(PERSON))


def grants(person: Person) -> tuple[Scope, ...]:
    """Every grant of a person today: the member's own first, then the offices held."""
    wear(Scope(actor=str(person.pk), purpose="door"))
    own = member_grant(person)
    offices = tuple(office_grant(person, held) for held in orgs.offices_held(person.pk, clock.today()))
    return (*((own,) if own else ()), *offices) or (person_only(person),)


def member_grant(person: Person) -> Scope | None:
    card = members.own_card(person.pk)
    if card is None or card.gone_on is not None:
        return None
    return Scope(
        actor=str(person.pk),
        name=person.name,
        office=MEMBER,
        org=card.branch_id,
        branches=Range.under(card.path),
        purpose=MEMBER,
        duties=duties_of(MEMBER, PERSON, GUEST),
    )


def office_grant(person: Person, held: Appointment) -> Scope:
    office = OFFICES[held.office]
    span = Range.under(held.org.path)
    return Scope(
        actor=str(person.pk),
        name=person.name,
        office=held.office,
        org=held.org_id,
        appointment=held.pk,
        branches=span,
        persons=span if office.persons else NOWHERE,
        purpose=office.purpose,
        duties=duties_of(held.office, PERSON, GUEST),
    )


def pick(hats: Iterable[Scope], appointment: int | None) -> Scope:
    """The hat last worn; if that office has ended, the first there is."""
    hats = list(hats)
    return next((hat for hat in hats if hat.appointment == appointment), hats[0])


def needs_second_factor(scope: Scope) -> bool:
    """Offices above the branch are entered with a second factor."""
    office = OFFICES.get(scope.office)
    return office is not None and office.level != "branch"


def scope_of(login: str) -> Scope:
    """The grant under which the command line acts for a login: the office with the widest reach.

    Call inside a transaction. Raises guard.NoSuchLogin.
    """
    wear(DOOR)
    person = guard.person_by_login(login)
    hats = grants(person)
    widest: Scope = min(hats, key=lambda hat: (hat.persons == NOWHERE, len(hat.branches.lo)))
    return widest


def person_id(scope: Scope) -> UUID:
    return UUID(scope.actor)
