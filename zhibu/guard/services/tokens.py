"""Tokens by which a program of one's own calls the API under one grant."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhibu.guard.models import Person, Session, Token
from zhibu.guard.secrets import digest, new_secret
from zhibu.guard.selectors import must_prove_again
from zhibu.kernel import audit, clock
from zhibu.kernel.scope import Refused, Scope

LONGEST_DAYS = 365


def make_own_token(scope: Scope, session: Session, *, name: str, days: int) -> str:
    """A token for the hat now worn; returns its secret, once. Whoever has a second factor gives it first."""
    scope.require_own("guard.own", session.person_id)
    if must_prove_again(session):
        raise Refused("guard.own")
    return make_token(scope, session.person, name=name, days=days, appointment=scope.appointment)


def make_token(scope: Scope, person: Person, *, name: str, days: int, appointment: int | None) -> str:
    """A token of a person under one office (None: the member's own). Ends with the account's version."""
    if not name.strip():
        raise ValidationError({"name": _("请写明令牌的用途。")})
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError({"days": _("有效期最长 %(days)d 天。") % {"days": LONGEST_DAYS}})
    secret = f"zb_{new_secret()}"
    token = Token.objects.create(
        person=person,
        digest=digest(secret),
        version=person.account.version,
        name=name.strip()[:60],
        appointment=appointment,
        expires_on=clock.today() + timedelta(days=days),
    )
    audit.record("guard.make_token", scope=scope, subject=f"person:{person.pk}", token=token.pk, days=days)
    return secret


def end_token(scope: Scope, token: Token) -> None:
    """One's own token opens nothing any more."""
    scope.require_own("guard.own", token.person_id)
    token.ended_at = clock.now()
    token.save(update_fields=["ended_at"])
    audit.record("guard.end_token", scope=scope, subject=f"person:{scope.actor}", token=token.pk)
