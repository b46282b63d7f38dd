"""An examiner reads what was opened to him, and nothing else; it is traced, and it ends by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from zhibu.guard.models import Account
from zhibu.kernel import clock
from zhibu.kernel.models import Audit
from zhibu.kernel.scope import Refused
from zhibu.meetings.models import Attendance, Excuse, Meeting, Resolution
from zhibu.members.models import Member
from zhibu.orgs.models import Appointment
from zhibu.orgs.services import appoint, confirm_appointment, open_records
from zhibu.site.testing import world as worlds
from zhibu.site.testing.world import inside, whole_house

from .test_pages import address, sheet

PERIOD = (date(2026, 1, 1), date(2026, 6, 30))


@pytest.fixture
def meetings(world, sign_in):
    """Of the branch one meeting inside the period and one outside; of the other branch one inside."""
    made = {}
    why = {f"why-{world.people['elder'].pk}": "住院"}
    for key, org, who, day in (
        ("inside", "willow", "secretary", date(2026, 4, 2)),
        ("outside", "willow", "secretary", date(2026, 8, 3)),
        ("elm", "elm", "elm_secretary", date(2026, 4, 7)),
    ):
        keys = ("elm_secretary", "elm_member") if org == "elm" else None
        body = sheet(
            world, {"elder": "excused"} if not keys else None, day=day, **({"keys": keys} if keys else {})
        )
        body |= (
            {"topic": f"议题{key}"} | (why if not keys else {}) | {"vote0-text": "清河", "vote0-approve": "2"}
        )
        answer = sign_in(who).post(address(world, org=org), body)
        assert answer.status_code == 303, answer.content.decode()
        made[key] = answer["Location"].split("?")[0].strip("/").split("/")[-1]
    return made


def opened(world, *units, lapses=30):
    """An examiner for these units, confirmed; with an account. Returns the appointments."""
    with inside(whole_house()) as house:
        held = open_records(
            house,
            [world.orgs[u] for u in units],
            "韩检查",
            reads_from=PERIOD[0],
            reads_until=PERIOD[1],
            lapses_on=clock.today() + timedelta(days=lapses),
            basis="检查通知",
        )
        world.people["examiner"] = held[0].person
        Account.objects.create(
            person=held[0].person, login="examiner", password=worlds._hashed(), exempt=True
        )
        for each in held:
            confirm_appointment(house, each)
    return held


def test_what_was_opened_is_read_and_nothing_else(world, meetings, sign_in):
    opened(world, "willow")
    client = sign_in("examiner")
    page = client.get("/meetings/examination/").content.decode()
    assert "议题inside" in page and "议题outside" not in page and "议题elm" not in page
    assert client.get(f"/meetings/examination/{meetings['inside']}/").status_code == 200
    for other in ("outside", "elm"):
        assert client.get(f"/meetings/examination/{meetings[other]}/").status_code == 404
        assert client.get(f"/meetings/examination/{meetings[other]}/minutes.pdf").status_code == 404


def test_the_records_stand_by_branch_and_year_and_are_sought(world, meetings, sign_in, monkeypatch):
    opened(world, "east")
    with inside(whole_house()):
        Meeting.objects.filter(pk=meetings["elm"]).update(archived_at=None)
    client, url = sign_in("examiner"), "/meetings/examination/"
    page = client.get(url).content.decode()
    assert "<h3>柳河村党支部 · 2026年</h3>" in page and "<h3>榆树村党支部 · 2026年</h3>" in page
    assert "还没确认归档" in page
    elm = world.orgs["elm"].path
    for asked_, there, not_there in (
        (f"branch={elm}", "议题elm", "议题inside"),
        ("q=INSIDE", "议题inside", "议题elm"),
        ("kind=lesson", "没有符合条件的记录", "议题elm"),
    ):
        text = client.get(f"{url}?{asked_}").content.decode()
        assert there in text and not_there not in text
    monkeypatch.setattr("zhibu.meetings.papers.opened.PAGE", 1)
    second = client.get(f"{url}?page=2&q=").content.decode()
    assert "第 2 页，共 2 页" in second and ("议题elm" in second) != ("议题inside" in second)


def test_reasons_of_leave_and_the_place_in_the_year_are_not_shown(world, meetings, sign_in):
    opened(world, "willow")
    text = sign_in("examiner").get(f"/meetings/examination/{meetings['inside']}/").content.decode()
    assert "欧阳淑芬（请假）" in text and "住院" not in text
    assert "2026年支部党员大会" in text and "第1次" not in text  # who sees half a year cannot count


def test_every_reading_is_written_down(world, meetings, sign_in):
    opened(world, "willow")
    client = sign_in("examiner")
    client.get("/meetings/examination/")
    client.get(f"/meetings/examination/{meetings['inside']}/")
    answer = client.get(f"/meetings/examination/{meetings['inside']}/minutes.pdf")
    assert answer.content.startswith(b"%PDF")
    with inside(whole_house()):
        rows = Audit.objects.filter(actor_name="韩检查").values_list("action", "subject")
        assert {
            ("meetings.examine", f"org:{world.orgs['willow'].pk}"),
            ("meetings.examine", f"meeting:{meetings['inside']}"),
            ("meetings.print", f"meeting:{meetings['inside']}"),
        } <= set(rows)


def test_the_database_itself_keeps_the_bounds(world, meetings, scope_of):
    """Not the pages alone: with the bare tables, the period, the unit and the last day hold."""
    opened(world, "willow")
    scope = scope_of("examiner")
    assert scope.purpose == "examining"
    with inside(scope):
        assert [str(m.pk) for m in Meeting.objects.all()] == [meetings["inside"]]
        assert set(Attendance.objects.values_list("meeting_id", flat=True)) == {int(meetings["inside"])}
        assert Resolution.objects.count() == 1
        assert not Excuse.objects.exists() and not Member.objects.exists()
        assert Meeting.objects.update(topic="改") == 0
        # a wider range under the same signature of purpose does not help: the appointment is looked up
    with inside(scope.narrowed(branches=whole_house().branches)):
        assert [str(m.pk) for m in Meeting.objects.all()] == [meetings["inside"]]


def test_it_ends_by_itself(world, meetings, sign_in, scope_of):
    held = opened(world, "willow")
    client, scope = sign_in("examiner"), scope_of("examiner")
    assert client.get("/meetings/examination/").status_code == 200
    with inside(whole_house()):
        Appointment.objects.filter(pk=held[0].pk).update(from_on=date(2026, 1, 1), lapses_on=clock.today())
    assert client.get("/meetings/examination/").status_code == 404
    with inside(scope):  # and a scope that was signed yesterday opens no row
        assert not Meeting.objects.exists()


def test_several_units_are_several_grants(world, meetings, sign_in):
    held = opened(world, "willow", "elm")
    assert {h.org_id for h in held} == {world.orgs["willow"].pk, world.orgs["elm"].pk}
    page = sign_in("examiner").get("/meetings/examination/").content.decode()
    assert ("议题inside" in page) != ("议题elm" in page)  # one hat at a time


@pytest.mark.parametrize(
    "path",
    ["/members/", "/meetings/", "/meetings/papers/", "/meetings/inspection/", "/statistics/", "/orgs/"],
)
def test_other_doors_stay_shut(path, world, meetings, sign_in):
    opened(world, "willow")
    assert sign_in("examiner").get(path).status_code == 404
    assert sign_in("examiner").get("/", follow=True).status_code == 200


@pytest.mark.parametrize("who", ["member", "secretary", "officer", "auditor", "system_admin"])
def test_the_examiners_room_is_for_examiners(who, world, meetings, sign_in):
    assert sign_in(who).get("/meetings/examination/").status_code == 404
    assert sign_in(who).get(f"/meetings/examination/{meetings['inside']}/").status_code == 404


def asked(world, **changed):
    day = clock.today()
    return {
        "name": "韩检查",
        "unit": [world.orgs["willow"].pk],
        "reads_from": "2026-01-01",
        "reads_until": "2026-06-30",
        "lapses_on": (day + timedelta(days=30)).isoformat(),
        "basis": "检查通知",
    } | changed


def test_a_committee_opens_and_another_confirms(world, sign_in, scope_of):
    url = f"/orgs/{world.orgs['east'].pk}/examiner/"
    assert sign_in("east_officer").get(url).status_code == 200
    assert sign_in("east_officer").post(url, asked(world)).status_code == 303
    with inside(whole_house()):
        held = Appointment.objects.get(office="examiner")
        assert not held.confirmed and held.needs_second
    waiting = sign_in("security_admin").get(f"/orgs/confirmations/{held.pk}/").content.decode()
    assert "2026年1月1日 — 2026年6月30日" in waiting
    with pytest.raises((ValidationError, Refused)), inside(scope_of("east_officer")) as scope:
        confirm_appointment(scope, held)
    yes = sign_in("security_admin").post(f"/orgs/confirmations/{held.pk}/", {"answer": "yes"})
    assert yes.status_code == 303
    with inside(whole_house()):
        assert Appointment.objects.get(pk=held.pk).confirmed


def test_one_branch_far_below_is_opened_and_nothing_filled_in_is_lost(world, sign_in):
    willow, client = world.orgs["willow"], sign_in("officer")
    url = f"/orgs/{world.orgs['county'].pk}/examiner/"
    looked = client.post(url, asked(world, unit=[]) | {"look": "name", "q": "柳河"})
    page = looked.content.decode()
    assert looked.status_code == 200 and f'name="unit" value="{willow.pk}"' in page
    assert 'value="韩检查"' in page and "检查通知" in page and "请至少选一个单位" not in page
    assert client.post(url, asked(world)).status_code == 303
    with inside(whole_house()):
        assert Appointment.objects.get(office="examiner").org_id == willow.pk
    beyond = sign_in("east_officer").post(
        f"/orgs/{world.orgs['east'].pk}/examiner/", asked(world, unit=[world.orgs["pine"].pk])
    )
    assert beyond.status_code == 422 and "名单里没有这个单位" in beyond.content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"lapses_on": "2000-01-01"}, "到期日期要在明天以后"),
        ({"lapses_on": "2099-01-01"}, "到期日期要在明天以后"),
        ({"reads_until": "2025-01-01"}, "早于从的那一天"),
        ({"name": ""}, "请写查阅人的姓名"),
        ({"basis": ""}, "请写依据"),
        ({"unit": []}, "请至少选一个单位"),
    ],
)
def test_what_is_wrong_is_said(changed, said, world, sign_in):
    answer = sign_in("east_officer").post(f"/orgs/{world.orgs['east'].pk}/examiner/", asked(world, **changed))
    assert answer.status_code == 422 and said in answer.content.decode()
    with inside(whole_house()):
        assert not Appointment.objects.filter(office="examiner").exists()


@pytest.mark.parametrize("who", ["secretary", "member", "auditor", "system_admin", "security_admin"])
def test_nobody_else_opens_records(who, world, sign_in):
    assert sign_in(who).get(f"/orgs/{world.orgs['east'].pk}/examiner/").status_code == 404


def test_an_examiner_is_not_appointed_by_the_ordinary_way(world, scope_of):
    with inside(whole_house()) as house, pytest.raises(ValidationError):
        appoint(house, world.orgs["east"], world.people["outsider"], office="examiner", from_on=clock.today())


def test_the_last_day_is_the_day_before_it_lapses(world, meetings):
    held = opened(world, "willow", lapses=5)[0]
    with inside(whole_house()):
        last = held.lapses_on - timedelta(days=1)
        assert Appointment.objects.in_force(last).filter(pk=held.pk).exists()
        assert not Appointment.objects.in_force(held.lapses_on).filter(pk=held.pk).exists()
