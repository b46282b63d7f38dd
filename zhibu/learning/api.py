"""Hours of study by API: one's own, and what a branch still has to arrange."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from zhibu.kernel import clock
from zhibu.kernel.norms import Verdict
from zhibu.kernel.norms.figures import plain
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import endpoint
from zhibu.meetings.models import Meeting
from zhibu.orgs import selectors as orgs

from . import selectors
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


class StudyOut(Schema):
    """Hours as decimal strings. `duty`: member, secretary or committee_member on the day `as_of`."""

    year: int
    as_of: date
    duty: str
    hours: str
    least: int
    left: str
    sessions: list[SessionOut]


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
