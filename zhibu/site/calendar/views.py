"""办事日历, the page: this month and the next, under the hat that is worn."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.sheets import listing
from zhibu.orgs import selectors as orgs

from .months import month_of, next_month


@page("site.calendar")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    where, today = orgs.own_org(scope), clock.today()
    first = date(today.year, today.month, 1)
    months = [(m, month_of(scope, where, m, today=today)) for m in (first, next_month(first))]
    return render(request, "site/calendar.html", {"where": where, "months": months})
