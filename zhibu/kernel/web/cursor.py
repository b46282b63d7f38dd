"""Lists that page by cursor: no number of pages is promised, and what is added meanwhile moves nothing."""

from __future__ import annotations

import base64
import functools
import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

LARGEST_PAGE = 200


def cursor_page(
    rows: models.QuerySet[Any], *, by: tuple[str, ...], cursor: str, limit: int, largest: int = LARGEST_PAGE
) -> tuple[list[Any], str | None]:
    """The rows after the cursor in ascending order of the fields `by`, the last of them unique.

    Returns at most `limit` rows (1–200, or to another `largest`) and the cursor of the next page. Raises
    ValidationError for a cursor that is not ours.
    """
    limit = max(1, min(limit, largest))
    if cursor:
        rows = rows.filter(_after(by, opened(cursor, len(by))))
    found = list(rows.order_by(*by)[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = found[limit - 1]
    marks = [str(functools.reduce(getattr, field.split("__"), last)) for field in by]
    return found[:limit], mark(*marks)


def mark(*marks: object) -> str:
    """Where a page ends, as a cursor."""
    return base64.urlsafe_b64encode(json.dumps([str(one) for one in marks]).encode()).decode()


def opened(cursor: str, count: int) -> list[str]:
    """The marks in a cursor. Raises ValidationError for one that is not ours."""
    try:
        marks = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError:
        marks = None
    if not isinstance(marks, list) or len(marks) != count or not all(isinstance(m, str) for m in marks):
        raise ValidationError({"cursor": _("翻页标记不对，请从第一页取。")})
    return marks


def whole(text: str) -> int:
    """A whole number in a cursor. Raises ValidationError for something else."""
    if not (text.isdecimal() and text.isascii() and len(text) < 10):
        raise ValidationError({"cursor": _("翻页标记不对，请从第一页取。")})
    return int(text)


def _after(by: tuple[str, ...], marks: list[str]) -> models.Q:
    """(a, b) > (x, y) as conditions on each field."""
    after = models.Q()
    same: dict[str, str] = {}
    for field, mark in zip(by, marks, strict=True):
        after |= models.Q(**same, **{f"{field}__gt": mark})
        same[field] = mark
    return after
