"""What the pages of this context share: how they are rendered, and numbers and days in an address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.said import go
from zhibu.meetings import planned, selectors
from zhibu.meetings.models import Attendance, Plan
from zhibu.orgs.models import Org

EARLIEST = 1921


def show(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"meetings/{name}.html", {"Mark": Attendance.Mark, **context}, status=status)


def number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def year(request: HttpRequest, today: date) -> int:
    asked = number(request, "year") or today.year
    if not EARLIEST <= asked <= today.year:
        raise Http404
    return asked


def day(text: str | None, branch: Org, otherwise: date) -> date:
    """The day whose roll is shown: the asked one if it can be, else the one shown until now."""
    try:
        asked = date.fromisoformat(text or "")
    except ValueError:
        return otherwise
    return asked if branch.founded_on <= asked <= clock.today() else otherwise


def ahead(request: HttpRequest, today: date) -> tuple[date, date | None]:
    """Between which days something is to be planned: the asked ones (?on=&by=), if they still lie ahead."""
    since, by = _asked(request, "on"), _asked(request, "by")
    since = max(since or today, today)
    return since, by if by and by >= since and by.year <= today.year + 1 else None


def _asked(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def kept(scope: Scope, pk: int) -> Plan:
    """A plan that is kept at this desk. Raises Http404."""
    found = selectors.plan(scope, pk)
    scope.require("meetings.record", found.branch.path)
    return found


def deed(
    request: HttpRequest,
    scope: Scope,
    pk: int,
    do: Callable[[Scope, Plan], object],
    word: str,
    *,
    to: str = "meetings.planned",
) -> HttpResponse:
    """A button of the workspace; where it is refused, the workspace says why."""
    found = kept(scope, pk)
    if request.method != "POST":
        return go(reverse("meetings.planned", args=[found.pk]))
    try:
        do(scope, found)
    except ValidationError as problem:
        root = request.build_absolute_uri("/").rstrip("/")
        context = planned.workspace(scope, found, root) | {"refused": problem.messages}
        return show(request, "workspace", context, status=422)
    return go(reverse(to, args=[found.pk]), word)
