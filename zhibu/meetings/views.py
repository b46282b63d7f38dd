"""The pages of organisational life."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.said import go, said
from zhibu.kernel.web.sheets import listing
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from . import pages, selectors, services
from .forms import RecordForm, WithdrawForm, take
from .models import Attendance, Meeting

EARLIEST = 1921


@page("meetings.see")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The life of an organisation in a year: of a branch the matrix and the list, above it the branches."""
    today = clock.today()
    year = _year(request, today)
    where = orgs.org(scope, _number(request, "org") or scope.org or 0)
    if where.above_branch:
        context = {"below": pages.below(scope, where, year)}
        return _page(request, "meetings/below.html", {"where": where, "year": year, **context})
    context = pages.branch_year(scope, where, year, today=today)
    return _page(request, "meetings/index.html", {"where": where, "year": year, **context})


@page("meetings.record")
def choose(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Which meeting is to be recorded: the kinds of the branch, and of each of its groups."""
    return _page(request, "meetings/choose.html", {"choices": pages.choices(scope, clock.today())})


@page("meetings.record")
def record(request: HttpRequest, scope: Scope, org: int, kind: str) -> HttpResponse:
    """The sheet of a meeting: one page, one button."""
    branch = orgs.org(scope, org)
    scope.require("meetings.record", branch.path)
    if kind not in Meeting.Kind.values or (kind == Meeting.Kind.GROUP) != (branch.kind == Org.Kind.GROUP):
        raise Http404
    if branch.above_branch:
        raise Http404
    today = clock.today()
    shown = _day(request.POST.get("roll_of"), branch, today)
    day = _day(request.POST.get("held_on") or request.GET.get("on"), branch, shown)
    roll = selectors.expected_at(branch, kind, day)
    form = RecordForm(
        request.POST or None,
        kind=kind,
        roll=roll,
        branch=branch,
        initial=pages.suggested(scope, branch, kind, day),
    )
    if form.is_bound and not form.fill and form.is_valid():
        try:
            meeting = services.record_meeting(scope, branch, kind=kind, **form.record())
            return go(reverse("meetings.show", args=[meeting.pk]), "recorded")
        except ValidationError as problem:
            take(form, problem)
    context = {"branch": branch, "kind": Meeting.Kind(kind), "day": day, "form": form}
    status = 422 if form.is_bound and not form.fill else 200
    return _page(request, "meetings/record.html", context | pages.thresholds(roll, kind, day), status=status)


@page("meetings.see")
@listing
def show(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The record as it was frozen, judged, and ready to print."""
    meeting = selectors.meeting(scope, pk)
    words = {"recorded": _("记好了。次数、到会和报表会自动更新。"), "withdrawn": _("已经撤回。")}
    context = pages.record_of(scope, meeting) | {"messages": said(request, words)}
    return _page(request, "meetings/meeting.html", context)


@page("meetings.record")
def withdraw(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """One question, one reason; the record stays readable."""
    meeting = selectors.meeting(scope, pk)
    scope.require("meetings.record", meeting.branch.path)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            services.withdraw_meeting(scope, meeting, why=form.cleaned_data["why"])
            return go(reverse("meetings.show", args=[meeting.pk]), "withdrawn")
        except ValidationError as problem:
            take(form, problem)
    status = 422 if form.is_bound else 200
    return _page(request, "meetings/withdraw.html", {"meeting": meeting, "form": form}, status=status)


@page("meetings.own")
@listing
def mine(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Where one was expected this year, and whether one came. For one's own eyes."""
    year = _year(request, clock.today())
    return _page(request, "meetings/mine.html", pages.own_year(scope, year))


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, name, {"Mark": Attendance.Mark, **context}, status=status)


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _year(request: HttpRequest, today: date) -> int:
    asked = _number(request, "year") or today.year
    if not EARLIEST <= asked <= today.year:
        raise Http404
    return asked


def _day(text: str | None, branch: Org, otherwise: date) -> date:
    """The day whose roll is shown: the asked one if it can be, else the one shown until now."""
    try:
        asked = date.fromisoformat(text or "")
    except ValueError:
        return otherwise
    return asked if branch.founded_on <= asked <= clock.today() else otherwise
