"""One spelling for values that are compared: full-width digits, blanks and separators as people type them."""

from __future__ import annotations

import re
import unicodedata

_SPACING = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_DASHES = re.compile(r"[-\u2010-\u2015\u2212()]+")
_PLAIN_NUMBER = re.compile(r"[0-9]{17}[0-9X]")  # as they come out of most sheets: nothing to change
_PLAIN_MOBILE = re.compile(r"1[0-9]{10}")


def text(value: str) -> str:
    """Half-width forms, no invisible characters, single blanks."""
    return _SPACING.sub(" ", unicodedata.normalize("NFKC", value)).strip()


def id_number(value: str) -> str:
    """１１０１０５ 19491231 002x → 11010519491231002X."""
    if _PLAIN_NUMBER.fullmatch(value):
        return value
    return unicodedata.normalize("NFKC", _compact(value).upper())


def phone(value: str) -> str:
    """+86 138-0013-8000 → 13800138000; a landline keeps its area code: (0571)8765 4321 → 057187654321."""
    if _PLAIN_MOBILE.fullmatch(value):
        return value
    return re.sub(r"^(?:\+|00)86", "", _compact(value))


def _compact(value: str) -> str:
    return _DASHES.sub("", _SPACING.sub("", unicodedata.normalize("NFKC", value)))
