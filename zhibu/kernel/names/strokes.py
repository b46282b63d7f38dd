"""Names by strokes of the surname, as lists of candidates and ballots are ordered."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, lru_cache

from .table import Table, lines
from .writing import parted, tidy

LONGEST = 60
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def stroke_key(name: str) -> str:
    """A key of at most 60 characters that sorts by 姓氏笔画; compare it byte by byte (collation C).

    Fewer strokes of the surname first; equal numbers by the order of strokes 横竖撇点折; equal surnames:
    the shorter given name first, then its characters by the same rule. Unknown characters come last.
    """
    surname, given = parted(tidy(name).replace("·", ""))
    if not surname:
        surname, given = given[:1], given[1:]
    return f"{_ranks(surname)}.{min(len(given), 99):02}{_ranks(given)}"[:LONGEST]


def stroke_count(character: str) -> int | None:
    """The number of strokes of a character, or None if it is not known."""
    starts, counts, table = _strokes()
    rank = table[character]
    return counts[bisect_right(starts, rank) - 1] if rank else None


def _ranks(characters: str) -> str:
    """Three places of base 36 for each character."""
    return "".join(map(_rank, characters))


@lru_cache(8192)
def _rank(character: str) -> str:
    high, low = divmod(_strokes()[2][character] or 36**3 - 1, 36)
    return _DIGITS[high // 36] + _DIGITS[high % 36] + _DIGITS[low]


@cache
def _strokes() -> tuple[list[int], list[int], Table]:
    """Where each number of strokes begins, those numbers, and the place of each character."""
    starts, counts, ordered = [], [], ""
    for label, characters in lines("strokes.txt"):
        starts.append(len(ordered) + 1)
        counts.append(int(label))
        ordered += characters
    return starts, counts, Table((c, rank) for rank, c in enumerate(ordered, 1))
