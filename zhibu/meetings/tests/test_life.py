"""A meeting from its opening to the archive: list, code, minutes, confirmations, corrections."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhibu.kernel import clock
from zhibu.kernel.clock import SHANGHAI
from zhibu.kernel.models import Fact, Finding
from zhibu.meetings import selectors, services
from zhibu.meetings.models import (
    Attendance,
    Confirmation,
    Correction,
    Draft,
    Exclusion,
    Excuse,
    Leave,
    Meeting,
    Minute,
    Plan,
    Resolution,
    Seat,
    Unheld,
)
from zhibu.meetings.services import Said, Tick, Vote
from zhibu.meetings.services.presence import good_now
from zhibu.members.models import Grouping
from zhibu.members.services import transfer_member
from zhibu.site.testing.world import inside, whole_house
from zhibu.statistics.services.counting import _COUNT_ONE as COUNT
from zhibu.statistics.services.counting import CAME

WILLOW = ("secretary", "deputy", "organiser", "member", "elder", "newcomer")
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.fixture
def running(world, scope_of):
    """The plan of an assembly of today that is open; the secretary chairs and the organiser records."""
    with inside(scope_of("secretary")) as scope:
        plan = services.plan_meeting(
            scope,
            world.orgs["willow"],
            kind="assembly",
            topic="讨论冬季清河",
            held_on=clock.today(),
            place="村部",
            chair="王建国",
            recorder="曾志强",
            agenda=[{"title": "通报党费收支", "materials": ""}, {"title": "讨论清河", "materials": ""}],
        )
        services.send_notice(scope, plan)
        return services.open_meeting(scope, plan)


def address(plan, page=""):
    return f"/meetings/plans/{plan.pk}/{page}"


def ticks(world, marks=None, rest="present", **more):
    marked = dict.fromkeys(WILLOW, rest) | (marks or {})
    return {f"mark-{world.people[who].pk}": mark for who, mark in marked.items() if mark} | more


def finished(world, sign_in, running, marks=None, **minutes):
    """The address of the record, after the list and the minutes."""
    client = sign_in("secretary")
    assert client.post(address(running, "roll/"), ticks(world, marks, next="1")).status_code == 303
    body = {"version": "0", "said0": "收支清楚", "said1": "同意清河", "finish": "1"} | minutes
    answer = client.post(address(running, "minutes/"), body)
    assert answer.status_code == 303, answer.content.decode()
    return answer["Location"].split("?")[0]


def test_the_list_is_frozen_when_the_meeting_opens(running, world):
    with inside(whole_house()) as house:
        transfer_member(house, world.members["elder"], world.orgs["elm"], on=clock.today(), why="调动")
        world.join("late", "willow", "新来的", from_on=clock.today())
        services.send_notice(house, running)  # brings nothing up to date any more
        assert {s.name for s in selectors.seats(running)} >= {"欧阳淑芬"}
        assert "新来的" not in {s.name for s in selectors.seats(running)}


def test_it_opens_on_its_day_and_not_before(world, sign_in):
    with inside(whole_house()) as house:
        plan = services.plan_meeting(
            house, world.orgs["willow"], kind="lesson", topic="x", held_on=clock.today() + timedelta(days=1)
        )
        with pytest.raises(ValidationError, match="还没到开会的日子"):
            services.open_meeting(house, plan)
    answer = sign_in("secretary").post(address(plan, "start/"))
    assert answer.status_code == 422 and "还没到开会的日子" in answer.content.decode()


def test_the_page_says_the_number_that_suffices(running, world, sign_in):
    client = sign_in("secretary")
    text = client.get(address(running, "roll/")).content.decode()
    assert "应到 6 人（有表决权 5 人），半数以上到会才能开会：3 人。" in text
    assert "接收党员、转正需超过半数到场：3 人。" in text and "还差 3 人" in text and running.code in text
    client.post(address(running, "roll/"), ticks(world, {"member": "excused", "elder": "remote"}))
    assert "可以开会" in client.get(address(running, "roll/")).content.decode()


def test_the_reason_the_secretary_writes_last_is_kept_and_the_first_stays_readable(running, world, sign_in):
    client, list_ = sign_in("secretary"), address(running, "roll/")
    why = f"why-{world.people['elder'].pk}"
    said = f"said-{world.people['elder'].pk}"
    sign_in("elder").post(address(running, "leave/"), {"reason": "生病"})
    page = client.get(list_).content.decode()
    assert f'name="{said}" value="生病"' in page
    away = ticks(world, {"elder": "excused"})
    assert client.post(list_, away | {why: "住院，请到下月", said: "生病"}).status_code == 303
    assert "住院，请到下月" in client.get(list_).content.decode()
    with inside(whole_house()):
        rows = list(Leave.objects.order_by("pk"))
        assert [(x.reason, x.made_by_name, x.taken_back_at is None) for x in rows] == [
            ("生病", "欧阳淑芬", False),
            ("住院，请到下月", "王建国", True),
        ]
    # sent as it was shown, it does not undo what was said in the meantime
    assert client.post(list_, away | {why: "生病", said: "生病"}).status_code == 303
    assert "住院，请到下月" in client.get(list_).content.decode()


def test_who_does_not_see_a_reason_is_told_that_one_stands(world, sign_in, scope_of):
    group = world.orgs["willow1"]
    with inside(whole_house()):
        for key in ("member", "elder"):
            Grouping.objects.create(member=world.members[key], group=group, from_on=date(2020, 1, 1))
        world.appoint("elder", "willow1", "group_leader")
    with inside(scope_of("elder", "group_leader")) as scope:
        plan = services.plan_meeting(scope, group, kind="group", topic="学党章", held_on=clock.today())
        services.send_notice(scope, plan)
        services.open_meeting(scope, plan)
    sign_in("member").post(address(plan, "leave/"), {"reason": "生病"})
    client, member = sign_in("elder", "group_leader"), world.people["member"].pk
    body = {f"mark-{member}": "excused", f"why-{member}": "外出"}
    refused = client.post(address(plan, "roll/"), body)
    text = refused.content.decode()
    assert refused.status_code == 422 and "张小明 已经写过请假原因" in text and "生病" not in text
    assert 'value="外出"' in text
    assert client.post(address(plan, "roll/"), body | {f"why-{member}": ""}).status_code == 303
    with inside(whole_house()):
        assert Leave.objects.get().reason == "生病"


def test_a_reason_may_follow_the_tick(running, world, sign_in):
    client, list_ = sign_in("secretary"), address(running, "roll/")
    why = f"why-{world.people['elder'].pk}"
    away = ticks(world, {"elder": "excused"})
    assert client.post(list_, away).status_code == 303
    assert client.post(list_, away | {why: "生病"}).status_code == 303
    with inside(whole_house()):
        assert Leave.objects.get().reason == "生病"


def test_who_is_not_ticked_yet_is_not_said_to_be_absent(running, world, sign_in):
    client, list_ = sign_in("secretary"), address(running, "roll/")
    for page in (list_, "/"):
        text = client.get(page).content.decode()
        assert "<dt>未登记</dt><dd>6</dd>" in text and "<dt>未到</dt>" not in text
    client.post(list_, ticks(world, {"elder": "absent", "newcomer": None, "member": None}))
    for page in (list_, "/"):
        text = client.get(page).content.decode()
        assert "<dt>未登记</dt><dd>2</dd>" in text and "<dt>未到</dt><dd>1</dd>" in text
        assert "未到 1 人，未登记 2 人" in text


def test_a_member_comes_by_four_digits_and_nothing_else(running, sign_in):
    member = sign_in("member")
    page = member.get("/meetings/come/").content.decode()
    assert "讨论冬季清河" in page and "不定位" in page and 'type="file"' not in page
    wrong = f"{(int(running.code) + 1) % 10000:04d}"
    refused = member.post("/meetings/come/", {"code": wrong})
    assert refused.status_code == 422 and "口令不对" in refused.content.decode()
    assert member.post("/meetings/come/", {"code": "12"}).status_code == 422
    assert member.post("/meetings/come/", {"code": running.code}).status_code == 303
    assert member.post("/meetings/come/", {"code": running.code}).status_code == 303  # twice is once
    assert "本人登记" in sign_in("secretary").get(address(running, "roll/")).content.decode()
    assert sign_in("elm_member").post("/meetings/come/", {"code": running.code}).status_code == 422
    scanned = sign_in("elder").get(f"/meetings/come/?code={running.code}").content.decode()
    assert f'value="{running.code}"' in scanned and 'data-come="1"' in scanned


@pytest.mark.parametrize(
    ("at", "good"),
    [("13:59", False), ("14:00", True), ("15:00", True), ("19:00", True), ("19:01", False)],
)
def test_the_code_is_good_around_its_hours(at, good):
    plan = Plan(held_on=date(2026, 11, 20), begins_at=time(15))
    hour, minute = map(int, at.split(":"))
    assert good_now(plan, datetime(2026, 11, 20, hour, minute, tzinfo=SHANGHAI)) is good
    assert not good_now(plan, datetime(2026, 11, 21, 15, 0, tzinfo=SHANGHAI))


def test_what_the_secretary_ticks_is_the_record(running, world, sign_in):
    sign_in("member").post("/meetings/come/", {"code": running.code})
    sign_in("secretary").post(address(running, "roll/"), ticks(world, {"member": "absent"}))
    with inside(whole_house()):
        seat = Seat.objects.get(person_id=world.people["member"].pk)
        assert seat.mark == "absent" and not seat.self_said


def test_from_plan_to_archive(running, world, sign_in):
    late = f"late-{world.people['deputy'].pk}"
    why = f"why-{world.people['elder'].pk}"
    client = sign_in("secretary")
    body = ticks(world, {"elder": "excused"}, next="1") | {late: "on", why: "住院"}
    assert client.post(address(running, "roll/"), body)["Location"].startswith(address(running, "minutes/"))
    votes = {"vote0-text": "清河方案", "vote0-approve": "4", "vote0-purpose": "ordinary"}
    votes |= {"vote0-method": "show_of_hands", "invited": "镇里李莉", "closing": "分段负责。"}
    body = {"version": "0", "said0": "收支清楚", "said1": "赞成", "hours": "1.5", "finish": "1"} | votes
    answer = client.post(address(running, "minutes/"), body)
    record = answer["Location"].split("?")[0]
    with inside(whole_house()):
        meeting = Meeting.objects.get()
        assert (meeting.chair, meeting.recorder, meeting.place) == ("王建国", "曾志强", "村部")
        assert Attendance.objects.get(came_late=True).name == "单红梅"
        assert Excuse.objects.get().reason == "住院"
        assert [m.said for m in Minute.objects.order_by("sort")] == ["收支清楚", "赞成"]
        assert Resolution.objects.get().passed and meeting.archived_at is None
        assert (meeting.invited, meeting.closing) == ("镇里李莉", "分段负责。")
        assert Resolution.objects.get().method == "show_of_hands"
    page = client.get(record).content.decode()
    assert "确认无误" in page and "等确认" not in page  # the chair signs; for the recorder the desk could
    assert client.post(f"{record}confirm/", {"part": "chair"}).status_code == 303
    assert client.post(f"{record}confirm/", {"part": "chair"}).status_code == 422
    refused = client.post(f"{record}confirm/", {"part": "recorder"})
    assert refused.status_code == 422 and "为什么代为确认" in refused.content.decode()
    assert (
        sign_in("member").post(f"{record}confirm/", {"part": "recorder", "note": "我来"}).status_code == 404
    )
    assert sign_in("organiser", "member").post(f"{record}confirm/", {"part": "recorder"}).status_code == 303
    with inside(whole_house()):
        assert Meeting.objects.get().archived_at is not None
        assert {c.part: c.made_by_name for c in Confirmation.objects.all()} == {
            "chair": "王建国",
            "recorder": "曾志强",
        }
    assert "已归档" in sign_in("member").get(record).content.decode()
    assert client.post(f"{record}send-back/", {"why": "还要改"}).status_code == 422


def test_who_chairs_and_records_confirms_once_and_the_record_says_so(running, world, sign_in):
    with inside(whole_house()):
        Plan.objects.update(recorder="王建国")
    record = finished(world, sign_in, running)
    assert sign_in("secretary").post(f"{record}confirm/", {"part": "chair"}).status_code == 303
    with inside(whole_house()):
        assert {c.note for c in Confirmation.objects.all()} == {"主持人和记录人是同一人"}
        assert Meeting.objects.get().archived_at is not None


def test_the_desk_confirms_for_a_chair_without_an_account_and_says_why(running, world, sign_in):
    with inside(whole_house()):
        Plan.objects.update(chair="镇里来的同志")
    record = finished(world, sign_in, running)
    client = sign_in("organiser")
    assert client.post(f"{record}confirm/", {"part": "chair", "note": "当面核对过"}).status_code == 303
    text = client.get(record).content.decode()
    assert "由 曾志强 代为确认" in text and "当面核对过" in text


def test_a_record_is_sent_back_and_everything_typed_is_there(running, world, sign_in):
    client = sign_in("secretary")
    client.post(address(running, "minutes/"), {"version": "0", "said0": "草稿里的话", "keep": "1"})
    record = finished(world, sign_in, running, version="1")
    answer = client.post(f"{record}send-back/", {"why": "发言写漏了"})
    assert answer.status_code == 303 and "minutes" in answer["Location"]
    assert "草稿里的话" in client.get(answer["Location"]).content.decode()
    assert "已经撤回" in client.get(record).content.decode()
    again = client.post(address(running, "minutes/"), {"version": "1", "said0": "补上", "finish": "1"})
    assert again.status_code == 303
    with inside(whole_house()):
        assert Meeting.objects.standing().count() == 1 and Meeting.objects.count() == 2


def test_nobody_may_be_forgotten_on_the_list(running, world, sign_in):
    client = sign_in("secretary")
    client.post(address(running, "roll/"), ticks(world, {"elder": None}))
    answer = client.post(address(running, "minutes/"), {"version": "0", "said0": "话", "finish": "1"})
    assert answer.status_code == 422 and "还有 1 人没有登记：欧阳淑芬" in answer.content.decode()
    assert "话" in answer.content.decode()


def test_a_draft_is_kept_on_the_server_and_two_who_write_see_both(running, sign_in):
    first, second = sign_in("secretary"), sign_in("organiser")
    assert first.post(address(running, "minutes/"), {"version": "0", "said0": "甲说"}).status_code == 303
    text = second.get(address(running, "minutes/")).content.decode()
    assert "甲说" in text and "已保存" in text and "王建国" in text
    assert first.post(address(running, "minutes/"), {"version": "1", "said0": "甲改了"}).status_code == 303
    answer = second.post(address(running, "minutes/"), {"version": "1", "said0": "乙说"})
    text = answer.content.decode()
    assert answer.status_code == 422 and "刚刚存过草稿" in text
    assert "甲改了" in text and ">\n乙说</textarea>" in text and 'name="version" value="2"' in text
    with inside(whole_house()):
        assert Draft.objects.get().data["said0"] == "甲改了"
    by_itself = {"version": "1", "said0": "乙说", "keep": "auto"}
    assert second.post(address(running, "minutes/"), by_itself).status_code == 422
    assert second.post(address(running, "minutes/"), by_itself | {"version": "2"}).status_code == 204


def test_who_is_left_out_counts_no_more_where_somebody_is_admitted(running, world, sign_in):
    client = sign_in("secretary")
    body = {"person": str(world.people["elder"].pk), "reason": "bedridden", "approval": ""}
    assert client.post(address(running, "left-out/"), body).status_code == 422
    body["approval"] = "镇党委 2026年11月10日同意"
    refused = client.post(address(running, "left-out/"), body)
    assert refused.status_code == 422 and "要支部党员大会同意" in refused.content.decode()
    body["consented"] = "on"
    assert client.post(address(running, "left-out/"), body).status_code == 303
    text = client.get(address(running, "left-out/")).content.decode()
    assert "正式党员5人，应到会有表决权的4人" in text and "长期卧床" in text
    votes = {"vote0-text": "接收", "vote0-purpose": "admission", "vote0-approve": "3"}
    votes |= {"vote1-text": "清河", "vote1-purpose": "ordinary", "vote1-approve": "2"}
    marks = {"elder": "absent", "member": "absent"}
    record = finished(world, sign_in, running, marks, **votes)
    with inside(whole_house()):
        assert {r.text: r.passed for r in Resolution.objects.all()} == {"接收": True, "清河": False}
        row = Exclusion.objects.get()
        assert row.attendance.name == "欧阳淑芬" and row.attendance.left_out
    page = sign_in("member").get(record).content.decode()
    assert "不计入应到会：欧阳淑芬" in page and "长期卧床" not in page


def test_somebody_who_came_is_counted(running, world, sign_in):
    client = sign_in("secretary")
    body = {
        "person": str(world.people["elder"].pk),
        "reason": "bedridden",
        "approval": "同意",
        "consented": "on",
    }
    client.post(address(running, "left-out/"), body)
    refused = client.post(address(running, "roll/"), ticks(world))
    assert refused.status_code == 422 and "不能再列为不计入" in refused.content.decode()
    count = address(running, f"left-out/{world.people['elder'].pk}/count/")
    assert client.post(count).status_code == 303
    assert client.post(address(running, "roll/"), ticks(world)).status_code == 303


@pytest.fixture
def record(running, world, sign_in):
    votes = {"vote0-text": "清河方案", "vote0-approve": "3", "vote0-purpose": "ordinary"}
    return finished(world, sign_in, running, {"elder": "absent"}, **votes)


def test_a_correction_says_what_it_said_and_what_it_says(record, sign_in):
    client = sign_in("secretary")
    page = f"{record}correct/place/"
    assert "村部" in client.get(page).content.decode()
    assert client.post(page, {"value": "小学礼堂", "why": ""}).status_code == 422
    assert client.post(page, {"value": "村部", "why": "笔误"}).status_code == 422  # the same
    assert client.post(page, {"value": "小学礼堂", "why": "笔误"}).status_code == 303
    text = sign_in("member").get(record).content.decode()
    assert "<s>村部</s> → 小学礼堂" in text and "笔误" in text and "王建国" in text
    assert sign_in("member").post(page, {"value": "家里", "why": "玩笑"}).status_code == 404
    assert client.get(f"{record}correct/branch/").status_code == 404


@pytest.mark.parametrize(
    ("about", "body"),
    [
        ("begins_at", {"value": "15:30"}),
        ("hours", {"value": "2"}),
        ("notes", {"value": "补一句"}),
        ("topic", {"value": "讨论春季清河"}),
        ("chair", {"value": "单红梅"}),
        ("invited", {"value": "镇里李莉"}),
        ("closing", {"value": "分段负责。"}),
    ],
)
def test_each_word_of_a_record_can_be_corrected(about, body, record, sign_in):
    assert sign_in("secretary").post(f"{record}correct/{about}/", body | {"why": "笔误"}).status_code == 303


@pytest.mark.parametrize(
    ("about", "optional", "sent", "status"),
    [
        ("topic", False, "", 422),
        ("closing", False, "", 422),  # nothing stands there: a correction says something
        ("place", True, "", 303),  # what stands there may be taken out
    ],
)
def test_what_a_correction_cannot_leave_empty_is_not_called_optional(
    about, optional, sent, status, record, sign_in
):
    client, page = sign_in("secretary"), f"{record}correct/{about}/"
    text = client.get(page).content.decode()
    assert ("选填" in text) is optional and ("空着就是改为空的" in text) is optional
    assert client.post(page, {"value": sent, "why": "笔误"}).status_code == status


def test_written_consent_is_asked_only_of_what_it_counts_for(running, record, world, sign_in):
    with inside(whole_house()):
        vote = Resolution.objects.get().pk
    client = sign_in("secretary")
    assert "会前书面赞成" not in client.get(f"{record}correct/vote:{vote}/").content.decode()
    sheet = client.get(f"/meetings/{world.orgs['willow'].pk}/new/assembly/").content.decode()
    assert "只在接收预备党员、转正时填" in sheet


@pytest.mark.parametrize(
    ("kind", "period", "said"),
    [
        ("theme_day", "2026-11", "2026年11月"),
        ("lesson", "2026Q4", "2026年第四季度"),
        ("life_meeting", "2026", "2026年"),
    ],
)
def test_a_period_is_said_in_words(kind, period, said, world, sign_in):
    page = f"/meetings/{world.orgs['willow'].pk}/unheld/{kind}/{period}/"
    text = sign_in("secretary").get(page).content.decode()
    assert f"· {said}" in text
    assert f"· {period}<" not in text


def test_a_corrected_mark_judges_the_votes_again_and_the_figures_follow(record, world, sign_in):
    client = sign_in("secretary")
    for who in ("member", "deputy"):
        page = f"{record}correct/mark:{world.people[who].pk}/"
        body = {"value": "absent", "why": "签错了名"}
        answer = client.post(page, body)
        if who == "deputy":  # with two voters present three votes cannot have been cast
            assert answer.status_code == 422 and "多于到会" in answer.content.decode()
    with inside(whole_house()):
        vote = Resolution.objects.get().pk
    body = {"approve": "2", "oppose": "0", "abstain": "0", "written_before": "0", "why": "数错了"}
    wrong = client.post(f"{record}correct/vote:{vote}/", body | {"method": "lots"})
    assert wrong.status_code == 422
    assert client.post(f"{record}correct/vote:{vote}/", body).status_code == 303
    with inside(whole_house()):
        assert not Resolution.objects.get().passed
        said = list(Correction.objects.order_by("pk").values_list("label", "before", "after"))
        assert said == [
            ("张小明", "到会", "未到"),
            ("清河方案", "赞成 3，反对 0，弃权 0", "赞成 2，反对 0，弃权 0"),
            ("清河方案", "通过", "未通过"),
        ]
        assert counted(Meeting.objects.get()) == (6, 4)
        assert Fact.objects.filter(kind="meetings.MeetingCorrected").count() == 2


def counted(meeting):
    """(expected, present) of the meeting's month, as the figures of the house count it from the rows."""
    first = meeting.held_on.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    facts = {"branch": meeting.branch_id, "came": CAME, "first": first, "after": after}
    with connection.cursor() as cursor:
        cursor.execute(COUNT[COUNT.index("SELECT") :], facts)
        return tuple(int(n) for n in cursor.fetchone()[4:6])


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_figures_equal_a_recount_whatever_is_corrected_and_whoever_moves(data, world):
    """Transfers in mid-month, late corrections: the month's figures are what the rows say, counted anew."""
    day = clock.today() - timedelta(days=data.draw(st.integers(0, 20)))
    moved = data.draw(st.sampled_from([None, "elder", "member"]))
    corrected = data.draw(
        st.lists(st.tuples(st.sampled_from(WILLOW), st.sampled_from(Attendance.Mark.values)))
    )
    with inside(whole_house()) as house:
        if moved:
            gone = clock.today() - timedelta(days=data.draw(st.integers(0, 20)))
            transfer_member(house, world.members[moved], world.orgs["elm"], on=gone, why="调动")
        roll = selectors.expected_at(world.orgs["willow"], "lesson", day)
        expected = {e.person_id: "present" for e in roll}
        meeting = services.record_meeting(
            house, world.orgs["willow"], kind="lesson", topic="x", held_on=day, marks=expected
        )
        for who, mark in corrected:
            person = world.people[who].pk
            if person in expected and expected[person] != mark:
                services.correct_mark(house, meeting, person, mark, why="签错")
                expected[person] = mark
        came = sum(mark in {"present", "remote"} for mark in expected.values())
        assert counted(meeting) == (len(expected), came)
        transaction.set_rollback(True)


