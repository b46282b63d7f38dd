"""What it costs to judge, seal and enter the cards of a sheet beside raw COPY of the very same finished rows.

    python bench/enrolling.py [--rows 10000] [--branches 200] [--rounds 3]     prints one JSON object

The subject is `weigh` and `enrol` of rows that are new, under a committee's grant and row-level security, as
the web login, up to the end of COMMIT. The reference copies what the subject wrote, as owner and past all
walls, into the same tables of a copy of the same database, with their indexes, triggers and keys. Each
round is reference, subject, reference, each in a fresh copy; `ratio` is the median reference over the median
subject: 1.0 would be an import that costs nothing but the writing.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "zhibu.site.settings"

from zhibu.site.testing import env  # noqa: F401, I001 - keys and addresses of its own, before the settings
import django

django.setup()

import psycopg  # noqa: E402
from django.db import connections  # noqa: E402

from zhibu.members.services.enrolling import Entry, enrol, weigh  # noqa: E402
from zhibu.site.demo import population  # noqa: E402
from zhibu.site.testing import database  # noqa: E402
from zhibu.site.testing.world import inside, whole_house  # noqa: E402

TABLES = (
    "guard_person",
    "members_member",
    "members_membership",
    "members_particular",
    "members_change",
    "kernel_audit",
    "kernel_fact",
)
BASE = "zhibu_bench_base"


def main() -> None:
    call = argparse.ArgumentParser()
    call.add_argument("--rows", type=int, default=10_000)
    call.add_argument("--branches", type=int, default=200)
    call.add_argument("--rounds", type=int, default=3)
    call.add_argument("--profile", action="store_true")
    wanted = call.parse_args()
    with database.suite():
        branches = found(wanted.branches)
        database._create(BASE, template=database.TEMPLATE)
        souls = list(entries(wanted.rows, branches))
        if wanted.profile:
            profile(souls)
            return
        rows, _ = subject(souls, keep=True)
        copies, subjects, parts = [], [], []
        for _round in range(wanted.rounds):
            copies.append(reference(rows))
            _none, took = subject(souls)
            subjects.append(took["weigh"] + took["enrol"])
            parts.append(took)
            copies.append(reference(rows))
    print(json.dumps(answer(wanted, rows, copies, subjects, parts)))


def answer(
    wanted: Any, rows: dict[str, bytes], copies: list[float], subjects: list[float], parts: list[Any]
) -> Any:
    spread = max(copies) / min(copies)
    return {
        "unit": "seconds",
        "rows": wanted.rows,
        "branches": wanted.branches,
        "written": {table: text.count(b"\n") for table, text in rows.items()},
        "reference": round(median(copies), 2),
        "subject": round(median(subjects), 2),
        "parts": {name: round(median(part[name] for part in parts), 2) for name in parts[0]},
        "ratio": round(median(copies) / median(subjects), 2),
        "noisy": spread > 1.25,
        "spread": round(spread, 2),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def found(count: int) -> list[int]:
    """So many branches under one committee, in the template: every copy has them."""
    database.use(database.TEMPLATE, "work")
    with inside(whole_house()):
        world = database.world()
        made = [
            world.found(f"bench{n}", "east", "branch", f"演示第{n}党支部", founded_on=date(2000, 1, 1)).pk
            for n in range(count)
        ]
    connections.close_all()
    return made


def entries(count: int, branches: list[int], *, since: date = date(2005, 1, 1)) -> Iterator[Entry]:
    dice = Random(7)
    souls = population.draw(count + count // 100 + 10, on=date(2026, 7, 1), seed=7)
    grown = (soul for soul in souls if (soul.joined_on - soul.born_on).days > 18 * 366)
    for row, soul in zip(range(3, count + 3), grown, strict=False):
        yield Entry(
            row,
            {
                "name": soul.name,
                "id_number": soul.number,
                "sex": "female" if soul.female else "male",
                "ethnicity": soul.ethnicity,
                "born_on": soul.born_on,
                "education": soul.education,
                "category": "formal" if soul.converted_on else "probationary",
                "joined_on": soul.joined_on,
                "converted_on": soul.converted_on,
                "occupation": soul.occupation,
                "mobile": f"13{row:09d}",
                "home_address": f"演示县演示镇第{dice.randrange(400)}号",
                "from_on": max(soul.joined_on, since),
            },
            branches[dice.randrange(len(branches))],
        )


@contextmanager
def copied() -> Iterator[str]:
    name = f"zhibu_bench_{uuid4().hex[:8]}"
    database._create(name, template=BASE)
    try:
        yield name
    finally:
        connections.close_all()
        with database._super() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def subject(souls: list[Entry], *, keep: bool = False) -> tuple[dict[str, bytes], dict[str, float]]:
    """Weigh and enter; `keep`: what was written, as COPY gives it."""
    with copied() as name:
        database.use(name)
        scope = database.scope_of("officer")
        before = time.perf_counter()
        with inside(scope):
            weighed = weigh(scope, souls)
            between = time.perf_counter()
            done = enrol(scope, weighed, batch=uuid4())
            written = time.perf_counter()
        after = time.perf_counter()
        if done.new != len(souls):
            wrong = next(each for each in weighed if each.kind != "new")
            raise SystemExit(f"{len(souls) - done.new} rows stayed out, the first: {wrong}")
        rows = dump(name) if keep else {}
    times = {"weigh": between - before, "enrol": after - between, "commit": after - written}
    return rows, times


def dump(name: str) -> dict[str, bytes]:
    """The rows that the base does not have, in COPY's text."""
    rows = {}
    with (
        psycopg.connect(database.url("owner", name)) as owner,
        psycopg.connect(database.url("owner", BASE)) as base,
    ):
        for table in TABLES:
            key = "person_id" if table == "members_member" else "id"
            held = {str(pk) for (pk,) in base.execute(f"SELECT {key} FROM {table}")}
            columns = ", ".join(f'"{name}"' for name in columns_of(owner, table))
            place = columns_of(owner, table).index(key)
            with owner.cursor().copy(f"COPY {table} ({columns}) TO STDOUT") as copy:
                lines = [bytes(line) for line in copy]
            new = [line for line in lines if line.split(b"\t")[place].decode().rstrip("\n") not in held]
            rows[table] = b"".join(new)
    return rows


def columns_of(connection: psycopg.Connection[Any], table: str) -> list[str]:
    """Those that are written; what the base works out itself it works out for both."""
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in found]


def reference(rows: dict[str, bytes]) -> float:
    with copied() as name, psycopg.connect(database.url("owner", name)) as owner:
        columns = {table: ", ".join(f'"{c}"' for c in columns_of(owner, table)) for table in TABLES}
        owner.commit()
        before = time.perf_counter()
        with owner.transaction(), owner.cursor() as cursor:
            for table, text in rows.items():
                with cursor.copy(f"COPY {table} ({columns[table]}) FROM STDIN") as copy:
                    copy.write(text)
        return time.perf_counter() - before


def profile(souls: list[Entry]) -> None:
    import cProfile
    import pstats

    work = cProfile.Profile()
    work.enable()
    _rows, times = subject(souls)
    work.disable()
    print(times, file=sys.stderr)
    pstats.Stats(work, stream=sys.stderr).sort_stats("tottime").print_stats(45)


if __name__ == "__main__":
    main()
