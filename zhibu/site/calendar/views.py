"""办事日历, the page: this month and the next, under the hat that is worn."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.sheets import listing
from zhibu.orgs import selectors as orgs

from .months import two_months


@page("site.calendar")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    where = orgs.own_org(scope)
    months = two_months(scope, where, today=clock.today())
    return render(request, "site/calendar.html", {"where": where, "months": months})
