"""The homes, the search and a rule in a real browser, as they are when something is going on."""

from __future__ import annotations

from typing import Any

import pytest

from zhibu.kernel import clock
from zhibu.kernel.models import Finding
from zhibu.meetings import services as meetings
from zhibu.site.testing import database
from zhibu.site.testing.looking import Place, look_at
from zhibu.site.testing.world import inside, whole_house

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def begun(committed: Any) -> None:
    """A meeting whose list is being ticked, one that lies ahead, and a matter that a rule has seen."""
    today = clock.today()
    willow = committed.orgs["willow"]
    with inside(database.scope_of("secretary")) as scope:
        plan = meetings.plan_meeting(
            scope,
            willow,
            kind="assembly",
            topic="通报党费收支、讨论冬季清河和明年的工作打算",
            held_on=today,
            place="党群服务中心二楼",
        )
        meetings.open_meeting(scope, meetings.send_notice(scope, plan))
    with inside(whole_house()):
        Finding.objects.create(
            norm="life.annual",
            branch_id=willow.pk,
            subject=f"life_meeting:{today.year}",
            level="due_soon",
            verdict={
                "level": "due_soon",
                "because": "还没有开",
                "source": {"document": "中国共产党支部工作条例（试行）", "article": "第十七条"},
            },
            noticed_on=today,
        )


def test_the_homes_the_search_and_a_rule_look_right(begun):
    pages = [
        ("secretary", "/"),
        ("member", "/"),
        ("secretary", "/search/?q=kh"),
        ("secretary", "/rules/life.annual/"),
    ]
    look_at([Place(who, at, str(n)) for n, (who, at) in enumerate(pages)], prefix="face")
