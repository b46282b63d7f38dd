"""交接包: what is open, what is due, where the paper lies; for those who keep the branch alone."""

from __future__ import annotations

import json
from datetime import date

import pytest

from zhibu.guard.services import make_token
from zhibu.handover.models import Keeping
from zhibu.handover.services import note_keeping
from zhibu.kernel import clock
from zhibu.meetings.events import BranchDayTurned
from zhibu.meetings.handlers import judge_at_daybreak
from zhibu.meetings.services import plan_meeting
from zhibu.orgs.models import Placement, Term
from zhibu.site.handing import facts
from zhibu.site.testing.world import inside, whole_house

DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _a_day(monkeypatch):
    monkeypatch.setattr("zhibu.guard.selectors.SESSION_DAYS", 36500)
    with clock.stopped_at(DAY):
        yield


@pytest.fixture
def branch(world):
    """Something is open, something under way, something was written down about the paper."""
    with inside(whole_house()) as house:
        Placement.objects.update(made_at="2026-10-01T00:00:00+08:00")
        Term.objects.create(org=world.orgs["willow"], elected_on=date(2022, 5, 20))
        plan_meeting(
            house, world.orgs["willow"], kind="assembly", topic="年终大会", held_on=date(2026, 12, 10)
        )
        judge_at_daybreak(BranchDayTurned(branch=world.orgs["willow"].pk, day=DAY.isoformat()))
        note_keeping(house, world.orgs["willow"], thing="minutes", where_it_lies="村部二楼文件柜")
        return world.orgs["willow"]


def test_it_says_what_is_open_what_is_due_and_where_the_paper_lies(branch, scope_of):
    with inside(scope_of("secretary")) as scope:
        found = facts.plain(branch, facts.parts(scope, branch, today=DAY), DAY)
    offices, open_still, due, things = (
        {line["what"]: line["note"] for line in part["lines"]} for part in found["parts"]
    )
    assert "支部书记　王建国" in offices and any("换届" in what or "届满" in what for what in offices)
    assert "正在办的会：年终大会" in open_still and "10月没有主题党日的记录" in open_still
    assert "2026年度组织生活会" in due and "2027年3月31日" in due["2026年度组织生活会"]
    assert (
        things["会议记录本、签到册"].startswith("村部二楼文件柜") and things["印章"] == "还没有写明放在哪里"
    )
    json.dumps(found)


def test_where_something_lies_is_said_anew_and_the_old_stays(branch, scope_of):
    with inside(scope_of("deputy")) as scope:
        note_keeping(scope, branch, thing="minutes", where_it_lies=" 档案室 ")
        rows = list(Keeping.objects.order_by("pk"))
    assert [(r.where_it_lies, r.replaced_at is None) for r in rows] == [
        ("村部二楼文件柜", False),
        ("档案室", True),
    ]


def test_the_page_notes_and_prints(branch, sign_in, django_assert_max_num_queries):
    client = sign_in("secretary")
    answer = client.post("/handover/", {"thing": "seal", "where_it_lies": "镇党委代管"})
    assert answer.status_code == 303
    with django_assert_max_num_queries(60):
        page = client.get("/handover/").content.decode()
    assert "镇党委代管（王建国" in page and "/meetings/plans/" in page
    empty = client.post("/handover/", {"thing": "seal", "where_it_lies": ""})
    assert empty.status_code == 422 and "请写清放在哪里" in empty.content.decode()
    paper = client.get("/handover/paper.pdf")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")


def test_calendar_and_handover_by_api(branch, world, scope_of, client):
    def asker(who):
        with inside(scope_of(who)) as scope:
            key = make_token(scope, world.people[who], name="x", days=30, appointment=scope.appointment)
        return {"Authorization": f"Bearer {key}"}

    desk, member, url = asker("secretary"), asker("member"), f"/api/v1/orgs/{branch.pk}"
    tasks = client.get(f"{url}/calendar?month=2026-11", headers=desk).json()
    talks = next(each for each in tasks if each["title"].startswith("谈心谈话"))
    assert talks["paper"].startswith("在纸上办") and talks["url"] == "" and talks["by"] == "2026-12-31"
    assert talks["source"]["document"] and talks["source"]["article"]
    assert all(each["url"] or each["paper"] for each in tasks if not each["done"])
    assert client.get(f"{url}/calendar?month=2026-13", headers=desk).status_code == 422
    body = {"thing": "seal", "where_it_lies": "镇党委代管"}
    made = client.post(f"{url}/keepings", body, content_type="application/json", headers=desk)
    assert made.status_code == 201
    empty = body | {"where_it_lies": ""}
    refused = client.post(f"{url}/keepings", empty, content_type="application/json", headers=desk)
    assert refused.status_code == 422 and "where_it_lies" in refused.content.decode()
    parts = client.get(f"{url}/handover", headers=desk).json()["parts"]
    assert any("镇党委代管" in line["note"] for line in parts[3]["lines"])
    for address in ("calendar", "handover"):
        assert client.get(f"{url}/{address}", headers=member).status_code == 404


@pytest.mark.parametrize("who", ["member", "officer", "auditor", "system_admin"])
def test_others_do_not_see_it(who, branch, sign_in, scope_of):
    assert sign_in(who).get("/handover/").status_code == 404
    if who in {"member", "system_admin"}:
        with inside(scope_of(who)):
            assert not Keeping.objects.exists()
