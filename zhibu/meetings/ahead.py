"""What is said before a meeting: who is called, how many must come, the procedure with words filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhibu.kernel.scope import Scope
from zhibu.kernel.web.jinja import fullday, weekday
from zhibu.orgs.models import Org

from . import selectors, services
from .models import Attendance, Meeting, Plan, Seat
from .procedures import Procedure, procedure

BLANK = "____"
# what an agenda says when somebody is admitted: 接收…为预备党员, 接收…入党, 转正; not 接收组织关系
ADMITS = re.compile(
    r"(?:接收|吸收)[^，。；]{0,40}?(?:预备党员|入党(?!积极分子|申请)|新党员)|接收党员(?!组织关系)|转正|转为正式党员"
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One step of the procedure with the words to read aloud, filled in."""

    title: str
    words: str
    items: tuple[str, ...]


def usual(scope: Scope, branch: Org, kind: str, day: date) -> Plan:
    """What a meeting of this kind is like as a rule: for its papers where nothing has been planned yet."""
    last = selectors.last_of(branch, kind)
    return Plan(
        branch=branch,
        branch_name=branch.name,
        kind=kind,
        held_on=day,
        begins_at=last.begins_at if last else None,
        place=last.place if last else "",
        chair=selectors.chair_of(branch, day),
        recorder=scope.name,
    )


def called(plan: Plan) -> list[Seat]:
    """Whoever is called; before the notice, whoever the roll of the day expects."""
    return (selectors.seats(plan) if plan.pk else []) or [
        Seat(person_id=e.person_id, name=e.name, category=e.category, entitled=e.entitled)
        for e in selectors.expected_at(plan.branch, plan.kind, plan.held_on)
    ]


def admits(plan: Plan) -> bool:
    """Whether somebody is to be admitted or made a full member: then the assembly votes by secret ballot."""
    said = [plan.topic, *(item["title"] for item in plan.agenda)]
    return plan.kind == Meeting.Kind.ASSEMBLY and any(ADMITS.search(text) for text in said)


def procedure_of(plan: Plan) -> Procedure:
    return procedure("admission" if admits(plan) else plan.kind)


def spoken(plan: Plan, seats: Sequence[Seat]) -> list[Spoken]:
    """The procedure of this meeting as a chair says it, to be read aloud or changed. It is always Chinese."""
    meet, admit = least(seats, plan.kind, plan.held_on)
    words = {
        "branch": plan.branch_name,
        "topic": plan.topic or BLANK,
        "expected": len(seats),
        "entitled": sum(seat.entitled for seat in seats),
        "leave": _on_leave(seats),
        "meet": f"（主持人掌握：有表决权的至少到{meet}人。）" if meet else "",
        "admit": f"（主持人掌握：有表决权的至少到场{admit}人，线上的、书面提出意见的不算到场。）"
        if admit
        else "",
        "pass": f"（主持人掌握：赞成至少{admit}票。）" if admit else "",
    }
    items = tuple(item["title"] for item in plan.agenda)
    return [
        Spoken(step.title, step.words.format(**words), items if step.agenda else ())
        for step in procedure_of(plan).steps
    ]


def _on_leave(seats: Sequence[Seat]) -> str:
    """Whose leave is known before the meeting, without the reason."""
    names = [seat.name for seat in seats if seat.mark == Attendance.Mark.EXCUSED]
    return f"请假{len(names)}人：{'、'.join(names)}" if names else f"请假{BLANK}人"


def when(plan: Plan) -> str:
    """2026年11月20日（星期五）15:00"""
    said = _("%(day)s（%(weekday)s）") % {"day": fullday(plan.held_on), "weekday": weekday(plan.held_on)}
    return f"{said}{plan.begins_at:%H:%M}" if plan.begins_at else said


def quorum_said(seats: Sequence[Seat], kind: str, day: date) -> str:
    """How many are expected, and how many of them must be there, in the words of the rule for this kind."""
    meet, admit = least(seats, kind, day)
    words = {"n": len(seats), "e": sum(seat.entitled for seat in seats), "least": meet, "admit": admit}
    if not meet:
        return _("应到 %(n)d 人，其中有表决权 %(e)d 人。") % words
    said = _("应到 %(n)d 人（有表决权 %(e)d 人），半数以上到会才能开会：%(least)d 人。") % words
    if admit:
        said += _("接收党员、转正需超过半数到场：%(admit)d 人。") % words
    return said


def least(seats: Sequence[Seat], kind: str, day: date) -> tuple[int, int]:
    """How many with a vote must be there to meet, and to admit somebody; 0: no number is asked."""
    verdict = services.judge_quorum(kind, day, seats)
    admits = kind == Meeting.Kind.ASSEMBLY
    return int(verdict.value) if verdict else 0, services.least_to_admit(day, seats) if admits else 0
