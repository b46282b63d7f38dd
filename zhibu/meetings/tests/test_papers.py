"""Papers of meetings: field by field as the form asks (rules §12), for whom the page shows it."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from types import SimpleNamespace

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhibu.guard.services import make_token
from zhibu.kernel import clock, paper
from zhibu.kernel.models import Audit
from zhibu.kernel.paper.printing import HOUSE
from zhibu.meetings import ahead, services, year
from zhibu.meetings import selectors as live
from zhibu.meetings.models import Meeting, Plan, Report, Resolution, Seat
from zhibu.meetings.papers import before, inspecting, minutes, quarter, reading, selectors, workbook
from zhibu.meetings.services import Said, Tick, Vote
from zhibu.orgs.models import Placement
from zhibu.site.testing.world import inside, whole_house

from .test_pages import address, sheet

TODAY = clock.today
HOSTILE = '#set page(fill: red) *粗* <w:t>&amp; #read("/x") 㛃䶮𬭎'


def number(url: str) -> int:
    return int(url.strip("/").split("/")[-1])


def record(world, sign_in, marks=None, *, who="secretary", kind="assembly", **more):
    answer = sign_in(who).post(address(world, kind), sheet(world, marks, **more))
    assert answer.status_code == 303, answer.content.decode()
    return answer["Location"].split("?")[0]


@pytest.fixture
def recorded(world, sign_in):
    why = f"why-{world.people['elder'].pk}"
    return record(
        world,
        sign_in,
        {"elder": "excused", "deputy": "remote", "newcomer": "absent"},
        **{
            why: "住院",
            "notes": "王建国报告清河安排。\n张小明：不同意先清北段。",
            "hours": "1.5",
            "recorder": "单红梅",
            "chair": "王建国",
            "vote0-text": "冬季清河",
            "vote0-approve": "3",
            "vote0-oppose": "1",
            "vote0-method": "show_of_hands",
            "invited": "镇党委组织委员李莉",
            "closing": "王建国：照表决的办，年底前清完。",
            "vote1-text": "党员责任段",
            "vote1-approve": "2",
        },
    )


def facts_of(world, who, recorded, scope_of):
    scope = scope_of(who)
    with inside(scope):
        return minutes.minutes(selectors.record(scope, number(recorded)))


def test_the_minutes_hold_each_field_the_form_asks_for(world, recorded, scope_of):
    """会议记录 [V]: name & number of meeting; time; place; chair; recorder; should/actually present, absent +
    reason, non-voting attendees; agenda; reports; speeches (differing opinions verbatim); decisions; votes
    (method, for/against/abstain); chair's close; signatures of recorder & chair; key speech checked."""
    facts = facts_of(world, "secretary", recorded, scope_of)
    day = TODAY()
    assert facts["title"] == "会议记录"
    assert facts["name"] == f"柳河村党支部{day.year}年第1次支部党员大会"
    assert facts["time"] == f"{day.year}年{day.month}月{day.day}日 15:00"
    assert facts["place"] == "村部"
    assert (facts["chair"], facts["recorder"]) == ("王建国", "单红梅")
    assert facts["expected"] == "6 人（有表决权 5 人）"
    assert facts["present"] == "4 人（有表决权 4 人）"
    assert {one["name"]: one["note"] for one in facts["came"]} == {
        "王建国": "",
        "单红梅": "线上",
        "曾志强": "",
        "张小明": "",
    }
    assert {one["name"]: one["note"] for one in facts["away"]} == {"欧阳淑芬": "请假：住院", "孙一帆": "未到"}
    assert facts["invited"] == "镇党委组织委员李莉"
    assert facts["closing"] == "王建国：照表决的办，年底前清完。"
    assert facts["agenda"] == "讨论冬季清河"
    assert facts["notes"] == "王建国报告清河安排。\n张小明：不同意先清北段。"
    assert facts["hours"] == "学时：到会的每人 1.5"
    first, second = facts["resolutions"]
    assert first == {
        "text": "冬季清河",
        "method": "举手",
        "approve": "3",
        "oppose": "1",
        "abstain": "0",
        "written": "",
        "result": "通过。",
    }
    assert second["text"] == "党员责任段" and second["result"] == "未通过。"
    assert second["method"] == ""  # nobody wrote it: a line for the pen
    frame = (HOUSE / "meetings/papers/record.typ").read_text("utf-8")
    for label in (
        "会议名称",
        "时间",
        "地点",
        "主持人",
        "记录人",
        "应到",
        "实到",
        "到会人员",
        "缺席人员及原因",
    ):
        assert f'"{label}"' in frame
    for label in (
        "列席人员",
        "议题（议程）",
        "报告、发言",
        "表决和决议",
        "表决方式：",
        "赞成",
        "反对",
        "弃权",
    ):
        assert label in frame
    for label in ("主持人小结", "主持人签字", "记录人签字", "发言人核对"):
        assert label in frame


@pytest.mark.parametrize(
    ("who", "sees"),
    [("secretary", True), ("organiser", True), ("officer", True), ("member", False), ("newcomer", False)],
)
def test_the_reason_of_leave_is_on_nobodys_paper_who_may_not_see_it(who, sees, world, recorded, scope_of):
    facts = facts_of(world, who, recorded, scope_of)
    elder = next(one for one in facts["away"] if one["name"] == "欧阳淑芬")
    assert elder["note"] == ("请假：住院" if sees else "请假")
    assert ("住院" in str(facts)) is sees


