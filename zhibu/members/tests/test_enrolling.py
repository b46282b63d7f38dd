"""Rows of a sheet are weighed against the base and enter as one batch."""

from __future__ import annotations

import threading
from collections import namedtuple
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from zhibu.guard.models import Person
from zhibu.kernel import audit, clock
from zhibu.kernel.fields import unseal
from zhibu.kernel.models import Audit, Fact
from zhibu.kernel.scope import Refused
from zhibu.members import selectors, services
from zhibu.members.models import Change, Grouping, Member, Membership, Particular
from zhibu.members.services import enrolling
from zhibu.members.services.enrolling import Entry, enrol, weigh
from zhibu.orgs.models import Appointment
from zhibu.site.testing import database
from zhibu.site.testing.world import LONG_AGO, inside, whole_house

from .people import fields

pytestmark = pytest.mark.slow

FROM = date(2016, 1, 1)
Masked = namedtuple("Masked", "text")


def entry(world, number=500, row=3, branch="willow", **more):
    values = fields(number, from_on=FROM) | {"how": None} | more
    return Entry(row, values, world.orgs[branch].pk if branch else None)


def kinds(weighed):
    return [each.kind for each in weighed]


def test_a_new_row_becomes_the_same_card_that_joining_makes(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        willow = world.orgs["willow"]
        services.join_member(scope, willow, services.NewMember(**fields(501)), from_on=FROM)
        weighed = weigh(scope, [entry(world, 502)])
        assert kinds(weighed) == ["new"]
        batch = uuid4()
        assert enrol(scope, weighed, batch=batch) == enrolling.Enrolled(1, 0, 0)
        one, other = Member.objects.filter(name="李新来").order_by("entered_at", "pk")
        same = {f.name: getattr(one, f.name) for f in Member._meta.fields if f.name in COMPARED}
        assert same == {name: getattr(other, name) for name in same}
        assert other.code > one.code
        assert unseal(other, "id_number") == fields(502)["id_number"]
        assert unseal(other, "mobile") == "13900001234"
        assert unseal(other, "home_address") == "演示县东镇柳河村八号"
        for table in (Membership, Particular):
            assert rows_of(table, one) == rows_of(table, other)
        card = Change.objects.get(member=other)
        assert (card.field, card.state, card.source, card.batch) == ("card", "entered", "import", batch)
        assert card.made_by_name == scope.name
        assert Fact.objects.filter(kind="members.RosterEntered").count() == 1


COMPARED = {
    *("name", "pinyin", "initials", "strokes", "sex", "ethnicity", "born_on", "joined_on", "converted_on"),
    *("landline", "branch", "path", "gone_on", "demo", "entered_by", "reviewed_by", "reviewed_at"),
    *("mobile_mask", "mobile_index", "home_address_mask"),
}


def rows_of(table, member):
    left_out = {"id", "member", "made_at"}
    rows = table.objects.filter(member=member)
    return sorted(
        str([getattr(r, f.name) for f in table._meta.fields if f.name not in left_out]) for r in rows
    )


def test_each_person_of_a_batch_stands_in_the_audit(committed):
    batch = uuid4()
    with inside(database.scope_of("secretary")) as scope:
        enrol(scope, weigh(scope, [entry(committed, 503), entry(committed, 504, row=4)]), batch=batch)
    with inside(whole_house()):
        assert Audit.objects.filter(action="members.join", detail__batch=str(batch)).count() == 2
        assert Audit.objects.get(action="members.identities_asked").detail == {"numbers": 2}


def test_who_asks_for_too_many_numbers_within_the_hour_gets_no_answer(committed):
    scope = database.scope_of("secretary")
    audit.record_aside("members.identities_asked", scope=scope, numbers=2999)
    with inside(scope):
        assert kinds(weigh(scope, [entry(committed, 503)])) == ["new"]  # the three thousandth
    with inside(scope), pytest.raises(ValidationError, match="一小时"):
        weigh(scope, [entry(committed, 503)])
    with inside(database.scope_of("deputy")) as deputy:
        assert kinds(weigh(deputy, [entry(committed, 503)])) == ["new"]


def test_the_database_answers_nothing_to_who_hides_how_many_are_asked_for(world, scope_of):
    with inside(scope_of("secretary")), connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM zhibu.identities_held(%s::bytea[], 1)", [[b"1", b"2", b"3"]])
        assert cursor.fetchone() == (None,)
        cursor.execute("SELECT answer FROM zhibu.identities_held(%s::bytea[], 3001)", [[b"1"]])
        assert cursor.fetchone() == ("enough",)
    with inside(scope_of("member", "member")), connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM zhibu.identities_held(%s::bytea[], 1)", [[b"1"]])
        assert cursor.fetchone() == (None,)


def test_of_two_batches_with_one_new_number_the_second_is_refused_and_leaves_nothing(committed):
    with inside(database.scope_of("secretary")) as scope:
        late = weigh(scope, [entry(committed, 510, row=3, name="李先"), entry(committed, 511, row=4)])
    with inside(database.scope_of("elm_secretary")) as other:
        enrol(other, weigh(other, [entry(committed, 511, branch="elm")]), batch=uuid4())
    with inside(database.scope_of("secretary")) as scope:
        with pytest.raises(ValidationError) as problem:
            enrol(scope, late, batch=uuid4())
        assert problem.value.message_dict["id_number"][0] == "这个身份证号已在册，请走组织关系转接。"
        assert not Member.objects.filter(name="李先").exists()  # the transaction goes on, without the batch
    with inside(whole_house()):
        assert not Person.objects.filter(name="李先").exists()


def test_two_batches_that_wait_for_each_other_do_not_hang(committed):
    first, second = ([(512, 3), (513, 4)], [(513, 3), (512, 4)])
    told, both = [], threading.Barrier(2)

    def run(key, branch, rows):
        try:
            with inside(database.scope_of(key)) as scope:
                weighed = weigh(scope, [entry(committed, n, row=row, branch=branch) for n, row in rows])
                both.wait(timeout=20)
                enrol(scope, weighed, batch=uuid4())
            told.append("done")
        except enrolling.HeldMeanwhile:
            told.append("held")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=args)
        for args in (("secretary", "willow", first), ("elm_secretary", "elm", second))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(told) == ["done", "held"]
    with inside(whole_house()):
        assert Member.objects.filter(name="李新来").count() == 2


