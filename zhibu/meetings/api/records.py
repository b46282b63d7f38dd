"""Meetings that were held, by API."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Schema

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.api import Listed, idempotent
from zhibu.kernel.web.cursor import cursor_page
from zhibu.kernel.web.door import endpoint
from zhibu.kernel.web.text import Plain
from zhibu.meetings import selectors, services
from zhibu.meetings.models import Attendance, Meeting, Resolution
from zhibu.meetings.selectors import CAME
from zhibu.orgs import selectors as orgs

from .router import router


class VoteIn(Schema):
    """`method`: show_of_hands, secret_ballot, open_ballot, oral; empty where nobody wrote it down."""

    text: Plain = Field(max_length=300)
    purpose: Plain = Resolution.Purpose.ORDINARY.value
    approve: int = Field(ge=0)
    oppose: int = Field(0, ge=0)
    abstain: int = Field(0, ge=0)
    written_before: int = Field(0, ge=0)
    method: Plain = ""


class MeetingIn(Schema):
    """A meeting that was held. `marks`: person → present, remote, excused or absent; left out: absent."""

    kind: Plain
    topic: Plain
    held_on: date
    marks: dict[UUID, Plain]
    excuses: dict[UUID, Plain] = {}
    votes: list[VoteIn] = []
    begins_at: time | None = None
    place: Plain = ""
    chair: Plain = ""
    recorder: Plain = ""
    for_year: int | None = None
    hours: Decimal = Decimal(0)
    notes: Plain = ""
    invited: Plain = ""
    closing: Plain = ""


class WithdrawalIn(Schema):
    why: Plain


class MeetingOut(Schema):
    id: int
    org: int
    org_name: str
    kind: str
    topic: str
    held_on: date
    begins_at: time | None
    place: str
    chair: str
    recorder: str
    for_year: int | None
    hours: Decimal
    late: bool
    withdrawn: bool
    expected: int
    present: int


class AttendanceOut(Schema):
    person: UUID
    name: str
    category: str
    entitled: bool
    mark: str


class ResolutionOut(Schema):
    text: str
    purpose: str
    approve: int
    oppose: int
    abstain: int
    written_before: int
    method: str
    passed: bool
    outcome: str  # passed, rejected; not_formed: too few came, or it was voted otherwise than asked
    verdicts: list[dict[str, Any]]


class WholeMeeting(MeetingOut):
    notes: str
    invited: str
    closing: str
    number: int  # 第几次, within its kind and year; kept once the record is archived
    quorum: dict[str, Any] | None
    attendances: list[AttendanceOut]
    resolutions: list[ResolutionOut]


class ExpectedOut(Schema):
    person: UUID
    name: str
    category: str
    entitled: bool


class OwnOut(Schema):
    meeting: int
    held_on: date
    kind: str
    topic: str
    org_name: str
    mark: str


@router.get("/orgs/{org}/meetings", response=Listed, summary="一个党组织（含党小组）的会议记录")
@endpoint("meetings.see")
def listed(request: HttpRequest, scope: Scope, org: int, cursor: str = "", limit: int = 50) -> Listed:
    rows = selectors.recent(scope, orgs.org(scope, org))
    found, more = cursor_page(rows, by=("held_on", "pk"), cursor=cursor, limit=limit)
    return Listed(items=[_line(m, m.expected, m.present) for m in found], next=more)


@router.post("/orgs/{org}/meetings", response={201: WholeMeeting}, summary="记录一次会议")
@endpoint("meetings.record")
@idempotent()
def recorded(request: HttpRequest, scope: Scope, org: int, body: MeetingIn) -> WholeMeeting:
    values = body.model_dump()
    values["votes"] = [services.Vote(**vote) for vote in values["votes"]]
    meeting = services.record_meeting(scope, orgs.org(scope, org), **values)
    return whole_meeting(meeting)


@router.get("/orgs/{org}/roll", response=list[ExpectedOut], summary="某一天的应到名单")
@endpoint("meetings.record")
def roll(
    request: HttpRequest, scope: Scope, org: int, on: date, kind: Plain = Meeting.Kind.ASSEMBLY.value
) -> list[ExpectedOut]:
    where = orgs.org(scope, org)
    scope.require("meetings.record", where.path)
    return [
        ExpectedOut(person=e.person_id, name=e.name, category=e.category, entitled=e.entitled)
        for e in selectors.expected_at(where, kind, on)
    ]


@router.get("/meetings/{meeting}", response=WholeMeeting, summary="一次会议的全部记录（不含请假原因）")
@endpoint("meetings.see")
def whole(request: HttpRequest, scope: Scope, meeting: int) -> WholeMeeting:
    return whole_meeting(selectors.meeting(scope, meeting))


@router.post("/meetings/{meeting}/withdrawal", response={201: WholeMeeting}, summary="撤回一次会议记录")
@endpoint("meetings.record")
@idempotent()
def withdrawn(request: HttpRequest, scope: Scope, meeting: int, body: WithdrawalIn) -> WholeMeeting:
    found = selectors.meeting(scope, meeting)
    services.withdraw_meeting(scope, found, why=body.why)
    return whole_meeting(found)


@router.get("/me/attendances", response=list[OwnOut], summary="自己一年的到会情况")
@endpoint("meetings.own")
def own(request: HttpRequest, scope: Scope, year: Annotated[int, Field(ge=0, le=9999)] = 0) -> list[OwnOut]:
    return [
        OwnOut(
            meeting=a.meeting_id,
            held_on=a.meeting.held_on,
            kind=a.meeting.kind,
            topic=a.meeting.topic,
            org_name=a.meeting.branch_name,
            mark=a.mark,
        )
        for a in selectors.own_attendances(scope, year or clock.today().year)
    ]


def _line(meeting: Meeting, expected: int, present: int) -> MeetingOut:
    return MeetingOut(**_facts(meeting), expected=expected, present=present)


def _facts(meeting: Meeting) -> dict[str, Any]:
    return {
        "id": meeting.pk,
        "org": meeting.branch_id,
        "org_name": meeting.branch_name,
        "kind": meeting.kind,
        "topic": meeting.topic,
        "held_on": meeting.held_on,
        "begins_at": meeting.begins_at,
        "place": meeting.place,
        "chair": meeting.chair,
        "recorder": meeting.recorder,
        "for_year": meeting.for_year,
        "hours": meeting.hours,
        "late": meeting.late,
        "withdrawn": meeting.withdrawn,
    }


def whole_meeting(meeting: Meeting) -> WholeMeeting:
    people = selectors.attendances(meeting)
    verdict = services.judge_quorum(meeting.kind, meeting.held_on, people)
    return WholeMeeting(
        **_facts(meeting),
        expected=len(people),
        present=sum(a.mark in CAME for a in people),
        notes=meeting.notes,
        invited=meeting.invited,
        closing=meeting.closing,
        number=selectors.number_of(meeting),
        quorum=verdict.as_json() if verdict else None,
        attendances=[_came(a) for a in people],
        resolutions=[_resolved(r) for r in selectors.resolutions(meeting)],
    )


def _came(a: Attendance) -> AttendanceOut:
    return AttendanceOut(
        person=a.person_id, name=a.name, category=a.category, entitled=a.entitled, mark=a.mark
    )


def _resolved(r: Resolution) -> ResolutionOut:
    return ResolutionOut(
        text=r.text,
        purpose=r.purpose,
        approve=r.approve,
        oppose=r.oppose,
        abstain=r.abstain,
        written_before=r.written_before,
        method=r.method,
        passed=r.passed,
        outcome=services.outcome(r),
        verdicts=r.verdicts,
    )
