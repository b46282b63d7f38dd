"""The same by API: a sheet is handed in, looked at, committed, taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import File, Schema
from ninja.files import UploadedFile

from zhibu.exchange import selectors, services
from zhibu.exchange.models import Batch
from zhibu.exchange.weights import BETWEEN
from zhibu.kernel.models import Job
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import endpoint
from zhibu.kernel.web.api import Listed, idempotent
from zhibu.kernel.web.text import Plain
from zhibu.orgs import selectors as orgs

from .routing import router


class JobOut(Schema):
    """How far a long job is. `said`: why it did not end well."""

    kind: str
    state: str
    done: int
    total: int
    said: str


class ImportOut(Schema):
    """A batch. `rows` = new + changed + unchanged + wrong + held + double + left_out, once it is checked."""

    id: UUID
    org: str
    file: str
    state: str
    rows: int
    new: int
    changed: int
    unchanged: int
    wrong: int
    held: int
    double: int
    left_out: int
    columns: dict[str, str | None]
    from_on: date | None
    made_at: datetime
    committed_at: datetime | None
    result: dict[str, Any]
    job: JobOut | None


class ProblemOut(Schema):
    column: str
    level: str
    reason: str
    remedy: str
    norm: str


class RowOut(Schema):
    """A row of the sheet, by the sheet's own number, and what is wrong in it."""

    row: int
    problems: list[ProblemOut]


class CommitIn(Schema):
    """How many new and changed rows are confirmed; others than these are refused. Null: whatever they are."""

    new: int | None = None
    changed: int | None = None


@router.post("/imports", response={201: ImportOut}, summary="上传一张名册，核对，不写入")
@endpoint("exchange.import")
@idempotent(201)
def upload(
    request: HttpRequest,
    scope: Scope,
    file: Annotated[UploadedFile, File()],
    org: Plain = "",
) -> ImportOut:
    """`org`: the code of the organisation, empty for one's own. A job checks a large sheet: GET it again."""
    where = orgs.org_by_code(scope, org) if org else orgs.own_org(scope)
    batch = services.open_batch(scope, where, file.read(), name=file.name or "")
    try:
        batch = services.check_batch(scope, batch)
    except ValidationError as problem:
        services.note(batch, problem)
    return told(batch)


@router.get("/imports/{pk}", response=ImportOut, summary="一批导入")
@endpoint("exchange.see")
def one(request: HttpRequest, scope: Scope, pk: UUID) -> ImportOut:
    return told(selectors.batch(scope, pk))


@router.get("/imports/{pk}/problems", response=Listed, summary="有问题的行，按行号")
@endpoint("exchange.import")
def problems(request: HttpRequest, scope: Scope, pk: UUID, cursor: str = "", limit: int = 50) -> Any:
    batch = selectors.batch(scope, pk)
    rows, following = selectors.problems(batch, cursor, limit)
    services.remember_looking(scope, batch, show="problems", page=0)
    items = [
        RowOut(
            row=row.number,
            problems=[
                ProblemOut(column=f.column, level=f.level, reason=f.reason, remedy=f.remedy, norm=f.norm)
                for f in row.faults
            ],
        )
        for row in rows
    ]
    return Listed(items=items, next=following)


@router.post("/imports/{pk}/commit", response={200: ImportOut}, summary="写入名册")
@endpoint("exchange.import")
@idempotent(200)
def commit(request: HttpRequest, scope: Scope, pk: UUID, body: CommitIn) -> ImportOut:
    """All rows that are right, or none. A large batch is written by a job: GET it again."""
    batch = selectors.batch(scope, pk)
    counts = {"new": body.new, "changed": body.changed}
    now = {"new": batch.new, "changed": batch.changed}
    confirmed = {kind: now[kind] if number is None else number for kind, number in counts.items()}
    if batch.rows > services.SMALL:
        return told(services.ask(scope, batch, "exchange.commit", confirmed=confirmed))
    return told(services.commit_batch(scope, batch, confirmed=confirmed))


@router.post("/imports/{pk}/undo", response={200: ImportOut}, summary="撤销一批")
@endpoint("exchange.import")
@idempotent(200)
def undo(request: HttpRequest, scope: Scope, pk: UUID) -> ImportOut:
    """What later facts rest on stays; `result.kept` names it with the reason."""
    batch = selectors.batch(scope, pk)
    if batch.rows > services.SMALL:
        return told(services.ask(scope, batch, "exchange.undo"))
    return told(services.undo_batch(scope, batch)[0])


def told(batch: Batch) -> ImportOut:
    """A batch as it now stands in the database."""
    batch = selectors.again(batch)
    job: Job | None = selectors.job_of(batch)
    names = [name.replace(BETWEEN, "·") for name in batch.heading["names"]]
    kinds = {"new": "n", "changed": "c", "unchanged": "u", "wrong": "w", "held": "h", "double": "d"}
    return ImportOut(
        id=batch.pk,
        org=batch.org.code,
        file=batch.file_name,
        state=batch.state,
        rows=batch.rows,
        **{kind: batch.counts.get(letter, 0) for kind, letter in kinds.items()},
        left_out=batch.left_out,
        columns=dict(zip(names, batch.columns, strict=False)),
        from_on=batch.from_on,
        made_at=batch.made_at,
        committed_at=batch.committed_at,
        result=batch.result,
        job=JobOut(kind=job.kind, state=job.state, done=job.done, total=job.total, said=job.said)
        if job
        else None,
    )
