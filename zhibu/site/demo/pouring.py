"""Many rows at once: instances as the models make them, written by COPY as the owner of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg.types.json import Jsonb


def reserve(model: type[models.Model], count: int) -> list[int]:
    """So many numbers of a counted key, for rows not written yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def number(rows: Sequence[models.Model]) -> None:
    """Give rows their numbers before they are written, so that others can point at them."""
    if rows:
        for row, pk in zip(rows, reserve(type(rows[0]), len(rows)), strict=True):
            row.pk = pk


def pour(rows: Sequence[models.Model]) -> None:
    """Write rows of one model. What the database fills in by itself is left to it."""
    if rows:
        fields = [f for f in rows[0]._meta.concrete_fields if _given(rows[0], f)]
        values = ([_value(row, f) for f in fields] for row in rows)
        pour_values(type(rows[0]), [f.column or f.name for f in fields], values)


def pour_values(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write plain values into these columns."""
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        statement = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
        with cursor.cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


def _given(row: models.Model, field: Any) -> bool:
    if field.generated:
        return False
    value = getattr(row, field.attname)
    return not isinstance(value, DatabaseDefault) and not (field.primary_key and value is None)


def _value(row: models.Model, field: Any) -> Any:
    value = getattr(row, field.attname)
    if isinstance(field, models.JSONField):
        return Jsonb(value)
    return str(value) if hasattr(value, "value") and isinstance(value, str) else value
