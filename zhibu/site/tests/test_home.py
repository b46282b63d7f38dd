"""Every home as its people see it, within its budget of questions to the database."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhibu.guard.models import Account
from zhibu.kernel import clock
from zhibu.kernel.clock import SHANGHAI
from zhibu.kernel.models import Finding
from zhibu.meetings import services as meetings
from zhibu.meetings.events import BranchDayTurned
from zhibu.meetings.handlers import judge_at_daybreak
from zhibu.meetings.models import Meeting, Report
from zhibu.meetings.services import explain_unheld
from zhibu.members.models import Change
from zhibu.orgs.models import Appointment, Org, Placement
from zhibu.site.homes.member import greeting
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

EVERYBODY = {
    "secretary": "支部工作台",
    "organiser": "支部工作台",
    "member": "我的 2026 年",
    "newcomer": "我的 2026 年",
    "officer": "需要帮助的支部",
    "east_officer": "需要帮助的支部",
    "auditor": "只看，不能改",
    "system_admin": "系统管理员",
    "security_admin": "安全管理员",
    "audit_admin": "审计管理员",
    "outsider": "现在没有要您办的事",
}
DAY = date(2026, 11, 20)
MOST = 20


@pytest.fixture(autouse=True)
def _a_day(monkeypatch):
    monkeypatch.setattr("zhibu.guard.selectors.SESSION_DAYS", 36500)
    with clock.stopped_at(DAY):
        yield


def questions(client, page):
    """Statements of a page without those that only open, sign and close a transaction."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return [q["sql"] for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config"))]


@pytest.mark.parametrize(("who", "says"), EVERYBODY.items())
def test_everybody_has_a_home(who, says, world, sign_in):
    page = sign_in(who).get("/")
    text = page.content.decode()
    assert page.status_code == 200
    assert says in text and "投诉建议" in text


def test_a_guest_reads_what_this_is_and_can_sign_in(client, world):
    text = client.get("/").content.decode()
    assert "不给人排名" in text and 'href="/sign-in/"' in text
    assert "王建国" not in text


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_home_asks_the_database_so_often(who, world, sign_in):
    asked = questions(sign_in(who), "/")
    assert len(asked) <= MOST, "\n".join(sql[:150] for sql in asked)


def noticed(world, org="willow", day=DAY):
    with inside(whole_house()):
        Placement.objects.update(made_at="2026-01-01T00:00:00+08:00")
        judge_at_daybreak(BranchDayTurned(branch=world.orgs[org].pk, day=day.isoformat()))


def test_the_desk_shows_what_the_norms_noticed_with_one_button_each(world, sign_in):
    noticed(world)
    text = sign_in("secretary").get("/").content.decode()
    assert "1月到10月有 10 次没有支部委员会的记录" in text
    assert f"/meetings/{world.orgs['willow'].pk}/new/branch_committee/?until=2026-10-31" in text
    assert "依据《中国共产党支部工作条例（试行）》" in text and 'href="/rules/life.frequency/"' in text
    assert text.index("没有支部委员会的记录") < text.index("2026 年组织生活")


def test_the_desk_of_another_branch_shows_none_of_it(world, sign_in):
    noticed(world)
    assert "没有支部委员会的记录" not in sign_in("elm_secretary").get("/").content.decode()


@pytest.mark.parametrize(("days", "told"), [(0, False), (7, False), (8, True)])
def test_a_superior_is_told_when_the_branch_had_its_days(days, told, world, sign_in):
    noticed(world)
    with inside(whole_house()):
        Finding.objects.update(noticed_on=clock.today() - timedelta(days=days))
    text = sign_in("east_officer").get("/").content.decode()
    assert ("1月到10月有" in text or "月没有" in text or "季度没有" in text) is told
    assert ("按组织排列，不排名次" in text and "没有支部有过期未办的事" in text) or told


def test_what_was_explained_is_not_told_above(world, sign_in):
    noticed(world)
    with inside(whole_house()):
        Finding.objects.exclude(subject="branch_committee:2026-10").update(cleared_on=DAY)
        Finding.objects.update(noticed_on=clock.today() - timedelta(days=30))
    client = sign_in("east_officer")
    assert "10月没有支部委员会的记录" in client.get("/").content.decode()
    with inside(whole_house()) as house:
        explain_unheld(
            house, world.orgs["willow"], kind="branch_committee", period="2026-10", why="委员都在防汛"
        )
    noticed(world)
    with inside(whole_house()):
        Finding.objects.exclude(subject="branch_committee:2026-10").update(cleared_on=DAY)
        Finding.objects.update(noticed_on=clock.today() - timedelta(days=30))
    assert "没有支部有过期未办的事" in client.get("/").content.decode()


def test_the_roll_in_figures(world, sign_in):
    text = sign_in("secretary").get("/").content.decode()
    assert "党员 6（正式 5、预备 1）" in text
    assert "6 人的信息卡未审核" in text and "没有更正申请" in text
    assert re.search(r'<a[^>]*href="/members/reviews/"[^>]*>.{0,80}去审核', text, re.DOTALL)
    with inside(whole_house()):
        Change.objects.create(member=world.members["elder"], field="mobile", state="asked", after="139")
    assert "1 件更正申请" in sign_in("secretary").get("/").content.decode()


