"""One fact through the whole house: recorded once, judged, counted, read, missed, kept for ever."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import date

import pytest
from django.conf import settings
from django.db import connection, transaction

from zhibu.guard.services.tokens import make_token
from zhibu.kernel import clock, events
from zhibu.kernel.events import days
from zhibu.kernel.models import Finding
from zhibu.kernel.scope import HOUSE, WORK_SECONDS, wear
from zhibu.meetings.models import Attendance, Meeting, Resolution
from zhibu.members.services import transfer_member
from zhibu.orgs.models import Placement
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house
from zhibu.statistics import selectors as statistics
from zhibu.statistics import services as figures
from zhibu.statistics.models import BranchMonth

pytestmark = pytest.mark.story
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def house(committed, monkeypatch):
    """The world, whose branches were entered on 1 November 2026; sessions do not age in a stopped clock."""
    monkeypatch.setattr("zhibu.guard.selectors.SESSION_DAYS", 36500)
    with inside(whole_house()):
        Placement.objects.update(made_at="2026-11-01T00:00:00+08:00")
    with clock.stopped_at(FRIDAY):
        deliver()  # what the founding of the world announced
        yield committed


@contextmanager
def at_work():
    """As the worker does it: with the worker's login."""
    name = settings.DATABASES["default"]["NAME"]
    database.use(name, "work")
    try:
        yield
    finally:
        database.use(name)


def deliver() -> int:
    with at_work():
        return events.deliver()


def failures() -> list[str]:
    return [error for (error,) in in_database("SELECT error FROM kernel_delivery WHERE error <> ''")]


def dawn() -> None:
    """The clock turns, and everybody hears of it."""
    with at_work():
        with transaction.atomic():
            wear(HOUSE, seconds=WORK_SECONDS)
            days.turn()
        events.deliver()


def sheet(world, *present, on=FRIDAY, topic="讨论冬季清河", rest="absent", keys=(), **more):
    """What a browser sends without a script: each person of the roll with a mark."""
    body = {"topic": topic, "held_on": on.isoformat(), "roll_of": on.isoformat(), "begins_at": "15:00"}
    return body | {f"mark-{world.people[k].pk}": "present" if k in present else rest for k in keys} | more


WILLOW = ("secretary", "deputy", "organiser", "member", "elder", "newcomer")
COMMITTEE = ("secretary", "deputy", "organiser")


def record(client, world, kind, *present, org="willow", keys=WILLOW, **more):
    address = f"/meetings/{world.orgs[org].pk}/new/{kind}/"
    assert client.get(address).status_code == 200
    return client.post(address, sheet(world, *present, keys=keys, **more))


def open_findings(world, org="willow"):
    with inside(whole_house()):
        rows = Finding.objects.open().filter(branch_id=world.orgs[org].pk)
        return {f.subject: f.level for f in rows}


def month(world, org="willow", name="2026-11"):
    with inside(whole_house()):
        rows = BranchMonth.objects.filter(branch=world.orgs[org], month=name)
        return {row.kind: (row.held, row.expected, row.present) for row in rows}


def test_a_meeting_goes_through_the_whole_house(house):
    secretary = database.signer("secretary")
    answer = record(
        secretary,
        house,
        "assembly",
        *("secretary", "deputy", "organiser", "member", "newcomer"),
        **{
            f"mark-{house.people['elder'].pk}": "excused",
            f"why-{house.people['elder'].pk}": "住院",
            "vote0-text": "通过冬季清河方案",
            "vote0-purpose": "ordinary",
            "vote0-approve": "3",
            "vote0-oppose": "1",
        },
    )
    assert answer.status_code == 303
    page = secretary.get(answer["Location"]).content.decode()
    assert "应到会有表决权的5人，实到4人，达到至少3人的要求，可以开会" in page
    assert "应到会有表决权的5人，赞成3人，超过半数（至少3人），通过" in page
    assert "住院" in page

    assert (deliver(), failures()) == (2, [])  # judged and counted
    assert month(house) == {"assembly": (1, 6, 5)}
    with inside(database.scope_of("officer")) as county:
        rows = statistics.meetings_in(county, house.orgs["county"], "2026-11", "2026-11", FRIDAY)
        assert [(r.kind, r.held, r.expected, r.present) for r in rows] == [("assembly", 1, 6, 5)]

    own = database.signer("member").get("/me/meetings/").content.decode()
    assert "讨论冬季清河" in own and "到会" in own
    assert "住院" not in database.signer("member").get(answer["Location"].split("?")[0]).content.decode()


