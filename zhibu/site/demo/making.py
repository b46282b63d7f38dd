"""Making the invented county in an empty database, as its owner, in a few seconds."""

from __future__ import annotations

import json
import os
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from zhibu.guard.models import Account, Person
from zhibu.kernel import clock
from zhibu.kernel.events.rebuild import rebuild
from zhibu.kernel.models import Installation
from zhibu.kernel.scope import HOUSE, WORK_SECONDS, wear
from zhibu.meetings.models import Attendance, Excuse
from zhibu.meetings.services import judge_branch
from zhibu.members.models import Member
from zhibu.orgs.models import Appointment, Org
from zhibu.statistics import services as figures
from zhibu.voice.models import Step, Suggestion

from . import bulk, population
from . import city as cities
from . import county as counties
from . import life as lives
from . import people as peoples
from . import today as todays
from .pouring import number, pour, pour_values, reserve

SIZES = {"town": 1500}
PASSWORD = "zhibu-demo-2026"  # noqa: S105 - printed for everybody, opens invented data only
WILLOW = "柳河村党支部"
FACES = ("member", "secretary", "neighbour", "officer", "auditor", "system", "security", "audit")


class AlreadyLived(Exception):
    """There is somebody in this database; invented people are put beside nobody."""


def make(size: str, *, folder: Path, seed: int = 20260701) -> dict[str, Any]:
    """Fill an empty installation with the demo; writes `demo.json` into `folder` and returns it.

    Raises AlreadyLived. Everything or nothing is written.
    """
    with bulk.room_for_the_log(folder) if size == "city" else nullcontext():
        return _make(size, folder, seed)


def _make(size: str, folder: Path, seed: int) -> dict[str, Any]:
    today = clock.today()
    with transaction.atomic():
        wear(HOUSE, seconds=WORK_SECONDS)
        if Person.objects.exists():
            raise AlreadyLived
        Installation.objects.update(demo=True, name="演示县")
        if size == "city":
            city = cities.make(today, Random(seed))  # noqa: S311
            logins = _write_faces(city.root, city.branches[0][0])
        else:
            logins = _write_town(SIZES[size], today, seed)
    _derive(size)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)" if size == "city" else "ANALYZE")
    told = {"logins": logins, "size": size, "made_on": today.isoformat()}
    _keep(folder / "demo.json", told)
    return told


def _write_town(count: int, today: date, seed: int) -> dict[str, dict[str, str]]:
    county, people = _write_people(count, today, Random(seed))  # noqa: S311
    _write_life(county, people, today, Random(seed + 1))  # noqa: S311
    _write_voice(county, today)
    willow = next(b for b in county.branches if b.short_name == WILLOW)
    logins = _write_faces(county.root, willow)
    todays.plan(willow, clock.now())
    todays.ask_to_meet(_beside(willow), willow, today)
    judge_branch(willow, today=today)
    return logins


def _derive(size: str) -> None:
    """The figures: by the listeners' own function branch by branch, or all at once for very many."""
    if size != "city":
        rebuild("statistics")
    with transaction.atomic():
        wear(HOUSE, seconds=WORK_SECONDS)
        if size != "city":
            figures.fill()
            return
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'")
        with bulk.bare("statistics_branchmonth"):
            figures.count_all()
        with bulk.bare("statistics_stretch", "statistics_cube", "statistics_past", "statistics_step"):
            figures.fill()


def _write_people(count: int, today: date, dice: Random) -> tuple[counties.County, peoples.Population]:
    county = counties.found()
    number(county.orgs)
    pour(county.orgs)
    pour(counties.place(county.orgs, datetime(today.year - 1, 1, 1, 9, tzinfo=clock.SHANGHAI)))
    pour(counties.elect(county, today, dice))
    souls = population.draw(count, on=today, seed=dice.randrange(1 << 30))
    people = peoples.settle(county, souls, today, dice)
    for rows in (
        people.persons,
        people.members,
        people.memberships,
        people.particulars,
        people.groupings,
        people.appointments,
    ):
        pour(rows)
    return county, people


