"""Devices are signed in and signed out."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from zhibu.guard.models import Account, Person, Session, Token
from zhibu.guard.secrets import digest, new_secret
from zhibu.kernel import clock


def open_session(person: Person, *, how: str, device: str) -> str:
    """Sign a device in; returns the secret for its cookie. The account is the person's, already proved."""
    secret = new_secret()
    Session.objects.create(
        person=person,
        digest=digest(secret),
        version=person.account.version,
        how=how,
        device=device[:120],
    )
    return secret


def end_session(session: Session, *, why: str) -> None:
    """Sign one device out."""
    session.ended_at, session.ended_why = clock.now(), why
    session.save(update_fields=["ended_at", "ended_why"])


def end_sessions(person: UUID, *, why: str) -> None:
    """End every device and token of a person: at the next request none of them is known any more."""
    Account.objects.filter(person_id=person).update(version=F("version") + 1)
    Session.objects.filter(person_id=person, ended_at=None).update(ended_at=clock.now(), ended_why=why)
    Token.objects.filter(person_id=person, ended_at=None).update(ended_at=clock.now())
