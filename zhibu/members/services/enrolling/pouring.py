"""Rows into a table, a few thousand in one statement: INSERT … SELECT FROM unnest, which row-level security
checks as it checks every other (COPY into a walled table is refused to the logins that serve).

A column travels as one text that PostgreSQL parts again: joining is quicker here than quoting each value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self

from django.db import DatabaseError, connection
from psycopg import ClientCursor

PART, NOTHING = "\x1f", "\x1e"  # unit and record separator: no text of a card holds either


Statement = tuple[str, list[Any]]


class Pen:
    """Writes in the transaction of who holds it, while the next rows are made ready: one statement after the
    other, in a thread that waits for the database. Leaving it waits for the last."""

    def __enter__(self) -> Self:
        # several statements in one text are no prepared statement: this cursor writes the values into it
        self._cursor, self._thread = ClientCursor(connection.connection), ThreadPoolExecutor(1)
        self._last: Future[None] | None = None
        return self

    def write(self, statements: Sequence[Statement]) -> None:
        """Raises what the statements before raised."""
        self.wait()
        self._last = self._thread.submit(self._execute, statements)

    def wait(self) -> None:
        last, self._last = self._last, None
        if last is not None:
            last.result()

    def _execute(self, statements: Sequence[Statement]) -> None:
        """As one text: between two of them the database would wait until this thread has its turn again."""
        text = ";\n".join(sql for sql, _values in statements)
        with connection.wrap_database_errors:
            self._cursor.execute(text, [value for _sql, values in statements for value in values])

    def __exit__(self, kind: object, problem: object, trace: object) -> None:
        try:
            if kind is None or isinstance(problem, DatabaseError):
                self.wait()  # what the base refused first is told, not that it refuses all that follows
        finally:
            self._thread.shutdown()
            self._cursor.close()


def pour(
    table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], **same: tuple[str, Any]
) -> None:
    """Insert rows. `columns`: name → SQL type, in the order of the values; `same`: what all rows have."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(*insertion(table, columns, rows, **same))


def insertion(
    table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], **same: tuple[str, Any]
) -> Statement:
    """The statement that inserts rows."""
    return columned(table, columns, list(zip(*rows, strict=True)), **same)


def columned(
    table: str, columns: Mapping[str, str], values: Sequence[Sequence[Any]], **same: tuple[str, Any]
) -> Statement:
    """The same where the values lie column by column."""
    names = ", ".join(f'"{name}"' for name in (*columns, *same))
    constants = "".join(f", %s::{kind}" for kind, _ in same.values())
    arrays, texts = parted(columns, values)
    sql = f"INSERT INTO {table} ({names}) SELECT r.*{constants} FROM unnest({arrays}) AS r"  # noqa: S608
    return sql, [value for _, value in same.values()] + texts


def put(table: str, key: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], **same: str) -> None:
    """Update rows by their key, a uuid that stands first in each row. `same`: column → SQL for all rows."""
    if not rows:
        return
    parts = [f'"{name}" = r."{name}"' for name in columns]
    parts += [f'"{name}" = {sql}' for name, sql in same.items()]
    names = ", ".join(f'"{name}"' for name in ("key", *columns))
    arrays, values = parted({"key": "uuid", **columns}, list(zip(*rows, strict=True)))
    there = f"unnest({arrays}) AS r ({names}) WHERE t.{key} = r.key"
    sql = f"UPDATE {table} t SET {', '.join(parts)} FROM {there}"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def parted(columns: Mapping[str, str], values: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """The arguments of unnest, and what they are made of."""
    sql: list[str] = []
    found: list[Any] = []
    for kind, column in zip(columns.values(), values, strict=True):
        text = _joined(kind, column)
        if text is None:
            sql.append(f"%s::{kind}[]")
            found.append(list(column))
        else:
            sql.append(f"string_to_array(%s, '{PART}', '{NOTHING}')::{kind}[]")
            found.append(text)
    return ", ".join(sql), found


BYTES = "string_to_array(%s, ',')::bytea[]"


def as_text(values: Iterable[bytes]) -> str:
    """What BYTES makes an array of."""
    return ",".join(["\\x" + value.hex() for value in values])


def _joined(kind: str, column: Sequence[Any]) -> str | None:
    """A column as one text; None where a value holds what parts it."""
    if kind == "bytea":
        return PART.join([NOTHING if value is None else "\\x" + value.hex() for value in column])
    if kind == "text":
        text = PART.join(column)
        alone = text.count(PART) == len(column) - 1 and NOTHING not in text
        return text if alone and text else None  # the empty text would be no array of one
    return PART.join([NOTHING if value is None else str(value) for value in column])


def columnwise(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def reserve(table: str, count: int) -> list[int]:
    """So many numbers of a table's sequence: for rows whose own number is part of what they hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return [number for (number,) in cursor.fetchall()]
