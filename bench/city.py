"""What figures, lists and moves cost in a city of 500,000 members, 29,000 organisations and five years.

    python bench/city.py [--rounds 5]      prints one JSON object

Works on the city under ZHIBU_DATA if one is there (`bin/zhibu demo-data --size city`), else makes one in a
temporary folder, which takes minutes. All subjects run as the web login under an officer's grant and the
walls of the database. Each figure is reference, subject, reference, interleaved; milliseconds by the clock,
medians. A dashboard is all marginals and the children of a node; its reference is one look-up of as many
rows by primary key under the same grant. Moving a county is rolled back at the end, so that every round moves
the same one; meanwhile another connection corrects cards elsewhere as fast as it can.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
LIMITS = {"dashboard": 2.0, "root_by_branch": 3.0, "page": 25.0, "communique": 300.0, "move": 5000.0}


def main() -> None:
    call = argparse.ArgumentParser()
    call.add_argument("--rounds", type=int, default=5)
    call.add_argument("--full", action="store_true", help="the same: there is one size")
    wanted = call.parse_args()
    with a_city() as made_in:
        from zhibu.site.commands import ground

        ground.django_ready("web")
        found = measure(wanted.rounds)
    found["generated_seconds"] = made_in
    print(json.dumps(found, ensure_ascii=False))


@contextmanager
def a_city() -> Iterator[float | None]:
    """The city under ZHIBU_DATA, or one of our own; and how long making it took."""
    told = Path(os.environ.get("ZHIBU_DATA", "/nowhere")) / "demo.json"
    if told.exists() and json.loads(told.read_text("utf-8"))["size"] == "city":
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="zhibu-city-") as folder:
        os.environ |= {"ZHIBU_DATA": f"{folder}/data", "ZHIBU_KEYS": f"{folder}/keys.json"}
        began = time.monotonic()
        subprocess.run([sys.executable, "-m", "zhibu", "demo-data", "--size", "city"], cwd=ROOT, check=True)
        yield round(time.monotonic() - began, 1)


def measure(rounds: int) -> dict[str, Any]:
    from django.db import transaction

    from zhibu.kernel import clock
    from zhibu.kernel.scope import wear
    from zhibu.orgs.models import Org
    from zhibu.site.scopes import scope_of

    with transaction.atomic():
        scope = scope_of("officer")
        wear(scope, seconds=3600)
        root = Org.objects.get(path=scope.branches.lo)
        county, district = level(root)
        branch = Org.objects.branches().filter(path__startswith=district.path).order_by("path")[0]
        today = clock.today()
        nodes = {"root": root, "district": district, "county": county, "branch": branch}
        dashboards = {name: dashboard(scope, org, today, rounds) for name, org in nodes.items()}
        pages = {name: times(page(scope, district, **asked), rounds) for name, asked in FILTERS.items()}
        communique = {
            "today": times(table(scope, root, today), rounds),
            "last_year": times(table(scope, root, date(today.year - 1, 12, 31)), rounds),
        }
    moved = move(scope, county, district, today, max(3, rounds // 2))
    ratios = {name: each["ratio"] for name, each in dashboards.items()}
    subjects = {name: each["subject"] for name, each in dashboards.items()}
    reached = {
        "dashboard": max(ratios.values()),
        "root_by_branch": round(subjects["root"] / subjects["branch"], 2),
        "page": max(pages.values()),
        "communique": max(communique.values()),
        "move": moved["milliseconds"],
    }
    return {
        "unit": "milliseconds",
        "dashboards": dashboards,
        "first_page_of_50_among_200000": pages,
        "communique": communique,
        "move_of_a_county": moved,
        "reached": reached,
        "limits": LIMITS,
        "within_limits": all(reached[name] <= LIMITS[name] for name in LIMITS),
        "load": round(os.getloadavg()[0], 1),
    }


def level(root: Any) -> tuple[Any, Any]:
    """The county to be moved and the district of 200,000: the first two below the city."""
    from zhibu.orgs.models import Placement

    below = Placement.objects.filter(parent=root, until=None).select_related("org").order_by("path")
    first, second = [p.org for p in below[:2]]
    return first, second


FILTERS: dict[str, dict[str, Any]] = {
    "all": {},
    "initials": {"words": "zj"},
    "name": {"words": "建国"},
    "probationary": {"category": "probationary"},
}


def clocked(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def times(work: Callable[[], object], rounds: int) -> float:
    work()  # plans and pages are in memory, as on a machine at work
    return round(median(clocked(work) for _ in range(rounds)), 2)


def dashboard(scope: Any, org: Any, today: date, rounds: int) -> dict[str, Any]:
    from django.db import connection

    from zhibu.statistics import selectors

    def subject() -> int:
        shown = selectors.dashboard(scope, org, today)
        return sum(map(len, shown.figures.by.values())) + len(shown.children)

    count = subject()
    assert count > 20  # a scope that has expired sees nothing, very fast
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM orgs_org WHERE path >= '001' ORDER BY md5(code) LIMIT %s", [count])
        keys = [pk for (pk,) in cursor.fetchall()]

    def reference() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, code, name, kind FROM orgs_org WHERE id = ANY(%s)", [keys])
            assert len(cursor.fetchall()) == count

    subjects, references = [], []
    for _ in range(rounds * 4):
        references.append(clocked(reference))
        subjects.append(clocked(subject))
        references.append(clocked(reference))
    return {
        "rows": count,
        "reference": round(median(references), 3),
        "subject": round(median(subjects), 3),
        "ratio": round(median(subjects) / median(references), 2),
    }


def page(scope: Any, where: Any, **asked: Any) -> Callable[[], object]:
    from zhibu.members import selectors

    def first_page() -> None:
        assert len(list(selectors.roster(scope, where, **asked)[:51])) == 51

    return first_page


def table(scope: Any, where: Any, on: date) -> Callable[[], object]:
    from zhibu.statistics import documents

    def filled() -> None:
        assert (documents.communique_rows(scope, where, on)[0].value or 0) > 400_000

    return filled


def move(scope: Any, county: Any, district: Any, today: date, rounds: int) -> dict[str, Any]:
    """The clock runs from the call to the last statement; the transaction is then rolled back."""
    from django.db import transaction

    from zhibu.kernel.scope import wear
    from zhibu.members.models import Member
    from zhibu.orgs.services import move_org
    from zhibu.site.scopes import house

    writing, taken = threading.Event(), []
    whole = house("bench")
    with transaction.atomic():
        wear(whole, seconds=3600)
        members = Member.objects.under(county).count()
    writer = threading.Thread(target=write_on, args=(whole, district, writing, taken))
    writer.start()
    found = []
    for _ in range(rounds):
        with transaction.atomic():
            wear(whole, seconds=3600)
            found.append(clocked(lambda: move_org(whole, county, district, on=today, why="测速")))
            assert Member.objects.under(county).count() == members
            transaction.set_rollback(True)
        with transaction.atomic():
            wear(whole)
            county.refresh_from_db()  # back where it was
    writing.set()
    writer.join()
    return {
        "members": members,
        "milliseconds": round(median(found), 1),
        "written_meanwhile": len(taken),
        "longest_write": round(max(taken, default=0.0), 1),
    }


def write_on(scope: Any, district: Any, done: threading.Event, taken: list[float]) -> None:
    """Somebody else at work: one card after another is touched, each in a transaction of its own."""
    from django.db import connections, transaction

    from zhibu.kernel.scope import wear
    from zhibu.members.models import Member

    with transaction.atomic():
        wear(scope, seconds=3600)
        pks = list(Member.objects.under(district).order_by("pk").values_list("pk", flat=True)[:500])
    while not done.is_set():
        for pk in pks:
            if done.is_set():
                break

            def once(pk: Any = pk) -> None:
                with transaction.atomic():
                    wear(scope, seconds=3600)
                    Member.objects.filter(pk=pk).update(landline="0000-7000000")

            taken.append(clocked(once))
    connections.close_all()


if __name__ == "__main__":
    main()