def test_the_same_meeting_is_not_recorded_twice(house):
    secretary = database.signer("secretary")
    assert record(secretary, house, "assembly", *WILLOW).status_code == 303
    again = record(secretary, house, "assembly", *WILLOW)
    assert again.status_code == 422
    assert "已经记录过了" in again.content.decode()


def test_silence_is_noticed_by_the_clock_and_cleared_by_a_late_record(house):
    missed = "branch_committee:2026-11"
    dawn()
    assert missed not in open_findings(house)  # ten days are left
    with clock.stopped_at(date(2026, 11, 23)):
        dawn()
    assert open_findings(house)[missed] == "due_soon"  # seven days are left
    with clock.stopped_at(date(2026, 12, 2)):
        dawn()
        assert open_findings(house)[missed] == "warned"
        secretary = database.signer("secretary")
        desk = secretary.get("/").content.decode()
        assert "11月没有支部委员会的记录" in desk
        assert f"/meetings/{house.orgs['willow'].pk}/new/branch_committee/?until=2026-11-30" in desk
        answer = record(
            secretary,
            house,
            "branch_committee",
            *COMMITTEE,
            keys=COMMITTEE,
            on=date(2026, 11, 27),
            topic="议事",
        )
        assert answer.status_code == 303
        deliver()
        assert missed not in open_findings(house)
        assert "11月没有支部委员会的记录" not in secretary.get("/").content.decode()
    with inside(whole_house()):
        cleared = Finding.objects.get(branch_id=house.orgs["willow"].pk, subject=missed)
        assert (cleared.noticed_on, cleared.cleared_on) == (date(2026, 11, 23), date(2026, 12, 2))


def test_what_is_withdrawn_is_missing_again(house):
    secretary = database.signer("secretary")
    answer = record(secretary, house, "theme_day", *WILLOW)
    deliver()
    assert month(house) == {"theme_day": (1, 6, 6)}
    address = answer["Location"].split("?")[0]
    assert secretary.post(f"{address}withdraw/", {"why": "日期记错"}).status_code == 303
    deliver()
    assert month(house) in ({}, {"theme_day": (0, 0, 0)})
    with clock.stopped_at(date(2026, 11, 25)):
        dawn()
    assert open_findings(house)["theme_day:2026-11"] == "due_soon"
    assert "日期记错" in secretary.get(address).content.decode()


def test_the_archive_keeps_a_name_after_its_bearer_moved_away(house, monkeypatch):
    secretary = database.signer("secretary")
    address = record(secretary, house, "assembly", *WILLOW)["Location"].split("?")[0]
    deliver()
    with clock.stopped_at(date(2026, 11, 21)):
        with inside(database.scope_of("east_officer")) as scope:
            transfer_member(
                scope, house.members["member"], house.orgs["elm"], on=date(2026, 11, 21), why="搬家"
            )
        deliver()
        assert "张小明" in secretary.get(address).content.decode()
        monkeypatch.setattr(house.people["member"].account, "version", 2)  # the move ended the older sessions
        member = database.signer("member")
        own = member.get("/me/meetings/").content.decode()
        assert "讨论冬季清河" in own and "柳河村党支部" in own
        assert member.get(address).status_code == 404
        assert database.signer("elm_secretary").get(address).status_code == 404
        roll = secretary.get(f"/meetings/{house.orgs['willow'].pk}/new/assembly/").content.decode()
        assert "张小明" not in roll
        earlier = secretary.get(
            f"/meetings/{house.orgs['willow'].pk}/new/assembly/?on=2026-11-20"
        ).content.decode()
        assert "张小明" in earlier


def bearer(world, key):
    """A program of somebody's own, under the office held."""
    scope = database.scope_of(key)
    with inside(scope):
        secret = make_token(scope, world.people[key], name="suite", days=30, appointment=scope.appointment)
    return database.ScopelessClient(headers={"authorization": f"Bearer {secret}"})


