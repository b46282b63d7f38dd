"""Reading of persons and their ways in. What the door asks is read under the door's own scope."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F, Max, Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from zhibu.kernel import clock
from zhibu.kernel.models import Audit, Seal
from zhibu.kernel.scope import Scope

from .models import Account, Authenticator, Code, Person, Recovery, Session, Token, Viewing
from .secrets import digest

SESSION_DAYS = 30
FRESH = timedelta(minutes=10)  # so long a second factor counts as just given
PAGE = 50


class NoSuchLogin(LookupError):
    """No open account has this login."""


SESSION = (
    "id", "person_id", "version", "how", "device", "appointment", "made_at", "seen_at", "second_factor_at",
    "ended_at", "ended_why",
)  # fmt: skip


def session_of(request: HttpRequest) -> Session | None:
    """The standing session of the request's cookie: not ended, not older than its account's version.

    One question, under no scope yet. `has_second_factor` says whether its person has one in force;
    `person` and `person.account` are there, all but the password.
    """
    cookie = request.COOKIES.get(settings.SESSION_COOKIE, "")
    if not cookie:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM zhibu.session_of(%s)", [digest(cookie)])
        row = cursor.fetchone()
    if row is None:
        return None
    own, (name, born, login, must_change, exempt, closed_at, opened, standing, second, moment) = (
        row[: len(SESSION)],
        row[len(SESSION) :],
    )
    clock.note(moment)
    session = Session.from_db("default", SESSION, own)
    if session.made_at <= clock.now() - timedelta(days=SESSION_DAYS):
        return None
    session.person = Person.from_db("default", ["id", "name", "made_at"], [own[1], name, born])
    session.person.account = Account.from_db(
        "default",
        ["person_id", "login", "version", "standing", "must_change", "exempt", "closed_at", "made_at"],
        [own[1], login, own[2], standing, must_change, exempt, closed_at, opened],
    )
    session.has_second_factor = second  # type: ignore[attr-defined]
    return session


def token_of(request: HttpRequest) -> Token | None:
    """The standing token of the request's Authorization header."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret:
        return None
    token = (
        Token.objects.select_related("person__account")
        .filter(
            digest=digest(secret.strip()),
            ended_at=None,
            version=F("person__account__version"),
            person__account__closed_at=None,
        )
        .first()
    )
    return token if token and (token.expires_on is None or token.expires_on >= clock.today()) else None


def person_by_login(login: str) -> Person:
    """The person of an open account. Raises NoSuchLogin."""
    account = Account.objects.select_related("person").filter(login=login, closed_at=None).first()
    if account is None:
        raise NoSuchLogin(login)
    return account.person


def own_authenticators(scope: Scope) -> QuerySet[Authenticator]:
    """One's own authenticators that have not ended: the one in force, the one being set up."""
    return Authenticator.objects.filter(person_id=scope.actor, ended_at=None)


def second_factor_of(scope: Scope) -> Authenticator | None:
    """One's own authenticator in force."""
    return own_authenticators(scope).exclude(confirmed_at=None).first()


def recovery_left(authenticator: Authenticator) -> int:
    """How many recovery codes still open."""
    return Recovery.objects.filter(authenticator=authenticator, used_at=None, ended_at=None).count()


def proved_lately(session: Session) -> bool:
    """Step-up: whether the second factor was given on this device within the last ten minutes."""
    return session.second_factor_at is not None and clock.now() - session.second_factor_at <= FRESH


def must_prove_again(session: Session) -> bool:
    """Before exports, keys, tokens, offices: whoever has a second factor gives it freshly."""
    has_one = _in_force().filter(person_id=session.person_id).exists()
    return has_one and not proved_lately(session)


def devices(scope: Scope) -> list[Session]:
    """One's own standing sessions, the newest use first."""
    since = clock.now() - timedelta(days=SESSION_DAYS)
    mine = Session.objects.filter(person_id=scope.actor, ended_at=None, made_at__gt=since)
    return list(mine.filter(version=F("person__account__version")).order_by("-seen_at"))


def device(scope: Scope, pk: int) -> Session:
    """One's own standing session. Raises Http404."""
    return get_object_or_404(Session, pk=pk, person_id=scope.actor, ended_at=None)


def used_codes(scope: Scope) -> list[Code]:
    """Slips with which one's own account was entered, and those that still open it; newest first."""
    mine = Code.objects.filter(person_id=scope.actor)
    waiting = Q(used_at=None, ended_at=None, expires_on__gte=clock.today())
    return list(mine.filter(Q(used_at__isnull=False) | waiting).order_by("-made_at")[:10])


