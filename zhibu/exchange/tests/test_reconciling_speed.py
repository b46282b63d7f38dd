"""Ten thousand rows are laid beside ten thousand cards in seconds."""

from __future__ import annotations

import time
from datetime import date
from uuid import uuid4

import pytest

from zhibu.exchange import services
from zhibu.exchange.models import Discrepancy
from zhibu.members.services.enrolling import Entry, enrol, weigh
from zhibu.site.testing.world import id_number, inside, whole_house

from .exports import as_csv, truth

pytestmark = pytest.mark.slow
MANY = 10_000
SECONDS = 5.0  # of this process; what the database does besides is not counted on a busy machine


def entries(branch: int) -> list[Entry]:
    found = []
    for n in range(MANY):
        born = date(1950 + n % 50, 1 + n // 50 % 12, 1 + n // 600 % 28)
        values = {
            "name": "李" + "一二三四五六七八九十"[n % 10],
            "id_number": id_number(born, 400 + n % 97, female=False),
            "sex": "male",
            "ethnicity": "01",
            "born_on": born,
            "education": "20",
            "category": "formal",
            "joined_on": date(born.year + 22, 7, 1),
            "converted_on": date(born.year + 23, 7, 1),
            "occupation": "farmer",
            "mobile": f"1390000{n % 10000:04d}",
            "home_address": f"演示县东镇{n}号",
        }
        found.append(Entry(n + 2, values, branch))
    return list({each.values["id_number"]: each for each in found}.values())


def test_ten_thousand_rows(committed):
    elm = committed.orgs["elm"]
    with inside(whole_house()) as scope:
        weighed = weigh(scope, entries(elm.pk))
        enrol(scope, [each for each in weighed if each.kind == "new"], batch=uuid4())
        rows = truth(scope, elm)
    assert len(rows) > MANY * 0.9
    for row in rows[::10]:
        row["education"], row["home_address"] = "研究生教育", "别处1号"
    body = as_csv(rows)
    with inside(whole_house()) as scope:
        clock, cpu = time.perf_counter(), time.process_time()
        made = services.open_reconciliation(scope, elm, body, name="党员信息.csv")
        made = services.lay_beside(scope, made)
        clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
        print(f"{len(rows)} rows, {made.counts['new']} differences: {clock:.1f} s, of it here {cpu:.1f} s")
        assert Discrepancy.objects.open().count() == made.counts["fields"] == 2 * len(rows[::10])
    assert cpu <= SECONDS