def test_who_has_no_range_of_persons_sees_no_roll(world, sign_in):
    with inside(whole_house()):
        world.appoint("member", "willow", "publicist")
    text = sign_in("member", "publicist").get("/").content.decode()
    assert "2026 年组织生活" in text
    assert "党员名册</h2>" not in text and "正式 5" not in text


def test_a_new_branch_is_told_what_comes_first(world, sign_in):
    with inside(whole_house()):
        world.found("birch", "east", "branch", "桦林村党支部")
        world.appoint("outsider", "birch", "secretary")
    text = sign_in("outsider", "secretary").get("/").content.decode()
    assert text.index("先做这几步") < text.index("录入本支部党员") < text.index("记第一次会议")
    assert 'href="/exchange/new/"' in text and 'href="/members/join/"' in text  # a sheet, or one by one
    assert "还没报送" not in text  # what was handed in before there was a book here is not asked for again
    assert "不适用" in text  # no committee and no groups yet: said calmly
    empty = sign_in("outsider", "secretary").get("/members/").content.decode()
    assert empty.index("从 Excel 导入") < empty.index("录入第一名党员")


def test_an_answered_correction_waits_for_the_member_who_asked(world, sign_in):
    member = world.members["member"]
    with inside(whole_house()):
        Change.objects.create(
            member=member,
            field="mobile",
            state="done",
            made_by=member.pk,
            decided_at=clock.now(),
            after="139",
        )
    assert "您申请的更正有了答复" in sign_in("member", "member").get("/").content.decode()
    assert "您申请的更正有了答复" not in sign_in("elder").get("/").content.decode()


def test_whom_to_ring_is_the_branch_and_not_a_private_number(world, sign_in):
    with inside(whole_house()):
        Org.objects.filter(pk=world.orgs["willow"].pk).update(phone="0451-5551234")
    text = sign_in("member").get("/").content.decode()
    assert 'href="tel:0451-5551234"' in text and "王建国" in text


def test_my_year_counts_what_was_recorded(world, sign_in, scope_of):
    with inside(scope_of("secretary")) as scope:
        for day, mark in ((date(2026, 11, 3), "present"), (date(2026, 11, 10), "absent")):
            meetings.record_meeting(
                scope,
                world.orgs["willow"],
                kind="theme_day",
                topic="清洁柳河",
                held_on=day,
                marks={world.people["member"].pk: mark},
            )
    text = sign_in("member").get("/").content.decode()
    assert "<em>1</em> / 2 次" in text
    assert "11月10日" in text or "2026年11月10日" in text


def test_the_overview_says_what_a_branch_lacks_and_search_finds_the_branch(world, sign_in):
    with inside(whole_house()):
        source = {"document": "《条例》", "article": "第十一条"}
        Finding.objects.create(
            norm="life.frequency",
            branch_id=world.orgs["willow"].pk,
            subject="branch_committee:2026-01",
            level="warned",
            verdict={"level": "warned", "because": "本月没有开", "source": source},
            noticed_on=date(2026, 2, 1),
        )
    officer = sign_in("officer")
    text = officer.get("/").content.decode()
    assert "1月没有支部委员会的记录" in text and "本月没有开" not in text
    name = world.orgs["willow"].name
    assert f"/orgs/{world.orgs['willow'].pk}/" in officer.get("/search/", {"q": name}).content.decode()
    foreign = sign_in("elm_secretary").get("/search/", {"q": name}).content.decode()
    assert f"/orgs/{world.orgs['willow'].pk}/" not in foreign


@pytest.mark.parametrize(
    ("hour", "name", "said"),
    [
        (4, "单红梅", "红梅同志，夜深了"),
        (8, "单红梅", "红梅同志，上午好"),
        (12, "王刚", "王刚同志，中午好"),
        (15, "欧阳淑芬", "欧阳淑芬同志，下午好"),
        (22, "阿依古丽·买买提", "阿依古丽·买买提同志，晚上好"),
    ],
)
def test_a_greeting_by_the_hour(hour, name, said):
    assert greeting(name, datetime(2026, 11, 20, hour, tzinfo=SHANGHAI)) == said


def test_what_is_not_there_has_a_page_that_helps(client, world):
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert "回首页" in answer.content.decode()


def test_the_security_administrator_sees_at_once_what_waits_for_confirmation(world, sign_in):
    before = sign_in("security_admin").get("/").content.decode()
    assert "/orgs/confirmations/" in before and "个等您核对" not in before
    with inside(whole_house()):
        proposed = Appointment.objects.filter(needs_second=True).exclude(office__endswith="_admin").first()
        Appointment.objects.filter(pk=proposed.pk).update(confirmed_at=None, confirmed_by=None)
    assert "1 个等您核对" in sign_in("security_admin").get("/").content.decode()


