"""Who looked at a card is remembered and shown to the person."""

from __future__ import annotations

from uuid import UUID

from zhibu.guard.models import Viewing
from zhibu.kernel import audit
from zhibu.kernel.models.adding import add
from zhibu.kernel.scope import Scope


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
