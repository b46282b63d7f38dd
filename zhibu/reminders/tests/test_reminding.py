"""One message a day at most, none on quiet days, one after days off; seen by its person alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from zhibu.guard.services import make_token
from zhibu.kernel import clock
from zhibu.kernel.models import Fact, Finding
from zhibu.meetings.events import BranchDayTurned, BranchJudged
from zhibu.meetings.handlers import judge_at_daybreak
from zhibu.orgs.models import Placement
from zhibu.reminders import selectors
from zhibu.reminders.handlers import remind_after_judging
from zhibu.reminders.models import Message
from zhibu.reminders.services import wish_for
from zhibu.site.testing.world import inside, whole_house

pytestmark = pytest.mark.slow

MONDAY = date(2026, 11, 23)  # seven days before the end of the month


@pytest.fixture(autouse=True)
def _any_day(monkeypatch):
    monkeypatch.setattr("zhibu.guard.selectors.SESSION_DAYS", 36500)


def dawn(world, day, *, on=None, org="willow"):
    """The day is judged and told of, on that day or on a later one."""
    with clock.stopped_at(on or day), inside(whole_house()):
        Placement.objects.update(made_at="2026-11-01T00:00:00+08:00")
        judge_at_daybreak(BranchDayTurned(branch=world.orgs[org].pk, day=day.isoformat()))
        remind_after_judging(BranchJudged(branch=world.orgs[org].pk, day=day.isoformat()))


def told(world, key="secretary"):
    with inside(whole_house()):
        rows = Message.objects.filter(person_id=world.people[key].pk).order_by("on")
        return {row.on: len(row.findings) for row in rows}


def test_what_is_due_is_told_when_noticed_and_shortly_before_its_end(world):
    for days in range(8):
        dawn(world, MONDAY + timedelta(days=days))
    assert list(told(world)) == [MONDAY, MONDAY + timedelta(days=4)]
    assert (
        told(world) == told(world, "deputy") and told(world, "member") == told(world, "elm_secretary") == {}
    )


def test_days_that_were_slept_through_are_told_once(world):
    for days in range(10):
        dawn(world, MONDAY + timedelta(days=days), on=MONDAY + timedelta(days=9))
    assert list(told(world)) == [MONDAY + timedelta(days=9)]


def test_the_same_dawn_twice_is_one_message(world):
    dawn(world, MONDAY)
    dawn(world, MONDAY)
    with inside(whole_house()):
        assert Fact.objects.filter(kind="reminders.PersonReminded").count() == 3  # three keep the branch
    assert len(told(world)) == 1


def test_who_keeps_two_branches_gets_one_message(world):
    with inside(whole_house()):
        world.appoint("secretary", "elm", "assistant")
    dawn(world, MONDAY)
    here = told(world)[MONDAY]
    dawn(world, MONDAY, org="elm")
    assert len(told(world)) == 1 and told(world)[MONDAY] > here


@pytest.mark.parametrize(
    ("day", "quiet"),
    [
        (date(2026, 11, 28), True),  # a Saturday
        (date(2026, 11, 29), True),
        (date(2026, 10, 1), True),  # the National Day
        (date(2026, 11, 27), False),
        (date(2026, 10, 10), False),  # a Saturday that is worked for the holiday
    ],
)
def test_quiet_days_are_quiet(day, quiet, world):
    with clock.stopped_at(day), inside(whole_house()):
        Finding.objects.create(
            norm="life.annual",
            branch_id=world.orgs["willow"].pk,
            subject="appraisal:2026",
            level="due_soon",
            verdict={"source": {"document": "x", "article": "y"}},
            noticed_on=day,
        )
        remind_after_judging(BranchJudged(branch=world.orgs["willow"].pk, day=day.isoformat()))
    assert (told(world) == {}) is quiet


def test_somebody_says_on_which_days(world, scope_of):
    with clock.stopped_at(MONDAY), inside(scope_of("secretary")) as scope:
        wish_for(scope, weekdays="25")
    with clock.stopped_at(MONDAY), inside(scope_of("deputy")) as scope:
        wish_for(scope, quiet_until=MONDAY)
        with pytest.raises(ValidationError, match="已经过了"):
            wish_for(scope, quiet_until=MONDAY - timedelta(days=1))
        with pytest.raises(ValidationError):
            wish_for(scope, weekdays="52")
    for days in range(3):
        dawn(world, MONDAY + timedelta(days=days))
    tuesday = MONDAY + timedelta(days=1)
    assert list(told(world)) == list(told(world, "deputy")) == [tuesday]
    assert list(told(world, "organiser")) == [MONDAY]


def test_nobody_sees_the_messages_of_others(world, scope_of):
    dawn(world, MONDAY)
    for who in ("deputy", "member", "officer"):
        with inside(scope_of(who)) as scope:
            assert set(Message.objects.values_list("person_id", flat=True)) <= {world.people[who].pk}
            assert all(m.person_id == world.people[who].pk for m in selectors.own_messages(scope))


def test_the_page_says_what_is_open_and_what_is_done(world, sign_in, django_assert_max_num_queries):
    dawn(world, MONDAY)
    client = sign_in("secretary")
    with clock.stopped_at(MONDAY):
        with django_assert_max_num_queries(18):
            page = client.get("/me/messages/").content.decode()
        assert "11月还没有支部委员会的记录" in page and "已办" not in page
        assert f"/meetings/{world.orgs['willow'].pk}/new/branch_committee/" in page
        with inside(whole_house()):
            Finding.objects.filter(subject__startswith="branch_committee").update(cleared_on=MONDAY)
        assert "已办" in client.get("/me/messages/").content.decode()


def test_the_days_are_chosen_on_the_page(world, sign_in, scope_of):
    client = sign_in("secretary")
    answer = client.post("/me/messages/", {"weekdays": ["2", "5"], "quiet_until": ""})
    assert answer.status_code == 303
    with inside(scope_of("secretary")) as scope:
        assert selectors.own_wish(scope).weekdays == "25"
    wrong = client.post("/me/messages/", {"weekdays": ["2"], "quiet_until": "2020-01-01"})
    assert wrong.status_code == 422 and "已经过了" in wrong.content.decode()
    assert 'name="outside"' not in wrong.content.decode()  # there is no way out
    assert client.post("/me/messages/", {"quiet_until": ""}).status_code == 303
    with inside(scope_of("secretary")) as scope:
        assert selectors.own_wish(scope).weekdays == ""


def test_the_same_by_api(world, scope_of, client):
    dawn(world, MONDAY)
    with inside(scope_of("secretary")) as scope:
        secret = make_token(
            scope, world.people["secretary"], name="x", days=30, appointment=scope.appointment
        )
    found = client.get("/api/v1/me/messages", headers={"Authorization": f"Bearer {secret}"}).json()
    assert [m["on"] for m in found] == [MONDAY.isoformat()] and not any(
        line["done"] for line in found[0]["lines"]
    )
