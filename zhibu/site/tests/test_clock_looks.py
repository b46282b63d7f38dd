"""Calendar, handover, hours and messages in a real browser: filled, empty, with an error, with long names."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from zhibu.handover.services import note_keeping
from zhibu.kernel import clock
from zhibu.kernel.web.tests import browser as looking
from zhibu.meetings.events import BranchDayTurned
from zhibu.meetings.handlers import judge_at_daybreak
from zhibu.meetings.services import confirm_record, record_meeting
from zhibu.orgs.models import Placement
from zhibu.reminders.models import Message
from zhibu.reminders.selectors import open_findings
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOOKS = {  # name -> width, 大字版, dark
    "phone": (390, 0, False),
    "large": (390, 1, False),
    "dark": (1280, 0, True),
}
LONG = "学习贯彻会议精神、交流学习体会并研究买买提吐尔逊·阿卜杜热合曼·库尔班江同志所提建议" * 2
PAGES = (
    ("secretary", "/calendar/", None),
    ("secretary", "/handover/", None),
    ("secretary", "/handover/", {"thing": "seal", "where_it_lies": ""}),
    ("secretary", "/learning/", None),
    ("pine_secretary", "/learning/", None),
    ("secretary", "/me/messages/", None),
    ("secretary", "/me/messages/", {"weekdays": ["2"], "quiet_until": "2020-01-01"}),
    ("member", "/me/study/", None),
    ("pine_member", "/me/study/", None),
    ("officer", "/calendar/", None),
)


@pytest.fixture
def house(committed: Any) -> Iterator[ThreadPoolExecutor]:
    """A branch in the middle of its year; and a thread in which the house answers the browser."""
    willow, today = committed.orgs["willow"], clock.today()
    with inside(whole_house()) as scope:
        Placement.objects.update(made_at="2026-01-01T00:00:00+08:00")
        for n, kind in enumerate(("lesson", "theme_day", "lesson")):
            meeting = record_meeting(
                scope,
                willow,
                kind=kind,
                topic=LONG if n == 0 else "党课",
                held_on=today - timedelta(days=9 * n + 1),
                hours=Decimal("1.5"),
                marks={p.pk: "present" for k, p in committed.people.items() if k == "member"},
            )
            for part in ("chair", "recorder") if n != 1 else ():
                confirm_record(scope, meeting, part=part, note="代为确认")
        judge_at_daybreak(BranchDayTurned(branch=willow.pk, day=today.isoformat()))
        note_keeping(scope, willow, thing="minutes", where_it_lies=f"村部二楼文件柜，{LONG}")
        found = [f.pk for f in open_findings(willow.pk)]
        Message.objects.create(person=committed.people["secretary"], on=date(2026, 11, 2), findings=found)
    with ThreadPoolExecutor(1) as thread:
        yield thread
        thread.submit(connections.close_all).result()


def test_the_pages_of_the_clock_look_right(house):
    clients = {who: database.signer(who) for who in {who for who, _address, _body in PAGES}}
    wrong = []
    with looking.launch() as browser:
        for look, (width, size, dark) in LOOKS.items():
            context = browser.new_context(
                viewport={"width": width, "height": 860}, color_scheme="dark" if dark else "light"
            )
            for number, (who, address, body) in enumerate(PAGES):
                clients[who].cookies["zb_size"] = str(size)
                page = context.new_page()
                page.route("**/*", partial(_answer, house, clients[who], body))
                page.goto(f"http://localhost{address}")
                looking.shot(page, f"clock-{number}-{look}")
                wide = looking.overflow(page)
                found = [f"{wide} px too wide"] if wide else []
                found += looking.clipped(page) + looking.axe(page)
                found += looking.small_targets(page, least=60 if size else 44)
                wrong += [f"{look} {who} {address}: {said}" for said in found]
                page.close()
            context.close()
    assert wrong == []


def _answer(
    house: ThreadPoolExecutor, client: Client, body: dict[str, Any] | None, route: Any, request: Any
) -> None:
    """Let the house answer without a server between them; with a body, the page is what answers a POST."""
    where = request.url.removeprefix("http://localhost")
    if body is not None and request.resource_type == "document":
        answer = house.submit(client.post, where, body).result()
    else:
        answer = house.submit(client.get, where).result()
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    route.fulfill(status=answer.status_code, headers=dict(answer.items()), body=content)
