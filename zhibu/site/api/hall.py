"""What the top room knows, by API: the calendar of an office, the handover of a branch."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from zhibu.handover.services import note_keeping
from zhibu.kernel import audit, clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.api import idempotent
from zhibu.kernel.web.door import endpoint
from zhibu.kernel.web.text import Plain
from zhibu.meetings.periods import named
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org
from zhibu.site.calendar import Task, month_of
from zhibu.site.handing import facts

router = Router(tags=["site"])
Month = Annotated[str | None, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


class SourceOut(Schema):
    document: str
    number: str
    article: str
    confidence: str


class TaskOut(Schema):
    """`done`: it is seen in the records. `url`: where it is done; `paper`: how, where there is no page."""

    title: str
    by: date
    done: bool
    why: str
    url: str
    paper: str
    source: SourceOut | None


class LineOut(Schema):
    what: str
    note: str
    url: str


class PartOut(Schema):
    title: str
    lines: list[LineOut]


class HandoverOut(Schema):
    branch: str
    on: date
    parts: list[PartOut]


class KeepingIn(Schema):
    """`thing`: minutes, workbook, files, admission, dues, seal, key, other."""

    thing: Plain
    where_it_lies: Plain


class KeepingOut(Schema):
    id: int
    thing: str
    where_it_lies: str


@router.get("/orgs/{org}/calendar", response=list[TaskOut], summary="办事日历：一个月要办的事")
@endpoint("site.calendar")
def calendar(request: HttpRequest, scope: Scope, org: int, month: Month = None) -> list[TaskOut]:
    where, today = orgs.org(scope, org), clock.today()
    scope.require("site.calendar", where.path)
    first = named(month).first if month else today.replace(day=1)
    return [told(task) for task in month_of(scope, where, first, today=today)]


@router.get("/orgs/{org}/handover", response=HandoverOut, summary="支部的交接包")
@endpoint("handover.keep")
def handover(request: HttpRequest, scope: Scope, org: int) -> HandoverOut:
    where, today = orgs.org(scope, org), clock.today()
    scope.require("handover.keep", where.path)
    if where.kind != Org.Kind.BRANCH:
        raise Http404
    audit.record("handover.print", scope=scope, subject=f"org:{where.pk}")
    parts = [
        PartOut(
            title=part.title,
            lines=[LineOut(what=line.what, note=line.note, url=line.url) for line in part.lines],
        )
        for part in facts.parts(scope, where, today=today)
    ]
    return HandoverOut(branch=where.name, on=today, parts=parts)


@router.post("/orgs/{org}/keepings", response={201: KeepingOut}, summary="写明纸质材料、印章放在哪里")
@endpoint("handover.keep")
@idempotent()
def keeping(request: HttpRequest, scope: Scope, org: int, body: KeepingIn) -> KeepingOut:
    row = note_keeping(scope, orgs.org(scope, org), thing=body.thing, where_it_lies=body.where_it_lies)
    return KeepingOut(id=row.pk, thing=row.thing, where_it_lies=row.where_it_lies)


def told(task: Task) -> TaskOut:
    source = task.basis["source"]
    if source is not None and not isinstance(source, dict):  # a norm's own; an entry has its words
        names = ("document", "number", "article", "confidence")
        source = {name: getattr(source, name) for name in names}
    return TaskOut(
        title=task.title,
        by=task.by,
        done=task.done,
        why=task.why,
        url=task.url,
        paper=task.paper,
        source=SourceOut(**source) if source else None,
    )
