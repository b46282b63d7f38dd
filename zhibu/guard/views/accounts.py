"""Accounts of office holders (system administrator) and their second factors (security administrator).

The powers are divided: who can print a sign-in code cannot take a second factor away, and the reverse.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhibu.guard import selectors, services
from zhibu.guard.forms import WhyForm
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.jinja import fullday
from zhibu.kernel.web.parts import Column, Fact
from zhibu.kernel.web.said import go, said
from zhibu.kernel.web.sheets import listing, most

from .asking import blame
from .own import _uuid

DONE = {
    "closed": gettext_lazy("账号已关闭，已登录的设备都退出了。"),
    "reopened": gettext_lazy("账号已恢复。"),
    "away": gettext_lazy("第二重验证已解除。本人下次登录时重新设置。"),
}


@page("guard.accounts")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    columns = [_("姓名"), _("职务"), _("登录名"), _("状态"), _("最近使用"), ""]
    return _list(request, scope, "guard/accounts.html", columns)


@page("guard.accounts")
def detail(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    return _detail(request, scope, pk, WhyForm())


@never_cache
@require_POST
@page("guard.accounts")
def open_(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """An account for a holder of an office who has none; the slip is shown once."""
    person = selectors.holder(scope, pk).person
    try:
        return _slip(request, services.open_account(scope, person))
    except ValidationError as problem:
        return _refused(request, scope, pk, problem)


@never_cache
@require_POST
@page("guard.accounts")
def reset(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    try:
        return _slip(request, services.reset_account(scope, pk))
    except ValidationError as problem:
        return _refused(request, scope, pk, problem)


@require_POST
@page("guard.accounts")
def close(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    form = WhyForm(request.POST)
    if form.is_valid():
        services.close_account(scope, pk, **form.cleaned_data)
        return go(reverse("guard.account", args=[pk]), "closed")
    return _detail(request, scope, pk, form)


@require_POST
@page("guard.accounts")
def reopen(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    services.reopen_account(scope, pk)
    return go(reverse("guard.account", args=[pk]), "reopened")


@page("guard.second_factors")
@listing
def second_factors(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _list(request, scope, "guard/second_factors.html", [_("姓名"), _("职务"), _("状态"), ""])


@require_http_methods(["GET", "POST"])
@page("guard.second_factors")
def second_factor_away(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """A phone is lost, and the codes on paper too."""
    form = WhyForm(request.POST or None)
    if form.is_valid():
        try:
            services.take_away_second_factor(scope, pk, **form.cleaned_data)
            return go(reverse("guard.second_factors"), "away")
        except ValidationError as problem:
            blame(form, problem, "why")
    context = {"holder": selectors.holder(scope, pk), "form": form}
    return render(request, "guard/second_factor_away.html", context, status=422 if form.is_bound else 200)


def _list(request: HttpRequest, scope: Scope, template: str, columns: list[Any]) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:60]
    after = _uuid(request.GET.get("after", ""))
    size = most(request, selectors.PAGE)
    rows = selectors.holders(scope, words=words, after=after, limit=size + 1)
    more = rows[size - 1].person.pk if len(rows) > size else None
    context = {
        "rows": rows[:size],
        "more": more,
        "words": words,
        "columns": [Column(label=label) for label in columns],
        "messages": said(request, DONE),
    }
    return render(request, template, context)


def _detail(request: HttpRequest, scope: Scope, pk: UUID, form: WhyForm) -> HttpResponse:
    holder = selectors.holder(scope, pk)
    context = {
        "holder": holder,
        "facts": _facts(holder),
        "form": form,
        "messages": said(request, DONE),
    }
    return render(request, "guard/account.html", context, status=422 if form.is_bound else 200)


def _facts(holder: selectors.Holder) -> list[Fact]:
    if holder.account is None:
        return []
    return [
        Fact(label=_("登录名"), value=holder.account.login),
        Fact(label=_("状态"), value=_("已关闭") if holder.account.closed_at else _("正常")),
        Fact(label=_("第二重验证"), value=_("已开启") if holder.second_factor else _("未开启")),
        Fact(label=_("最近使用"), value=fullday(holder.seen_at) if holder.seen_at else ""),
    ]


def _refused(request: HttpRequest, scope: Scope, pk: UUID, problem: ValidationError) -> HttpResponse:
    form = WhyForm({"why": ""})
    form.full_clean()
    form.errors.clear()
    form.add_error(None, problem.messages)
    return _detail(request, scope, pk, form)


def _slip(request: HttpRequest, slip: services.Slip) -> HttpResponse:
    site = request.build_absolute_uri(reverse("guard.sign_in"))
    return render(request, "guard/slip.html", {"slips": [slip], "site": site}, status=201)
