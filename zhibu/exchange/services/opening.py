"""A sheet is handed in: it is read, its rows are sealed, the file is not kept."""

from __future__ import annotations

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.exchange.models import Batch, Chunk
from zhibu.exchange.models.chunk import SIZE
from zhibu.exchange.reading import Heading, Table, find_heading, match, read
from zhibu.exchange.rows import IN, UNWEIGHED, Kept, packed
from zhibu.exchange.weights import persons
from zhibu.kernel import audit
from zhibu.kernel.files.store import clean
from zhibu.kernel.scope import Scope
from zhibu.kernel.sweeping import seldom_swept
from zhibu.orgs.models import Org

IMPORT = "exchange.import"


@transaction.atomic
def open_batch(scope: Scope, org: Org, content: bytes, *, name: str) -> Batch:
    """Read a sheet that shall enter the roster of an organisation and of the branches below it.

    Raises ValidationError (Unreadable) with what is wrong and what to do; then nothing of it is kept.
    """
    scope.require(IMPORT, org.path)
    if org.kind == Org.Kind.GROUP:
        raise ValidationError(_("党员要编入党支部，不能直接编入党小组。"), code="group")
    table, heading = understood(content, name)
    columns = match(heading.names)
    rows = sum(1 for _line in persons(table, heading, columns))
    if not rows:
        raise ValidationError(_("表头下面没有人员。请检查文件里是不是另一张工作表。"), code="nobody")
    batch = new_batch(scope, org, content, name=name, table=table, heading=heading)
    batch.columns, batch.rows = columns, rows
    batch.save(force_insert=True)
    _keep(batch, table)
    audit.record(
        "exchange.opened",
        scope=scope,
        subject=f"batch:{batch.pk}",
        org=org.pk,
        rows=rows,
        bytes=batch.size,
        digest=batch.digest[:16],
    )
    return batch


@seldom_swept()
def understood(content: bytes, name: str) -> tuple[Table, Heading]:
    """The table of a file and where its heading is. Raises Unreadable."""
    table = read(content, name)
    return table, find_heading(table)


def new_batch(scope: Scope, org: Org, content: bytes, *, name: str, table: Table, heading: Heading) -> Batch:
    """The row about a file, not saved."""
    return Batch(
        org=org,
        file_name=clean(name),
        digest=hashlib.sha256(content).hexdigest(),
        size=len(content),
        sheet=table.sheet[:120],
        encoding=table.encoding[:20],
        heading={
            "first_row": heading.first_row,
            "last_row": heading.last_row,
            "names": heading.names,
            "first_data_row": heading.first_data_row,
            "date1904": table.date1904,
        },
        made_by=scope.actor or None,
        made_by_name=scope.name[:60],
    )


def _keep(batch: Batch, table: Table) -> None:
    for number, start in enumerate(range(0, len(table.rows), SIZE)):
        some = table.rows[start : start + SIZE]
        letters = len(some)
        chunk = Chunk(
            batch=batch,
            number=number,
            first=some[0].number,
            kinds=UNWEIGHED * letters,
            out=IN * letters,
        )
        chunk.put(packed(Kept(row.number, row.cells) for row in some))
        chunk.save(force_insert=True)