def test_by_api_each_of_them_is_written_and_read(world, scope_of, client):
    with inside(scope_of("secretary")) as scope:
        secret = make_token(
            scope, world.people["secretary"], name="会", days=30, appointment=scope.appointment
        )
    headers, org = {"Authorization": f"Bearer {secret}"}, world.orgs["willow"].pk
    vote = {"text": "清河", "approve": 3, "method": "secret_ballot"}
    body = {"kind": "assembly", "topic": "讨论清河", "held_on": TODAY().isoformat(), "votes": [vote]}
    body |= {"marks": {str(world.people[who].pk): "present" for who in ("secretary", "deputy", "member")}}
    body |= {"invited": "镇里李莉", "closing": "照办。"}

    def post(values):
        url = f"/api/v1/orgs/{org}/meetings"
        return client.post(url, values, content_type="application/json", headers=headers)

    wrong = post(body | {"votes": [vote | {"method": "lots"}]})
    assert wrong.status_code == 422 and "表决方式只有" in wrong.content.decode()
    made = post(body).json()
    found = client.get(f"/api/v1/meetings/{made['id']}", headers=headers).json()
    assert (found["invited"], found["closing"]) == ("镇里李莉", "照办。")
    assert [each["method"] for each in found["resolutions"]] == ["secret_ballot"]


@pytest.mark.parametrize(("who", "sees"), [("secretary", True), ("member", False)])
def test_nor_in_the_word_file(who, sees, recorded, sign_in):
    answer = sign_in(who).get(f"{recorded}minutes.docx")
    assert answer.status_code == 200
    cells = [c.text for row in docx.Document(io.BytesIO(answer.content)).tables[0].rows for c in row.cells]
    assert any("欧阳淑芬" in text for text in cells)
    assert any("住院" in text for text in cells) is sees
    assert any("张小明：不同意先清北段。" in text for text in cells)
    for kept in ("镇党委组织委员李莉", "王建国：照表决的办，年底前清完。"):
        assert kept in cells
    assert any("表决方式：举手" in text and "表决方式：________" in text for text in cells)
    assert any("1. 冬季清河" in text and "赞成 3 票，反对 1 票，弃权 0 票" in text for text in cells)


@pytest.mark.parametrize("who", ["member", "secretary", "officer", "auditor"])
def test_whoever_sees_the_record_prints_it_and_that_is_written_down(who, recorded, sign_in):
    answer = sign_in(who).get(f"{recorded}minutes.pdf")
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    with inside(whole_house()):
        row = Audit.objects.filter(action="meetings.print").latest("pk")
        assert row.subject == f"meeting:{number(recorded)}" and row.detail["paper"] == "minutes"


@pytest.mark.parametrize("who", ["elm_member", "pine_secretary", "system_admin", "outsider"])
@pytest.mark.parametrize("paper_", ["minutes.pdf", "minutes.docx"])
def test_to_others_the_paper_does_not_exist(who, paper_, recorded, sign_in):
    assert sign_in(who).get(f"{recorded}{paper_}").status_code == 404


def test_the_same_record_gives_the_same_bytes(recorded, sign_in):
    client = sign_in("secretary")
    for name in ("minutes.pdf", "minutes.docx"):
        assert client.get(f"{recorded}{name}").content == client.get(f"{recorded}{name}").content


def test_what_was_typed_is_printed_and_not_obeyed(world, sign_in):
    url = record(world, sign_in, topic=HOSTILE, notes=HOSTILE, place=HOSTILE[:60])
    client = sign_in("secretary")
    assert client.get(f"{url}minutes.pdf").status_code == 200
    made = docx.Document(io.BytesIO(client.get(f"{url}minutes.docx").content))
    assert HOSTILE in [cell.text for row in made.tables[0].rows for cell in row.cells]


def test_a_theme_day_has_its_own_form(world, sign_in, scope_of):
    url = record(world, sign_in, kind="theme_day", notes="清理河道，慰问老党员。")
    facts = facts_of(world, "secretary", url, scope_of)
    assert facts["title"] == "主题党日记录" and facts["branch"] == "柳河村党支部"
    assert facts["agenda"] == "讨论冬季清河" and facts["notes"] == "清理河道，慰问老党员。"
    form = (HOUSE / "meetings/papers/theme_day.typ").read_text("utf-8")
    for label in ("主题", "时间", "地点", "主持人", "参加人员", "缺席人员及原因", "活动内容", "记录人签字"):
        assert f'"{label}"' in form
    assert sign_in("member").get(f"{url}minutes.pdf").content.startswith(b"%PDF")


def rows_of_form(name):
    """The labels of a form in their order, as the frame of the PDF writes them."""
    text = (HOUSE / f"meetings/papers/{name}.typ").read_text("utf-8")
    return re.findall(r'(?:field|wide)\("([^"]+)"', text)


