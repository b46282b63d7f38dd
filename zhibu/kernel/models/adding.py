"""Adding a row without reading it back: under row-level security one may add what one may not see."""

from __future__ import annotations

from django.db import models


def add(row: models.Model) -> None:
    """INSERT without RETURNING. Values the database gives by itself stay unknown to `row`.

    The primary key must be set: nobody tells it afterwards.
    """
    if row.pk is None:
        raise ValueError("a row that is not read back brings its own key")
    manager = type(row)._base_manager
    manager._insert([row], fields=list(row._meta.local_concrete_fields), using=manager.db)  # type: ignore[attr-defined]
    row._state.adding, row._state.db = False, manager.db
