"""The scope provider: from a cookie or a token to the grant a page is entered under."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest

from zhibu.guard import selectors as guard
from zhibu.guard import services as guard_services
from zhibu.guard.models import OWN_HAT, Person, Session, Token
from zhibu.guard.offices import GUEST, PERSON
from zhibu.kernel import clock, jobs
from zhibu.kernel.cards import duties_of, known_duties
from zhibu.kernel.models import Job
from zhibu.kernel.scope import DOOR, HOUSE, NOWHERE, Range, Scope, wear
from zhibu.kernel.web.addresses import link
from zhibu.kernel.web.door import Entry
from zhibu.members import selectors as members
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Appointment
from zhibu.orgs.offices import OFFICES

MEMBER = "member"


class ScopeProvider:
    """What was revoked a moment ago gives nothing now: grants are kept no longer than a person stands so."""

    @property
    def sign_in_url(self) -> str:
        return elsewhere("guard.sign_in", "/sign-in/")

    def enter(self, request: HttpRequest) -> Entry:
        session = guard.session_of(request)
        if session is None:
            return Entry(guest())
        guard_services.see_session(session)
        hats = kept_grants(session.person)
        worn = pick(hats, session.appointment)
        must_go = self._must_go(request, session, worn)
        return Entry(waiting(worn) if must_go else worn, hats, session, must_go)

    def enter_by_token(self, request: HttpRequest) -> Entry:
        wear(DOOR)
        token: Token | None = guard.token_of(request)
        if token is None:
            return Entry(guest())
        hats = grants(token.person)
        worn = [hat for hat in hats if hat.appointment == token.appointment]
        # a token was made for one grant: when that has ended it opens nothing, not even as the person
        return Entry(worn[0], hats, token) if worn else Entry(guest())

    def _must_go(self, request: HttpRequest, session: Session, worn: Scope) -> str:
        account = session.person.account
        way_back = f"?next={quote(request.get_full_path())}" if request.method == "GET" else ""
        if account.must_change:
            return elsewhere("guard.password", "/password/") + way_back
        asked = needs_second_factor(worn) or session.has_second_factor  # type: ignore[attr-defined]
        if asked and not account.exempt and session.second_factor_at is None:
            return elsewhere("guard.second_factor", "/second-factor/") + way_back
        return ""


def waiting(worn: Scope) -> Scope:
    """The grant of somebody who has something to do first: to prove who they are, and what guests may do.

    The home is not among it, or nobody would be led to what has to be done.
    """
    return worn.narrowed(
        branches=NOWHERE,
        persons=NOWHERE,
        purpose=PERSON,
        duties=duties_of(GUEST) - {"site.home"} | {"guard.prove"},
    )


def elsewhere(name: str, path: str) -> str:
    """The address of a page that another process of the same site may serve."""
    return link(name) or path


def guest() -> Scope:
    return Scope(duties=duties_of(GUEST))


def person_only(person: Person) -> Scope:
    """Somebody who belongs nowhere today: their own traces, nothing else."""
    return Scope(
        actor=str(person.pk), name=person.name, office=PERSON, purpose=PERSON, duties=duties_of(PERSON)
    )


KEPT_SECONDS, KEPT_MOST = 60, 5_000
_kept: dict[UUID, tuple[object, float, tuple[Scope, ...]]] = {}


def kept_grants(person: Person) -> tuple[Scope, ...]:
    """The grants of a person whose account was just read, found anew when they stand elsewhere.

    `account.standing` is another after any change of their card, their offices or the organisations these
    lie in, and offices begin and end with the day: beside both, what was found stays true.
    """
    stands = (person.account.standing, person.name, clock.today())
    kept = _kept.get(person.pk)
    if kept is None or kept[0] != stands or kept[1] < time.monotonic():
        if len(_kept) >= KEPT_MOST:
            _kept.clear()
        kept = _kept[person.pk] = (stands, time.monotonic() + KEPT_SECONDS, grants(person))
    return kept[2]


def forget_grants() -> None:
    """This process serves another database from now on."""
    _kept.clear()


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
    """The hat last worn. Who has chosen none yet, or whose office has ended, works as holder of the first."""
    hats = list(hats)
    wanted = None if appointment == OWN_HAT else appointment or -1
    offices = [hat for hat in hats if hat.appointment]
    return next((hat for hat in hats if hat.appointment == wanted), (offices or hats)[0])


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
    return widest(grants(person))


def widest(hats: Iterable[Scope]) -> Scope:
    """The office with the widest reach over persons."""
    return min(hats, key=lambda hat: (hat.persons == NOWHERE, len(hat.branches.lo)))


def house(name: str) -> Scope:
    """The house itself with every duty: what the owner of the machine does at its command line.

    `name` stands in the trace.
    """
    return replace(HOUSE, duties=known_duties(), name=name)


def office_titles(scope: Scope, people: Iterable[UUID]) -> dict[UUID, str]:
    """Which offices persons hold today, as far as the scope may see: 柳河村党支部 · 支部书记."""
    titles: dict[UUID, list[str]] = {}
    today = Appointment.objects.within(scope).on(clock.today()).filter(person_id__in=list(people))
    for held in today.select_related("org").order_by("org__path", "pk"):
        title = f"{held.org.short_name} · {OFFICES[held.office].title}"
        titles.setdefault(held.person_id, []).append(title)
    return {person: "；".join(found) for person, found in titles.items()}


guard.tell_offices_by(office_titles)


def grant_of_job(job: Job) -> Scope | None:
    """Under which grant a job is done: the very office in which it was asked for, if it is still held."""
    if job.actor is None:
        return house(job.actor_name) if job.purpose == HOUSE.purpose else None
    person = Person.objects.filter(pk=job.actor, account__closed_at=None).first()
    hats = grants(person) if person else ()
    return next((h for h in hats if (h.office, h.appointment) == (job.office, job.appointment)), None)


jobs.grants_by(grant_of_job)


def person_id(scope: Scope) -> UUID:
    return UUID(scope.actor)
