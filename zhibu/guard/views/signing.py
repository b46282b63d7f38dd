"""In, out, and under which hat."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.guard import services
from zhibu.guard.forms import CodeForm, PasswordForm
from zhibu.kernel.scope import Refused, Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.said import go
from zhibu.kernel.web.size import begin_with

from .asking import HOME, blame, here, put_cookie, session_or_none, take_cookie, way_back, who_calls


@never_cache
@require_http_methods(["GET", "POST"])
@page("guard.enter")
def sign_in(request: HttpRequest, scope: Scope) -> HttpResponse:
    """One page, two equal ways: the code of a slip, or login and password."""
    if scope.actor and request.method == "GET":
        return go(way_back(request))
    way = request.POST.get("way", "")
    code = CodeForm(request.POST if way == "code" else None)
    password = PasswordForm(request.POST if way == "password" else None)
    tried = {"code": code, "password": password}.get(way)
    if tried is not None and tried.is_valid():
        try:
            enter = services.sign_in_by_code if way == "code" else services.sign_in_by_password
            secret = enter(scope, **tried.cleaned_data, **who_calls(request))
        except ValidationError as problem:
            blame(tried, problem, way)
        else:
            rotate_token(request)
            answer = go(way_back(request))
            put_cookie(answer, secret)
            begin_with(answer, request, services.letters_preset(scope, secret))
            return answer
    context = {"code": code, "password": password, "way": way, "next": way_back(request)}
    return render(request, "guard/sign_in.html", context, status=422 if way else 200)


@require_POST
@page("guard.enter")
def sign_out(request: HttpRequest, scope: Scope) -> HttpResponse:
    session = session_or_none(request)
    if session is not None:
        services.sign_out(scope, session)
    answer = go(reverse("guard.sign_in"))
    take_cookie(answer)
    answer["Clear-Site-Data"] = '"cache", "storage"'  # what was kept for work without a network goes too
    return answer


@require_POST
@page("guard.enter")
def hat(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Work under another of one's offices."""
    wanted = request.GET.get("to", "")
    for offered in request.entry.hats:  # type: ignore[attr-defined]
        if str(offered.appointment or "") == wanted:
            services.wear_hat(scope, here(request), offered.appointment)
            return go(HOME)
    raise Refused("guard.hat", wanted[:20])
