"""Writing a fact with its change, and handing it to each listener."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from itertools import groupby
from typing import Any

from django.db import connection, connections, transaction

from zhibu.kernel import clock
from zhibu.kernel.scope import HOUSE, WORK_SECONDS, wear

from .fact import Event, kind_of
from .listening import Listener, listeners

CHANNEL = "zhibu_facts"
TRIES = 8
BATCH = 100

# One statement: the fact, one row for each listener that waits for it, and the knock at the worker's door.
_PUBLISH = """
WITH fact AS (
    INSERT INTO kernel_fact (kind, subject, body) VALUES (%(kind)s, %(subject)s, %(body)s) RETURNING id
), waiting AS (
    INSERT INTO kernel_delivery (fact_id, listener, subject, tries, due_at, error)
    SELECT fact.id, l.name, %(subject)s, 0, now(), '' FROM fact, kernel_listener l WHERE l.kind = %(kind)s
)
SELECT id, pg_notify(%(channel)s, '') FROM fact
"""

# The lock is on (context, subject): two listeners of one context derive the same rows from one subject, and
# whoever derives last must have read last. Subjects that another worker holds are passed over.
_HOLD = """
WITH due AS MATERIALIZED (
    SELECT listener, subject
    FROM kernel_delivery
    WHERE listener = ANY(%(names)s) AND done_at IS NULL
    GROUP BY listener, subject
    HAVING bool_and(parked_at IS NULL AND due_at <= statement_timestamp())
    ORDER BY min(fact_id)
)
SELECT listener, subject FROM due
WHERE pg_try_advisory_xact_lock(hashtextextended(split_part(listener, '.', 1) || ' ' || subject, 20181028))
LIMIT %(batch)s
"""

_TAKE = """
WITH held AS MATERIALIZED (
    SELECT d.listener, d.subject, min(d.fact_id) AS first
    FROM kernel_delivery d
    JOIN unnest(%(listeners)s::text[], %(subjects)s::text[]) AS h (listener, subject)
        USING (listener, subject)
    WHERE d.done_at IS NULL
    GROUP BY d.listener, d.subject
    HAVING bool_and(d.parked_at IS NULL AND d.due_at <= statement_timestamp())
)
SELECT d.id, d.listener, d.subject, f.body, d.tries
FROM held JOIN kernel_delivery d USING (listener, subject) JOIN kernel_fact f ON f.id = d.fact_id
WHERE d.done_at IS NULL
ORDER BY held.first, d.listener, d.subject, d.fact_id
LIMIT %(batch)s
"""


def publish(event: Event, *, using: str = "default") -> int:
    """Announce a fact inside the transaction that makes it true. Returns its number."""
    if not connections[using].in_atomic_block:
        raise RuntimeError("a fact is announced in the transaction that writes it")
    kind = kind_of(type(event))
    subject = event.subject or kind
    with connections[using].cursor() as cursor:
        cursor.execute(
            _PUBLISH,
            {
                "kind": kind,
                "subject": subject,
                "body": json.dumps(event.body(), ensure_ascii=False),
                "channel": CHANNEL,
            },
        )
        number: int = cursor.fetchone()[0]
    return number


def deliver(names: Collection[str] | None = None, *, stop: Callable[[], bool] = lambda: False) -> int:
    """Hand the listeners of this process what waits for them, until nothing is due. Returns the count.

    `stop` is asked between batches: a worker that shall end leaves the rest to the others.
    """
    mine = {name: item for name, item in listeners().items() if names is None or name in names}
    done = 0
    while mine and not stop():
        count, more = _deliver_some(mine)
        done += count
        if not more:
            break
    return done


def _deliver_some(mine: dict[str, Listener]) -> tuple[int, bool]:
    """One transaction: some subjects of some listeners, each subject's facts in their order."""
    try:
        with transaction.atomic():
            wear(HOUSE, seconds=WORK_SECONDS)
            held, rows = _claim(sorted(mine))
            done = 0
            for (name, _subject), group in groupby(rows, key=lambda row: (row[1], row[2])):
                for delivery, _, _, body, tries in group:
                    if not _hand_over(mine[name], delivery, body, tries):
                        break  # only this subject waits; others go on
                    done += 1
            return done, held
    finally:
        clock.forget()


def _claim(names: list[str]) -> tuple[bool, list[tuple[int, str, str, dict[str, Any], int]]]:
    """Whether any subject could be held, and the facts due of those held: nothing is parked before them.

    Two statements on purpose. The first may look through an old snapshot at a subject that another worker
    has just let go: parked, or put off. The second sees what was committed before the lock was ours.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, {"names": names, "batch": BATCH})
        held = cursor.fetchall()
        if not held:
            return False, []
        wanted: dict[str, Any] = {
            "listeners": [row[0] for row in held],
            "subjects": [row[1] for row in held],
            "batch": BATCH,
        }
        cursor.execute(_TAKE, wanted)
        return True, [
            (pk, listener, subject, json.loads(body) if isinstance(body, str) else body, tries)
            for pk, listener, subject, body, tries in cursor.fetchall()
        ]


def _hand_over(listener: Listener, delivery: int, body: dict[str, Any], tries: int) -> bool:
    """Call the listener; a failure is remembered and tried again later, the eighth is parked."""
    try:
        with transaction.atomic():
            listener.handler(listener.event_type(**body))
    except Exception as problem:
        _remember_failure(delivery, tries + 1, problem)
        return False
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_delivery SET done_at = clock_timestamp() WHERE id = %s", [delivery])
    return True


def _remember_failure(delivery: int, tries: int, problem: Exception) -> None:
    pause = min(2**tries, 300)  # seconds
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE kernel_delivery SET tries = %s, due_at = now() + make_interval(secs => %s), error = %s,
               parked_at = CASE WHEN %s THEN clock_timestamp() END WHERE id = %s""",
            [tries, pause, _said(problem), tries >= TRIES, delivery],
        )


def _said(problem: Exception) -> str:
    """Kind and first line. What the database adds in further lines may hold the row, and with it a person."""
    first, *_ = str(problem).splitlines() or [""]
    return f"{type(problem).__name__}: {first}"[:500]


def prune(keep_days: int = 30) -> int:
    """Forget facts that everybody heard long ago: the rows they made are the record, not these.

    What waits for a listener that this version of the house no longer has is forgotten too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """DELETE FROM kernel_delivery d WHERE done_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM kernel_listener l WHERE l.name = d.listener)"""
        )
        cursor.execute(
            "DELETE FROM kernel_delivery WHERE done_at < now() - make_interval(days => %s)", [keep_days]
        )
        cursor.execute(
            """DELETE FROM kernel_fact f WHERE at < now() - make_interval(days => %s)
               AND NOT EXISTS (SELECT 1 FROM kernel_delivery d WHERE d.fact_id = f.id)""",
            [keep_days],
        )
        return int(cursor.rowcount)