def test_the_card_of_who_holds_an_office_is_his_own(world, scope_of):
    with inside(whole_house()):
        holder = Person.objects.create(name="周办事")
        Appointment.objects.create(
            org=world.orgs["willow"], person=holder, office="publicist", from_on=LONG_AGO
        )
    with inside(scope_of("secretary")) as scope:
        enrol(scope, weigh(scope, [entry(world, 514, name="周办事")]), batch=uuid4())
        assert Member.objects.get(name="周办事").pk == holder.pk


def test_only_who_may_enter_members_weighs_and_only_into_his_branch(world, scope_of):
    with inside(scope_of("auditor")) as scope, pytest.raises(Refused):
        weigh(scope, [])
    with inside(scope_of("secretary")) as scope:
        weighed = weigh(scope, [entry(world, 515, branch="elm"), entry(world, 516, branch=None)])
        assert [each.faults[0].field for each in weighed] == ["branch", "branch"]
        forged = [enrolling.Weighed(entry(world, 515, branch="elm"), "new")]
        with pytest.raises(Refused):
            enrol(scope, forged, batch=uuid4())


def test_rows_are_judged_while_those_before_them_are_written(world, scope_of, monkeypatch):
    monkeypatch.setattr(enrolling.writing, "AT_ONCE", 2)
    monkeypatch.setattr(enrolling.weighing, "STEP", 1)
    entries = [entry(world, 530 + n, row=3 + n) for n in range(5)]
    entries.insert(3, entry(world, 540, row=9, ethnicity=None))
    told = []
    with inside(scope_of("secretary")) as scope:
        weighing = enrolling.Weighing(scope, entries, fills={"ethnicity": "15", "education": "10"})
        rows = weighing.rows(lambda *at: told.append(("judged", at)))
        step = lambda *at: told.append(("written", at))  # noqa: E731
        batch = uuid4()
        done = enrol(scope, rows, batch=batch, entries=entries, on_progress=step)
        assert done == enrolling.Enrolled(6, 0, 0)
        assert told.index(("written", (2, 6))) < told.index(("judged", (3, 6)))
        cards = Member.objects.filter(pk__in=Change.objects.filter(batch=batch).values("member"))
        assert sorted(cards.values_list("ethnicity", flat=True)).count("15") == 1  # what is said stays


