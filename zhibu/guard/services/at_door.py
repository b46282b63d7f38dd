"""What is asked of somebody who is not yet known is read under the door's own scope, for that long only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from zhibu.kernel.scope import DOOR, Scope, wear


@contextmanager
def at_door(scope: Scope) -> Iterator[None]:
    """Wear the door's scope, then again the one that was worn."""
    wear(DOOR)
    try:
        yield
    finally:
        wear(scope)
