"""撤回: what was just done is taken back by its button, once, within half a minute, by whoever did it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from zhibu.exchange.models import WeekList
from zhibu.exchange.models.reconciliation import week_of
from zhibu.kernel import clock, undoing
from zhibu.kernel.models import Audit
from zhibu.meetings import selectors as meetings
from zhibu.meetings import services
from zhibu.meetings.models import Invitation, Matter, Plan, Seat, Unheld
from zhibu.members import services as member_services
from zhibu.members.models import Change, Grouping, Member
from zhibu.members.tests.test_review_pages import imported
from zhibu.orgs.services import found_group
from zhibu.reminders.models import Wish
from zhibu.site.testing.world import inside, whole_house

BUTTON = re.compile(r'<form method="post" action="(/undo/[0-9a-f-]+/)" data-left="(\d+)">')


def wish(world, scope_of, sign_in) -> Iterator[object]:
    """Settings of reminders."""
    body = {"weekdays": ["2"], "quiet_until": "", "outside": ""}
    client = sign_in("secretary")
    yield client.post("/me/messages/", {"weekdays": ["1", "5"]})
    yield client.post("/me/messages/", body)
    with inside(whole_house()):
        while True:
            yield Wish.objects.get(person=world.people["secretary"]).weekdays


def called_off(world, scope_of, sign_in) -> Iterator[object]:
    """A plan that was withdrawn."""
    day = clock.today() + timedelta(days=3)
    with inside(scope_of("secretary")) as scope:
        plan = services.plan_meeting(
            scope, world.orgs["willow"], kind="assembly", topic="讨论清河", held_on=day, place="村部"
        )
    yield None
    yield sign_in("secretary").post(f"/meetings/plans/{plan.pk}/call-off/", {"why": "下大雪"})
    with inside(whole_house()):
        while True:
            yield Plan.objects.values_list("called_off_why", flat=True).get(pk=plan.pk)


def explained(world, scope_of, sign_in) -> Iterator[object]:
    """An explanation taken back."""
    with inside(scope_of("secretary")) as scope:
        row = services.explain_unheld(
            scope, world.orgs["willow"], kind="lesson", period=f"{clock.today().year}Q1", why="大雪封路"
        )
    yield None
    yield sign_in("secretary").post(f"/meetings/unheld/{row.pk}/back/")
    with inside(whole_house()):
        while True:
            yield Unheld.objects.get(pk=row.pk).taken_back_at is None


def finished(world, scope_of, sign_in) -> Iterator[object]:
    """A matter said to be done, by its owner, who stands on his home afterwards."""
    with inside(scope_of("secretary")) as scope:
        willow, today = world.orgs["willow"], clock.today()
        marks = {e.person_id: "present" for e in meetings.expected_at(willow, "assembly", today)}
        meeting = services.record_meeting(
            scope, willow, kind="assembly", topic="清河", held_on=today, marks=marks
        )
        matter = services.give_matter(
            scope, meeting, what="联系挖机", owner=world.people["member"].pk, due_on=today
        )
    yield None
    yield sign_in("member").post(f"/meetings/matters/{matter.pk}/done/", {"word": "联系好了"})
    with inside(whole_house()):
        while True:
            yield Matter.objects.values_list("done_word", "done_by_name").get(pk=matter.pk)


def reviewed(world, scope_of, sign_in) -> Iterator[object]:
    """A batch accepted at once."""
    batch = imported(world, scope_of("secretary"), 3)
    with inside(scope_of("deputy")):
        ids = [
            str(pk) for pk in Member.objects.filter(name__startswith="新党员").values_list("pk", flat=True)
        ]
    yield None
    yield sign_in("deputy").post(f"/members/reviews/{batch}/", {"card": ids, "unrelated": "yes"})
    with inside(whole_house()):
        while True:
            cards = Member.objects.filter(
                pk__in=ids, reviewed_at=None, reviewed_by=None, first_reviewed_at=None
            )
            yield cards.count(), Change.objects.filter(member__in=ids, state="entered").count()


def ticked(world, scope_of, sign_in) -> Iterator[object]:
    """A whole list, saved at once; one had said so himself before."""
    willow = world.orgs["willow"]
    with inside(scope_of("secretary")) as scope:
        plan = services.plan_meeting(
            scope, willow, kind="assembly", topic="讨论清河", held_on=clock.today(), place="村部"
        )
        services.open_meeting(scope, plan)
        own = {world.people["elder"].pk: services.Tick("absent")}
        services.tick(scope, plan, own)
        people = list(Seat.objects.filter(plan=plan).values_list("person_id", flat=True))
    yield None
    marks = {f"mark-{pk}": "present" for pk in people}
    yield sign_in("secretary").post(f"/meetings/plans/{plan.pk}/roll/", marks)
    with inside(whole_house()):
        while True:
            rows = Seat.objects.filter(plan=plan)
            yield rows.filter(mark="present").count() > 1, rows.filter(mark="absent").count()


def regrouped(world, scope_of, sign_in) -> Iterator[object]:
    """One into a group, one out of it, on one page."""
    willow, today = world.orgs["willow"], clock.today()
    member, elder = world.members["member"], world.members["elder"]
    with inside(scope_of("secretary")) as scope:
        here = found_group(scope, willow, name="北组", founded_on=date(2018, 1, 1))
        member_services.put_into_group(scope, elder, here, on=date(2019, 1, 1))
    yield None
    body = {"on": today.isoformat(), f"group-{member.pk}": str(here.pk)}
    yield sign_in("secretary").post(f"/members/groups/{willow.pk}/", body)
    while True:
        with inside(whole_house()):
            now = Grouping.objects.on(today + timedelta(days=1)).filter(group=here)
            names = sorted(now.values_list("member__name", flat=True))
        yield names


def declined(world, scope_of, sign_in) -> Iterator[object]:
    """Not to meet together with another branch this time."""
    willow, elm = world.orgs["willow"], world.orgs["elm"]
    with inside(scope_of("elm_secretary")) as scope:
        plan = services.plan_meeting(
            scope,
            elm,
            kind="theme_day",
            topic="植树",
            held_on=clock.today() + timedelta(days=3),
            place="河边",
        )
        services.invite_branches(scope, plan, [willow.pk])
    with inside(whole_house()):
        asked = Invitation.objects.get(branch_id=willow.pk)
    yield None
    yield sign_in("secretary").post(f"/meetings/invitations/{asked.pk}/decline/")
    with inside(whole_house()):
        while True:
            yield Invitation.objects.values_list("declined", "answered_by").get(pk=asked.pk)


def week_done(world, scope_of, sign_in) -> Iterator[object]:
    """This week's list is said to be worked off."""
    willow = world.orgs["willow"]
    with inside(whole_house()):
        row = WeekList.objects.create(
            branch=willow, week=week_of(clock.today()), open=2, changed=0, made_at=clock.now()
        )
    yield None
    yield sign_in("secretary").post(f"/exchange/reconciliations/list/{willow.pk}/done/")
    with inside(whole_house()):
        while True:
            yield WeekList.objects.get(pk=row.pk).done_at is None


