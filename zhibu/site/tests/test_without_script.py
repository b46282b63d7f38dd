"""Ten journeys in a browser that runs no script: sign-in, a meeting from plan to archive, card, sheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Page

from zhibu.exchange.models import Batch
from zhibu.exchange.tests.sheets import as_csv, person
from zhibu.guard import services as guard
from zhibu.kernel import clock
from zhibu.kernel.web.tests.browser import launch
from zhibu.meetings.models import Meeting, Plan
from zhibu.members.models import Change, Member
from zhibu.site.testing.serving import cookies, serving
from zhibu.site.testing.world import inside, whole_house
from zhibu.voice.models import Suggestion

pytestmark = [pytest.mark.browser, pytest.mark.story]
Window = Callable[..., Page]


@pytest.fixture
def window(committed: Any, sign_in: Any, monkeypatch: Any) -> Iterator[Window]:
    """window("secretary") → that person's home without script; window(None) → a guest's, on a phone."""
    with serving() as address, launch() as browser:
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

        def opened(who: str | None, width: int = 390) -> Page:
            context = browser.new_context(
                viewport={"width": width, "height": 844}, locale="zh-CN", java_script_enabled=False
            )
            if who:
                context.add_cookies(cookies(sign_in(who), address))
            page = context.new_page()
            page.set_default_timeout(60000)
            page.goto(address)
            return page

        yield opened
        connections.close_all()


def press(page: Page, words: str, within: str = "main") -> None:
    """A button or a link, by the first words on it."""
    shown = page.locator(within)
    name = re.compile(f"^{re.escape(words)}")
    shown.get_by_role("button", name=name).or_(shown.get_by_role("link", name=name)).first.click()
    page.wait_for_load_state()


def go(page: Page, path: str) -> None:
    answer = page.goto(re.match(r"https?://[^/]+", page.url)[0] + path)  # type: ignore[index]
    assert answer is not None and answer.ok, path


def says(page: Page) -> str:
    return " ".join(page.inner_text("main").split())


def sign_in_by_slip(page: Page, world: Any) -> None:
    with inside(whole_house()) as scope:
        slip = guard.make_codes(scope, [world.people["elder"].pk])[0]
    press(page, "党员登录")
    page.fill("[name=code]", slip.code.lower())
    press(page, "用登录码进入")
    assert "我的信息" in says(page) and "谁看过我" in says(page)


def plan_a_meeting(desk: Page) -> int:
    press(desk, "开会")
    press(desk, "支部党员大会")
    desk.fill("[name=topic]", "讨论冬季清河")
    desk.fill("[name=item0]", "先清哪一段")
    press(desk, "保存并发通知")
    assert "通知已经发到每位党员的首页" in says(desk)
    with inside(whole_house()):
        return int(Plan.objects.get().pk)


def ask_leave(page: Page) -> None:
    press(page, "请假")
    page.get_by_label("生病").or_(page.get_by_role("button", name="生病")).first.click()
    page.wait_for_load_state()
    if "请假已经记下" not in says(page):
        page.fill("[name=reason]", "生病")
        press(page, "请假")
    assert "请假已经记下" in says(page)


def say_that_one_is_there(desk: Page, page: Page) -> None:
    press(desk, "开始登记到会")
    with inside(whole_house()):
        code = Plan.objects.get().code
    go(page, "/")
    press(page, "我到了")
    page.fill("[name=code]", code)
    page.locator("main form button[type=submit]").first.click()
    assert "到会已经记下" in says(page)


def record_and_archive(desk: Page, world: Any) -> None:
    press(desk, "全部到会")
    press(desk, "记下，去写记录")
    desk.fill("[name=said0]", "王建国：先清南段。")
    press(desk, "写完了，请人确认")
    press(desk, "确认无误")
    assert "已归档" in says(desk)
    with inside(whole_house()):
        assert Meeting.objects.get().archived_at is not None


def read_the_own_card(page: Page, world: Any) -> None:
    go(page, "/me/")
    assert world.people["member"].name in says(page)
    page.locator("a[href='/me/correct/landline/']").first.click()
    page.fill("[name=says]", "0000-7000123")
    page.fill("[name=why]", "换了座机")
    press(page, "交给支部")
    with inside(whole_house()):
        assert Change.objects.filter(member=world.members["member"], field="landline").count() == 1


def import_a_roster(desk: Page) -> None:
    go(desk, "/members/")
    press(desk, "导入名册")
    rows = as_csv([person(1), person(2, 学历="小小学")])
    desk.set_input_files("[name=sheet]", {"name": "名册.csv", "mimeType": "text/csv", "buffer": rows})
    press(desk, "上传并核对")
    assert "有 1 行要改" in says(desk)
    desk.select_option("[name=c-3-education]", "小学")
    press(desk, "保存这一页的改动")
    press(desk, "下一步：导入 2 人")
    press(desk, "导入 2 人")
    assert "已导入" in says(desk)
    with inside(whole_house()):
        assert Batch.objects.get().state == "done"
        assert Member.objects.filter(name=person(1)["姓名"]).exists()


def search(desk: Page, world: Any) -> None:
    desk.fill("[name=q]", "zxm")
    desk.press("[name=q]", "Enter")
    desk.wait_for_load_state()
    assert "张小明" in says(desk)


def export_a_list(desk: Page, world: Any) -> None:
    go(desk, "/members/")
    with desk.expect_download() as handed:
        desk.get_by_role("link", name=re.compile("^CSV")).first.click()
    assert world.people["member"].name in Path(handed.value.path()).read_text("utf-8-sig")


def read_the_figures_of_a_past_day(desk: Page) -> None:
    go(desk, "/statistics/")
    day = clock.today().replace(month=1, day=31)
    desk.fill("[name=on]", day.isoformat())
    press(desk, "查看")
    assert f"截至{day.year}年1月31日" in says(desk)


def suggest_and_look_for_the_answer(page: Page, world: Any) -> None:
    press(page, "提意见")
    page.fill("[name=text]", "村东头的桥栏杆坏了。")
    page.select_option("main [name=about]", str(world.orgs["willow"].pk))
    page.locator("main form:has([name=text]) button[type=submit]").first.click()
    page.wait_for_load_state()
    with inside(whole_house()):
        number = Suggestion.objects.get().number
    assert number in says(page)
    word = page.locator("dt:text-is('取件词') + dd").inner_text()
    go(page, "/voice/find/")
    page.fill("main [name=number]", number)
    page.fill("main [name=word]", word)
    press(page, "查看")
    assert "村东头的桥栏杆坏了" in says(page)


def test_ten_journeys_without_script(committed: Any, window: Window) -> None:
    desk, member, elder = window("secretary", 1280), window("member"), window(None)
    sign_in_by_slip(elder, committed)
    plan_a_meeting(desk)
    go(elder, "/")
    ask_leave(elder)
    say_that_one_is_there(desk, member)
    record_and_archive(desk, committed)
    read_the_own_card(member, committed)
    import_a_roster(desk)
    search(desk, committed)
    export_a_list(desk, committed)
    read_the_figures_of_a_past_day(desk)
    suggest_and_look_for_the_answer(window(None), committed)
