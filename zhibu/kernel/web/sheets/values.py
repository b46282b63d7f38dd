"""What stands in the cells of a sheet, and the sheet itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


class Percent(Decimal):
    """A share as it is read: 12.5 for 12.5%."""


Value = str | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table: what stands above it, its headings, its rows.

    `above` are whole lines: the title, what was asked for, the watermark. `mark` is printed on every page.
    """

    name: str
    headings: tuple[str, ...]
    rows: Iterable[tuple[Value, ...]]
    above: tuple[str, ...] = ()
    mark: str = ""
