"""要办的事 of a desk that contexts above the kernel know of: each says what waits at an organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from zhibu.kernel.scope import Scope

from .parts import Todo

Waiting = Callable[[Scope, int], Iterable[Todo]]

_waiting: list[Waiting] = []


def tell(waiting: Waiting) -> None:
    """A context says what waits at an organisation, given by its number. Once, when it is loaded."""
    if waiting not in _waiting:
        _waiting.append(waiting)


def waiting_at(scope: Scope, org: int) -> list[Todo]:
    """What every context loaded in this process has to say."""
    return [todo for each in _waiting for todo in each(scope, org)]
