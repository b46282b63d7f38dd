"""Somebody says of an export which column is which, before it is laid beside the base."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.exchange.models import Reconciliation
from zhibu.exchange.reading import FIELDS
from zhibu.kernel.scope import Scope

from .reconciling import packed, still_read, understand, unpacked


@transaction.atomic
def match_columns(scope: Scope, made: Reconciliation, columns: Sequence[str | None]) -> Reconciliation:
    """Say which field each column of an export is. Nothing is compared yet.

    Raises ValidationError where a field has two columns, where none holds the numbers, where it is no export.
    """
    made = still_read(scope, made)
    table, heading, before = unpacked(made.handed.take())
    chosen = [key for key in columns if key]
    if len(columns) != len(before) or not set(chosen) <= FIELDS.keys():
        raise ValidationError(_("请从列表里选择。"))
    if twice := next((key for key in chosen if chosen.count(key) > 1), None):
        raise ValidationError(_("“%(field)s”选了两列，请只留一列。") % {"field": FIELDS[twice].label})
    if "id_number" not in chosen:
        raise ValidationError(_("请选出公民身份号码是哪一列：两边按它找人。"))
    understand(made, table, heading, list(columns))
    made.save(update_fields=["fields", "aside", "rows"])
    made.handed.put(packed(table, heading, list(columns)))
    made.handed.save(update_fields=["sealed"])
    return made
