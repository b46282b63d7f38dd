"""The sealer: chains what has been committed, behind every transaction that is still running.

Chaining in the writer's own transaction would make all writers wait for one another; so rows are inserted
plain, and one sealer follows them. A row counts as sealed once the oldest running transaction is newer.
Transaction numbers belong to one server's history: a database moved by dump instead of by physical backup
starts counting anew, which `seal` refuses to paper over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any, NamedTuple

from django.db import connections, transaction

from zhibu.kernel import crypto
from zhibu.kernel.crypto import Suite

_LOCK = 7205759403792793601  # any number no other part of the house locks
_ROWS_A_SEAL = 5000
_COLUMNS = (
    "id", "at", "xid", "actor", "actor_name", "office", "purpose", "action", "outcome", "subject", "detail"
)  # fmt: skip
_READ = f"SELECT {', '.join(_COLUMNS)} FROM kernel_audit WHERE xid >= %s AND xid < %s ORDER BY xid, id"  # noqa: S608
FINISHED = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


class Stretch(NamedTuple):
    """What a seal says about itself; all of it goes into the chain."""

    number: int
    xid_from: int
    xid_upto: int
    rows: int
    suite: str
    previous: bytes


class OtherHistory(Exception):
    """The server counts transactions below what is sealed: this database was moved by dump."""


def seal(using: str = "default") -> int:
    """Seal every finished transaction's rows. Returns how many rows were sealed now.

    Raises OtherHistory. Two sealers at once wait for one another.
    """
    count = 0
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        number, begin, previous = _last(cursor)
        cursor.execute(FINISHED)
        (end,) = cursor.fetchone()
        if end < begin:
            raise OtherHistory(f"the server is at transaction {end}, the last seal reaches {begin}")
        suite = crypto.keyfile.current().suite
        while (upto := _cut(cursor, begin, end)) is not None:
            rows = list(read(cursor, begin, upto))
            stretch = Stretch(number + 1, begin, upto, len(rows), suite.name, previous)
            previous = root(stretch, rows, suite)
            cursor.execute(
                "INSERT INTO kernel_seal (id, xid_from, xid_upto, rows, suite, previous, root) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [*stretch, previous],
            )
            number, begin = stretch.number, upto
            count += len(rows)
    return count


def read(cursor: Any, begin: int, upto: int) -> Iterator[bytes]:
    """The canonical bytes of the rows of transactions from `begin` to before `upto`, in order."""
    cursor.execute(_READ, [begin, upto])
    while rows := cursor.fetchmany(1000):
        yield from map(canonical, rows)


def canonical(row: tuple[Any, ...]) -> bytes:
    """One spelling of a row: JSON with sorted names, no blanks, time in UTC to the microsecond."""
    held = dict(zip(_COLUMNS, row, strict=True))
    held["at"] = held["at"].astimezone(UTC).isoformat(timespec="microseconds")
    held["id"], held["actor"] = str(held["id"]), str(held["actor"] or "")
    if isinstance(held["detail"], str):
        held["detail"] = json.loads(held["detail"])
    return json.dumps(held, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def root(stretch: Stretch, rows: list[bytes], suite: Suite) -> bytes:
    """The hash chain over a stretch, opened and closed with a key that is not in the database."""
    key = crypto.derived("audit")
    link = suite.mac(key, json.dumps([*stretch[:-1], stretch.previous.hex()]).encode())
    for row in rows:
        link = suite.digest(link + row)
    return suite.mac(key, link)


def _last(cursor: Any) -> tuple[int, int, bytes]:
    cursor.execute("SELECT id, xid_upto, root FROM kernel_seal ORDER BY id DESC LIMIT 1")
    found = cursor.fetchone()
    return (found[0], found[1], bytes(found[2])) if found else (0, 0, b"")


def _cut(cursor: Any, begin: int, end: int) -> int | None:
    """Where the next stretch ends, so that it holds about 5,000 rows; None if no row is left to seal."""
    cursor.execute(
        "SELECT xid FROM kernel_audit WHERE xid >= %s AND xid < %s ORDER BY xid, id OFFSET %s LIMIT 1",
        [begin, end, _ROWS_A_SEAL],
    )
    if found := cursor.fetchone():
        first = _first(cursor, begin, end)
        return max(int(found[0]), int(first or 0) + 1)  # one transaction is never cut in two
    return end if _first(cursor, begin, end) is not None else None


def _first(cursor: Any, begin: int, end: int) -> int | None:
    cursor.execute("SELECT min(xid) FROM kernel_audit WHERE xid >= %s AND xid < %s", [begin, end])
    found: int | None = cursor.fetchone()[0]
    return found
