"""Hours of study by API: one's own, and what a branch still has to arrange."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhibu.kernel import clock
from zhibu.kernel.norms import Verdict
from zhibu.kernel.norms.figures import plain
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.api import Listed, idempotent
from zhibu.kernel.web.cursor import cursor_page
from zhibu.kernel.web.door import endpoint
from zhibu.kernel.web.text import Plain
from zhibu.meetings.models import Meeting
from zhibu.orgs import selectors as orgs

from . import selectors, services
from .models import Training
from .selectors import least

router = Router(tags=["learning"])
Year = Annotated[int | None, Query(ge=selectors.FIRST_YEAR, le=2100)]


class SessionOut(Schema):
    """`counts`: the record is confirmed by both."""

    meeting: int
    branch: str
    kind: str
    topic: str
    held_on: date
    hours: str
    counts: bool


class TrainingOut(Schema):
    """A training that a committee held. Who came is told to nobody by this address."""

    id: int
    org: int
    org_name: str
    title: str
    from_on: date
    until: date
    place: str
    hours: str
    withdrawn: bool


class StudyOut(Schema):
    """Hours as decimal strings. `duty`: member, secretary or committee_member on the day `as_of`."""

    year: int
    as_of: date
    duty: str
    hours: str
    least: int
    left: str
    sessions: list[SessionOut]
    trainings: list[TrainingOut]


class TrainingIn(Schema):
    """Whoever came, by their person ids: all of them members under the organisation that held it."""

    title: Plain
    from_on: date
    until: date
    hours: Decimal
    people: list[UUID]
    place: Plain = ""


class WithdrawalIn(Schema):
    why: Plain


class GoalOut(Schema):
    duty: str
    organised: str
    least: int
    left: str


class ShareOut(Schema):
    """`members` of the branch, who lead it or do not, have `hours`."""

    leads: bool
    hours: str
    members: int


class ArrangedOut(Schema):
    year: int
    as_of: date
    goals: list[GoalOut]
    shares: list[ShareOut]
    sessions: list[SessionOut]


@router.get("/me/study", response=StudyOut, summary="自己的学时，一次一次列明")
@endpoint("learning.own")
def own_study(request: HttpRequest, scope: Scope, year: Year = None) -> StudyOut:
    today = clock.today()
    asked = min(year or today.year, today.year)
    study = selectors.own_study(scope, asked, today=today)
    return StudyOut(
        year=asked,
        as_of=selectors.last_day(asked, today),
        duty=study.duty,
        hours=plain(study.hours),
        least=study.least,
        left=str(study.verdict.value),
        sessions=[session(a.meeting) for a in (*study.counted, *study.waiting)],
        trainings=[told(each) for each in study.trained],
    )


@router.get("/orgs/{org}/study", response=ArrangedOut, summary="支部还要安排的学时")
@endpoint("learning.arrange")
def branch_study(request: HttpRequest, scope: Scope, org: int, year: Year = None) -> ArrangedOut:
    branch = orgs.org(scope, org)
    scope.require("learning.arrange", branch.path)
    today = clock.today()
    asked = min(year or today.year, today.year)
    found = selectors.arranged(scope, branch, asked, today=today)
    return ArrangedOut(
        year=asked,
        as_of=selectors.last_day(asked, today),
        goals=[
            goal("member", plain(found.for_everybody), found.everybody),
            goal("committee_member", plain(found.for_committee), found.committee),
        ],
        shares=[ShareOut(leads=s.leads, hours=plain(s.hours), members=s.members) for s in found.shares],
        sessions=[session(m) for m in (*found.counted, *found.waiting)],
    )


@router.get("/orgs/{org}/trainings", response=Listed, summary="党委举办的培训")
@endpoint("learning.train")
def listed(request: HttpRequest, scope: Scope, org: int, cursor: str = "", limit: int = 50) -> Listed:
    rows = selectors.trainings(scope, orgs.org(scope, org))
    found, more = cursor_page(rows, by=("until", "pk"), cursor=cursor, limit=limit)
    return Listed(items=[told(each) for each in found], next=more)


@router.post("/orgs/{org}/trainings", response={201: TrainingOut}, summary="记一次培训，学时计给参加的人")
@endpoint("learning.train")
@idempotent()
def trained(request: HttpRequest, scope: Scope, org: int, body: TrainingIn) -> TrainingOut:
    return told(services.record_training(scope, orgs.org(scope, org), **body.model_dump()))


@router.post("/trainings/{training}/withdrawal", response={201: TrainingOut}, summary="撤回一次培训")
@endpoint("learning.train")
@idempotent()
def withdrawn(request: HttpRequest, scope: Scope, training: int, body: WithdrawalIn) -> TrainingOut:
    return told(services.withdraw_training(scope, selectors.training(scope, training), why=body.why))


def told(each: Training) -> TrainingOut:
    return TrainingOut(
        id=each.pk,
        org=each.org_id,
        org_name=each.org_name,
        title=each.title,
        from_on=each.from_on,
        until=each.until,
        place=each.place,
        hours=plain(each.hours),
        withdrawn=each.withdrawn_at is not None,
    )


def goal(duty: str, organised: str, verdict: Verdict) -> GoalOut:
    return GoalOut(duty=duty, organised=organised, least=least(duty, verdict), left=str(verdict.value))


def session(meeting: Meeting) -> SessionOut:
    return SessionOut(
        meeting=meeting.pk,
        branch=meeting.branch_name,
        kind=meeting.kind,
        topic=meeting.topic,
        held_on=meeting.held_on,
        hours=plain(meeting.hours),
        counts=meeting.archived_at is not None,
    )
