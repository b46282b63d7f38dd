"""党内统计报表: the table beside the year before, its checks, and the button that freezes it."""

from __future__ import annotations

from itertools import groupby
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.parts import Column
from zhibu.kernel.web.said import go
from zhibu.kernel.web.sheets import listing
from zhibu.orgs.models import Org
from zhibu.statistics import selectors, services
from zhibu.statistics.annual import is_half
from zhibu.statistics.forms import ClosingForm, FreezeForm, said

from .asking import columns, common, place


@page("statistics.see")
@listing
def show(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The return at the end of a year or half-year, frozen or not yet."""
    form, where = ClosingForm(request.GET.dict()), place(scope, request)
    selectors.require_entitled(scope, where)
    return _page(request, scope, where, form, status=200 if form.is_valid() else 422)


@require_POST
@page("statistics.freeze")
def freeze(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Freeze it; what does not agree needs its reason first."""
    form, where = ClosingForm(request.POST.dict()), place(scope, request)
    if not form.is_valid():
        return _page(request, scope, where, form, status=422)
    found = selectors.annual_now(scope, where, form.day)
    said_why = FreezeForm(request.POST.dict(), failed=found.failed, again=found.frozen is not None)
    if said_why.is_valid():
        try:
            services.freeze_return(
                scope, where, form.day, reasons=said_why.reasons, why=said_why.cleaned_data.get("why", "")
            )
        except ValidationError as problem:
            said_why.add_error(None, problem)
        else:
            asked = urlencode({"org": where.code, "on": form.day.isoformat()})
            return go(f"{reverse('statistics.annual')}?{asked}")
    return _page(request, scope, where, form, said_why, status=422)


def _page(
    request: HttpRequest,
    scope: Scope,
    where: Org,
    form: ClosingForm,
    reasons: FreezeForm | None = None,
    *,
    status: int,
) -> HttpResponse:
    shown = selectors.annual(scope, where, form.day, edition=form.asked_edition)
    failed = selectors.annual_now(scope, where, form.day).failed if shown.frozen else shown.failed
    context = common(scope, where, form, "statistics.annual") | {
        "title": said(form.day),
        "annual": shown,
        "sections": [
            (name, list(lines)) for name, lines in groupby(shown.lines, key=lambda line: line.section)
        ],
        "columns": columns(_("项目"), _("上年"), _("本期"), _("增减")),
        "changed_columns": columns(_("项目"), _("冻结时"), _("现在推算"), _("相差")),
        "edition_columns": [
            Column(label=_("版次")),
            Column(label=_("冻结")),
            Column(label=_("重新冻结的原因")),
        ],
        "half": is_half(form.day),
        "check_columns": [Column(label=_("校核")), Column(label=_("结果")), Column(label=_("说明"))],
        "reasons": (reasons or FreezeForm(None, failed=failed, again=shown.frozen is not None))
        if scope.may("statistics.freeze")
        else None,
    }
    return render(request, "statistics/annual.html", context, status=status)
