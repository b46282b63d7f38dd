"""Sealing anew what was sealed with older keys, row by row, while the house goes on working.

Nothing is remembered between runs: which rows are left is seen from the first bytes of each value. So a
run that was cut off is simply started again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction

from zhibu.kernel import crypto
from zhibu.kernel.crypto import blind, keyfile

from .sealed import SealedText, Whole, sealed_texts

ROWS_A_BATCH = 500
_PASSES = 5
_LONGEST_TRANSACTION = 900  # seconds


@dataclass(frozen=True, slots=True)
class Column:
    """One sealed text of one table, with the names SQL needs."""

    model: type[models.Model]
    text: SealedText | Whole

    @property
    def name(self) -> str:
        return self.text.place(self.model)

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        return str(self.model._meta.pk.column)


@dataclass(slots=True)
class Done:
    """What a rotation changed, by "table.column"."""

    resealed: dict[str, int] = field(default_factory=dict)
    reindexed: dict[str, int] = field(default_factory=dict)


class StillWritten(Exception):
    """Some process goes on sealing with an older key: it has not read the key file for a long while."""


def sealed_columns() -> Iterator[Column]:
    """Every sealed text of every table of the house."""
    for model in apps.get_models():
        if not model._meta.proxy:
            for text in (*sealed_texts(model), *getattr(model, "seals", ())):
                yield Column(model, text)


def pending(using: str = "default") -> dict[str, int]:
    """How many values of each column are not sealed with the newest key; columns without any are left out."""
    counts = {}
    with connections[using].cursor() as cursor:
        for column in sealed_columns():
            begins = f'substring("{column.text.sealed_column}" from 1 for 6)'
            cursor.execute(
                f"SELECT count(*) FROM \"{column.table}\" WHERE {begins} NOT IN (%s, '')",  # noqa: S608 - our own names
                [crypto.newest_header()],
            )
            if count := cursor.fetchone()[0]:
                counts[column.name] = count
    return counts


def reseal(using: str = "default", *, wait: Callable[[float], None] = time.sleep) -> Done:
    """Seal every older value anew with the newest key. Run as owner, who sees all rows.

    Processes that serve meanwhile notice the new key within seconds; what they sealed until then is
    taken in the next pass. Raises StillWritten, crypto.NotGenuine for a value that was altered.
    """
    done = Done()
    for _ in range(_PASSES):
        for column in sealed_columns():
            changed = sum(_resealed(column, rows, using) for rows in _older(column, using))
            done.resealed[column.name] = done.resealed.get(column.name, 0) + changed
        _let_others_notice(using, wait)
        if not pending(using):
            return done
    raise StillWritten(", ".join(pending(using)))


def reindex(using: str = "default", *, wait: Callable[[float], None] = time.sleep) -> Done:
    """Make every blind index anew with the newest blind key. Run as owner. Raises StillWritten."""
    done = Done()
    for _ in range(_PASSES):
        changed = 0
        for column in sealed_columns():
            if column.text.index:
                count = sum(_reindexed(column, rows, using) for rows in _all(column, using))
                done.reindexed[column.name] = done.reindexed.get(column.name, 0) + count
                changed += count
        if not changed:
            return done
        _let_others_notice(using, wait)
    raise StillWritten(", ".join(done.reindexed))


def _let_others_notice(using: str, wait: Callable[[float], None]) -> None:
    """Until every process has read the key file again and what it wrote before has been committed."""
    wait(2 * keyfile.LOOK_AGAIN_SECONDS)
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (now,) = cursor.fetchone()
        for _ in range(_LONGEST_TRANSACTION):
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > %s", [now])
            if cursor.fetchone()[0]:
                return
            wait(1.0)
    raise StillWritten("a transaction that began before the rotation is still running")


def _older(column: Column, using: str) -> Iterator[list[tuple[Any, ...]]]:
    sealed = column.text.sealed_column
    yield from _batches(
        column,
        using,
        sealed,
        f"AND substring(\"{sealed}\" from 1 for 6) NOT IN (%s, '')",  # what was wiped is no seal
        [crypto.newest_header()],
    )


def _all(column: Column, using: str) -> Iterator[list[tuple[Any, ...]]]:
    text = column.text
    shown = f'{text.sealed_column}", "{text.index_column}'
    yield from _batches(column, using, shown, f'AND "{text.sealed_column}" IS NOT NULL', [])


def _batches(
    column: Column, using: str, shown: str, condition: str, values: list[Any]
) -> Iterator[list[tuple[Any, ...]]]:
    """Rows in the order of their keys, from where the last batch ended."""
    after: list[Any] = []
    while True:
        begin = f'"{column.key}" > %s' if after else "true"
        with connections[using].cursor() as cursor:
            cursor.execute(
                f'SELECT "{column.key}", "{shown}" FROM "{column.table}" WHERE {begin} {condition} '  # noqa: S608
                f'ORDER BY "{column.key}" LIMIT {ROWS_A_BATCH}',
                [*after, *values],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        after = [rows[-1][0]]


def _resealed(column: Column, rows: list[tuple[Any, ...]], using: str) -> int:
    sealed = column.text.sealed_column
    return _changed(
        column,
        using,
        f'SET "{sealed}" = %s WHERE "{column.key}" = %s AND "{sealed}" = %s',  # who wrote meanwhile wins
        [
            (crypto.seal(_opened(column, key, blob), place=column.name, row=str(key)), key, blob)
            for key, blob in rows
        ],
    )


def _reindexed(column: Column, rows: list[tuple[Any, ...]], using: str) -> int:
    text = column.text
    changes = []
    for key, blob, old in rows:
        mark = blind.index(_opened(column, key, blob).decode(), place=column.name)
        if old is None or bytes(old) != mark:
            changes.append((mark, key, blob))
    condition = f'WHERE "{column.key}" = %s AND "{text.sealed_column}" = %s'
    return _changed(column, using, f'SET "{text.index_column}" = %s {condition}', changes)


def _opened(column: Column, key: Any, blob: Any) -> bytes:
    return crypto.unseal(bytes(blob), place=column.name, row=str(key))


def _changed(column: Column, using: str, change: str, values: list[tuple[Any, ...]]) -> int:
    if not values:
        return 0
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.executemany(f'UPDATE "{column.table}" {change}', values)
        return int(cursor.rowcount)
