"""Which characters the fonts of the house hold. What they lack is marked on the paper, never left out."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
MARK = "〓"  # what printers set for a type they do not have
LINES = {"\n", "\t"}


@cache
def _covered() -> tuple[list[int], list[int]]:
    lines = (FONTS / "covered.txt").read_text("ascii").split()
    pairs = [line.split("-") for line in lines]
    return [int(first, 16) for first, _last in pairs], [int(last, 16) for _first, last in pairs]


def holds(letter: str) -> bool:
    """Whether the fonts hold it."""
    firsts, lasts = _covered()
    place = bisect_right(firsts, ord(letter)) - 1
    return place >= 0 and ord(letter) <= lasts[place]


def printable(text: str) -> str:
    """The text with the mark in the place of what cannot be printed; control characters go."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in text if c in LINES or not invisible(c))
    return "".join(c if c in LINES or holds(c) else MARK for c in kept)


def lacking(facts: Any) -> list[str]:
    """The characters anywhere in these facts that the fonts do not hold, each once."""
    return sorted({c for text in _texts(facts) for c in text if not invisible(c) and not holds(c)} - LINES)


def settled(facts: Any) -> Any:
    """The same facts with every text printable."""
    if isinstance(facts, str):
        return printable(facts)
    if isinstance(facts, dict):
        return {key: settled(value) for key, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [settled(value) for value in facts]
    if facts is None or isinstance(facts, bool | int):
        return facts
    raise TypeError(f"{type(facts).__name__}: paper takes texts, whole numbers, lists and names")


def _texts(facts: Any) -> list[str]:
    if isinstance(facts, str):
        return [facts]
    if isinstance(facts, dict):
        facts = list(facts.values())
    return [text for each in facts for text in _texts(each)] if isinstance(facts, list | tuple) else []


def invisible(letter: str) -> bool:
    """Controls, directions and variation selectors: nothing of them is seen on paper."""
    code = ord(letter)
    return (
        (code < 0x20 and letter not in LINES)
        or 0x7F <= code < 0xA0
        or 0xD800 <= code < 0xE000
        or code in range(0x200B, 0x2010)
        or code in range(0x202A, 0x202F)
        or code in range(0x2060, 0x2070)
        or code in range(0xFE00, 0xFE10)
        or code in range(0xE0100, 0xE01F0)
        or code in {0xAD, 0xFEFF, 0x2028, 0x2029, 0xFFFE, 0xFFFF}
    )
