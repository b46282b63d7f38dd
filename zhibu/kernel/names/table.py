"""A small number for each Chinese character, held in arrays by code point: 250 KB where a dict takes 6 MB."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

_STRETCHES = (
    (0x3007, 0x3008),
    (0x3400, 0xA000),
    (0x20000, 0x323B0),
)  # 〇, the basic block and A, B and later


class Table:
    """Numbers from 1 to 65535; 0 for a character that is not in it."""

    def __init__(self, numbered: Iterable[tuple[str, int]]) -> None:
        self._arrays = [array("H", bytes(2 * (end - begin))) for begin, end in _STRETCHES]
        for character, number in numbered:
            for (begin, end), numbers in zip(_STRETCHES, self._arrays, strict=True):
                if begin <= ord(character) < end:
                    numbers[ord(character) - begin] = number

    def __getitem__(self, character: str) -> int:
        code = ord(character)
        for (begin, end), numbers in zip(_STRETCHES, self._arrays, strict=True):
            if begin <= code < end:
                return numbers[code - begin]
        return 0


def lines(name: str) -> Iterator[tuple[str, str]]:
    """The lines of a table: its label and its characters."""
    with (Path(__file__).parent / "tables" / name).open(encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                label, _, characters = line.rstrip("\n").partition(" ")
                yield label, characters
