"""Figures on the days where something turns: each row writes one fact and says what is counted around it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from zhibu.meetings.services import record_meeting
from zhibu.members.models import Grouping, Member, Membership, Particular
from zhibu.members.services import record_death, record_leaving, transfer_member
from zhibu.orgs.models import Org
from zhibu.orgs.services import dissolve_group, dissolve_org, move_org
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house
from zhibu.statistics import selectors, services

Probe = tuple[str, date, dict[str, int]]  # organisation, day, what is counted


def d(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


def joins(key: str, branch: str, on: date, **more: Any) -> Callable:
    def deed(house, w):
        w.join(key, branch, "韩新人", joined_on=on, born_on=date(1990, 1, 1), **more)

    return deed


def came_by(how: str, branch: str, joined: date, *, on: date) -> Callable:
    def deed(house, w):
        joins(f"{how}_{branch}", branch, joined, category="probationary", from_on=on)(house, w)
        member = w.members[f"{how}_{branch}"]
        Membership.objects.filter(member=member).update(how=how, from_on=on)

    return deed


def dies(key: str, on: date) -> Callable:
    return lambda house, w: record_death(house, w.members[key], on=on)


def moves(key: str, to: str, on: date) -> Callable:
    return lambda house, w: transfer_member(house, w.members[key], w.orgs[to], on=on, why="调动")


def shifts(org: str, to: str, on: date) -> Callable:
    def deed(house, w):
        move_org(house, Org.objects.get(code=org), Org.objects.get(code=to), on=on, why="区划调整")

    return deed


def sets(key: str, **values: Any) -> Callable:
    return lambda house, w: Member.objects.filter(pk=w.members[key].pk).update(**values)


def is_stopped(key: str, on: date) -> Callable:
    """停止党籍: no exit; the member stays on the roll without rights."""

    def deed(house, w):
        Particular.objects.filter(member=w.members[key], kind="standing", until=None).update(until=on)
        Particular.objects.create(member=w.members[key], kind="standing", code="suspended", from_on=on)

    return deed


def leaves(key: str, on: date) -> Callable:
    def deed(house, w):
        record_leaving(
            house,
            w.members[key],
            left=Membership.Left.REMOVAL,
            on=on,
            resolution="2026-1",
            approval="2026-2",
            why="失去联系",
        )

    return deed


def both(*deeds: Callable) -> Callable:
    def deed(house, w):
        for each in deeds:
            each(house, w)

    return deed


# what is written · [(organisation, day, counted)]; the world: willow 6 (5 before 20 March), elm 2, pine 2
STANDS: list[tuple[str, Callable, list[Probe]]] = [
    (
        "the day of joining counts, the day before does not",
        joins("new", "elm", d(6, 30), category="probationary", from_on=d(6, 30)),
        [
            ("elm", d(6, 29), {"members": 2, "admitted": 0}),
            ("elm", d(6, 30), {"members": 3, "admitted": 1, "category.probationary": 1}),
        ],
    ),
    (
        "the day of leaving does not count, the day before does",
        dies("elder", d(6, 30)),
        [("willow", d(6, 29), {"members": 6}), ("willow", d(6, 30), {"members": 5})],
    ),
    (
        "removed on the last day of a year: no longer in the figures of that year's end",
        leaves("elder", d(12, 31, 2025)),
        [("willow", d(12, 30, 2025), {"members": 5}), ("willow", d(12, 31, 2025), {"members": 4})],
    ),
    (
        "on the day of a transfer one belongs to the new branch alone",
        moves("member", "pine", d(5, 1)),
        [
            ("willow", d(4, 30), {"members": 6}),
            ("pine", d(4, 30), {"members": 2}),
            ("willow", d(5, 1), {"members": 5}),
            ("pine", d(5, 1), {"members": 3}),
            ("county", d(5, 1), {"members": 10}),
        ],
    ),
    (
        "joined on 31 December is of that year, on 1 January of the next",
        both(
            joins("old_year", "elm", d(12, 31, 2025), category="probationary", from_on=d(12, 31, 2025)),
            joins("new_year", "elm", d(1, 1), category="probationary", from_on=d(1, 1)),
        ),
        [
            ("elm", d(12, 31, 2025), {"members": 3, "admitted": 1}),
            ("elm", d(1, 1), {"members": 4, "admitted": 1}),
        ],
    ),
    (
        "who was admitted counts for those who admitted him, whereto ever he goes; the branch moves in July",
        both(
            joins("gone_on", "elm", d(4, 1), category="probationary", from_on=d(4, 1)),
            moves("gone_on", "pine", d(5, 1)),
            joins("dead", "elm", d(4, 2), category="probationary", from_on=d(4, 2)),
            dies("dead", d(6, 1)),
            shifts("elm", "west", d(7, 1)),
            joins("late", "elm", d(8, 1), category="probationary", from_on=d(8, 1)),
        ),
        [
            ("elm", d(4, 1), {"admitted": 1}),
            ("elm", d(4, 2), {"admitted": 2}),
            ("elm", d(12, 31), {"admitted": 3}),
            ("east", d(12, 31), {"admitted": 3}),  # the newcomer of willow, and elm's two while it was there
            ("west", d(7, 31), {"admitted": 0}),
            ("west", d(8, 1), {"admitted": 1}),
            ("pine", d(12, 31), {"admitted": 0, "members": 3}),
            ("county", d(12, 31), {"admitted": 4}),
            ("county", d(12, 31, 2025), {"admitted": 0}),
        ],
    ),
    (
        "who came by transfer in the year of joining was admitted elsewhere",
        came_by("transferred", "elm", d(4, 1), on=d(9, 1)),
        [("elm", d(9, 1), {"admitted": 0, "members": 3}), ("county", d(9, 1), {"admitted": 1})],
    ),
    (
        "whose card was entered from paper was admitted here, if it was in the same year",
        both(
            came_by("entered", "elm", d(4, 1), on=d(9, 1)),
            came_by("entered", "pine", d(12, 31, 2025), on=d(1, 1)),
        ),
        [
            ("elm", d(8, 31), {"admitted": 0}),
            ("elm", d(9, 1), {"admitted": 1}),
            ("pine", d(9, 1), {"admitted": 0, "members": 3}),
        ],
    ),
    (
        "born on 29 February: a year older on 1 March, in a leap year on the day",
        both(sets("elm_member", born_on=date(1992, 2, 29)), sets("elm_secretary", born_on=date(1950, 1, 1))),
        [
            ("elm", date(2023, 2, 28), {"age.30岁及以下": 1}),
            ("elm", date(2023, 3, 1), {"age.30岁及以下": 0}),
            ("elm", date(2028, 2, 28), {"age.31-35岁": 1}),
            ("elm", date(2028, 2, 29), {"age.31-35岁": 0, "age.36-40岁": 1}),
        ],
    ),
    (
        "born on 31 December and on 1 January: a day apart, a year apart at the year's end",
        both(sets("elm_member", born_on=d(12, 31, 1995)), sets("elm_secretary", born_on=d(1, 1, 1996))),
        [
            ("elm", d(12, 30), {"age.30岁及以下": 2}),
            ("elm", d(12, 31), {"age.30岁及以下": 1, "age.31-35岁": 1}),
            ("elm", d(1, 1, 2027), {"age.31-35岁": 2}),
        ],
    ),
    (
        "whose membership is stopped stays on the roll and in the figures",
        is_stopped("elder", d(6, 1)),
        [("willow", d(6, 1), {"members": 6}), ("county", d(6, 30), {"members": 10})],
    ),
    (
        "a branch that goes to another county takes its members along from that day",
        shifts("elm", "west", d(7, 1)),
        [
            ("east", d(6, 30), {"members": 8, "branches": 2}),
            ("west", d(6, 30), {"members": 2, "branches": 1}),
            ("east", d(7, 1), {"members": 6, "branches": 1}),
            ("west", d(7, 1), {"members": 4, "branches": 2}),
            ("elm", d(6, 30), {"members": 2}),
            ("elm", d(7, 1), {"members": 2}),
        ],
    ),
    (
        "there and back within the year",
        both(shifts("elm", "west", d(7, 1)), shifts("elm", "east", d(9, 1))),
        [
            ("east", d(8, 31), {"members": 6}),
            ("east", d(9, 1), {"members": 8}),
            ("west", d(9, 1), {"members": 2}),
        ],
    ),
]  # fmt: skip


def counted(house, org: Org, on: date) -> dict[str, int]:
    figures = selectors.figures(house, org, on)
    found = {"members": figures.members, "admitted": selectors.admitted(house, org, date(on.year, 1, 1), on)}
    found["branches"] = selectors.organisations(house, org, on)["branch"]
    return found | {f"{name}.{key}": n for name, cells in figures.by.items() for key, n in cells.items()}


@pytest.fixture
def house(world):
    with inside(whole_house()) as scope:
        yield scope


def test_days_where_figures_turn(house, world):
    wrong = []
    for title, deed, probes in STANDS:
        with transaction.atomic():
            deed(house, world)
            for code, on, expected in probes:
                told = counted(house, Org.objects.get(code=code), on)
                wrong += [(title, code, on, k, told[k]) for k, n in expected.items() if told[k] != n]
                for name, cells in selectors.figures(house, Org.objects.get(code=code), on).by.items():
                    if sum(cells.values()) != told["members"]:
                        wrong.append((title, code, on, name))
            transaction.set_rollback(True)
    assert wrong == []


# what is written · organisation, first and last day · last, came, went, this
FLOWS: list[tuple[str, Callable, tuple[str, date, date], tuple[int, dict, dict, int]]] = [
    (
        "died on the first day of the period: there the day before, gone that day",
        dies("elder", d(4, 1)), ("willow", d(4, 1), d(4, 30)), (6, {}, {"death": 1}, 5),
    ),
    (
        "died on the last day",
        dies("elder", d(4, 30)), ("willow", d(4, 1), d(4, 30)), (6, {}, {"death": 1}, 5),
    ),
    (
        "died the day after",
        dies("elder", d(5, 1)), ("willow", d(4, 1), d(4, 30)), (6, {}, {}, 6),
    ),
    (
        "came and went within the period: in both, in neither figure",
        both(
            joins("brief", "elm", d(4, 5), from_on=d(4, 5), category="probationary"),
            dies("brief", d(4, 20)),
        ),
        ("elm", d(4, 1), d(4, 30)), (2, {"entered": 1}, {"death": 1}, 2),
    ),
    (
        "transferred within the committee: no flow of it",
        moves("member", "elm", d(4, 10)), ("east", d(4, 1), d(4, 30)), (8, {}, {}, 8),
    ),
    (
        "out of the committee and back",
        both(moves("member", "pine", d(4, 10)), moves("member", "willow", d(4, 20))),
        ("east", d(4, 1), d(4, 30)), (8, {"transferred": 1}, {"transferred": 1}, 8),
    ),
    (
        "on one day the branch goes and one of its members is transferred back to where it was",
        both(shifts("elm", "west", d(4, 10)), moves("elm_member", "willow", d(4, 10))),
        ("east", d(4, 1), d(4, 30)), (8, {}, {"moved": 1}, 7),
    ),
    (
        "a branch that came on 1 January is not of the year before",
        shifts("elm", "west", d(1, 1)), ("west", d(1, 1, 2025), d(12, 31, 2025)), (2, {}, {}, 2),
    ),
    (
        "and on the first day of the next year it comes",
        shifts("elm", "west", d(1, 1)), ("west", d(1, 1), d(1, 31)), (2, {"moved": 2}, {}, 4),
    ),
    (
        "a committee founded within the year begins with nobody",
        both(
            lambda house, w: w.found("south", "county", "party_committee", "南镇委员会", founded_on=d(3, 1)),
            shifts("elm", "south", d(4, 1)),
        ),
        ("south", d(1, 1), d(6, 30)), (0, {"moved": 2}, {}, 2),
    ),
    (
        "a branch whose members were transferred before it was dissolved",
        both(
            moves("elm_member", "willow", d(4, 1)),
            moves("elm_secretary", "willow", d(4, 1)),
            lambda house, w: dissolve_org(house, Org.objects.get(code="elm"), on=d(4, 15), why="合并"),
        ),
        ("east", d(1, 1), d(6, 30)), (7, {"entered": 1}, {}, 8),
    ),
]  # fmt: skip


def test_what_came_and_went_where_periods_turn(house, world):
    wrong = []
    for title, deed, (code, since, until), (last, came, went, this) in FLOWS:
        with transaction.atomic():
            deed(house, world)
            told = selectors.flows(house, Org.objects.get(code=code), since, until)
            if (told.last, told.came, told.went, told.this) != (last, came, went, this) or not told.balanced:
                wrong.append((title, told))
            transaction.set_rollback(True)
    assert wrong == []


@pytest.mark.parametrize(
    ("on", "branch", "counted_in"),
    [
        (d(12, 31, 2025), "willow", "2025"),
        (d(1, 1), "willow", "2026"),
    ],
)
def test_who_became_formal_is_counted_in_the_year_and_where_he_was_that_day(
    house, world, on, branch, counted_in
):
    newcomer = world.members["member"]
    Member.objects.filter(pk=newcomer.pk).update(converted_on=on)
    transfer_member(house, newcomer, world.orgs["pine"], on=d(6, 1), why="调动")
    told = {
        year: [
            selectors.flows(house, world.orgs[code], date(int(year), 1, 1), date(int(year), 12, 31)).converted
            for code in ("willow", "pine")
        ]
        for year in ("2025", "2026")
    }
    others = Member.objects.filter(converted_on__year__in=(2025, 2026)).exclude(pk=newcomer.pk)
    assert not others.exists()
    assert told == {"2025": [0, 0], "2026": [0, 0]} | {counted_in: [1, 0]}


@pytest.mark.slow
def test_what_the_dissolved_held_before_stays_in_the_year(committed):
    """A group or branch that no longer stands at the year's end held its meetings all the same."""
    world, name = committed, settings.DATABASES["default"]["NAME"]
    county, group, elm = world.orgs["county"], world.orgs["willow1"], world.orgs["elm"]
    with inside(whole_house()) as house:
        there = Grouping.objects.create(member=world.members["elder"], group=group, from_on=d(1, 1))
        for org, kind, day in (
            (group, "group", d(2, 3)),
            (elm, "theme_day", d(2, 5)),
            (elm, "lesson", d(3, 5)),
        ):
            record_meeting(house, org, kind=kind, topic="学习", held_on=day, marks={})
    database.use(name, "work")
    with inside(whole_house()):
        services.derive((group.pk, ""))
        services.derive((elm.pk, ""))
    database.use(name)
    with inside(whole_house()) as house:
        _dissolving(house, world, county, group, there)


