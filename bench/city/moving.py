"""A county is moved while others write."""

from __future__ import annotations

import threading
from datetime import date
from statistics import median
from typing import Any

from django.db import connection, connections, transaction
from lines import Line
from references import clocked

from zhibu.kernel.scope import wear
from zhibu.members.models import Member
from zhibu.orgs.services import move_org
from zhibu.site.scopes import house

MOVE = 5000.0  # milliseconds


def move(scope: Any, county: Any, district: Any, today: date, rounds: int) -> Line:
    """From the call until every constraint has been examined; the transaction is then rolled back.

    Its reference is a write of the other connection: how long somebody else waits.
    """
    done, taken = threading.Event(), []
    whole = house("bench")
    with transaction.atomic():
        wear(whole, seconds=3600)
        members = Member.objects.under(county).count()
    writer = threading.Thread(target=write_on, args=(whole, district, done, taken))
    writer.start()
    found = []

    def moved() -> None:
        move_org(whole, county, district, on=today, why="测速")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    try:
        for _ in range(rounds):
            with transaction.atomic():
                wear(whole, seconds=3600)
                found.append(clocked(moved))
                assert Member.objects.under(county).count() == members
                transaction.set_rollback(True)
            with transaction.atomic():
                wear(whole)
                county.refresh_from_db()  # back where it was
    finally:
        done.set()
        writer.join()
    assert taken
    name = f"move of a county, {members} members; longest write of others {max(taken):.0f} ms"
    return Line(
        name, round(median(found), 1), MOVE, "ms", members, round(median(taken), 1), round(median(found), 1)
    )


def write_on(scope: Any, district: Any, done: threading.Event, taken: list[float]) -> None:
    """Somebody else at work: one card after another is touched, each in a transaction of its own."""
    with transaction.atomic():
        wear(scope, seconds=3600)
        pks = list(Member.objects.under(district).order_by("pk").values_list("pk", flat=True)[:500])
    while not done.is_set():
        for pk in pks:
            if done.is_set():
                break

            def once(pk: Any = pk) -> None:
                with transaction.atomic():
                    wear(scope, seconds=3600)
                    Member.objects.filter(pk=pk).update(landline="0000-7000000")

            taken.append(clocked(once))
    connections.close_all()