def test_what_was_not_held_is_said_calmly_and_read_above(world, sign_in):
    quarter = f"{clock.today().year}Q{(clock.today().month + 2) // 3}"
    page = f"/meetings/{world.orgs['willow'].pk}/unheld/lesson/{quarter}/"
    client = sign_in("secretary")
    assert client.get(page).status_code == 200
    assert client.post(page, {"why": ""}).status_code == 422
    assert client.post(page, {"why": "全村抗洪"}).status_code == 303
    assert client.post(page, {"why": "再说一次"}).status_code == 422
    assert sign_in("member").post(page, {"why": "x"}).status_code == 404
    for who in ("member", "officer", "secretary"):
        text = sign_in(who).get(f"/meetings/?org={world.orgs['willow'].pk}").content.decode()
        assert "全村抗洪" in text and "未开，说明" in text
    with inside(whole_house()):
        services.judge_branch(world.orgs["willow"], today=clock.today())
        assert not Finding.objects.open().filter(subject__startswith="lesson:").exists()
        row = Unheld.objects.get()
    assert client.post(f"/meetings/unheld/{row.pk}/back/").status_code == 303
    with inside(whole_house()):
        assert Unheld.objects.get().taken_back_at is not None


@pytest.mark.parametrize(
    "where", ["lesson/2026-11", "theme_day/2026Q1", "lesson/2999Q1", "x/2026", "lesson/abc"]
)
def test_a_period_that_is_none_does_not_exist(where, world, sign_in):
    page = f"/meetings/{world.orgs['willow'].pk}/unheld/{where}/"
    client = sign_in("secretary")
    if where == "lesson/2999Q1":
        assert client.post(page, {"why": "还没到"}).status_code == 422
    else:
        assert client.get(page).status_code == 404


