"""The pages of the meeting itself: opening it, ticking the list, the four digits, who is not counted."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.assets import asset
from zhibu.kernel.web.door import page
from zhibu.kernel.web.said import go, said
from zhibu.meetings import planned, selectors, services
from zhibu.meetings.forms import CodeForm, LeaveOutForm, QueueForm, RollForm, take

from . import showing
from .showing import deed, kept

WORKER = Path(__file__).parents[1] / "worker.js"


@page("meetings.record")
def start(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Freeze the list and begin to register presence."""
    return deed(request, scope, pk, services.open_meeting, "opened", to="meetings.roll")


@page("meetings.record")
def roll(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The list that the secretary ticks: the record of who came."""
    found = kept(scope, pk)
    if found.opened_at is None or found.meeting_id is not None:
        return go(reverse("meetings.planned", args=[found.pk]))
    form = RollForm(request.POST or None, seats=selectors.seats(found), reasons=selectors.leaves(found))
    if form.is_bound and not form.fill and form.is_valid():
        try:
            services.tick(scope, found, form.ticks())
            to = "meetings.write" if "next" in request.POST else "meetings.roll"
            return go(reverse(to, args=[found.pk]), "ticked")
        except ValidationError as problem:
            take(form, problem)
    words = {"opened": _("名单已经按今天的名册固定。"), "ticked": _("已经记下。"), "counted": _("已经改好。")}
    going = planned.at_the_meeting(found, form.rows, _root(request))
    context = going | {"form": form, "going": going}
    status = 422 if form.is_bound and not form.fill else 200
    return showing.show(request, "roll", context | {"messages": said(request, words)}, status=status)


@require_POST
@page("meetings.record")
def queue(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Taps of the list, each as it is made or, where there was no network, later. Answers to the script."""
    found = kept(scope, pk)
    form = QueueForm(request.POST)
    if form.is_valid():
        try:
            taken = services.take_queue(scope, found, form.cleaned_data["taps"])
            names = _("、").join(taken.refused)
            said_ = _("不计入应到会的不能记到会：%(names)s") % {"names": names} if names else ""
            return JsonResponse({"kept": [str(each) for each in taken.kept], "said": said_})
        except ValidationError as problem:
            take(form, problem)
    return JsonResponse({"kept": [], "said": form.errors.get("__all__", form.errors["taps"])[0]}, status=422)


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: where there is no network it shows the page that says so. It keeps no list."""
    listed = [reverse("meetings.no_network"), asset("zhibu.css"), asset("zhibu.js"), asset("meetings.js")]
    text = WORKER.read_text("utf-8").replace('["listed"]', json.dumps(listed))
    answer = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


def no_network(request: HttpRequest) -> HttpResponse:
    """What is shown without a network: what was ticked is on this device and goes out by itself."""
    answer = showing.show(request, "no_network", {})
    answer["Cache-Control"] = "private, no-store"  # the service worker alone keeps it
    return answer


@page("meetings.own")
def come(request: HttpRequest, scope: Scope) -> HttpResponse:
    """One's own presence: four digits, or the picture that carries them. No place, no photo."""
    typed = request.POST.get("code") or request.GET.get("code", "")
    form = CodeForm(request.POST or None, initial={"code": typed})
    seats = [seat for seat in selectors.calls(scope, clock.today()) if seat.plan.held_on == clock.today()]
    here = [seat for seat in seats if seat.plan.opened_at is not None]
    if form.is_bound and form.is_valid():
        code = form.cleaned_data["code"]
        meant = next((seat for seat in here if seat.plan.code == code), here[0] if here else None)
        try:
            if meant is None:
                raise ValidationError({"code": _("现在没有正在登记到会的会议。")})
            services.come(scope, meant, code=code)
            return go(reverse("meetings.come"), "came")
        except ValidationError as problem:
            take(form, problem)
    words = {"came": _("到会已经记下。")}
    context = {
        "form": form,
        "seats": here,
        "scanned": "code" in request.GET,
        "messages": said(request, words),
    }
    return showing.show(request, "come", context, status=422 if form.is_bound else 200)


@page("meetings.record")
def leave_out(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Who is not counted, by which rule, approved by whom."""
    found = kept(scope, pk)
    seats = selectors.seats(found)
    form = LeaveOutForm(request.POST or None, seats=seats)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            services.leave_out(
                scope,
                found,
                UUID(values["person"]),
                reason=values["reason"],
                approval=values["approval"],
                consented=values["consented"],
            )
            return go(reverse("meetings.leave_out", args=[found.pk]), "left_out")
        except ValidationError as problem:
            take(form, problem)
    rows = selectors.exclusions(found)
    words = {"left_out": _("已经记下，接收党员和转正时不计入。"), "counted": _("已经改为计入。")}
    context = {
        "plan": found,
        "form": form,
        "rows": rows,
        "verdict": services.entitled_verdict(found, seats, rows),
        "messages": said(request, words),
    }
    return showing.show(request, "leave_out", context, status=422 if form.is_bound else 200)


@page("meetings.record")
def count_again(request: HttpRequest, scope: Scope, pk: int, person: UUID) -> HttpResponse:
    """Counted after all."""
    found = kept(scope, pk)
    if not any(seat.person_id == person and seat.left_out for seat in selectors.seats(found)):
        raise Http404
    if request.method == "POST":
        services.count_again(scope, found, person)
    return go(reverse("meetings.leave_out", args=[found.pk]), "counted" if request.method == "POST" else "")


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