@pytest.mark.parametrize(("kind", "name"), [("assembly", "record"), ("theme_day", "theme_day")])
def test_word_has_the_rows_of_the_pdf_in_their_order(kind, name, world, sign_in):
    url = record(world, sign_in, kind=kind, notes="清理河道。", hours="2")
    answer = sign_in("secretary").get(f"{url}minutes.docx")
    table = docx.Document(io.BytesIO(answer.content)).tables[0]
    labels = [cell.text for row in table.rows for cell in dict.fromkeys(row.cells)][::2]
    assert labels == rows_of_form(name)
    assert labels[-1] == "备注" and labels.index("学时") == labels.index("列席人员") + 1
    assert "到会的每人 2" in [cell.text for row in table.rows for cell in row.cells]


def test_a_withdrawn_and_a_late_record_say_so_on_paper(world, sign_in, scope_of):
    long_ago = TODAY() - timedelta(days=60)
    url = record(world, sign_in, day=long_ago)
    assert "补录" in facts_of(world, "secretary", url, scope_of)["remark"]
    sign_in("secretary").post(f"{url}withdraw/", {"why": "日期记错"})
    assert "撤回：日期记错" in facts_of(world, "secretary", url, scope_of)["remark"]


def test_a_resolution_of_the_assembly(world, recorded, sign_in, scope_of):
    """支部大会决议: should/present/entitled; main content; votes; branch, signature, seal, date."""
    scope, day = scope_of("secretary"), TODAY()
    with inside(scope):
        found = selectors.record(scope, number(recorded))
        row = found.resolutions[0]
        facts = minutes.resolution(found, row)
    assert facts["title"] == "支部党员大会决议"
    assert facts["opening"].startswith(
        f"{day.year}年{day.month}月{day.day}日，柳河村党支部召开支部党员大会。"
    )
    assert "应到党员 6 人，其中有表决权的 5 人；实到 4 人，其中有表决权的 4 人。" in facts["opening"]
    assert facts["text"] == "大会讨论：冬季清河"
    assert facts["vote"] == "表决结果（举手）：赞成 3 票，反对 1 票，弃权 0 票。决议通过。"
    assert facts["day"] == f"{day.year}年{day.month}月{day.day}日"
    form = (HOUSE / "meetings/papers/resolution.typ").read_text("utf-8")
    assert "支部书记（签字）" in form and "（盖章）" in form
    assert sign_in("secretary").get(f"{recorded}resolutions/{row.pk}.pdf").content.startswith(b"%PDF")
    assert sign_in("secretary").get(f"{recorded}resolutions/{row.pk + 99}.pdf").status_code == 404


def test_only_an_assembly_has_resolutions_on_paper(world):
    row = SimpleNamespace(pk=1)
    committee = reading.Record(Meeting(kind=Meeting.Kind.BRANCH_COMMITTEE), 1, (), (row,))
    assert minutes.resolutions(committee) == ()


def test_the_sheet_to_sign_holds_every_name_of_the_roll(world, sign_in, scope_of):
    """签到册: 会议、时间、地点、应到, 序号, 姓名, an empty place to sign."""
    with inside(scope_of("secretary")) as scope:
        facts = before.sign_in(ahead.usual(scope, world.orgs["willow"], "assembly", TODAY()))
    assert facts["name"] == "柳河村党支部支部党员大会"
    assert facts["expected"] == "6 人（有表决权 5 人）"
    assert {one["name"] for one in facts["people"]} == {
        "王建国",
        "单红梅",
        "曾志强",
        "张小明",
        "欧阳淑芬",
        "孙一帆",
    }
    assert [one["note"] for one in facts["people"] if one["name"] == "孙一帆"] == ["预备党员"]
    url = f"/meetings/{world.orgs['willow'].pk}/sign-in/assembly.pdf"
    assert sign_in("secretary").get(url).content.startswith(b"%PDF")
    assert sign_in("secretary").get(url.replace("assembly", "group")).status_code == 404
    assert sign_in("member").get(url).status_code == 404


def test_thirty_six_names_stand_on_one_page(world):
    people = [{"name": "邹欣秀", "note": "预备党员", "mark": ""}] * 36
    fields = ("title", "name", "topic", "time", "place", "chair", "recorder", "expected", "present", "column")
    facts = dict.fromkeys(fields, "字")
    made = paper.pdf(
        "meetings/papers/sign_in.typ", facts | {"people": people, "below": ["列席人员："]}, on=TODAY()
    )
    assert b"/Count 1" in made


def words_of(client, url):
    return "\n".join(p.text for p in docx.Document(io.BytesIO(client.get(url).content)).paragraphs)


def test_the_words_for_the_chair(world, sign_in):
    url = f"/meetings/{world.orgs['willow'].pk}/chairing/assembly.docx"
    text = words_of(sign_in("secretary"), url)
    assert "支部党员大会主持词" in text and "本次会议应到党员6人，其中有表决权的5人；请假____人；" in text
    assert "有表决权的至少到3人。" in text and "今天的议题是：____。" in text and "同意的请举手" in text
    assert text.count("1. 清点人数") == 1 and "6. 小结" in text


