"""The oracle: who is entitled, whether the meeting stands, what passes and who is elected, counted by hand.

Written from the text of the rules alone — fractions, lists of people, trying one number after another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from .people import GOOD_REASONS, Meeting, Person


@dataclass
class Opinion:
    """What the oracle holds of a meeting. `impossible`: the figures cannot be true of these people."""

    entitled: int = 0
    entitled_level: str = "kept"
    stands: bool = False
    least_present: int = 0
    passes: bool = False
    least_votes: int = 0
    elected: list[str] = field(default_factory=list)
    tied: list[str] = field(default_factory=list)
    vacant: int = 0
    impossible: set[str] = field(default_factory=set)


def entitled_people(meeting: Meeting) -> list[Person]:
    """应到会: formal members with a vote, less those left out for a listed reason with an approval."""
    found = []
    for person in meeting.people:
        if person.probationary or person.on_party_probation or person.suspended:
            continue
        if person.reason in GOOD_REASONS and person.approved:
            continue
        found.append(person)
    return found


def opinion(meeting: Meeting) -> Opinion:
    entitled = entitled_people(meeting)
    whole = len(entitled)
    result = Opinion(entitled=whole, entitled_level=_level_of_exclusions(meeting))
    if whole == 0:
        return result
    here = sum(1 for person in entitled if person.present) + meeting.slip_present
    enough = _quorum(meeting.kind, whole)
    result.stands = enough(here)
    result.least_present = _first(enough, whole)
    if here > whole:
        result.impossible.add("quorum")
    if meeting.kind == "election":
        _elect(meeting, entitled, result)
    elif meeting.kind != "branch_committee":
        yes = meeting.slip_votes
        for person in entitled:
            if person.present and person.says_yes:
                yes += 1
            if meeting.kind == "admission" and person.writes == "before":
                yes += 1
        more_than_half = _more_than_half(whole)
        result.passes = more_than_half(yes)
        result.least_votes = _first(more_than_half, whole)
        if yes > whole:
            result.impossible.add("resolution")
    return result


def _level_of_exclusions(meeting: Meeting) -> str:
    asked = [person for person in meeting.people if person.reason]
    if any(person.reason not in GOOD_REASONS for person in asked):
        return "broken"
    if asked and meeting.kind == "ordinary":
        return "undecided"
    if any(not person.approved for person in asked):
        return "warned"
    return "kept"


def _quorum(kind: str, whole: int) -> Callable[[int], bool]:
    if kind == "election":
        return lambda n: Fraction(n, whole) >= Fraction(4, 5)  # 不少于五分之四
    if kind == "admission":
        return _more_than_half(whole)  # 超过半数
    return lambda n: Fraction(n, whole) >= Fraction(1, 2)  # 半数以上


def _more_than_half(whole: int) -> Callable[[int], bool]:
    return lambda n: Fraction(n, whole) > Fraction(1, 2)


def _first(enough: Callable[[int], bool], whole: int) -> int:
    return next(n for n in range(whole + 1) if enough(n))


def _elect(meeting: Meeting, entitled: list[Person], result: Opinion) -> None:
    """A name is in if all who are at least as well placed fit into the seats."""
    votes = {
        name: meeting.slip_votes + sum(1 for person in entitled if person.present and name in person.marks)
        for name in meeting.names
    }
    if any(each > len(entitled) for each in votes.values()):
        result.impossible.add("election")
    over_half = [name for name in meeting.names if _more_than_half(len(entitled))(votes[name])]
    inside = []
    for name in over_half:
        better = sum(1 for other in over_half if votes[other] > votes[name])
        as_good = sum(1 for other in over_half if votes[other] == votes[name])
        if better + as_good <= meeting.seats:
            inside.append(name)
        elif better < meeting.seats:
            result.tied.append(name)
    for number in range(len(entitled) + meeting.slip_votes, -1, -1):
        result.elected += [name for name in inside if votes[name] == number]
    result.vacant = meeting.seats - len(inside)
