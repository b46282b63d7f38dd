"""From plan to archive in a real browser, counted: what must be typed, clicked, ticked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser

from zhibu.kernel import clock
from zhibu.kernel.clock import SHANGHAI
from zhibu.kernel.web.tests.browser import launch
from zhibu.meetings import services
from zhibu.meetings.models import Attendance, Excuse, Meeting, Plan, Report, Resolution, Seat, Tap
from zhibu.orgs.models import Placement
from zhibu.site.testing.serving import cookies, serving
from zhibu.site.testing.world import inside, whole_house

from .hand import Hand

pytestmark = [pytest.mark.browser, pytest.mark.story]
DOCS = Path(__file__).parents[3] / "docs" / "meetings.md"
NOON = datetime(2026, 10, 12, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture
def site(committed, monkeypatch) -> Iterator[str]:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(clock, "today", NOON.date)
    with serving() as address:
        yield address


@pytest.fixture
def browser(site, monkeypatch) -> Iterator[Browser]:
    """After the database: once the browser's loop runs in this thread, connections are others."""
    with launch() as browser:
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield browser
        connections.close_all()


def written(kind: str) -> tuple[int, ...]:
    """The figures of a row of the table in docs/meetings.md."""
    row = re.search(rf"^\| {re.escape(kind)} \|([^\n]*)\|$", DOCS.read_text("utf-8"), re.MULTILINE)
    assert row, kind
    return tuple(int(cell) for cell in row[1].split("|")[:3])


@pytest.fixture
def hand(site, browser, sign_in):
    """hand("secretary", 1280) → that person at the own home, in a window of that width."""

    def made(who: str, width: int) -> Hand:
        context = browser.new_context(viewport={"width": width, "height": 844}, locale="zh-CN")
        context.add_cookies(cookies(sign_in(who), site))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site)
        return Hand(page)

    contexts, complaints = [], []
    yield made
    for context in contexts:
        context.close()
    assert complaints == []


def test_a_meeting_from_plan_to_archive(site, committed, hand):
    """Goals: at most eight controls typed into; the clicks of the design for each task."""
    world, figures = committed, {}
    with inside(whole_house()):  # the book was opened before the quarter whose form is handed in
        Placement.objects.update(made_at=NOON.replace(month=1))

    def total(*names: str) -> tuple[int, ...]:
        return tuple(map(sum, zip(*(figures[name] for name in names), strict=True)))

    desk = hand("secretary", 1280)
    # ---- a plan with its notice
    desk.click("开会")
    desk.page.get_by_role("link", name=re.compile("^支部党员大会")).first.click()
    desk.clicks += 1
    desk.type("topic", "讨论冬季清河")
    desk.click("保存并发通知")
    figures["拟会并发通知"] = desk.counted()
    # ---- somebody cannot come, and says so on the own phone
    elder = hand("elder", 390)
    elder.click("请假", exact=False)
    elder.click("生病")
    figures["请假"] = elder.counted()
    # ---- presence: one says it by the digits, the list is ticked
    desk.click("开始登记到会")
    with inside(whole_house()):
        code = Plan.objects.get().code
    member = hand("member", 390)
    member.click("我到了，登记", exact=False)
    member.type("code", code)
    member.page.get_by_text("到会已经记下").wait_for()
    figures["到会（输四位数字）"] = member.counted()
    member.page.goto(f"{site}/meetings/come/?code={code}")
    member.page.get_by_text("到会已经记下").wait_for()
    figures["到会（扫码）"] = member.counted()
    desk.page.reload()
    desk.click("全部到会")
    desk.click("记下，去写记录")
    figures["登记名单"] = desk.counted()
    # ---- minutes with two resolutions
    desk.type("said0", "王建国：先清南段。张小明：同意，北段开春再清。")
    desk.type("vote0-text", "冬季先清南段")
    desk.type("vote0-approve", "4")
    desk.page.get_by_text("第 2 项").click()
    desk.clicks += 1
    desk.type("vote1-text", "党员分段负责")
    desk.type("vote1-approve", "4")
    desk.click("写完了，请人确认")
    desk.click("确认无误", exact=False)
    figures["写记录、两项表决、确认归档"] = desk.counted()
    desk.page.get_by_text("已归档", exact=True).first.wait_for()
    with desk.page.expect_response(re.compile(r"minutes\.pdf")) as answer, desk.page.expect_download():
        desk.page.get_by_role("link", name="打印记录 PDF").click()
    assert answer.value.status == 200
    with inside(whole_house()):
        meeting = Meeting.objects.get()
        assert meeting.archived_at is not None
        assert Resolution.objects.filter(meeting=meeting, passed=True).count() == 2
        assert Excuse.objects.get().reason == "生病"
        marks = Attendance.objects.filter(meeting=meeting).values_list("mark", flat=True)
        assert sorted(marks) == ["excused", *["present"] * 5]
    # ---- minutes without a vote: two fields, one button
    desk.page.goto(f"{site}/meetings/{world.orgs['willow'].pk}/plan/theme_day/")
    desk.click("保存并发通知")
    desk.click("开始登记到会")
    desk.click("全部到会")
    desk.click("记下，去写记录")
    desk.counted()
    desk.type("said0", "清理河道，慰问老党员。")
    desk.type("hours", "2")
    desk.click("写完了，请人确认")
    figures["写完一份没有表决的记录"] = desk.counted()
    desk.page.wait_for_url("**/?said=recorded*")
    record = desk.page.url.split("?")[0]
    for name in ("minutes.pdf", "minutes.docx"):
        assert desk.page.request.get(f"{record}{name}").ok, name
    # ---- the quarter's form
    desk.page.goto(site)
    desk.click("核对", exact=False)
    desk.click("报送")
    figures["季度情况表：核对、报送"] = desk.counted()
    with inside(whole_house()):
        assert Report.objects.get().quarter == 3

    whole = total("拟会并发通知", "请假", "登记名单", "写记录、两项表决、确认归档")
    figures["从拟会到归档，两项决议、一人请假"] = whole
    print("\n".join(f"| {name} | {' | '.join(map(str, each))} |" for name, each in figures.items()))
    assert whole[1] <= 8
    assert figures["拟会并发通知"][0] <= 4 and figures["请假"][0] <= 2
    assert figures["到会（输四位数字）"][0] <= 1 and figures["到会（扫码）"] == (0, 0, 0)
    assert figures["写完一份没有表决的记录"] == (1, 2, 0)
    assert figures["季度情况表：核对、报送"] == (2, 0, 0)
    assert {name: written(name) for name in figures} == figures, (
        "the table in docs/meetings.md says otherwise"
    )


