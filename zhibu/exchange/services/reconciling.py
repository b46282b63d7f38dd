"""An export of the national system is handed in and laid beside the base; the file is not kept."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from zhibu.exchange.laying import Laid, Laying
from zhibu.exchange.models import HandedExport, Reconciliation
from zhibu.exchange.reading import Heading, Row, Table, find_heading, lines, match, read
from zhibu.exchange.rows import cell_again, plain_cell
from zhibu.exchange.selectors.batches import places
from zhibu.exchange.selectors.our_side import our_side
from zhibu.exchange.selectors.reconciliations import (
    gone_marks,
    how_many,
    job_of_reconciliation,
    last_export,
    must_match,
)
from zhibu.exchange.spelling import COMPARED
from zhibu.exchange.weights import heading_names
from zhibu.kernel import audit, clock, jobs
from zhibu.kernel.files.store import clean
from zhibu.kernel.jobs import Run
from zhibu.kernel.scope import Scope
from zhibu.orgs.models import Org

from .settling import settle

RECONCILE = "exchange.reconcile"
SOME = 500  # rows that tell which fields an export has
AT_ONCE = 2000  # persons of both sides that are compared while somebody waits
_OUR_CODE = re.compile(r"M[0-9]{7,}")
_DAY_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-._年]?(\d\d)[-._月]?(\d\d)(?!\d)")
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('zhibu.reconcile', 20181028))"


@transaction.atomic
def open_reconciliation(
    scope: Scope,
    org: Org,
    content: bytes,
    *,
    name: str,
    exported_on: date | None = None,
    older: bool = False,
) -> Reconciliation:
    """Read an export for an organisation and everything below it. Nothing is compared yet.

    `exported_on`: the day it was given out; else the day in the name of the file, else today. `older`:
    somebody knows that it is older than the last one. Raises ValidationError (Unreadable, `exported_on`).
    """
    scope.require(RECONCILE, org.path)
    if org.kind == Org.Kind.GROUP:
        raise ValidationError(_("党小组没有单独的导出，请在党支部对账。"), code="group")
    day = exported_on or _day_in(name) or clock.today()
    if day > clock.today():
        raise ValidationError({"exported_on": _("导出日期不能晚于今天。")})
    last = last_export(scope, org)
    if last is not None and day < last and not older:
        told = _(
            "上次对账用的是 %(last)s 的导出，这一份是 %(day)s 的，更早。"
            "请换最新的；确实要用，请勾选“就用这一份”。"
        )
        raise ValidationError({"exported_on": told % {"last": last, "day": day}}, code="older")
    table = read(content, name)
    heading = find_heading(table)
    columns = match(heading.names)
    made = Reconciliation(
        org=org,
        file_name=clean(name),
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        sheet=table.sheet[:120],
        exported_on=day,
        made_by=scope.actor or None,
        made_by_name=scope.name[:60],
    )
    understand(made, table, heading, columns)
    made.save(force_insert=True)
    handed = HandedExport(reconciliation=made)
    handed.put(packed(table, heading, columns))
    handed.save(force_insert=True)
    audit.record(
        "exchange.handed_in",
        scope=scope,
        subject=f"reconciliation:{made.pk}",
        org=org.pk,
        rows=made.rows,
        digest=made.digest[:16],
        exported_on=day.isoformat(),
    )
    return made


def _day_in(name: str) -> date | None:
    """The day that people write into the name of an export: 党员信息20261120.xlsx."""
    for year, month, day in _DAY_IN_NAME.findall(name):
        try:
            found = date(int(year), int(month), int(day))
        except ValueError:
            continue
        if found <= clock.today():
            return found
    return None


def understand(made: Reconciliation, table: Table, heading: Heading, columns: list[str | None]) -> None:
    """What an export has columns for. Raises ValidationError where it is no such export.

    Where the number may stand in a column that was not recognised, somebody can still say which.
    """
    made.aside = [n for n, key in zip(heading.names, columns, strict=False) if n and key is None][:60]
    if "id_number" not in columns and made.aside:
        made.fields, made.rows = [], sum(row.number >= heading.first_data_row for row in table.rows)
        return
    found = _understood(table, heading, columns)
    made.fields = [key for key in COMPARED if key in found["fields"]]
    made.rows = found["rows"]


def _no_number() -> ValidationError:
    told = _("没有认出“公民身份号码”一列，对不了账。请导出带身份证号的党员信息，表头不要改。")
    return ValidationError(told, code="no-number")


def _understood(table: Table, heading: Heading, columns: list[str | None]) -> dict[str, Any]:
    """Whether it is such an export at all. Raises ValidationError."""
    if "id_number" not in columns:
        raise _no_number()
    rows, numbers, ours = 0, 0, 0
    fields: set[str] = set()
    for line in islice(lines(table, heading, columns), SOME):
        fields |= line.values.keys()
    who = [key if key in {"name", "id_number", "code"} else None for key in columns]
    for line in lines(table, heading, who):
        rows += 1
        numbers += isinstance(line.values.get("id_number"), str)
        ours += bool(_OUR_CODE.fullmatch(str(line.values.get("code") or "")))
    if not rows:
        raise ValidationError(_("表头下面没有人员。请检查文件里是不是另一张工作表。"), code="nobody")
    if ours * 2 > rows:
        told = _(
            "这是本系统导出的名册，不是全国系统的导出，拿它对账只会和自己一样。请从全国党员管理信息系统导出。"
        )
        raise ValidationError(told, code="own")
    if not numbers:
        told = _("号码这一列没有一个完整的公民身份号码（带*的对不上人）。请从全国系统导出全文号码。")
        raise ValidationError(told, code="masked")
    return {"rows": rows, "fields": fields}


def packed(table: Table, heading: Heading, columns: list[str | None]) -> dict[str, Any]:
    return {
        "rows": [[row.number, [plain_cell(cell) for cell in row.cells]] for row in table.rows],
        "heading": [heading.first_row, heading.last_row, heading.names, heading.first_data_row],
        "columns": columns,
        "date1904": table.date1904,
    }


def unpacked(held: dict[str, Any]) -> tuple[Table, Heading, list[str | None]]:
    rows = [Row(number, [cell_again(cell) for cell in cells]) for number, cells in held["rows"]]
    return Table("", "", rows, held["date1904"]), Heading(*held["heading"]), held["columns"]


@transaction.atomic
def reconcile(scope: Scope, made: Reconciliation) -> Reconciliation:
    """Lay an export beside the base: at once where it is small, else by a job.

    Raises ValidationError where nobody has said yet which column holds the numbers.
    """
    scope.require(RECONCILE, made.org.path)
    if must_match(made):
        raise _no_number()
    if made.rows + how_many(scope, made.org) <= AT_ONCE:
        return lay_beside(scope, made)
    made.job = jobs.ask(scope, "exchange.reconcile", {"reconciliation": str(made.pk)}, total=made.rows).pk
    made.save(update_fields=["job"])
    return made


@transaction.atomic
def lay_beside(scope: Scope, made: Reconciliation, *, run: Run | None = None) -> Reconciliation:
    """Compare, write what is found, settle what agrees. All of it or nothing.

    Raises ValidationError for an export of another unit: then nothing is written, and its rows are wiped.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)  # two exports about one branch are laid one after the other
    made = still_read(scope, made, run=run)
    laid = compare(scope, made, run=run)
    if not laid.both and laid.here:
        _forget(made)
        made.state = Reconciliation.State.DROPPED
        made.counts = {"rows": laid.rows, "ours": len(laid.here), "both": 0}
        made.save()
        audit.record("exchange.foreign_export", scope=scope, subject=f"reconciliation:{made.pk}")
        return made
    made.laid_at = clock.now()
    settle(scope, made, laid)
    _forget(made)
    made.state = Reconciliation.State.DONE
    made.save()
    audit.record(
        "exchange.reconciled",
        scope=scope,
        subject=f"reconciliation:{made.pk}",
        org=made.org_id,
        **_numbers(made),
    )
    return made


