"""A subject beside looking up as many rows by their keys, under the same grant."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from _turns import Turns, take
from django.db import connection
from lines import Line

Work = Callable[[], object]


def clocked(work: Work) -> float:
    """Milliseconds by the clock."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def turned(subject: Work, reference: Work, rounds: int) -> Turns:
    subject(), reference()  # plans and pages are in memory, as on a machine at work
    return take(partial(clocked, reference), {"": partial(clocked, subject)}, rounds)[""]


def looked_up(count: int) -> Work:
    """As many rows by primary key, under the same grant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM orgs_org WHERE path >= '001' ORDER BY md5(code) LIMIT %s", [count])
        keys = [pk for (pk,) in cursor.fetchall()]

    def reference() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, code, name, kind FROM orgs_org WHERE id = ANY(%s)", [keys])
            assert len(cursor.fetchall()) == count

    return reference


def timed(name: str, work: Work, limit: float, rounds: int, count: int) -> Line:
    """In milliseconds."""
    turns = turned(work, looked_up(count), rounds)
    return line(name, round(turns.subject, 3), limit, "ms", count, turns)


def beside(name: str, work: Work, limit: float, rounds: int, count: int) -> Line:
    """As a multiple of the reference."""
    turns = turned(work, looked_up(count), rounds)
    return line(name, round(turns.subject / turns.reference, 2), limit, "x", count, turns)


def line(name: str, value: float, limit: float, unit: str, rows: int, turns: Turns) -> Line:
    reference, subject = round(turns.reference, 3), round(turns.subject, 3)
    return Line(name, value, limit, unit, rows, reference, subject, turns.drifting)
