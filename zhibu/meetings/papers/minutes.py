"""会议记录, 主题党日记录 and 支部大会决议 of a meeting that was recorded: the facts of each paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from zhibu.kernel.clock import SHANGHAI
from zhibu.kernel.norms import Level
from zhibu.meetings import services
from zhibu.meetings.models import Attendance, Confirmation, Exclusion, Meeting, Resolution
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
        "left_out": [{"name": a.name, "note": _left_out(a, record)} for a in roll if a.left_out],
        "invited": of.invited,
        "agenda": "\n".join([of.topic, *_agenda(record)]),
        "minutes": [
            {"number": str(n), "title": each.title, "said": each.said}
            for n, each in enumerate(record.minutes, 1)
        ],
        "notes": of.notes,
        "closing": of.closing,
        "hours": f"学时：到会的每人 {words.hours(of.hours)}" if of.hours else "",
        "quorum": verdict.because if verdict else "",
        "resolutions": [_resolution(row) for row in record.resolutions],
        "chair_confirmed": _confirmed(record, Confirmation.Part.CHAIR),
        "recorder_confirmed": _confirmed(record, Confirmation.Part.RECORDER),
        "corrections": [words.correction(each) for each in record.corrections],
    }


def signed(record: Record) -> Facts:
    """签到册 after the meeting: the frozen list with what was ticked, late, remote and not counted marked."""
    of, roll = record.meeting, record.roll
    entitled, present = services.count(roll, in_the_room=False)
    came = sum(a.mark in CAME for a in roll)
    left_out = "、".join(a.name for a in roll if a.left_out)
    return {
        "title": "签到册",
        "name": name_of(record),
        "topic": of.topic,
        "time": words.moment(of.held_on, of.begins_at),
        "place": of.place,
        "chair": of.chair,
        "recorder": of.recorder,
        "expected": words.counted(len(roll), entitled),
        "present": words.counted(came, present),
        "column": "到会情况",
        "people": [
            {"name": a.name, "note": words.CATEGORIES.get(a.category, ""), "mark": words.mark(a)}
            for a in roll
        ],
        "below": [
            f"列席人员：{of.invited}",
            *([f"接收党员、转正时不计入应到会：{left_out}"] if left_out else []),
            *([f"备注：{remark(of)}"] if remark(of) else []),
            *(f"更正：{words.correction(c)}" for c in record.corrections if c.about.startswith("mark:")),
        ],
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
        said.append(f"补录（{words.day(of.recorded_at.astimezone(SHANGHAI).date())}记）")
    if of.for_year:
        said.append(f"{of.for_year}年度")
    if of.archived_at is not None:
        said.append(f"{words.day(of.archived_at.astimezone(SHANGHAI).date())}归档")
    return "；".join(said)


def _agenda(record: Record) -> list[str]:
    """The items that were called, where they say more than the topic alone."""
    titles = [each.title for each in record.minutes]
    return [] if titles == [record.meeting.topic] else [f"{n}. {title}" for n, title in enumerate(titles, 1)]


def _came(row: Attendance) -> str:
    notes = [words.CATEGORIES.get(row.category, "")]
    notes.append("线上" if row.mark == Attendance.Mark.REMOTE else "")
    notes.append("迟到" if row.came_late else "")
    return "，".join(note for note in notes if note)


def _away(row: Attendance, record: Record) -> str:
    mark = words.MARKS[Attendance.Mark(row.mark)]
    reason = record.reasons.get(row.person_id, "")
    return f"{mark}：{reason}" if reason else mark


def _left_out(row: Attendance, record: Record) -> str:
    """By which case of the rule, approved how: as far as the reader may see a person's reasons."""
    found = record.exclusions.get(row.person_id)
    if found is None:
        return ""
    consent = "；支部党员大会同意" if found.consented else ""
    return f"{words.CASES[Exclusion.Reason(found.reason)]}；{found.approval}{consent}"


def _confirmed(record: Record, part: str) -> str:
    row = record.confirmations.get(part)
    if row is None:
        return ""
    said = f"{row.name} {words.day(row.made_at.astimezone(SHANGHAI).date())}确认"
    if row.made_by_name != row.name:
        said += f"，由{row.made_by_name}代为确认"
    return f"{said}（{row.note}）" if row.note else said


def _resolution(row: Resolution) -> Facts:
    return {
        "text": row.text,
        "method": words.METHODS.get(row.method, ""),
        "approve": str(row.approve),
        "oppose": str(row.oppose),
        "abstain": str(row.abstain),
        "written": str(row.written_before) if row.written_before else "",
        "result": words.outcome(row) + "。",
    }


def resolutions(record: Record) -> Iterable[Resolution]:
    """What an assembly resolved: only an assembly's has a paper of its own, where there was a vote at all."""
    if record.meeting.kind != Meeting.Kind.ASSEMBLY:
        return ()
    return [row for row in record.resolutions if services.broken_before(row) is None]


def resolution(record: Record, row: Resolution) -> Facts:
    """支部大会决议: who was expected, had a vote, was present; the matter; the count; the signature."""
    of, roll = record.meeting, record.roll
    admission = row.purpose == Resolution.Purpose.ADMISSION
    entitled, present = services.count(roll, in_the_room=admission)
    came = len([a for a in roll if a.mark in CAME])
    method = f"（{words.METHODS[row.method]}）" if row.method else ""
    written = f"，会前书面赞成 {row.written_before} 票" if row.written_before else ""
    left_out = sum(a.left_out for a in roll) if admission else 0
    excluded = f"（经批准不计入应到会 {left_out} 人）" if left_out else ""
    return {
        "title": "支部党员大会决议",
        "branch": of.branch_name,
        "remark": "；".join(said for said in (remark(of), *_changed(record, row)) if said),
        "opening": (
            f"{words.day(of.held_on)}，{of.branch_name}召开支部党员大会。应到党员 {len(roll)} 人，"
            f"其中有表决权的 {entitled} 人{excluded}；实到 {came} 人，其中有表决权的 {present} 人。"
        ),
        "text": f"大会讨论：{row.text}",
        "vote": (
            f"表决结果{method}：赞成 {row.approve} 票，反对 {row.oppose} 票，弃权 {row.abstain} 票{written}。"
            f"{'决议通过。' if row.passed else '决议未通过。'}"
        ),
        "verdicts": [
            str(each.get("because", "")) for each in row.verdicts if each.get("level") != Level.WARNED
        ],
        "day": words.day(of.held_on),
    }


def _changed(record: Record, row: Resolution) -> list[str]:
    """What was corrected about this vote, after it was written down."""
    about = {f"vote:{row.pk}", f"passed:{row.pk}"}
    return [f"更正：{words.correction(each)}" for each in record.corrections if each.about in about]
