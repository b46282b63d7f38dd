"""What a branch secretary can say about a member, and what is refused."""

from __future__ import annotations

import json
import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from zhibu.guard.models import Viewing
from zhibu.kernel import audit, clock
from zhibu.kernel.models import Audit, Fact
from zhibu.kernel.scope import Refused
from zhibu.members import selectors, services
from zhibu.members.models import Change, Grouping, Member, Membership, Particular
from zhibu.members.services import identity
from zhibu.orgs.services import found_group
from zhibu.site import scopes
from zhibu.site.testing import database
from zhibu.site.testing.world import LONG_AGO, inside, whole_house

from .people import NAMES, fields, newcomer

FROM = date(2016, 1, 1)
TODAY_FIELDS = {"on": date(2026, 3, 1), "why": "工作调动"}


def _named(problem):
    return set(problem.value.message_dict)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_kind_come_in_and_are_found(world, scope_of, name):
    with inside(scope_of("secretary")) as scope:
        member = services.join_member(scope, world.orgs["willow"], newcomer(name=f" {name} "), from_on=FROM)
        assert member.name == name
        assert member.code.startswith("M") and len(member.code) == 8
        found = selectors.roster(scope, world.orgs["willow"], words=name)
        assert [m.pk for m in found] == [member.pk]


def test_initials_find_a_member(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        assert [m.name for m in selectors.roster(scope, world.orgs["willow"], words="zxm")] == ["张小明"]
        assert [m.name for m in selectors.roster(scope, world.orgs["willow"], words="shan")] == ["单红梅"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"id_number": "99000019800102403"}, "id_number"),
        ({"id_number": ""}, "id_number"),
        ({"sex": "female"}, "mismatch"),
        ({"born_on": date(1980, 1, 3), "id_number": fields()["id_number"]}, "mismatch"),
        ({"joined_on": date(1997, 1, 2), "converted_on": date(1998, 1, 2)}, "joined_on"),
        ({"joined_on": date(2999, 1, 2)}, "joined_on"),
        ({"converted_on": None}, "converted_on"),
        ({"converted_on": date(2009, 1, 1)}, "converted_on"),
        ({"category": "probationary"}, "converted_on"),
        ({"category": "guest"}, "category"),
        ({"whereabouts": "mobile", "whereabouts_since": date(2000, 1, 1)}, "whereabouts_since"),
    ],
)
def test_what_is_wrong_on_a_new_card_is_said_at_its_field(world, scope_of, more, field):
    with inside(scope_of("secretary")) as scope, pytest.raises(ValidationError) as problem:
        services.join_member(scope, world.orgs["willow"], newcomer(**more), from_on=FROM)
    assert field in _named(problem)
    with inside(scope_of("secretary")):
        assert not Member.objects.filter(name="李新来").exists()


@pytest.mark.parametrize(
    "day",
    [LONG_AGO - timedelta(days=1), date(2010, 6, 30), date(2999, 1, 1)],
    ids=["unfounded", "unjoined", "later"],
)
def test_nobody_belongs_before_the_branch_stands_or_after_today(world, scope_of, day):
    with inside(scope_of("secretary")) as scope, pytest.raises(ValidationError) as problem:
        services.join_member(scope, world.orgs["willow"], newcomer(), from_on=day)
    assert _named(problem) == {"from_on"}


