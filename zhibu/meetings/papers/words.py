"""How days, hours, people and counts are written on paper."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from zhibu.kernel.clock import SHANGHAI
from zhibu.meetings import services
from zhibu.meetings.models import Attendance, Correction, Exclusion, Meeting, Resolution

KINDS = {
    Meeting.Kind.ASSEMBLY: "支部党员大会",
    Meeting.Kind.BRANCH_COMMITTEE: "支部委员会",
    Meeting.Kind.GROUP: "党小组会",
    Meeting.Kind.LESSON: "党课",
    Meeting.Kind.THEME_DAY: "主题党日",
    Meeting.Kind.LIFE_MEETING: "组织生活会",
    Meeting.Kind.APPRAISAL: "民主评议党员",
}
MARKS = {
    Attendance.Mark.PRESENT: "到会",
    Attendance.Mark.REMOTE: "线上参加",
    Attendance.Mark.EXCUSED: "请假",
    Attendance.Mark.ABSENT: "未到",
}
CASES = {
    Exclusion.Reason.ILLNESS: "患病不能表达意志",
    Exclusion.Reason.ABROAD: "自费出国半年以上",
    Exclusion.Reason.BEDRIDDEN: "长期卧床或生活不能自理",
    Exclusion.Reason.AWAY: "外出半年以上应转未转组织关系",
    Exclusion.Reason.HOME_TOWN: "离退休后长期回原籍居住",
    Exclusion.Reason.MOBILE: "流动党员本人申请不能到会",
}
METHODS = {
    Resolution.Method.SHOW_OF_HANDS.value: "举手",
    Resolution.Method.SECRET_BALLOT.value: "无记名投票",
    Resolution.Method.OPEN_BALLOT.value: "记名投票",
    Resolution.Method.ORAL.value: "口头表决",
}
CATEGORIES = {"formal": "", "probationary": "预备党员"}


def kind(of: str) -> str:
    return KINDS[Meeting.Kind(of)]


def day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def span(since: date, until: date) -> str:
    return f"{day(since)}至{day(until)}"


def moment(value: date, hour: time | None) -> str:
    return f"{day(value)} {hour:%H:%M}" if hour else day(value)


def hours(value: Decimal) -> str:
    return f"{value.normalize():f}"


def counted(all_: int, entitled: int) -> str:
    return f"{all_} 人（有表决权 {entitled} 人）"


def outcome(row: Resolution) -> str:
    """通过, 未通过; a meeting of too few decided neither, and the line says which rule it lacked."""
    why = services.broken_before(row)
    if why is None:
        return "通过" if row.passed else "未通过"
    source = why["source"]
    few = str(why["norm"]).startswith("quorum.")
    said = "人数不够，没有表决（没有形成决议）" if few else "没有形成决议"
    return f"{said}：{why['because']}（《{source['document']}》{source['article']}）"


def mark(row: Attendance) -> str:
    """到会，迟到"""
    return MARKS[Attendance.Mark(row.mark)] + ("，迟到" if row.came_late else "")


def correction(row: Correction) -> str:
    """2026年11月28日 王建国：地点，村部 → 会议室（写错了）"""
    made = day(row.made_at.astimezone(SHANGHAI).date())
    before, after = row.before or "（空）", row.after or "（空）"
    return f"{made} {row.made_by_name}：{row.label}，{before} → {after}（{row.why}）"