@pytest.mark.parametrize(
    ("topic", "ballot"),
    [
        ("讨论接收邹欣秀同志为中共预备党员", True),
        ("讨论接收邹欣秀入党", True),
        ("孙一帆同志预备期满转正", True),
        ("接收党员、清河", True),
        ("接收党员组织关系的安排", False),
        ("接收入党申请书、确定入党积极分子", False),
        ("讨论冬季清河", False),
    ],
)
def test_an_admission_is_voted_by_ballot_and_known_leave_is_said(topic, ballot, world):
    seats = [Seat(name=f"党员{n}", category="formal", entitled=True) for n in range(5)]
    seats[1].mark = "excused"
    plan = Plan(branch_name="柳河村党支部", kind="assembly", topic="会议", held_on=TODAY())
    plan.agenda = [{"title": topic, "materials": ""}]
    text = "".join(step.words for step in ahead.spoken(plan, seats))
    assert "请假1人：党员1；" in text and "会议。" in text and "{" not in text
    assert ("采取无记名投票的方式" in text) is ballot
    assert ("有表决权的至少到场3人" in text) is ballot and ("赞成至少3票" in text) is ballot


def test_each_party_group_has_its_papers_before_the_meeting(world, sign_in):
    client, group = sign_in("secretary"), world.orgs["willow1"]
    page = client.get(f"/meetings/papers/?org={world.orgs['willow'].pk}").content.decode()
    for url in (f"/meetings/{group.pk}/sign-in/group.pdf", f"/meetings/{group.pk}/chairing/group.docx"):
        assert f'href="{url}"' in page and client.get(url).status_code == 200
    assert group.short_name in page


def test_the_papers_before_a_planned_meeting_are_one(world, sign_in, scope_of):
    """The page, the Word and the sheet to sign say the same steps, items and names."""
    with inside(scope_of("secretary")) as scope:
        willow = world.orgs["willow"]
        values = {"topic": "讨论清河", "held_on": TODAY(), "chair": "单红梅", "place": "老祠堂"}
        items = [{"title": "通报党费", "materials": ""}, {"title": "讨论清河方案", "materials": "方案"}]
        plan = services.plan_meeting(scope, willow, kind="assembly", agenda=items, **values)
        services.send_notice(scope, plan)
        services.note_leave(scope, plan, world.people["elder"].pk, reason="住院")
        steps = before.chairing(plan)["steps"]
        sheet_ = before.sign_in(plan)
    client = sign_in("secretary")
    page = client.get(f"/meetings/plans/{plan.pk}/papers/").content.decode()
    text = words_of(client, f"/meetings/{willow.pk}/chairing/assembly.docx?plan={plan.pk}")
    for step in steps:
        assert step["title"] in page and step["words"] in text and step["words"] in page
    assert "（2）讨论清河方案" in text and "老祠堂" in text
    assert sheet_["chair"] == "单红梅" and sheet_["topic"] == "讨论清河"
    assert [p["name"] for p in sheet_["people"] if p["mark"] == "请假"] == ["欧阳淑芬"]
    assert "住院" not in str(sheet_)
    sheet_url = f"/meetings/{willow.pk}/sign-in/assembly.pdf?plan={plan.pk}"
    assert client.get(sheet_url).content.startswith(b"%PDF") and sheet_url.replace("&", "&amp;") in page
    for wrong in (sheet_url.replace("assembly", "lesson"), f"{sheet_url}9"):
        assert client.get(wrong).status_code == 404


@pytest.fixture
def lived(world, scope_of):
    """An assembly of 40 days ago that went through its whole life, with everything that can befall it."""
    with inside(whole_house()) as house:
        plan = services.plan_meeting(
            house,
            world.orgs["willow"],
            kind="assembly",
            topic="讨论清河",
            held_on=TODAY(),
            chair="单红梅",
            recorder="曾志强",
            agenda=[{"title": "通报党费", "materials": ""}, {"title": "讨论清河方案", "materials": ""}],
        )
        services.send_notice(house, plan)
        services.open_meeting(house, plan)
        Plan.objects.filter(pk=plan.pk).update(held_on=TODAY() - timedelta(days=40))
    with inside(scope_of("secretary")) as scope:
        people = {key: world.people[key].pk for key in ("secretary", "deputy", "organiser", "member")}
        ticks = {people["secretary"]: Tick("present"), people["organiser"]: Tick("present", late=True)}
        ticks |= {people["deputy"]: Tick("remote", late=True), people["member"]: Tick("absent")}
        ticks |= {world.people["newcomer"].pk: Tick("present")}
        ticks |= {world.people["elder"].pk: Tick("excused", why="卧床")}
        services.leave_out(
            scope,
            plan,
            world.people["elder"].pk,
            reason="bedridden",
            approval="镇党委11月3日批准",
            consented=True,
        )
        services.tick(scope, plan, ticks)
        meeting = services.finish_record(
            scope,
            plan,
            minutes=[Said("通报党费", "王建国：收支清楚。"), Said("讨论清河方案", "张小明：先清南段。")],
            votes=[Vote(text="清河", approve=3)],
        )
        services.confirm_record(scope, meeting, part="chair", note="没有账号，当面核对过")
    with inside(scope_of("organiser")) as scope:
        services.confirm_record(scope, meeting, part="recorder")
    with inside(scope_of("secretary")) as scope:
        services.correct_field(scope, meeting, "place", "老祠堂", why="漏写了")
        services.correct_mark(scope, meeting, people["member"], "present", why="到了没勾")
        services.correct_vote(
            scope, meeting, meeting.resolutions.get().pk, Vote(text="", approve=2), why="数错"
        )
    return meeting.pk


