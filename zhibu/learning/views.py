"""The pages of study: one's own hours, and what a branch still has to arrange."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.sheets import listing
from zhibu.orgs import selectors as orgs

from . import pages, selectors


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


def _year(request: HttpRequest, today: date) -> int:
    text = request.GET.get("year", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today.year
    if not selectors.FIRST_YEAR <= asked <= today.year:
        raise Http404
    return asked
