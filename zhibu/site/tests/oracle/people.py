"""A meeting as people in a room, and a seeded generator of such meetings, most of them near a threshold.

Imports nothing of the product: what is judged here is counted person by person.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

GOOD_REASONS = (
    "illness",
    "abroad_6_months",
    "bedridden",
    "away_6_months",
    "retired_home_town",
    "mobile_applied",
)
BAD_REASONS = ("busy", "on_leave", "Illness")
CANDIDATES = ("王建国", "李秀英", "张伟", "刘洋", "陈静", "杨帆")


@dataclass
class Person:
    """Somebody on the roll. `reason` asks to be left out of 应到会, `approved` says whether it may be."""

    probationary: bool = False
    on_party_probation: bool = False
    suspended: bool = False
    reason: str = ""
    approved: bool = False
    present: bool = False
    says_yes: bool = False
    writes: str = ""  # "before" or "after": somebody absent who approves in writing
    marks: tuple[str, ...] = ()


@dataclass
class Meeting:
    """`kind`: ordinary, admission, election or branch_committee. Slips are a bad clerk's, added to counts."""

    kind: str
    people: list[Person]
    seats: int = 0
    names: tuple[str, ...] = ()
    slip_present: int = 0
    slip_votes: int = 0


def meetings(seed: int, how_many: int) -> list[Meeting]:
    chance = random.Random(seed)
    kinds = ("ordinary", "admission", "election", "branch_committee")
    return [_meeting(chance, kinds[number % len(kinds)]) for number in range(how_many)]


def _meeting(chance: random.Random, kind: str) -> Meeting:
    people = [
        _person(chance, kind)
        for _ in range(chance.randint(1, 5) if kind == "branch_committee" else _size(chance))
    ]
    if kind != "branch_committee" and chance.random() < 0.05:
        for person in people:  # nobody is left to be entitled
            person.on_party_probation, person.suspended, person.reason = True, False, ""
    if kind == "branch_committee":
        people = [Person() for _ in people]
    voters = [person for person in people if _may_vote(person)]
    _seat_near_threshold(chance, voters)
    for person in people:  # 预备党员 and others without a vote come as well
        if not _may_vote(person):
            person.present = chance.random() < 0.7
            person.says_yes = person.present
    meeting = Meeting(kind, people, slip_present=_slip(chance), slip_votes=_slip(chance))
    if kind == "election":
        _mark_ballots(chance, meeting, voters)
    else:
        _raise_hands(chance, kind, voters)
    return meeting


def _slip(chance: random.Random) -> int:
    return chance.randint(1, 3) if chance.random() < 0.08 else 0


def _size(chance: random.Random) -> int:
    return chance.choice([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 15, 19, 20, 21, 25, 30, 49, 50])


def _person(chance: random.Random, kind: str) -> Person:
    draw = chance.random()
    if draw < 0.08:
        return Person(probationary=True)
    if draw < 0.11:
        return Person(on_party_probation=True)
    if draw < 0.14:
        return Person(suspended=True)
    if draw < (0.15 if kind == "ordinary" else 0.24):
        reason = chance.choice(BAD_REASONS) if chance.random() < 0.1 else chance.choice(GOOD_REASONS)
        return Person(reason=reason, approved=chance.random() < 0.75)
    return Person()


def _may_vote(person: Person) -> bool:
    """Whom the generator lets take part; deliberately loose, the oracle says for itself who is entitled."""
    left_out = person.reason in GOOD_REASONS and person.approved
    return not (person.probationary or person.on_party_probation or person.suspended or left_out)


def _near(chance: random.Random, whole: int) -> int:
    """A number of people near half, near four fifths, all, or anywhere."""
    aim = chance.choice([whole / 2, whole / 2, whole * 4 / 5, whole, chance.uniform(0, whole)])
    return min(max(round(aim) + chance.choice([-1, 0, 0, 0, 1]), 0), whole)


def _seat_near_threshold(chance: random.Random, voters: list[Person]) -> None:
    coming = _near(chance, len(voters))
    for person in chance.sample(voters, coming):
        person.present = True


def _raise_hands(chance: random.Random, kind: str, voters: list[Person]) -> None:
    here = [person for person in voters if person.present]
    yes = min(_near(chance, len(voters)), len(here))
    for person in chance.sample(here, yes):
        person.says_yes = True
    for person in voters:
        if not person.present and kind in ("ordinary", "admission"):
            person.writes = chance.choice(["", "", "before", "after"])


def _mark_ballots(chance: random.Random, meeting: Meeting, voters: list[Person]) -> None:
    meeting.names = CANDIDATES[: chance.randint(1, len(CANDIDATES))]
    meeting.seats = chance.randint(1, len(meeting.names))
    here = [person for person in voters if person.present]
    usual = _near(chance, len(voters))
    for name in meeting.names:
        wanted = usual if chance.random() < 0.6 else _near(chance, len(voters))  # ties are wanted
        for person in chance.sample(here, min(wanted, len(here))):
            person.marks = (*person.marks, name)
