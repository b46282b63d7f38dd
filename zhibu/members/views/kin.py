"""Relatives stay out of each other's cards: declared on the card by the desk, or by oneself."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.guard.models import Person
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.parts import Crumb
from zhibu.kernel.web.said import go
from zhibu.members import selectors, services
from zhibu.members.forms import RelativeForm
from zhibu.members.models import Member

from .asking import card_url, put, trail
from .sheet import private


@page("members.correct")
def of_card(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    member = selectors.card(scope, pk)
    form = _form(request, member)
    if request.method == "POST" and "withdraw" in request.POST:
        number = request.POST["withdraw"]
        if not (number.isascii() and number.isdecimal() and len(number) < 18):
            raise Http404(number)
        kinship = selectors.kinship(scope, int(number))
        try:
            services.withdraw_relative(scope, kinship)
            return go(card_url(member))
        except ValidationError as problem:
            put(form, problem)
    elif form.is_bound and form.is_valid():
        try:
            services.declare_relative(scope, member, _chosen(form), relation=form.cleaned_data["relation"])
            return go(card_url(member))
        except ValidationError as problem:
            put(form, problem)
    return _shown(request, member, form, crumbs=trail(member), back=card_url(member), withdraws=True)


@page("members.own")
def own(request: HttpRequest, scope: Scope) -> HttpResponse:
    member = selectors.own_card(scope.actor)
    if member is None:
        raise Http404
    form = _form(request, member)
    back = reverse("members.me")
    if form.is_bound and form.is_valid():
        relation = form.cleaned_data["relation"]
        try:
            services.declare_own_relative(scope, member, _chosen(form), relation=relation)
            return go(back)
        except ValidationError as problem:
            put(form, problem)
    return _shown(
        request, member, form, crumbs=[Crumb(label=_("我的"), url=back)], back=back, withdraws=False
    )


def _form(request: HttpRequest, member: Member) -> RelativeForm:
    people = {str(r.person): f"{r.name}（{r.org}{r.title}）" for r in selectors.reviewers(member)}
    bound = request.POST if request.method == "POST" and "withdraw" not in request.POST else None
    return RelativeForm(bound, people=list(people.items()))


def _chosen(form: RelativeForm) -> Person:
    return Person(pk=UUID(form.cleaned_data["relative"]))


def _shown(
    request: HttpRequest,
    member: Member,
    form: RelativeForm,
    *,
    crumbs: list[Crumb],
    back: str,
    withdraws: bool,
) -> HttpResponse:
    context = {
        "member": member,
        "form": form,
        "kin": selectors.kinships(member),
        "crumbs": crumbs,
        "back": back,
        "withdraws": withdraws,
    }
    status = 422 if form.errors else 200
    return private(render(request, "members/relatives.html", context, status=status))
