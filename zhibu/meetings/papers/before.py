"""Before a meeting: the sheet to sign (签到册) and the words for the chair (主持词)."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhibu.kernel.scope import Scope
from zhibu.meetings import selectors, services
from zhibu.meetings.models import Attendance, Meeting
from zhibu.meetings.services.counting import QUORATE
from zhibu.orgs.models import Org

from . import words

Facts = dict[str, Any]
STEPS = {
    Meeting.Kind.ASSEMBLY: (
        "清点人数，宣布应到、实到和有表决权的人数。",
        "宣布议程。",
        "按议程逐项报告、讨论，请同志们充分发表意见；不同意见照原话记下。",
        "需要作决议的，逐项表决，当场宣布赞成、反对、弃权票数。",
        "小结。",
    ),
    Meeting.Kind.BRANCH_COMMITTEE: (
        "清点到会委员人数。",
        "宣布议题。",
        "逐项讨论，主持人最后表态。",
        "需要作决议的，逐项表决。",
        "明确由谁办、哪天前办完。",
    ),
    Meeting.Kind.GROUP: ("清点人数。", "学习或讨论。", "逐人发言。", "小结。"),
    Meeting.Kind.LESSON: ("清点人数。", "介绍授课人和题目。", "授课。", "交流。", "小结。"),
    Meeting.Kind.THEME_DAY: ("清点人数。", "说明今天的主题和安排。", "开展活动。", "小结。"),
    Meeting.Kind.LIFE_MEETING: (
        "清点人数。",
        "通报上年整改情况、会前征求意见和谈心谈话情况。",
        "支部班子作对照检查，书记带头。",
        "逐人自我批评，其他同志逐一提出批评。",
        "说明整改打算，小结。",
    ),
    Meeting.Kind.APPRAISAL: (
        "清点人数，说明评议的方法和步骤。",
        "个人自评。",
        "党员互评。",
        "民主测评，填写测评票。",
        "小结；评定由支委会或党员大会综合作出。",
    ),
}


def sign_in(branch: Org, kind: str, day: date) -> Facts:
    """签到册: everybody who is expected on that day, in the order of the roll, to be signed."""
    roll = selectors.expected_at(branch, kind, day)
    last = selectors.last_of(branch, kind)
    return {
        "title": "签到册",
        "name": f"{branch.name}{words.kind(kind)}",
        "time": words.moment(day, last.begins_at if last else None),
        "place": last.place if last else "",
        "chair": selectors.chair_of(branch, day),
        "recorder": "",
        "expected": words.counted(len(roll), sum(e.entitled for e in roll)),
        "people": [{"name": e.name, "note": words.CATEGORIES.get(e.category, "")} for e in roll],
    }


def chairing(scope: Scope, branch: Org, kind: str, day: date) -> Facts:
    """主持词: what the chair says and does, in the order of this kind of meeting."""
    facts = sign_in(branch, kind, day)
    roll = selectors.expected_at(branch, kind, day)
    entitled = sum(e.entitled for e in roll)
    least = 0
    if kind in QUORATE and entitled:
        nobody = [Attendance(entitled=True, mark=Attendance.Mark.ABSENT) for _each in range(entitled)]
        verdict = services.judge_quorum(kind, day, nobody)
        least = verdict.value if verdict else 0
    return facts | {
        "title": "主持词",
        "branch": branch.name,
        "kind": words.kind(kind),
        "recorder": scope.name,
        "least": f"有表决权的到会 {least} 人以上，会议有效。" if least else "",
        "steps": [{"number": str(n), "text": text} for n, text in enumerate(STEPS[Meeting.Kind(kind)], 1)],
    }
