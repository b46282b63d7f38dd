"""The list goes out as a file, and who looked at it is written down."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from zhibu.exchange.models import HandedExport, Reconciliation
from zhibu.exchange.models.batch import KEPT
from zhibu.exchange.selectors.discrepancies import Listed
from zhibu.exchange.selectors.reconciliations import job_of_reconciliation
from zhibu.kernel import audit, clock, jobs
from zhibu.kernel.models import Installation
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.sheets import Sheet, as_csv, as_xlsx, mark
from zhibu.kernel.web.sheets.writing import CSV, XLSX
from zhibu.members.services.viewing import office_name
from zhibu.orgs.models import Org

from .reconciling import RECONCILE


def remember_list(scope: Scope, where: Org) -> None:
    """Somebody looks at the differences of an organisation."""
    scope.require("exchange.see", where.path)
    audit.record("exchange.list_seen", scope=scope, subject=f"org:{where.code}")


def list_bytes(scope: Scope, where: Org, found: Listed, kind: str) -> tuple[bytes, str]:
    """The differences as a file; on a second sheet everybody who is to be entered over there."""
    line = mark(
        scope.name,
        where.short_name,
        office_name(scope),
        demo=Installation.objects.filter(demo=True).exists(),
    )
    title = _("%(org)s到全国系统要改的") % {"org": where.name}
    words = (_("党支部"), _("姓名"), _("公民身份号码"), _("项目"), _("全国系统现在是"), _("本系统是"))
    rows = (
        (each.branch.short_name, each.name, each.number, each.label, each.theirs, each.ours)
        for each in found.lines
    )
    sheets = [Sheet(name=_("差异清单"), headings=words, rows=rows, above=(title, line), mark=line)]
    if found.newcomers:
        headings = tuple(name for name, _value in found.newcomers[0].values)
        people = (tuple(value for _name, value in each.values) for each in found.newcomers)
        sheets.append(
            Sheet(name=_("要新增的人"), headings=headings, rows=people, above=(title, line), mark=line)
        )
    audit.record("exchange.list_taken", scope=scope, subject=f"org:{where.code}", rows=len(found.lines))
    return (as_xlsx(sheets, landscape=True), XLSX) if kind == "xlsx" else (as_csv(sheets), CSV)


def wipe_unlaid(kept: timedelta = KEPT) -> int:
    """Wipe the rows of exports that were read more than a week ago and never laid."""
    old = Reconciliation.objects.filter(state=Reconciliation.State.READ, made_at__lt=clock.now() - kept)
    return HandedExport.objects.filter(pk__in=old.values("pk")).exclude(sealed=b"").update(sealed=b"")


def stop_reconciling(scope: Scope, made: Reconciliation) -> None:
    """The job about an export shall not go on; what it has done so far is rolled back."""
    scope.require(RECONCILE, made.org.path)
    job = job_of_reconciliation(made)
    if job is not None and job.live:
        jobs.stop(job)
        audit.record("exchange.stopped", scope=scope, subject=f"reconciliation:{made.pk}", kind=job.kind)
