"""A meeting from its opening to the archive, by API: the same services as the pages."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Field, Schema

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.api import idempotent
from zhibu.kernel.web.door import endpoint
from zhibu.kernel.web.text import Plain
from zhibu.meetings import selectors, services
from zhibu.meetings.models import Seat
from zhibu.meetings.services import Said, Tick, Vote
from zhibu.orgs import selectors as orgs

from .plans import PlanOut, SeatOut, WhyIn, out, seat_out
from .records import VoteIn, WholeMeeting, whole_meeting
from .router import router


class TickIn(Schema):
    """`mark`: present, remote, excused, absent; empty leaves the person open."""

    mark: Plain
    late: bool = False
    why: Plain = ""


class MarksIn(Schema):
    marks: dict[UUID, TickIn]


class CodeIn(Schema):
    code: Plain


class LeftOutIn(Schema):
    person: UUID
    reason: Plain
    approval: Plain
    consented: bool = False  # whether the assembly agreed: without it the person is counted


class DraftIn(Schema):
    """`version`: as it was read; 0 for the first."""

    data: dict[Plain, Plain]
    version: int = Field(0, ge=0)


class DraftOut(Schema):
    version: int


class SaidIn(Schema):
    title: Plain
    said: Plain = ""


class RecordIn(Schema):
    minutes: list[SaidIn] = []
    votes: list[VoteIn] = []
    notes: Plain = ""
    hours: Decimal = Decimal(0)
    for_year: int | None = None
    invited: Plain = ""
    closing: Plain = ""


class ConfirmationIn(Schema):
    """`part`: chair or recorder. Whoever confirms for somebody else says why in `note`."""

    part: Plain
    note: Plain = ""


class RecordCorrectionIn(Schema):
    """`field`: topic, place, chair, recorder, invited, notes, closing. A mark: `person` and `value`."""

    why: Plain
    value: Plain = ""
    field: Plain = ""
    person: UUID | None = None


class UnheldIn(WhyIn):
    kind: Plain
    period: Plain


class UnheldOut(Schema):
    id: int
    org: int
    kind: str
    period: str
    why: str


WORDS = frozenset({"topic", "place", "chair", "recorder", "invited", "notes", "closing"})


@router.post("/plans/{plan}/opening", response={201: PlanOut}, summary="开始登记到会（名单固定）")
@endpoint("meetings.record")
@idempotent()
def opened_plan(request: HttpRequest, scope: Scope, plan: int) -> PlanOut:
    return out(services.open_meeting(scope, selectors.plan(scope, plan)))


@router.get("/plans/{plan}/marks", response=list[SeatOut], summary="到会名单")
@endpoint("meetings.record")
def marks(request: HttpRequest, scope: Scope, plan: int) -> list[SeatOut]:
    found = selectors.plan(scope, plan)
    scope.require("meetings.record", found.branch.path)
    return [seat_out(seat) for seat in _seats(selectors.seats(found), found)]


@router.put("/plans/{plan}/marks", response=list[SeatOut], summary="登记到会；同样的再送一次，不变")
@endpoint("meetings.record")
@idempotent()
def marked(request: HttpRequest, scope: Scope, plan: int, body: MarksIn) -> list[SeatOut]:
    found = selectors.plan(scope, plan)
    ticks = {person: Tick(each.mark, each.late, each.why) for person, each in body.marks.items()}
    services.tick(scope, found, ticks)
    return [seat_out(seat) for seat in _seats(selectors.seats(found), found)]


@router.post("/me/presence", response={201: SeatOut}, summary="自己登记到会（四位口令）")
@endpoint("meetings.own")
@idempotent()
def came(request: HttpRequest, scope: Scope, body: CodeIn) -> SeatOut:
    today = clock.today()
    here = [seat for seat in selectors.calls(scope, today) if seat.plan.held_on == today]
    here = [seat for seat in here if seat.plan.opened_at is not None]
    if not here:
        raise Http404
    meant = next((seat for seat in here if seat.plan.code == body.code), here[0])
    return seat_out(services.come(scope, meant, code=body.code))


@router.post(
    "/plans/{plan}/exclusions",
    response={201: PlanOut},
    summary="列为不计入应到会（须上级批准、支部党员大会同意）",
)
@endpoint("meetings.record")
@idempotent()
def left_out(request: HttpRequest, scope: Scope, plan: int, body: LeftOutIn) -> PlanOut:
    found = selectors.plan(scope, plan)
    services.leave_out(
        scope, found, body.person, reason=body.reason, approval=body.approval, consented=body.consented
    )
    return out(found)


@router.put("/plans/{plan}/draft", response=DraftOut, summary="存会议记录的草稿")
@endpoint("meetings.record")
@idempotent()
def drafted(request: HttpRequest, scope: Scope, plan: int, body: DraftIn) -> DraftOut:
    found = selectors.plan(scope, plan)
    return DraftOut(version=services.save_draft(scope, found, data=body.data, version=body.version).version)


@router.post("/plans/{plan}/record", response={201: WholeMeeting}, summary="写完会议记录，等确认")
@endpoint("meetings.record")
@idempotent()
def finished(request: HttpRequest, scope: Scope, plan: int, body: RecordIn) -> WholeMeeting:
    meeting = services.finish_record(
        scope,
        selectors.plan(scope, plan),
        minutes=[Said(each.title, each.said) for each in body.minutes],
        votes=[Vote(**each.model_dump()) for each in body.votes],
        notes=body.notes,
        hours=body.hours,
        for_year=body.for_year,
        invited=body.invited,
        closing=body.closing,
    )
    return whole_meeting(meeting)


@router.post("/meetings/{meeting}/confirmations", response={201: WholeMeeting}, summary="确认会议记录")
@endpoint("meetings.confirm")
@idempotent()
def confirmed(request: HttpRequest, scope: Scope, meeting: int, body: ConfirmationIn) -> WholeMeeting:
    found = selectors.meeting(scope, meeting)
    services.confirm_record(scope, found, part=body.part, note=body.note)
    return whole_meeting(found)


@router.post("/meetings/{meeting}/return", response={201: PlanOut}, summary="退回修改")
@endpoint("meetings.record")
@idempotent()
def sent_back(request: HttpRequest, scope: Scope, meeting: int, body: WhyIn) -> PlanOut:
    return out(services.send_back(scope, selectors.meeting(scope, meeting), why=body.why))


@router.post("/meetings/{meeting}/corrections", response={201: WholeMeeting}, summary="更正会议记录")
@endpoint("meetings.record")
@idempotent()
def corrected(request: HttpRequest, scope: Scope, meeting: int, body: RecordCorrectionIn) -> WholeMeeting:
    found = selectors.meeting(scope, meeting)
    if body.person is not None:
        services.correct_mark(scope, found, body.person, body.value, why=body.why)
    else:
        name = body.field if body.field in WORDS else ""
        services.correct_field(scope, found, name, body.value, why=body.why)
    return whole_meeting(selectors.meeting(scope, meeting))


@router.post("/orgs/{org}/unheld", response={201: UnheldOut}, summary="未开，写说明")
@endpoint("meetings.record")
@idempotent()
def explained(request: HttpRequest, scope: Scope, org: int, body: UnheldIn) -> UnheldOut:
    where = orgs.org(scope, org)
    row = services.explain_unheld(scope, where, kind=body.kind, period=body.period, why=body.why)
    return UnheldOut(id=row.pk, org=row.branch_id, kind=row.kind, period=row.period, why=row.why)


@router.get("/orgs/{org}/unheld", response=list[UnheldOut], summary="未开的说明")
@endpoint("meetings.see")
def explanations(request: HttpRequest, scope: Scope, org: int) -> list[UnheldOut]:
    return [
        UnheldOut(id=row.pk, org=row.branch_id, kind=row.kind, period=row.period, why=row.why)
        for row in selectors.explanations(scope, orgs.org(scope, org))
    ]


def _seats(seats: list[Seat], plan: object) -> list[Seat]:
    for seat in seats:
        seat.plan = plan  # type: ignore[assignment]
    return seats
