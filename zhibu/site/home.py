"""The first page of everybody: what is mine to know and to do today, by the hat that is worn."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhibu.guard.offices import ADMINISTRATORS
from zhibu.kernel import clock
from zhibu.kernel.models import Installation
from zhibu.kernel.postgres import DataFolder
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.addresses import link
from zhibu.kernel.web.door import page
from zhibu.kernel.web.said import said
from zhibu.orgs.offices import EXAMINERS, OFFICES

from .homes import administrator, desk, member, overview


@page("site.home")
def home(request: HttpRequest, scope: Scope) -> HttpResponse:
    """A guest's start, a member's phone, a branch's desk, an officer's overview, an administrator's start."""
    today = clock.today()
    if not scope.actor:
        return render(request, "site/guest.html", _begun())
    if scope.office in ADMINISTRATORS:
        return render(request, "site/administrator.html", administrator.context(scope, today))
    if scope.office not in OFFICES:
        return render(request, "site/member.html", _with_words(request, member.context(scope, clock.now())))
    if scope.office in EXAMINERS:
        return redirect(link("meetings.examine"))
    if OFFICES[scope.office].level == "branch":
        context = _with_words(request, desk.context(scope, today, _root(request)))
        return render(request, "site/desk.html", context)
    return render(request, "site/overview.html", _with_words(request, overview.context(scope, today)))


def _with_words(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """With what was done on the page that led here."""
    words = {
        "done": _("记下了，这件事办完了。"),
        "declined": _("已答复：这一次不参加。请您的支部看得到。"),
    }
    return context | {"messages": said(request, words)}


def _begun() -> dict[str, bool]:
    """Whether the house is founded, or a demonstration is being made in it just now."""
    founded = Installation.objects.exclude(name="").exists()
    return {"founded": founded, "coming": not founded and DataFolder.of().demonstration.exists()}


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