def tokens(scope: Scope) -> list[Token]:
    """One's own tokens that still open something."""
    mine = Token.objects.filter(person_id=scope.actor, ended_at=None)
    unexpired = Q(expires_on=None) | Q(expires_on__gte=clock.today())
    return list(mine.filter(unexpired, version=F("person__account__version")).order_by("-made_at"))


def token(scope: Scope, pk: int) -> Token:
    """One's own token. Raises Http404."""
    return get_object_or_404(Token, pk=pk, person_id=scope.actor, ended_at=None)


def viewings(scope: Scope, *, before: UUID | None = None, limit: int = PAGE) -> list[Viewing]:
    """Who looked at one's own card, newest first; `before` is the last one of the page before."""
    mine = Viewing.objects.filter(person_id=scope.actor)
    if before is not None:
        mine = mine.filter(pk__lt=before)
    return list(mine.order_by("-pk")[:limit])


_office_titles: list[Callable[[Scope, Iterable[UUID]], dict[UUID, str]]] = []


def tell_offices_by(titles: Callable[[Scope, Iterable[UUID]], dict[UUID, str]]) -> None:
    """A context above says which offices persons hold, in words: {person: "柳河村党支部 · 支部书记"}."""
    _office_titles[:] = [titles]


@dataclass(frozen=True, slots=True)
class Holder:
    """A person in an administrator's charge, with the offices held and the account, if there is one."""

    person: Person
    offices: str
    account: Account | None
    second_factor: bool
    seen_at: datetime | None


def holders(scope: Scope, *, words: str = "", after: UUID | None = None, limit: int = PAGE) -> list[Holder]:
    """Holders of offices in this administrator's charge: those whom the database lets the grant see."""
    people = Person.objects.exclude(pk=scope.actor).order_by("pk")
    if words:
        people = people.filter(Q(name__icontains=words) | Q(account__login__icontains=words.lower()))
    if after is not None:
        people = people.filter(pk__gt=after)
    return _with_offices(scope, people[:limit])


def holder(scope: Scope, pk: UUID) -> Holder:
    """One of them. Raises Http404."""
    return _with_offices(scope, [get_object_or_404(Person, pk=pk)])[0]


def account_in_charge(scope: Scope, pk: UUID) -> Account:
    """The account of a person in this administrator's charge. Raises Http404."""
    return get_object_or_404(Account, pk=pk)


def _with_offices(scope: Scope, people: Iterable[Person]) -> list[Holder]:
    found = list(people)
    ids = [person.pk for person in found]
    titles = _office_titles[0](scope, ids) if _office_titles else {}
    accounts = Account.objects.in_bulk(ids)
    secured = set(_in_force().filter(person_id__in=ids).values_list("person_id", flat=True))
    used = Session.objects.filter(person_id__in=ids).values_list("person_id")
    seen = dict(used.annotate(last=Max("seen_at")))
    return [
        Holder(p, titles.get(p.pk, ""), accounts.get(p.pk), p.pk in secured, seen.get(p.pk)) for p in found
    ]


def _in_force() -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(ended_at=None, confirmed_at__isnull=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an auditor looks for; empty asks for everything."""

    action: str = ""
    outcome: str = ""
    day: date | None = None
    words: str = ""  # somebody's name
    before: UUID | None = None


def trace(scope: Scope, asked: Asked, *, limit: int = PAGE) -> list[Audit]:
    """Rows of the audit, newest first. The database shows them to the audit administrator alone."""
    rows = Audit.objects.order_by("-pk")
    if asked.action:
        rows = rows.filter(action=asked.action)
    if asked.outcome:
        rows = rows.filter(outcome=asked.outcome)
    if asked.words:
        rows = rows.filter(actor_name__startswith=asked.words)
    if asked.day:
        begins = datetime.combine(asked.day, time.min, tzinfo=clock.SHANGHAI)
        rows = rows.filter(at__gte=begins, at__lt=begins + timedelta(days=1))
    if asked.before is not None:
        rows = rows.filter(pk__lt=asked.before)
    return list(rows[:limit])


def actions_seen(scope: Scope) -> list[str]:
    """The kinds of deeds that occur in the trace."""
    return list(Audit.objects.order_by("action").values_list("action", flat=True).distinct())


def last_seal(scope: Scope) -> Seal | None:
    return Seal.objects.order_by("-id").first()
