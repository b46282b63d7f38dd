"""The figures against a recount written apart: plain joins as the owner, none of the product's functions."""

from __future__ import annotations

import json
import random
from argparse import Namespace
from collections import Counter
from datetime import date, timedelta

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from zhibu.kernel import clock
from zhibu.members import selectors as members
from zhibu.orgs.models import Org
from zhibu.site.commands import statistics
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house
from zhibu.statistics import selectors, services

from .story import FIRST, LAST, Story

pytestmark = [pytest.mark.story, pytest.mark.slow]

STANDING = """
WITH RECURSIVE tree AS (
    SELECT o.id, o.kind FROM orgs_org o JOIN orgs_placement p ON p.org_id = o.id
    WHERE o.code = %(code)s AND p.from_on <= %(on)s AND (p.until IS NULL OR p.until > %(on)s)
    UNION ALL
    SELECT o.id, o.kind FROM tree t JOIN orgs_placement p ON p.parent_id = t.id
    JOIN orgs_org o ON o.id = p.org_id
    WHERE p.from_on <= %(on)s AND (p.until IS NULL OR p.until > %(on)s)
)
"""
MEMBERS = (
    STANDING
    + """
SELECT m.sex, m.ethnicity, m.born_on, m.joined_on,
    (SELECT code FROM members_particular x WHERE x.member_id = m.person_id AND x.kind = 'education'
     AND daterange(x.from_on, x.until) @> %(on)s::date),
    (SELECT code FROM members_particular x WHERE x.member_id = m.person_id AND x.kind = 'occupation'
     AND daterange(x.from_on, x.until) @> %(on)s::date),
    (SELECT code FROM members_particular x WHERE x.member_id = m.person_id AND x.kind = 'category'
     AND daterange(x.from_on, x.until) @> %(on)s::date),
    o.field
FROM members_membership s JOIN members_member m ON m.person_id = s.member_id
JOIN orgs_org o ON o.id = s.branch_id
WHERE s.branch_id IN (SELECT id FROM tree) AND daterange(s.from_on, s.until) @> %(on)s::date
"""
)
ORGS = STANDING + "SELECT kind, count(*) FROM tree GROUP BY kind"
CHILDREN = """
SELECT o.code FROM orgs_placement p JOIN orgs_org o ON o.id = p.org_id JOIN orgs_org up ON up.id = p.parent_id
WHERE up.code = %(code)s AND o.kind <> 'group' AND daterange(p.from_on, p.until) @> %(on)s::date
"""
HELD = (
    STANDING
    + """
SELECT to_char(m.held_on, 'YYYY-MM'), m.kind, o.field, count(*)
FROM meetings_meeting m JOIN orgs_org o ON o.id = m.branch_id
WHERE m.branch_id IN (SELECT id FROM tree) AND m.withdrawn_at IS NULL AND m.held_on >= '2020-01-01'
GROUP BY 1, 2, 3
"""
)


def years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def band(age: int) -> str:
    if age <= 30:
        return "30岁及以下"
    if age >= 61:
        return "61岁及以上"
    low = (age - 1) // 5 * 5 + 1
    return f"{low}-{low + 4}岁"


def period(joined: date) -> str:
    if joined < date(1949, 10, 1):
        return "新中国成立前"
    if joined < date(1978, 12, 18):
        return "新中国成立后至十一届三中全会前"
    return "十一届三中全会后至十八大前" if joined < date(2012, 11, 8) else "十八大以来"


def recount(owner: psycopg.Connection, code: str, on: date) -> dict:
    asked = {"code": code, "on": on}
    people = owner.execute(MEMBERS, asked).fetchall()
    orgs = dict(owner.execute(ORGS, asked).fetchall())
    return {
        "members": len(people),
        "by": {
            "sex": Counter(p[0] for p in people),
            "age": Counter(band(years(p[2], on)) for p in people),
            "ethnicity": Counter(p[1] for p in people),
            "education": Counter(p[4] or "" for p in people),
            "joined": Counter(period(p[3]) for p in people),
            "occupation": Counter(p[5] or "" for p in people),
            "category": Counter(p[6] or "" for p in people),
            "field": Counter(p[7] for p in people),
        },
        "organisations": {
            kind: orgs.get(kind, 0) for kind in ("party_committee", "general_branch", "branch")
        },
        "children": {
            child: len(owner.execute(MEMBERS, {"code": child, "on": on}).fetchall())
            for (child,) in owner.execute(CHILDREN, asked).fetchall()
        },
    }


def printed(capsys, code: str, on: date) -> dict:
    status = statistics.run(Namespace(org=code, on=on, since=None, table=None, json=True, as_login=None))
    assert status == 0
    return json.loads(capsys.readouterr().out)


def count_meetings():
    """As the worker does, under its login."""
    name = settings.DATABASES["default"]["NAME"]
    database.use(name, "work")
    with inside(whole_house()):
        for subject in services.all_subjects():
            services.derive(subject)
    database.use(name)


def test_twenty_organisations_on_twenty_days_equal_a_recount(committed, capsys):
    story = Story(committed, seed=4)
    story.go_on(100)
    with (
        inside(whole_house()),
        connection.cursor() as cursor,
    ):  # as if half of the nodes above a branch were large
        cursor.execute("SELECT zhibu.fill_figures(%s, 12)", [clock.today()])
    for _ in range(3):
        story.go_on(50)
        with inside(whole_house()):
            services.fold()
        count_meetings()
    with inside(whole_house()):
        assert services.recount().differences == 0
    story.go_on(50)  # the end of the story waits to be folded in
    count_meetings()
    assert all(story.done[verb] for verb in ("move", "transfer", "die", "join", "found")), story.done
    name = settings.DATABASES["default"]["NAME"]
    chance = random.Random(1921)
    with psycopg.connect(database.url("owner"), autocommit=True) as owner:
        database.use(name, "work")
        codes = [row[0] for row in owner.execute("SELECT code FROM orgs_org ORDER BY id").fetchall()]
        turns = [
            row[0]
            for row in owner.execute(
                "SELECT from_on FROM orgs_placement "
                "UNION SELECT until FROM members_membership WHERE until IS NOT NULL"
            ).fetchall()
        ]
        days = [day - timedelta(days=n) for day in chance.sample(turns, 6) for n in (0, 1)]  # where it turns
        days += [FIRST + timedelta(days=chance.randrange((LAST - FIRST).days)) for _ in range(20 - len(days))]
        seen = 0
        for code in chance.sample(codes, 20):
            for on in days:
                told, counted = printed(capsys, code, on), recount(owner, code, on)
                assert told["members"] == counted["members"], (code, on)
                by = {name: {k: n for k, n in keys.items() if n} for name, keys in told["by"].items()}
                assert by == counted["by"], (code, on)
                assert told["organisations"] == counted["organisations"]
                assert {c["code"]: c["members"] for c in told["children"]} == counted["children"]
                seen += told["members"]
        assert seen > 1000
        with inside(whole_house()) as scope:
            for code in chance.sample(codes, 12):
                org = Org.objects.get(code=code)
                there = {k: n for k, n in selectors.categories_today(scope, org).items() if n}
                assert there == members.counted_by_category(scope, org), code  # what heads the roster
                for on in days[:4]:
                    told = selectors.meetings_in(scope, org, "2020-01", "2026-11", on)
                    counted = owner.execute(HELD, {"code": code, "on": on}).fetchall()
                    assert sorted((m.month, m.kind, m.field, m.held) for m in told) == sorted(counted)
            services.fold()  # what waited, with months that were counted while the tree's change waited
            assert services.recount().differences == 0
