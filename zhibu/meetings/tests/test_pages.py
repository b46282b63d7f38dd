"""The pages of organisational life, entered through the door, without a script."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from zhibu.kernel import clock
from zhibu.meetings.models import Attendance, Excuse, Meeting, Resolution
from zhibu.members.models import Grouping, Particular
from zhibu.site.testing.world import inside, whole_house

WILLOW = ("secretary", "deputy", "organiser", "member", "elder", "newcomer")


def sheet(world, marks=None, *, day=None, keys=WILLOW, rest="present", **more):
    """What a browser sends: everybody present unless `marks` says otherwise; None leaves somebody out."""
    on = (day or clock.today()).isoformat()
    body = {"topic": "讨论冬季清河", "held_on": on, "roll_of": on, "begins_at": "15:00", "place": "村部"}
    marked = dict.fromkeys(keys, rest) | (marks or {})
    return body | {f"mark-{world.people[who].pk}": mark for who, mark in marked.items() if mark} | more


def address(world, kind="assembly", org="willow"):
    return f"/meetings/{world.orgs[org].pk}/new/{kind}/"


@pytest.fixture
def recorded(world, sign_in):
    """The page of a meeting of the branch: one excused with a reason, one resolution."""
    body = sheet(world, {"elder": "excused"}, **{"vote0-text": "清河", "vote0-approve": "3"})
    body[f"why-{world.people['elder'].pk}"] = "住院"
    answer = sign_in("secretary").post(address(world), body)
    assert answer.status_code == 303, answer.content.decode()
    return answer["Location"].split("?")[0]


@pytest.mark.parametrize(
    "page", ["/meetings/", "/meetings/new/", "/me/meetings/", "/search/", "/search/?q=zxm"]
)
def test_the_pages_of_a_secretary_open(page, world, sign_in):
    assert sign_in("secretary").get(page).status_code == 200


@pytest.mark.parametrize("who", ["member", "officer", "east_officer", "auditor", "organiser"])
def test_whoever_may_see_sees_the_record(who, recorded, sign_in):
    page = sign_in(who).get(recorded)
    assert page.status_code == 200
    assert "可以开会" in page.content.decode()


@pytest.mark.parametrize("who", ["elm_secretary", "elm_member", "pine_secretary", "system_admin", "outsider"])
def test_to_others_it_does_not_exist(who, recorded, sign_in):
    assert sign_in(who).get(recorded).status_code == 404


@pytest.mark.parametrize(
    ("who", "sees"),
    [("secretary", True), ("organiser", True), ("officer", True), ("member", False), ("newcomer", False)],
)
def test_the_reason_of_an_excuse_is_not_for_everybody(who, sees, recorded, sign_in):
    assert ("住院" in sign_in(who).get(recorded).content.decode()) is sees


@pytest.mark.parametrize("who", ["member", "officer", "auditor", "elm_secretary"])
def test_only_the_desk_of_the_branch_records(who, world, sign_in):
    client = sign_in(who)
    assert client.get(address(world)).status_code == 404
    assert client.post(address(world), sheet(world)).status_code == 404
    with inside(whole_house()):
        assert not Meeting.objects.exists()


def test_a_guest_is_led_to_the_sign_in(client, world):
    answer = client.get("/meetings/")
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/")


def test_nobody_is_ticked_beforehand_and_nobody_may_be_forgotten(world, sign_in):
    client = sign_in("secretary")
    assert 'value="present" checked' not in client.get(address(world)).content.decode()
    answer = client.post(address(world), sheet(world, {"elder": None}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "还有 1 人没有登记：欧阳淑芬" in text
    assert 'value="讨论冬季清河"' in text and text.count('value="present" checked') == 5


def test_one_button_marks_the_rest_and_saves_nothing(world, sign_in):
    body = sheet(world, {"elder": "excused", "member": None, "deputy": None}, fill="present")
    answer = sign_in("secretary").post(address(world), body)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count('value="present" checked') == 5 and text.count('value="excused" checked') == 1
    with inside(whole_house()):
        assert not Meeting.objects.exists()


def test_another_day_brings_the_roll_of_that_day(world, sign_in):
    client = sign_in("secretary")
    before = date(2026, 3, 1)  # the newcomer was admitted on 20 March
    text = client.post(address(world), sheet(world, day=before, fill="day")).content.decode()
    assert "孙一帆" not in text and "张小明" in text
    late = client.post(address(world), sheet(world, day=before) | {"roll_of": clock.today().isoformat()})
    assert late.status_code == 422 and "名单已经换成这一天的" in late.content.decode()
    assert client.get(f"{address(world)}?on=nonsense").status_code == 200


def test_of_a_period_that_has_passed_no_day_is_guessed(world, sign_in):
    client = sign_in("secretary")
    page = f"{address(world)}?until=2026-03-10"
    text = client.get(page).content.decode()
    assert 'value="2026-03-10"' not in re.search(r'<input[^>]*name="held_on"[^>]*>', text)[0]
    assert "孙一帆" not in text and "名单先按2026年3月10日的名册" in text  # admitted on 20 March
    empty = client.post(page, sheet(world) | {"held_on": "", "roll_of": "2026-03-10"})
    assert empty.status_code == 422 and "请写开会的日期" in empty.content.decode()
    other = client.get(f"{address(world)}?on=2026-03-10").content.decode()
    assert 'value="2026-03-10"' in re.search(r'<input[^>]*name="held_on"[^>]*>', other)[0]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"topic": ""}, "请写议题"),
        ({"held_on": "2026-13-40"}, "日期请写成"),
        ({"begins_at": "下午"}, "时间请写成"),
        ({"vote0-approve": "3"}, "还要写表决的事项"),
        ({"vote0-text": "清河"}, "请写赞成的人数"),
        ({"vote0-text": "清河", "vote0-approve": "6"}, "多于到会有表决权的 5 人"),
        (
            {"vote0-text": "清河", "vote0-approve": "1", "vote1-text": "清河", "vote1-approve": "2"},
            "同一件事",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(changed, said, world, sign_in):
    answer = sign_in("secretary").post(address(world), sheet(world) | changed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert text.count('value="present" checked') == 6


@pytest.mark.parametrize("roll_of", ["", "today"])
def test_a_day_that_has_not_come_is_refused(roll_of, world, sign_in):
    tomorrow = clock.today() + timedelta(days=1)
    shown = clock.today().isoformat() if roll_of else ""
    answer = sign_in("secretary").post(address(world), sheet(world, day=tomorrow) | {"roll_of": shown})
    text = answer.content.decode()
    assert answer.status_code == 422 and "日期不能晚于今天" in text
    assert "名单已经换成" not in text


def test_a_day_before_the_branch_says_when_it_was_founded_and_keeps_the_roll(world, sign_in):
    body = sheet(world, {"elder": "excused"}, day=date(1930, 1, 1))
    body |= {"roll_of": "2026-03-01", f"why-{world.people['elder'].pk}": "住院"}
    text = sign_in("secretary").post(address(world), body).content.decode()
    assert f"日期早于成立日期 {world.orgs['willow'].founded_on.isoformat()}" in text
    assert "住院" in text and 'name="roll_of" value="2026-03-01"' in text


def test_marks_of_people_another_day_does_not_know_wait_for_their_day(world, sign_in):
    client = sign_in("secretary")
    key = f"why-{world.people['newcomer'].pk}"
    body = sheet(world, {"newcomer": "excused"}, day=date(2026, 3, 1), fill="day") | {key: "出差"}
    away = client.post(address(world), body | {"mark-nobody": "present"}).content.decode()
    assert f'type="hidden" name="{key}" value="出差"' in away
    assert "孙一帆" not in away and "mark-nobody" not in away
    back = client.post(address(world), sheet(world, {"newcomer": "excused"}, fill="day") | {key: "出差"})
    assert 'value="出差"' in back.content.decode() and "孙一帆" in back.content.decode()


def test_a_meeting_recorded_twice_is_named_with_the_ways_out(world, sign_in):
    client = sign_in("secretary")
    assert client.post(address(world), sheet(world)).status_code == 303
    again = client.post(address(world), sheet(world))
    assert again.status_code == 422
    assert f"已经记录过了：{clock.today().isoformat()}“讨论冬季清河”" in again.content.decode()
    assert "先撤回原来的" in again.content.decode()


@pytest.mark.parametrize("kind", ["lesson", "theme_day", "life_meeting", "appraisal"])
def test_each_kind_has_its_sheet(kind, world, sign_in):
    client = sign_in("secretary")
    assert "第 1 项" not in client.get(address(world, kind)).content.decode()  # no resolution is taken there
    answer = client.post(address(world, kind), sheet(world))
    assert answer.status_code == 303
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("place", ["group", "nothing"])
def test_a_kind_that_does_not_belong_there_does_not_exist(place, world, sign_in):
    assert sign_in("secretary").get(address(world, place)).status_code == 404


def test_the_leader_of_a_group_calls_its_roll_without_seeing_a_card(world, sign_in):
    with inside(whole_house()):
        for key in ("member", "elder"):
            Grouping.objects.create(
                member=world.members[key], group=world.orgs["willow1"], from_on=date(2020, 1, 1)
            )
        world.appoint("elder", "willow1", "group_leader")
    client = sign_in("elder", "group_leader")
    place = address(world, "group", "willow1")
    text = client.get(place).content.decode()
    assert "张小明" in text and "王建国" not in text
    body = sheet(world, {"member": "excused"}, keys=("member", "elder"))
    body[f"why-{world.people['member'].pk}"] = "外出务工"
    answer = client.post(place, body)
    assert answer.status_code == 303, answer.content.decode()
    assert "外出务工" in client.get(answer["Location"]).content.decode()
    with inside(whole_house()):
        assert Excuse.objects.get().reason == "外出务工"


def test_who_is_on_probation_keeps_no_vote_and_who_is_suspended_is_not_expected(world, sign_in):
    with inside(whole_house()):
        for key, code in (("elder", "party_probation"), ("organiser", "suspended")):
            Particular.objects.update_or_create(
                member=world.members[key],
                kind="standing",
                until=None,
                defaults={"code": code, "from_on": date(2026, 1, 1)},
            )
    text = sign_in("secretary").get(address(world)).content.decode()
    assert "应到 5 人，其中有表决权 3 人；有表决权的到会至少 2 人才能开会" in text
    assert "曾志强" not in text
    answer = sign_in("secretary").post(
        address(world), sheet(world, keys=[k for k in WILLOW if k != "organiser"])
    )
    assert answer.status_code == 303
    with inside(whole_house()):
        assert {a.name: a.entitled for a in Attendance.objects.all()} == {
            "王建国": True,
            "单红梅": True,
            "张小明": True,
            "欧阳淑芬": False,
            "孙一帆": False,
        }


def test_somebody_who_is_not_on_the_roll_cannot_be_slipped_in(world, sign_in):
    body = sheet(world) | {f"mark-{world.people['elm_member'].pk}": "present"}
    assert sign_in("secretary").post(address(world), body).status_code == 303
    with inside(whole_house()):
        assert Attendance.objects.count() == 6
        assert not Attendance.objects.filter(person_id=world.people["elm_member"].pk).exists()


def test_a_failed_vote_leaves_nothing_behind(world, sign_in):
    body = sheet(
        world, **{"vote0-text": "甲", "vote0-approve": "2", "vote1-text": "乙", "vote1-approve": "9"}
    )
    assert sign_in("secretary").post(address(world), body).status_code == 422
    with inside(whole_house()):
        assert not Meeting.objects.exists() and not Resolution.objects.exists()


def test_a_record_is_withdrawn_with_a_reason_and_stays_readable(recorded, sign_in):
    client = sign_in("secretary")
    assert client.post(f"{recorded}withdraw/", {"why": ""}).status_code == 422
    assert client.post(f"{recorded}withdraw/", {"why": "日期记错"}).status_code == 303
    text = client.get(recorded).content.decode()
    assert "已经撤回，不再计入" in text and "日期记错" in text
    assert "讨论冬季清河" not in sign_in("member").get("/me/meetings/").content.decode()
    assert client.post(f"{recorded}withdraw/", {"why": "再来一次"}).status_code == 422


def test_a_member_does_not_withdraw(recorded, sign_in):
    assert sign_in("member").post(f"{recorded}withdraw/", {"why": "不想要"}).status_code == 404


def test_a_member_reads_the_own_presence_and_nobody_elses(recorded, world, sign_in):
    text = sign_in("elder").get("/me/meetings/").content.decode()
    assert "讨论冬季清河" in text and "请假" in text and "<em>0</em> / 1" in text
    assert "讨论冬季清河" not in sign_in("elm_member").get("/me/meetings/").content.decode()


def test_the_paper_holds_what_the_form_asks_for(recorded, sign_in):
    paper = sign_in("secretary").get(recorded).content.decode().split("on-paper")[1]
    for words in (
        "会议名称",
        "第1次支部党员大会",
        "缺席人员及原因",
        "欧阳淑芬（住院）",
        "赞成 3",
        "主持人签字",
    ):
        assert words in paper


def test_search_finds_by_initials_topic_and_rule_within_the_grant(recorded, sign_in):
    client = sign_in("secretary")
    assert "张小明" in client.get("/search/?q=zxm").content.decode()
    assert "讨论冬季清河" in client.get("/search/?q=清河").content.decode()
    assert "组织生活的次数" in client.get("/search/?q=支部工作条例").content.decode()
    member = sign_in("member")
    assert "没有找到" in member.get("/search/?q=wjg").content.decode()
    assert "没有找到" in sign_in("elm_secretary").get("/search/?q=清河").content.decode()


BUDGETS = [("secretary", "/meetings/", 19), ("member", "/meetings/", 18), ("member", "/me/meetings/", 13)]


@pytest.mark.parametrize(("who", "page", "most"), BUDGETS)
def test_a_page_asks_the_database_so_often(who, page, most, recorded, sign_in, django_assert_max_num_queries):
    client = sign_in(who)
    with django_assert_max_num_queries(most):
        assert client.get(page).status_code == 200


def test_a_record_asks_as_often_however_many_came(recorded, sign_in, django_assert_max_num_queries):
    client = sign_in("secretary")
    with django_assert_max_num_queries(23):
        client.get(recorded)
