"""How the pages of figures look: nothing too wide, cut off, too small or unreadable."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings

from zhibu.meetings.models import Attendance
from zhibu.meetings.services import record_meeting
from zhibu.site.testing import database
from zhibu.site.testing.looking import Place, look_at
from zhibu.site.testing.world import inside, whole_house
from zhibu.statistics import services

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_every_page_looks_right(committed):
    w = committed
    with inside(whole_house()) as house:
        w.orgs["east"].__class__.objects.filter(code="east").update(
            name="演示县经济技术开发区新材料产业园区综合服务中心机关委员会"
        )
        w.appoint("outsider", "county", "inspector")
        record_meeting(
            house, w.orgs["willow"], kind="theme_day", topic="义务植树", held_on=date(2026, 11, 20),
            marks={w.members["member"].pk: Attendance.Mark.PRESENT},
        )  # fmt: skip
    name = settings.DATABASES["default"]["NAME"]
    database.use(name, "work")
    with inside(whole_house()):
        services.derive((w.orgs["willow"].pk, ""))
    database.use(name)
    with inside(database.scope_of("officer")) as scope:
        services.freeze_return(scope, w.orgs["east"], date(2025, 12, 31), reasons={})
        w.members["elder"].particulars.filter(kind="education").update(from_on=date(2026, 7, 1))
    pages = [
        ("officer", "/statistics/?on=2026-11-21", "index"),
        ("officer", "/statistics/communique/?on=2026-11-21", "communique"),
        ("officer", "/statistics/annual/?on=2026-06-30&org=east", "annual"),
        ("officer", "/statistics/annual/?on=2025-12-31&org=east", "frozen"),
        ("outsider", "/statistics/?on=2026-11-21", "without-cards"),
    ]
    look_at([Place(*page) for page in pages], prefix="statistics")
