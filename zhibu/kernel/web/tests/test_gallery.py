"""Every frame and part in a real browser: axe finds no fault, nothing is cut off, too wide or too heavy."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Response

from zhibu.kernel.web.assets import assets
from zhibu.kernel.web.tests import looks
from zhibu.kernel.web.tests.browser import axe, clipped, faint, launch, overflow
from zhibu.kernel.web.tests.gallery import book
from zhibu.kernel.web.tests.gallery.server import serving

pytestmark = pytest.mark.browser
KB = 1024
every_page = pytest.mark.parametrize("name", book.PAGES)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as browser:
        yield browser


def opened(browser: Browser) -> tuple[Page, list[str]]:
    """A phone, and what its console complains of."""
    page = looks.context(browser).new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone of one's own, that nobody has used before."""
    page, complaints = opened(browser)
    yield page
    page.context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def window(browser: Browser) -> tuple[Page, list[str]]:
    return opened(browser)


@pytest.fixture
def seen(window: tuple[Page, list[str]]) -> Iterator[Page]:
    """The phone of those who only look: nothing is tapped or typed, so one does for all pages."""
    page, complaints = window
    complaints.clear()
    looks.dress(page, looks.EVERY[0])
    yield page
    assert complaints == []


@every_page
def test_anybody_can_use_it(seen: Page, address: str, name: str) -> None:
    page = seen
    page.goto(f"{address}/{name}")
    assert list(looks.faults(page, looks.EVERY, thorough=True)) == []
    for width in (320, 360, 768, 899, 900, 1024):
        for size in (0, 2):
            looks.dress(page, looks.Look(width, size=size))
            assert overflow(page) == 0, (width, size)
            assert clipped(page) == [], (width, size)


@every_page
def test_it_is_light_and_does_not_jump(page: Page, address: str, name: str) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{address}/{name}", wait_until="networkidle")
    weights = {answer.url: int(answer.headers.get("content-length", 0)) for answer in answers}
    assert all(answer.status == 200 for answer in answers)
    assert len(weights) <= 8
    assert weights[f"{address}/{name}"] <= 14 * KB
    assert sum(weights.values()) <= (60 if name.startswith("member") else 120) * KB
    jump = page.evaluate(
        """() => new Promise(done => new PerformanceObserver(list =>
             done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))
           ).observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 200))"""
    )
    assert jump <= 0.02


@every_page
def test_words_stand_out_from_what_is_painted_behind_them(seen: Page, address: str, name: str) -> None:
    page = seen
    page.goto(f"{address}/{name}")
    for width in (390, 1280):
        for dark in (False, True):
            looks.dress(page, looks.Look(width, dark=dark))
            assert faint(page, ".hero, .rail, .bar, .bottom, .scan, .pipe, .demo") == [], (width, dark)


@pytest.mark.parametrize("name", ["desk-home", "member-home"])
def test_a_page_that_was_dressed_looks_as_one_that_came_so(page: Page, address: str, name: str) -> None:
    """So that it may be loaded once and examined in every look."""
    measure = "() => [...document.querySelectorAll('body *')].map(e => e.getBoundingClientRect().toJSON())"
    for look in (looks.Look(390, size=2), looks.Look(1280, size=1)):
        page.goto(f"{address}/{name}?size=0")
        looks.dress(page, look)
        dressed = page.evaluate(measure)
        page.goto(f"{address}/{name}?size={look.size}")
        assert page.evaluate(measure) == dressed, look


def test_the_look_at_the_picture_sees_what_is_faint(page: Page, address: str) -> None:
    page.goto(f"{address}/member-home")
    page.locator(".hello h1").evaluate("e => e.style.color = '#ff8080'")
    assert [line[:4] for line in faint(page, ".hero")] == ["红梅同志"]


def test_the_files_keep_to_their_budget() -> None:
    assert assets().size("zhibu.css") <= 14 * KB
    assert assets().size("zhibu.js") + assets().size("htmx.js") <= 24 * KB


def test_htmx_comes_only_where_a_page_asks_for_it() -> None:
    asking = {name for name in book.PAGES if assets().url("htmx.js") in book.render(name)}
    assert asking == {"desk-roster"}


@every_page
def test_everything_is_said_once(name: str) -> None:
    """One h1, no address twice as id, the three links at the foot, the way past the navigation."""
    html = book.render(name)
    assert html.count("<h1>") == 1
    for words in ("帮助", "投诉建议", "隐私说明", "跳到正文"):
        assert words in html
    assert "style=" not in html
    assert "onclick" not in html
    assert len(gzip.compress(html.encode())) < 14 * KB


