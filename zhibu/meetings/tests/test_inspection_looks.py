"""What is chosen for an inspection, and what the examiner sees of it, in a real browser."""

from __future__ import annotations

import pytest

from zhibu.meetings.services import record_meeting
from zhibu.site.testing.looking import Place, look_at
from zhibu.site.testing.world import inside, whole_house

from .test_examining import PERIOD, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "学习贯彻会议精神、交流学习体会并研究买买提吐尔逊·阿卜杜热合曼·库尔班江同志所提建议"


def test_choosing_and_the_list_of_an_examiner_look_right(committed):
    with inside(whole_house()) as house:
        for key, topic in (("willow", LONG), ("willow", "党课"), ("elm", "党课")):
            record_meeting(
                house, committed.orgs[key], kind="lesson", topic=topic, held_on=PERIOD[0], marks={}
            )
    opened(committed, "east")
    county = committed.orgs["county"].pk
    look_at(
        [
            Place("officer", "/meetings/inspection/", "choosing"),
            Place("officer", f"/orgs/{county}/examiner/", "account"),
            Place("officer", f"/orgs/{county}/examiner/", "error", {"q": "", "name": ""}),
            Place("examiner", "/meetings/examination/", "list"),
            Place("examiner", "/meetings/examination/?q=没有这样的会", "empty"),
        ],
        prefix="inspection",
    )
