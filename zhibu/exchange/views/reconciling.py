"""对账: an export is handed in; what it showed, and how many are open in each branch."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhibu.exchange import selectors, services
from zhibu.exchange.forms import ExportedForm, MatchForm
from zhibu.exchange.models import Reconciliation
from zhibu.exchange.reading import FIELDS
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page as door
from zhibu.kernel.web.parts import Column, Crumb
from zhibu.kernel.web.said import go, said
from zhibu.kernel.web.sheets import listing, most
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from .showing import page

PAGE = 20
SAID = {
    "laid": gettext_lazy("已对账。"),
    "known": gettext_lazy("已记下，这一条暂不改。"),
    "again": gettext_lazy("已放回清单。"),
    "here": gettext_lazy("本系统已更正，待下次导出核对。"),
    "week": gettext_lazy("已记下。改得对不对，等下一次导出来核对。"),
    "stopped": gettext_lazy("已停下，没有写入任何内容。"),
}


def trail(where: Org | None = None) -> list[Crumb]:
    found = [
        Crumb(label=_("党员名册"), url=reverse("members.index")),
        Crumb(label=_("和全国系统对账"), url=reverse("exchange.reconciliations")),
    ]
    if where is not None:
        found.append(Crumb(label=_("差异清单"), url=reverse("exchange.discrepancies", args=[where.pk])))
    return found


def render(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    answer = page(request, name, {**context, "messages": said(request, SAID)}, status=status)
    answer["Cache-Control"] = "private, no-store"
    return answer


def put_on(form: forms.Form, problem: ValidationError, other: str | None = None) -> None:
    """The sentences of a refusal beside the fields they are about, else beside `other`."""
    if not hasattr(problem, "error_dict"):
        form.add_error(other, problem)
        return
    for name, told in problem.error_dict.items():
        form.add_error(name if name in form.fields else other, told)


@door("exchange.see")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Branch by branch in the order of the tree how many are open; and the exports that were laid."""
    where = orgs.own_org(scope)
    context = {
        "where": where,
        "tallies": selectors.tallies(scope, where)[: most(request, 1000)],
        "columns": [
            Column(label=_("党组织")),
            Column(label=_("还要改的"), number=True),
            Column(label=_("已知，暂不改"), number=True),
            Column(label=_("上次导出")),
            Column(label=""),
        ],
        "made": list(selectors.reconciliations(scope)[:PAGE]),
        "made_columns": [
            Column(label=word)
            for word in (_("文件"), _("党组织"), _("导出日期"), _("谁、哪天对的"), _("结果"))
        ],
        "crumbs": trail()[:1],
    }
    return render(request, "exchange/reconciliations.html", context)


@door("exchange.reconcile")
def reconcile(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _hand_in(request, scope, orgs.own_org(scope))


@door("exchange.reconcile")
def reconcile_for(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """For an organisation below one's own."""
    return _hand_in(request, scope, orgs.org(scope, pk))


def _hand_in(request: HttpRequest, scope: Scope, org: Org) -> HttpResponse:
    last = selectors.last_export(scope, org)
    form = ExportedForm(request.POST or None, request.FILES or None, last=last)
    if request.method == "POST" and not form.is_bound:
        form = ExportedForm({}, {}, last=last)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        sheet = data["sheet"]
        try:
            made = services.open_reconciliation(
                scope,
                org,
                sheet.read(),
                name=sheet.name,
                exported_on=data["exported_on"],
                older=bool(data.get("older")),
            )
            if data["look"] or selectors.must_match(made):
                return go(reverse("exchange.reconciliation_columns", args=[made.pk]))
            return _laid(scope, made)
        except ValidationError as problem:
            put_on(form, problem, "sheet")
    context = {"form": form, "org": org, "last": last, "crumbs": trail()}
    return render(request, "exchange/reconcile.html", context, status=422 if form.is_bound else 200)


def _laid(scope: Scope, made: Reconciliation) -> HttpResponse:
    made = services.reconcile(scope, made)
    word = "laid" if made.state == Reconciliation.State.DONE else ""
    return go(reverse("exchange.reconciliation", args=[made.pk]), word)


@door("exchange.reconcile")
def columns(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """Which column of an export is which field, before it is laid."""
    made = selectors.reconciliation(scope, pk)
    job = selectors.job_of_reconciliation(made)
    if not selectors.can_match(made) or (job is not None and job.live):
        return go(reverse("exchange.reconciliation", args=[made.pk]))
    now = selectors.matched(made)
    initial = {f"column_{at}": key or "" for at, key in enumerate(now.columns)}
    form = MatchForm(request.POST or None, initial=initial, names=now.names)
    if form.is_bound and form.is_valid():
        try:
            return _laid(scope, services.match_columns(scope, made, form.columns))
        except ValidationError as problem:
            form.add_error(None, problem.messages)
    context = {
        "made": made,
        "form": form,
        "now": now,
        "unknown": "id_number" not in now.columns,
        "columns": [Column(label=word) for word in (_("表里的栏名"), _("前几个值"), _("是哪一栏"))],
        "crumbs": trail(),
    }
    return render(request, "exchange/matching.html", context, status=422 if form.is_bound else 200)


@door("exchange.see")
@listing
def reconciliation(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """What one export has shown, or how far it is."""
    made = selectors.reconciliation(scope, pk)
    job = selectors.job_of_reconciliation(made)
    context: dict[str, Any] = {"made": made, "job": job, "crumbs": trail()}
    if job is not None and job.live:
        return render(request, "exchange/reconciling.html", context)
    lines = selectors.left_out(scope, made) if made.counts.get("left_out") else []
    context |= {
        "read": [str(FIELDS[name].label) for name in made.fields],
        "columns": [Column(label=w) for w in (_("行"), _("栏"), _("问题"), _("怎么办"))],
        "left_out": lines,
        "figures": _figures(made.counts),
        "can_match": scope.may("exchange.reconcile") and selectors.can_match(made),
    }
    return render(request, "exchange/reconciliation.html", context)


def _figures(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [
        (_("两边都有"), counts.get("both", 0)),
        (_("这几项不同"), counts.get("fields", 0)),
        (_("本系统有、全国系统没有"), counts.get("ours_only", 0)),
        (_("全国系统有、本系统没有"), counts.get("theirs_only", 0)),
        (_("这次新发现"), counts.get("new", 0)),
        (_("这次对上了"), counts.get("settled", 0)),
    ]


@door("exchange.see")
def progress(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """How far the job is: the bar alone, asked for again and again by the page that shows it."""
    made = selectors.reconciliation(scope, pk)
    if request.headers.get("HX-Request") != "true":
        return go(reverse("exchange.reconciliation", args=[made.pk]))
    return render(
        request,
        "exchange/_reconciling_bar.html",
        {"made": made, "job": selectors.job_of_reconciliation(made)},
    )


@require_POST
@door("exchange.reconcile")
def stop(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """The job shall not go on; nothing of it is written."""
    made = selectors.reconciliation(scope, pk)
    services.stop_reconciling(scope, made)
    return go(reverse("exchange.reconciliation", args=[made.pk]), "stopped")
