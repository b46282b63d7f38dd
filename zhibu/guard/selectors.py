"""Reading of persons and their ways in. What the door asks is read under the door's own scope."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope

from .models import Account, Person, Session, Token, Viewing
from .secrets import digest

SESSION_DAYS = 30


class NoSuchLogin(LookupError):
    """No open account has this login."""


def session_of(request: HttpRequest) -> Session | None:
    """The standing session of the request's cookie: not ended, not older than its account's version."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE, "")
    if not cookie:
        return None
    return (
        Session.objects.select_related("person__account")
        .filter(
            digest=digest(cookie),
            ended_at=None,
            made_at__gt=clock.now() - timedelta(days=SESSION_DAYS),
            version=F("person__account__version"),
            person__account__closed_at=None,
        )
        .first()
    )


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


def devices(scope: Scope) -> list[Session]:
    """One's own standing sessions, the newest use first."""
    mine = Session.objects.filter(person_id=scope.actor, ended_at=None)
    return list(mine.filter(version=F("person__account__version")).order_by("-seen_at"))


def viewings(scope: Scope, limit: int = 100) -> list[Viewing]:
    """Who looked at one's own card, newest first."""
    return list(Viewing.objects.filter(person_id=scope.actor).order_by("-at")[:limit])
