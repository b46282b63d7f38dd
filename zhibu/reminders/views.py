"""消息: what one was told, with what has become of it; and on which days one wants to be told."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.said import go, said

from . import pages, selectors, services, ways
from .forms import WishForm


@page("reminders.own")
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    wish = selectors.own_wish(scope)
    usual = {"weekdays": list(wish.weekdays), "quiet_until": wish.quiet_until, "outside": wish.outside}
    form = WishForm(request.POST or None, initial=usual, reachable=ways.reachable())
    if request.method == "POST" and form.is_valid():
        try:
            services.wish_for(scope, **form.wish())
            return go(reverse("reminders.index"), "kept")
        except ValidationError as problem:
            form.add_error(None, problem)
    words = {"kept": _("记下了，从下一次起照这样提醒。")}
    context = {"days": pages.days(scope, today=clock.today()), "form": form, "messages": said(request, words)}
    return render(request, "reminders/index.html", context, status=422 if form.errors else 200)
