"""Rows into a table, a few thousand in one statement: INSERT … SELECT FROM unnest, which row-level security
checks as it checks every other (COPY into a walled table is refused to the logins that serve)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection


def pour(
    table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], **same: tuple[str, Any]
) -> None:
    """Insert rows. `columns`: name → SQL type, in the order of the values; `same`: what all rows have."""
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in (*columns, *same))
    constants = "".join(f", %s::{kind}" for kind, _ in same.values())
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    sql = f"INSERT INTO {table} ({names}) SELECT r.*{constants} FROM unnest({arrays}) AS r"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, value in same.values()] + columnwise(rows))


def columnwise(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def put(table: str, key: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]], **same: str) -> None:
    """Update rows by their key, a uuid that stands first in each row. `same`: column → SQL for all rows."""
    if not rows:
        return
    parts = [f'"{name}" = r."{name}"' for name in columns] + [
        f'"{name}" = {sql}' for name, sql in same.items()
    ]
    names = ", ".join(f'"{name}"' for name in ("key", *columns))
    arrays = ", ".join(f"%s::{kind}[]" for kind in ("uuid", *columns.values()))
    sql = (
        f"UPDATE {table} t SET {', '.join(parts)} FROM unnest({arrays}) AS r ({names}) WHERE t.{key} = r.key"  # noqa: S608
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, columnwise(rows))


def reserve(table: str, count: int) -> list[int]:
    """So many numbers of a table's sequence: for rows whose own number is part of what they hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return [number for (number,) in cursor.fetchall()]
