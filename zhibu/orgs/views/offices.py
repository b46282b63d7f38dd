"""Offices: appointing, ending, and the second person's yes or no."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.parts import Crumb
from zhibu.kernel.web.said import go, said
from zhibu.kernel.web.sheets import listing
from zhibu.orgs import selectors, services
from zhibu.orgs.forms import AppointForm, DeclineForm, EndForm, ExaminerForm
from zhibu.orgs.models import Appointment, Org
from zhibu.orgs.offices import ASSISTANT
from zhibu.orgs.selectors import Found, beside

from .org import ask, crumbs, put

SAID = {
    "confirmed": gettext_lazy("已确认，从现在起生效。"),
    "declined": gettext_lazy("已退回，没有生效。"),
}


@page("orgs.appoint")
def appoint(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    org = selectors.org(scope, pk)
    return _appointing(request, scope, org, selectors.offices_for(org.kind), "orgs.appoint", _("任命"))


@page("orgs.assist")
def assist(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The branch itself lets somebody type for it, in his own name."""
    org = selectors.org(scope, pk)
    only = [each for each in selectors.offices_for(org.kind) if each[0] == ASSISTANT]
    if not only:
        raise Http404(str(pk))
    return _appointing(request, scope, org, only, "orgs.assist", _("请人代为录入"))


def _appointing(
    request: HttpRequest, scope: Scope, org: Org, choices: list[tuple[str, str]], address: str, title: str
) -> HttpResponse:
    """Two steps on one page, both without script: find the person, then give the office."""
    words = (request.POST.get("q") or request.GET.get("q", "")).replace("\0", "").strip()[:30]
    found = _people(scope, words) if words else []
    form = AppointForm(request.POST or None, found=found, offices=choices)
    if form.is_bound and form.is_valid():
        try:
            held = _appoint(scope, org, found, form)
            return go(reverse("orgs.show", args=[org.pk]), "appointed" if held.confirmed else "proposed")
        except ValidationError as problem:
            put(form, problem)
    context = {
        "org": org,
        "form": form,
        "words": words,
        "found": found,
        "address": address,
        "title": title,
        "crumbs": [*crumbs(scope, org), Crumb(label=org.short_name, url=reverse("orgs.show", args=[org.pk]))],
    }
    return render(request, "orgs/appoint.html", context, status=422 if form.is_bound else 200)


def _people(scope: Scope, words: str) -> list[Found]:
    known = beside.people(scope, words)
    ids = {one.person for one in known}
    return known + [one for one in selectors.holders_called(scope, words) if one.person not in ids]


def _appoint(scope: Scope, org: Org, found: list[Found], form: AppointForm) -> Appointment:
    data = form.cleaned_data
    given = {name: data[name] for name in ("office", "from_on", "basis")}
    if not data["person"]:
        return services.appoint_newcomer(scope, org, data["name"], **given)
    chosen = next(one.person for one in found if str(one.person) == data["person"])
    return services.appoint(scope, org, selectors.person(chosen), **given)


@page("orgs.open_records")
def examiner(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Records are opened to an examiner: chosen units, one period, until a day, once another confirms it."""
    org = selectors.org(scope, pk)
    if not org.above_branch:
        raise Http404
    look = selectors.look(request.POST)
    offer = selectors.offer(scope, org, look)
    if look.looking:  # another level, or a name: what was filled in stays, and nothing is judged yet
        entered = {name: request.POST.get(name, "") for name in ExaminerForm.base_fields}
        form = ExaminerForm(initial=entered | {"unit": list(look.chosen)}, units=offer.labels)
    else:
        form = ExaminerForm(request.POST or None, units=offer.labels)
    if form.is_bound and form.is_valid():
        data = dict(form.cleaned_data)
        wanted = set(data.pop("unit"))
        units = [unit for unit in offer.units if unit.pk in wanted]
        try:
            services.open_records(scope, units, data.pop("name"), **data)
            return go(reverse("orgs.show", args=[org.pk]), "proposed")
        except ValidationError as problem:
            put(form, problem)
    context = {
        "org": org,
        "form": form,
        "offer": offer,
        "crumbs": [*crumbs(scope, org), Crumb(label=org.short_name, url=reverse("orgs.show", args=[org.pk]))],
    }
    return render(request, "orgs/examiner.html", context, status=422 if form.is_bound else 200)


@page("orgs.appoint")
def end(request: HttpRequest, scope: Scope, pk: int, held: int) -> HttpResponse:
    org = selectors.org(scope, pk)
    return _ending(request, scope, org, selectors.appointment(scope, org, held))


@page("orgs.assist")
def end_assisting(request: HttpRequest, scope: Scope, pk: int, held: int) -> HttpResponse:
    org = selectors.org(scope, pk)
    appointment = selectors.appointment(scope, org, held)
    if appointment.office != ASSISTANT:
        raise Http404(str(held))
    return _ending(request, scope, org, appointment)


def _ending(request: HttpRequest, scope: Scope, org: Org, appointment: Appointment) -> HttpResponse:
    form = EndForm(request.POST or None)
    form.fields["on"].label = _("免职日期")
    return ask(
        request,
        org,
        form,
        lambda data: services.end_office(scope, appointment, **data),
        title=_("免去%(name)s的%(office)s")
        % {"name": appointment.person.name, "office": appointment.get_office_display()},
        lead=_("从这一天起不再有这个职务的权限；这位同志会被请出登录，再进来时就没有了。"),
        button=_("免去职务"),
        word="ended",
        crumbs=crumbs(scope, org),
    )


@page("orgs.confirm")
@listing
def confirmations(request: HttpRequest, scope: Scope) -> HttpResponse:
    rows = selectors.waiting(scope)
    context = {"rows": rows, "own": own_hands(scope, rows), "messages": said(request, SAID)}
    return render(request, "orgs/confirmations.html", context)


def own_hands(scope: Scope, rows: list[Appointment]) -> set[int]:
    """Those which this person proposed, or which are about him: somebody else has to look at them."""
    return {a.pk for a in rows if scope.actor in {str(a.made_by), str(a.person_id)}}


@page("orgs.confirm")
def confirm(request: HttpRequest, scope: Scope, held: int) -> HttpResponse:
    appointment = selectors.one_waiting(scope, held)
    form = DeclineForm(request.POST if request.POST.get("answer") == "no" else None)
    problem: ValidationError | None = None
    if request.method == "POST":
        try:
            if request.POST.get("answer") == "yes":
                services.confirm_appointment(scope, appointment)
                return go(reverse("orgs.confirmations"), "confirmed")
            if form.is_valid():
                services.decline_appointment(scope, appointment, **form.cleaned_data)
                return go(reverse("orgs.confirmations"), "declined")
        except ValidationError as refused:
            problem = refused
    context = {
        "held": appointment,
        "form": form,
        "problems": problem.messages if problem else [],
        "own": bool(own_hands(scope, [appointment])),
    }
    return render(request, "orgs/confirm.html", context, status=422 if request.method == "POST" else 200)
