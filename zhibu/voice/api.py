"""The same by API: anybody sends and picks up, desks list."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from ninja import Header, Router, Schema, Status

from zhibu.kernel.scope import Scope
from zhibu.kernel.web.api import Listed
from zhibu.kernel.web.caller import caller
from zhibu.kernel.web.door import endpoint
from zhibu.kernel.web.text import Plain

from . import selectors, services

router = Router(tags=["voice"])


class NewSuggestion(Schema):
    """`about` is the number of a branch (GET /voice/places), null for the platform itself."""

    text: Plain
    about: int | None = None
    name: Plain = ""
    contact: Plain = ""


class ReceiptOut(Schema):
    number: str
    word: str


class PlaceOut(Schema):
    id: int
    name: str


class StepOut(Schema):
    what: str
    at: datetime
    words: str
    by: str
    to: str


class ToldOut(Schema):
    number: str
    about: str
    text: str
    at: datetime
    closed: bool
    steps: list[StepOut]


class SuggestionOut(Schema):
    """As a list of a desk shows it; whoever wrote is not in it."""

    id: UUID
    number: str
    about: str
    text: str
    at: datetime
    state: str


@router.post("/voice", response={201: ReceiptOut}, summary="提意见")
@endpoint("voice.say")
def send(request: HttpRequest, scope: Scope, body: NewSuggestion) -> Any:
    """The same Idempotency-Key with the same body is one suggestion; who sent it is not kept."""
    receipt = services.send_suggestion(
        scope,
        about=body.about,
        text=body.text,
        name=body.name[:60],
        contact=body.contact[:100],
        once=request.headers.get("Idempotency-Key", "")[:100] or secrets.token_urlsafe(18),
        address=caller(request.META),
    )
    return Status(201, ReceiptOut(number=receipt.number, word=receipt.word))


@router.get("/voice/places", response=list[PlaceOut], summary="可以说给哪些支部")
@endpoint("voice.say")
def places(request: HttpRequest, scope: Scope, q: Plain = "") -> Any:
    return [PlaceOut(id=pk, name=name) for pk, name in selectors.places(q)]


@router.get("/voice", response=Listed, summary="意见箱里没办结的意见，先来的在前")
@endpoint("voice.see")
def box(request: HttpRequest, scope: Scope, cursor: str = "", limit: int = 50) -> Any:
    rows, following = selectors.open_page(scope, cursor, limit)
    items = [
        SuggestionOut(
            id=row.pk,
            number=row.number,
            about=row.org.name if row.org else "",
            text=row.text,
            at=row.at,
            state=row.latest.what,
        )
        for row in rows
    ]
    return Listed(items=items, next=following)


@router.get("/voice/{number}", response=ToldOut, summary="查办理结果")
@endpoint("voice.say")
def told(request: HttpRequest, scope: Scope, number: Plain, voice_word: Annotated[str, Header()] = "") -> Any:
    """The word comes in the header Voice-Word: addresses are written into logs, headers are not."""
    one = selectors.told(scope, number=number, word=voice_word, address=caller(request.META))
    if one is None:  # not raised: the count of wrong words must stay
        return JsonResponse(
            {"type": "about:blank", "title": _("没有这一项"), "status": 404},
            status=404,
            content_type="application/problem+json",
        )
    steps = [StepOut(what=s.what, at=s.at, words=s.words, by=s.by, to=s.to) for s in one.steps]
    return ToldOut(
        number=one.number, about=one.about, text=one.text, at=one.at, closed=one.closed, steps=steps
    )
