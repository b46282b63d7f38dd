"""事项: given only when somebody says so, seen by the owner and the desk, done with a word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from zhibu.kernel import clock
from zhibu.meetings import selectors, services
from zhibu.meetings.models import Matter
from zhibu.meetings.services import Vote
from zhibu.members.services import transfer_member
from zhibu.site.testing.world import inside, whole_house


@pytest.fixture
def meeting(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        willow = world.orgs["willow"]
        marks = {e.person_id: "present" for e in selectors.expected_at(willow, "assembly", clock.today())}
        return services.record_meeting(
            scope,
            willow,
            kind="assembly",
            topic="讨论清河",
            held_on=clock.today(),
            marks=marks,
            votes=[Vote(text="冬季先清南段", approve=5)],
        )


def given(world, scope_of, meeting, who="member", **more):
    with inside(scope_of("secretary")) as scope:
        values = {"what": "联系挖机", "due_on": clock.today() + timedelta(days=7)} | more
        return services.give_matter(scope, meeting, owner=world.people[who].pk, **values)


def test_a_resolution_becomes_a_matter_when_it_is_said_who_and_until_when(meeting, world, sign_in):
    with inside(whole_house()):
        assert not Matter.objects.exists()  # of itself nothing follows
        resolution = meeting.resolutions.get()
    client, url = sign_in("secretary"), f"/meetings/{meeting.pk}/matters/new/?of={resolution.pk}"
    assert f"matters/new/?of={resolution.pk}" in client.get(f"/meetings/{meeting.pk}/").content.decode()
    assert 'value="冬季先清南段"' in client.get(url).content.decode()
    body = {"what": "联系挖机", "owner": str(world.people["member"].pk), "due_on": "2099-01-01"}
    refused = client.post(url, body)
    assert refused.status_code == 422 and "日期太远了" in refused.content.decode()
    assert 'value="联系挖机"' in refused.content.decode()
    assert client.post(url, body | {"due_on": clock.today().isoformat()}).status_code == 303
    with inside(whole_house()):
        row = Matter.objects.get()
        assert row.resolution == resolution and row.owner_name == "张小明" and row.done_at is None
    assert "联系挖机" in client.get(f"/meetings/{meeting.pk}/").content.decode()


def test_its_owner_sees_it_at_home_and_says_that_it_is_done(meeting, world, scope_of, sign_in):
    row = given(world, scope_of, meeting)
    member, url = sign_in("member"), f"/meetings/matters/{row.pk}/done/"
    home = member.get("/").content.decode()
    assert "联系挖机" in home and url in home
    assert "联系挖机" not in sign_in("elder").get("/").content.decode()
    short = member.post(url, {"word": "好"})
    assert short.status_code == 422 and "请用一句话" in short.content.decode()
    assert member.post(url, {"word": "挖机后天来"}).status_code == 303
    assert url not in member.get("/").content.decode()
    again = member.post(url, {"word": "又办一次"})
    assert again.status_code == 422 and "已经办完了" in again.content.decode()
    text = sign_in("elder").get(f"/meetings/matters/?org={meeting.branch_id}").content.decode()
    assert "挖机后天来" in text and "张小明" in text and "办完了" in text


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 200), ("secretary", 200), ("elder", 404), ("elm_secretary", 404), ("officer", 404)],
)
def test_who_may_say_that_it_is_done(who, status, meeting, world, scope_of, sign_in):
    row = given(world, scope_of, meeting)
    assert sign_in(who).get(f"/meetings/matters/{row.pk}/done/").status_code == status


def test_whoever_has_moved_away_still_sees_and_ends_what_was_taken_on(meeting, world, scope_of):
    row = given(world, scope_of, meeting)
    with inside(whole_house()) as house:
        transfer_member(house, world.members["member"], world.orgs["elm"], on=clock.today(), why="调动")
    with inside(scope_of("member")) as scope:
        assert selectors.own_matters(scope) == [row]
        services.finish_matter(scope, selectors.matter(scope, row.pk), word="交给单红梅了")
    with inside(whole_house()):
        assert Matter.objects.get().done_word == "交给单红梅了"


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_it_is_late_from_the_day_after_and_the_desk_reads_one_line(days, meeting, world, scope_of, sign_in):
    today = clock.today()
    given(world, scope_of, meeting, due_on=today)
    given(world, scope_of, meeting, who="elder", due_on=today)
    assert all(row.late_on(today + timedelta(days=days)) is (days > 0) for row in Matter.objects.all())
    with inside(whole_house()):
        Matter.objects.update(due_on=today - timedelta(days=days))
    home = sign_in("secretary").get("/").content.decode()
    assert ("有 2 件事项过了日子还没办完" in home) is (days > 0)


def test_what_cannot_be_given_is_refused_in_words(meeting, world, scope_of):
    with inside(scope_of("secretary")) as scope:
        good = {"what": "联系挖机", "owner": world.people["member"].pk, "due_on": clock.today()}
        for wrong, words in (
            ({"owner": world.people["elm_member"].pk}, "从这次会议的名单里选"),
            ({"due_on": clock.today() - timedelta(days=1)}, "不能早于开会那天"),
            ({"what": " "}, "what"),
        ):
            with pytest.raises(ValidationError, match=words), transaction.atomic():
                services.give_matter(scope, meeting, **good | wrong)
        services.give_matter(scope, meeting, **good)
        with pytest.raises(ValidationError, match="已经交给这位同志了"):
            services.give_matter(scope, meeting, **good)


def test_the_list_asks_the_database_so_often(
    meeting, world, scope_of, sign_in, django_assert_max_num_queries
):
    for who in ("member", "elder", "deputy"):
        given(world, scope_of, meeting, who=who)
    client = sign_in("secretary")
    with django_assert_max_num_queries(16):
        assert client.get("/meetings/matters/").content.decode().count("联系挖机") >= 3
