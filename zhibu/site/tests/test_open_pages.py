"""Help, privacy and the box in a real browser: how they look, and the villager's way without script."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from zhibu.kernel.web.tests import browser as looking
from zhibu.site.scopes import guest
from zhibu.site.testing import database
from zhibu.site.testing.world import inside
from zhibu.voice import selectors, services

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOOKS = {  # name -> width, 大字版, dark
    "phone": (390, 0, False),
    "wide": (1280, 0, False),
    "large": (390, 1, False),
    "narrow": (320, 3, False),
    "dark": (1280, 0, True),
}
OPEN = ("/voice/", "/voice/26-001/", "/help/", "/help/?q=半数", "/help/quorum/", "/help/rules/", "/privacy/")


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


@pytest.fixture
def house(suggestion: Any) -> Iterator[ThreadPoolExecutor]:
    """A thread in which the house answers: the browser's own loop leaves no room for a database."""
    with ThreadPoolExecutor(1) as thread:
        yield thread
        thread.submit(connections.close_all).result()


@pytest.mark.parametrize("look", LOOKS)
def test_open_pages_and_the_box_look_right(house, suggestion, look):
    width, size, dark = LOOKS[look]
    desk = [("secretary", "/voice/box/"), ("secretary", f"/voice/box/{suggestion}/"), ("secretary", "/help/")]
    pages = [*((None, address) for address in OPEN), *desk, ("member", "/voice/"), ("member", "/privacy/")]
    clients = {who: database.signer(who) if who else database.ScopelessClient() for who, _ in pages}
    wrong = []
    with looking.launch() as browser:
        context = browser.new_context(
            viewport={"width": width, "height": 860}, color_scheme="dark" if dark else "light"
        )
        for number, (who, address) in enumerate(pages):
            clients[who].cookies["zb_size"] = str(size)
            page = context.new_page()
            page.route("**/*", partial(_answer, house, clients[who]))
            page.goto(f"http://localhost{address}")
            looking.shot(page, f"open-{number}-{look}")
            wide = looking.overflow(page)
            found = [f"{wide} px too wide"] if wide else []
            found += looking.clipped(page) + looking.axe(page)
            found += looking.small_targets(page, least=60 if size else 44)
            wrong += [f"{who or 'guest'} {address}: {said}" for said in found]
            page.close()
    assert wrong == []


def test_a_villager_writes_and_reads_the_answer_without_script_in_three_clicks(house):
    """Home → 投诉建议 → 送出; then number and word."""
    client = database.ScopelessClient()
    with looking.launch() as browser:
        page = browser.new_context(
            viewport={"width": 390, "height": 860}, java_script_enabled=False
        ).new_page()
        page.route("**/*", partial(_answer, house, client))
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


def _answer(house: ThreadPoolExecutor, client: Client, route: Any, request: Any) -> None:
    """Let the house answer the browser without a server between them."""
    where = request.url.removeprefix("http://localhost")
    if request.method == "POST":
        kind = request.headers["content-type"]
        answer = house.submit(client.post, where, request.post_data, content_type=kind).result()
    else:
        answer = house.submit(client.get, where).result()
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    route.fulfill(status=answer.status_code, headers=dict(answer.items()), body=body)