@pytest.mark.parametrize("who", ["secretary", "member"])
def test_a_record_that_lived_shows_all_of_its_life_on_paper(who, lived, world, scope_of, sign_in):
    day = f"{TODAY().year}年{TODAY().month}月{TODAY().day}日"
    with inside(scope_of(who)) as scope:
        record_ = selectors.record(scope, lived)
        facts, list_ = minutes.minutes(record_), minutes.signed(record_)
        decision = minutes.resolution(record_, record_.resolutions[0])
    assert facts["remark"] == f"补录（{day}记）；{day}归档"
    assert facts["agenda"] == "讨论清河\n1. 通报党费\n2. 讨论清河方案"
    assert [(m["title"], m["said"]) for m in facts["minutes"]] == [
        ("通报党费", "王建国：收支清楚。"),
        ("讨论清河方案", "张小明：先清南段。"),
    ]
    assert {one["name"]: one["note"] for one in facts["came"]} == {
        "王建国": "",
        "单红梅": "线上，迟到",
        "曾志强": "迟到",
        "张小明": "",
        "孙一帆": "预备党员",
    }
    sees = who == "secretary"
    assert facts["left_out"] == [
        {
            "name": "欧阳淑芬",
            "note": "长期卧床或生活不能自理；镇党委11月3日批准；支部党员大会同意" if sees else "",
        }
    ]
    assert [one["note"] for one in facts["away"]] == ["请假：卧床" if sees else "请假"]
    assert facts["chair_confirmed"] == f"单红梅 {day}确认，由王建国代为确认（没有账号，当面核对过）"
    assert facts["recorder_confirmed"] == f"曾志强 {day}确认"
    assert facts["corrections"] == [
        f"{day} 王建国：地点，（空） → 老祠堂（漏写了）",
        f"{day} 王建国：张小明，未到 → 到会（到了没勾）",
        f"{day} 王建国：清河，赞成 3，反对 0，弃权 0 → 赞成 2，反对 0，弃权 0（数错）",
        f"{day} 王建国：清河，通过 → 未通过（数错）",
    ]
    assert "更正：" in decision["remark"] and "赞成 3" in decision["remark"]
    assert {p["name"]: p["mark"] for p in list_["people"]}["单红梅"] == "线上参加，迟到"
    assert list_["below"][1:] == [
        "接收党员、转正时不计入应到会：欧阳淑芬",
        f"备注：{facts['remark']}",
        f"更正：{facts['corrections'][1]}",
    ]
    client = sign_in(who)
    for name in ("minutes.pdf", "sign-in.pdf"):
        assert client.get(f"/meetings/{lived}/{name}").content.startswith(b"%PDF")
    table = docx.Document(io.BytesIO(client.get(f"/meetings/{lived}/minutes.docx").content)).tables[0]
    cells = "\n".join(cell.text for row in table.rows for cell in row.cells)
    for text in (facts["chair_confirmed"], facts["corrections"][3], "2. 讨论清河方案", "张小明：先清南段。"):
        assert text in cells
    assert ("镇党委11月3日批准" in cells) is sees
    page = client.get(f"/meetings/{lived}/").content.decode()
    assert f"/meetings/{lived}/sign-in.pdf" in page


def test_the_workbook_of_a_period(world, recorded, sign_in, scope_of):
    """支部工作手册: roster by name, meetings, attendance, resolutions, hours."""
    record(world, sign_in, kind="theme_day", hours="2")
    scope, day = scope_of("secretary"), TODAY()
    branch = world.orgs["willow"]
    with inside(scope):
        facts = workbook.workbook(scope, branch, date(day.year, 1, 1), day)
    assert facts["branch"] == "柳河村党支部"
    assert {o["office"]: o["name"] for o in facts["officers"]} == {
        "支部书记": "王建国",
        "支部副书记": "单红梅",
        "组织委员": "曾志强",
    }
    assert len(facts["roster"]) == 6
    assert {o["name"]: o["category"] for o in facts["roster"]}["孙一帆"] == "预备党员"
    assert [(m["kind"], m["expected"], m["present"], m["hours"]) for m in facts["meetings"]] == [
        ("支部党员大会", "6", "4", "1.5"),
        ("主题党日", "6", "6", "2"),
    ]
    assert {k["kind"]: k["held"] for k in facts["kinds"]}["党课"] == "0"
    people = {p.pop("name"): p for p in facts["presence"]}
    assert people["单红梅"] == {
        "expected": "2",
        "present": "1",
        "remote": "1",
        "excused": "0",
        "absent": "0",
        "hours": "3.5",
    }
    assert people["欧阳淑芬"]["excused"] == "1" and people["欧阳淑芬"]["hours"] == "2"
    assert list(people) == [o["name"] for o in facts["roster"]], "in the order of the roll, not of the counts"
    assert [(r["text"], r["count"], r["result"]) for r in facts["resolutions"]] == [
        ("冬季清河", "赞成 3，反对 1，弃权 0", "通过"),
        ("党员责任段", "赞成 2，反对 0，弃权 0", "未通过"),
    ]
    assert "住院" not in str(facts)


