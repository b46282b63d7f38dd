"""What a row of a sheet says, what is wrong with it, and what it would do: plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from zhibu.members.services.newcomer import NewMember

from .groups import Group

ERROR, WARNING = "error", "warning"
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
WRONG, HELD, DOUBLE = "wrong", "held", "double"

Progress = Callable[[int, int], object]  # done, total; it may raise to stop


@dataclass(slots=True)
class Entry:
    """One row, cleaned: days are dates, coded fields codes, texts texts, an empty cell None.

    A sealed field of which the sheet shows only a mask holds a `Masked`: anything that is no text and has
    the mask as `.text`. `branch` is the id of an organisation inside the scope; None: as the card has it.
    `group` among the values is what the sheet calls a group (党小组) of that branch.
    """

    row: int
    values: dict[str, Any]
    branch: int | None = None


def mask_of(value: Any) -> str | None:
    """The mask, where the sheet shows nothing else of a sealed field."""
    if value is None or isinstance(value, str):
        return None
    shown = getattr(value, "text", None)
    return shown if isinstance(shown, str) else None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell, why, and what to do. `norm` is the rule that says so, if one does."""

    row: int
    field: str
    level: str
    reason: str
    remedy: str = ""
    norm: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a card that is there already: what it says, what the row says, masked where sealed.

    `waits`: it does not take effect before a second person has agreed.
    """

    field: str
    before: str
    after: str
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Weighed:
    """An entry and what would become of it: new, changed, unchanged; or wrong, held, double: it stays out.

    `newcomer`: who enters, where the entry is new. `group`: which group the sheet puts the member into.
    """

    entry: Entry
    kind: str
    member: UUID | None = None
    differences: tuple[Difference, ...] = ()
    faults: tuple[Fault, ...] = ()
    newcomer: NewMember | None = field(default=None, repr=False, compare=False)
    group: Group | None = None

    @property
    def enters(self) -> bool:
        return self.kind in {NEW, CHANGED}


@dataclass(frozen=True, slots=True)
class Enrolled:
    """How many cards came in, how many were changed, how many changes wait for a second person."""

    new: int
    changed: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A card that a batch brought or changed and that stays, because later facts rest on it."""

    member: UUID
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    removed: int
    restored: int
    kept: list[Kept]
