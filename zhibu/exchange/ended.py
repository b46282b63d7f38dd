"""What has become of a long job about a sheet, in a line with its one button."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhibu.kernel.models import Job
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.parts import Todo

WELL = {
    "exchange.weigh": gettext_lazy("名册核对好了，请看一遍再导入"),
    "exchange.commit": gettext_lazy("名册导入好了"),
    "exchange.undo": gettext_lazy("导入撤销好了"),
    "exchange.reconcile": gettext_lazy("和全国系统的对账做好了"),
}
ILL = {
    "exchange.weigh": gettext_lazy("名册没有核对成"),
    "exchange.commit": gettext_lazy("名册没有导入成"),
    "exchange.undo": gettext_lazy("导入没有撤销成"),
    "exchange.reconcile": gettext_lazy("和全国系统的对账没有做成"),
}


def words(scope: Scope, job: Job) -> Todo | None:
    """Under another hat than the one it was asked in the line stands without its page: it leads home."""
    if job.kind not in WELL:
        return None
    well = job.state == Job.State.DONE
    again = well and bool(job.result.get("again"))
    rows = ngettext("%(n)d 行", "%(n)d 行", job.total) % {"n": job.total} if job.total else ""
    return Todo(
        title=_("名册有变动，没有导入，已经重新核对") if again else str((WELL if well else ILL)[job.kind]),
        note=rows if well else job.said,
        url=_page(job) if job.appointment == scope.appointment else reverse("home"),
        action=_("看结果") if job.appointment == scope.appointment else _("换身份再看"),
        icon="check" if well else "alert",
        tone="green" if well and not again else "red",
        urgency="later" if well and not again else "now",
    )


def _page(job: Job) -> str:
    if job.kind == "exchange.reconcile":
        return reverse("exchange.reconciliation", args=[job.arguments["reconciliation"]])
    return reverse("exchange.batch", args=[job.arguments["batch"]])
