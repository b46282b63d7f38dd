"""Reconciling by API: an export of the national system is handed in, and what differs is read, masked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Schema
from ninja.files import UploadedFile

from zhibu.exchange import selectors, services
from zhibu.exchange.models import Reconciliation
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import endpoint
from zhibu.kernel.web.api import Listed, idempotent
from zhibu.kernel.web.cursor import mark, opened, whole
from zhibu.kernel.web.text import Plain
from zhibu.orgs import selectors as orgs

from .importing import JobOut
from .routing import router

MOST = 200


class ReconciliationOut(Schema):
    """An export and what it showed. `problems`: rows and cells that could not be laid beside anything."""

    id: UUID
    org: str
    file: str
    exported_on: date
    state: str
    rows: int
    counts: dict[str, int]
    fields: list[str]
    problems: list[list[Any]]
    made_at: datetime
    laid_at: datetime | None
    job: JobOut | None


class DiscrepancyOut(Schema):
    """An open difference. `kind`: theirs (only over there), ours (only here), field (this item differs)."""

    id: UUID
    branch: str
    kind: str
    name: str
    number: str
    field: str
    theirs: str
    ours: str
    state: str
    known: str
    first_seen: date | None


@router.post("/reconciliations", response={201: ReconciliationOut}, summary="上传全国系统的导出，对账")
@endpoint("exchange.reconcile")
@idempotent(201)
def hand_in(
    request: HttpRequest,
    scope: Scope,
    file: Annotated[UploadedFile, File()],
    org: Plain = "",
    exported_on: date | None = None,
    older: bool = False,
) -> ReconciliationOut:
    """`org`: the organisation's code; empty for one's own. A large export is laid by a job: GET it again."""
    where = orgs.org_by_code(scope, org) if org else orgs.own_org(scope)
    made = services.open_reconciliation(
        scope, where, file.read(), name=file.name or "", exported_on=exported_on, older=older
    )
    return told(scope, services.reconcile(scope, made))


@router.get("/reconciliations/{pk}", response=ReconciliationOut, summary="一次对账")
@endpoint("exchange.see")
def one(request: HttpRequest, scope: Scope, pk: UUID) -> ReconciliationOut:
    return told(scope, selectors.reconciliation(scope, pk))


@router.get("/orgs/{org}/discrepancies", response=Listed, summary="还没有对上的差异，按全国系统的项目顺序")
@endpoint("exchange.see")
def discrepancies(
    request: HttpRequest, scope: Scope, org: int, cursor: str = "", limit: int = 50, known: bool = False
) -> Any:
    """`known`: those that stay for now. Numbers, phones and addresses are masked."""
    where = orgs.org(scope, org)
    start = whole(opened(cursor, 1)[0]) if cursor else 0
    limit = min(max(limit, 1), MOST)
    found = selectors.listed_discrepancies(scope, where, known=known, start=start, limit=limit)
    services.remember_list(scope, where)
    items = [
        DiscrepancyOut(
            id=line.pk,
            branch=line.branch.code,
            kind=line.kind,
            name=line.name,
            number=line.number,
            field=line.field,
            theirs=line.theirs,
            ours=line.ours,
            state=line.state,
            known=line.known,
            first_seen=line.first_seen,
        )
        for line in found.lines
    ]
    more = start + limit < found.total
    return Listed(items=items, next=mark(start + limit) if more else None)


def told(scope: Scope, made: Reconciliation) -> ReconciliationOut:
    """A reconciliation as it now stands in the database."""
    made = selectors.reconciliation(scope, made.pk)
    job = selectors.job_of_reconciliation(made)
    return ReconciliationOut(
        id=made.pk,
        org=made.org.code,
        file=made.file_name,
        exported_on=made.exported_on,
        state=made.state,
        rows=made.rows,
        counts=made.counts,
        fields=made.fields,
        problems=made.problems,
        made_at=made.made_at,
        laid_at=made.laid_at,
        job=JobOut(kind=job.kind, state=job.state, done=job.done, total=job.total, said=job.said)
        if job
        else None,
    )
