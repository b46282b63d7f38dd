"""The page of the handover, its paper, and the one form by which it is said where something lies."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from zhibu.handover.forms import KeepingForm
from zhibu.handover.services import note_keeping
from zhibu.kernel import audit, clock, paper
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import finished, page
from zhibu.kernel.web.said import go, said
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from . import facts

TEMPLATE = "site/handing/handover.typ"


@page("handover.keep")
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    where = branch(scope)
    form = KeepingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            note_keeping(scope, where, **form.cleaned_data)
            return go(reverse("handover"), "noted")
        except ValidationError as problem:
            form.add_error(None, problem)
    found = facts.parts(scope, where, today=clock.today())
    words = {"noted": _("记下了，写进了交接包。")}
    context = {"where": where, "parts": found, "form": form, "messages": said(request, words)}
    return render(request, "site/handover.html", context, status=422 if form.errors else 200)


@page("handover.keep")
def pdf(request: HttpRequest, scope: Scope) -> HttpResponse:
    where = branch(scope)
    audit.record("handover.print", scope=scope, subject=f"org:{where.pk}")
    return finished(made(scope, where), "application/pdf", filename=f"{where.short_name}工作交接包.pdf")


def branch(scope: Scope) -> Org:
    where = orgs.own_org(scope)
    if where.kind != Org.Kind.BRANCH:
        raise Http404
    return where


def made(scope: Scope, where: Org) -> bytes:
    """The paper; it is Chinese whatever language the screen has."""
    today = clock.today()
    with translation.override("zh-hans"):
        told = facts.plain(where, facts.parts(scope, where, today=today), today)
    return paper.pdf(TEMPLATE, told, on=today)
