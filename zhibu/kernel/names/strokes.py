"""Names by strokes of the surname, as lists of candidates and ballots are ordered."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from .table import Table, lines
from .writing import parted, tidy

_LAST = 0x10000  # after every character of the table


def stroke_key(name: str) -> tuple[object, ...]:
    """A key that sorts by 姓氏笔画.

    Fewer strokes of the surname first; equal numbers by the order of strokes 横竖撇点折; equal surnames:
    the shorter given name first, then its characters by the same rule. Unknown characters come last.
    """
    surname, given = parted(tidy(name))
    if not surname:
        surname, given = given[:1], given[1:]
    return _ranks(surname), len(given), _ranks(given)


def stroke_count(character: str) -> int | None:
    """The number of strokes of a character, or None if it is not known."""
    starts, counts, table = _strokes()
    rank = table[character]
    return counts[bisect_right(starts, rank) - 1] if rank else None


def _ranks(characters: str) -> tuple[tuple[int, str], ...]:
    table = _strokes()[2]
    return tuple((table[c] or _LAST, c) for c in characters if c != "·")


@cache
def _strokes() -> tuple[list[int], list[int], Table]:
    """Where each number of strokes begins, those numbers, and the place of each character."""
    starts, counts, ordered = [], [], ""
    for label, characters in lines("strokes.txt"):
        starts.append(len(ordered) + 1)
        counts.append(int(label))
        ordered += characters
    return starts, counts, Table((c, rank) for rank, c in enumerate(ordered, 1))
