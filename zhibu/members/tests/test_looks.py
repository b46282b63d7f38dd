"""How the pages of organisations and members look: nothing too wide, cut off, too small or unreadable."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connections

from zhibu.kernel.web.tests import browser as looking
from zhibu.members import services
from zhibu.orgs import services as orgs
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

from .people import newcomer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "买买提吐尔逊·阿卜杜热合曼·库尔班江·艾则孜"
LOOKS = {  # name -> width, 大字版, dark, script
    "phone": (390, 0, False, True),
    "phone-bare": (390, 0, False, False),
    "desk": (1280, 0, False, True),
    "large": (390, 2, False, True),
    "narrow": (320, 3, False, True),
    "dark": (1280, 0, True, True),
}


@pytest.fixture
def pages(committed: Any) -> list[tuple[str, str, str]]:
    """(who, address, name) of pages with something on them, long and rare names among it."""
    w = committed
    with inside(whole_house()) as owner:
        orgs.record_election(owner, w.orgs["willow"], elected_on=date(2022, 1, 5))
        services.put_into_group(owner, w.members["member"], w.orgs["willow1"], on=date(2020, 1, 1))
    with inside(database.scope_of("secretary")) as scope:
        services.join_member(scope, w.orgs["willow"], newcomer(name=LONG), from_on=date(2016, 1, 1))
        services.correct_field(scope, w.members["member"], "landline", "0571-1234567", why="本人来电")
    with inside(database.scope_of("officer")) as scope:
        orgs.appoint_newcomer(scope, w.orgs["east"], "𬭎㛃䶮", office="auditor", from_on=date(2026, 1, 1))
    member, willow, east = w.people["member"].pk, w.orgs["willow"].pk, w.orgs["east"].pk
    return [
        ("secretary", "/members/", "roster"),
        ("secretary", f"/members/{member}/", "card"),
        ("secretary", f"/members/{member}/leaving/", "leaving"),
        ("secretary", "/members/join/", "join"),
        ("secretary", "/members/slips/", "slips"),
        ("secretary", f"/members/groups/{willow}/", "groups"),
        ("secretary", f"/orgs/{willow}/", "org"),
        ("officer", "/orgs/", "tree"),
        ("officer", f"/orgs/{east}/", "committee"),
        ("officer", f"/orgs/{east}/appoint/?q=zxm", "appoint"),
        ("officer", f"/orgs/{east}/found/", "found"),
        ("security_admin", "/orgs/confirmations/", "confirmations"),
        ("member", "/me/", "me"),
        ("member", "/me/correct/mobile/", "ask"),
        ("outsider", "/me/", "no-card"),
    ]


@pytest.fixture
def house(pages: Any) -> Iterator[ThreadPoolExecutor]:
    """A thread in which the house answers: the browser's own loop leaves no room for a database."""
    with ThreadPoolExecutor(1) as thread:
        yield thread
        thread.submit(connections.close_all).result()


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_looks_right(pages, house, look):
    width, size, dark, script = LOOKS[look]
    clients = {who: database.signer(who) for who, _, _ in pages}
    wrong = []
    with looking.launch() as browser:
        context = browser.new_context(
            viewport={"width": width, "height": 860},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        for who, address, name in pages:
            clients[who].cookies["zb_size"] = str(size)
            page = context.new_page()
            page.route("**/*", partial(_answer, house, clients[who]))
            page.goto(f"http://localhost{address}")
            looking.shot(page, f"members-{name}-{look}")
            wrong += [f"{name}: {said}" for said in _wrong(page, script)]
            page.close()
    assert wrong == []


def _wrong(page: Any, script: bool) -> list[str]:
    if not script:  # the examiners are scripts themselves
        return [] if page.locator("h1").count() == 1 else ["not one heading"]
    wide = looking.overflow(page)
    found = [f"{wide} px too wide"] if wide else []
    return found + looking.clipped(page) + looking.axe(page) + looking.small_targets(page)


def _answer(house: ThreadPoolExecutor, client: Any, route: Any, request: Any) -> None:
    """Let the house answer the browser without a server between them."""
    answer = house.submit(client.get, request.url.removeprefix("http://localhost")).result()
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    route.fulfill(status=answer.status_code, headers=dict(answer.items()), body=body)
