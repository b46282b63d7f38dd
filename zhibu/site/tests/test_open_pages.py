"""Help, privacy and the box in a real browser: how they look, and the villager's way without script."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from zhibu.kernel.web.tests.browser import launch
from zhibu.site.scopes import guest
from zhibu.site.testing import database
from zhibu.site.testing.looking import Place, answer, house, look_at
from zhibu.site.testing.world import inside
from zhibu.voice import selectors, services

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OPEN = (
    "/voice/",
    "/voice/26-001/",
    "/help/",
    "/help/?q=半数",
    "/help/quorum/",
    "/help/rules/",
    "/rules/",
    "/rules/?q=没有的",
    "/rules/dues.base/",
    "/privacy/",
)


@pytest.fixture
def suggestion(committed: Any) -> Any:
    """A long one, answered and open, of the branch whose secretary looks."""
    with inside(guest()) as scope:
        services.send_suggestion(
            scope,
            about=committed.orgs["willow"].pk,
            text="https://example.cn/" + "a" * 120 + "\n村口的路灯坏了三盏。" * 20,
            name="买买提吐尔逊·阿卜杜热合曼·库尔班江",
            contact="13800000001",
            once="looks",
            address="10.0.0.1",
        )
    with inside(database.scope_of("secretary")) as scope:
        one = selectors.open_page(scope)[0][0]
        services.answer_suggestion(scope, one, words="本周五前修好。\n" * 5)
    return one.pk


def test_open_pages_and_the_box_look_right(suggestion):
    desk = [("secretary", "/voice/box/"), ("secretary", f"/voice/box/{suggestion}/"), ("secretary", "/help/")]
    pages = [*((None, address) for address in OPEN), *desk, ("member", "/voice/"), ("member", "/privacy/")]
    look_at([Place(who, at, str(n)) for n, (who, at) in enumerate(pages)], prefix="open")


def test_a_villager_writes_and_reads_the_answer_without_script_in_three_clicks(suggestion):
    """Home → 投诉建议 → 送出; then number and word."""
    client = database.ScopelessClient()
    with house() as thread, launch() as browser:
        page = browser.new_context(
            viewport={"width": 390, "height": 860}, java_script_enabled=False
        ).new_page()
        page.route("**/*", partial(answer, thread, client))
        page.goto("http://localhost/")
        page.locator('a[href="/voice/"]:visible').first.click()
        page.fill("textarea", "桥上的栏杆松了。")
        page.select_option("select[name=about]", label="柳河村党支部")
        page.click("button:has-text('送出')")
        number, word = page.locator(".receipt dd").all_inner_texts()
        page.goto("http://localhost/voice/")
        page.fill("input[name=number]", number)
        page.fill("input[name=word]", word)
        page.click("button:has-text('查看')")
        assert "桥上的栏杆松了。" in page.inner_text("main")
        assert "已收到" in page.inner_text("main")