def test_a_number_taken_meanwhile_stops_the_batch_in_whichever_part_it_stands(world, scope_of, monkeypatch):
    monkeypatch.setattr(enrolling.writing, "AT_ONCE", 1)
    entries = [entry(world, 550 + n, row=3 + n, name=f"李续{'一二三'[n]}") for n in range(3)]
    with inside(scope_of("secretary")) as scope:
        late = weigh(scope, entries)
        enrol(scope, weigh(scope, [entry(world, 550)]), batch=uuid4())
        with pytest.raises(enrolling.HeldMeanwhile):
            enrol(scope, iter(late), batch=uuid4(), entries=entries)
        assert not Member.objects.filter(name__startswith="李续").exists()


def test_a_progress_that_raises_stops_everything(world, scope_of):
    def stop(done, total):
        raise InterruptedError

    with inside(scope_of("secretary")) as scope:
        weighed = weigh(scope, [entry(world, 517)])
        with pytest.raises(InterruptedError):
            enrol(scope, weighed, batch=uuid4(), on_progress=stop)
        assert not Member.objects.filter(name="李新来").exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": None}, "name"),
        ({"id_number": "99000019800102403"}, "id_number"),
        ({"id_number": None}, "id_number"),
        ({"sex": "female"}, "id_number"),
        ({"joined_on": date(1997, 1, 2), "converted_on": date(1998, 1, 2)}, "joined_on"),
        ({"joined_on": date(2999, 1, 2)}, "joined_on"),
        ({"joined_on": None}, "joined_on"),
        ({"converted_on": None}, "converted_on"),
        ({"converted_on": date(2009, 1, 1)}, "converted_on"),
        ({"category": "probationary"}, "converted_on"),
        ({"category": "guest"}, "category"),
        ({"education": None}, "education"),
        ({"from_on": date(2010, 6, 30)}, "from_on"),
        ({"from_on": date(2010, 8, 1)}, "from_on"),
        ({"mobile": "12345"}, "mobile"),
        ({"landline": "1" * 31}, "landline"),
        ({"mobile": Masked("139****1234")}, "mobile"),
        ({"code": "M9999999"}, "code"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell(world, scope_of, more, field):
    with inside(scope_of("secretary")) as scope:
        (weighed,) = weigh(scope, [entry(world, 505, row=17, **more)])
    assert weighed.kind == "wrong"
    assert field in {fault.field for fault in weighed.faults}
    assert {fault.row for fault in weighed.faults} == {17}
    assert all(fault.reason and fault.remedy for fault in weighed.faults)
    assert not any("19800102" in fault.reason for fault in weighed.faults)


def test_birth_and_sex_are_read_from_the_number(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        weighed = weigh(scope, [entry(world, 506, sex=None, born_on=None, from_on=None)])
        enrol(scope, weighed, batch=uuid4())
        member = Member.objects.get(name="李新来")
        assert (member.sex, member.born_on) == ("male", date(1980, 1, 2))


def test_both_rows_of_one_person_are_named(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        weighed = weigh(scope, [entry(world, 507, row=3), entry(world, 508, row=4), entry(world, 507, row=9)])
    assert kinds(weighed) == ["double", "new", "double"]
    assert weighed[0].faults[0].reason == weighed[2].faults[0].reason == "第3、9行是同一位党员。"


def test_somebody_elses_member_is_only_held(world, scope_of):
    with inside(whole_house()):
        other = Member.objects.exclude(branch=world.orgs["willow"]).first()
        number = unseal(other, "id_number")
    with inside(scope_of("secretary")) as scope:
        held, unknown = weigh(
            scope,
            [
                entry(world, row=3, id_number=number, born_on=None, sex=None),
                entry(world, 509, row=4, code=other.code),
            ],
        )
    assert held.kind == "held" and held.member is None
    assert held.faults[0].reason == "这个身份证号已在册，请走组织关系转接。"
    assert unknown.kind == "wrong" and unknown.faults[0].reason == "没有这个党员编号。"
    assert other.name not in str(held) and other.name not in str(unknown)


# ---- cards that are there already


def card_of(scope, world, key="member"):
    return selectors.card(scope, world.members[key].pk)


def row(card, **values):
    return Entry(5, {"code": card.code} | values)


def test_what_a_sheet_leaves_empty_stays(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        card = card_of(scope, world)
        said = dict.fromkeys(fields()) | {"name": card.name, "landline": ""}
        assert kinds(weigh(scope, [row(card, **said)])) == ["unchanged"]


def test_a_mask_that_is_the_cards_own_changes_nothing_and_another_is_wrong(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        card = card_of(scope, world)
        same = {name: Masked(str(getattr(card, name))) for name in ("id_number", "mobile", "home_address")}
        assert kinds(weigh(scope, [row(card, **same)])) == ["unchanged"]
        (other,) = weigh(scope, [row(card, mobile=Masked("139****0000"))])
        assert (other.kind, other.faults[0].field) == ("wrong", "mobile")
        (lone,) = weigh(scope, [Entry(5, {"id_number": unseal(card, "id_number"), "mobile": same["mobile"]})])
        assert (lone.kind, lone.faults[0].field) == ("wrong", "mobile")


def test_fields_that_are_no_key_change_at_once_and_the_card_is_looked_at_again(world, scope_of):
    batch = uuid4()
    with inside(scope_of("secretary")) as scope:
        card = card_of(scope, world)
        weighed = weigh(
            scope,
            [row(card, mobile="13911112222", education="10", landline="0571-1", whereabouts="mobile",
                 direction="杭州", whereabouts_since=date(2026, 1, 1))],
        )  # fmt: skip
        assert kinds(weighed) == ["changed"]
        assert {d.field for d in weighed[0].differences} == {
            "mobile", "education", "landline", "whereabouts", "direction",
        }  # fmt: skip
        assert enrol(scope, weighed, batch=batch) == enrolling.Enrolled(0, 1, 0)
        card = card_of(scope, world)
        assert (unseal(card, "mobile"), card.landline, card.reviewed_at) == ("13911112222", "0571-1", None)
        now = {p.kind: (p.code, p.basis) for p in card.particulars.filter(until=None)}
        assert now["education"] == ("10", "")
        assert now["whereabouts"] == ("mobile", "杭州")
        assert card.particulars.get(kind="whereabouts").from_on == date(2026, 1, 1)
        change = Change.objects.get(batch=batch, field="mobile")
        assert "13911112222" not in change.after and "*" in change.after
        assert kinds(weigh(scope, [row(card, mobile="13911112222", education="10", direction="杭州")])) == [
            "unchanged"
        ]


def test_a_key_field_of_a_reviewed_card_waits(world, scope_of):
    batch = uuid4()
    with inside(scope_of("secretary")) as scope:
        card = card_of(scope, world)
        Member.objects.filter(pk=card.pk).update(reviewed_at="2026-01-05T00:00:00Z")
        weighed = weigh(scope, [row(card, name="张晓明", ethnicity="11")])
        assert {d.field: d.waits for d in weighed[0].differences} == {"name": True, "ethnicity": False}
        assert enrol(scope, weighed, batch=batch) == enrolling.Enrolled(0, 1, 1)
        after = card_of(scope, world)
        assert (after.name, after.ethnicity, after.reviewed_at) == (card.name, "11", None)
        change = Change.objects.get(batch=batch, field="name")
        assert unseal(change, "wanted") == "张晓明"
        assert kinds(weigh(scope, [row(card, name="张晓明")])) == ["unchanged"]  # it waits already


def test_a_card_that_was_corrected_after_weighing_is_weighed_again(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        card = card_of(scope, world)
        weighed = weigh(scope, [row(card, ethnicity="11")])
        services.correct_field(scope, card, "ethnicity", "05", why="档案")
        with pytest.raises(ValidationError, match="重新核对"):
            enrol(scope, weighed, batch=uuid4())


def test_a_sheet_moves_nobody_and_brings_nobody_back(world, scope_of):
    with inside(scope_of("east_officer")) as scope:
        card = card_of(scope, world)
        (moved,) = weigh(scope, [Entry(5, {"code": card.code}, world.orgs["elm"].pk)])
        assert (moved.kind, moved.faults[0].field) == ("wrong", "branch")
        services.record_death(scope, card, on=date(2026, 3, 1))
        (gone,) = weigh(scope, [row(card, landline="1")])
        assert (gone.kind, gone.faults[0].reason) == ("wrong", "这位同志已经不在册。")


def test_code_and_number_of_two_persons_are_wrong(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        card, other = card_of(scope, world), card_of(scope, world, "secretary")
        (weighed,) = weigh(scope, [row(card, id_number=unseal(other, "id_number"))])
        assert (weighed.kind, weighed.faults[0].field) == ("wrong", "code")


def test_who_turns_formal_by_a_sheet_has_the_day_of_conversion(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        new = services.NewMember(**fields(520, category="probationary", converted_on=None))
        card = services.join_member(scope, world.orgs["willow"], new, from_on=FROM)
        Member.objects.filter(pk=card.pk).update(reviewed_at="2026-01-05T00:00:00Z")
        (lacking,) = weigh(scope, [row(card, category="formal")])
        assert (lacking.kind, lacking.faults[0].field) == ("wrong", "converted_on")
        weighed = weigh(scope, [row(card, category="formal", converted_on=date(2020, 7, 1))])
        assert enrol(scope, weighed, batch=uuid4()).waiting == 0
        card = Member.objects.get(pk=card.pk)
        assert card.converted_on == date(2020, 7, 1)
        rows = card.particulars.filter(kind="category").order_by("from_on")
        assert [(r.code, r.from_on, r.until) for r in rows] == [
            ("probationary", FROM, date(2020, 7, 1)),
            ("formal", date(2020, 7, 1), None),
        ]


def test_a_sheet_puts_members_into_the_groups_of_their_branch(world, scope_of):
    first, batch = world.orgs["willow1"], uuid4()
    with inside(scope_of("secretary")) as scope:
        card = card_of(scope, world)
        asked = [entry(world, 640, row=3, group="第1小组"), row(card, group=" 柳河村第一 党小组")]
        asked.append(entry(world, 641, row=6, group="第九党小组"))
        weighed = weigh(scope, asked)
        assert kinds(weighed) == ["new", "changed", "wrong"]
        assert [(d.field, d.before, d.after) for d in weighed[1].differences] == [("group", "", first.name)]
        (told,) = weighed[2].faults
        assert (told.field, told.reason) == ("group", "这个支部没有叫“第九党小组”的党小组。")
        assert first.name in told.remedy
        enrol(scope, weighed, batch=batch)
        rows = {g.member_id: (g.group_id, g.from_on) for g in Grouping.objects.filter(until=None)}
        newcomer = Change.objects.get(batch=batch, field="card").member_id
        assert rows[newcomer] == (first.pk, max(FROM, first.founded_on))
        assert rows[card.pk] == (first.pk, clock.today())
        assert kinds(weigh(scope, [row(card, group="一组")])) == ["unchanged"]
        assert enrolling.take_back(scope, batch).kept == []
        assert not Grouping.objects.filter(member=card, until=None).exists()


def test_who_makes_no_groups_is_told_that_the_cell_was_not_taken(world, scope_of):
    secretary = scope_of("secretary")
    with inside(replace(secretary, duties=secretary.duties - {"orgs.groups"})) as scope:
        (weighed,) = weigh(scope, [entry(world, 642, group="第一党小组")])
        assert (weighed.kind, weighed.group) == ("new", None)
        assert [(f.field, f.level) for f in weighed.faults] == [("group", "warning")]


def test_a_group_that_was_changed_by_hand_since_is_kept(world, scope_of):
    batch = uuid4()
    with inside(scope_of("secretary")) as scope:
        card = card_of(scope, world)
        enrol(scope, weigh(scope, [row(card, group="一组")]), batch=batch)
        services.put_into_group(scope, card, None, on=clock.today())
        told = enrolling.take_back(scope, batch)
        assert [kept.reason for kept in told.kept] == ["党小组：后来又改过"]


def test_the_remedy_is_said_once(world, scope_of):
    """A number that says another sex: the finding, then what to do, and not "请核对" twice."""
    with inside(scope_of("secretary")) as scope:
        (weighed,) = weigh(scope, [entry(world, 505, row=17, sex="female")])
    (fault,) = [each for each in weighed.faults if each.field == "id_number"]
    assert (fault.reason + fault.remedy).count("请核对") == 1 and fault.reason.strip()