ACTS: dict[Callable[..., Iterator[object]], tuple[str, object, object]] = {
    wish: ("secretary", "2", "15"),
    called_off: ("secretary", "下大雪", ""),
    explained: ("secretary", False, True),
    finished: ("member", ("联系好了", "张小明"), ("", "")),
    reviewed: ("deputy", (0, 0), (3, 3)),
    ticked: ("secretary", (True, 0), (False, 1)),
    regrouped: ("secretary", ["张小明"], ["欧阳淑芬"]),
    declined: ("secretary", (True, "王建国"), (False, "")),
    week_done: ("secretary", False, True),
}


def done(act, world, scope_of, sign_in):
    """Do it; returns its steps, the address one was led to, and that of the button."""
    steps = act(world, scope_of, sign_in)
    next(steps)
    led = next(steps)["Location"]
    page = sign_in(ACTS[act][0]).get(led)
    assert page.status_code == 200
    button = BUTTON.search(page.content.decode())
    assert button, "no button to take it back"
    assert 25 <= int(button[2]) <= undoing.SECONDS
    return steps, led, button[1]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_it_is_taken_back_once_and_one_stands_where_one_stood(act, world, scope_of, sign_in):
    who, after, before = ACTS[act]
    steps, led, button = done(act, world, scope_of, sign_in)
    assert next(steps) == after
    client = sign_in(who)
    answer = client.post(button, {"next": led})
    assert answer.status_code == 303
    assert answer["Location"].startswith(led.split("?")[0]) and "said=taken-back" in answer["Location"]
    assert "撤回了，和原来一样" in client.get(answer["Location"]).content.decode()
    assert next(steps) == before
    assert not BUTTON.search(client.get(led).content.decode()), "offered again"
    assert "said=too-late" in client.post(button, {"next": led})["Location"]
    assert next(steps) == before
    with inside(whole_house()):
        assert Audit.objects.filter(action="undo.take_back", detail__of__isnull=False).count() == 1


