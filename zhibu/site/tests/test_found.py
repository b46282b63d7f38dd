"""Found among very many: the quick ways give what the plain question gives, and stand on their indexes."""

from __future__ import annotations

import sys
from datetime import date

import pytest
from django.db import connection

from zhibu.meetings import selectors as meetings
from zhibu.meetings.models import Meeting
from zhibu.meetings.services import record_meeting
from zhibu.members import selectors as members
from zhibu.members.models import Member, Membership
from zhibu.orgs.models import Placement
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
