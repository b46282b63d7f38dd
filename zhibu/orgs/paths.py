"""Where an organisation stands, as a text that sorts like the tree: three base-36 places a level."""

from __future__ import annotations

from collections.abc import Iterable

WIDTH = 3
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LARGEST = 36**WIDTH - 1


def step(number: int) -> str:
    """The places of one level: 1 → '001'. Raises ValueError beyond 46,655."""
    if not 1 <= number <= LARGEST:
        raise ValueError(f"a parent holds at most {LARGEST} organisations")
    places = []
    for _ in range(WIDTH):
        number, rest = divmod(number, 36)
        places.append(DIGITS[rest])
    return "".join(reversed(places))


def next_below(parent: str, taken: Iterable[str]) -> str:
    """The next free path below a parent; numbers once given are not given again while they are in use."""
    used = {int(path[len(parent) : len(parent) + WIDTH], 36) for path in taken}
    return parent + step(max(used, default=0) + 1)


def above(path: str) -> str:
    return path[:-WIDTH]
