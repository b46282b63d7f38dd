"""Tables filled faster: indexes, keys and triggers are taken off and made again over all rows at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from zhibu.kernel.postgres import Cluster, external

_KEYS = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', c.conrelid::regclass, c.conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', c.conrelid::regclass, c.conname,
              pg_get_constraintdef(c.oid))
FROM pg_constraint c WHERE c.contype IN ('f', 'u') AND c.conrelid = ANY(%(tables)s::regclass[])
"""
_INDEXES = """
SELECT format('DROP INDEX %%s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
FROM pg_index i WHERE i.indrelid = ANY(%(tables)s::regclass[])
AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
_TRIGGERS = """
SELECT format('ALTER TABLE %%s DISABLE TRIGGER %%I', t.tgrelid::regclass, t.tgname),
       format('ALTER TABLE %%s ENABLE TRIGGER %%I', t.tgrelid::regclass, t.tgname)
FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND t.tgrelid = ANY(%(tables)s::regclass[])
"""


@contextmanager
def bare(*tables: str) -> Iterator[None]:
    """In a transaction, as owner. What foreign keys of other tables stand on stays: the primary keys.

    For an empty database filled by its owner alone, who himself sees to what the triggers see to; when the
    constraints come back, every row is examined. No other connection can write meanwhile: the tables are
    locked until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with pending checks cannot be altered
        taken: list[tuple[str, str]] = []
        for question in (_TRIGGERS, _KEYS, _INDEXES):
            cursor.execute(question, {"tables": list(tables)})
            taken += cursor.fetchall()
        # what a foreign key stands on goes after it, and comes back before it
        for off, _on in sorted(taken, key=lambda each: "FOREIGN KEY" not in each[1]):
            cursor.execute(off)
        yield
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _off, on in sorted(taken, key=lambda each: "FOREIGN KEY" in each[1]):
            cursor.execute(on)


@contextmanager
def room_for_the_log(folder: Path) -> Iterator[None]:
    """The embedded server writes its pages down less often meanwhile: else each stands in the log often."""
    if external():
        yield
        return
    cluster = Cluster(folder)
    cluster.tell("postgres", ["ALTER SYSTEM SET max_wal_size = '8GB'", "SELECT pg_reload_conf()"])
    try:
        yield
    finally:
        cluster.tell("postgres", ["ALTER SYSTEM RESET max_wal_size", "SELECT pg_reload_conf()"])