def test_a_difference_from_the_number_needs_a_reason_that_stays(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        new = newcomer(sex="female", mismatch="以档案记载为准")
        member = services.join_member(scope, world.orgs["willow"], new, from_on=FROM)
        assert member.changes.get().why == "以档案记载为准"


def test_a_number_held_elsewhere_is_answered_without_where_or_who(world, scope_of):
    pine = world.members["pine_member"]
    with inside(scope_of("pine_secretary")) as scope:
        number = services.unseal_field(scope, selectors.card(scope, pine.pk), "id_number", why="核对身份")
    with inside(scope_of("secretary")) as scope, pytest.raises(ValidationError) as problem:
        new = newcomer(born_on=pine.born_on, sex=pine.sex, id_number=f" {number.lower()} ", **_joined(pine))
        services.join_member(scope, world.orgs["willow"], new, from_on=date(2024, 1, 1))
    assert problem.value.message_dict == {"id_number": ["这个身份证号已在册，请走组织关系转接。"]}


def _joined(member):
    return {"joined_on": member.joined_on, "converted_on": member.converted_on}


def test_who_asks_more_than_sixty_times_an_hour_gets_no_answer(committed):
    scope = database.scope_of("secretary")
    for _ in range(60):
        audit.record_aside(identity.ASKED, scope=scope)
    with inside(scope), pytest.raises(ValidationError, match="60次"):
        services.join_member(scope, committed.orgs["willow"], newcomer(), from_on=FROM)
    with inside(database.scope_of("deputy")) as deputy:  # another person may go on
        services.join_member(deputy, committed.orgs["willow"], newcomer(), from_on=FROM)


def test_every_asking_is_written_down_though_the_joining_fails(committed):
    with inside(database.scope_of("secretary")) as scope, pytest.raises(ValidationError):
        services.join_member(
            scope, committed.orgs["willow"], newcomer(number=1, **_own(committed)), from_on=FROM
        )
    with inside(whole_house()):
        assert (
            Audit.objects.filter(action=identity.ASKED, actor=committed.people["secretary"].pk).count() == 1
        )


def _own(world):
    member = world.members["member"]
    with inside(database.scope_of("secretary")) as scope:
        number = services.unseal_field(scope, Member.objects.get(pk=member.pk), "id_number", why="核对身份")
    return {"id_number": number, "born_on": member.born_on, "sex": member.sex} | _joined(member)


def test_two_who_enter_the_same_number_at_once_make_one_card(committed):
    """The second waits at the unique index and is told 已在册, not an error of the database."""
    answers = []
    ready = threading.Barrier(2)

    def enter(key):
        try:
            with inside(database.scope_of(key)) as scope:
                ready.wait(5)
                services.join_member(scope, committed.orgs[key.split("_")[0]], newcomer(), from_on=FROM)
            answers.append("entered")
        except ValidationError as refused:
            answers.append("".join(refused.message_dict["id_number"]))
        finally:
            connections.close_all()

    both = [threading.Thread(target=enter, args=(key,)) for key in ("elm_secretary", "pine_secretary")]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert sorted(answers) == ["entered", "这个身份证号已在册，请走组织关系转接。"]


def test_nobody_reviews_the_own_card_or_what_he_entered(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        member = services.join_member(scope, world.orgs["willow"], newcomer(), from_on=FROM)
        with pytest.raises(ValidationError, match="录入人"):
            services.review_card(scope, member, unrelated=True)
        with pytest.raises(ValidationError, match="自己的信息卡"):
            services.review_card(scope, selectors.card(scope, scope.actor), unrelated=True)
    with inside(scope_of("deputy")) as scope:
        services.review_card(scope, member, unrelated=True)
        assert selectors.card(scope, member.pk).reviewed_at is not None
        assert member.changes.get().state == Change.State.DONE
    with inside(scope_of("auditor")) as scope, pytest.raises(Refused):
        services.review_card(scope, member, unrelated=True)


def test_a_correction_opens_the_card_for_review_and_keeps_both_readings(world, scope_of):
    member = world.members["member"]
    with inside(scope_of("organiser")) as scope:
        services.correct_field(scope, member, "name", "张晓明", why="户口簿")
        change = Change.objects.get(member=member, field="name")
        assert (change.before, change.after, change.state) == ("张小明", "张晓明", "entered")
        card = selectors.card(scope, member.pk)
        assert (card.name, card.initials, card.person.name, card.reviewed_at) == (
            "张晓明",
            "zxm",
            "张晓明",
            None,
        )
        assert services.correct_field(scope, card, "name", "张晓明", why="再来一次") is None


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("name", " ", "name"),
        ("id_number", "123", "id_number"),
        ("id_number", "", "id_number"),
        ("born_on", date(2020, 1, 1), "born_on"),
        ("joined_on", date(2999, 1, 1), "joined_on"),
        ("converted_on", date(1950, 1, 1), "converted_on"),
        ("converted_on", None, "converted_on"),
        ("ethnicity", "77", "ethnicity"),
    ],
)
def test_a_wrong_correction_is_refused_at_its_field(world, scope_of, field, value, told):
    member = world.members["member"]
    with inside(scope_of("secretary")) as scope:
        with pytest.raises(ValidationError) as problem:
            services.correct_field(scope, member, field, value, why="试试")
        assert told in _named(problem)
        with pytest.raises(Refused):
            services.correct_field(scope, member, "path", "0", why="试试")


