"""Meetings that are planned, by API: plan, notice, leave, calling off, meeting together."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from zhibu.kernel.scope import Scope
from zhibu.kernel.web.api import idempotent
from zhibu.kernel.web.door import endpoint
from zhibu.kernel.web.text import Plain
from zhibu.meetings import selectors, services
from zhibu.meetings.models import Plan, Seat
from zhibu.orgs import selectors as orgs

from .router import router


class ItemIn(Schema):
    title: Plain
    materials: Plain = ""


class PlanIn(Schema):
    """A meeting that is to be held."""

    topic: Plain
    held_on: date
    begins_at: time | None = None
    place: Plain = ""
    link: Plain = ""
    chair: Plain = ""
    recorder: Plain = ""
    agenda: list[ItemIn] = []


class NewPlanIn(PlanIn):
    kind: Plain


class ChangedPlanIn(PlanIn):
    """`version`: as it was read. Somebody else's change in between answers 422 and changes nothing."""

    version: int


class ReasonIn(Schema):
    reason: Plain


class LeaveIn(ReasonIn):
    person: UUID


class WhyIn(Schema):
    why: Plain


class TogetherIn(Schema):
    branches: list[int]


class PlanOut(Schema):
    id: int
    org: int
    org_name: str
    kind: str
    topic: str
    held_on: date
    begins_at: time | None
    place: str
    link: str
    chair: str
    recorder: str
    agenda: list[ItemIn]
    version: int
    noticed: bool
    called_off: bool
    called_off_why: str


class SeatOut(Schema):
    person: UUID
    name: str
    plan: int
    topic: str
    held_on: date
    mark: str
    late: bool


@router.get("/orgs/{org}/plans", response=list[PlanOut], summary="正在办的会议")
@endpoint("meetings.record")
def listed_plans(request: HttpRequest, scope: Scope, org: int) -> list[PlanOut]:
    where = orgs.org(scope, org)
    return [out(plan) for plan in selectors.plans_of(scope, where)]


@router.post("/orgs/{org}/plans", response={201: PlanOut}, summary="拟一次会议")
@endpoint("meetings.record")
@idempotent()
def made_plan(request: HttpRequest, scope: Scope, org: int, body: NewPlanIn) -> PlanOut:
    return out(services.plan_meeting(scope, orgs.org(scope, org), **body.model_dump()))


@router.get("/plans/{plan}", response=PlanOut, summary="一次拟开的会议")
@endpoint("meetings.see")
def planned(request: HttpRequest, scope: Scope, plan: int) -> PlanOut:
    return out(selectors.plan(scope, plan))


@router.put("/plans/{plan}", response=PlanOut, summary="修改会议安排")
@endpoint("meetings.record")
@idempotent()
def changed_plan(request: HttpRequest, scope: Scope, plan: int, body: ChangedPlanIn) -> PlanOut:
    return out(services.change_plan(scope, selectors.plan(scope, plan), **body.model_dump()))


@router.post("/plans/{plan}/notice", response={201: PlanOut}, summary="发会议通知")
@endpoint("meetings.record")
@idempotent()
def noticed_plan(request: HttpRequest, scope: Scope, plan: int) -> PlanOut:
    return out(services.send_notice(scope, selectors.plan(scope, plan)))


@router.post("/plans/{plan}/calling-off", response={201: PlanOut}, summary="这次会议不开了")
@endpoint("meetings.record")
@idempotent()
def called_off_plan(request: HttpRequest, scope: Scope, plan: int, body: WhyIn) -> PlanOut:
    services.call_off(scope, selectors.plan(scope, plan), why=body.why)
    return out(selectors.plan(scope, plan))


@router.post("/plans/{plan}/leaves", response={201: PlanOut}, summary="代为请假")
@endpoint("meetings.record")
@idempotent()
def noted_leave(request: HttpRequest, scope: Scope, plan: int, body: LeaveIn) -> PlanOut:
    found = selectors.plan(scope, plan)
    services.note_leave(scope, found, body.person, reason=body.reason)
    return out(found)


@router.post("/plans/{plan}/invitations", response={201: PlanOut}, summary="请别的支部一起开会")
@endpoint("meetings.record")
@idempotent()
def invited_branches(request: HttpRequest, scope: Scope, plan: int, body: TogetherIn) -> PlanOut:
    return out(services.invite_branches(scope, selectors.plan(scope, plan), body.branches))


@router.post("/plans/{plan}/leave", response={201: SeatOut}, summary="自己请假")
@endpoint("meetings.own")
@idempotent()
def asked_leave(request: HttpRequest, scope: Scope, plan: int, body: ReasonIn) -> SeatOut:
    seat = selectors.own_seat_at(scope, plan)
    services.ask_leave(scope, seat, reason=body.reason)
    return seat_out(seat)


@router.post("/plans/{plan}/leave/back", response={201: SeatOut}, summary="取消请假")
@endpoint("meetings.own")
@idempotent()
def took_leave_back(request: HttpRequest, scope: Scope, plan: int) -> SeatOut:
    seat = selectors.own_seat_at(scope, plan)
    services.take_leave_back(scope, seat)
    return seat_out(seat)


def seat_out(seat: Seat) -> SeatOut:
    return SeatOut(
        person=seat.person_id,
        name=seat.name,
        plan=seat.plan_id,
        topic=seat.plan.topic,
        held_on=seat.plan.held_on,
        mark=seat.mark,
        late=seat.came_late,
    )


def out(plan: Plan) -> PlanOut:
    return PlanOut(
        id=plan.pk,
        org=plan.branch_id,
        org_name=plan.branch_name,
        kind=plan.kind,
        topic=plan.topic,
        held_on=plan.held_on,
        begins_at=plan.begins_at,
        place=plan.place,
        link=plan.link,
        chair=plan.chair,
        recorder=plan.recorder,
        agenda=[ItemIn(**item) for item in plan.agenda],
        version=plan.version,
        noticed=plan.noticed_at is not None,
        called_off=plan.called_off_at is not None,
        called_off_why=plan.called_off_why,
    )
