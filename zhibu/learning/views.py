"""The pages of study: one's own hours, and what a branch still has to arrange."""

from __future__ import annotations

from datetime import date

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

from . import pages, selectors, services
from .forms import TrainingForm, WithdrawTrainingForm


@page("learning.own")
@listing
def mine(request: HttpRequest, scope: Scope) -> HttpResponse:
    """One's own hours of a year, each with the meeting it came from. For one's own eyes."""
    today = clock.today()
    return render(request, "learning/mine.html", pages.own(scope, _year(request, today), today=today))


@page("learning.arrange")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What the branch has organised in a year and what is still to arrange; how many lack how much."""
    today = clock.today()
    context = pages.branch(scope, orgs.own_org(scope), _year(request, today), today=today)
    return render(request, "learning/index.html", context)


@page("learning.train")
@listing
def trainings(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What training this committee and those below it have recorded."""
    where = orgs.own_org(scope)
    context = {"where": where, "trainings": pages.trainings(scope, where)}
    return render(request, "learning/trainings.html", context)


@page("learning.train")
def train(request: HttpRequest, scope: Scope, org: int) -> HttpResponse:
    """Record a training once, for all who came."""
    where = orgs.org(scope, org)
    scope.require("learning.train", where.path)
    if not where.above_branch:
        raise Http404
    form = TrainingForm(request.POST or None, scope=scope, org=where)
    if form.is_bound and form.is_valid():
        try:
            made = services.record_training(scope, where, **form.cleaned_data)
            return go(reverse("learning.training", args=[made.pk]), "recorded")
        except ValidationError as problem:
            form.take(problem)
    status = 422 if form.is_bound else 200
    return render(request, "learning/train.html", {"where": where, "form": form}, status=status)


@page("learning.train")
@listing
def training(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """One training and who came."""
    words = {"recorded": _("记好了，学时已经计给参加的人。"), "withdrawn": _("已经撤回，学时不再计。")}
    context = pages.training(scope, pk) | {"messages": said(request, words)}
    return render(request, "learning/training.html", context)


@page("learning.train")
def withdraw(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """One reason; the record stays readable."""
    found = selectors.training(scope, pk)
    scope.require("learning.train", found.org.path)
    form = WithdrawTrainingForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            services.withdraw_training(scope, found, why=form.cleaned_data["why"])
            return go(reverse("learning.training", args=[found.pk]), "withdrawn")
        except ValidationError as problem:
            form.add_error(None, problem)
    status = 422 if form.is_bound else 200
    return render(request, "learning/withdraw.html", {"training": found, "form": form}, status=status)


def _year(request: HttpRequest, today: date) -> int:
    text = request.GET.get("year", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today.year
    if not selectors.FIRST_YEAR <= asked <= today.year:
        raise Http404
    return asked
