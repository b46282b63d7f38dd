"""Single rows of a batch: a cell is mended in place, a row is left out or taken in again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.exchange.models import Batch, Chunk
from zhibu.exchange.reading import FIELDS
from zhibu.exchange.rows import DOUBLE, NO_PERSON, Kept
from zhibu.exchange.selectors.sheet import chunks, rows_of, text_of
from zhibu.kernel import audit
from zhibu.kernel.fields import normal
from zhibu.kernel.scope import Scope

from .locking import still_open
from .weighing import put, recount, remember, weights_of

WHO = ("id_number", "code")  # by these two rows are about the same person
LONGEST = 300
TWINS_AMONG = 20_000  # rows among which the same person is looked for at once; else when it is committed


@transaction.atomic
def mend(scope: Scope, batch: Batch, cells: Mapping[tuple[int, str], str]) -> Batch:
    """Write something else into cells of the sheet, (row, field) → text, and weigh those rows anew."""
    batch = still_open(scope, batch)
    for (_row, field), text in cells.items():
        if field not in FIELDS:
            raise ValidationError(_("没有这一栏。"))
        if len(text) > LONGEST:
            raise ValidationError(_("最多写%(most)s个字。") % {"most": LONGEST})
    wanted = {row for row, _field in cells}
    before = _rows(batch, wanted)
    twins = _marks(batch, before.values())
    for (number, field), text in cells.items():
        if number not in before:
            raise ValidationError(_("没有这一行。"))
        before[number].mended[field] = text.strip()
    _store(batch, before)
    audit.record("exchange.mended", scope=scope, subject=f"batch:{batch.pk}", rows=sorted(wanted)[:50])
    return _weigh_some(scope, batch, wanted, twins | _marks(batch, before.values()))


@transaction.atomic
def leave_out(scope: Scope, batch: Batch, rows: Collection[int]) -> Batch:
    """These rows shall not enter the roster, whatever they are."""
    return _move(scope, batch, rows, out=True)


@transaction.atomic
def take_in(scope: Scope, batch: Batch, rows: Collection[int]) -> Batch:
    """These rows shall enter after all, if nothing is wrong with them."""
    return _move(scope, batch, rows, out=False)


def _move(scope: Scope, batch: Batch, numbers: Collection[int], *, out: bool) -> Batch:
    batch = still_open(scope, batch)
    rows = {number: row for number, row in _rows(batch, set(numbers)).items() if row.out != out}
    for row in rows.values():
        row.out = out
    _store(batch, rows)
    twins = _marks(batch, (row for row in rows.values() if not out or row.kind == DOUBLE))
    if out and not twins:
        recount(batch)
        return batch
    return _weigh_some(scope, batch, set() if out else set(rows), twins)


def _weigh_some(scope: Scope, batch: Batch, numbers: set[int], marks: set[str]) -> Batch:
    """Weigh these rows, and with them all that are about the same persons."""
    rows = [
        row
        for chunk in chunks(batch)
        for row in rows_of(chunk)
        if not row.out
        and row.kind != NO_PERSON
        and (row.number in numbers or not marks.isdisjoint(_marks(batch, [row])))
    ]
    weights = weights_of(scope, batch, rows)
    remember(batch, {row.number: weights.get(row.number) for row in rows})
    return batch


def _marks(batch: Batch, rows: Iterable[Kept]) -> set[str]:
    """What says who the persons of these rows are, as the sheet has it; nothing for a sheet of a county."""
    if batch.rows > TWINS_AMONG:
        return set()
    at = {key: batch.columns.index(key) for key in WHO if key in batch.columns}
    found = set()
    for row in rows:
        for key in WHO:
            text = row.mended.get(key) or (text_of(row, at[key]) if key in at else "")
            if plain := normal.id_number(text):
                found.add(f"{key}:{plain}")
    return found


def _rows(batch: Batch, numbers: set[int]) -> dict[int, Kept]:
    found = {}
    for chunk in _holding(batch, numbers):
        found.update({row.number: row for row in rows_of(chunk) if row.number in numbers})
    return {number: row for number, row in found.items() if row.kind != NO_PERSON}


def _store(batch: Batch, rows: Mapping[int, Kept]) -> None:
    for chunk in _holding(batch, set(rows)):
        put(chunk, [rows.get(row.number, row) for row in rows_of(chunk)])


def _holding(batch: Batch, numbers: set[int]) -> list[Chunk]:
    """The chunks in which these rows of the sheet lie."""
    firsts = list(batch.chunks.order_by("number").values_list("number", "first"))
    wanted = set()
    for number in numbers:
        before = [chunk for chunk, first in firsts if first <= number]
        wanted.update(before[-1:])
    return list(batch.chunks.filter(number__in=wanted).order_by("number"))
