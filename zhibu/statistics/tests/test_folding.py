"""Pre-added figures and figures counted on the spot are the same, before facts are folded in and after."""

from __future__ import annotations

from datetime import date, timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from zhibu.kernel import clock, events
from zhibu.members.models import Membership, Particular
from zhibu.members.services import record_death, transfer_member
from zhibu.orgs.models import Org
from zhibu.orgs.services import move_org
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house
from zhibu.statistics import selectors, services
from zhibu.statistics.models import Recount


@pytest.fixture
def folding(world):
    """The whole house as the worker's login, in the rolled-back transaction of the test."""
    with inside(whole_house()) as scope:
        yield scope


def owned(sql, *params):
    """The worker folds; a look behind the walls is the owner's, in the same transaction."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def seen(scope, world, on):
    return {
        key: (
            selectors.figures(scope, org, on),
            {c.code: c.members for c in selectors.children(scope, org, on)},
            selectors.organisations(scope, org, on),
        )
        for key, org in world.orgs.items()
        if org.kind != "group" and org.dissolved_on is None
    }


def days():
    today = clock.today()
    return [today, *(today - timedelta(days=n) for n in (1, 40, 2500))]


def seen_always(scope, world):
    return {on: seen(scope, world, on) for on in days()}


def keep_all(large):
    """Figures of all nodes above a branch; large are those with so many members."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.fill_figures(%s, %s)", [clock.today(), large])


def change_everything(scope, world):
    today = clock.today()
    member = world.members["member"]
    yield transfer_member(scope, member, world.orgs["pine"], on=today, why="搬家")
    yield record_death(scope, world.members["elder"], on=today - timedelta(days=1))
    card = world.members["newcomer"]
    card.refresh_from_db()
    card.sex = "female" if card.sex == "male" else "male"
    yield card.save(update_fields=["sex"])
    leap = world.members["secretary"]
    leap.refresh_from_db()
    leap.born_on = date(1980, 2, 29)
    yield leap.save(update_fields=["born_on"])
    education = Particular.objects.get(member=card, kind="education", until=None)
    education.code = "10" if education.code != "10" else "20"
    yield education.save()
    yield Membership.objects.filter(member=member).update(branch=world.orgs["elm"])  # always was elsewhere
    yield move_org(
        scope, world.orgs["elm"], world.orgs["west"], on=today - timedelta(days=30), why="区划调整"
    )
    yield move_org(scope, world.orgs["west"], world.orgs["east"], on=today, why="区划调整")
    yield world.found("late", "east", "branch", "新支部", founded_on=today - timedelta(days=20))
    Org.objects.filter(pk=world.orgs["elm"].pk).update(field="school")
    yield None


def test_figures_are_exact_while_facts_wait_and_after_they_are_folded(folding, world):
    before = seen_always(folding, world)
    keep_all(8)  # the county and one of the two below are large
    assert seen_always(folding, world) == before
    for _change in change_everything(folding, world):
        waiting = seen_always(folding, world)
        assert waiting != before
        services.fold()
        assert seen_always(folding, world) == waiting
        before = waiting
        found = services.recount()
        assert found.differences == 0
        assert found.cells > 40
    assert before[days()[3]]["county"][0].members > 0


@pytest.mark.slow
def test_a_figure_that_went_wrong_is_put_right_at_night_and_remembered(committed):
    """What no trigger saw: a cell and a stretch changed by hand behind everybody's back."""
    database.use(settings.DATABASES["default"]["NAME"], "work")
    with inside(whole_house()) as scope:
        right = seen_always(scope, committed)
        keep_all(8)
    for table, harm in (
        (
            "statistics_cube",
            "UPDATE statistics_cube SET members = members + 1 WHERE dimension = 'sex' AND key = 'male'",
        ),
        (
            "statistics_past",
            "UPDATE statistics_past SET cells[1] = cells[1] + 1 WHERE from_on < '2022-01-01'",
        ),
        (
            "statistics_past",
            "UPDATE statistics_past SET members = members + 1 WHERE cells IS NULL OR from_on > '2025-01-01'",
        ),
        (
            "statistics_step",
            "UPDATE statistics_step SET totals[1] = 9 WHERE id = (SELECT min(id) FROM statistics_step)",
        ),
        ("statistics_step", "DELETE FROM statistics_step WHERE id = (SELECT max(id) FROM statistics_step)"),
        (
            "statistics_stretch",
            "DELETE FROM statistics_stretch WHERE id = (SELECT min(id) FROM statistics_stretch)",
        ),
    ):
        with psycopg.connect(database.url("owner")) as owner:
            assert owner.execute(harm).rowcount > 0
        told = events.rebuild("statistics", mend=False)["statistics.compare_kept"]
        assert {difference.table for difference in told} == {table}
        with inside(whole_house()) as scope:
            assert services.recount().differences > 0
            assert seen_always(scope, committed) == right
            assert services.recount().differences == 0
    with inside(whole_house()):
        assert set(list(Recount.objects.order_by("pk").values_list("differences", flat=True))[1::2]) == {0}


@pytest.mark.slow
def test_rebuild_covers_what_is_kept(committed):
    """The command's way: what differs is told row by row, put right, and then nothing differs."""
    database.use(settings.DATABASES["default"]["NAME"], "work")
    with inside(whole_house()):
        keep_all(1)
    harms = {
        "statistics_nodemonth": "INSERT INTO statistics_nodemonth (path, month, kind, field, held, expected, "
        "present, hours) SELECT min(path), '2026-03', 'lesson', 'village', 1, 0, 0, 0 FROM statistics_kept",
        "members_member": "UPDATE members_member SET category_now = 'probationary' WHERE code = 'M0000001'",
    }
    unseen = "ALTER TABLE members_member {} TRIGGER category_stands"
    with psycopg.connect(database.url("owner")) as owner:
        owner.execute(unseen.format("DISABLE"))
        for harm in harms.values():
            assert owner.execute(harm).rowcount == 1
        owner.execute(unseen.format("ENABLE"))
    for mend in (False, True):
        told = [d for found in events.rebuild(mend=mend).values() for d in found]
        assert {difference.table for difference in told} == set(harms)
        (card,) = [difference.row for difference in told if difference.table == "members_member"]
        assert card == {"code": "M0000001", "category_now": "formal", "stands": "probationary"}
    assert not any(events.rebuild().values())


@pytest.mark.parametrize("key", ["secretary", "officer", "auditor"])
def test_only_the_house_folds_and_nobody_reads_behind_the_figures(world, scope_of, key):
    calls = (
        "SELECT zhibu.fold_figures(current_date)",
        "SELECT zhibu.recount_figures(current_date)",
        "SELECT zhibu.figures_waiting()",
        "SELECT zhibu.figures_apart()",
        "SELECT * FROM statistics_stretch",
        "SELECT * FROM statistics_cube",
        "DELETE FROM statistics_touched",
    )
    for call in calls:
        with pytest.raises(DatabaseError), inside(scope_of(key)), transaction.atomic():
            owned(call)
    with inside(scope_of(key)) as scope:
        everyone = owned("SELECT array_agg(id) FROM guard_person")[0][0]
        told = owned("SELECT DISTINCT branch_id FROM zhibu.stretches_of(%s)", everyone)
        own = owned(
            "SELECT id FROM orgs_org WHERE path >= %s AND path < %s", scope.persons.lo, scope.persons.hi
        )
        assert {branch for (branch,) in told} <= {pk for (pk,) in own}
        assert told
