"""One's own password, devices and tokens; who looked at one's card."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.guard import selectors, services
from zhibu.guard.forms import NewPasswordForm, TokenForm
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.said import go, said
from zhibu.kernel.web.sheets import listing, most

from .asking import blame, here, must_first, way_back

DONE = {
    "password": _("密码已改好。其他设备都已退出。"),
    "device": _("那台设备已经退出。"),
    "others": _("其他设备和令牌都已退出。"),
    "token": _("令牌已作废。"),
}


@never_cache
@require_http_methods(["GET", "POST"])
@page("guard.prove")
def password(request: HttpRequest, scope: Scope) -> HttpResponse:
    session = here(request)
    form = NewPasswordForm(request.POST or None, asks_old=services.needs_old_password(session))
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.set_password(scope, session, new=given["new"], old=given.get("old", ""))
        except ValidationError as problem:
            blame(form, problem, "new")
        else:
            if must_first(request):
                return go(way_back(request))
            return go(reverse("guard.devices"), "password")
    account = session.person.account
    context = {
        "form": form,
        "account": account,
        "first": must_first(request),
        "next": way_back(request),
    }
    return render(request, "guard/password.html", context, status=422 if form.is_bound else 200)


@never_cache
@page("guard.own")
@listing
def devices(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _devices(request, scope, TokenForm())


@require_POST
@page("guard.own")
def end_device(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    services.sign_out_device(scope, selectors.device(scope, pk))
    return go(reverse("guard.devices"), "device")


@require_POST
@page("guard.own")
def end_others(request: HttpRequest, scope: Scope) -> HttpResponse:
    services.sign_out_others(scope, here(request))
    return go(reverse("guard.devices"), "others")


@never_cache
@require_POST
@page("guard.own")
def new_token(request: HttpRequest, scope: Scope) -> HttpResponse:
    session = here(request)
    if selectors.must_prove_again(session):
        return go(f"{reverse('guard.second_factor')}?next={reverse('guard.devices')}")
    form = TokenForm(request.POST)
    if form.is_valid():
        try:
            secret = services.make_own_token(scope, session, **form.cleaned_data)
        except ValidationError as problem:
            blame(form, problem, "name")
        else:
            context = {"secret": secret, "name": form.cleaned_data["name"]}
            return render(request, "guard/token.html", context, status=201)
    return _devices(request, scope, form)


@require_POST
@page("guard.own")
def end_token(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    services.end_token(scope, selectors.token(scope, pk))
    return go(reverse("guard.devices"), "token")


@page("guard.own")
@listing
def viewings(request: HttpRequest, scope: Scope) -> HttpResponse:
    """谁看过我的信息."""
    size = most(request, selectors.PAGE)
    rows = selectors.viewings(scope, before=_uuid(request.GET.get("before", "")), limit=size + 1)
    more = rows[size - 1].pk if len(rows) > size else None
    context = {"rows": rows[:size], "more": more, "first_page": "before" not in request.GET}
    return render(request, "guard/viewings.html", context)


def _devices(request: HttpRequest, scope: Scope, form: TokenForm) -> HttpResponse:
    session = here(request)
    context = {
        "devices": selectors.devices(scope),
        "this": session.pk,
        "account": session.person.account,
        "codes": selectors.used_codes(scope),
        "tokens": selectors.tokens(scope),
        "secured": selectors.second_factor_of(scope) is not None,
        "form": form,
        "messages": said(request, DONE),
    }
    return render(request, "guard/devices.html", context, status=422 if form.is_bound else 200)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
