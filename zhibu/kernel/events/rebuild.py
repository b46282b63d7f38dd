"""Deriving again: the same functions write into a shadow, the shadow is compared with what stands."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection, transaction

from zhibu.kernel import clock
from zhibu.kernel.scope import HOUSE, WORK_SECONDS, wear

from .listening import Derivation, Difference, Recount, derivations, listeners, recounted


def rebuild(context: str = "", *, mend: bool = True) -> dict[str, list[Difference]]:
    """Derive again everything (of one context) and compare; with `mend` the shadow replaces what differs.

    A temporary table of the same name hides the real one from the very functions that listeners call, so
    nothing is derived by a second piece of code. Returns the differences by derivation. Right while others
    write: a row whose fact a listener has not heard yet is no difference, it is about to be written.
    """
    chosen = [d for d in derivations().values() if context in {"", d.context}]
    found = {derivation.name: _one(derivation, mend=mend) for derivation in chosen}
    kept = [r for r in recounted().values() if context in {"", r.context}]
    return found | {recount.name: _recounted(recount, mend=mend) for recount in kept}


def _recounted(recount: Recount, *, mend: bool) -> list[Difference]:
    try:
        with transaction.atomic(durable=True):
            wear(HOUSE, seconds=WORK_SECONDS)
            found = list(recount.compare())
            transaction.set_rollback(not mend)
            return found
    finally:
        clock.forget()


def _one(derivation: Derivation, *, mend: bool) -> list[Difference]:
    """One snapshot for facts, deliveries and derived rows.

    The lock comes first and takes no snapshot: when it is given, every batch that wrote these tables has
    committed, and with it the mark that its facts were heard.
    """
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            for table in derivation.tables:
                cursor.execute(f"LOCK TABLE public.{table} IN SHARE ROW EXCLUSIVE MODE")
            wear(HOUSE, seconds=WORK_SECONDS)
            return _compare(cursor, derivation, mend=mend)
    finally:
        clock.forget()


def _compare(cursor: Any, derivation: Derivation, *, mend: bool) -> list[Difference]:
    for table in derivation.tables:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING DEFAULTS INCLUDING IDENTITY "
            f"INCLUDING INDEXES) ON COMMIT DROP"
        )
    for subject in derivation.subjects():
        derivation.derive(subject)
    unheard = _unheard(cursor, derivation)
    differences = [d for table in derivation.tables for d in _differences(cursor, table)]
    if derivation.about is not None:
        differences = [d for d in differences if derivation.about(d.row) not in unheard]
    if mend and differences:
        for table in derivation.tables:
            columns = _columns(cursor, table)
            cursor.execute(f"DELETE FROM public.{table}")
            cursor.execute(f"INSERT INTO public.{table} ({columns}) SELECT {columns} FROM pg_temp.{table}")
    for table in derivation.tables:
        cursor.execute(f"DROP TABLE pg_temp.{table}")
    return differences


def _unheard(cursor: Any, derivation: Derivation) -> Collection[str]:
    """The subjects whose facts still wait for this context's listeners. A parked fact waits for nobody."""
    names = [name for name, listener in listeners().items() if listener.context == derivation.context]
    cursor.execute(
        """SELECT DISTINCT subject FROM kernel_delivery
           WHERE listener = ANY(%s) AND done_at IS NULL AND parked_at IS NULL""",
        [names],
    )
    return {subject for (subject,) in cursor.fetchall()}


def _columns(cursor: Any, table: str) -> str:
    """All but the row's own number, which follows from nothing."""
    cursor.execute(
        """SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position)
           FROM information_schema.columns
           WHERE table_schema = 'public' AND table_name = %s AND column_name <> 'id'""",
        [table],
    )
    return str(cursor.fetchone()[0])


def _differences(cursor: Any, table: str) -> list[Difference]:
    columns = _columns(cursor, table)
    found = []
    for side, here, there in (("derived", "pg_temp", "public"), ("standing", "public", "pg_temp")):
        cursor.execute(
            f"SELECT {columns} FROM {here}.{table} EXCEPT ALL SELECT {columns} FROM {there}.{table}"
        )
        names = [c.name for c in cursor.description]
        found += [Difference(table, side, dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
    return found
