"""One spelling of each field for both sides of a reconciliation: what is written alike says the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel.crypto import blind
from zhibu.kernel.fields import masks, normal
from zhibu.kernel.names import tidy
from zhibu.kernel.web.jinja import fullday
from zhibu.members.codes import label
from zhibu.members.selectors import COLUMNS, export_headings

ORDER: dict[str, int] = {name: at for at, name in enumerate(COLUMNS[1:])}  # as the national system has them
COMPARED = tuple(name for name in ORDER if name != "id_number")  # the number is by what two sides are found
CODED = frozenset({"sex", "ethnicity", "education", "category", "occupation", "standing", "whereabouts"})
DAYS = frozenset({"born_on", "joined_on", "converted_on", "whereabouts_since"})
USUAL = {"standing": "normal", "whereabouts": "none"}  # what an empty one means
MASKS: dict[str, Callable[[str], str]] = {
    "id_number": masks.id_number,
    "mobile": masks.phone,
    "home_address": masks.address,
}
_PLACE = "exchange_discrepancy.theirs_digest"
_SIGNS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff,，。.、·\-—_()（）]+")


def spelled(field: str, value: Any) -> str:
    """The value as it is compared."""
    if value is None or value == "":
        return USUAL.get(field, "")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if field == "name":
        return tidy(text)
    if field in {"mobile", "landline"}:
        return re.sub(r"\D", "", normal.phone(text))
    if field in {"home_address", "direction"}:
        return _SIGNS.sub("", unicodedata.normalize("NFKC", text))
    return text


def written(field: str, value: Any) -> str:
    """The value as it is kept and copied: a code, a day, a text."""
    if value is None or value == "":
        return USUAL.get(field, "")
    return value.isoformat() if isinstance(value, date) else str(value)


def said(field: str, text: str) -> str:
    """What was kept, in words."""
    if not text:
        return ""
    if field in CODED:
        return label(field, text)
    return fullday(date.fromisoformat(text)) if field in DAYS else text


def masked(field: str, text: str) -> str:
    """What is shown of it without a purpose."""
    return MASKS[field](text) if field in MASKS else text


def copied(field: str, text: str) -> str:
    """As one types it into the national system: codes in words, days as 1998-07-01."""
    return label(field, text) if text and field in CODED else text


def digest(field: str, spelling: str) -> bytes:
    return blind.index(f"{field}:{spelling}", place=_PLACE)


def is_said(field: str, spelling: str, held: bytes) -> bool:
    """Whether a digest is of this spelling, under whichever key it was made."""
    return bytes(held) in blind.candidates(f"{field}:{spelling}", place=_PLACE)


def field_name(field: str) -> str:
    """What a field is called in the national collection."""
    return export_headings()[field] if field else _("整个人")