def still_read(scope: Scope, made: Reconciliation, *, run: Run | None = None) -> Reconciliation:
    """The export, locked, that was read and not laid. Raises ValidationError where it is no longer so."""
    rows = Reconciliation.objects.within(scope).select_related("org").select_for_update(of=("self",))
    made = get_object_or_404(rows, pk=made.pk)
    scope.require(RECONCILE, made.org.path)
    job = job_of_reconciliation(made)
    if job is not None and job.live and (run is None or run.job != job.pk):
        raise ValidationError(_("这一份正在对账，请等它做完，或者先停下。"), code="busy")
    if made.state != Reconciliation.State.READ:
        raise ValidationError(_("这一份已经对过了。"), code="closed")
    return made


def compare(scope: Scope, made: Reconciliation, *, run: Run | None = None) -> Laid:
    """What an export says otherwise; nothing is written."""
    table, heading, columns = unpacked(made.handed.take())
    laying = Laying(made.org, places(scope, made.org), heading_names(heading, columns))
    laying.take_ours(our_side(scope, made.org), gone_marks(scope, made.org))
    return laying.lay(
        lines(table, heading, columns), on_progress=run.reached if run else None, total=made.rows
    )


def _forget(made: Reconciliation) -> None:
    HandedExport.objects.filter(pk=made.pk).update(sealed=b"")


def _numbers(made: Reconciliation) -> dict[str, Any]:
    return {str(name): int(number) for name, number in made.counts.items()}
