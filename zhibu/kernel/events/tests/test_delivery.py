"""Order, retries, parking, turning days, forgetting: each with real commits, as the work login."""

from __future__ import annotations

import time
from datetime import date, timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction

from zhibu.kernel import clock, events
from zhibu.kernel.events import days, outbox
from zhibu.kernel.models import Delivery, Fact, ListenerRow
from zhibu.meetings.services import record_meeting
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house
from zhibu.statistics import services
from zhibu.statistics.models import BranchMonth

pytestmark = pytest.mark.story


@pytest.fixture
def house(committed):
    """The committed world, everything heard, the connection that of the worker."""
    database.use(settings.DATABASES["default"]["NAME"], "work")
    events.deliver()
    return committed


def meet(world, key, topic):
    with inside(whole_house()) as scope:
        return record_meeting(
            scope, world.orgs[key], kind="theme_day", topic=topic, held_on=date(2026, 3, 12), marks={}
        )


def counted():
    """branch → theme days of that March in the figures."""
    with inside(whole_house()):
        rows = BranchMonth.objects.filter(month="2026-03", kind="theme_day")
        return {row.branch.code: row.held for row in rows.select_related("branch")}


def deliveries(listener):
    return list(Delivery.objects.filter(listener=listener).order_by("fact_id"))


def let_due():
    Delivery.objects.filter(done_at=None).update(due_at="2020-01-01T00:00:00Z")


@pytest.fixture
def poison(monkeypatch, house):
    """The branch of willow cannot be counted until `poison.clear()`."""
    real, bad = services.derive, {house.orgs["willow"].pk}

    def derive(subject):
        if subject[0] in bad:
            raise ValueError("三月没有三十二日\nDETAIL: 张小明")
        real(subject)

    monkeypatch.setattr(services, "derive", derive)
    return bad


def test_a_poisoned_fact_is_parked_after_eight_tries_and_holds_back_only_its_subject(house, poison):
    meet(house, "willow", "一")
    meet(house, "willow", "二")
    meet(house, "elm", "一")
    for tries in range(1, outbox.TRIES + 1):
        events.deliver()
        first = deliveries("statistics.count_meeting")[-3]
        assert (first.tries, first.parked_at is not None) == (tries, tries == outbox.TRIES)
        let_due()
    assert counted() == {"elm": 1}
    events.deliver()
    (parked,) = events.parked()
    assert parked.subject == f"branch:{house.orgs['willow'].pk}"
    assert parked.behind == 1
    assert parked.error == "ValueError: 三月没有三十二日"  # and not the row, which names a person
    assert (parked.tries, events.waiting().waiting) == (outbox.TRIES, 0)
    poison.clear()
    events.deliver()
    assert counted() == {"elm": 1}  # parked is parked until a person says so
    assert events.unpark(parked.delivery) is not None
    assert events.unpark(parked.delivery) is None
    events.deliver()
    assert counted() == {"elm": 1, "willow": 2}
    assert events.parked() == []


def test_a_failure_pauses_longer_each_time(house, poison):
    meet(house, "willow", "一")
    for seconds in (2, 4, 8, 16):
        began = time.monotonic()
        events.deliver()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT extract(epoch FROM due_at - now())::float8 FROM kernel_delivery WHERE tries > 0"
            )
            left = cursor.fetchone()[0]
        assert seconds - (time.monotonic() - began) <= left <= seconds
        assert events.deliver() == 0  # not before its time
        let_due()


def test_other_listeners_of_the_same_fact_go_on(house, poison):
    meeting = meet(house, "willow", "一")
    events.deliver()
    heard = {
        d.listener: d.done_at is not None for d in Delivery.objects.filter(fact__body__meeting=meeting.pk)
    }
    assert heard.pop("statistics.count_meeting") is False
    assert heard
    assert all(heard.values())


def test_what_was_parked_after_it_was_looked_at_is_not_taken(house):
    meet(house, "willow", "一")
    meet(house, "willow", "二")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(outbox._HOLD, {"names": ["statistics.count_meeting"], "batch": 10})
        ((listener, subject),) = cursor.fetchall()
        first = Delivery.objects.filter(listener=listener, subject=subject, done_at=None).earliest("fact_id")
        Delivery.objects.filter(pk=first.pk).update(parked_at="2026-01-01T00:00:00Z")
        cursor.execute(outbox._TAKE, {"listeners": [listener], "subjects": [subject], "batch": 10})
        assert cursor.fetchall() == []  # the second would overtake the first


