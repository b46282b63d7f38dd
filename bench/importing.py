"""What it costs to bring a roster in, from the file to the end of COMMIT, beside raw COPY of the same rows.

    python bench/importing.py [--full] [--rows 10000] [--rounds 3]       prints one JSON object

The subject reads a CSV or an Excel file, judges every cell and row, compares with the base, seals, and enters
the cards as one batch, under a committee's grant and row-level security. The reference copies the very
same finished rows, as owner, into the same tables with their indexes, triggers and keys. They are taken in
turns (_turns.py), each in a fresh copy of the database; `ratio` is the reference beside the subject.
--full: 200,000 rows once by each way in, a CSV and an Excel file as the command takes them and a CSV as the
browser and the worker do (upload, judging, commit), each in a process of its own: the memory is the peak of
that process and of the reader it starts together; apart from it the peak of the base's own backend, the
buffers it shares with all others included.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import enrolling
import xlsxwriter
from _turns import Turns, take, unlike
from django.db import connections, transaction
from enrolling import BASE, copied, dump, found, reference

from zhibu.exchange import selectors, services
from zhibu.exchange.reading import match
from zhibu.exchange.weights import Setting
from zhibu.kernel.scope import WORK_SECONDS, Scope, wear
from zhibu.members.codes import label
from zhibu.orgs import selectors as orgs
from zhibu.site.demo import population
from zhibu.site.testing import database

LIMITS = {
    "csv_seconds": 10.0,
    "xlsx_seconds": 10.0,
    "csv_ratio": 0.5,
    "xlsx_ratio": 0.35,
    "full_memory_mb": 1536,
}
FULL = 200_000
HEADINGS = (
    "姓名", "性别", "民族", "出生日期", "公民身份号码", "学历", "人员类别", "所在党支部", "入党时间",
    "转正时间", "工作岗位", "手机号码", "家庭住址",
)  # fmt: skip


def main() -> None:
    call = argparse.ArgumentParser()
    call.add_argument("--full", action="store_true")
    call.add_argument("--whole", type=int, default=FULL)
    call.add_argument("--rows", type=int, default=10_000)
    call.add_argument("--rounds", type=int, default=3)
    wanted = call.parse_args()
    with database.suite():
        found(200)
        database._create(BASE, template=database.TEMPLATE)
        lines = roster(wanted.rows)
        files = {"csv": as_csv(lines), "xlsx": as_xlsx(lines)}
        rows, _seconds = brought(files["csv"], "csv", len(lines), keep=True)
        entering = {kind: partial(entered, content, kind, len(lines)) for kind, content in files.items()}
        turns = take(partial(reference, rows), entering, wanted.rounds)
        answer = told(wanted, turns)
        if wanted.full:
            answer |= whole(wanted.whole)
    answer["limits"] = LIMITS
    answer["more_is_better"] = [name for name in LIMITS if name.endswith("ratio")]
    answer["within_limits"] = all(
        answer[name] >= limit if name.endswith("ratio") else answer[name] <= limit
        for name, limit in LIMITS.items()
        if name in answer
    )
    print(json.dumps(answer))


def told(wanted: Any, turns: dict[str, Turns]) -> dict[str, Any]:
    copies = [cost for each in turns.values() for cost in (*each.before, *each.after)]
    return {
        "unit": "seconds",
        "rows": wanted.rows,
        "reference": round(median(copies), 2),
        **{f"{kind}_seconds": round(each.subject, 2) for kind, each in turns.items()},
        **{f"{kind}_ratio": round(1 / each.ratio, 2) for kind, each in turns.items()},
        "noisy": unlike(*copies),
        "spread": round(max(copies) / min(copies), 2),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }


def entered(content: bytes, kind: str, count: int) -> float:
    return brought(content, kind, count)[1]


def whole(count: int) -> dict[str, Any]:
    """A county at once, by each way in."""
    content = apart(written, count)
    found: dict[str, Any] = {"full_rows": count}
    for way, (enters, kind) in WAYS.items():
        seconds, own, base = apart(measured, enters, content[kind], kind, count)
        found |= {f"full_{way}_seconds": seconds, f"full_{way}_mb": own, f"full_{way}_base_mb": base}
    return found | {"full_memory_mb": max(found[f"full_{way}_mb"] for way in WAYS)}


def written(count: int) -> dict[str, bytes]:
    lines = roster(count)
    return {"csv": as_csv(lines), "xlsx": as_xlsx(lines)}


def apart(work: Any, *arguments: Any) -> Any:
    """What a function answers in a process of its own, that holds nothing else."""
    connections.close_all()
    with get_context("fork").Pool(1) as pool:
        return pool.apply(work, arguments)


def measured(enters: Any, content: bytes, kind: str, count: int) -> tuple[float, int, int]:
    """Seconds; the megabytes of this process and its reader; those of the base's backend."""
    with copied() as name:
        database.use(name)
        connections["default"].ensure_connection()
        backend = connections["default"].connection.info.backend_pid
        before = time.perf_counter()
        if enters(database.scope_of("officer"), content, kind) != count:
            raise SystemExit("not all rows entered")
        seconds = time.perf_counter() - before
        base = peak(backend)
    reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return round(seconds, 1), peak(os.getpid()) + reader, base


