"""How long an export of the national system is laid beside the cards of a branch, until COMMIT.

    python bench/reconciling.py [--rows 10000]     prints one JSON object

One row in ten differs in two fields; what differs is written as differences.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "zhibu.site.settings"

from zhibu.site.testing import env  # noqa: F401, I001 - keys and addresses of its own, before the settings
import django

django.setup()

from bench.enrolling import entries  # noqa: E402
from zhibu.exchange import services  # noqa: E402
from zhibu.exchange.tests.exports import as_csv, truth  # noqa: E402
from zhibu.members.services.enrolling import enrol, weigh  # noqa: E402
from zhibu.site.testing import database  # noqa: E402
from zhibu.site.testing.world import inside, whole_house  # noqa: E402

LIMIT = 10.0  # seconds for ten thousand rows, as long as a roster of as many may take to come in
PLANTED = {"education": "研究生教育", "home_address": "别处1号"}


def main() -> None:
    call = argparse.ArgumentParser()
    call.add_argument("--rows", type=int, default=10_000)
    call.add_argument("--full", action="store_true", help="the same: a branch is no larger")
    wanted = call.parse_args()
    with database.suite(), database.copy() as world:
        elm = world.orgs["elm"]
        with inside(whole_house()) as scope:
            souls = list(entries(wanted.rows, [elm.pk], since=elm.founded_on))
            done = enrol(scope, weigh(scope, souls), batch=uuid4())
            if done.new != wanted.rows:
                raise SystemExit(f"{done.new} of {wanted.rows} cards entered")
            rows = truth(scope, elm)
        planted = sum(row["education"] != PLANTED["education"] for row in rows[::10]) + len(rows[::10])
        for row in rows[::10]:
            row |= PLANTED
        body = as_csv(rows)
        wall, cpu = time.perf_counter(), time.process_time()
        with inside(whole_house()) as scope:
            made = services.open_reconciliation(scope, elm, body, name="党员信息.csv")
            made = services.lay_beside(scope, made)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if made.counts["fields"] != planted:
        raise SystemExit(f"{made.counts}: {planted} fields were planted")
    answer = {
        "unit": "seconds",
        "rows": len(rows),
        "differences": made.counts["fields"],
        "seconds": round(wall, 2),
        "processor_seconds_here": round(cpu, 2),
        "limits": {"seconds": LIMIT},
        "within_limits": wall <= LIMIT * max(1, len(rows) / 10_000),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
