"""Tables filled faster: indexes and foreign keys are taken off and made again over all rows at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_KEYS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', c.conrelid::regclass, c.conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', c.conrelid::regclass, c.conname,
              pg_get_constraintdef(c.oid))
FROM pg_constraint c WHERE c.contype = 'f' AND c.conrelid = ANY(%(tables)s::regclass[])
"""
_INDEXES = """
SELECT format('DROP INDEX %%s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
FROM pg_index i WHERE i.indrelid = ANY(%(tables)s::regclass[])
AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""


@contextmanager
def unindexed(*tables: str) -> Iterator[None]:
    """In a transaction, as owner. What constraints stand on stays: primary keys, what foreign keys point at.

    Triggers stay too: what they see to is right here as everywhere.
    """
    with connection.cursor() as cursor:
        taken: list[tuple[str, str]] = []
        for found in (_KEYS, _INDEXES):
            cursor.execute(found, {"tables": list(tables)})
            taken += cursor.fetchall()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with pending checks cannot be altered
        for off, _on in taken:
            cursor.execute(off)
        yield
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _off, on in reversed(taken):
            cursor.execute(on)
