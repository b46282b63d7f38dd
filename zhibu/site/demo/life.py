"""Two years of organisational life: meetings by their rhythm, who came, what was resolved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple, cast
from uuid import UUID

from zhibu.kernel.clock import SHANGHAI
from zhibu.meetings.models import Attendance, Confirmation, Meeting, Resolution
from zhibu.meetings.services.counting import Vote, judge_vote, passes
from zhibu.members.models import Member
from zhibu.orgs.models import Org

from .county import County
from .people import COMMITTEE, Population

TOPICS = {
    "assembly": (
        "通报党费收支、讨论冬季清河",
        "学习党的二十届四中全会精神",
        "讨论年度工作计划",
        "听取支部委员会半年工作",
    ),
    "branch_committee": (
        "研究本月主题党日安排",
        "研究积极分子培养",
        "研究困难党员走访",
        "研究党费收缴",
        "研究冬训安排",
    ),
    "group": ("学习《党章》", "交流学习体会", "讨论包片走访"),
    "lesson": ("书记讲党课：支部工作条例", "党课：党员的权利和义务", "党课：身边的老党员"),
    "theme_day": (
        "清洁家园",
        "义务植树",
        "走访老党员",
        "学习党章、重温入党誓词",
        "安全生产大检查",
        "政策宣讲进家门",
    ),
    "life_meeting": ("年度组织生活会",),
    "appraisal": ("民主评议党员",),
}
MATTERS = ("同意年度工作计划", "同意党费使用方案", "同意推荐先进个人名单", "同意清河行动方案")
REASONS = ("生病住院", "外出务工", "单位值班", "照顾家人", "出差")
PLACES = ("党群服务中心二楼", "会议室", "活动室")
CONFIRMED_AFTER = timedelta(days=3)  # what was held since then still waits for chair and recorder
HOURS = {  # by topic: only where something was studied; who planted trees or heard the accounts did not
    **dict.fromkeys(TOPICS["lesson"], Decimal("1.5")),
    "学习党的二十届四中全会精神": Decimal("1"),
    "学习党章、重温入党誓词": Decimal("2"),
}


class Mark(NamedTuple):
    """A row of attendance before it is written; as light as can be, for there are many."""

    meeting: Meeting
    branch_id: int
    person_id: UUID
    name: str
    category: str
    entitled: bool
    mark: str
    reason: str


@dataclass
class Life:
    meetings: list[Meeting] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    resolutions: list[Resolution] = field(default_factory=list)
    chairs: dict[int, Member] = field(default_factory=dict)  # branch or group → who leads it

    def confirmations(self) -> list[Confirmation]:
        """By chair and by recorder, of every record that is archived; of numbered meetings."""
        return [
            Confirmation(
                meeting=meeting,
                branch_id=meeting.branch.pk,
                part=part,
                name=name,
                made_by_name=name,
                made_at=meeting.archived_at,
            )
            for meeting in self.meetings
            if meeting.archived_at is not None
            for part, name in (("chair", meeting.chair), ("recorder", meeting.recorder))
        ]


def live(county: County, people: Population, today: date, dice: Random) -> Life:
    """Every branch since the beginning of last year; each missed something once in a while."""
    life = Life()
    officers: dict[int, list[Member]] = {}
    by_person = {member.pk: member for member in people.members}
    for held in (each for each in people.appointments if each.until is None):
        if held.office in {"secretary", "group_leader"} and held.person_id in by_person:
            life.chairs[held.org_id] = by_person[held.person_id]
        if held.office in COMMITTEE and held.person_id in by_person:
            officers.setdefault(held.org_id, []).append(by_person[held.person_id])
    members_of: dict[int, list[Member]] = {}
    for grouping in people.groupings:
        members_of.setdefault(grouping.group_id, []).append(grouping.member)
    for branch in county.branches:
        diligent = branch.short_name == "柳河村党支部"
        for kind, day in _calendar(today, dice):
            late_committee = kind == "branch_committee" and (day.year, day.month) == (today.year, today.month)
            if (diligent and late_committee) or (not diligent and dice.random() < 0.04):
                continue
            roll = officers.get(branch.pk, []) if kind == "branch_committee" else people.rolls[branch.pk]
            _hold(life, branch, kind, day, _here(people, roll, day), dice, today)
        for group in county.groups.get(id(branch), []):
            for month in _months(date(today.year - 1, 1, 1), today):
                day = month.replace(day=dice.randrange(3, 25))
                if day < today and dice.random() > 0.03:
                    roll = _here(people, members_of.get(group.pk, []), day)
                    _hold(life, group, "group", day, roll, dice, today)
    return life


def _calendar(today: date, dice: Random) -> Iterator[tuple[str, date]]:
    """(kind, day) of what a branch by the book holds, up to yesterday."""
    fixed = dice.randrange(5, 22)
    for month in _months(date(today.year - 1, 1, 1), today):
        plan = [("branch_committee", dice.randrange(2, 26)), ("theme_day", fixed)]
        if month.month % 3 == 0:
            plan.append(("assembly", dice.randrange(6, 25)))
        if month.month % 3 == 2:
            plan.append(("lesson", dice.randrange(6, 25)))
        if month.month == 2:
            plan += [("life_meeting", 20), ("appraisal", 21)]
        for kind, number in plan:
            day = month.replace(day=number)
            if day < today:
                yield kind, day


def _months(first: date, until: date) -> Iterator[date]:
    while first <= until:
        yield first
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _here(people: Population, roll: list[Member], day: date) -> list[Member]:
    return [member for member in roll if people.arrived[member.pk] <= day]


def _hold(life: Life, org: Org, kind: str, day: date, here: list[Member], dice: Random, today: date) -> None:
    if not here:
        return
    formal = [m for m in here if m.converted_on is not None and m.converted_on <= day] or here
    leads = life.chairs.get(org.pk)
    chair = leads if leads in formal else formal[0]
    topic = dice.choice(TOPICS[kind])
    recorded = datetime(day.year, day.month, day.day, 20, tzinfo=SHANGHAI)
    meeting = Meeting(
        branch=org,
        branch_name=org.name,
        kind=kind,
        topic=topic,
        held_on=day,
        begins_at=time(15, 0) if dice.random() < 0.6 else time(9, 0),
        place=dice.choice(PLACES),
        chair=chair.name,
        recorder=formal[-1].name,
        for_year=day.year - 1 if kind in {"life_meeting", "appraisal"} else None,
        hours=HOURS.get(topic, Decimal(0)),
        recorded_at=recorded,
        archived_at=recorded + CONFIRMED_AFTER if day + CONFIRMED_AFTER < today else None,
    )
    life.meetings.append(meeting)
    marks = [_mark(meeting, org, member, day, dice) for member in here]
    life.marks += marks
    if kind == "assembly":
        life.resolutions += _resolve(meeting, org, marks, dice)


def _mark(meeting: Meeting, org: Org, member: Member, day: date, dice: Random) -> Mark:
    formal = member.converted_on is not None and member.converted_on <= day
    luck = dice.random()
    mark = "present" if luck < 0.87 else "excused" if luck < 0.95 else "remote" if luck < 0.97 else "absent"
    return Mark(
        meeting,
        org.pk,
        member.pk,
        member.name,
        "formal" if formal else "probationary",
        formal,
        mark,
        dice.choice(REASONS) if mark == "excused" else "",
    )


def _resolve(meeting: Meeting, org: Org, roll: list[Mark], dice: Random) -> list[Resolution]:
    came = sum(a.entitled and a.mark in {"present", "remote"} for a in roll)
    if not came:
        return []
    against = 1 if came > 8 and dice.random() < 0.2 else 0
    vote = Vote(text=dice.choice(MATTERS), approve=came - against, oppose=0, abstain=against)
    counted = cast(list[Attendance], roll)  # only the mark and the vote of each are looked at
    verdicts = judge_vote(meeting.kind, meeting.held_on, counted, vote)
    return [
        Resolution(
            meeting=meeting,
            branch_id=org.pk,
            text=vote.text,
            approve=vote.approve,
            abstain=vote.abstain,
            passed=passes(verdicts),
            verdicts=[v.as_json() for v in verdicts],
        )
    ]
