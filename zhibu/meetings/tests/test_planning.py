"""A meeting that is planned: copied from the last, announced, asked leave from, printed, called off."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from zhibu.kernel import clock
from zhibu.meetings import selectors, services
from zhibu.meetings.models import Invitation, Leave, Meeting, Plan, Seat
from zhibu.meetings.planned import notice_text, quorum_said
from zhibu.meetings.procedures import procedure
from zhibu.site.testing.world import inside, whole_house


def soon(days=3):
    return clock.today() + timedelta(days=days)


def sheet(day=None, **more):
    """What the form of a plan sends."""
    body = {
        "topic": "讨论冬季清河",
        "held_on": (day or soon()).isoformat(),
        "begins_at": "15:00",
        "place": "村部",
    }
    return body | {"item0": "通报党费收支", "materials0": "收支表", "item1": "讨论清河"} | more


def address(world, kind="assembly", org="willow"):
    return f"/meetings/{world.orgs[org].pk}/plan/{kind}/"


@pytest.fixture
def noticed(world, sign_in):
    """The address of a meeting that was planned and announced."""
    answer = sign_in("secretary").post(address(world), sheet(notice="1"))
    assert answer.status_code == 303, answer.content.decode()
    return answer["Location"].split("?")[0]


def one(model):
    with inside(whole_house()):
        return model.objects.get()


def held(world, *days, kind="theme_day"):
    with inside(whole_house()):
        for day in days:
            Meeting.objects.create(
                branch=world.orgs["willow"], branch_name="柳河", kind=kind, topic=str(day), held_on=day
            )


@pytest.mark.parametrize(
    ("kind", "days", "today", "usual"),
    [
        ("theme_day", [(2026, 9, 20), (2026, 10, 20)], (2026, 11, 1), (2026, 11, 20)),
        ("theme_day", [(2026, 9, 20), (2026, 10, 20)], (2026, 11, 20), (2026, 11, 20)),
        ("theme_day", [(2026, 9, 20), (2026, 10, 20)], (2026, 11, 21), (2026, 12, 20)),
        ("theme_day", [(2026, 9, 11), (2026, 10, 9)], (2026, 11, 1), (2026, 11, 13)),  # the second Friday
        (
            "theme_day",
            [(2026, 6, 30), (2026, 9, 29)],
            (2026, 10, 1),
            (2026, 10, 27),
        ),  # a fifth one there is not
        ("branch_committee", [(2026, 1, 31)], (2026, 2, 1), (2026, 2, 28)),
        ("assembly", [(2026, 8, 15)], (2026, 10, 1), (2026, 11, 15)),
        ("assembly", [(2026, 8, 15)], (2026, 11, 16), (2027, 2, 15)),
        ("life_meeting", [(2025, 12, 12)], (2026, 3, 1), (2026, 12, 12)),
        ("lesson", [], (2026, 3, 1), (2026, 3, 1)),
    ],
)
def test_the_next_one_is_on_the_usual_day(kind, days, today, usual, world):
    held(world, *(date(*day) for day in days), kind=kind)
    with inside(whole_house()):
        assert selectors.usual_day(world.orgs["willow"], kind, date(*today)) == date(*usual)


@pytest.mark.parametrize(
    ("kind", "days", "today", "by", "usual"),
    [
        ("branch_committee", [(2026, 10, 10)], (2026, 11, 27), (2026, 11, 30), (2026, 11, 30)),
        ("branch_committee", [(2026, 10, 28)], (2026, 11, 27), (2026, 11, 30), (2026, 11, 28)),
        ("life_meeting", [(2026, 2, 20)], (2026, 11, 27), (2026, 12, 31), (2026, 12, 20)),
        ("assembly", [(2026, 8, 15)], (2026, 12, 1), (2026, 12, 31), (2026, 12, 15)),
        ("theme_day", [(2026, 9, 11), (2026, 10, 9)], (2026, 11, 1), (2026, 11, 30), (2026, 11, 13)),
    ],
)
def test_wanted_for_a_period_it_is_planned_within(kind, days, today, by, usual, world):
    held(world, *(date(*day) for day in days), kind=kind)
    with inside(whole_house()):
        found = selectors.usual_day(world.orgs["willow"], kind, date(*today), date(*by))
    assert found == date(*usual)


@pytest.mark.parametrize("kind", [*map(str, Meeting.Kind), "admission"])
def test_each_kind_has_a_procedure_with_its_source(kind):
    found = procedure(kind)
    assert len(found.steps) >= 4 and found.source["document"] and found.source["article"]
    assert sum(step.agenda for step in found.steps) == 1


def test_a_plan_is_announced_to_everybody_who_belongs_there(noticed, world, sign_in):
    with inside(whole_house()):
        plan = Plan.objects.get()
        assert plan.agenda[0] == {"title": "通报党费收支", "materials": "收支表"}
        assert {s.name for s in plan.seats.all()} == {
            "王建国",
            "单红梅",
            "曾志强",
            "张小明",
            "欧阳淑芬",
            "孙一帆",
        }
    for who in ("member", "newcomer"):
        home = sign_in(who).get("/").content.decode()
        assert "讨论冬季清河" in home and "看通知" in home
    assert "讨论冬季清河" not in sign_in("elm_member").get("/").content.decode()
    page = sign_in("member").get(noticed).content.decode()
    assert "收支表" in page and "村部" in page and "发到支部群" not in page


def test_it_is_said_whom_the_notice_has_reached(noticed, world, sign_in):
    client = sign_in("secretary")
    assert "发到每位党员的首页" in client.get(f"{noticed}?said=noticed").content.decode()
    small = client.post(address(world, "branch_committee"), sheet(notice="1"))["Location"]
    page = client.get(small).content.decode()
    assert "发到每位支部委员的首页" in page and "每位党员的首页" not in page


def test_what_is_only_planned_is_not_announced(world, sign_in):
    assert sign_in("secretary").post(address(world), sheet()).status_code == 303
    assert "讨论冬季清河" not in sign_in("member").get("/").content.decode()
    assert "还没通知" in sign_in("secretary").get("/").content.decode()


def test_the_next_plan_is_filled_in_from_the_last(noticed, world, sign_in):
    text = sign_in("secretary").get(address(world)).content.decode()
    assert 'value="村部"' in text and 'value="通报党费收支"' in text and 'value="15:00"' in text


@pytest.mark.parametrize(("kind", "filled"), [("lesson", True), ("theme_day", False), ("assembly", False)])
def test_hours_are_filled_in_only_where_the_meeting_is_study_by_its_name(kind, filled, world, sign_in):
    with inside(whole_house()) as house:
        Meeting.objects.create(
            branch=world.orgs["willow"],
            branch_name="柳河",
            kind=kind,
            topic="修机井",
            held_on=clock.today() - timedelta(days=9),
            hours=Decimal("1.5"),
        )
        plan = services.plan_meeting(
            house, world.orgs["willow"], kind=kind, topic="下一次", held_on=clock.today()
        )
        services.open_meeting(house, plan)
    client = sign_in("secretary")
    for page in (f"/meetings/{world.orgs['willow'].pk}/new/{kind}/", f"/meetings/plans/{plan.pk}/minutes/"):
        text = client.get(page).content.decode()
        field = re.search(r'<input[^>]*name="hours"[^>]*>', text)[0]
        assert ('value="1.5"' in field) is filled


@pytest.mark.parametrize("who", ["member", "officer", "auditor", "elm_secretary"])
def test_only_the_desk_of_the_branch_plans(who, world, sign_in):
    assert sign_in(who).get(address(world)).status_code == 404
    assert sign_in(who).post(address(world), sheet()).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"topic": ""}, "请写议题"),
        ({"held_on": "2001-01-01"}, "已经过去了"),
        ({"held_on": "2126-01-01"}, "太远了"),
        ({"held_on": "明天"}, "日期请写成"),
        ({"link": "会议号 123"}, "https://"),
        ({"item0": "", "materials0": "收支表"}, "还要写是哪一项"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(changed, said, world, sign_in):
    answer = sign_in("secretary").post(address(world), sheet() | changed)
    text = answer.content.decode()
    assert answer.status_code == 422 and said in text and 'value="讨论清河"' in text


def test_the_same_meeting_is_planned_once(noticed, world, sign_in):
    again = sign_in("secretary").post(address(world), sheet())
    assert again.status_code == 422 and "已经拟了同样的会议" in again.content.decode()


def test_leave_is_two_clicks_from_home_and_its_reason_is_not_for_everybody(noticed, world, sign_in):
    member = sign_in("member")
    assert f'href="{noticed}leave/"' in member.get("/").content.decode()  # the first
    assert 'name="reason" value="生病"' in member.get(f"{noticed}leave/").content.decode()
    assert member.post(f"{noticed}leave/", {"reason": "生病"}).status_code == 303  # the second
    assert "您已请假：生病" in member.get(noticed).content.decode()
    for who, sees in (("secretary", True), ("organiser", True), ("elder", False), ("newcomer", False)):
        assert ("生病" in sign_in(who).get(noticed).content.decode()) is sees
    assert member.post(f"{noticed}leave/", {"back": "1"}).status_code == 303
    assert one(Leave).taken_back_at is not None
    assert member.post(f"{noticed}leave/", {"back": "1"}).status_code == 422
    assert member.post(f"{noticed}leave/", {"reason": ""}).status_code == 422
    assert sign_in("elm_member").get(f"{noticed}leave/").status_code == 404


def test_a_second_reason_takes_the_place_of_the_first(noticed, sign_in):
    member = sign_in("member")
    for reason in ("生病", "单位值班"):
        assert member.post(f"{noticed}leave/", {"reason": reason}).status_code == 303
    with inside(whole_house()):
        assert [x.reason for x in Leave.objects.filter(taken_back_at=None)] == ["单位值班"]
        assert Leave.objects.count() == 2


def test_the_desk_notes_the_leave_of_somebody_who_telephoned(noticed, world, sign_in):
    body = {"person": str(world.people["elder"].pk), "reason": "腿脚不便"}
    assert sign_in("secretary").post(f"{noticed}leave-for/", body).status_code == 303
    assert "腿脚不便" in sign_in("secretary").get(noticed).content.decode()
    assert one(Leave).made_by_name == "王建国"
    body["person"] = str(world.people["elm_member"].pk)
    assert sign_in("secretary").post(f"{noticed}leave-for/", body).status_code == 422


def test_two_who_change_a_plan_see_both_side_by_side(noticed, sign_in):
    first, second = sign_in("secretary"), sign_in("organiser")
    assert first.post(f"{noticed}change/", sheet(version="1", place="党群中心")).status_code == 303
    answer = second.post(f"{noticed}change/", sheet(version="1", place="小学礼堂"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "别人刚刚改过" in text and "<td>党群中心</td><td>小学礼堂</td>" in text
    assert 'name="version" value="2"' in text and 'value="小学礼堂"' in text  # his own is kept
    assert second.post(f"{noticed}change/", sheet(version="2", place="小学礼堂")).status_code == 303
    assert one(Plan).place == "小学礼堂"


def test_the_papers_before_a_meeting(noticed, sign_in):
    text = sign_in("secretary").get(f"{noticed}papers/").content.decode()
    for words in (
        "主持词和程序",
        "签到册",
        "议程和材料",
        "通报党费收支",
        "欧阳淑芬",
        "应到党员6人，其中有表决权的5人",
        "第十一、十四条",
    ):
        assert words in text
    assert sign_in("member").get(f"{noticed}papers/").status_code == 404


def test_a_meeting_is_called_off_with_a_reason(noticed, sign_in):
    client = sign_in("secretary")
    assert client.post(f"{noticed}call-off/", {"why": ""}).status_code == 422
    assert client.post(f"{noticed}call-off/", {"why": "大雪封路"}).status_code == 303
    assert "讨论冬季清河" not in sign_in("member").get("/").content.decode()
    assert "大雪封路" in sign_in("member").get(noticed).content.decode()
    assert client.post(f"{noticed}call-off/", {"why": "再来"}).status_code == 422
    assert sign_in("member").post(f"{noticed}leave/", {"reason": "生病"}).status_code == 422


def test_branches_meet_together_and_each_keeps_its_own(noticed, world, sign_in):
    elm = world.orgs["elm"]
    page = sign_in("secretary").get(f"{noticed}together/").content.decode()
    assert "榆树村党支部" in page and "松岭村" not in page
    assert sign_in("secretary").post(f"{noticed}together/", {"branches": [elm.pk]}).status_code == 303
    asked = one(Invitation)
    home = sign_in("elm_secretary").get("/").content.decode()
    assert "柳河村党支部请您一起开会" in home
    place = f"{address(world, org='elm')}?with={asked.pk}"
    assert 'value="讨论清河"' in sign_in("elm_secretary").get(place).content.decode()
    assert sign_in("elm_secretary").post(place, sheet(notice="1")).status_code == 303
    with inside(whole_house()):
        plans = list(Plan.objects.all())
        assert len({p.joint for p in plans}) == 1 and plans[0].joint
        assert {s.name for s in Seat.objects.filter(plan__branch=elm)} == {"李大山", "周榆生"}
    assert "已确认，各记各的" in sign_in("secretary").get(noticed).content.decode()
    assert "一起开会" not in sign_in("elm_secretary").get("/").content.decode()


def test_a_branch_may_decline(noticed, world, sign_in):
    sign_in("secretary").post(f"{noticed}together/", {"branches": [world.orgs["elm"].pk]})
    place = f"/meetings/invitations/{one(Invitation).pk}/decline/"
    assert sign_in("pine_secretary").post(place).status_code == 404
    assert sign_in("elm_secretary").post(place).status_code == 303
    assert one(Invitation).declined and one(Invitation).answered_by == "李大山"
    assert sign_in("elm_secretary").post(place).status_code == 404


def test_who_moves_away_is_called_no_longer(noticed, world):
    from zhibu.members.services import transfer_member

    with inside(whole_house()) as house:
        transfer_member(house, world.members["member"], world.orgs["elm"], on=clock.today(), why="调动")
        services.send_notice(house, Plan.objects.get())
        assert [s.called for s in Seat.objects.filter(person_id=world.people["member"].pk)] == [False]
        assert len(selectors.seats(Plan.objects.get())) == 5


def test_the_text_for_the_chat_group_names_nobody_who_is_called(noticed, sign_in):
    plan = one(Plan)
    text = notice_text(plan, "https://zhibu.example/x/")
    assert "【会议通知】柳河村党支部" in text and "2. 讨论清河" in text and "https://zhibu.example/x/" in text
    with inside(whole_house()):
        names = [seat.name for seat in plan.seats.all() if seat.name != plan.chair]
    assert not any(name in text for name in names)


def test_the_number_that_suffices_is_said_in_the_words_of_the_kind():
    seats = [Seat(entitled=n < 39, name="x", category="formal") for n in range(40)]
    assert quorum_said(seats, "assembly", date(2026, 11, 20)) == (
        "应到 40 人（有表决权 39 人），半数以上到会才能开会：20 人。接收党员、转正需超过半数到场：20 人。"
    )
    assert "到会才能" not in quorum_said(seats, "lesson", date(2026, 11, 20))


def test_a_group_is_not_asked_together(world):
    with inside(whole_house()) as house:
        plan = services.plan_meeting(house, world.orgs["willow1"], kind="group", topic="x", held_on=soon())
        with pytest.raises(ValidationError):
            services.invite_branches(house, plan, [world.orgs["elm"].pk])
        with pytest.raises(ValidationError):
            services.send_notice(house, plan)  # nobody is in the group


BUDGETS = [("secretary", "", 19), ("member", "", 13), ("secretary", "papers/", 14), ("member", "leave/", 13)]


@pytest.mark.parametrize(("who", "page", "most"), BUDGETS)
def test_a_page_asks_the_database_so_often(who, page, most, noticed, sign_in, django_assert_max_num_queries):
    client = sign_in(who)
    with django_assert_max_num_queries(most):
        assert client.get(noticed + page).status_code == 200
