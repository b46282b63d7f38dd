"""The souls of the population become persons, cards and dated rows in the branches that take them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from zhibu.guard.models import Person
from zhibu.kernel.fields import seal
from zhibu.members.models import Grouping, Member, Membership, Particular
from zhibu.orgs.models import Appointment, Org
from zhibu.orgs.offices import OFFICES

from .county import County
from .population import Soul

COMMITTEE = ("secretary", "deputy_secretary", "organiser", "publicist", "discipline_member")
HEARTBEAT = date(2024, 3, 1)  # offices were given then


@dataclass
class Population:
    persons: list[Person] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    particulars: list[Particular] = field(default_factory=list)
    groupings: list[Grouping] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    rolls: dict[int, list[Member]] = field(default_factory=dict)  # branch → its members
    arrived: dict[Any, date] = field(default_factory=dict)  # member → since when in the branch


def settle(county: County, souls: list[Soul], today: date, dice: Random) -> Population:
    """Everybody finds a branch of a unit that takes his occupation, shares respected as far as can be."""
    people = Population()
    room = {id(unit): len(souls) * unit.share // 100 + 1 for unit in county.units}
    turn = {id(unit): 0 for unit in county.units}
    shuffled = dice.sample(souls, len(souls))
    for soul in sorted(shuffled, key=lambda s: s.converted_on is not None):  # the probationary first
        takers = [u for u in county.units if soul.occupation in u.takes]
        unit = max(takers, key=lambda u: (room[id(u)], dice.random()))
        room[id(unit)] -= 1
        branch = unit.branches[turn[id(unit)] % len(unit.branches)]
        turn[id(unit)] += 1
        _enter(people, soul, branch, today, dice)
    for branch in county.branches:
        _elect_officers(people, county, branch, dice)
    return people


def _enter(people: Population, soul: Soul, branch: Org, today: date, dice: Random) -> None:
    person = Person(name=soul.name)
    member = Member(
        person=person,
        sex="female" if soul.female else "male",
        ethnicity=soul.ethnicity,
        born_on=soul.born_on,
        joined_on=soul.joined_on,
        converted_on=soul.converted_on,
        branch=branch,
        path=branch.path,
        category_now="formal" if soul.converted_on else "probationary",
        demo=True,
        reviewed_at="2026-01-05T09:00:00+08:00",
    )
    member.call(soul.name)
    seal(member, "id_number", soul.number)
    seal(member, "mobile", soul.mobile)
    seal(member, "home_address", f"演示县{branch.short_name.removesuffix('党支部')}")
    arrived = min(today, max(soul.joined_on, date(2005, 1, 1) + timedelta(days=dice.randrange(7000))))
    people.persons.append(person)
    people.members.append(member)
    people.rolls.setdefault(branch.pk, []).append(member)
    people.arrived[member.pk] = arrived
    people.memberships.append(
        Membership(
            member=member,
            branch=branch,
            branch_name=branch.name,
            from_on=arrived,
            how="admitted" if arrived == soul.joined_on else "transferred",
        )
    )
    people.particulars += _particulars(member, soul, arrived)


def _particulars(member: Member, soul: Soul, arrived: date) -> list[Particular]:
    rows = [
        Particular(member=member, kind=kind, code=code, from_on=arrived)
        for kind, code in (
            ("education", soul.education),
            ("occupation", soul.occupation),
            ("standing", "normal"),
        )
    ]
    converted = soul.converted_on
    if converted is None:
        rows.append(Particular(member=member, kind="category", code="probationary", from_on=arrived))
    elif converted > arrived:
        rows.append(
            Particular(member=member, kind="category", code="probationary", from_on=arrived, until=converted)
        )
        rows.append(Particular(member=member, kind="category", code="formal", from_on=converted))
    else:
        rows.append(Particular(member=member, kind="category", code="formal", from_on=arrived))
    return rows


def _elect_officers(people: Population, county: County, branch: Org, dice: Random) -> None:
    """Five officers from among the formal members in working age, and the groups filled."""
    roll = people.rolls[branch.pk]
    fit = [m for m in roll if m.joined_on < date(2022, 1, 1) and 1962 < m.born_on.year < 1997]
    chosen = dice.sample(fit, min(len(COMMITTEE), len(fit)))
    elected = max(HEARTBEAT, county.elected.get(id(branch), HEARTBEAT))
    for member, office in zip(chosen, COMMITTEE, strict=False):
        if elected > HEARTBEAT:  # the term before ended with the election, which chose the same again
            before = appointed(member.person, branch, office)
            before.until, before.ended_why = elected, "换届"
            people.appointments.append(before)
        people.appointments.append(appointed(member.person, branch, office, since=elected))
    groups = county.groups.get(id(branch), [])
    for group, leader in zip(groups, [m for m in roll if m.converted_on is not None], strict=False):
        people.appointments.append(appointed(leader.person, group, "group_leader"))
    for number, member in enumerate(roll if groups else []):
        group = groups[number % len(groups)]
        start = max(HEARTBEAT, member.joined_on)
        people.groupings.append(Grouping(member=member, group=group, from_on=start))


def appointed(person: Person, org: Org, office: str, since: date = HEARTBEAT) -> Appointment:
    """An office given and, where it reaches beyond a branch, confirmed."""
    return Appointment(
        org=org,
        person=person,
        office=office,
        from_on=since,
        basis="演示",
        needs_second=OFFICES[office].level != "branch",
        confirmed_at="2024-03-01T09:00:00+08:00",
    )