def _write_life(county: counties.County, people: peoples.Population, today: date, dice: Random) -> None:
    life = lives.live(county, people, today, dice)
    number(life.meetings)
    confirmations = life.confirmations()
    archived = {m.pk: m.archived_at for m in life.meetings if m.archived_at is not None}
    for meeting in life.meetings:
        meeting.archived_at = None  # to what is archived nothing is added: that comes last
    pour(life.meetings)
    for resolution in life.resolutions:  # what it points at has got its number only now
        resolution.meeting_id = resolution.meeting.pk
    pour(life.resolutions)
    numbers = reserve(Attendance, len(life.marks))
    pour_values(
        Attendance,
        ("id", "meeting_id", "branch_id", "person_id", "name", "category", "entitled", "mark"),
        ((n, m.meeting.pk, *m[1:7]) for n, m in zip(numbers, life.marks, strict=True)),
    )
    pour_values(
        Excuse,
        ("attendance_id", "branch_id", "person_id", "reason"),
        (
            (n, m.branch_id, m.person_id, m.reason)
            for n, m in zip(numbers, life.marks, strict=True)
            if m.reason
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE meetings_meeting m SET archived_at = v.at, number = v.number
               FROM (SELECT u.id, u.at, row_number() OVER (
                         PARTITION BY o.branch_id, o.kind, extract(year FROM o.held_on)
                         ORDER BY o.held_on, o.id
                     ) AS number
                     FROM unnest(%s::bigint[], %s::timestamptz[]) u(id, at)
                     JOIN meetings_meeting o ON o.id = u.id) v
               WHERE m.id = v.id""",
            [list(archived), list(archived.values())],
        )
    pour(confirmations)


def _write_voice(county: counties.County, today: date) -> None:
    """What villagers said: one lamp mended, one canal still to be answered."""
    willow = next(b for b in county.branches if b.short_name == WILLOW)
    for serial, (text, answer) in enumerate(
        (
            ("村口路灯不亮，晚上走路看不见。", "已联系供电所更换灯泡，昨晚亮了。"),
            ("春节前请组织清理东渠。", ""),
        ),
        1,
    ):
        said = Suggestion.objects.create(
            number=f"{today:%y}-{serial:03d}", word=b"", org=willow, desk=willow, text=text
        )
        Step.objects.create(suggestion=said, what=Step.What.RECEIVED)
        if answer:
            Step.objects.create(
                suggestion=said, what=Step.What.ANSWERED, words=answer, by_office="柳河村党支部 支部书记"
            )


def _write_faces(root: Org, home: Org) -> dict[str, dict[str, str]]:
    """The people one can be: an old member, his secretary, the county's officer, auditor, administrators."""
    roll = list(Member.objects.filter(branch=home).order_by("pk").select_related("person"))
    busy = set(Appointment.objects.filter(org__path__startswith=home.path).values_list("person", flat=True))
    old = min(  # who holds no office: his home is a member's
        (m for m in roll if m.person_id not in busy and m.converted_on is not None),
        key=lambda m: abs(m.born_on.year - (clock.today().year - 74)),
    )
    secretary, neighbour = (
        Appointment.objects.get(org=branch, office="secretary", until=None).person
        for branch in (home, _beside(home))
    )
    faces = {"member": old.person, "secretary": secretary, "neighbour": neighbour}
    for face, name, office in (
        ("officer", "吴敏之", "officer"),
        ("auditor", "冯守正", "auditor"),
        ("system", "陈系维", "system_admin"),
        ("security", "褚安平", "security_admin"),
        ("audit", "卫明鉴", "audit_admin"),
    ):
        faces[face] = Person.objects.create(name=name)
        peoples.appointed(faces[face], root, office).save()
    hashed = make_password(PASSWORD)
    for face, person in faces.items():
        Account.objects.create(person=person, login=face, password=hashed, exempt=True)
    Member.objects.filter(pk=roll[-1].pk).update(
        reviewed_at=None
    )  # one card still waits for its second person
    return {face: {"login": face, "password": PASSWORD} for face in FACES}


def _beside(home: Org) -> Org:
    """The branch next to it: its secretary may be asked to meet together, and ask."""
    near = Org.objects.filter(kind=Org.Kind.BRANCH, path__startswith=home.path[:-3]).exclude(pk=home.pk)
    return near.order_by("sort")[0]


def _keep(file: Path, told: dict[str, Any]) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        json.dump(told, opened, ensure_ascii=False, indent=1)
