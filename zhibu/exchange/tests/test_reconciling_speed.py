"""Laying an export beside the base asks the database as often for many rows as for few (see bench/)."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhibu.exchange import services
from zhibu.members.services.enrolling import Entry, enrol, weigh
from zhibu.site.testing.world import id_number, inside, whole_house

from .exports import as_csv, truth

pytestmark = pytest.mark.slow


def entry(n: int, branch: int) -> Entry:
    born = date(1950 + n % 40, 1 + n % 12, 1 + n % 28)
    values = {
        "name": "李" + "一二三四五六七八九十"[n % 10],
        "id_number": id_number(born, 400 + n, female=False),
        "sex": "male",
        "ethnicity": "01",
        "born_on": born,
        "education": "20",
        "category": "formal",
        "joined_on": date(born.year + 22, 7, 1),
        "converted_on": date(born.year + 23, 7, 1),
        "occupation": "farmer",
        "mobile": f"1390000{n:04d}",
        "home_address": f"演示县东镇{n}号",
    }
    return Entry(n + 2, values, branch)


def test_more_rows_are_not_more_questions(world):
    asked = []
    with inside(whole_house()) as scope:
        for key, numbers in (("elm", range(10)), ("pine", range(10, 210))):
            place = world.orgs[key]
            enrol(scope, weigh(scope, [entry(n, place.pk) for n in numbers]), batch=uuid4())
            rows = truth(scope, place)
            for row in rows[::10]:
                row["education"], row["home_address"] = "研究生教育", "别处1号"
            with CaptureQueriesContext(connection) as queries:
                made = services.open_reconciliation(scope, place, as_csv(rows), name="党员信息.csv")
                made = services.lay_beside(scope, made)
            assert made.counts["fields"] == 2 * len(rows[::10])
            asked.append(len(queries))
    assert asked[1] <= asked[0], asked
