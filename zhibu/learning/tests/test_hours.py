"""Hours of organised study: from confirmed records alone, one's own for oneself, no names for the branch."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from zhibu.guard.services import make_token
from zhibu.kernel import clock
from zhibu.kernel.trouble import Trouble
from zhibu.learning import selectors
from zhibu.learning.services import record_training, withdraw_training
from zhibu.meetings.selectors import expected_at
from zhibu.meetings.services import (
    confirm_record,
    correct_field,
    correct_mark,
    record_meeting,
    withdraw_meeting,
)
from zhibu.members.services import transfer_member
from zhibu.orgs.models import Appointment
from zhibu.site.commands import training
from zhibu.site.testing.world import inside, whole_house

pytestmark = pytest.mark.slow


def hold(world, on, hours, *, kind="lesson", org="willow", confirmed=True, **marks):
    """A meeting at which everybody expected was, unless `marks` says otherwise."""
    names = {person.pk: key for key, person in world.people.items()}
    with inside(whole_house()) as house:
        expected = expected_at(world.orgs[org], kind, on)
        meeting = record_meeting(
            house,
            world.orgs[org],
            kind=kind,
            topic=f"{kind} {on}",
            held_on=on,
            hours=Decimal(hours),
            marks={e.person_id: marks.get(names[e.person_id], "present") for e in expected},
        )
        for part in ("chair", "recorder") if confirmed else ("chair",):
            confirm_record(house, meeting, part=part, note="代为确认")
        meeting.refresh_from_db()
        return meeting


def own(scope_of, key, year=2026):
    with inside(scope_of(key, "member")) as scope:
        return selectors.own_study(scope, year, today=clock.today())


def arranged(world, scope, year=2026, org="willow"):
    with inside(scope) as worn:
        return selectors.arranged(worn, world.orgs[org], year, today=clock.today())


def shares(found):
    return {(s.leads, str(s.hours)): s.members for s in found.shares}


def test_presence_counts_in_the_room_and_remotely_and_absence_does_not(world, scope_of):
    hold(world, date(2026, 4, 5), "1.5", member="remote", elder="excused", newcomer="absent")
    assert own(scope_of, "member").hours == own(scope_of, "organiser").hours == Decimal("1.5")
    assert own(scope_of, "elder").hours == own(scope_of, "newcomer").hours == 0


def test_a_record_counts_from_its_second_confirmation_on(world, scope_of):
    meeting = hold(world, date(2026, 4, 5), 2, confirmed=False)
    study = own(scope_of, "member")
    assert (study.hours, [a.meeting_id for a in study.waiting]) == (0, [meeting.pk])
    with inside(whole_house()) as house:
        confirm_record(house, meeting, part="recorder", note="代为确认")
    assert own(scope_of, "member").hours == 2


def test_what_is_corrected_or_withdrawn_is_right_at_once(world, scope_of):
    meeting = hold(world, date(2026, 4, 5), 2)
    with inside(whole_house()) as house:
        correct_field(house, meeting, "hours", Decimal("1.5"), why="记多了")
        correct_mark(house, meeting, world.people["elder"].pk, "absent", why="认错了人")
    assert (own(scope_of, "member").hours, own(scope_of, "elder").hours) == (Decimal("1.5"), 0)
    with inside(whole_house()) as house:
        withdraw_meeting(house, meeting, why="开重了")
    assert own(scope_of, "member").hours == 0


def test_a_year_has_its_first_and_its_last_day(world, scope_of):
    hold(world, date(2024, 12, 31), 1)
    hold(world, date(2025, 1, 1), 2)
    hold(world, date(2025, 12, 31), 4)
    hold(world, date(2026, 1, 1), 8)
    assert [own(scope_of, "member", year).hours for year in (2024, 2025, 2026)] == [1, 6, 8]


@pytest.mark.parametrize(
    ("key", "duty", "least"),
    [("secretary", "secretary", "56"), ("organiser", "committee_member", "56"), ("member", "member", "32")],
)
def test_how_many_are_meant_goes_by_the_office(key, duty, least, world, scope_of):
    study = own(scope_of, key)
    assert (study.duty, study.verdict.value) == (duty, least)


def test_the_office_is_that_of_the_judged_day(world, scope_of):
    with inside(whole_house()):
        held = world.appoint("member", "willow", "publicist", from_on=date(2025, 12, 31))
    assert own(scope_of, "member", 2025).duty == "committee_member"
    for changed in (
        {"from_on": date(2026, 1, 1)},
        {"from_on": date(2024, 1, 1), "until": date(2025, 12, 31)},
    ):
        with inside(whole_house()):
            Appointment.objects.filter(pk=held.pk).update(**changed)
        assert own(scope_of, "member", 2025).duty == "member"


def test_hours_go_with_the_person_and_only_the_figure_is_told(world, scope_of):
    hold(world, date(2026, 4, 5), 3)
    with inside(whole_house()) as house:
        transfer_member(house, world.members["elder"], world.orgs["elm"], on=date(2026, 6, 1), why="迁居")
    hold(world, date(2026, 7, 5), 2, org="elm")
    assert own(scope_of, "elder").hours == 5
    found = arranged(world, scope_of("elm_secretary"), org="elm")
    assert found.for_everybody == 2 and shares(found) == {
        (False, "2.0"): 1,
        (False, "5.0"): 1,
        (True, "2.0"): 1,
    }
    assert shares(arranged(world, scope_of("secretary"))) == {(False, "3.0"): 2, (True, "3.0"): 3}


def test_what_is_organised_for_everybody_and_for_the_committee(world, scope_of):
    hold(world, date(2026, 4, 5), 2)
    hold(world, date(2026, 4, 6), 4, kind="branch_committee")
    hold(world, date(2026, 4, 7), 1, confirmed=False, kind="theme_day")
    found = arranged(world, scope_of("secretary"))
    assert (found.for_everybody, found.for_committee, len(found.waiting)) == (2, 6, 1)
    assert (found.everybody.value, found.committee.value) == ("30", "50")


@pytest.mark.parametrize("who", ["member", "elm_secretary", "officer"])
def test_nobody_else_is_told_the_figures_of_a_branch(who, world, scope_of):
    hold(world, date(2026, 4, 5), 2)
    assert arranged(world, scope_of(who)).shares == ()


def test_the_member_reads_his_hours_with_each_meeting(world, sign_in, django_assert_max_num_queries):
    hold(world, date(2026, 4, 5), "1.5")
    hold(world, date(2026, 5, 5), "2", confirmed=False)
    client = sign_in("member")
    with django_assert_max_num_queries(14):
        page = client.get("/me/study/?year=2026").content.decode()
    assert "1.5 / 32 学时" in page and "lesson 2026-04-05" in page and "记录还没确认" in page
    assert client.get("/me/study/?year=2019").status_code == client.get("/learning/").status_code == 404


def test_the_secretary_reads_what_is_to_arrange_and_no_names(world, sign_in, django_assert_max_num_queries):
    for month in range(1, 9):
        hold(world, date(2026, month, 5), 3, elder="excused")
    client = sign_in("secretary")
    with django_assert_max_num_queries(16):
        page = client.get("/learning/?year=2026").content.decode()
    assert "还要安排 8 学时" in page and "还要安排 32 学时" in page
    assert not any(world.people[key].name in page for key in ("deputy", "organiser", "member", "elder"))
    assert page.index("还差 8 学时以内") < page.index("还差 16 学时以上")


@pytest.fixture
def api(world, scope_of, client):
    """api('member', address) → what a token of that person's hat is answered."""

    def ask(key, address, *office):
        scope = scope_of(key, *office)
        with inside(scope):
            secret = make_token(scope, world.people[key], name="学时", days=30, appointment=scope.appointment)
        return client.get(f"/api/v1{address}", headers={"Authorization": f"Bearer {secret}"})

    return ask


