"""The trace, for the audit administrator."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhibu.guard import selectors
from zhibu.guard.deeds import details_of, subject_of, title_of
from zhibu.guard.forms import TraceForm
from zhibu.kernel import audit
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.parts import Column
from zhibu.kernel.web.sheets import listing, most


@page("guard.audit")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Newest first; what was refused stands beside what was done."""
    form = TraceForm(request.GET)
    form.is_valid()
    asked = selectors.Asked(**{name: value for name, value in form.cleaned_data.items() if value})
    size = most(request, selectors.PAGE)
    rows = selectors.trace(scope, asked, limit=size + 1)
    kept = {name: request.GET[name] for name in ("action", "outcome", "day", "words") if name in request.GET}
    more = ""
    if len(rows) > size:
        more = urlencode(kept | {"before": rows[size - 1].pk})
    context = {
        "rows": rows[:size],
        "more": more,
        "asked": asked,
        "actions": [(code, title_of(code)) for code in selectors.actions_seen(scope)],
        "title_of": title_of,
        "subject_of": subject_of,
        "details_of": details_of,
        "columns": [
            Column(label=label) for label in (_("时间"), _("谁"), _("事项"), _("结果"), _("对象"), _("详情"))
        ],
        "seal": selectors.last_seal(scope),
    }
    return render(request, "guard/audit.html", context)


@page("guard.audit")
def check(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Every seal recomputed now."""
    report = audit.verify()
    audit.record("guard.check_audit", scope=scope, whole=report.whole, seals=report.seals)
    return render(request, "guard/audit_check.html", {"report": report})
