"""How a sheet is to be understood: which column is which field, which branch is meant, since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.exchange.models import Batch
from zhibu.exchange.reading import FIELDS, Wrong, clean
from zhibu.exchange.selectors import places as branches_under
from zhibu.exchange.weights import BY_CONVERSION
from zhibu.kernel import clock
from zhibu.kernel.scope import Scope

from .locking import still_open
from .weighing import check_batch

WHO = frozenset({"name", "id_number", "code"})


@transaction.atomic
def choose_columns(
    scope: Scope,
    batch: Batch,
    columns: Sequence[str | None],
    *,
    places: Mapping[str, int] | None = None,
    fills: Mapping[str, str] | None = None,
    from_on: date | None = None,
) -> Batch:
    """Say which field each column is, which branch each strange name means, what holds for everybody.

    Then the batch is weighed anew. Raises ValidationError: `columns`, `places`, `fills`, `from_on`.
    """
    batch = still_open(scope, batch)
    chosen = [key for key in columns if key]
    if len(columns) != len(batch.heading["names"]) or not set(chosen) <= FIELDS.keys():
        raise ValidationError({"columns": _("请从列表里选择。")})
    if twice := next((key for key in chosen if chosen.count(key) > 1), None):
        label = FIELDS[twice].label
        told = _("“%(field)s”选了两列，请只留一列。") % {"field": label}
        raise ValidationError({"columns": told})
    if not WHO & set(chosen):
        raise ValidationError({"columns": _("至少要有姓名、公民身份号码或党员编号中的一列。")})
    known = branches_under(scope, batch.org).branches
    if places and not set(places.values()) <= known.keys():
        raise ValidationError({"places": _("请从列表里选择。")})
    for key, text in (fills or {}).items():
        _check_fill(key, text)
    if from_on and from_on > clock.today():
        raise ValidationError({"from_on": _("进入支部日期不能晚于今天。")})
    batch.columns = list(columns)
    batch.places, batch.fills = dict(places or {}), {k: v for k, v in (fills or {}).items() if v.strip()}
    batch.from_on = from_on
    batch.save(update_fields=["columns", "places", "fills", "from_on"])
    return check_batch(scope, batch)


def _check_fill(key: str, text: str) -> None:
    if (key, text) == ("category", BY_CONVERSION):
        return
    try:
        clean(key, text)
    except Wrong as wrong:
        raise ValidationError({"fills": f"{FIELDS[key].label}：{wrong.reason}。{wrong.remedy}"}) from None
