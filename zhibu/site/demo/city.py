"""The invented city for measuring: half a million members in 29,000 organisations, five years of meetings.

Nobody looks at its people one by one, so all that can be made in the database is made there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from multiprocessing import get_context
from random import Random
from typing import Any

from django.db import connection

from zhibu.guard.models import Person
from zhibu.kernel import clock
from zhibu.kernel.ids import uuid7s
from zhibu.kernel.names import by_sound, stroke_key
from zhibu.members.models import Member
from zhibu.orgs import paths
from zhibu.orgs.models import Org, Term

from . import bulk, city_life, population
from .county import FOUNDED, place
from .pouring import number, pour, pour_values

FIELDS = ("village", "community", "agency", "state_enterprise", "private_enterprise", "school")
REVIEWED = "2026-01-05T09:00:00+08:00"
PORTION = 20_000  # cards sealed at a time
SEALED = ("id_number", "mobile", "home_address")


@dataclass(frozen=True, slots=True)
class Plan:
    """One county: committees under it, general branches and branches under these, and who lives there."""

    name: str
    committees: int
    generals: int
    branches: int
    members: int


@dataclass(slots=True)
class City:
    root: Org
    orgs: list[Org] = field(default_factory=list)
    branches: list[tuple[Org, int]] = field(default_factory=list)  # with how many members each has


# One county of 300 branches and 15,000 members to be moved, one district of 200,000 to be searched, and 18
# alike. Committees, general branches and branches stand to one another as in the published figures.
MOVED = Plan("演示一县", 10, 0, 300, 15_000)
SEARCHED = Plan("演示二区", 600, 693, 9_700, 200_000)


def plans() -> list[Plan]:
    return [MOVED, SEARCHED, *(Plan(f"演示{n}县", 60, 62, 860, 15_833 + (n < 9)) for n in range(3, 21))]


def make(today: date, dice: Random) -> City:
    """Write the city. The caller has opened the transaction and derives the figures afterwards."""
    city = _found()
    number(city.orgs)
    opened = datetime(today.year - 5, 1, 1, 9, tzinfo=clock.SHANGHAI)
    tables = ("orgs_org", "orgs_placement", "orgs_term", "guard_person", "members_member")
    with bulk.bare(*tables):
        pour(city.orgs)
        pour(place(city.orgs, opened))
        pour([Term(org=org, elected_on=date(today.year - 1, 3, 1)) for org in city.orgs])
        _settle(
            city,
            population.draw(sum(n for _, n in city.branches), on=today, seed=dice.randrange(1 << 30)),
            dice,
        )
    _live(today)
    return city


def _found() -> City:
    root = _org(None, 1, "YS", "中共演示市委员会（演示）", "演示市委", "party_committee", "agency")
    city = City(root, [root])
    for serial, plan in enumerate(plans(), 1):
        county = _below(city, root, serial, f"{plan.name}委", "party_committee", 0)
        committees = [
            _below(city, county, n, f"第{n}党委", "party_committee", n) for n in range(1, plan.committees + 1)
        ]
        children = dict.fromkeys((c.path for c in committees), 0)
        homes = list(committees)
        for n in range(plan.generals):
            above = committees[n % len(committees)]
            children[above.path] += 1
            general = _below(city, above, children[above.path], f"第{n + 1}党总支", "general_branch", n)
            children[general.path] = 0
            homes.append(general)
        sizes = population.portions({str(n): 1.0 for n in range(plan.branches)}, plan.members)
        for n, size in enumerate(sizes.values()):
            above = homes[n % len(homes)]
            children[above.path] += 1
            branch = _below(city, above, children[above.path], f"第{n + 1}党支部", "branch", n)
            city.branches.append((branch, size))
    return city


def _below(city: City, above: Org, place: int, name: str, kind: str, serial: int) -> Org:
    full = f"中共{'' if above is city.root else above.short_name}{name}（演示）"
    org = _org(above, place, f"{above.code}{place:03d}", full, name, kind, FIELDS[serial % len(FIELDS)])
    city.orgs.append(org)
    return org


def _org(above: Org | None, place: int, code: str, name: str, short: str, kind: str, sort: str) -> Org:
    return Org(
        code=code,
        name=name,
        short_name=short,
        kind=kind,
        field=sort,
        unit_name=short,
        path=(above.path if above else "") + paths.step(place),
        sort=place,
        founded_on=FOUNDED,
    )


def _settle(city: City, souls: list[population.Soul], dice: Random) -> None:
    """Persons and cards by COPY; what is told of them later is kept beside, for the statements after."""
    dice.shuffle(souls)
    ids = uuid7s(len(souls))
    homes = [branch for branch, size in city.branches for _ in range(size)]
    pour_values(Person, ("id", "name"), ((pk, soul.name) for pk, soul in zip(ids, souls, strict=True)))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE soul (person uuid, education text, occupation text, dice real) "
            "ON COMMIT DROP"
        )
        with cursor.cursor.copy("COPY soul FROM STDIN") as copy:
            for pk, soul in zip(ids, souls, strict=True):
                copy.write_row((pk, soul.education, soul.occupation, dice.random()))
    columns = [
        "person_id", "code", "name", "pinyin", "initials", "strokes", "sex", "ethnicity", "born_on",
        "joined_on", "converted_on", "landline", "branch_id", "path", "category_now", "demo", "reviewed_at",
    ]  # fmt: skip
    columns += [column for name in SEALED for column in getattr(Member, name).columns]
    pour_values(Member, columns, _cards(ids, souls, homes))
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('zhibu.member_code', %s)", [len(souls)])


def _cards(ids: list[Any], souls: list[population.Soul], homes: list[Org]) -> Iterator[tuple[Any, ...]]:
    """In portions that a process beside this one makes, while those before them are written."""
    _drawn[:] = [(ids, souls, homes)]
    firsts = iter(range(0, len(ids), PORTION))
    with ProcessPoolExecutor(1, get_context("fork")) as beside:
        made = deque(beside.submit(_cards_of, first) for first in islice(firsts, 2))
        while made:
            yield from made.popleft().result()
            made.extend(beside.submit(_cards_of, first) for first in islice(firsts, 1))
    _drawn.clear()


_drawn: list[tuple[list[Any], list[population.Soul], list[Org]]] = []  # what the other process is born with


def _cards_of(first: int) -> list[tuple[Any, ...]]:
    portion = slice(first, first + PORTION)
    ids, souls, homes = _drawn[0][0][portion], _drawn[0][1][portion], _drawn[0][2][portion]
    keys = [str(pk) for pk in ids]
    numbers = Member.id_number.many(Member, keys, [soul.number for soul in souls])
    mobiles = Member.mobile.many(Member, keys, [soul.mobile for soul in souls])
    addresses = Member.home_address.many(Member, keys, [home.short_name for home in homes])[::2]
    cards = zip(ids, souls, homes, zip(*numbers, *mobiles, *addresses, strict=True), strict=True)
    return [
        (
            pk, f"M{serial:07d}", soul.name, *by_sound(soul.name), stroke_key(soul.name),
            "female" if soul.female else "male", soul.ethnicity, soul.born_on, soul.joined_on,
            soul.converted_on, "", home.pk, home.path,
            "formal" if soul.converted_on else "probationary", True, REVIEWED, *parts,
        )
        for serial, (pk, soul, home, parts) in enumerate(cards, first + 1)
    ]  # fmt: skip


def _live(today: date) -> None:
    """Memberships, particulars, offices, meetings: statements over what has been written."""
    with connection.cursor() as cursor:
        cursor.execute(city_life.HOMES)
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("ANALYZE orgs_org, members_member, soul, home")
        with bulk.bare(*{table for table, _ in city_life.STATEMENTS}):
            for _table, statement in city_life.STATEMENTS:
                cursor.execute(
                    statement, {"today": today, "years": city_life.YEARS - 1, "months": city_life.MARKED}
                )
        cursor.execute("ANALYZE")