def later(scope_of, by):
    with inside(scope_of("secretary")), connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_undo SET at = at - %s::interval", [by])


def test_after_half_a_minute_it_stands_on_the_page_of_what_one_has_done(world, scope_of, sign_in):
    steps, led, button = done(wish, world, scope_of, sign_in)
    later(scope_of, "31 seconds")
    client = sign_in("secretary")
    assert not BUTTON.search(client.get(led).content.decode())
    assert button not in sign_in("deputy").get("/undo/").content.decode()
    page = client.get("/undo/").content.decode()
    assert f'action="{button}"' in page and "改了提醒的设置" in page
    answer = client.post(button, {"next": "/undo/"})
    assert "撤回了，和原来一样" in client.get(answer["Location"]).content.decode()
    assert next(steps) == "15"
    assert button not in client.get("/undo/").content.decode()


def test_after_a_day_it_is_too_late(world, scope_of, sign_in):
    steps, led, button = done(wish, world, scope_of, sign_in)
    later(scope_of, "1 day")
    client = sign_in("secretary")
    assert button not in client.get("/undo/").content.decode()
    answer = client.post(button, {"next": led})
    assert "过了一天" in client.get(answer["Location"]).content.decode()
    assert next(steps) == "2"


def test_in_another_office_it_is_said_which_is_lacking(world, scope_of, sign_in):
    steps, _led, button = done(ticked, world, scope_of, sign_in)
    answer = sign_in("secretary", "member").post(button, {"next": "/undo/"})
    assert "said=other-hat" in answer["Location"]
    assert next(steps) == (True, 0)


def test_what_was_changed_since_stays(world, scope_of, sign_in):
    steps, led, button = done(wish, world, scope_of, sign_in)
    client = sign_in("secretary")
    with inside(whole_house()):
        Wish.objects.update(weekdays="3", changed_at=clock.now() + timedelta(seconds=1))
    answer = client.post(button, {"next": led})
    assert "这之后又有改动" in client.get(answer["Location"]).content.decode()
    assert next(steps) == "3"


def test_it_is_nobody_elses_to_take_back(world, scope_of, sign_in):
    steps, _led, button = done(finished, world, scope_of, sign_in)
    assert sign_in("elder").post(button).status_code == 404
    assert sign_in("secretary").post(button).status_code == 404
    assert next(steps) == ("联系好了", "张小明")


def test_the_way_back_stays_in_the_house(world, scope_of, sign_in):
    _steps, _led, button = done(wish, world, scope_of, sign_in)
    answer = sign_in("secretary").post(button, {"next": "https://elsewhere.example/"})
    assert answer["Location"] == "/?said=taken-back"


def test_an_address_with_nonsense_offers_nothing(world, sign_in):
    client = sign_in("secretary")
    for undo in ("x", str(uuid4()), ""):
        page = client.get("/me/messages/", {"said": "kept", "undo": undo})
        assert page.status_code == 200 and "data-left" not in page.content.decode()