def test_a_day_is_announced_once_and_days_slept_through_in_their_order(house):
    def announced():
        return [fact.body["day"] for fact in Fact.objects.filter(kind="kernel.DayTurned").order_by("pk")]

    def turn():
        with inside(whole_house()):
            return days.turn()

    before = announced()
    assert before == []
    with clock.stopped_at(date(2026, 11, 1)):
        assert (turn(), turn()) == (1, 0)
    with clock.stopped_at(date(2026, 11, 5)):
        assert (turn(), turn()) == (4, 0)
    with clock.stopped_at(date(2026, 11, 3)):  # a clock that was set back
        assert turn() == 0
    assert announced() == [f"2026-11-0{n}" for n in range(1, 6)]
    assert set(Fact.objects.filter(kind="kernel.DayTurned").values_list("subject", flat=True)) == {
        "kernel.DayTurned"
    }
    far = date(2026, 11, 5) + timedelta(days=days.CATCH_UP + 1)
    with clock.stopped_at(far):
        assert turn() == 1
    assert announced()[-1] == far.isoformat()


def test_what_everybody_heard_long_ago_is_forgotten_and_nothing_else(house, poison):
    meet(house, "willow", "一")
    meet(house, "elm", "一")
    events.deliver()
    with psycopg.connect(database.url("owner"), autocommit=True) as owner:
        owner.execute("UPDATE kernel_fact SET at = now() - interval '40 days'")
        owner.execute(
            "UPDATE kernel_delivery SET done_at = now() - interval '40 days' WHERE done_at IS NOT NULL"
        )
        owner.execute(
            """INSERT INTO kernel_delivery (fact_id, listener, subject, tries, error)
               SELECT id, 'gone.listener', subject, 0, '' FROM kernel_fact LIMIT 1"""
        )
    with inside(whole_house()):
        outbox.prune()
    (left,) = Delivery.objects.all()
    assert left.listener == "statistics.count_meeting"
    assert list(Fact.objects.values_list("pk", flat=True)) == [left.fact_id]
    assert not ListenerRow.objects.filter(name="gone.listener").exists()


def test_rebuild_finds_mends_and_then_finds_nothing(house):
    for topic in ("一", "二"):
        meet(house, "willow", topic)
    meet(house, "elm", "一")
    events.deliver()
    with inside(whole_house()):
        BranchMonth.objects.filter(branch=house.orgs["willow"]).update(held=7)
        BranchMonth.objects.create(
            branch=house.orgs["pine"],
            month="2026-03",
            kind="theme_day",
            held=1,
            expected=0,
            present=0,
            hours=0,
        )
        BranchMonth.objects.filter(branch=house.orgs["elm"]).delete()
    found = events.rebuild(mend=False)["statistics.derive"]
    sides = sorted((d.side, d.row["branch_id"]) for d in found)
    willow, elm, pine = (house.orgs[key].pk for key in ("willow", "elm", "pine"))
    assert sides == sorted([("derived", willow), ("standing", willow), ("derived", elm), ("standing", pine)])
    assert counted() == {"willow": 7, "pine": 1}
    assert len(events.rebuild("statistics")["statistics.derive"]) == 4
    assert counted() == {"willow": 2, "elm": 1}
    found = events.rebuild()
    assert {"statistics.derive", "statistics.compare_kept", "members.compare_categories"} <= set(found)
    assert not any(found.values())
    assert events.rebuild("voice") == {}


def test_a_fact_not_heard_yet_is_no_difference_and_a_parked_one_is(house):
    meet(house, "willow", "一")
    assert not any(events.rebuild(mend=False).values())
    Delivery.objects.filter(listener="statistics.count_meeting", done_at=None).update(
        parked_at="2026-01-01T00:00:00Z"
    )
    (difference,) = events.rebuild(mend=False)["statistics.derive"]
    assert (difference.side, difference.row["held"]) == ("derived", 1)
