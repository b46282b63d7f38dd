"""支部工作手册 of a period: who is here, who holds office, what was held, who came, what was resolved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from zhibu.kernel.scope import Scope
from zhibu.meetings import selectors
from zhibu.meetings.models import Attendance, Meeting
from zhibu.meetings.selectors import CAME
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org
from zhibu.orgs.offices import BRANCH_COMMITTEE, OFFICES

from . import words
from .reading import Record, held, records

Facts = dict[str, Any]


def workbook(scope: Scope, branch: Org, since: date, until: date) -> Facts:
    """The facts of the book. The roster is that of the last day; the counts are of whoever was expected."""
    found = records(sorted(held(scope, [branch], since, until), key=lambda m: (m.held_on, m.pk)))
    roll = selectors.expected_at(branch, Meeting.Kind.ASSEMBLY, until)
    holders = orgs.office_holders(scope, branch, until)
    return {
        "title": "党支部工作手册",
        "branch": branch.name,
        "period": words.span(since, until),
        "until": words.day(until),
        "officers": [
            {"office": str(OFFICES[h.office].title), "name": h.person.name, "since": words.day(h.from_on)}
            for h in holders
            if h.office in BRANCH_COMMITTEE and h.confirmed
        ],
        "roster": [
            {"number": str(n), "name": e.name, "category": _category(e.category)}
            for n, e in enumerate(roll, 1)
        ],
        "meetings": [_line(record, branch) for record in found],
        "kinds": _kinds(found),
        "presence": presence(found, [e.person_id for e in roll]),
        "resolutions": [
            {
                "day": words.day(r.meeting.held_on),
                "kind": words.kind(r.meeting.kind),
                "text": row.text,
                "count": f"赞成 {row.approve}，反对 {row.oppose}，弃权 {row.abstain}",
                "result": words.outcome(row),
            }
            for r in found
            for row in r.resolutions
        ],
    }


def _category(code: str) -> str:
    return words.CATEGORIES.get(code, "") or "正式党员"


def _line(record: Record, branch: Org) -> Facts:
    """One meeting in the order of days; that of a party group says which group it was."""
    of = record.meeting
    whose = "" if of.branch_id == branch.pk else f"（{of.branch_name}）"
    return {
        "day": words.day(of.held_on),
        "kind": words.kind(of.kind) + whose,
        "where": of.branch_name,
        "topic": of.topic,
        "expected": str(len(record.roll)),
        "present": str(sum(a.mark in CAME for a in record.roll)),
        "hours": words.hours(of.hours) if of.hours else "",
        "remark": "；".join(_remarks(record)),
    }


def _remarks(record: Record) -> list[str]:
    said = ["补录"] if record.meeting.late else []
    return said + ([f"更正 {len(record.corrections)} 处"] if record.corrections else [])


def _kinds(found: Iterable[Record]) -> list[Facts]:
    counted = Counter(record.meeting.kind for record in found)
    return [{"kind": label, "held": str(counted[kind])} for kind, label in words.KINDS.items()]


def presence(found: Iterable[Record], order: list[UUID]) -> list[Facts]:
    """How often each was expected and came, and the hours of study confirmed: in the order of the roll."""
    marks: dict[UUID, Counter[str]] = {person: Counter() for person in order}
    names: dict[UUID, str] = {}
    studied: dict[UUID, Decimal] = {}
    for record in found:
        for row in record.roll:
            marks.setdefault(row.person_id, Counter())[row.mark] += 1
            names[row.person_id] = row.name
            if row.mark in CAME:
                studied[row.person_id] = studied.get(row.person_id, Decimal(0)) + record.meeting.hours
    return [
        {
            "name": names[person],
            "expected": str(sum(counted.values())),
            "present": str(counted[Attendance.Mark.PRESENT]),
            "remote": str(counted[Attendance.Mark.REMOTE]),
            "excused": str(counted[Attendance.Mark.EXCUSED]),
            "absent": str(counted[Attendance.Mark.ABSENT]),
            "hours": words.hours(studied.get(person, Decimal(0))) if studied.get(person) else "0",
        }
        for person, counted in marks.items()
        if counted
    ]
