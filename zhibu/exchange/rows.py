"""A row of a batch as it lies in its chunk: the cells as they came, what was mended, what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from zhibu.members.services.enrolling import Difference

from .reading import Cell, Formula

NO_PERSON, UNWEIGHED = " ", "-"
NEW, CHANGED, UNCHANGED, WRONG, HELD, DOUBLE = "n", "c", "u", "w", "h", "d"
LETTERS = {
    "new": NEW,
    "changed": CHANGED,
    "unchanged": UNCHANGED,
    "wrong": WRONG,
    "held": HELD,
    "double": DOUBLE,
}
ENTERS = NEW + CHANGED
STAYS_OUT = WRONG + HELD + DOUBLE
OUT, IN = "x", "-"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell. `column` is the heading as it stands in the file."""

    field: str
    column: str
    level: str  # error, warning
    reason: str
    remedy: str = ""
    norm: str = ""


@dataclass(slots=True)
class Kept:
    """One row of the sheet. `kind` is a letter, capital where somebody should look at it; `out`: left out."""

    number: int
    cells: list[Cell]
    mended: dict[str, str] = field(default_factory=dict)
    kind: str = UNWEIGHED
    out: bool = False
    name: str = ""
    shown: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    @property
    def stays_out(self) -> bool:
        """Whether it cannot enter the roster as it is."""
        return self.kind.lower() in STAYS_OUT

    @property
    def enters(self) -> bool:
        return self.kind.lower() in ENTERS and not self.out

    @property
    def errors(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.level == "error"]


def packed(rows: Iterable[Kept]) -> list[dict[str, Any]]:
    """Plain values for a chunk; kind and left-out stand beside the seal."""
    return [
        {
            "n": row.number,
            "c": [_plain(cell) for cell in row.cells],
            "m": row.mended,
            "w": row.name,
            "s": row.shown,
            "f": [[f.field, f.column, f.level, f.reason, f.remedy, f.norm] for f in row.faults],
            "d": [[d.field, d.before, d.after, d.waits] for d in row.differences],
        }
        for row in rows
    ]


def unpacked(plain: Iterable[dict[str, Any]], kinds: str, out: str) -> Iterator[Kept]:
    """The rows of a chunk again."""
    for one, kind, left in zip(plain, kinds, out, strict=True):
        yield Kept(
            number=one["n"],
            cells=[_cell(cell) for cell in one["c"]],
            mended=one["m"],
            kind=kind,
            out=left == OUT,
            name=one["w"],
            shown=one["s"],
            faults=[Fault(*fault) for fault in one["f"]],
            differences=[Difference(*difference) for difference in one["d"]],
        )


def _plain(cell: Cell) -> Any:
    if isinstance(cell, Formula):
        return {"f": str(cell)}
    if isinstance(cell, datetime):
        return {"t": cell.isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    return cell


def _cell(plain: Any) -> Cell:
    if not isinstance(plain, dict):
        cell: Cell = plain
        return cell
    if "f" in plain:
        return Formula(plain["f"])
    return datetime.fromisoformat(plain["t"]) if "t" in plain else date.fromisoformat(plain["d"])


plain_cell, cell_again = _plain, _cell
