"""Checking the trace: every seal recomputed from its rows, the first broken one named, the tail counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections, transaction

from zhibu.kernel.crypto import SUITES

from .sealing import Stretch, read, root


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check found. `broken` is the number of the first seal that does not hold, or None.

    `reason` is one of gap, order, chain, rows, content. `head` identifies the whole sealed trace: who
    writes it down elsewhere will notice seals cut off at the end. `tail` rows are not sealed yet, the
    oldest since `tail_since`.
    """

    seals: int
    rows: int
    broken: int | None = None
    reason: str = ""
    head: str = ""
    tail: int = 0
    tail_since: datetime | None = None

    @property
    def whole(self) -> bool:
        return self.broken is None


def verify(using: str = "default") -> Report:
    """Recompute every seal, oldest first, and stop at the first that does not hold."""
    seals = rows = reach = 0
    previous = b""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for stretch, sealed in _seals(cursor):
            reason = _fault(cursor, stretch, sealed, expected=seals + 1, reach=reach, previous=previous)
            if reason:
                return Report(seals=seals, rows=rows, broken=seals + 1, reason=reason, head=previous.hex())
            seals, rows = stretch.number, rows + stretch.rows
            reach, previous = stretch.xid_upto, sealed
        cursor.execute("SELECT count(*), min(at) FROM kernel_audit WHERE xid >= %s", [reach])
        tail, since = cursor.fetchone()
    return Report(seals=seals, rows=rows, head=previous.hex(), tail=tail, tail_since=since)


def _seals(cursor: Any) -> Iterator[tuple[Stretch, bytes]]:
    after = 0
    while True:
        cursor.execute(
            "SELECT id, xid_from, xid_upto, rows, suite, previous, root FROM kernel_seal "
            "WHERE id > %s ORDER BY id LIMIT 500",
            [after],
        )
        found = cursor.fetchall()
        if not found:
            return
        for *said, previous, sealed in found:
            number, begin, upto, rows, suite = said
            yield Stretch(number, begin, upto, rows, suite, bytes(previous)), bytes(sealed)
        after = found[-1][0]


def _fault(
    cursor: Any, stretch: Stretch, sealed: bytes, *, expected: int, reach: int, previous: bytes
) -> str:
    if stretch.number != expected:
        return "gap"
    if stretch.xid_from != reach or stretch.xid_upto <= reach or stretch.suite not in SUITES:
        return "order"
    if stretch.previous != previous:
        return "chain"
    rows = list(read(cursor, stretch.xid_from, stretch.xid_upto))
    if len(rows) != stretch.rows:
        return "rows"
    return "" if root(stretch, rows, SUITES[stretch.suite]) == sealed else "content"