def test_the_workbook_goes_by_days_and_names_the_group(world, sign_in, scope_of):
    with inside(whole_house()):
        group, branch = world.orgs["willow1"], world.orgs["willow"]
        for org, kind, day in ((branch, "lesson", 5), (group, "group", 4), (branch, "lesson", 3)):
            Meeting.objects.create(
                branch=org,
                branch_name=org.name,
                kind=kind,
                topic=f"议题{day}",
                held_on=TODAY() - timedelta(days=day),
            )
    with inside(scope_of("secretary")) as scope:
        facts = workbook.workbook(scope, branch, TODAY() - timedelta(days=9), TODAY())
    assert [(m["topic"], m["kind"]) for m in facts["meetings"]] == [
        ("议题5", "党课"),
        ("议题4", f"党小组会（{group.name}）"),
        ("议题3", "党课"),
    ]


@pytest.mark.parametrize(
    ("who", "status"),
    [("secretary", 200), ("officer", 200), ("member", 404), ("elm_secretary", 404), ("outsider", 404)],
)
@pytest.mark.parametrize("name", ["workbook.pdf", "workbook.docx"])
def test_who_makes_the_workbook(who, status, name, world, sign_in):
    assert sign_in(who).get(f"/meetings/{world.orgs['willow'].pk}/{name}").status_code == status


def test_a_period_that_cannot_be_is_said_in_a_sentence(world, sign_in):
    url = f"/meetings/{world.orgs['willow'].pk}/workbook.pdf"
    answer = sign_in("secretary").get(f"{url}?since=2026-05-01&until=2026-01-01")
    assert answer.status_code == 422 and "早于从的那一天" in answer.content.decode()
    assert 'value="2026-05-01"' in answer.content.decode()
    assert sign_in("secretary").get(f"{url}?since=x&until=2099-01-01").status_code == 422


def quarter_url(world, org="willow", *, back=0):
    day = TODAY()
    return f"/meetings/{world.orgs[org].pk}/quarters/{day.year - back}/{(day.month - 1) // 3 + 1}/"


