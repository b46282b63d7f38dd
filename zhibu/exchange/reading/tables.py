"""What a file says before anybody asks what it means: rows with their numbers, cells with their values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, TypeAlias

from django.core.exceptions import ValidationError

Cell: TypeAlias = str | float | int | date | datetime | None


class Unreadable(ValidationError):
    """Why a file cannot be read and what to do, in the reader's language. `code` names the reason."""


class Formula(str):
    """What a formula showed when the file was saved; nobody knows if it is still so. Equal to no text."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Formula) and str.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((Formula, str(self)))


class Row(NamedTuple):
    """`number` is the sheet's own, from 1."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet that hold anything. Text files have no sheet, workbooks no encoding."""

    sheet: str
    encoding: str
    rows: list[Row] = field(repr=False)
    date1904: bool = False


def shown(cell: Cell) -> str:
    """The cell as a person sees it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return str(cell)
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e11:
            return str(int(cell))
        return f"{cell:.5E}" if abs(cell) >= 1e15 else f"{cell:.15g}" if abs(cell) < 1e11 else f"{cell:.0f}"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.5E}" if abs(cell) >= 10**15 else str(cell)
