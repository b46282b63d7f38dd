"""Figures of the invented world: by the tree of the day, by bands whose bounds are data, within rights."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from zhibu.kernel.scope import NOWHERE, Refused
from zhibu.members.models import Member
from zhibu.members.services import record_death, transfer_member
from zhibu.orgs.models import Org
from zhibu.orgs.services import move_org
from zhibu.site.testing.world import inside, whole_house
from zhibu.statistics import dimensions, selectors

LAST_YEAR = date(2025, 6, 30)
TODAY = date(2026, 11, 20)


@pytest.fixture
def house(world):
    """Reads and writes as the house."""
    with inside(whole_house()) as scope:
        yield scope


def test_every_dimension_adds_up_to_the_members(house, world):
    for org in world.orgs.values():
        figures = selectors.figures(house, org, TODAY)
        assert {name: sum(counted.values()) for name, counted in figures.by.items()} == dict.fromkeys(
            dimensions.TITLES, figures.members
        )
    assert selectors.figures(house, world.orgs["county"], TODAY).members == 10
    assert selectors.figures(house, world.orgs["willow"], TODAY).members == 6


def test_children_add_up_to_their_parent(house, world):
    county = world.orgs["county"]
    children = selectors.children(house, county, TODAY)
    assert [child.code for child in children] == ["east", "west"]
    assert sum(child.members for child in children) == selectors.figures(house, county, TODAY).members
    assert selectors.children(house, world.orgs["willow"], TODAY) == []  # a group is no branch of its own
    assert selectors.organisations(house, county, TODAY) == {
        "party_committee": 3,
        "general_branch": 0,
        "branch": 3,
    }


def test_a_newcomer_counts_from_the_day_of_joining(house, world):
    willow = world.orgs["willow"]
    before = selectors.figures(house, willow, date(2026, 3, 19))
    after = selectors.figures(house, willow, date(2026, 3, 20))
    assert (before.members, after.members) == (5, 6)
    first = date(2026, 1, 1)
    told = [selectors.admitted(house, willow, first, date(2026, 3, day)) for day in (19, 20)]
    assert told == [0, 1]
    assert after.by["category"]["probationary"] == 1


@pytest.mark.parametrize(
    ("born", "on", "band"),
    [
        (date(1995, 11, 21), date(2026, 11, 20), "30岁及以下"),
        (date(1995, 11, 20), date(2026, 11, 20), "31-35岁"),
        (date(1996, 2, 29), date(2027, 2, 28), "30岁及以下"),
        (date(1996, 2, 29), date(2027, 3, 1), "31-35岁"),
        (date(1990, 11, 21), date(2026, 11, 20), "31-35岁"),
        (date(1966, 11, 20), date(2026, 11, 20), "56-60岁"),
        (date(1965, 11, 21), date(2026, 11, 20), "56-60岁"),
        (date(1965, 11, 20), date(2026, 11, 20), "61岁及以上"),
    ],
)
def test_age_is_counted_in_full_years_on_the_asked_day(house, world, born, on, band):
    only = world.members["elm_secretary"]
    Member.objects.filter(branch=world.orgs["elm"]).exclude(pk=only.pk).update(born_on=date(2005, 1, 1))
    Member.objects.filter(pk=only.pk).update(born_on=born)
    counted = selectors.figures(house, world.orgs["elm"], on).by["age"]
    assert counted[band] == (2 if band == "30岁及以下" else 1)


@pytest.mark.parametrize(
    ("joined", "period"),
    [
        (date(1949, 9, 30), "新中国成立前"),
        (date(1949, 10, 1), "新中国成立后至十一届三中全会前"),
        (date(1978, 12, 17), "新中国成立后至十一届三中全会前"),
        (date(1978, 12, 18), "十一届三中全会后至十八大前"),
        (date(2012, 11, 7), "十一届三中全会后至十八大前"),
        (date(2012, 11, 8), "十八大以来"),
    ],
)
def test_periods_of_joining_begin_on_their_day(house, world, joined, period):
    Member.objects.filter(branch=world.orgs["pine"]).update(joined_on=joined, converted_on=None)
    counted = selectors.figures(house, world.orgs["pine"], TODAY).by["joined"]
    assert counted == dict.fromkeys(dimensions.keys("joined"), 0) | {period: 2}


def test_the_database_counts_by_the_bounds_of_the_file(world):
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'member_figures'")
        source = cursor.fetchone()[0]
    for dimension in dimensions.BANDED:
        assert ", ".join(f"'{bound}'" for bound in dimensions.bounds(dimension)) in source


def test_a_move_changes_figures_from_its_day_and_not_before(house, world):
    east, west = world.orgs["east"], world.orgs["west"]
    move_org(house, world.orgs["elm"], west, on=date(2026, 5, 1), why="区划调整")
    east, west = Org.objects.get(pk=east.pk), Org.objects.get(pk=west.pk)
    assert [selectors.figures(house, o, date(2026, 4, 30)).members for o in (east, west)] == [8, 2]
    assert [selectors.figures(house, o, date(2026, 5, 1)).members for o in (east, west)] == [6, 4]
    flows = selectors.flows(house, east, date(2026, 5, 1), date(2026, 5, 31))
    assert (flows.last, flows.came, flows.went, flows.this) == (8, {}, {"moved": 2}, 6)
    assert flows.balanced


def test_flows_name_what_crossed_the_border_and_nothing_else(house, world):
    county, east = world.orgs["county"], world.orgs["east"]
    transfer_member(house, world.members["member"], world.orgs["pine"], on=date(2026, 6, 10), why="搬家")
    record_death(house, world.members["elder"], on=date(2026, 6, 20))
    span = (date(2026, 6, 1), date(2026, 6, 30))
    assert selectors.flows(house, east, *span).went == {"transferred": 1, "death": 1}
    assert selectors.flows(house, world.orgs["west"], *span).came == {"transferred": 1}
    whole = selectors.flows(house, county, *span)
    assert (whole.last, whole.came, whole.went, whole.this) == (10, {}, {"death": 1}, 9)
    spring = selectors.flows(house, county, date(2026, 3, 1), date(2026, 3, 31))
    assert (spring.came, spring.balanced) == ({"entered": 1}, True)


def test_a_secretary_counts_the_own_branch_and_no_other(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        assert selectors.figures(scope, world.orgs["willow"], TODAY).members == 6
        with pytest.raises(Refused):
            selectors.figures(scope, world.orgs["elm"], TODAY)
        with pytest.raises(Refused):
            selectors.organisations(scope, world.orgs["county"], TODAY)


@pytest.mark.parametrize("call", ["member_figures", "child_figures", "org_figures"])
def test_the_database_itself_answers_nothing_outside_the_signed_range(world, scope_of, call):
    def rows(org):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM zhibu.{call}(%s, %s)", [world.orgs[org].pk, TODAY])
            return cursor.fetchall()

    with inside(scope_of("east_officer")):
        assert rows("east")
        assert rows("west") == rows("county") == []


def test_without_a_range_of_persons_nobody_is_counted(world, scope_of):
    member = scope_of("member", "member")
    assert member.persons == NOWHERE
    with inside(member) as scope, connection.cursor() as cursor:
        with pytest.raises(Refused):
            selectors.figures(scope, world.orgs["willow"], TODAY)
        for call in ("member_figures(%s, '2026-11-20')", "flow_figures(%s, '2026-01-01', '2026-11-20')"):
            cursor.execute(f"SELECT * FROM zhibu.{call}", [world.orgs["willow"].pk])
            assert cursor.fetchall() == []