def test_a_page_of_the_handwritten_book_is_laid_beside_the_record(record, sign_in):
    client = sign_in("secretary")
    wrong = SimpleUploadedFile("x.txt", "文字".encode())
    assert client.post(f"{record}scans/new/", {"file": wrong}).status_code == 422
    assert (
        client.post(f"{record}scans/new/", {"file": SimpleUploadedFile("手写.pdf", PDF)}).status_code == 303
    )
    text = sign_in("member").get(record).content.decode()
    assert "手写.pdf" in text
    place = text.split("scans/")[1].split("/")[0]
    answer = sign_in("member").get(f"{record}scans/{place}/")
    assert answer.content == PDF and answer["Content-Type"] == "application/pdf"
    assert sign_in("elm_member").get(f"{record}scans/{place}/").status_code == 404


def test_the_quick_record_is_the_same_record(world, scope_of, sign_in):
    with inside(scope_of("secretary")) as scope:
        meeting = services.record_meeting(
            scope,
            world.orgs["willow"],
            kind="assembly",
            topic="没有拟的会",
            held_on=clock.today(),
            marks={world.people[who].pk: "present" for who in WILLOW},
            chair="王建国",
            recorder="王建国",
        )
    answer = sign_in("secretary").post(f"/meetings/{meeting.pk}/confirm/", {"part": "chair"})
    assert answer.status_code == 303
    assert "已归档" in sign_in("member").get(f"/meetings/{meeting.pk}/").content.decode()


