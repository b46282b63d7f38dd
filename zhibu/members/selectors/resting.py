"""What rests on a member's card in contexts above: before a batch is taken back they are asked, set-wise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from zhibu.kernel.scope import Scope

Ask = Callable[[Scope, Sequence[UUID]], Mapping[UUID, str]]
_asked: dict[str, Ask] = {}


def rests(name: str, ask: Ask) -> None:
    """A context above answers, for some persons, why the card of one cannot be taken back: in a few words."""
    _asked[name] = ask


def resting(scope: Scope, people: Sequence[UUID]) -> dict[UUID, list[str]]:
    """person → what later facts rest on the card, as the contexts above say it."""
    found: dict[UUID, list[str]] = {}
    for ask in _asked.values():
        for person, why in ask(scope, people).items():
            found.setdefault(person, []).append(str(why))
    return found
