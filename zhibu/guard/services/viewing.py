"""Who looked at a card is remembered and shown to the person."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from zhibu.guard.models import Viewing
from zhibu.kernel import audit
from zhibu.kernel.ids import uuid7
from zhibu.kernel.models.adding import add
from zhibu.kernel.scope import Scope

_INSERT = (
    "INSERT INTO guard_viewing (viewer, viewer_name, office, what, why, id, person_id) "
    "SELECT %s::uuid, %s, %s, %s, %s, * FROM unnest(%s::uuid[], %s::uuid[])"
)


def remember_viewings(
    scope: Scope, people: Sequence[UUID], *, office: str, what: str, why: str = "", action: str
) -> None:
    """Many cards went out at once: a viewing and a row of the trace for each person, in two statements."""
    audit.record_many(action, [f"person:{person}" for person in people], scope=scope, what=what, why=why)
    others = [person for person in people if str(person) != scope.actor]
    if not scope.actor or not others:
        return
    with connection.cursor() as cursor:
        ids = [uuid7() for _person in others]
        cursor.execute(_INSERT, [scope.actor, scope.name[:60], office[:120], what, why[:200], ids, others])


def remember_viewing(scope: Scope, person: UUID, *, office: str, what: str, why: str = "") -> None:
    """Somebody else's card was opened. `office` and `what` in words, as the person will read them."""
    if not scope.actor or scope.actor == str(person):
        return
    add(
        Viewing(
            person_id=person, viewer=scope.actor, viewer_name=scope.name, office=office, what=what, why=why
        )
    )
    audit.record("members.view", scope=scope, subject=f"person:{person}", what=what)