def test_a_service_needs_an_open_meeting(world):
    with inside(whole_house()) as house:
        plan = services.plan_meeting(
            house, world.orgs["willow"], kind="lesson", topic="x", held_on=clock.today()
        )
        with pytest.raises(ValidationError, match="开始登记"):
            services.tick(house, plan, {})
        with pytest.raises(ValidationError, match="先登记到会"):
            services.finish_record(house, plan, minutes=[Said("x")])
        services.open_meeting(house, plan)
        with pytest.raises(ValidationError, match="不在应到之列"):
            services.tick(house, plan, {world.people["elm_member"].pk: Tick("present")})
        services.tick(house, plan, {s.person_id: Tick("present") for s in selectors.seats(plan)})
        with pytest.raises(ValidationError, match="不记表决"):
            services.finish_record(house, plan, votes=[Vote(text="x", approve=1)])


BUDGETS = [("roll/", 20), ("minutes/", 17), ("left-out/", 15)]


@pytest.mark.parametrize(("page", "most"), BUDGETS)
def test_a_page_asks_the_database_so_often(page, most, running, sign_in, django_assert_max_num_queries):
    client = sign_in("secretary")
    with django_assert_max_num_queries(most):
        assert client.get(address(running, page)).status_code == 200


@pytest.mark.parametrize(
    ("chair", "said"),
    [
        ("secretary", ""),
        ("organiser", ""),
        ("member", "主持人那一天没有担任这些职务"),
        ("newcomer", "主持人不是这里的正式党员"),
        ("镇里来的同志", "主持人不是这里的正式党员"),
    ],
)
def test_who_may_not_chair_is_said_at_the_plan_and_in_the_record_and_refused_nowhere(
    chair, said, running, world, sign_in
):
    name = world.people[chair].name if chair in world.people else chair
    with inside(whole_house()):
        Plan.objects.filter(pk=running.pk).update(chair=name)
    client = sign_in("secretary")
    record = finished(world, sign_in, running)
    for url in (address(running), record):
        text = client.get(url).content.decode()
        assert ("支部党员大会由支部书记主持" in text) == bool(said) and said in text
        assert ("第十四条" in text) == bool(said)
    assert "支部党员大会由支部书记主持" not in sign_in("member").get(record).content.decode()


def test_a_recorder_who_was_not_there_is_asked_about(running, world, sign_in):
    client = sign_in("secretary")
    client.post(address(running, "roll/"), ticks(world, {"organiser": "absent"}, next="1"))
    assert "记录人曾志强登记的是没有到会" in client.get(address(running, "minutes/")).content.decode()
    record = finished(world, sign_in, running, {"organiser": "absent"})
    assert "记录人曾志强登记的是没有到会" in client.get(record).content.decode()
