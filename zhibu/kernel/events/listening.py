"""Who listens to what, and what can be derived again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from .fact import Event, kind_of

E = TypeVar("E", bound=Event)
Handler = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Listener:
    name: str  # 'statistics.count_meeting'
    kind: str
    event_type: type[Event]
    handler: Handler

    @property
    def context(self) -> str:
        return self.name.split(".")[0]


@dataclass(frozen=True, slots=True)
class Derivation:
    """Rows that follow from facts alone: `derive(subject)` writes them, `subjects()` names all there are.

    `about` names the event subject whose facts a row follows from: 'branch:17'.
    """

    name: str
    tables: tuple[str, ...]
    subjects: Callable[[], Iterable[Any]]
    derive: Callable[[Any], None]
    about: Callable[[dict[str, Any]], str] | None = None

    @property
    def context(self) -> str:
        return self.name.split(".")[0]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row only one side has. `side` is derived (missing in what stands) or standing (should not be)."""

    table: str
    side: str
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recount:
    """What is kept beside the facts and has a way of its own to be held against them."""

    name: str
    compare: Callable[[], Iterable[Difference]]

    @property
    def context(self) -> str:
        return self.name.split(".")[0]


_listeners: dict[str, Listener] = {}
_derivations: dict[str, Derivation] = {}
_recounts: dict[str, Recount] = {}


def on(event_type: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register a function of a `handlers` module as a listener. Its name is stable: deliveries carry it."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        context = handler.__module__.removeprefix("zhibu.").split(".")[0]
        name = f"{context}.{handler.__name__}"
        if name in _listeners and _listeners[name].handler is not handler:
            raise ValueError(f"two listeners are called {name}")
        _listeners[name] = Listener(name, kind_of(event_type), event_type, handler)
        return handler

    return register


def derives(
    *tables: str,
    subjects: Callable[[], Iterable[Any]],
    about: Callable[[dict[str, Any]], str] | None = None,
) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Declare that these tables follow from facts by this function, so that `rebuild` can check it.

    The function names its tables without a schema: while `rebuild` runs, shadows stand before them.
    """

    def register(derive: Callable[[Any], None]) -> Callable[[Any], None]:
        context = derive.__module__.removeprefix("zhibu.").split(".")[0]
        name = f"{context}.{derive.__name__}"
        _derivations[name] = Derivation(name, tables, subjects, derive, about)
        return derive

    return register


def recounts(compare: Callable[[], Iterable[Difference]]) -> Callable[[], Iterable[Difference]]:
    """Declare that this function counts from the facts what is kept, puts right what differs and tells it.

    `rebuild` calls it in a transaction of its own, and takes back what it did where nothing is to be mended.
    """
    name = f"{compare.__module__.removeprefix('zhibu.').split('.')[0]}.{compare.__name__}"
    _recounts[name] = Recount(name, compare)
    return compare


def listeners() -> dict[str, Listener]:
    """All listeners of the contexts loaded in this process, by name."""
    return dict(_listeners)


def derivations() -> dict[str, Derivation]:
    return dict(_derivations)


def recounted() -> dict[str, Recount]:
    return dict(_recounts)


def rebuildable() -> set[str]:
    """The contexts that keep something that follows from facts."""
    return {each.context for each in _derivations.values()} | {each.context for each in _recounts.values()}
