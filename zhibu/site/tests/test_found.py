"""Found among very many: the quick ways give what the plain question gives, and stand on their indexes."""

from __future__ import annotations

import sys
from datetime import date

import psycopg
import pytest
from django.db import connection

from zhibu.kernel import clock
from zhibu.meetings import selectors as meetings
from zhibu.meetings.models import Meeting
from zhibu.meetings.services import record_meeting
from zhibu.members import selectors as members
from zhibu.members.models import Member, Membership
from zhibu.orgs.models import Placement
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house


@pytest.mark.parametrize("few", [0, 2, 2000])
def test_people_are_found_by_characters_as_by_looking_at_every_name(world, scope_of, monkeypatch, few):
    monkeypatch.setattr(sys.modules["zhibu.members.selectors.roster"], "FEW", few)
    with inside(scope_of("east_officer")) as scope:
        names = [m.name for m in members.roster(scope, world.orgs["east"])]
        for words in {c for name in names for c in name} | {n[1:] for n in names} | {"不存在", "%", "_", ""}:
            found = [m.name for m in members.roster(scope, world.orgs["east"], words=words)]
            assert found == [name for name in names if words in name], words


def test_nobody_is_found_outside_the_signed_range(world, scope_of):
    asked = "SELECT zhibu.called('', '0', '~', 2000)"
    with inside(scope_of("east_officer")) as scope, connection.cursor() as cursor:
        cursor.execute(asked)
        assert set(cursor.fetchone()[0]) == set(
            Member.objects.within(scope).here().values_list("pk", flat=True)
        )
    with inside(scope_of("member", "member")), connection.cursor() as cursor:
        cursor.execute(asked)
        assert cursor.fetchone()[0] == []


def test_sounds_are_found_by_ranges(world, scope_of):
    with inside(scope_of("officer")) as scope:
        everybody = list(members.roster(scope, world.orgs["county"]))
        for member in everybody:
            for typed in (member.initials, member.initials[:1].upper(), member.pinyin[:3], "zzzz"):
                low = typed.lower()
                assert list(members.roster(scope, world.orgs["county"], words=typed)) == [
                    m for m in everybody if m.initials.startswith(low) or m.pinyin.startswith(low)
                ]


def test_topics_are_found_newest_first_in_every_way(world):
    with inside(whole_house()) as scope:
        for n in range(12):
            branch = world.orgs[("willow", "elm", "pine")[n % 3]]
            record_meeting(
                scope,
                branch,
                kind="lesson",
                topic=("PPT学习" if n % 4 else "绿化") + str(n),
                held_on=date(2026, 1, n + 1),
                marks={},
            )
        for words in ("学习", "ppt", "绿", "习学", "不存在", "学习1", "%"):
            plain = Meeting.objects.within(scope).standing().filter(topic__icontains=words).newest_first()
            assert meetings.topics(scope, words, 5) == list(plain[:5]), words


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (
            lambda: Member.objects.filter(gone_on=None, path__gte="001", path__lt="001~").by_name()[:51],
            "member_in_order",
        ),
        (lambda: Member.objects.here().filter(category_now="formal").by_name()[:51], "member_by_category"),
        (lambda: Member.objects.here().initialled("zj").by_name()[:51], "member_by_sounds"),
        (lambda: Member.objects.here().filter(reviewed_at=None).order_by("path"), "member_unreviewed"),
        (lambda: Member.objects.filter(joined_on__gte=date(2026, 1, 1)), "member_by_joining"),
        (lambda: Membership.objects.filter(from_on__gte=date(2026, 1, 1)), "membership_begins"),
        (lambda: Membership.objects.filter(until__gte=date(2026, 1, 1)), "membership_ends"),
        (lambda: Placement.objects.filter(from_on__gt=date(2026, 1, 1)), "placement_begins"),
        (lambda: Placement.objects.filter(until__gt=date(2026, 1, 1)), "placement_ends"),
        (lambda: Meeting.objects.newest_first()[:20], "meeting_in_order"),
    ],
)
def test_an_index_answers(world, rows, index):
    with inside(whole_house()), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
        )
        plan = rows().explain()
    assert index in plan


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ("SELECT * FROM zhibu.child_figures({east}, {today})", "cube_members"),
        ("SELECT * FROM zhibu.child_figures({county}, '2025-03-01')", "step_members"),
        ("SELECT * FROM zhibu.member_figures({west}, '2025-03-01')", "steps_of_node"),
        ("SELECT * FROM zhibu.member_figures({county}, '2025-03-01')", "past_of_node"),
    ],
)
def test_an_index_answers_inside_a_function(world, asked, index):
    with inside(whole_house()), connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.fill_figures(%s, 8)", [clock.today()])
        cursor.execute("SET LOCAL enable_seqscan = off")
        places = {key: str(world.orgs[key].pk) for key in ("county", "east", "west")}
        looked = f"SELECT pg_stat_get_xact_numscans('{index}'::regclass)"
        cursor.execute(looked)
        (before,) = cursor.fetchone()
        cursor.execute(asked.format(**places, today=f"date '{clock.today()}'"))
        assert cursor.fetchall()
        cursor.execute(looked)
        assert cursor.fetchone()[0] > before


CROWDS = {
    "members_member": """
        INSERT INTO members_member (person_id, code, name, pinyin, initials, strokes, sex, ethnicity, born_on,
            joined_on, landline, branch_id, path, demo, id_number_mask, mobile_mask, home_address_mask)
        SELECT gen_random_uuid(), 'C' || n, '刘' || chr(20000 + n), '', '', '', 'male', '01', '1990-01-01',
            '2015-01-01', '', 1, '001', true, '', '', '' FROM generate_series(1, 4000) n""",
    "meetings_meeting": """
        INSERT INTO meetings_meeting (branch_id, branch_name, kind, topic, held_on, place, chair, recorder,
            hours, notes, late, recorded_at, withdrawn_by, withdrawn_why)
        SELECT 1, '', 'lesson', '第' || n || '课', date '2000-01-01' + n, '', '', '', 0, '', false, now(), '',
            '' FROM generate_series(1, 4000) n""",
}
CHARACTERS = [
    (
        "called",
        "members_member",
        "string_to_array(m.name, NULL) @> string_to_array({words}, NULL) AND strpos(m.name, {words}) > 0\n"
        "              AND m.gone_on IS NULL",
        "member_by_characters",
    ),
    (
        "held_about",
        "meetings_meeting",
        "string_to_array(lower(m.topic), NULL) @> string_to_array({words}, NULL)\n"
        "          AND strpos(lower(m.topic), {words}) > 0 AND m.withdrawn_at IS NULL",
        "meeting_by_characters",
    ),
]


@pytest.mark.parametrize(("function", "table", "clause", "index"), CHARACTERS)
def test_an_index_knows_the_characters(db, function, table, clause, index):
    """The very clause of the function, among four thousand; everything is taken back."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(database._state["cluster"].url("postgres", name)) as crowd:
        (source,) = crowd.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [function]).fetchone()
        assert clause.format(words="$1" if function == "called" else "words") in source
        crowd.execute("SET LOCAL session_replication_role = replica")  # rows without the rest of their world
        crowd.execute(f"{CROWDS[table]}; ANALYZE {table}")
        crowd.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        asked = f"EXPLAIN SELECT 1 FROM {table} m WHERE " + clause.format(words="'学习'")
        plan = "\n".join(line for (line,) in crowd.execute(asked).fetchall())
        crowd.rollback()
    assert index in plan