def test_the_same_by_api(world, api):
    hold(world, date(2026, 4, 5), "1.5")
    mine = api("member", "/me/study?year=2026").json()
    assert (mine["hours"], mine["least"], mine["left"], mine["duty"]) == ("1.5", 32, "30.5", "member")
    assert [(s["hours"], s["counts"]) for s in mine["sessions"]] == [("1.5", True)]
    address = f"/orgs/{world.orgs['willow'].pk}/study?year=2026"
    branch = api("secretary", address).json()
    assert [(g["organised"], g["left"]) for g in branch["goals"]] == [("1.5", "30.5"), ("1.5", "54.5")]
    assert api("elm_secretary", address).status_code == 404


def people(world, *keys):
    return [world.people[key].pk for key in keys]


def train(world, hours, *keys, until=date(2026, 3, 3), org="east"):
    with inside(whole_house()) as house:
        return record_training(
            house,
            world.orgs[org],
            title=f"轮训班 {until} {org}",
            from_on=date(2026, 3, 2),
            until=until,
            hours=Decimal(hours),
            people=people(world, *keys),
        )


def test_a_training_counts_for_who_came_in_whatever_branch_until_it_is_withdrawn(world, scope_of):
    hold(world, date(2026, 4, 5), "1.5")
    made = train(world, 16, "secretary", "member", "elm_member")
    assert (own(scope_of, "member").hours, own(scope_of, "elm_member").hours) == (Decimal("17.5"), 16)
    assert own(scope_of, "elder").hours == Decimal("1.5")
    assert own(scope_of, "secretary").verdict.value == "38.5"
    assert own(scope_of, "member", 2025).hours == 0
    assert shares(arranged(world, scope_of("secretary"))) == {
        (False, "1.5"): 2,
        (False, "17.5"): 1,
        (True, "1.5"): 2,
        (True, "17.5"): 1,
    }
    with inside(scope_of("east_officer")) as scope:
        withdraw_training(scope, made, why="名单报错了")
        with pytest.raises(ValidationError, match="撤回过了"):
            withdraw_training(scope, made, why="名单报错了")
    assert own(scope_of, "member").hours == Decimal("1.5")
    train(world, 8, "member")  # what was withdrawn can be recorded anew
    assert own(scope_of, "member").hours == Decimal("9.5")


