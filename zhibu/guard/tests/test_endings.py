"""What ends a session ends it within one request: stories through the services that end it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from zhibu.guard import services
from zhibu.guard.models import Session, Token
from zhibu.kernel import clock
from zhibu.kernel.scope import Refused, Scope
from zhibu.members.models import Member
from zhibu.members.services import record_death, transfer_member
from zhibu.orgs.models import Appointment
from zhibu.orgs.services import end_office
from zhibu.site.testing.database import scope_of as grant_of
from zhibu.site.testing.world import inside, whole_house

from .flows import Browser, rows

pytestmark = pytest.mark.story
Story = Callable[[Any, Scope], None]


def card(world: Any, key: str) -> Member:
    return Member.objects.get(pk=world.people[key].pk)


def office_of(world: Any, key: str) -> Appointment:
    return Appointment.objects.select_related("org").get(person_id=world.people[key].pk, until=None)


def reset(world: Any, scope: Scope) -> None:
    services.reset_account(scope, world.people["elm_secretary"].pk)


def close(world: Any, scope: Scope) -> None:
    services.close_account(scope, world.people["elm_secretary"].pk, why="x")


def transfer(world: Any, scope: Scope) -> None:
    pine = Member.objects.get(pk=world.people["pine_member"].pk).branch
    transfer_member(scope, card(world, "elm_secretary"), pine, on=clock.today(), why="搬家")


def office_ends(world: Any, scope: Scope) -> None:
    end_office(scope, office_of(world, "elm_secretary"), on=clock.today(), why="换届")


def death(world: Any, scope: Scope) -> None:
    record_death(scope, card(world, "elm_secretary"), on=clock.today())


STORIES: list[tuple[str, Story, str]] = [
    ("system_admin", reset, "reset"),
    ("system_admin", close, "closed"),
    ("officer", transfer, "office"),
    ("officer", office_ends, "office"),
    ("east_officer", death, "office"),
]


@pytest.mark.parametrize(("who", "story", "why"), STORIES, ids=[story.__name__ for _, story, _ in STORIES])
def test_the_next_request_knows_the_person_no_more(committed: Any, who: str, story: Story, why: str) -> None:
    client, phone = Browser(), Browser()
    client.by_password("elm_secretary")
    phone.by_password("elm_secretary")
    with inside(whole_house()) as scope:
        services.make_token(scope, committed.people["elm_secretary"], name="x", days=9, appointment=None)
    assert client.get("/devices/").status_code == 200
    with inside(grant_of(who)) as scope:
        story(committed, scope)
    for device in (client, phone):
        answer = device.get("/devices/")
        assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/devices/")
    person = committed.people["elm_secretary"].pk
    assert {row.ended_why for row in rows(Session, person_id=person)} == {why}
    assert rows(Token)[0].ended_at is not None


def test_a_member_without_office_is_out_after_a_transfer_and_after_death(committed: Any) -> None:
    for key, story in (("elm_member", "transfer"), ("elder", "left")):
        client = Browser()
        client.by_password(key)
        with inside(grant_of("officer")) as scope:
            if story == "transfer":
                to = card(committed, "pine_member").branch
                transfer_member(scope, card(committed, key), to, on=clock.today(), why="搬家")
            else:
                record_death(scope, card(committed, key), on=clock.today())
        assert not client.is_in(), key
        assert rows(Session, person_id=committed.people[key].pk)[0].ended_why == story


def test_an_office_without_a_card_ends_too(committed: Any) -> None:
    """The county's desk sees no account of the township's officer, and still ends its sessions."""
    client = Browser()
    client.by_password("east_officer")
    with inside(grant_of("officer")) as scope:
        end_office(scope, office_of(committed, "east_officer"), on=clock.today(), why="调离")
    assert not client.is_in()


def test_an_office_whose_last_day_comes_gives_nothing_from_that_request_on(committed: Any) -> None:
    client = Browser()
    client.by_password("secretary")
    until = clock.today() + timedelta(days=5)
    with inside(whole_house()):
        Appointment.objects.filter(person_id=committed.people["secretary"].pk).update(until=until)
    with clock.stopped_at(until - timedelta(days=1)):
        assert 'class="work"' in client.get("/devices/").content.decode()
    with clock.stopped_at(until):
        assert 'class="member"' in client.get("/devices/").content.decode()


def test_an_office_not_yet_confirmed_gives_nothing(committed: Any) -> None:
    with inside(whole_house()):
        Appointment.objects.create(
            org=committed.orgs["county"],
            person=committed.people["member"],
            office="officer",
            from_on=date(2020, 1, 1),
            needs_second=True,
        )
    client = Browser()
    client.by_password("member")
    assert 'class="member"' in client.get("/devices/").content.decode()
    assert "组织干事" not in client.get("/devices/").content.decode()


@pytest.mark.parametrize("who", ["member", "outsider", "audit_admin"])
def test_sessions_are_ended_by_nobody_without_a_range(committed: Any, who: str) -> None:
    client = Browser()
    client.by_password("elder")
    with pytest.raises(Refused), inside(grant_of(who)):
        services.end_sessions(committed.people["elder"].pk, why="malice")
    assert client.is_in()
