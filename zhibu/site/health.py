"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

LAG_SECONDS = 300


def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """Database reached, migrations applied, facts delivered. 503 names what is missing."""
    try:
        checks = {"database": True, "migrations": not _unapplied(), "outbox": _lag() <= LAG_SECONDS}
    except DatabaseError:
        checks = {"database": False}
    well = all(checks.values())
    return JsonResponse({"ready": well, "checks": checks}, status=200 if well else 503)


def _unapplied() -> list[object]:
    executor = MigrationExecutor(connection)
    return list(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _lag() -> float:
    """Seconds the oldest fact has been waiting for a listener, parked ones apart."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT COALESCE(extract(epoch FROM now() - min(f.at)), 0)
               FROM kernel_delivery d JOIN kernel_fact f ON f.id = d.fact_id
               WHERE d.done_at IS NULL AND d.parked_at IS NULL"""
        )
        return float(cursor.fetchone()[0])
