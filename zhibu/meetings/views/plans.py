"""The pages of meetings that are planned: the sheet, the workspace, the notice, leave, the papers before."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.said import go, said
from zhibu.meetings import planned, selectors, services
from zhibu.meetings.forms import BranchesForm, LeaveForForm, PlanForm, ReasonForm, WhyForm, take
from zhibu.meetings.models import Meeting, Plan, Seat
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from . import showing
from .showing import deed, kept


@page("meetings.record")
def plan(request: HttpRequest, scope: Scope, org: int, kind: str) -> HttpResponse:
    """A new plan, filled in with the last of its kind on the usual day."""
    branch = orgs.org(scope, org)
    scope.require("meetings.record", branch.path)
    if kind not in Meeting.Kind.values or (kind == Meeting.Kind.GROUP) != (branch.kind == Org.Kind.GROUP):
        raise Http404
    if branch.above_branch:
        raise Http404
    today = clock.today()
    asked = selectors.invitation_to(branch, showing.number(request, "with"), today)
    since, by = showing.ahead(request, today)
    initial = planned.suggested(scope, branch, kind, since, asked, by)
    form = PlanForm(request.POST or None, initial=initial, agenda=initial["agenda"])
    if form.is_bound and form.is_valid():
        try:
            made = services.plan_meeting(scope, branch, kind=kind, invitation=asked, **form.plan())
            if "notice" in request.POST:
                services.send_notice(scope, made)
            return go(_address(made), "noticed" if "notice" in request.POST else "planned")
        except ValidationError as problem:
            take(form, problem)
    context = {"branch": branch, "kind": Meeting.Kind(kind), "form": form, "plan": None, "differences": []}
    return showing.show(request, "plan", context, status=422 if form.is_bound else 200)


@page("meetings.see")
def planned_one(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """At the desk the workspace of a meeting; for everybody else the notice."""
    found = selectors.plan(scope, pk)
    words = {
        "planned": _("拟好了。核对以后发通知。"),
        "noticed": planned.noticed_said(found.kind),
        "changed": _("改好了。"),
        "leave": _("请假已经记下。"),
        "back": _("请假已经取消。"),
        "off": _("这次会议不开了，原因已记下。"),
        "asked": _("已经发给对方支部。"),
        "back_to": _("可以接着改了，填过的都在。"),
    }
    messages = {"messages": said(request, words)}
    if _keeps(scope, found):
        root = request.build_absolute_uri("/").rstrip("/")
        return showing.show(request, "workspace", planned.workspace(scope, found, root) | messages)
    return showing.show(request, "notice", planned.own_notice(scope, found) | messages)


@page("meetings.record")
def change(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Change a plan. Where somebody else was quicker, both stand side by side."""
    found = kept(scope, pk)
    initial = {name: getattr(found, name) for name in services.planning.CHANGEABLE} | {
        "version": found.version
    }
    form = PlanForm(request.POST or None, initial=initial, agenda=found.agenda)
    differences = []
    if form.is_bound and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            services.change_plan(scope, found, version=version, **form.plan())
            return go(_address(found), "changed")
        except services.Conflict as conflict:
            take(form, conflict)
            differences = planned.differences(found, form.plan())
        except ValidationError as problem:
            take(form, problem)
    context = {
        "branch": found.branch,
        "kind": Meeting.Kind(found.kind),
        "form": form,
        "plan": found,
        "differences": differences,
    }
    return showing.show(request, "plan", context, status=422 if form.is_bound else 200)


@page("meetings.record")
def notice(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Call the members."""
    return deed(request, scope, pk, services.send_notice, "noticed")


@page("meetings.record")
def papers(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """会前三张纸, on A4."""
    return showing.show(request, "papers", planned.papers(kept(scope, pk)))


@page("meetings.own")
def leave(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """One's own leave: a reason is one tap, or a few words."""
    seat = selectors.own_seat_at(scope, pk)
    form = ReasonForm(request.POST or None)
    if "back" in request.POST:
        return _answered(lambda: services.take_leave_back(scope, seat), seat, request, "back")
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _answered(lambda: services.ask_leave(scope, seat, reason=reason), seat, request, "leave")
    return _leave_page(request, seat, form)


@page("meetings.record")
def leave_for(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Somebody telephoned."""
    found = kept(scope, pk)
    form = LeaveForForm(request.POST or None, seats=selectors.seats(found))
    if form.is_bound and form.is_valid():
        try:
            values = form.cleaned_data
            services.note_leave(scope, found, UUID(values["person"]), reason=values["reason"])
            return go(_address(found), "leave")
        except ValidationError as problem:
            take(form, problem)
    status = 422 if form.is_bound else 200
    return showing.show(request, "leave_for", {"plan": found, "form": form}, status=status)


@page("meetings.record")
def call_off(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """It will not be held: one reason."""
    found = kept(scope, pk)
    form = WhyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            services.call_off(scope, found, why=form.cleaned_data["why"])
            return go(_address(found), "off")
        except ValidationError as problem:
            take(form, problem)
    status = 422 if form.is_bound else 200
    return showing.show(request, "call_off", {"plan": found, "form": form}, status=status)


@page("meetings.record")
def invite(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Which branches meet together with this one."""
    found = kept(scope, pk)
    if found.kind == Meeting.Kind.GROUP:
        raise Http404
    form = BranchesForm(request.POST or None, siblings=selectors.siblings(found.branch))
    if form.is_bound and form.is_valid():
        try:
            services.invite_branches(scope, found, [int(pk) for pk in form.cleaned_data["branches"]])
            return go(_address(found), "asked")
        except ValidationError as problem:
            take(form, problem)
    status = 422 if form.is_bound else 200
    return showing.show(request, "invite", {"plan": found, "form": form}, status=status)


@page("meetings.record")
def decline(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Another branch asked to meet together; not this time."""
    asked = selectors.invitation(scope, pk)
    branch = orgs.org(scope, asked.branch_id)
    scope.require("meetings.record", branch.path)
    if request.method == "POST":
        services.decline_invitation(scope, branch, asked)
        return go(reverse("home"), "declined")
    return go(reverse("home"))


def _answered(deed: Callable[[], object], seat: Seat, request: HttpRequest, word: str) -> HttpResponse:
    try:
        deed()
    except ValidationError as problem:
        form = ReasonForm({"reason": request.POST.get("reason") or "—"})
        take(form, problem)
        return _leave_page(request, seat, form)
    return go(_address(seat.plan), word)


def _leave_page(request: HttpRequest, seat: Seat, form: ReasonForm) -> HttpResponse:
    context = {"plan": seat.plan, "seat": seat, "form": form, "offered": planned.reasons()}
    return showing.show(request, "leave", context, status=422 if form.is_bound else 200)


def _keeps(scope: Scope, found: Plan) -> bool:
    return scope.may("meetings.record") and found.branch.path in scope.branches


def _address(found: Plan) -> str:
    return reverse("meetings.planned", args=[found.pk])
