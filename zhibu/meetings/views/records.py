"""The pages of meetings that were held: the year, the sheet, the record."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.said import go, said
from zhibu.kernel.web.sheets import listing
from zhibu.meetings import archived, pages, selectors, services
from zhibu.meetings.forms import RecordForm, WithdrawForm, take
from zhibu.meetings.models import Meeting
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from . import showing


@page("meetings.see")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The life of an organisation in a year: of a branch the matrix and the list, above it the branches."""
    today = clock.today()
    year = showing.year(request, today)
    where = orgs.org(scope, showing.number(request, "org") or scope.org or 0)
    if where.above_branch:
        below = pages.below(scope, where, year)
        return showing.show(request, "below", {"where": where, "year": year, "below": below})
    words = {"unheld": _("原因已经记下，上级看得到。"), "explained-no-more": _("说明已经取消。")}
    context = pages.branch_year(scope, where, year, today=today)
    context |= {"where": where, "year": year, "messages": said(request, words)}
    return showing.show(request, "index", context)


@page("meetings.record")
def choose(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Which meeting is to be recorded: the kinds of the branch, and of each of its groups."""
    return showing.show(request, "choose", {"choices": pages.choices(scope, clock.today())})


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
    shown = showing.day(request.POST.get("roll_of"), branch, today)
    on, until = request.POST.get("held_on") or request.GET.get("on"), request.GET.get("until")
    day = showing.day(on or until, branch, shown)
    roll = selectors.expected_at(branch, kind, day)
    initial = pages.suggested(scope, branch, kind, day)
    unsaid = bool(until) and not on  # within a period that has passed: which day, only the branch knows
    form = RecordForm(
        request.POST or None,
        kind=kind,
        roll=roll,
        branch=branch,
        initial=initial | ({"held_on": None} if unsaid else {}),
    )
    if form.is_bound and not form.fill and form.is_valid():
        try:
            meeting = services.record_meeting(scope, branch, kind=kind, **form.record())
            return go(reverse("meetings.show", args=[meeting.pk]), "recorded")
        except ValidationError as problem:
            take(form, problem)
    context = {"branch": branch, "kind": Meeting.Kind(kind), "day": day, "unsaid": unsaid, "form": form}
    context["unheld_url"] = pages.unheld_url(branch, kind, day)
    context["later"] = not roll and day < today and bool(selectors.expected_at(branch, kind, today))
    status = 422 if form.is_bound and not form.fill else 200
    return showing.show(request, "record", context | pages.thresholds(roll, kind, day), status=status)


@page("meetings.see")
@listing
def show(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The record as it was frozen, judged, and ready to print."""
    meeting = selectors.meeting(scope, pk)
    return record_page(request, scope, meeting)


def record_page(
    request: HttpRequest, scope: Scope, meeting: Meeting, *, refused: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    """The record; where a button of it was refused, with the reason."""
    words = {
        "recorded": _("记好了。次数、到会和报表会自动更新。请主持人和记录人核对确认。"),
        "withdrawn": _("已经撤回。"),
        "confirmed": _("已经确认。"),
        "corrected": _("已经更正，原来的写法也留着。"),
        "given": _("已经交办，会出现在这位同志的首页上。"),
        "asked": _("问题已经发给到会的同志，不记名。"),
        "answered": _("已经收到。系统里只记您答过，不记您选了什么。"),
        "closed": _("会后一问已经结束。"),
        "scanned": _("扫描件已经附上。"),
    }
    context = archived.record_of(scope, meeting) | {"messages": said(request, words), "refused": refused}
    return showing.show(request, "meeting", context, status=status)


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
    return showing.show(request, "withdraw", {"meeting": meeting, "form": form}, status=status)


@page("meetings.own")
@listing
def mine(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Where one was expected this year, and whether one came. For one's own eyes."""
    year = showing.year(request, clock.today())
    return showing.show(request, "mine", pages.own_year(scope, year))
