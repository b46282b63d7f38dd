"""What every endpoint shares: lists as they are answered, writes that may be sent twice."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema

from zhibu.kernel.models import Reply
from zhibu.kernel.scope import Scope


class Listed(Schema):
    """A page of a list. `next` goes into `cursor` for the page after it; null on the last."""

    items: list[Any]
    next: str | None = None


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
