"""会后一问, by API. An answer is not kept under a key: its body would stand beside a name."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from ninja import Schema

from zhibu.kernel.scope import Scope
from zhibu.kernel.web.api import idempotent
from zhibu.kernel.web.door import endpoint
from zhibu.kernel.web.text import Plain
from zhibu.meetings import selectors, services
from zhibu.meetings.models import Meeting

from .router import router


class EchoIn(Schema):
    """`choices`: three to five."""

    text: Plain
    choices: list[Plain]


class AnswerIn(Schema):
    """`choice`: its place in `choices`, from 0."""

    choice: int


class ToldOut(Schema):
    text: str
    count: int


class EchoOut(Schema):
    """`result` is empty until the question is closed, and under five answers."""

    text: str
    choices: list[str]
    closed: bool
    answered: int
    own_answer_given: bool
    result: list[ToldOut]


@router.get("/meetings/{meeting}/echo", response=EchoOut, summary="会后一问")
@endpoint("meetings.see")
def echo(request: HttpRequest, scope: Scope, meeting: int) -> EchoOut:
    return _out(scope, selectors.meeting(scope, meeting))


@router.post("/meetings/{meeting}/echo", response={201: EchoOut}, summary="问一个问题")
@endpoint("meetings.record")
@idempotent()
def asked_echo(request: HttpRequest, scope: Scope, meeting: int, body: EchoIn) -> EchoOut:
    found = selectors.meeting(scope, meeting)
    services.ask_echo(scope, found, text=body.text, choices=body.choices)
    return _out(scope, found)


@router.post("/meetings/{meeting}/echo/answer", response={201: EchoOut}, summary="答会后一问（不记名，一次）")
@endpoint("meetings.see")
def answered_echo(request: HttpRequest, scope: Scope, meeting: int, body: AnswerIn) -> EchoOut:
    found = selectors.meeting(scope, meeting)
    services.answer_echo(scope, _asked(scope, found).echo, body.choice)
    return _out(scope, found)


@router.post("/meetings/{meeting}/echo/closing", response={201: EchoOut}, summary="结束会后一问")
@endpoint("meetings.record")
@idempotent()
def closed_echo(request: HttpRequest, scope: Scope, meeting: int) -> EchoOut:
    found = selectors.meeting(scope, meeting)
    services.close_echo(scope, _asked(scope, found).echo)
    return _out(scope, found)


def _asked(scope: Scope, meeting: Meeting) -> selectors.Asked:
    found = selectors.asked(scope, meeting)
    if found is None:
        raise Http404
    return found


def _out(scope: Scope, meeting: Meeting) -> EchoOut:
    found = _asked(scope, meeting)
    return EchoOut(
        text=found.echo.text,
        choices=found.echo.choices,
        closed=found.closed,
        answered=found.answered,
        own_answer_given=found.has_answered,
        result=[ToldOut(text=text, count=count) for text, count in found.result],
    )
