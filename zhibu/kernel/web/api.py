"""What every endpoint shares: lists that page by cursor, writes that may be sent twice."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema

from zhibu.kernel.models import Reply
from zhibu.kernel.scope import Scope

LARGEST_PAGE = 200


class Listed(Schema):
    """A page of a list. `next` goes into `cursor` for the page after it; null on the last."""

    items: list[Any]
    next: str | None = None


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


def _digest(request: HttpRequest) -> str:
    """What was asked: the body, or the parts of a form with files, whose boundary is another each time."""
    found = hashlib.sha256(f"{request.method} {request.get_full_path()} ".encode())
    if (request.content_type or "") != "multipart/form-data":
        found.update(request.body)
        return found.hexdigest()
    for name, text in sorted(request.POST.items()):
        found.update(f"{name}={text}\0".encode())
    for name in sorted(request.FILES):
        file = cast("UploadedFile[Any]", request.FILES[name])
        found.update(f"{name}={file.name}\0".encode())
        for chunk in file.chunks():
            found.update(chunk)
        file.seek(0)
    return found.hexdigest()


def _one_at_a_time(actor: str, key: str) -> None:
    """Until the end of the transaction: who sends again before the first answer came waits for it."""
    number = hashlib.sha256(f"{actor} {key}".encode()).digest()[:8]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(number, signed=True)])


def idempotent(status: int = 201) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Under an endpoint: the same Idempotency-Key of the same person is answered as the first time.

    The function returns a Schema or plain values. The same key with another content is refused.
    """

    def wrap(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def once(request: HttpRequest, scope: Scope, **values: Any) -> Any:
            key = request.headers.get("Idempotency-Key", "")[:100]
            if not key:
                return status, view(request, scope, **values)
            _one_at_a_time(scope.actor, key)
            digest = _digest(request)
            before = Reply.objects.filter(actor=scope.actor, key=key).first()
            if before is not None:
                if before.request != digest:
                    raise ValidationError({"Idempotency-Key": _("这个键已经用于另一次请求。")})
                return before.status, before.body
            answer = view(request, scope, **values)
            body = answer.model_dump(mode="json") if isinstance(answer, Schema) else answer
            Reply.objects.create(actor=scope.actor, key=key, request=digest, status=status, body=body)
            return status, body

        return once

    return wrap
