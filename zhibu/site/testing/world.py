"""A small invented world: one county, two townships, four branches, and everybody the tests need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from zhibu.guard.models import Account, Person
from zhibu.kernel.cards import known_duties
from zhibu.kernel.scope import HOUSE, Scope, wear
from zhibu.members.models import Member
from zhibu.members.services import NewMember, join_member
from zhibu.orgs.models import Appointment, Org
from zhibu.orgs.offices import OFFICES
from zhibu.orgs.services import found_org

LONG_AGO = date(2015, 3, 1)
PASSWORD = "demo-only-7391"


def whole_house() -> Scope:
    """The house itself with every duty: for building worlds and for the command line's own acts."""
    return replace(HOUSE, duties=known_duties(), name="house")


@contextmanager
def inside(scope: Scope) -> Iterator[Scope]:
    """A transaction under a scope, as the door makes it."""
    with transaction.atomic():
        wear(scope)
        yield scope


def id_number(born: date, number: int, *, female: bool) -> str:
    """A formally right identity number of an area that does not exist (000000 is not given out)."""
    serial = (number * 2) % 998 + (0 if female else 1)
    first = f"990000{born:%Y%m%d}{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True)) % 11
    return first + "10X98765432"[rest]


@dataclass
class World:
    """What was built, by name."""

    orgs: dict[str, Org] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    serial: int = 0

    def found(self, key: str, parent: str | None, kind: str, name: str, **more: Any) -> Org:
        values: dict[str, Any] = {"field": Org.Field.VILLAGE, "founded_on": LONG_AGO, "code": key} | more
        self.orgs[key] = found_org(
            whole_house(), self.orgs[parent] if parent else None, name=name, kind=kind, **values
        )
        return self.orgs[key]

    def join(self, key: str, branch: str, name: str, **more: Any) -> Member:
        self.serial += 1
        female = self.serial % 3 == 0
        born = more.get(
            "born_on", date(1950 + self.serial * 7 % 50, 1 + self.serial % 12, 1 + self.serial % 28)
        )
        from_on = more.pop("from_on", LONG_AGO)
        values: dict[str, Any] = {
            "name": name,
            "sex": "female" if female else "male",
            "ethnicity": "01",
            "born_on": born,
            "joined_on": max(date(born.year + 20, 7, 1), date(1975, 7, 1)),
            "category": "formal",
            "education": "20",
            "occupation": "farmer",
            "mobile": f"13800{self.serial:06d}",
            "home_address": f"演示县演示镇{name}家",
            "id_number": id_number(born, self.serial, female=female),
        } | more
        if values["category"] == "formal":
            values.setdefault("converted_on", values["joined_on"].replace(year=values["joined_on"].year + 1))
        from_on = max(from_on, values["joined_on"])
        member = join_member(whole_house(), self.orgs[branch], NewMember(**values), from_on=from_on)
        self.members[key] = member
        self.people[key] = member.person
        return member

    def person(self, key: str, name: str) -> Person:
        """Somebody without a card: an administrator, an auditor from elsewhere."""
        self.people[key] = Person.objects.create(name=name)
        return self.people[key]

    def appoint(self, key: str, org: str, office: str, from_on: date = LONG_AGO) -> Appointment:
        """An office given long ago and confirmed."""
        return Appointment.objects.create(
            org=self.orgs[org],
            person=self.people[key],
            office=office,
            from_on=from_on,
            needs_second=OFFICES[office].level != "branch",
            confirmed_at="2020-01-01T00:00:00Z",
        )

    def account(self, key: str, *, exempt: bool = True) -> Account:
        return Account.objects.create(person=self.people[key], login=key, password=_hashed(), exempt=exempt)


@cache
def _hashed() -> str:
    """Hashing is slow on purpose, so everybody shares one."""
    return make_password(PASSWORD)


def build() -> World:
    """Build it inside the running transaction, which must wear the house's scope."""
    w = World()
    w.found("county", None, "party_committee", "演示县委员会")
    w.found("east", "county", "party_committee", "演示县东镇委员会")
    w.found("west", "county", "party_committee", "演示县西镇委员会")
    w.found("willow", "east", "branch", "柳河村党支部")
    w.found("elm", "east", "branch", "榆树村党支部")
    w.found("pine", "west", "branch", "松岭村党支部")
    w.found("willow1", "willow", "group", "柳河村第一党小组")
    for key, branch, name in (
        ("secretary", "willow", "王建国"),
        ("deputy", "willow", "单红梅"),
        ("organiser", "willow", "曾志强"),
        ("member", "willow", "张小明"),
        ("elder", "willow", "欧阳淑芬"),
        ("elm_secretary", "elm", "李大山"),
        ("elm_member", "elm", "周榆生"),
        ("pine_secretary", "pine", "赵松涛"),
        ("pine_member", "pine", "钱岭南"),
    ):
        w.join(key, branch, name)
    w.join(
        "newcomer",
        "willow",
        "孙一帆",
        category="probationary",
        born_on=date(2000, 5, 4),
        joined_on=date(2026, 3, 20),
    )
    for key, name in (
        ("officer", "吴县干"),
        ("east_officer", "郑东干"),
        ("auditor", "冯审计"),
        ("system_admin", "陈系统"),
        ("security_admin", "褚安全"),
        ("audit_admin", "卫审计"),
        ("outsider", "蒋路人"),
    ):
        w.person(key, name)
    for key, org, office in (
        ("secretary", "willow", "secretary"),
        ("deputy", "willow", "deputy_secretary"),
        ("organiser", "willow", "organiser"),
        ("elm_secretary", "elm", "secretary"),
        ("pine_secretary", "pine", "secretary"),
        ("officer", "county", "officer"),
        ("east_officer", "east", "officer"),
        ("auditor", "county", "auditor"),
        ("system_admin", "county", "system_admin"),
        ("security_admin", "county", "security_admin"),
        ("audit_admin", "county", "audit_admin"),
    ):
        w.appoint(key, org, office)
    for key in w.people:
        w.account(key)
    return w
