"""Before a meeting: the sheet to sign (签到册) and the words for the chair (主持词), of a plan or without."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from zhibu.meetings import ahead
from zhibu.meetings.models import Attendance, Plan

from . import words

Facts = dict[str, Any]


def sign_in(plan: Plan) -> Facts:
    """签到册: everybody who is expected on that day, in the order of the roll, to be signed."""
    seats = ahead.called(plan)
    return {
        "title": "签到册",
        "name": f"{plan.branch_name}{words.kind(plan.kind)}",
        "topic": plan.topic,
        "time": words.moment(plan.held_on, plan.begins_at),
        "place": plan.place,
        "chair": plan.chair,
        "recorder": plan.recorder,
        "expected": words.counted(len(seats), sum(seat.entitled for seat in seats)),
        "present": "",
        "column": "签到",
        "people": [
            {
                "name": seat.name,
                "note": words.CATEGORIES.get(seat.category, ""),
                "mark": "请假" if seat.mark == Attendance.Mark.EXCUSED else "",
            }
            for seat in seats
        ],
        "below": ["列席人员："],
    }


def chairing(plan: Plan) -> Facts:
    """主持词: the procedure of this kind of meeting with its words, as the page of the papers shows it."""
    seats = ahead.called(plan)
    with translation.override("zh-hans"):
        steps = ahead.spoken(plan, seats)
        return {
            "title": "主持词",
            "branch": plan.branch_name,
            "kind": words.kind(plan.kind),
            "time": ahead.when(plan),
            "place": plan.place,
            "topic": plan.topic,
            "steps": [
                {
                    "number": str(n),
                    "title": step.title,
                    "words": step.words,
                    "items": [f"（{i}）{item}" for i, item in enumerate(step.items, 1)],
                }
                for n, step in enumerate(steps, 1)
            ],
        }
