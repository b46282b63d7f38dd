"""The second factor: set up, asked for, replaced."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.guard import selectors, services, totp
from zhibu.guard.forms import ConfirmDigitsForm, DigitsForm
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.said import go

from .asking import blame, here, must_first, way_back


@never_cache
@require_http_methods(["GET", "POST"])
@page("guard.prove")
def second_factor(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Whoever has none sets one up; whoever has one gives it, once a session or when asked again."""
    standing = selectors.second_factor_of(scope)
    if standing is None:
        return _set_up(request, scope)
    session = here(request)
    if request.method == "GET" and session.second_factor_at and "next" not in request.GET:
        left = selectors.recovery_left(standing)
        context = {"standing": standing, "left": left, "fresh": selectors.proved_lately(session)}
        return render(request, "guard/second_factor.html", context)
    form = DigitsForm(request.POST or None)
    if form.is_valid():
        try:
            services.prove_second_factor(scope, session, form.cleaned_data["digits"])
            return go(way_back(request))
        except ValidationError as problem:
            blame(form, problem, "digits")
    context = {"form": form, "next": way_back(request), "first": must_first(request)}
    return render(request, "guard/prove.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@page("guard.prove")
def renew(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Another phone: the new one is set up, then the old one ends. The old one is given first."""
    if selectors.must_prove_again(here(request)):
        return go(f"{reverse('guard.second_factor')}?next={request.path}")
    return _set_up(request, scope)


@never_cache
@require_POST
@page("guard.prove")
def recovery(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Ten new codes on paper."""
    if selectors.must_prove_again(here(request)):
        return go(f"{reverse('guard.second_factor')}?next={reverse('guard.second_factor')}")
    codes = services.renew_recovery(scope, here(request))
    context = {"codes": codes, "next": reverse("guard.second_factor"), "first": False}
    return render(request, "guard/recovery.html", context)


def _set_up(request: HttpRequest, scope: Scope) -> HttpResponse:
    form = ConfirmDigitsForm(request.POST or None)
    first = must_first(request)
    if form.is_valid():
        try:
            codes = services.confirm_second_factor(scope, here(request), form.cleaned_data["digits"])
            context = {"codes": codes, "next": way_back(request), "first": first}
            return render(request, "guard/recovery.html", context)
        except ValidationError as problem:
            blame(form, problem, "digits")
    secret = services.secret_of(scope, services.begin_second_factor(scope))
    login = here(request).person.account.login
    context = {
        "form": form,
        "picture": totp.picture(totp.address(secret, login=login, issuer=pgettext("product", "支部"))),
        "secret": totp.grouped(secret),
        "next": way_back(request),
        "first": first,
    }
    return render(request, "guard/set_up.html", context, status=422 if form.is_bound else 200)
