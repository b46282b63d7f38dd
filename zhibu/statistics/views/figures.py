"""Pages of figures. What they show is aggregates; persons are found on the pages of members."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.sheets import listing
from zhibu.statistics import charts, documents, selectors, small
from zhibu.statistics import communique as table
from zhibu.statistics.forms import DayForm, PeriodForm

from .asking import columns, common, place, status

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
    where, on, since = place(scope, request), form.day, form.first_day
    shown = selectors.shown(scope, where, on)
    held = selectors.meetings_over(scope, where, since, on)
    flows = selectors.shown_flows(scope, where, since, on)
    context = common(scope, where, form) | {
        "since": since,
        "shown": shown,
        "small": small,
        "reachable": selectors.reachable(scope, shown.children),
        "charts": charts.charts(shown.by, shown.of, None if shown.whole else shown.by_on),
        "kinds": charts.by_kind(held),
        "fields": charts.by_field(held),
        "months": charts.by_month(held),
        "flows": flows,
        "flow_rows": charts.lines(flows) if shown.whole else [],
        "share": charts.share,
        "child_columns": columns(_("党组织"), _("党员"), _("占比")),
        "share_columns": columns(_("项目"), _("数量"), _("占比")),
        "flow_columns": columns(_("项目"), _("人数")),
        "meeting_columns": columns(
            _("类型"), _("次数"), _("应到人次"), _("实到人次"), _("到会率"), _("学时")
        ),
    }
    return render(request, "statistics/index.html", context, status=status(form))


@page("statistics.see")
@listing
def communique(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The table of the published communique."""
    form = DayForm.asked(request.GET.dict())
    where = place(scope, request)
    shown = documents.communique_shown(scope, where, form.day)
    context = common(scope, where, form) | {
        "shown": shown,
        "small": small,
        "sections": [
            (str(SECTIONS[name]), list(rows))
            for name, rows in groupby(table.table(shown), key=lambda row: row.section)
        ],
        "columns": columns(_("项目"), _("数量")),
        "source": table.source(),
    }
    return render(request, "statistics/communique.html", context, status=status(form))
