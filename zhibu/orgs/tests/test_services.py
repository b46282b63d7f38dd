"""What an organisation officer can say, and what the tree answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from zhibu.guard.models import Person
from zhibu.kernel import clock
from zhibu.kernel.scope import Refused
from zhibu.members.models import Member
from zhibu.members.services import put_into_group
from zhibu.orgs import selectors, services
from zhibu.orgs.models import Appointment, Org, Placement
from zhibu.site.testing import database
from zhibu.site.testing.world import LONG_AGO, inside, whole_house

DAY = date(2026, 3, 1)


def _branch(scope, parent, name="杨树村党支部", **more):
    values = {"kind": "branch", "field": "village", "founded_on": DAY} | more
    return services.found_org(scope, parent, name=name, **values)


def _fresh(world, key):
    """An instance of this test's own: a move changes it, and the world is everybody's."""
    return Org.objects.get(pk=world.orgs[key].pk)


def _fields(problem):
    return set(problem.value.message_dict)


def test_a_branch_is_founded_with_a_place_of_its_own_and_a_code(world, scope_of):
    with inside(scope_of("officer")) as scope:
        branch = _branch(
            scope, world.orgs["east"], name="中共演示县东镇𬭎㛃䶮村支部委员会", short_name="𬭎㛃䶮村党支部"
        )
        assert branch.path.startswith(world.orgs["east"].path)
        assert len(branch.code) == 7
        assert branch in selectors.children(scope, world.orgs["east"])
        assert selectors.called(scope, "㛃䶮") == [branch]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "group"}, "kind"),
        ({"founded_on": date(2999, 1, 1)}, "founded_on"),
        ({"uscc": "91350100M000100Y44"}, "uscc"),
        ({"code": "elm"}, "code"),
        ({"field": "nowhere"}, "field"),
        ({"name": " "}, "name"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world, scope_of, more, field):
    with inside(scope_of("east_officer")) as scope, pytest.raises(ValidationError) as problem:
        _branch(scope, world.orgs["east"], **more)
    assert field in _fields(problem)


def test_a_code_taken_beyond_the_wall_is_refused_without_saying_where(world, scope_of):
    with inside(scope_of("east_officer")) as scope, pytest.raises(ValidationError) as problem:
        _branch(scope, world.orgs["east"], code="pine")
    assert "松岭" not in str(problem.value)


def test_only_those_above_found_and_dissolve(world, scope_of):
    with inside(scope_of("secretary")) as scope, pytest.raises(Refused):
        _branch(scope, world.orgs["willow"], kind="group")
    with inside(scope_of("east_officer")) as scope:
        for where in ("west", "county"):
            with pytest.raises(Refused):
                _branch(scope, world.orgs[where])
        with pytest.raises(Refused):
            services.dissolve_org(scope, world.orgs["east"], on=DAY, why="x")


def test_the_secretary_forms_and_dissolves_groups(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        group = services.found_group(scope, world.orgs["willow"], name="第二党小组", founded_on=DAY)
        member = world.members["member"]
        put_into_group(scope, member, group, on=DAY)
        with pytest.raises(ValidationError, match="还有党员"):
            services.dissolve_group(scope, group, on=DAY + timedelta(days=9), why="并组")
        group.refresh_from_db()
        put_into_group(scope, member, None, on=DAY + timedelta(days=5))
        services.dissolve_group(scope, group, on=DAY + timedelta(days=9), why="并组")
        assert group not in selectors.groups(scope, world.orgs["willow"])
        with pytest.raises(Refused):
            services.dissolve_group(scope, world.orgs["willow"], on=DAY, why="x")


def test_a_branch_with_members_is_not_dissolved_and_an_empty_one_lays_down_its_offices(world, scope_of):
    with inside(scope_of("officer")) as scope:
        with pytest.raises(ValidationError, match="还有党员"):
            services.dissolve_org(scope, world.orgs["elm"], on=DAY, why="合并")
        branch = _branch(scope, world.orgs["west"])
        held = services.appoint(scope, branch, world.people["pine_member"], office="secretary", from_on=DAY)
        with pytest.raises(ValidationError) as problem:
            services.dissolve_org(scope, branch, on=DAY, why="合并")
        assert _fields(problem) == {"on"}
        services.dissolve_org(scope, branch, on=DAY + timedelta(days=1), why="合并")
        held.refresh_from_db()
        assert held.until == DAY + timedelta(days=1)
        assert not Org.objects.standing().filter(pk=branch.pk).exists()
        with pytest.raises(ValidationError):
            services.appoint(scope, branch, world.people["pine_member"], office="secretary", from_on=DAY)


def test_a_move_carries_the_cards_and_keeps_the_tree_of_earlier_days(committed):
    """Walls follow at once: who covered the branch sees its members no more, who covers it now does."""
    w = committed
    with inside(database.scope_of("officer")) as scope:
        services.move_org(scope, _fresh(w, "willow"), _fresh(w, "west"), on=DAY, why="区划调整")
    with inside(database.scope_of("east_officer")):
        assert not Member.objects.filter(pk=w.people["member"].pk).exists()
        assert not Org.objects.filter(pk=w.orgs["willow"].pk).exists()
    with inside(database.scope_of("secretary")) as scope:
        card = Member.objects.within(scope).get(pk=w.people["member"].pk)
        assert card.path.startswith(Org.objects.get(pk=w.orgs["west"].pk).path)
    with inside(whole_house()):
        before, after = (selectors.paths_on(day) for day in (DAY - timedelta(days=1), DAY))
        willow, group = w.orgs["willow"].pk, w.orgs["willow1"].pk
        assert before[willow].startswith(w.orgs["east"].path)
        assert after[willow].startswith(w.orgs["west"].path)
        assert after[group].startswith(after[willow])
        assert Placement.objects.filter(org=group).count() == 2


def test_a_move_by_the_system_administrator_carries_cards_he_cannot_see(committed):
    w = committed
    with inside(database.scope_of("system_admin")) as scope:
        assert not Member.objects.exists()
        moved = services.move_org(scope, _fresh(w, "elm"), _fresh(w, "west"), on=DAY, why="区划调整")
    with inside(whole_house()):
        assert Member.objects.get(pk=w.people["elm_member"].pk).path == moved.path


def test_nothing_moves_into_itself_or_to_where_it_is(world, scope_of):
    with inside(scope_of("officer")) as scope:
        for org, parent in (("east", "willow"), ("willow", "east"), ("willow", "elm"), ("east", "east")):
            with pytest.raises((ValidationError, Refused)):
                services.move_org(scope, world.orgs[org], world.orgs[parent], on=DAY, why="x")
        with pytest.raises(ValidationError) as problem:
            services.move_org(scope, world.orgs["elm"], world.orgs["west"], on=LONG_AGO, why="x")
        assert _fields(problem) == {"on"}


def test_an_office_above_the_branch_waits_for_a_second_person(world, scope_of):
    with inside(scope_of("officer")) as scope:
        held = services.appoint_newcomer(
            scope, world.orgs["east"], "阿卜杜拉·买买提", office="auditor", from_on=DAY
        )
        assert not held.confirmed
        assert Person.objects.get(pk=held.person_id).name == "阿卜杜拉·买买提"
        assert selectors.offices_held(held.person_id, clock.today()) == []
    with inside(scope_of("security_admin")) as scope:
        services.confirm_appointment(scope, held)
        assert [a.pk for a in selectors.offices_held(held.person_id, clock.today())] == [held.pk]


def test_nobody_confirms_what_he_proposed_or_himself(world, scope_of):
    w = world
    with inside(whole_house()) as house:
        lead = services.appoint(
            house, w.orgs["county"], w.people["officer"], office="committee_secretary", from_on=DAY
        )
        Appointment.objects.filter(pk=lead.pk).update(confirmed_at=clock.now())
    with inside(scope_of("officer", "officer")) as scope:
        proposed = services.appoint(
            scope, w.orgs["east"], w.people["outsider"], office="officer", from_on=DAY
        )
    with inside(scope_of("officer", "committee_secretary")) as scope, pytest.raises(ValidationError):
        services.confirm_appointment(scope, proposed)
    with inside(scope_of("system_admin")) as scope:
        with pytest.raises(Refused):
            services.confirm_appointment(scope, proposed)
        about = services.appoint(
            scope, w.orgs["county"], w.people["security_admin"], office="auditor", from_on=DAY
        )
    with inside(scope_of("security_admin")) as scope:
        with pytest.raises(ValidationError):
            services.confirm_appointment(scope, about)
        services.decline_appointment(scope, proposed, why="没有任命文件")
        with pytest.raises(ValidationError, match="已经办过"):
            services.confirm_appointment(scope, proposed)


def test_an_office_ends_once_and_its_person_is_shown_out(world, scope_of, sign_in):
    client = sign_in("organiser")
    assert client.get("/members/").status_code == 200
    with inside(scope_of("east_officer")) as scope:
        held = Appointment.objects.get(person=world.people["organiser"])
        services.end_office(scope, held, on=clock.today(), why="届满")
        with pytest.raises(ValidationError):
            services.end_office(scope, held, on=clock.today(), why="又一次")
    assert client.get("/members/").status_code == 302


def test_offices_fit_the_level_and_begin_when_the_organisation_stands(world, scope_of):
    with inside(scope_of("officer")) as scope:
        for office, org, day in (
            ("secretary", "east", DAY),
            ("officer", "willow", DAY),
            ("nobody", "willow", DAY),
        ):
            with pytest.raises(ValidationError) as problem:
                services.appoint(scope, world.orgs[org], world.people["member"], office=office, from_on=day)
            assert _fields(problem) == {"office"}
        early = LONG_AGO - timedelta(days=1)
        with pytest.raises(ValidationError) as problem:
            services.appoint(
                scope, world.orgs["willow"], world.people["member"], office="publicist", from_on=early
            )
        assert _fields(problem) == {"from_on"}
        with pytest.raises(ValidationError, match="已经担任"):
            services.appoint(
                scope, world.orgs["willow"], world.people["secretary"], office="secretary", from_on=DAY
            )


def test_elections_make_terms_in_whatever_order_they_are_recorded(world, scope_of):
    days = [date(2022, 5, 1), date(2016, 5, 1), date(2019, 5, 1)]
    with inside(scope_of("officer")) as scope:
        for day in days:
            services.record_election(scope, world.orgs["willow"], elected_on=day)
        spans = [
            (t.elected_on.year, t.ended_on and t.ended_on.year) for t in selectors.terms(world.orgs["willow"])
        ]
        assert spans == [(2022, None), (2019, 2022), (2016, 2019)]
        with pytest.raises(ValidationError):
            services.record_election(scope, world.orgs["willow"], elected_on=days[0])


@pytest.mark.parametrize(
    ("field", "day", "level"),
    [
        ("agency", date(2025, 4, 30), "due_soon"),
        ("agency", date(2024, 10, 30), "kept"),
        ("agency", date(2024, 11, 1), "due_soon"),
        ("agency", date(2025, 5, 2), "broken"),
        ("village", date(2025, 5, 2), "kept"),
        ("village", date(2027, 5, 2), "broken"),
    ],
)
def test_the_term_is_judged_by_the_kind_of_unit(world, scope_of, field, day, level):
    with inside(scope_of("officer")) as scope:
        term = services.record_election(scope, world.orgs["willow"], elected_on=date(2022, 5, 1))
        world_org = Org.objects.get(pk=world.orgs["willow"].pk)
        world_org.field = field
        assert selectors.term_verdict(world_org, term, day).level == level


def test_a_committee_is_more_than_a_secretary_and_a_deputy(world, scope_of):
    today = clock.today()
    with inside(scope_of("officer")) as scope:
        assert selectors.committee_size(world.orgs["willow"], today) == 3
        assert selectors.committee_size(world.orgs["elm"], today) == 0
        services.appoint(
            scope, world.orgs["elm"], world.people["elm_secretary"], office="publicist", from_on=DAY
        )
        assert selectors.committee_size(world.orgs["elm"], today) == 1


def test_numbers_in_the_tree_are_those_of_the_roster_for_whoever_may_see_it(world, scope_of):
    for who in ("officer", "auditor", "system_admin"):
        with inside(scope_of(who)) as scope:
            grown = selectors.tree(scope, selectors.own_org(scope), {})
            assert (grown.count.members, grown.count.formal) == (10, 9)
            assert {t.org.code: t.count.members for t in grown.below} == {"east": 8, "west": 2}
    with inside(scope_of("member")) as scope:
        assert selectors.count_of(scope, selectors.own_org(scope)).members == 6


def test_describing_changes_only_what_describes(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        org = world.orgs["willow"]
        assert services.describe_org(scope, org, phone="0571-88886666", field=org.field) == ["phone"]
        with pytest.raises(Refused):
            services.describe_org(scope, org, name="x")
        with pytest.raises(Refused):
            services.describe_org(scope, world.orgs["elm"], phone="1")
        with pytest.raises(ValidationError):
            services.describe_org(scope, org, uscc="91350100M000100Y44")
        services.describe_org(scope, org, uscc="91350100m000100y43")
        assert Org.objects.get(pk=org.pk).uscc == "91350100M000100Y43"


def test_nothing_is_said_of_a_branch_before_its_roster_is_entered(world):
    with inside(whole_house()):
        branch = _fresh(world, "willow")
        assert selectors.verdicts(branch, selectors.Count(), DAY) == []
        said = selectors.verdicts(branch, selectors.Count(members=2, formal=2), DAY)
    assert [verdict.level.value for verdict in said][:1] == ["broken"]
