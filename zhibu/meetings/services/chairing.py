"""Who chairs and who records: said where the rule names somebody else, or the list says they were away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from zhibu.kernel.norms import Level, Verdict, judge
from zhibu.meetings.models import Meeting
from zhibu.meetings.selectors import CAME, offices_of
from zhibu.orgs.models import Org
from zhibu.orgs.offices import BRANCH_COMMITTEE, SECRETARIES

CHAIRED = (Meeting.Kind.ASSEMBLY, Meeting.Kind.BRANCH_COMMITTEE, Meeting.Kind.GROUP)


class Named(Protocol):
    """A line of a list with its name: expected, called, or frozen."""

    @property
    def person_id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def category(self) -> str: ...


class Marked(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def mark(self) -> str: ...


def doubt_about_chair(branch: Org, kind: str, day: date, name: str, roll: Sequence[Named]) -> Verdict | None:
    """A warning where the chair is none of those of 第十四条; a chair is written by name (LIFE-04)."""
    if not name.strip() or not roll or kind not in CHAIRED:
        return None
    meant = [line for line in roll if line.name == name.strip()]
    offices = set()
    for office in offices_of(branch, day, [line.person_id for line in meant]) if meant else ():
        if office in SECRETARIES or office == "group_leader":
            offices.add(office)
        elif office in BRANCH_COMMITTEE:
            offices.add("committee_member")
    facts = {
        "kind": kind,
        "offices": sorted(offices),
        "formal": any(line.category == "formal" for line in meant),
    }
    verdict = judge("life.chair", day, facts)
    return verdict if verdict.level == Level.WARNED else None


def was_away(name: str, roll: Sequence[Marked]) -> bool:
    """Whether the list says of this name that it did not come; one who sat in stands on no list."""
    marks = [line.mark for line in roll if line.name == name.strip() and line.mark]
    return bool(marks) and not any(mark in CAME for mark in marks)
