"""What an examiner does: sees the list of the records that were opened, reads and prints; all is traced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhibu.kernel import audit, paper
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import finished, page
from zhibu.meetings.models import Meeting
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Appointment

from . import minutes, opened, selectors
from .reading import held

PDF = "application/pdf"


@page("meetings.examine")
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The records of the unit and the period that were opened, by branch and year."""
    appointment = _appointment(scope)
    found = _opened(scope, appointment)
    audit.record("meetings.examine", scope=scope, subject=f"org:{scope.org}", meetings=len(found))
    context = {"where": orgs.own_org(scope), "held": appointment}
    context |= opened.shelves(scope, found, request.GET)
    return render(request, "meetings/papers/examination.html", context)


@page("meetings.examine")
def record(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """One record, as the paper holds it: without reasons of leave."""
    found = selectors.record(scope, pk)
    audit.record("meetings.examine", scope=scope, subject=f"meeting:{pk}", meetings=1)
    facts = minutes.minutes(found)
    return render(request, "meetings/papers/examined.html", {"facts": facts, "meeting": found.meeting})


@page("meetings.examine")
def record_pdf(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    found = selectors.record(scope, pk)
    audit.record("meetings.print", scope=scope, subject=f"meeting:{pk}", paper="minutes", meetings=1)
    made = paper.pdf(minutes.template(found.meeting), minutes.minutes(found), on=found.meeting.held_on)
    return finished(made, PDF, filename=f"{minutes.name_of(found)}.pdf")


def _appointment(scope: Scope) -> Appointment:
    return next(a for a in orgs.own_offices(scope) if a.pk == scope.appointment)


def _opened(scope: Scope, appointment: Appointment) -> Sequence[Meeting]:
    since, until = appointment.reads_from or date.max, appointment.reads_until or date.min
    return held(scope, [orgs.own_org(scope)], since, until)