def test_the_quarter_is_counted_from_records_and_leads_to_them(world, recorded, sign_in, scope_of):
    scope, day = scope_of("secretary"), TODAY()
    with inside(scope):
        found = quarter.quarter(scope, world.orgs["willow"], day.year, (day.month - 1) // 3 + 1)
    assert found.figures["assembly"] == {
        "held": 1,
        "expected": 6,
        "present": 4,
        "excused": 1,
        "absent": 1,
        "resolutions": 2,
    }
    assert found.figures["lesson"] == dict.fromkeys(quarter.COLUMNS, 0)
    text = sign_in("secretary").get(quarter_url(world)).content.decode()
    assert f'href="{recorded}"' in text
    assert 'type="text"' not in text and 'type="number"' not in text  # nothing is typed


def test_figures_are_handed_in_seen_above_and_later_changes_are_shown(world, recorded, sign_in):
    url = quarter_url(world)
    assert "报送后有更正" not in sign_in("secretary").get(url).content.decode()
    assert sign_in("secretary").post(url).status_code == 303
    with inside(whole_house()):
        row = Report.objects.get()
        assert row.reported_by_name == "王建国" and row.figures["assembly"]["present"] == 4
    again = sign_in("secretary").post(url)
    assert again.status_code == 422 and "数字没有变" in again.content.decode()
    above = sign_in("east_officer").get(f"/meetings/papers/?org={world.orgs['east'].pk}").content.decode()
    assert "王建国 于" in above and above.count("还没报送") == 1  # the other branch of the township
    sign_in("secretary").post(f"{recorded}withdraw/", {"why": "记错了"})
    text = sign_in("officer").get(url).content.decode()
    assert "报送后有更正" in text and "报送时 1，现在 0" in text
    assert sign_in("secretary").post(url).status_code == 303
    with inside(whole_house()):
        assert Report.objects.count() == 2  # a new row; the old one stays as it was
        assert Report.objects.order_by("pk").first().figures["assembly"]["present"] == 4


@pytest.mark.parametrize("who", ["member", "officer", "auditor", "elm_secretary", "outsider"])
def test_only_the_branch_hands_in(who, world, sign_in):
    assert sign_in(who).post(quarter_url(world)).status_code == 404
    with inside(whole_house()):
        assert not Report.objects.exists()


def test_a_report_that_was_handed_in_cannot_be_changed(world, sign_in, scope_of):
    sign_in("secretary").post(quarter_url(world))
    for who in ("secretary", "officer"):
        with inside(scope_of(who)):
            assert Report.objects.update(year=2000) == 0


@pytest.mark.parametrize(
    "path", ["quarters/2026/5/", "quarters/2026/0/", "quarters/2099/1/", "quarters/1900/1/"]
)
def test_a_quarter_that_is_none_does_not_exist(path, world, sign_in):
    assert sign_in("secretary").get(f"/meetings/{world.orgs['willow'].pk}/{path}").status_code == 404


def test_the_quarters_paper_prints(world, recorded, sign_in, scope_of):
    day = TODAY()
    scope = scope_of("secretary")
    with inside(scope):
        facts = quarter.form(quarter.quarter(scope, world.orgs["willow"], day.year, (day.month - 1) // 3 + 1))
    assert facts["branch"] == "柳河村党支部" and facts["reported"] == "尚未报送"
    line = facts["lines"][0]
    assert (line["kind"], line["held"], line["present"]) == ("支部党员大会", "1", "4")
    assert line["days"] == f"{day.month}月{day.day}日"
    assert line["remark"] == ""
    assert sign_in("member").get(f"{quarter_url(world)}form.pdf").content.startswith(b"%PDF")


def test_what_was_not_held_in_the_quarter_is_said_month_by_month(world, scope_of):
    """The last month alone does not speak for the quarter; a reason that was given stands instead."""
    willow = world.orgs["willow"]
    with inside(whole_house()) as house, clock.stopped_at(date(2026, 11, 20)):
        Placement.objects.update(made_at="2026-01-01T00:00:00+08:00")
        marks = {e.person_id: "present" for e in live.expected_at(willow, "theme_day", date(2026, 9, 5))}
        values = {"kind": "theme_day", "topic": "清河", "held_on": date(2026, 9, 5), "marks": marks}
        services.record_meeting(house, willow, **values)
        services.explain_unheld(house, willow, kind="theme_day", period="2026-08", why="抗洪")
        found = quarter.quarter(house, willow, 2026, 3)
        remarks = {line["kind"]: line["remark"] for line in quarter.form(found)["lines"]}
    assert remarks["主题党日"] == "7月没有记录；8月未开，说明：抗洪"
    assert remarks["支部党员大会"] == "第三季度没有记录"
    assert "柳河村第一党小组7月没有记录" in remarks["党小组会"]


def test_a_quarter_that_is_over_is_named_in_the_book_and_the_year(world):
    willow = world.orgs["willow"]
    with inside(whole_house()), clock.stopped_at(date(2026, 12, 31)):
        Placement.objects.update(made_at="2026-01-01T00:00:00+08:00")
        said = inspecting.missing([willow], date(2026, 7, 1), TODAY(), ["assembly", "theme_day"], [])
        book = live.book(willow, date(2026, 1, 1), TODAY())
        row = year.lines(book, 2026, today=TODAY(), show=lambda pk: "")[0].row
    assert f"{willow.name}：2026年第3季度没有开展支部党员大会，一般应当开展一次" in said
    assert f"{willow.name}：2026年10月没有开展主题党日" in said
    assert f"{willow.name}：本季度到今天为止，没有开展支部党员大会，一般应当开展一次" in said
    assert "第3季度" in row.cells[8].text and "本季度" in row.cells[11].text


def asked(world, *units, since="2026-01-01", kinds=("assembly", "theme_day"), **more):
    pairs = [("unit", world.orgs[u].pk) for u in units] + [("kind", k) for k in kinds]
    pairs += [("since", since), ("until", TODAY().isoformat()), *more.items()]
    return "&".join(f"{name}={value}" for name, value in pairs)


def test_an_inspection_finds_what_there_is_and_says_what_is_missing(world, recorded, sign_in):
    page = sign_in("east_officer").get(f"/meetings/inspection/?{asked(world, 'east')}").content.decode()
    assert "讨论冬季清河" in page and "book.pdf?" in page
    assert "有的记录" in page and "缺的" in page
    made = sign_in("east_officer").get(f"/meetings/inspection/book.pdf?{asked(world, 'east')}")
    assert made.status_code == 200 and made.content.startswith(b"%PDF")
    none = sign_in("east_officer").get(f"/meetings/inspection/?{asked(world, 'elm')}").content.decode()
    assert "讨论冬季清河" not in none and "没有符合条件的记录" in none


def test_an_inspection_does_not_reach_beyond_ones_own(world, recorded, sign_in):
    answer = sign_in("pine_secretary").get(f"/meetings/inspection/?{asked(world, 'willow')}")
    assert answer.status_code == 422 and "名单里没有这个单位" in answer.content.decode()
    book = sign_in("pine_secretary").get(f"/meetings/inspection/book.pdf?{asked(world, 'willow')}")
    assert book.status_code == 422
    assert sign_in("member").get("/meetings/inspection/").status_code == 404


def test_any_unit_of_the_range_is_found_by_its_level_or_its_name(world, recorded, sign_in):
    """From the county a village branch is chosen, and what was chosen stays while one looks on."""
    willow, east, elm = (world.orgs[key] for key in ("willow", "east", "elm"))
    client = sign_in("officer")
    first = client.get("/meetings/inspection/").content.decode()
    assert f'name="level" value="{east.pk}"' in first and f'name="unit" value="{willow.pk}"' not in first
    level = client.get(f"/meetings/inspection/?{asked(world, 'elm')}&level={east.pk}").content.decode()
    assert f'name="unit" value="{willow.pk}"><span>{willow.name}（{east.short_name}）' in level
    assert f'name="unit" value="{elm.pk}" checked' in level and "有的记录" not in level
    named = client.get(f"/meetings/inspection/?{asked(world, 'elm')}&look=name&q=柳河").content.decode()
    assert f'name="unit" value="{willow.pk}"' in named and f'name="unit" value="{elm.pk}" checked' in named
    page = client.get(f"/meetings/inspection/?{asked(world, 'willow', 'elm')}").content.decode()
    assert "讨论冬季清河" in page
    book = client.get(f"/meetings/inspection/book.pdf?{asked(world, 'willow')}")
    assert book.status_code == 200 and book.content.startswith(b"%PDF")


def test_the_choice_of_units_stays_within_its_range_and_its_questions(world, recorded, sign_in):
    pine = world.orgs["pine"]
    client = sign_in("east_officer")
    for way in (f"level={pine.pk}", f"look=name&q={pine.name}", "level=x&unit=0&unit=y"):
        page = client.get(f"/meetings/inspection/?unit={pine.pk}&{way}").content.decode()
        assert f'name="unit" value="{pine.pk}"' not in page
    with CaptureQueriesContext(connection) as asked_:
        sign_in("officer").get("/meetings/inspection/?look=name&q=党支部")
    assert len(asked_) <= 30, len(asked_)


def test_what_is_missing_is_said_by_name(world):
    with inside(whole_house()):
        late = Meeting(branch_name="柳河村党支部", kind="lesson", held_on=date(2026, 1, 5), late=True)
        said = inspecting.missing([], date(2026, 1, 1), date(2026, 3, 31), ["lesson"], [late])
    assert said == ["柳河村党支部2026年1月5日的党课是补录的。"]


def test_more_than_a_book_holds_is_refused_with_a_way_out(world, recorded, sign_in, monkeypatch):
    monkeypatch.setattr(inspecting, "MOST", 0)
    answer = sign_in("officer").get(f"/meetings/inspection/book.pdf?{asked(world, 'county')}")
    assert answer.status_code == 422 and "请分几次做" in answer.content.decode()


def test_the_questions_asked_do_not_grow_with_the_meetings(world, sign_in, scope_of):
    for day in range(1, 6):
        record(world, sign_in, day=TODAY() - timedelta(days=day))
    scope = scope_of("secretary")
    branch = world.orgs["willow"]
    with inside(scope), CaptureQueriesContext(connection) as asked_:
        found = reading.records(reading.held(scope, [branch], date(2020, 1, 1), TODAY()))
        assert len(found) == 5 and all(r.roll for r in found)
    assert len(asked_) <= 9
    assert [r.number for r in found] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("path", "most"), [("/meetings/papers/", 30), ("/meetings/inspection/", 30), ("quarter", 40)]
)
def test_pages_of_papers_stay_within_their_budget(path, most, world, recorded, sign_in):
    client = sign_in("secretary")
    path = quarter_url(world) if path == "quarter" else path
    with CaptureQueriesContext(connection) as asked_:
        assert client.get(path).status_code == 200
    assert len(asked_) <= most, len(asked_)


def test_the_buttons_lead_to_the_papers(world, recorded, sign_in):
    text = sign_in("secretary").get(recorded).content.decode()
    with inside(whole_house()):
        row = Resolution.objects.order_by("pk").first()
    for link in ("minutes.pdf", "minutes.docx", f"resolutions/{row.pk}.pdf"):
        assert f'href="{recorded}{link}"' in text
    index = sign_in("secretary").get("/meetings/").content.decode()
    assert "/meetings/papers/?org=" in index
    page = sign_in("secretary").get("/meetings/papers/").content.decode()
    for link in (
        "sign-in/assembly.pdf",
        "chairing/lesson.docx",
        "workbook.pdf",
        "workbook.docx",
        "/quarters/",
    ):
        assert link in page


def voted(world, sign_in, came, **vote):
    """The record of an assembly with one vote, where only these came."""
    marks = dict.fromkeys(("secretary", "deputy", "organiser", "member", "elder", "newcomer"), "absent")
    return record(world, sign_in, marks | dict.fromkeys(came, "present"), **{"vote0-text": "清河"} | vote)


def test_a_meeting_of_too_few_has_decided_nothing_on_the_page_and_on_paper(world, sign_in, scope_of):
    url = voted(world, sign_in, ["secretary"], **{"vote0-approve": "1"})
    facts = facts_of(world, "secretary", url, scope_of)
    result = facts["resolutions"][0]["result"]
    assert result.startswith("人数不够，没有表决（没有形成决议）：党员大会应到会有表决权的")
    assert "实到1人" in result and "《中国共产党支部工作条例（试行）》第十一条" in result
    row = Resolution.objects.get()
    text = sign_in("secretary").get(url).content.decode()
    assert "人数不够，没有表决（没有形成决议）" in text and "未通过" not in text and "决议 PDF" not in text
    assert sign_in("secretary").get(f"{url}resolutions/{row.pk}.pdf").status_code == 404


def test_an_admission_by_a_show_of_hands_says_which_rule_it_breaks(world, sign_in, scope_of):
    came = ("secretary", "deputy", "organiser", "member", "elder")
    admission = {"vote0-approve": "4", "vote0-purpose": "admission", "vote0-method": "show_of_hands"}
    url = voted(world, sign_in, came, **admission)
    text = sign_in("secretary").get(url).content.decode()
    assert "表决方式不符合规定（没有形成决议）" in text and "中国共产党发展党员工作细则" in text
    result = facts_of(world, "secretary", url, scope_of)["resolutions"][0]["result"]
    assert "这一项记的是举手，不符合规定" in result and "《中国共产党发展党员工作细则》第二十" in result
    form = sign_in("secretary").get(address(world, "assembly")).content.decode()
    assert "逐个表决，一人一项" in form
