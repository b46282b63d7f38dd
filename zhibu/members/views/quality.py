"""Data quality: what is wrong or lacking on cards, whose it is, who puts it right, until when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.parts import Crumb
from zhibu.kernel.web.sheets import listing, most
from zhibu.members import selectors
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from .sheet import private


@page("members.see")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _shown(request, scope, orgs.own_org(scope), [])


@page("members.see")
@listing
def of(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    crumbs = [Crumb(label=_("数据质量"), url=reverse("members.quality"))]
    return _shown(request, scope, orgs.org(scope, pk), crumbs)


def _shown(request: HttpRequest, scope: Scope, where: Org, crumbs: list[Crumb]) -> HttpResponse:
    today = clock.today()
    one = where.kind == Org.Kind.BRANCH
    context = {
        "where": where,
        "matters": selectors.matters(scope, where, today)[: most(request, 500)] if one else [],
        "branches": [] if one else selectors.counted(scope, where, today),
        "one": one,
        "crumbs": [Crumb(label=_("党员名册"), url=reverse("members.index")), *crumbs],
    }
    return private(render(request, "members/quality.html", context))