@pytest.mark.parametrize(("until", "year"), [(date(2026, 12, 31), 2026), (date(2027, 1, 1), 2027)])
def test_hours_are_of_the_year_in_which_it_ends(until, year, world, scope_of, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2027, 6, 1))
    train(world, 8, "member", until=until)
    assert [own(scope_of, "member", each).hours for each in (2026, 2027)] == [
        8 if each == year else 0 for each in (2026, 2027)
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"until": date(2100, 1, 1)}, "还没结束"),
        ({"until": date(2026, 3, 1)}, "不能早于"),
        ({"hours": Decimal(0)}, "请写学时"),
        ({"people": []}, "一行一位"),
        ({"people": ["pine_member", "member"]}, "有1人不在"),
        ({"org": "willow"}, "由举办的党委"),
        ({"title": ""}, "title"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(values, said, world, scope_of):
    day = date(2026, 3, 2)
    asked = {
        "title": "轮训",
        "from_on": day,
        "until": day,
        "hours": Decimal(8),
        "people": ["member"],
    } | values
    asked["people"] = people(world, *asked["people"])
    org = world.orgs[asked.pop("org", "east")]
    with inside(whole_house()) as house, pytest.raises(ValidationError, match=said):
        record_training(house, org, **asked)


def test_by_the_page_each_wrong_line_is_named_and_nothing_is_lost(world, sign_in, scope_of):
    with inside(whole_house()):
        world.join("other", "elm", "王建国")
    client, page = sign_in("east_officer"), f"/learning/trainings/new/{world.orgs['east'].pk}/"
    body = {"title": "支部书记轮训班", "from_on": "2026-03-02", "until": "2026-03-03", "hours": "16"}
    lines = "王建国\n张小明\t柳河村党支部\n王小二\n钱岭南 松岭村\n张小明"
    answer = client.post(page, body | {"people": lines})
    text = answer.content.decode()
    assert answer.status_code == 422 and "王小二" in text and 'value="支部书记轮训班"' in text
    for said in (
        "第1行：有2位“王建国”",
        "第3行：名册里没有“王小二”",
        "第4行：“松岭村”没有“钱岭南”",
        "第5行：“张小明”在第2行已经写过了",
    ):
        assert said in text
    above = text.split("data-problems", 1)[1].split("</ul>", 1)[0]
    assert "有 4 处要改" in above and above.count("<li>") == 4  # each of them, not the first alone
    done = client.post(page, body | {"people": "王建国 柳河村\n\n张小明"})
    assert done.status_code == 303
    twice = client.post(page, body | {"people": "张小明"})
    assert twice.status_code == 422 and "已经记过了" in twice.content.decode()
    record = done["Location"].split("?")[0]
    assert "王建国" in client.get(record).content.decode()
    assert "支部书记轮训班" in client.get("/learning/trainings/").content.decode()
    assert "支部书记轮训班" in sign_in("officer").get("/learning/trainings/").content.decode()
    mine = sign_in("member").get("/me/study/?year=2026").content.decode()
    assert "支部书记轮训班" in mine and "16 / 32 学时" in mine
    for who in ("secretary", "member"):
        assert sign_in(who).get(record).status_code == 404
    assert client.post(f"{record}withdraw/", {"why": ""}).status_code == 422
    assert client.post(f"{record}withdraw/", {"why": "名单报错了"}).status_code == 303
    assert "名单报错了" in client.get(record).content.decode()


def test_a_training_by_api(world, scope_of, client):
    with inside(scope_of("east_officer")) as scope:
        secret = make_token(
            scope, world.people["east_officer"], name="训", days=30, appointment=scope.appointment
        )
    headers, url = {"Authorization": f"Bearer {secret}"}, f"/api/v1/orgs/{world.orgs['east'].pk}/trainings"
    body = {"title": "轮训", "from_on": "2026-03-02", "until": "2026-03-03", "hours": "16"}
    body["people"] = [str(world.people["member"].pk)]

    def post(address, values):
        return client.post(address, values, content_type="application/json", headers=headers)

    made = post(url, body)
    assert made.status_code == 201 and made.json()["hours"] == "16"
    assert post(url, body | {"hours": "0"}).status_code == 422
    assert [each["title"] for each in client.get(url, headers=headers).json()["items"]] == ["轮训"]
    back = f"/api/v1/trainings/{made.json()['id']}/withdrawal"
    assert post(back, {"why": "报错了"}).json()["withdrawn"]


def test_a_training_by_command(world, scope_of, tmp_path, capsys):
    names = tmp_path / "names.txt"
    names.write_text("张小明\n", "utf-8")
    call = ["training", "record", str(names), "--org", "x", "--title", "轮训", "--from", "2026-03-02"]
    args = parsed([*call, "--hours", "8", "--json"])
    args.org = world.orgs["east"].code
    assert training.run(args) == 0
    assert '"people": 1' in capsys.readouterr().out
    assert own(scope_of, "member").hours == 8
    names.write_text("张大明\n", "utf-8")
    with pytest.raises(Trouble, match="第1行：名册里没有"):
        training.run(args)


def parsed(call):
    parser = ArgumentParser()
    training.add_to(parser.add_subparsers())
    args = parser.parse_args(call)
    args.as_login = None
    return args
