"""Presence ticked without a network: it arrives late, twice, in pieces, and counts once."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhibu.kernel import clock
from zhibu.meetings import services
from zhibu.meetings.models import Seat, Tap
from zhibu.meetings.services import Queued
from zhibu.site.testing.world import inside

from .test_life import WILLOW, address, running  # noqa: F401

pytestmark = pytest.mark.slow

MARKS = ("present", "remote", "excused", "absent")


def taps(world, number, *, seed=1):
    """That many taps of a device, a second apart, in an order of its own."""
    dice = random.Random(seed)
    start = clock.now() - timedelta(hours=1)
    return [
        Queued(
            UUID(int=dice.getrandbits(128)),
            world.people[dice.choice(WILLOW)].pk,
            dice.choice(MARKS),
            dice.random() < 0.3,
            start + timedelta(seconds=n),
        )
        for n in range(number)
    ]


def marks(plan):
    return {seat.person_id: (seat.mark, seat.came_late) for seat in plan.seats.filter(called=True)}


def test_five_hundred_sent_twice_are_five_hundred(running, world, scope_of):  # noqa: F811
    with inside(scope_of("secretary")) as scope:
        queue = taps(world, 500)
        first = services.take_queue(scope, running, queue)
        once = marks(running)
        again = services.take_queue(scope, running, queue)
        assert Tap.objects.count() == 500 and len(first.kept) == len(again.kept) == 500
        assert marks(running) == once
        last = {each.person: (each.mark, each.late and each.mark in MARKS[:2]) for each in queue}
        assert once == last  # of each person the latest tap


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_in_whatever_pieces_and_however_often_it_comes_it_is_the_same(running, world, scope_of, data):  # noqa: F811
    with inside(scope_of("secretary")) as scope:
        queue = taps(world, 20, seed=data.draw(st.integers(0, 999)))
        pieces = data.draw(st.lists(st.lists(st.sampled_from(queue), min_size=1, max_size=8), max_size=4))
        with transaction.atomic():
            services.take_queue(scope, running, queue)
            once = marks(running)
            transaction.set_rollback(True)
        for piece in [*pieces, queue]:
            services.take_queue(scope, running, piece)
        assert marks(running) == once and Tap.objects.filter(plan=running).count() == 20
        transaction.set_rollback(True)


def test_an_older_tap_does_not_undo_what_was_ticked_later(running, world, scope_of):  # noqa: F811
    with inside(scope_of("secretary")) as scope:
        person = world.people["member"].pk
        services.tick(scope, running, {person: services.Tick("excused")})
        old = Queued(UUID(int=1), person, "present", False, clock.now() - timedelta(minutes=5))
        services.take_queue(scope, running, [old])
        assert marks(running)[person] == ("excused", False) and Tap.objects.count() == 1
        from_a_fast_clock = Queued(UUID(int=2), person, "absent", False, clock.now() + timedelta(days=9))
        services.take_queue(scope, running, [from_a_fast_clock])
        assert marks(running)[person] == ("absent", False)
        assert Tap.objects.get(pk=UUID(int=2)).at <= clock.now()


def test_who_is_left_out_cannot_have_come_and_the_rest_is_taken(running, world, scope_of):  # noqa: F811
    with inside(scope_of("secretary")) as scope:
        elder, member = world.people["elder"].pk, world.people["member"].pk
        services.leave_out(scope, running, elder, reason="bedridden", approval="镇党委批准", consented=True)
        queue = [
            Queued(UUID(int=n), who, "present", False, clock.now()) for n, who in enumerate((elder, member))
        ]
        assert services.take_queue(scope, running, queue).refused == ("欧阳淑芬",)
        assert marks(running)[member] == ("present", False) and marks(running)[elder] == ("", False)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"mark": "asleep"}, "只有到会、线上参加、请假、未到"),
        ({"person": UUID(int=7)}, "不在应到之列"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(running, world, scope_of, wrong, words):  # noqa: F811
    with inside(scope_of("secretary")) as scope:
        good = {"id": UUID(int=1), "person": world.people["member"].pk, "mark": "present", "late": False}
        with pytest.raises(ValidationError, match=words), transaction.atomic():
            services.take_queue(scope, running, [Queued(**good | wrong, at=clock.now())])
        with pytest.raises(ValidationError, match="1 到 1000 条"):
            services.take_queue(scope, running, [])
        assert Tap.objects.count() == 0


def test_the_page_of_the_script_answers_in_its_words(running, world, sign_in):  # noqa: F811
    client, url = sign_in("secretary"), address(running, "queue/")
    tap = {"id": "0" * 31 + "a", "person": str(world.people["member"].pk), "mark": "present", "late": True}
    tap |= {"at": 1_790_000_000_000, "to": url, "who": "x"}
    answer = client.post(url, {"taps": json.dumps([tap])})
    assert answer.status_code == 200, answer.content.decode()
    assert answer.json() == {"kept": ["00000000-0000-0000-0000-00000000000a"], "said": ""}
    assert Seat.objects.get(plan=running, person_id=tap["person"]).came_late
    for nonsense in (
        "",
        "{",
        "[1]",
        '[{"id": 1}]',
        json.dumps([tap | {"at": "x"}]),
        json.dumps([tap | {"id": "x"}]),
    ):
        refused = client.post(url, {"taps": nonsense})
        assert refused.status_code == 422 and refused.json()["said"], nonsense
    assert sign_in("member").post(url, {"taps": json.dumps([tap])}).status_code == 404
    page = client.get(address(running, "roll/")).content.decode()
    assert f'data-queue="{url}"' in page


def test_the_worker_keeps_no_name(client):
    text = client.get("/meetings/worker.js").content.decode()
    assert '"/meetings/no-network/", "/static/zhibu.' in text and "credentials" in text
    assert "勾过的到会还在这台设备上" in client.get("/meetings/no-network/").content.decode()


def test_signing_out_wipes_what_the_device_kept(world, sign_in):
    answer = sign_in("secretary").post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
