"""What it takes to let a roster go out: a list page as a workbook, and all fields in clear.

    python bench/exporting.py [ROWS]      prints one JSON object; ROWS is 20,000 unless said

`page` is `/members/?as=xlsx` as an officer of the county asks for it: the view, the page, the workbook.
`clear` is `members export` with a purpose of 10,000 of them: three values opened a person, a viewing and a
row of the trace for each. Seconds by the clock and of this process's CPU; megabytes are the growth of the
largest memory this process had. The reference is the same page of 50 rows and the bare query of the cards.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "zhibu.site.settings"

LIMITS = {"page_seconds": 10.0, "page_mb": 400.0, "clear_seconds": 10.0}
IN_CLEAR = 10_000
BUILT = 10  # members whom the suite's own world has


def main(rows: int) -> dict[str, Any]:
    """Fill a throwaway database and measure."""
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    from zhibu.kernel.crypto import keyfile
    from zhibu.site.testing import database

    keyfile.ensure(database_empty=True)
    found: dict[str, Any] = {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1), "rows": rows}
    with database.suite():
        world = database.fresh_world()
        fill(database, world, rows - BUILT)
        client = database.signer("officer")
        found["page_of_50"] = taken(lambda: client.get("/members/"))
        found["query"] = taken(lambda: bare_query(database, rows))
        for kind in ("csv", "xlsx"):
            answer: list[Any] = []
            found[kind] = taken(lambda: answer.append(client.get(f"/members/?as={kind}")))  # noqa: B023
            assert "attachment" in answer[0].get("Content-Disposition", ""), answer[0].content[:500]
            found[kind]["file_kb"] = len(answer[0].content) // 1024
        found["clear"] = taken(lambda: in_clear(world))
    found |= {"page_seconds": found["xlsx"]["seconds"], "clear_seconds": found["clear"]["seconds"]}
    found["limits"] = LIMITS
    found["within_limits"] = (
        found["xlsx"]["seconds"] <= LIMITS["page_seconds"]
        and found["xlsx"]["grown_mb"] <= LIMITS["page_mb"]
        and found["clear"]["seconds"] <= LIMITS["clear_seconds"]
    )
    return found


def taken(act: Callable[[], Any]) -> dict[str, float]:
    """How long it took, and how much more memory than ever before."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, cpu = time.monotonic(), time.process_time()
    act()
    return {
        "seconds": round(time.monotonic() - began, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "grown_mb": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most) / 1024, 1),
    }


def fill(database: Any, world: Any, rows: int) -> None:
    """Invented members with sealed numbers in two branches; the second holds those read in clear."""
    import psycopg

    from zhibu.guard.models import Person
    from zhibu.kernel.fields import seal
    from zhibu.kernel.ids import uuid7
    from zhibu.members.models import Member
    from zhibu.site.testing.world import id_number

    here = [world.orgs["willow"], world.orgs["pine"]]
    people, cards, parts = [], [], []
    columns = (
        "person_id", "code", "name", "pinyin", "initials", "strokes", "sex", "ethnicity", "born_on",
        "joined_on", "landline", "branch_id", "path", "demo",
        "id_number_sealed", "id_number_index", "id_number_mask",
        "mobile_sealed", "mobile_index", "mobile_mask", "home_address_sealed", "home_address_mask",
    )  # fmt: skip
    for number in range(rows):
        pk = uuid7()
        branch = here[number < IN_CLEAR]
        born = date(1950, 1, 1) + timedelta(days=number % 15_000)
        card = Member(
            person=Person(pk=pk, name="张小明"), sex="male", ethnicity="01", born_on=born,
            joined_on=born + timedelta(days=8_000), branch=branch, path=branch.path, demo=True,
        )  # fmt: skip
        card.call(f"张{chr(0x4E00 + number % 5000)}{chr(0x4E00 + number // 5000)}")
        # no two alike, whatever their check digits say
        seal(card, "id_number", id_number(born, 900 - number % 899, female=False)[:10] + f"{number:08d}")
        seal(card, "mobile", f"139{number:08d}")
        seal(card, "home_address", f"演示县西镇松岭村{number}号")
        people.append((pk, card.name))
        cards.append(tuple(getattr(card, name) for name in columns))
        for kind, code in (("category", "formal"), ("education", "20"), ("occupation", "farmer")):
            parts.append((pk, kind, code, card.joined_on, ""))
    with psycopg.connect(database.url("owner")) as owner, owner.cursor() as cursor:
        cursor.executemany("INSERT INTO guard_person (id, name) VALUES (%s, %s)", people)
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO members_member ({', '.join(columns)}) VALUES ({places})", cards)
        cursor.executemany(
            "INSERT INTO members_particular (member_id, kind, code, from_on, basis) "
            "VALUES (%s, %s, %s, %s, %s)",
            parts,
        )
        cursor.execute("ANALYZE")


def bare_query(database: Any, rows: int) -> None:
    """The cards alone, as fast as the driver gives them."""
    import psycopg

    with psycopg.connect(database.url("owner")) as owner, owner.cursor() as cursor:
        cursor.execute(
            "SELECT name, sex, born_on, ethnicity, joined_on, mobile_mask FROM members_member "
            "WHERE gone_on IS NULL ORDER BY path, pinyin, person_id"
        )
        assert len(cursor.fetchall()) >= rows


def in_clear(world: Any) -> None:
    """What `members export --purpose` does for a branch of 10,000."""
    from zhibu.members import services
    from zhibu.site.testing import database
    from zhibu.site.testing.world import inside

    with inside(database.scope_of("officer")) as scope:
        made = services.export_in_clear(scope, world.orgs["pine"], why="报上级核对全国系统")
        assert made.count >= min(IN_CLEAR, made.count)
        services.roster_bytes(scope, made, "xlsx")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="zhibu-bench-") as folder:
        os.environ["ZHIBU_KEYS"] = str(Path(folder) / "keys.json")
        print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000), ensure_ascii=False))
