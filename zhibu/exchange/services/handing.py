"""The rows that cannot enter, handed back as a sheet: mended there, it is handed in again."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.exchange.models import Batch
from zhibu.exchange.reading import FIELDS
from zhibu.exchange.rows import Kept
from zhibu.exchange.selectors.sheet import every_row, heading_of, text_of
from zhibu.exchange.weights import BETWEEN
from zhibu.kernel import audit
from zhibu.kernel.scope import Scope

from .opening import IMPORT


@dataclass(frozen=True, slots=True)
class Handed:
    """A sheet: headings as they stood, the rows in their order, why in the last column."""

    headings: list[str]
    rows: list[list[str]]


def reason_heading() -> str:
    return _("导入时的问题")


@transaction.atomic
def bad_rows(scope: Scope, batch: Batch) -> Handed:
    """Only the rows with something wrong, in the order of the sheet, with the reasons in the last column."""
    scope.require(IMPORT, batch.org.path)
    names = [name.replace(BETWEEN, "·") for name in heading_of(batch).names]
    bad = [row for row in every_row(batch) if row.stays_out and not row.out]
    more = [key for key in dict.fromkeys(k for row in bad for k in row.mended) if key not in batch.columns]
    kept = [at for at, name in enumerate(names) if name != reason_heading()]
    headings = [*(names[at] for at in kept), *(str(FIELDS[key].label) for key in more), reason_heading()]
    at = {key: column for column, key in enumerate(batch.columns) if key}
    rows = [[*_texts(row, kept, at), *(row.mended.get(key, "") for key in more), _why(row)] for row in bad]
    audit.record("exchange.bad_rows", scope=scope, subject=f"batch:{batch.pk}", rows=len(rows))
    return Handed(headings, rows)


def _texts(row: Kept, columns: list[int], at: dict[str, int]) -> list[str]:
    mended = {at[key]: text for key, text in row.mended.items() if key in at}
    return [mended.get(column, text_of(row, column)) for column in columns]


def _why(row: Kept) -> str:
    return "；".join(f"{fault.column}：{fault.reason}" for fault in row.errors)