def test_the_same_by_api(house):
    client = bearer(house, "secretary")
    willow = house.orgs["willow"].pk
    roll = client.get(f"/api/v1/orgs/{willow}/roll?on=2026-11-20&kind=assembly").json()
    assert [p["entitled"] for p in roll].count(True) == 5
    body = {
        "kind": "assembly",
        "topic": "讨论冬季清河",
        "held_on": "2026-11-20",
        "marks": {p["person"]: "present" for p in roll[:5]},
        "votes": [{"text": "通过冬季清河方案", "approve": 3}],
    }
    sent = {"content_type": "application/json", "headers": {"idempotency-key": "first"}}
    first = client.post(f"/api/v1/orgs/{willow}/meetings", json.dumps(body), **sent)
    assert first.status_code == 201, first.content
    again = client.post(f"/api/v1/orgs/{willow}/meetings", json.dumps(body), **sent)
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    with inside(whole_house()):
        assert Meeting.objects.count() == 1
        assert Resolution.objects.get().passed
    other = client.post(f"/api/v1/orgs/{willow}/meetings", json.dumps(body), content_type="application/json")
    assert other.status_code == 422 and "已经记录过了" in other.json()["errors"][0]["reason"]
    deliver()
    assert month(house) == {"assembly": (1, 6, 5)}
    listed = client.get(f"/api/v1/orgs/{willow}/meetings").json()
    assert [(m["topic"], m["expected"], m["present"]) for m in listed["items"]] == [("讨论冬季清河", 6, 5)]
    answer = bearer(house, "member").get("/api/v1/me/attendances?year=2026")
    assert answer.status_code == 200, answer.content
    own = answer.json()
    assert [m["topic"] for m in own] == ["讨论冬季清河"]
    assert bearer(house, "elm_secretary").get(f"/api/v1/meetings/{first.json()['id']}").status_code == 404
    gone = client.post(
        f"/api/v1/meetings/{first.json()['id']}/withdrawal", {"why": "重记"}, content_type="application/json"
    )
    assert gone.status_code == 201 and gone.json()["withdrawn"]


def in_database(sql):
    with at_work(), transaction.atomic():
        wear(HOUSE)
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []


def test_a_worker_that_dies_in_the_middle_doubles_nothing(house, monkeypatch):
    record(database.signer("secretary"), house, "assembly", *WILLOW)
    derive = figures.derive
    falls = iter([True])

    def once(subject):
        derive(subject)
        if next(falls, False):
            raise RuntimeError("the machine went off")

    monkeypatch.setattr(figures, "derive", once)
    deliver()
    assert month(house) == {}  # what was half done was undone
    in_database("UPDATE kernel_delivery SET due_at = now() WHERE done_at IS NULL")
    deliver()
    assert month(house) == {"assembly": (1, 6, 6)}
    before = open_findings(house)
    in_database("UPDATE kernel_delivery SET done_at = NULL")  # it died after the work, before the tick
    assert deliver() >= 2
    assert month(house) == {"assembly": (1, 6, 6)}
    assert open_findings(house) == before
    with inside(whole_house()):
        assert Attendance.objects.count() == len(WILLOW)


def test_eight_failures_hold_back_one_branch_and_no_other(house, monkeypatch):
    derive, willow = figures.derive, house.orgs["willow"].pk

    def not_for_willow(subject):
        if subject[0] == willow:
            raise RuntimeError("poison")
        derive(subject)

    monkeypatch.setattr(figures, "derive", not_for_willow)
    record(database.signer("secretary"), house, "assembly", *WILLOW)
    elm = ("elm_secretary", "elm_member")
    record(database.signer("elm_secretary"), house, "assembly", *elm, org="elm", keys=elm)
    for _ in range(8):
        deliver()
        in_database("UPDATE kernel_delivery SET due_at = now() WHERE done_at IS NULL")
    parked = in_database("SELECT listener, subject, tries FROM kernel_delivery WHERE parked_at IS NOT NULL")
    assert parked == [("statistics.count_meeting", f"branch:{willow}", 8)]
    assert month(house, "elm") == {"assembly": (1, 2, 2)}
    record(database.signer("secretary"), house, "theme_day", *WILLOW)
    deliver()
    assert month(house) == {}  # later facts of the same subject wait behind the parked one
    assert "theme_day:2026-11" not in open_findings(house)  # other listeners of that branch went on
