"""要办的事 of a desk that contexts above the kernel know of: each says what waits at an organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from zhibu.kernel.models import Finding
from zhibu.kernel.scope import Scope

from .parts import Todo

Waiting = Callable[[Scope, int], Iterable[Todo]]


class Told(Protocol):
    """finding → what is to be done about it, in the words of its own context."""

    def __call__(self, scope: Scope, findings: Sequence[Finding], *, today: date) -> dict[int, Todo]: ...


@dataclass(frozen=True, slots=True)
class Reader:
    """How the findings of some norms read, and until when what they ask for can be done in time."""

    told: Told
    last_day: Callable[[Finding], date]


_waiting: list[Waiting] = []
_readers: dict[str, Reader] = {}


def tell(waiting: Waiting) -> None:
    """A context says what waits at an organisation, given by its number. Once, when it is loaded."""
    if waiting not in _waiting:
        _waiting.append(waiting)


def waiting_at(scope: Scope, org: int) -> list[Todo]:
    """What every context loaded in this process has to say."""
    return [todo for each in _waiting for todo in each(scope, org)]


def reads(norms: Iterable[str], *, told: Told, last_day: Callable[[Finding], date]) -> None:
    """A context says how the findings of its norms read. Once, when it is loaded."""
    _readers.update(dict.fromkeys(norms, Reader(told, last_day)))


def readable() -> list[str]:
    """The norms whose findings somebody in this process can put into words."""
    return sorted(_readers)


def last_day(finding: Finding) -> date:
    return _readers[finding.norm].last_day(finding)


def told(scope: Scope, findings: Sequence[Finding], *, today: date) -> dict[int, Todo]:
    """finding → what is to be done about it; what nobody can put into words is left out."""
    found: dict[int, Todo] = {}
    for reader in set(_readers.values()):
        ours = [f for f in findings if _readers.get(f.norm) == reader]
        found |= reader.told(scope, ours, today=today) if ours else {}
    return found
