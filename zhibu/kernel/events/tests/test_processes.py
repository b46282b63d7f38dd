"""Delivery with real processes: two workers, workers killed in the middle, a knock at the door."""

from __future__ import annotations

import json
import random
import statistics
import threading
import time
from argparse import Namespace
from collections import Counter
from datetime import date

import pytest
from django.conf import settings
from django.db import connection, connections

from zhibu.kernel import events
from zhibu.kernel.models import Delivery
from zhibu.meetings.models import Meeting
from zhibu.meetings.services import record_meeting
from zhibu.site.commands import rebuild as command
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house
from zhibu.statistics.tests.story import Story

from .workers import worker

pytestmark = [pytest.mark.story, pytest.mark.slow]


def all_heard() -> bool:
    return events.waiting().waiting == 0


def rebuilt(capsys) -> dict:
    """What `zhibu rebuild --dry-run --json` prints, run as the command line runs it."""
    database.use(settings.DATABASES["default"]["NAME"], "work")
    assert command.run(Namespace(context="", dry_run=True, json=True)) == 0
    return json.loads(capsys.readouterr().out)


def test_two_workers_double_nothing_and_leave_nothing(committed, capsys):
    story = Story(committed, seed=11)
    story.go_on(50)
    with worker(pause=0.002) as first, worker(pause=0.002) as second:
        story.go_on(30)  # while they work
        second.until(all_heard)
    handed = Counter(first.handed + second.handed)
    assert set(handed.values()) == {1}
    assert len(handed) == Delivery.objects.filter(done_at__isnull=False).count()
    assert first.handed
    assert second.handed
    assert rebuilt(capsys)["differences"] == []


def test_killed_in_the_middle_of_a_batch_nothing_is_lost_or_doubled(committed, capsys):
    story, chance = Story(committed, seed=1921), random.Random(1921)
    story.go_on(150)
    assert all(story.done[verb] for verb in ("join", "meet", "withdraw", "transfer", "die", "move")), (
        story.done
    )
    for _ in range(3):
        few = chance.randrange(1, 20)
        with worker(pause=0.01) as victim:
            victim.until(lambda n=few: len(victim.handed) >= n)
            victim.kill()
        assert not all_heard(), "it was killed too late to prove anything"
        assert rebuilt(capsys)["differences"] == []  # what counts as heard is in the figures, the rest is not
        story.go_on(5)
    with worker() as last:
        last.until(all_heard)
    report = rebuilt(capsys)
    assert report["derivations"]["statistics.derive"] == 0
    assert report["differences"] == []
    with connection.cursor() as cursor, inside(whole_house()):
        cursor.execute("SELECT COALESCE(sum(held), 0) FROM statistics_branchmonth")
        assert cursor.fetchone()[0] == Meeting.objects.standing().count() > 20


def test_a_fact_is_in_the_figures_within_a_second(committed):
    willow = committed.orgs["willow"]
    with worker(looks=3600.0) as sleeper:
        sleeper.until(lambda: "idle" in sleeper.lines and all_heard())
        taken = []
        for number in range(8):
            with inside(whole_house()) as scope:
                record_meeting(
                    scope,
                    willow,
                    kind="theme_day",
                    topic=f"植树{number}",
                    held_on=date(2026, 3, 12),
                    marks={},
                )
            committed_at = time.monotonic()
            sleeper.until(lambda n=number: held("2026-03") == n + 1)
            taken.append(time.monotonic() - committed_at)
    assert statistics.median(taken) < 1.0, taken  # one hiccup of a busy machine is no delay of ours


def held(month: str) -> int:
    with inside(whole_house()), connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(sum(held), 0) FROM statistics_branchmonth WHERE month = %s", [month])
        return cursor.fetchone()[0]


def test_a_worker_stops_when_told(committed):
    with worker(looks=3600.0) as told:
        told.until(lambda: "idle" in told.lines)
        told.process.terminate()
        assert told.process.wait(10) == 0  # and not after the hour it would have slept


def test_rebuild_is_right_while_writers_write(committed):
    database.use(settings.DATABASES["default"]["NAME"], "work")
    story, failures = Story(committed, seed=5), []

    def write() -> None:
        try:
            story.go_on(60)
        except Exception as problem:
            failures.append(problem)
        finally:
            connections.close_all()

    with worker() as busy:
        writer = threading.Thread(target=write)
        writer.start()
        compared = 0
        while writer.is_alive():
            assert not any(events.rebuild(mend=False).values())
            compared += 1
        writer.join()
        busy.until(all_heard)
    assert failures == []
    assert compared > 5
    assert not any(events.rebuild(mend=False).values())
