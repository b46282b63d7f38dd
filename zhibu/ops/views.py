"""Pages of the system administrator about the running house."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.parts import Column, Tab
from zhibu.kernel.web.said import go, said
from zhibu.kernel.web.sheets import listing

from . import selectors, services
from .leaving import dictionary as words

DONE = {"again": gettext_lazy("已经重试。处理成了，这里就不再列出。")}


@page("ops.see")
def health(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Database, post, copies, keys."""
    context = {"health": selectors.health(scope), "tabs": _tabs("ops.health")}
    return render(request, "ops/health.html", context)


@page("ops.see")
@listing
def parked(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Facts that a listener could not take in eight tries."""
    words = (_("由谁处理"), _("关于"), _("事项"), _("差错"), _("搁置时间"), "")
    context = {
        "parked": selectors.parked(scope),
        "jobs": selectors.broken_jobs(scope),
        "job_columns": [
            Column(label=word) for word in (_("事项"), _("谁要办"), _("状态"), _("怎么办"), _("时间"))
        ],
        "columns": [Column(label=word) for word in words],
        "may_mend": scope.may("ops.mend"),
        "tabs": _tabs("ops.parked"),
        "messages": said(request, DONE),
    }
    return render(request, "ops/parked.html", context)


@require_POST
@page("ops.mend")
def again(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Try a parked fact again."""
    services.try_again(scope, pk)
    return go(reverse("ops.parked"), "again")


@page("ops.see")
def backup(request: HttpRequest, scope: Scope) -> HttpResponse:
    """How the sets get to another disk, in two sentences."""
    context = {
        "last": selectors.last_backup(),
        "place": selectors.backup_place(),
        "keys": selectors.key_place(),
        "tabs": _tabs("ops.backup"),
    }
    return render(request, "ops/backup.html", context)


@page("ops.leave")
@listing
def leaving(request: HttpRequest, scope: Scope) -> HttpResponse:
    """How everything goes along, any day, and what that is."""
    context = {
        "tables": words.tables(),
        "left": selectors.left_behind(),
        "columns": [Column(label=_("表")), Column(label=_("是什么")), Column(label=_("几栏"), number=True)],
        "tabs": _tabs("ops.leaving"),
    }
    return render(request, "ops/leaving.html", context)


@page("ops.leave")
def dictionary(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The data dictionary: what every column of every table is."""
    answer = HttpResponse(words.as_csv(clear=False), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = "attachment; filename*=UTF-8''" + quote(_("数据字典") + ".csv")
    return answer


@page("ops.see")
@listing
def redlines(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What no installation may switch on, and by whose rule."""
    context = {
        "redlines": selectors.redlines(clock.today()),
        "columns": [Column(label=_("设置")), Column(label=_("结论")), Column(label=_("依据"))],
        "tabs": _tabs("ops.redlines"),
    }
    return render(request, "ops/redlines.html", context)


def _tabs(current: str) -> list[Any]:
    pages = (
        ("ops.health", _("运行情况")),
        ("ops.parked", _("搁置的事项")),
        ("ops.backup", _("备份")),
        ("ops.leaving", _("离开")),
        ("ops.redlines", _("红线")),
    )
    return [Tab(label=label, url=reverse(name), current=name == current) for name, label in pages]
