"""会议记录, 主题党日记录 and 支部大会决议 of a meeting that was recorded: the facts of each paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from zhibu.kernel.clock import SHANGHAI
from zhibu.meetings import services
from zhibu.meetings.models import Attendance, Meeting, Resolution
from zhibu.meetings.selectors import CAME

from . import words
from .reading import Record

Facts = dict[str, Any]


def template(of: Meeting) -> str:
    """A theme day has a paper of its own; everything else is 会议记录."""
    name = "theme_day" if of.kind == Meeting.Kind.THEME_DAY else "minutes"
    return f"meetings/papers/{name}.typ"


def minutes(record: Record) -> Facts:
    """Field by field what the form asks for (rules §12). An empty text is left to be written by hand."""
    of, roll = record.meeting, record.roll
    came = [a for a in roll if a.mark in CAME]
    entitled, present = services.count(roll, in_the_room=False)
    with translation.override("zh-hans"):
        verdict = services.judge_quorum(of.kind, of.held_on, roll)
    return {
        "title": "主题党日记录" if of.kind == Meeting.Kind.THEME_DAY else "会议记录",
        "name": name_of(record),
        "branch": of.branch_name,
        "remark": remark(of),
        "time": words.moment(of.held_on, of.begins_at),
        "place": of.place,
        "chair": of.chair,
        "recorder": of.recorder,
        "expected": words.counted(len(roll), entitled),
        "present": words.counted(len(came), present),
        "came": [{"name": a.name, "note": _came(a)} for a in came],
        "away": [{"name": a.name, "note": _away(a, record)} for a in roll if a.mark not in CAME],
        "invited": "",
        "agenda": of.topic,
        "notes": of.notes,
        "hours": f"学时：到会的每人 {words.hours(of.hours)}" if of.hours else "",
        "quorum": verdict.because if verdict else "",
        "resolutions": [_resolution(row) for row in record.resolutions],
    }


def name_of(record: Record) -> str:
    of = record.meeting
    which = f"第{record.number}次" if record.number else ""
    return f"{of.branch_name}{of.held_on.year}年{which}{words.kind(of.kind)}"


def remark(of: Meeting) -> str:
    """What the reader has to know about the record itself."""
    said = []
    if of.withdrawn_at is not None:
        said.append(
            f"本记录已由{of.withdrawn_by}于{words.day(of.withdrawn_at.astimezone(SHANGHAI).date())}撤回：{of.withdrawn_why}"
        )
    if of.late:
        said.append("补录")
    if of.for_year:
        said.append(f"{of.for_year}年度")
    return "；".join(said)


def _came(row: Attendance) -> str:
    notes = [words.CATEGORIES.get(row.category, "")]
    notes.append("线上" if row.mark == Attendance.Mark.REMOTE else "")
    return "，".join(note for note in notes if note)


def _away(row: Attendance, record: Record) -> str:
    mark = words.MARKS[Attendance.Mark(row.mark)]
    reason = record.reasons.get(row.person_id, "")
    return f"{mark}：{reason}" if reason else mark


def _resolution(row: Resolution) -> Facts:
    return {
        "text": row.text,
        "method": "",
        "approve": str(row.approve),
        "oppose": str(row.oppose),
        "abstain": str(row.abstain),
        "written": str(row.written_before) if row.written_before else "",
        "result": words.outcome(row) + "。",
    }


def resolutions(record: Record) -> Iterable[Resolution]:
    """What an assembly resolved: only an assembly's resolution has a paper of its own."""
    return record.resolutions if record.meeting.kind == Meeting.Kind.ASSEMBLY else ()


def resolution(record: Record, row: Resolution) -> Facts:
    """支部大会决议: who was expected, had a vote, was present; the matter; the count; the signature."""
    of, roll = record.meeting, record.roll
    admission = row.purpose == Resolution.Purpose.ADMISSION
    entitled, present = services.count(roll, in_the_room=admission)
    came = len([a for a in roll if a.mark in CAME])
    written = f"，会前书面赞成 {row.written_before} 票" if row.written_before else ""
    return {
        "title": "支部党员大会决议",
        "branch": of.branch_name,
        "remark": remark(of),
        "opening": (
            f"{words.day(of.held_on)}，{of.branch_name}召开支部党员大会。应到党员 {len(roll)} 人，"
            f"其中有表决权的 {entitled} 人；实到 {came} 人，其中有表决权的 {present} 人。"
        ),
        "text": f"大会讨论：{row.text}",
        "vote": (
            f"表决结果：赞成 {row.approve} 票，反对 {row.oppose} 票，弃权 {row.abstain} 票{written}。"
            f"{'决议通过。' if row.passed else '决议未通过。'}"
        ),
        "verdicts": [str(each.get("because", "")) for each in row.verdicts],
        "day": words.day(of.held_on),
    }
