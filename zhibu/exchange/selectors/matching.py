"""What the columns of an export were taken for, while it is not laid yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhibu.exchange.models import Reconciliation
from zhibu.exchange.rows import cell_again
from zhibu.exchange.weights import BETWEEN

from .sheet import first_values

ROWS = 30


@dataclass(frozen=True, slots=True)
class Matched:
    names: Sequence[str]
    columns: Sequence[str | None]
    samples: Sequence[Sequence[str]]


def matched(made: Reconciliation) -> Matched:
    """The headings of an export, what each was taken for, and its first values, masked."""
    held = made.handed.take()
    _first, _last, names, first_data_row = held["heading"]
    rows = [cells for number, cells in held["rows"] if number >= first_data_row][:ROWS]
    columns: list[str | None] = held["columns"]
    told = [name.replace(BETWEEN, "·") or f"（{at + 1}）" for at, name in enumerate(names)]
    samples = first_values(([cell_again(cell) for cell in cells] for cells in rows), columns)
    return Matched(told, columns, samples)


def can_match(made: Reconciliation) -> bool:
    """Whether it was read, is not laid, and its rows are there."""
    return made.state == Reconciliation.State.READ and bool(made.handed.sealed)
