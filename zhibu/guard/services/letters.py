"""The size of letters somebody has set for whoever signs in."""

from __future__ import annotations

from zhibu.guard.models import Session
from zhibu.guard.secrets import digest
from zhibu.kernel.scope import Scope

from .at_door import at_door


def letters_preset(scope: Scope, secret: str) -> int:
    """What was set for the person of a session just opened, by the secret of its cookie; 0: nothing."""
    with at_door(scope):
        found = Session.objects.filter(digest=digest(secret)).values_list("person__letters", flat=True)
        return found.first() or 0