def test_a_dated_field_ends_and_begins_on_the_same_day(world, scope_of):
    member = world.members["newcomer"]
    converted = date(2026, 10, 1)
    with inside(scope_of("secretary")) as scope, clock.stopped_at(date(2026, 11, 1)):
        services.change_particular(scope, member, "category", "formal", on=converted, basis="支部大会")
        rows = list(Particular.objects.filter(member=member, kind="category").order_by("from_on", "pk"))
        assert [(r.code, r.until) for r in rows] == [("probationary", converted), ("formal", None)]
        assert selectors.card(scope, member.pk).converted_on == converted
        for code, day, told in (("formal!", converted, "code"), ("probationary", date(2026, 1, 1), "on")):
            with pytest.raises(ValidationError) as problem:
                services.change_particular(scope, member, "category", code, on=day)
            assert told in _named(problem)


def test_a_member_asks_and_the_branch_answers(world, scope_of):
    member = world.members["member"]
    with inside(scope_of("member")) as scope:
        change = services.ask_correction(scope, member, "education", says="大学本科", why="毕业证")
        sealed = services.ask_correction(scope, member, "mobile", says="13811112222", why="")
        assert "1381111" not in sealed.after
        with pytest.raises(ValidationError):
            services.ask_correction(scope, member, "education", says="研究生", why="")
        with pytest.raises(Refused):
            services.ask_correction(scope, world.members["elder"], "name", says="x", why="")
    with inside(scope_of("secretary")) as scope:
        assert set(selectors.asked_corrections(scope, world.orgs["willow"])) == {change, sealed}
        with pytest.raises(ValidationError) as problem:
            services.decline_correction(scope, change, answer="")
        assert _named(problem) == {"answer"}
        services.decline_correction(scope, change, answer="请把毕业证交支部核对")
        with pytest.raises(ValidationError, match="已经办过"):
            services.accept_correction(scope, change, answer="")
    with inside(scope_of("member")):
        assert Change.objects.get(pk=change.pk).answer == "请把毕业证交支部核对"


def test_a_member_dies_and_is_off_the_roster_with_offices_and_sessions(world, scope_of, sign_in):
    client = sign_in("deputy")
    member = world.members["deputy"]
    with inside(scope_of("secretary")) as scope:
        services.record_death(scope, member, on=TODAY_FIELDS["on"])
        card = selectors.card(scope, member.pk)
        assert card.gone_on == TODAY_FIELDS["on"]
        assert not member.person.appointments.filter(until=None).exists()
        assert card not in selectors.roster(scope, world.orgs["willow"])
        assert [m.member_id for m in selectors.gone(scope, world.orgs["willow"])] == [member.pk]
        with pytest.raises(ValidationError, match="不在册"):
            services.record_death(scope, member, on=TODAY_FIELDS["on"])
        with pytest.raises(ValidationError, match="不在册"):
            services.change_particular(scope, member, "education", "10", on=TODAY_FIELDS["on"])
    assert client.get("/members/").status_code == 302