def peak(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def at_once(scope: Scope, content: bytes, kind: str) -> int:
    """As the command does it."""
    table, heading = services.understood(content, f"x.{kind}")
    with worn(scope):
        org = orgs.own_org(scope)
        setting = Setting(columns=match(heading.names), places=selectors.places(scope, org))
        entered = services.enter_table(
            scope, org, content, name=f"x.{kind}", table=table, heading=heading, setting=setting
        )
    if entered.enrolled is None or entered.enrolled.new != len(entered.weights):
        wrong = next(each for each in entered.weights if each.kind not in "nN")
        raise SystemExit(f"not all rows entered; the first: {wrong.faults}")
    return entered.enrolled.new


def step_by_step(scope: Scope, content: bytes, kind: str) -> int:
    """As the browser and the worker do it: handed in, judged, committed."""
    with worn(scope):
        batch = services.open_batch(scope, orgs.own_org(scope), content, name=f"x.{kind}")
    with worn(scope):
        batch = services.weigh_batch(scope, batch)
    with worn(scope):
        done = services.commit_batch(scope, batch, confirmed={"new": batch.new, "changed": batch.changed})
    return int(done.result["new"])


@contextmanager
def worn(scope: Scope) -> Iterator[None]:
    with transaction.atomic():
        wear(scope, seconds=WORK_SECONDS)
        yield


WAYS = {"csv": (at_once, "csv"), "xlsx": (at_once, "xlsx"), "pages": (step_by_step, "csv")}


def brought(content: bytes, kind: str, count: int, *, keep: bool = False) -> tuple[dict[str, bytes], float]:
    """From the file to the end of COMMIT, in a database of its own; `keep`: what was written."""
    with copied() as name:
        database.use(name)
        scope = database.scope_of("officer")
        before = time.perf_counter()
        entered = at_once(scope, content, kind)
        seconds = time.perf_counter() - before
        if entered != count:
            raise SystemExit(f"{entered} of {count} rows entered")
        return (dump(name) if keep else {}), seconds


def roster(count: int) -> list[list[str]]:
    dice = Random(7)
    souls = population.draw(count + count // 100 + 10, on=enrolling.date(2026, 7, 1), seed=7)
    grown = (soul for soul in souls if (soul.joined_on - soul.born_on).days > 18 * 366)
    return [
        [
            soul.name,
            "女" if soul.female else "男",
            label("ethnicity", soul.ethnicity),
            soul.born_on.isoformat(),
            soul.number,
            label("education", soul.education),
            "正式党员" if soul.converted_on else "预备党员",
            f"演示第{dice.randrange(200)}党支部",
            soul.joined_on.isoformat(),
            soul.converted_on.isoformat() if soul.converted_on else "",
            label("occupation", soul.occupation),
            f"13{serial:09d}",
            f"演示县演示镇第{dice.randrange(400)}号",
        ]
        for soul, serial in zip(grown, range(count), strict=False)
    ]


def as_csv(lines: Sequence[Sequence[str]]) -> bytes:
    body = io.StringIO()
    written = csv.writer(body)
    written.writerow(HEADINGS)
    written.writerows(lines)
    return body.getvalue().encode("utf-8-sig")


def as_xlsx(lines: Sequence[Sequence[str]]) -> bytes:
    body = io.BytesIO()
    book = xlsxwriter.Workbook(body, {"constant_memory": True})
    page = book.add_worksheet()
    for row, line in enumerate((HEADINGS, *lines)):
        for column, text in enumerate(line):
            page.write_string(row, column, text)
    book.close()
    return body.getvalue()


if __name__ == "__main__":
    main()
