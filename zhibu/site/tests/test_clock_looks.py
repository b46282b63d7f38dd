"""Calendar, handover, hours and messages in a real browser: filled, empty, with an error, with long names."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from zhibu.handover.services import note_keeping
from zhibu.kernel import clock
from zhibu.learning.services import record_training
from zhibu.meetings.events import BranchDayTurned
from zhibu.meetings.handlers import judge_at_daybreak
from zhibu.meetings.services import confirm_record, record_meeting
from zhibu.orgs.models import Placement
from zhibu.reminders.models import Message
from zhibu.reminders.selectors import open_findings
from zhibu.site.testing.looking import Place, look_at
from zhibu.site.testing.world import inside, whole_house

pytestmark = [pytest.mark.browser, pytest.mark.slow]
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
    ("officer", "/learning/trainings/", None),
    ("east_officer", "/learning/trainings/", None),
    ("officer", "/learning/trainings/new/{county}/", {"title": LONG[:90], "people": "王小二"}),
    ("officer", "/learning/trainings/{training}/", None),
)


@pytest.fixture
def middle_of_the_year(committed: Any) -> dict[str, int]:
    """A branch with some meetings behind it, a county with a training: what addresses point at."""
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
        course = record_training(
            scope,
            committed.orgs["county"],
            title=LONG[:90],
            from_on=today - timedelta(days=3),
            until=today - timedelta(days=2),
            hours=Decimal(16),
            people=[committed.people[key].pk for key in ("member", "secretary", "pine_member")],
        )
        Message.objects.create(person=committed.people["secretary"], on=date(2026, 11, 2), findings=found)
    return {"county": committed.orgs["county"].pk, "training": course.pk}


def test_the_pages_of_the_clock_look_right(middle_of_the_year):
    look_at(
        [
            Place(who, at.format(**middle_of_the_year), str(n), form)
            for n, (who, at, form) in enumerate(PAGES)
        ],
        prefix="clock",
    )
