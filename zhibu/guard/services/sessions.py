"""Devices are signed in and signed out."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import connection

from zhibu.guard.models import OWN_HAT, Person, Session
from zhibu.guard.secrets import digest, new_secret
from zhibu.kernel import audit, clock
from zhibu.kernel.scope import DOOR, Refused, Scope, wear

SEEN_EVERY = timedelta(minutes=5)  # a page read should not be a row written


def open_session(person: Person, *, how: str, device: str) -> str:
    """Sign a device in; returns the secret for its cookie. The account is the person's, already proved.

    The hat last worn is put on again.
    """
    secret = new_secret()
    last = Session.objects.filter(person=person).order_by("-seen_at").first()
    Session.objects.create(
        person=person,
        digest=digest(secret),
        version=person.account.version,
        how=how,
        device=device[:120],
        appointment=last.appointment if last else None,
    )
    return secret


def see_session(session: Session) -> None:
    """Remember that the device was used, at most every five minutes; then the door's scope is worn."""
    if clock.now() - session.seen_at >= SEEN_EVERY:
        wear(DOOR)
        session.seen_at = clock.now()
        session.save(update_fields=["seen_at"])


def wear_hat(scope: Scope, session: Session, appointment: int | None) -> None:
    """Work under another office, one the door offered, from the next page on; None: the member's own."""
    session.appointment = OWN_HAT if appointment is None else appointment
    session.save(update_fields=["appointment"])
    audit.record("guard.hat", scope=scope, subject=f"person:{scope.actor}", appointment=appointment)


def sign_out(scope: Scope, session: Session) -> None:
    """This device goes out."""
    end_session(session, why="signed_out")
    audit.record("guard.sign_out", scope=scope, subject=f"person:{scope.actor}")


def sign_out_device(scope: Scope, session: Session) -> None:
    """Another device of one's own goes out."""
    scope.require_own("guard.own", session.person_id)
    end_session(session, why="signed_out_elsewhere")
    audit.record("guard.sign_out", scope=scope, subject=f"person:{scope.actor}", device=session.device)


def sign_out_others(scope: Scope, keep: Session) -> int:
    """All other devices and every token of one's own go out. Returns how many devices that were."""
    scope.require_own("guard.own", keep.person_id)
    ended = _end_all(keep.person_id, "signed_out_elsewhere", keep)
    audit.record("guard.sign_out_others", scope=scope, subject=f"person:{scope.actor}", devices=ended)
    return ended


def end_session(session: Session, *, why: str) -> None:
    """End one session."""
    session.ended_at, session.ended_why = clock.now(), why
    session.save(update_fields=["ended_at", "ended_why"])


def end_sessions(person: UUID, *, why: str) -> None:
    """End every device and token of a person: at the next request none of them is known any more.

    Also where the caller may not see the account behind: who ends an office must end what hung on it.
    """
    _end_all(person, why, None)


def _end_all(person: UUID, why: str, keep: Session | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.end_sessions(%s, %s, %s)", [person, why[:60], keep.pk if keep else None])
        ended = cursor.fetchone()[0]
    if ended is None:
        raise Refused("guard.end_sessions", f"person:{person}")
    if keep is not None:
        keep.refresh_from_db(fields=["version"])
    return int(ended)