@pytest.mark.parametrize(
    ("papers", "told"),
    [
        ({"resolution": "", "approval": ""}, "resolution"),
        ({"resolution": "3月1日支部大会", "approval": " "}, "approval"),
        ({"resolution": " ", "approval": "东党〔2026〕2号"}, "resolution"),
    ],
)
def test_nobody_leaves_without_resolution_and_approval(world, scope_of, papers, told):
    with inside(scope_of("secretary")) as scope, pytest.raises(ValidationError) as problem:
        services.record_leaving(scope, world.members["member"], left="removal", **papers, **TODAY_FIELDS)
    assert _named(problem) == {told}
    assert "没有" in str(problem.value)


def test_leaving_keeps_the_papers_and_suspension_is_no_exit(world, scope_of):
    papers = {"resolution": "3月1日支部大会", "approval": "东党〔2026〕2号"}
    member = world.members["member"]
    with inside(scope_of("secretary")) as scope:
        with pytest.raises(ValidationError) as problem:
            services.record_leaving(scope, member, left="suspension", **papers, **TODAY_FIELDS)
        assert _named(problem) == {"left"}
        services.record_leaving(scope, member, left="removal", **papers, **TODAY_FIELDS)
        row = Membership.objects.get(member=member)
        assert (row.left, row.resolution, row.approval) == ("removal", *papers.values())


def test_after_a_transfer_the_old_branch_sees_nothing_and_the_new_one_does(committed):
    w = committed
    member = w.members["member"]
    with inside(database.scope_of("east_officer")) as scope:
        group = found_group(scope, w.orgs["willow"], name="三组", founded_on=FROM)
        services.put_into_group(scope, member, group, on=FROM)
        services.transfer_member(scope, member, w.orgs["elm"], **TODAY_FIELDS)
    with inside(database.scope_of("secretary")):
        assert not Member.objects.filter(pk=member.pk).exists()
        assert not Membership.objects.filter(member_id=member.pk).exists()
    with inside(database.scope_of("elm_secretary")) as scope:
        card = selectors.card(scope, member.pk)
        past = selectors.memberships(card)
        assert [m.branch_name for m in past] == ["榆树村党支部", "柳河村党支部"]
        assert selectors.story(card, selectors.changes(card))
        assert not Grouping.objects.filter(member=card, until=None).exists()
    with inside(whole_house()):
        assert Fact.objects.filter(kind="members.MemberTransferred").count() == 1


def test_a_transfer_stays_within_the_range_and_in_order(world, scope_of):
    member = world.members["member"]
    with inside(scope_of("east_officer")) as scope:
        with pytest.raises(Refused):
            services.transfer_member(scope, member, world.orgs["pine"], **TODAY_FIELDS)
        for to, day, told in (
            ("willow", TODAY_FIELDS["on"], "to"),
            ("east", TODAY_FIELDS["on"], "to"),
            ("elm", LONG_AGO, "on"),
            ("elm", date(2999, 1, 1), "on"),
        ):
            with pytest.raises(ValidationError) as problem:
                services.transfer_member(scope, member, world.orgs[to], on=day, why="x")
            assert _named(problem) == {told}
    with inside(scope_of("secretary")) as scope, pytest.raises(Refused):
        services.transfer_member(scope, member, world.orgs["elm"], **TODAY_FIELDS)


def test_groups_are_those_of_the_branch(world, scope_of):
    member, group = world.members["member"], world.orgs["willow1"]
    with inside(scope_of("secretary")) as scope:
        assert services.regroup(scope, [(member, group), (world.members["elder"], None)], on=FROM) == 1
        with pytest.raises(ValidationError) as problem:
            services.put_into_group(scope, member, world.orgs["willow"], on=FROM)
        assert _named(problem) == {"group"}
        assert {m.pk: g for m, g in selectors.grouped(scope, world.orgs["willow"])}[member.pk] == group.pk
    with inside(scope_of("east_officer")) as scope, pytest.raises(ValidationError):
        services.put_into_group(scope, world.members["elm_member"], group, on=FROM)
    with inside(scope_of("elm_secretary")) as scope, pytest.raises(Refused):
        services.put_into_group(scope, member, None, on=FROM)