KEPT = """async () => {
  const texts = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      texts.push(request.url + await (await caches.match(request)).text());
  for (const { name } of await indexedDB.databases()) {
    const asked = indexedDB.open(name);
    const opened = await new Promise((yes) => { asked.onsuccess = () => yes(asked.result); });
    for (const store of opened.objectStoreNames) {
      const all = opened.transaction(store).objectStore(store).getAll();
      texts.push(JSON.stringify(await new Promise((yes) => { all.onsuccess = () => yes(all.result); })));
    }
    opened.close();
  }
  return texts.concat(Object.entries(localStorage).map(String));
}"""


def test_presence_is_ticked_without_a_network_and_arrives_once(site, committed, hand, scope_of):
    world = committed
    with inside(scope_of("secretary")) as scope:
        values = {"kind": "lesson", "topic": "学党章", "held_on": clock.today()}
        plan = services.plan_meeting(scope, world.orgs["willow"], **values)
        services.open_meeting(scope, plan)
    desk = hand("secretary", 390)
    page, roll = desk.page, f"{site}/meetings/plans/{plan.pk}/roll/"
    page.goto(roll)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    ids = {key: world.people[key].pk for key in ("member", "elder", "deputy")}
    for key, mark in (("member", "present"), ("elder", "absent"), ("elder", "excused"), ("deputy", "remote")):
        desk.tick(f"[name='mark-{ids[key]}'][value='{mark}']")
    desk.tick(f"[name='late-{ids['deputy']}']")
    page.get_by_text("没有网络：5 条记在这台设备上").wait_for()
    page.locator("button[name=next]").click()
    assert page.url == roll and page.locator(f"[name='mark-{ids['member']}'][value='present']").is_checked()
    kept = "".join(page.evaluate(KEPT))
    assert str(ids["elder"]) in kept and "现在没有网络" in kept
    for member in world.members.values():
        assert member.name not in kept
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{site}/meetings/")  # what lies elsewhere cannot be read now, and that is said
    assert "现在没有网络" in page.inner_text("main")
    with inside(whole_house()):
        assert not Tap.objects.exists()
    page.context.set_offline(False)
    page.goto(roll)
    page.get_by_text("已记下").wait_for()
    with inside(whole_house()):
        assert Tap.objects.count() == 5
        marks = {s.person_id: (s.mark, s.came_late) for s in Seat.objects.filter(plan=plan).exclude(mark="")}
    assert marks == {
        ids["member"]: ("present", False),
        ids["elder"]: ("excused", False),
        ids["deputy"]: ("remote", True),
    }
    page.context.set_offline(True)
    desk.tick(f"[name='mark-{ids['elder']}'][value='absent']")
    page.get_by_text("没有网络：1 条记在这台设备上").wait_for()
    page.context.set_offline(False)
    page.goto(f"{site}/devices/")
    page.locator("form[action='/sign-out/'] button").last.evaluate("(button) => button.form.requestSubmit()")
    page.wait_for_url("**/sign-in/**")
    assert "".join(page.evaluate(KEPT)) == ""
