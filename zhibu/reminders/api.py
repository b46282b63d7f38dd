"""One's own messages by API."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import endpoint

from . import pages

router = Router(tags=["reminders"])


class LineOut(Schema):
    title: str
    url: str
    done: bool


class MessageOut(Schema):
    on: date
    lines: list[LineOut]


@router.get("/me/messages", response=list[MessageOut], summary="自己的提醒，最近的在前")
@endpoint("reminders.own")
def own_messages(request: HttpRequest, scope: Scope) -> list[MessageOut]:
    return [
        MessageOut(
            on=day.on,
            lines=[
                LineOut(title=line.title, url=line.url, done=done)
                for lines, done in ((day.ended, True), (day.open, False), (day.done, True))
                for line in lines
            ],
        )
        for day in pages.days(scope, today=clock.today())
    ]