def test_reading_in_clear_asks_for_a_reason_that_the_person_reads(world, scope_of):
    member = world.members["member"]
    with inside(scope_of("secretary")) as scope:
        with pytest.raises(ValidationError):
            services.unseal_field(scope, member, "mobile", why="")
        assert services.unseal_field(scope, member, "mobile", why="通知开会").startswith("13800")
        with pytest.raises(Refused):
            services.unseal_field(scope, member, "name", why="通知开会")
    with inside(scope_of("auditor")) as scope, pytest.raises(Refused):
        services.unseal_field(scope, member, "mobile", why="例行检查")
    with inside(scope_of("member")):
        seen = Viewing.objects.get(person_id=member.pk)
        assert (seen.viewer_name, seen.office, seen.what, seen.why) == (
            "王建国",
            "支部书记",
            "查看手机号码",
            "通知开会",
        )


def test_opening_sealed_fields_has_its_limit_an_hour(committed):
    scope = database.scope_of("secretary")
    for _ in range(30):
        audit.record_aside("members.unseal", scope=scope)
    with inside(scope), pytest.raises(ValidationError, match="30次"):
        services.unseal_field(scope, committed.members["member"], "mobile", why="通知开会")


def test_no_sealed_value_lies_in_any_other_row(committed):
    """Numbers, phones and homes stand in their sealed columns and nowhere else in the database."""
    secret = fields(mobile="13977775555", home_address="演示县金丝雀巷十七号")
    with inside(database.scope_of("secretary")) as scope:
        member = services.join_member(scope, committed.orgs["willow"], newcomer(**secret), from_on=FROM)
        services.correct_field(scope, member, "mobile", "13966664444", why="换了号码")
        services.correct_field(scope, member, "home_address", "演示县金丝雀巷十八号", why="搬家")
        assert "金丝雀" not in str(member) + repr(member) + repr(member.home_address)
    canaries = (secret["id_number"], "13977775555", "13966664444", "金丝雀")
    with inside(whole_house()), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute("SELECT has_table_privilege(current_user, %s, 'SELECT')", [f"public.{table}"])
            if not cursor.fetchone()[0]:
                continue
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            rows = "\n".join(text for (text,) in cursor.fetchall())
            assert [c for c in canaries if c in rows] == [], table


def test_the_copy_holds_everything_about_oneself_and_nothing_of_others(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        copy = services.take_copy(scope, selectors.own_card(scope.actor))
    text = json.dumps(copy, ensure_ascii=False)
    assert copy["card"]["fields"]["mobile"]["value"] == "13800000001"
    assert copy["offices"][0]["office"] == "支部书记"
    assert not any(name in text for name in ("单红梅", "张小明", "13800000002"))
    with inside(scope_of("outsider")) as scope:
        assert services.take_copy(scope, None)["card"] is None
    with inside(scope_of("member")) as scope, pytest.raises(Refused):
        services.take_copy(scope, world.members["secretary"])


def test_the_card_of_an_office_holder_without_one_is_his_by_the_same_sign_in(world, scope_of):
    """The first secretary of an installation has an account and an office before there is a card."""
    w = world
    with inside(whole_house()):
        person = w.person("first", "郝书记")
        w.appoint("first", "elm", "deputy_secretary")
    with inside(scope_of("elm_secretary")) as scope:
        card = services.join_member(scope, w.orgs["elm"], newcomer(name="郝书记"), from_on=FROM)
    assert card.pk == person.pk
    assert {hat.office for hat in scopes.grants(person)} == {"member", "deputy_secretary"}


def test_the_same_name_in_another_branch_is_another_person(world, scope_of):
    w = world
    with inside(scope_of("elm_secretary")) as scope:
        card = services.join_member(scope, w.orgs["elm"], newcomer(name="王建国"), from_on=FROM)
    assert card.pk != w.people["secretary"].pk
