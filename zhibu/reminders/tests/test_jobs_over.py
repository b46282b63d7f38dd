"""A long job that has ended is told once; outside zhibu neither by night nor on quiet days."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from zhibu.kernel import clock
from zhibu.kernel.jobs import JobEnded
from zhibu.kernel.jobs.ending import LONG, announce
from zhibu.kernel.models import Fact, Job
from zhibu.reminders.handlers import tell_of_job
from zhibu.reminders.models import Message, Wish
from zhibu.site.testing.world import inside, whole_house

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=clock.SHANGHAI)


def facts(kind):
    return Fact.objects.filter(kind=kind).count()


def over(world, scope_of, *, state="done", took=LONG, at=None, kind="exchange.commit", said=""):
    """A job of the secretary's that has ended, not yet told."""
    end = at or clock.now()
    desk = scope_of("secretary")
    with inside(whole_house()):
        return Job.objects.create(
            kind=kind,
            actor=world.people["secretary"].pk,
            office=desk.office,
            appointment=desk.appointment,
            org_id=desk.org,
            purpose=desk.purpose,
            arguments={"batch": str(uuid4())},
            state=state,
            said=said,
            total=300,
            asked_at=end - took,
            ended_at=end,
        )


def hear(job):
    tell_of_job(JobEnded(job=str(job.pk), person=str(job.actor)))


@pytest.mark.parametrize(
    ("state", "took", "count"),
    [
        ("done", 29, 0),
        ("done", 30, 1),
        ("failed", 1, 1),
        ("refused", 1, 1),
        ("interrupted", 1, 1),
        ("stopped", 99, 0),
    ],
)
def test_what_ends_badly_or_late_is_worth_a_word(world, scope_of, state, took, count):
    with clock.stopped_at(MONDAY):
        job = over(world, scope_of, took=timedelta(seconds=took), at=MONDAY)
        with inside(whole_house()):
            announce(job, state)
            assert facts("kernel.JobEnded") == count


def test_it_is_told_once_in_the_message_of_the_day(world, scope_of, sign_in):
    job, bad = (
        over(world, scope_of),
        over(world, scope_of, state="failed", said="出了差错，没有写入任何内容。"),
    )
    with inside(whole_house()):
        for _twice in range(2):
            hear(job)
            hear(bad)
        message = Message.objects.get(person=world.people["secretary"])
        assert message.jobs == [str(job.pk), str(bad.pk)] and message.findings == []
        assert facts("reminders.PersonReminded") <= 1
    client = sign_in("secretary")
    for address in ("/me/messages/", "/"):
        page = client.get(address).content.decode()
        assert f"/exchange/{job.arguments['batch']}/" in page
        assert "名册导入好了" in page and "300 行" in page
        assert "名册没有导入成" in page and "没有写入任何内容" in page
    other = sign_in("deputy")
    assert "名册导入好了" not in other.get("/").content.decode() + other.get("/me/messages/").content.decode()


def test_on_the_next_day_it_leaves_the_first_page_and_stays_in_the_messages(world, scope_of, sign_in):
    job = over(world, scope_of, at=clock.now() - timedelta(days=1, seconds=1))
    with inside(whole_house()):
        hear(job)
    client = sign_in("secretary")
    assert "名册导入好了" not in client.get("/").content.decode()
    assert "名册导入好了" in client.get("/me/messages/").content.decode()


@pytest.mark.parametrize(
    ("hour", "weekdays", "outside"),
    [(6, "1234567", 0), (7, "1234567", 1), (20, "1", 1), (21, "1234567", 0), (15, "234567", 0)],
)
def test_outside_nothing_is_said_by_night_or_on_quiet_days(world, scope_of, hour, weekdays, outside):
    job = over(world, scope_of)
    with clock.stopped_at(MONDAY.replace(hour=hour)), inside(whole_house()):
        Wish.objects.create(person=world.people["secretary"], weekdays=weekdays)
        hear(job)
        assert Message.objects.count() == 1
        assert facts("reminders.PersonReminded") == outside
