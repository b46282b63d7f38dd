"""Pages of figures. What they show is aggregates; persons are found on the pages of members."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.parts import Column, Crumb
from zhibu.kernel.web.sheets import listing
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from . import charts, documents, selectors
from . import communique as table
from .forms import DayForm, PeriodForm

SECTIONS = {
    "members": gettext_lazy("党员"),
    "members.age": gettext_lazy("年龄"),
    "members.joined": gettext_lazy("入党时间"),
    "members.occupation": gettext_lazy("职业"),
    "organisations": gettext_lazy("党组织"),
    "admissions": gettext_lazy("发展党员"),
}


@page("statistics.see")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Any organisation under the hat on any day: members by every dimension, children, meetings, flows."""
    form = PeriodForm.asked(request.GET.dict())
    where, on, since = _where(scope, request), form.day, form.first_day
    figures = selectors.figures(scope, where, on)
    held = selectors.meetings_in(scope, where, f"{since:%Y-%m}", f"{on:%Y-%m}", on)
    flows = selectors.flows(scope, where, since, on)
    children = selectors.children(scope, where, on)
    context = _common(scope, where, form) | {
        "since": since,
        "figures": figures,
        "organisations": selectors.organisations(scope, where, on),
        "children": children,
        "reachable": selectors.reachable(scope, children),
        "charts": charts.charts(figures),
        "kinds": charts.by_kind(held),
        "months": charts.by_month(held),
        "flows": flows,
        "flow_rows": charts.lines(flows),
        "share": charts.share,
        "child_columns": _columns(_("党组织"), _("党员"), _("占比")),
        "share_columns": _columns(_("项目"), _("数量"), _("占比")),
        "flow_columns": _columns(_("项目"), _("人数")),
        "meeting_columns": _columns(
            _("类型"), _("次数"), _("应到人次"), _("实到人次"), _("到会率"), _("学时")
        ),
    }
    return render(request, "statistics/index.html", context, status=_status(form))


@page("statistics.see")
@listing
def communique(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The table of the published communique."""
    form = DayForm.asked(request.GET.dict())
    where = _where(scope, request)
    context = _common(scope, where, form) | {
        "sections": [
            (str(SECTIONS[name]), list(rows))
            for name, rows in groupby(
                documents.communique_rows(scope, where, form.day), key=lambda row: row.section
            )
        ],
        "columns": _columns(_("项目"), _("数量")),
        "source": table.source(),
    }
    return render(request, "statistics/communique.html", context, status=_status(form))


def _where(scope: Scope, request: HttpRequest) -> Org:
    """The organisation asked for, else one's own. Raises Http404 outside the grant."""
    code = request.GET.get("org", "")
    return orgs.org_by_code(scope, code) if code else orgs.own_org(scope)


def _common(scope: Scope, where: Org, form: DayForm) -> dict[str, Any]:
    here = reverse("statistics.index")
    return {
        "org": where,
        "on": form.day,
        "form": form,
        "crumbs": [
            Crumb(
                label=above.short_name,
                url=f"{here}?{urlencode({'org': above.code, 'on': form.day.isoformat()})}",
            )
            for above in orgs.trail(scope, where)
            if above.path in scope.persons
        ],
    }


def _columns(first: str, *numbers: str) -> list[Column]:
    return [Column(label=first), *(Column(label=label, number=True) for label in numbers)]


def _status(form: DayForm) -> int:
    return 200 if form.is_valid() else 422