def test_the_system_administrator_finds_how_the_machine_is(world, sign_in):
    page = sign_in("system_admin").get("/").content.decode()
    assert 'href="/ops/"' in page.split("办什么")[1]


def begun(world, scope_of, day):
    """An assembly of that day at the willows whose list is being ticked; a theme day after it."""
    with clock.stopped_at(day), inside(scope_of("secretary")) as scope:
        for kind, topic, on in (
            ("assembly", "讨论清河", day),
            ("theme_day", "走访老党员", day + timedelta(days=9)),
        ):
            plan = meetings.plan_meeting(
                scope, world.orgs["willow"], kind=kind, topic=topic, held_on=on, place="会议室"
            )
            if on == day:
                meetings.send_notice(scope, plan)
                plan = meetings.open_meeting(scope, plan)
                here = world.people["secretary"].pk
                meetings.tick(scope, plan, {here: meetings.Tick("present")})


def test_a_meeting_that_is_being_held_is_the_first_thing_on_the_desk(world, sign_in, scope_of):
    begun(world, scope_of, DAY)
    client = sign_in("secretary")
    text = client.get("/").content.decode()
    assert text.index("讨论清河") < text.index("要办的事") < text.index("走访老党员")
    assert "到会登记二维码" in text and "还差" in text and "代为登记" in text
    assert "今天有 1 场会" in sign_in("member", "member").get("/").content.decode()
    assert len(questions(client, "/")) <= MOST + 2  # whose seats are counted, and what stands in the notice


def test_a_meeting_held_and_not_written_down_comes_first_the_day_after(world, sign_in, scope_of):
    begun(world, scope_of, DAY - timedelta(days=1))
    text = sign_in("secretary").get("/").content.decode()
    assert text.index("开过了，还没写记录") < text.index("要办的事") < text.index("还没通知")
    assert "到会登记二维码" not in text


def test_what_is_due_first_stands_first(world, sign_in):
    late = date(2026, 11, 26)
    with clock.stopped_at(late):
        noticed(world, day=late)
        text = sign_in("secretary").get("/").content.decode().split("要办的事", 1)[1]
    ends = [text.index(said) for said in ("补录", "剩 4 天")]
    assert ends == sorted(ends)


def test_the_quarters_form_says_whether_it_was_handed_in(world, sign_in, scope_of):
    assert "第3季度" not in sign_in("secretary").get("/").content.decode()  # the book was opened after it
    with inside(scope_of("secretary")) as scope:
        meetings.record_meeting(
            scope, world.orgs["willow"], kind="theme_day", topic="防汛", held_on=date(2026, 8, 10), marks={}
        )
    with inside(whole_house()):
        Meeting.objects.update(late=False)
    text = sign_in("secretary").get("/").content.decode()
    assert "2026年第3季度三会一课情况表" in text and "还没报送" in text
    with inside(whole_house()):
        Report.objects.create(
            branch=world.orgs["willow"], branch_name="柳河村党支部", year=2026, quarter=3, figures={}
        )
    text = sign_in("secretary").get("/").content.decode()
    assert "已报送" in text and "还没报送" not in text


def test_a_member_reads_what_the_own_branch_has_held(world, sign_in, scope_of):
    with inside(scope_of("secretary")) as scope:
        for topic, day in (("清洁柳河", DAY - timedelta(days=9)), ("走访老党员", DAY)):
            meetings.record_meeting(
                scope, world.orgs["willow"], kind="theme_day", topic=topic, held_on=day, marks={}
            )
    assert "清洁柳河" in sign_in("elder").get("/").content.decode().split("支部动态", 1)[1]
    assert "清洁柳河" not in sign_in("elm_member").get("/").content.decode()


def test_the_first_steps_of_a_house_tick_themselves(world, sign_in, settings):
    def ticked():
        text = sign_in("system_admin").get("/").content.decode().split("先做这几步", 1)[1].split("</ol>")[0]
        return text.count("<li class"), text.count("已完成")

    all_of_them, before = ticked()
    assert all_of_them == 6
    settings.HTTPS = not settings.HTTPS
    settings.SESSION_COOKIE = "zb"
    assert abs(ticked()[1] - before) == 1
    settings.HTTPS = not settings.HTTPS
    with inside(whole_house()):
        Account.objects.filter(person=world.people["audit_admin"]).update(must_change=True)
    assert ticked()[1] == before - 1
    assert "先做这几步" not in sign_in("audit_admin").get("/").content.decode()


def test_whoever_comes_before_the_house_is_founded_is_told_what_happens(
    committed, client, tmp_path, monkeypatch
):
    with psycopg.connect(database.url("owner")) as owner:
        owner.execute("UPDATE kernel_installation SET name = ''")
    monkeypatch.setenv("ZHIBU_DATA", str(tmp_path))
    assert "这里还没有初始化" in client.get("/").content.decode()
    (tmp_path / "demonstration").touch()
    told = client.get("/").content.decode()
    assert "演示数据正在生成" in told
    assert "初始化" not in told