def test_large_letters_without_script(browser: Browser, address: str) -> None:
    """One tap, remembered on the next page, larger, and back again."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/member-home")
    for button, size in (("大字版", "1"), ("字更大", "2"), ("字更大", "3"), ("字小些", "2"), ("普通版", "0")):
        page.get_by_role("button", name=button).click()
        assert page.locator("html").get_attribute("data-size") == size
        assert page.url == f"{address}/member-home"
        page.goto(f"{address}/desk-home")
        assert page.locator("html").get_attribute("data-size") == size
        page.goto(f"{address}/member-home")
    context.close()


def test_large_letters_with_script_spare_the_reload(page: Page, address: str) -> None:
    page.goto(f"{address}/member-home")
    page.evaluate("window.same = true")
    page.get_by_role("button", name="大字版").click()
    assert page.locator("html").get_attribute("data-size") == "1"
    assert page.evaluate("window.same")
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "20px"
    page.reload()
    assert page.locator("html").get_attribute("data-size") == "1"


def test_every_place_can_be_reached_in_large_letters(page: Page, address: str) -> None:
    """大字版 has every place of the normal version: in the panel behind the branch's name."""
    page.goto(f"{address}/desk-home?size=1")
    page.locator("summary", has_text="柳河村党支部").click()
    panel = page.locator(".panel")
    for place in ("组织生活", "党员名册", "发展党员", "党费", "报表与打印", "退出登录"):
        assert panel.locator("a, button", has_text=place).first.is_visible(), place
    assert overflow(page) == 0
    assert axe(page) == []
    page.keyboard.press("Escape")
    assert not panel.is_visible()


def test_the_panel_opens_without_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{address}/desk-home")
    page.locator("summary", has_text="柳河村党支部").click()
    assert page.locator(".panel").get_by_text("党员名册").is_visible()
    context.close()


def test_errors_name_reason_and_remedy_and_lead_to_the_field(page: Page, address: str) -> None:
    page.goto(f"{address}/desk-form-wrong")
    summary = page.locator("[data-problems]")
    assert summary.evaluate("e => e === document.activeElement")
    assert "有 5 处要改" in summary.inner_text()
    summary.get_by_role("link", name="召开方式").click()
    assert page.evaluate("document.activeElement.name") == "how"
    topic = page.get_by_label("议题")
    assert topic.get_attribute("aria-invalid") == "true"
    described = (topic.get_attribute("aria-describedby") or "").split()
    assert [page.locator(f"#{part}").inner_text() for part in described] == [
        "一句话，例如：讨论接收赵大伟同志为预备党员",
        "没有写议题。请写一句话，通知和记录都用它。",
    ]
    assert page.get_by_label("日期").input_value() == "11月31日"
    assert page.get_by_label("地点").input_value() == "村党群服务中心二楼"


def test_every_field_has_a_name_of_its_own(page: Page, address: str) -> None:
    page.goto(f"{address}/desk-form")
    for label in ("会议类型", "议题", "日期", "时间", "地点", "现场和线上同步", "发言摘要", "签到册照片"):
        assert page.get_by_label(label).first.is_visible(), label
    assert page.get_by_label("地点").input_value() == "村党群服务中心二楼"
    assert page.get_by_label("现场", exact=True).is_checked()
    assert page.get_by_text("涉密不上网").count() == 1


def test_the_list_of_presence_counts_along(page: Page, address: str) -> None:
    page.goto(f"{address}/desk-form")
    tally = page.locator("[data-tally]")
    page.get_by_label("陈桂花").first.check()
    assert "已选 1 人，共 5 人" in tally.inner_text()
    page.get_by_role("button", name="全选").click()
    assert "已选 5 人，共 5 人" in tally.inner_text()


def test_a_draft_survives_a_reload_and_is_wiped_at_sign_out(page: Page, address: str) -> None:
    page.goto(f"{address}/desk-form")
    page.get_by_label("议题").fill("讨论冬季清河")
    page.get_by_label("张小明").first.check()
    page.get_by_label("登记码").fill("12345678")
    page.on("dialog", lambda dialog: dialog.accept())  # "there is unsaved input": leave all the same
    page.reload()
    assert page.get_by_label("议题").input_value() == "讨论冬季清河"
    assert page.get_by_label("张小明").first.is_checked()
    assert page.get_by_label("登记码").input_value() == ""
    page.evaluate("document.querySelector('[data-signout]').dispatchEvent(new Event('submit'))")
    assert page.evaluate("localStorage.length") == 0


def test_a_form_that_does_not_ask_keeps_nothing(page: Page, address: str) -> None:
    page.goto(f"{address}/plain-signin")
    page.get_by_label("地点").fill("secret")
    assert page.evaluate("localStorage.length") == 0


def test_leaving_unsaved_input_asks_first(page: Page, address: str) -> None:
    page.goto(f"{address}/desk-form")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == []
    page.get_by_label("议题").press_sequentially("讨论")
    page.reload()
    assert asked == ["beforeunload"]


def test_it_is_used_by_keyboard(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/desk-home")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.name") == "q"


def test_the_paper_shows_the_page_and_not_the_frame(page: Page, address: str) -> None:
    page.goto(f"{address}/desk-roster")
    page.emulate_media(media="print")
    for hidden in (".rail", ".bar", ".bottom", ".foot", ".filters button"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.get_by_role("link", name="陈桂花").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