def _dissolving(house, world, county, group, there):
    def held(code, since=date(2026, 1, 1), until=date(2026, 6, 30)):
        rows = selectors.meetings_over(house, Org.objects.get(code=code), since, until)
        return sum(row.held for row in rows)

    before = {code: held(code) for code in ("county", "east", "west", "willow", "elm")}
    assert before == {"county": 3, "east": 3, "west": 0, "willow": 1, "elm": 2}
    Grouping.objects.filter(pk=there.pk).update(until=d(4, 1))
    dissolve_group(house, group, on=d(4, 1), why="调整")
    assert held("willow") == 1
    for key in ("elm_member", "elm_secretary"):
        transfer_member(house, world.members[key], world.orgs["willow"], on=d(4, 1), why="合并")
    shifts("elm", "west", d(5, 1))(house, world)
    dissolve_org(house, Org.objects.get(code="elm"), on=d(6, 1), why="合并")
    assert {code: held(code) for code in ("county", "east", "west")} == {"county": 3, "east": 1, "west": 2}
    assert held("county", d(3, 20)) == 1  # whole months
    assert held("county", d(4, 1)) == 0
    assert held("county", d(1, 1), d(3, 31)) == 3  # before the day it still stood
    assert sum(row.held for row in selectors.meetings_over(house, county, d(6, 1), d(6, 30))) == 0
