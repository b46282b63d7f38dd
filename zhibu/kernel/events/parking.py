"""Facts that wait, and facts put aside after eight tries until a person has looked at them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from .outbox import CHANNEL


@dataclass(frozen=True, slots=True)
class Parked:
    """A fact put aside for one listener. `behind` facts of the same subject wait for it."""

    delivery: int
    listener: str
    subject: str
    kind: str
    error: str
    tries: int
    at: datetime
    parked_at: datetime
    behind: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How the post stands: deliveries waiting, the oldest for how many seconds, deliveries parked."""

    waiting: int
    seconds: float
    parked: int


def parked() -> list[Parked]:
    """Facts a listener could not take in eight tries, the longest parked first (200 at most)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT d.id, d.listener, d.subject, f.kind, d.error, d.tries, f.at, d.parked_at,
                   (SELECT count(*) FROM kernel_delivery w WHERE w.listener = d.listener
                    AND w.subject = d.subject AND w.done_at IS NULL AND w.id <> d.id)
               FROM kernel_delivery d JOIN kernel_fact f ON f.id = d.fact_id
               WHERE d.done_at IS NULL AND d.parked_at IS NOT NULL ORDER BY d.parked_at, d.id LIMIT 200"""
        )
        return [Parked(*row) for row in cursor.fetchall()]


def waiting() -> Waiting:
    """What has not been heard yet; parked facts, and those behind them, apart."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FILTER (WHERE NOT blocked),
                   COALESCE(extract(epoch FROM now() - min(at) FILTER (WHERE NOT blocked)), 0)::float8,
                   count(*) FILTER (WHERE parked_at IS NOT NULL)
               FROM (SELECT f.at, d.parked_at,
                         bool_or(d.parked_at IS NOT NULL) OVER (PARTITION BY d.listener, d.subject) AS blocked
                     FROM kernel_delivery d JOIN kernel_fact f ON f.id = d.fact_id
                     WHERE d.done_at IS NULL) w"""
        )
        return Waiting(*cursor.fetchone())


def unpark(delivery: int) -> str | None:
    """A person has mended the cause: let the fact be tried again at once.

    Returns 'listener subject', or None if nothing is parked under this number.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE kernel_delivery SET tries = 0, parked_at = NULL, due_at = now()
               WHERE id = %s AND parked_at IS NOT NULL AND done_at IS NULL
               RETURNING listener || ' ' || subject""",
            [delivery],
        )
        row = cursor.fetchone()
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    return str(row[0]) if row else None
