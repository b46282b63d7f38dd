"""What day it is: by the database's clock, in the time of Shanghai."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

SHANGHAI = ZoneInfo("Asia/Shanghai")

_noted: ContextVar[datetime | None] = ContextVar("noted", default=None)
_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def note(moment: datetime) -> None:
    """Remember the database's time at the start of the running transaction."""
    _noted.set(moment)


def forget() -> None:
    """The transaction is over: the next reading asks the database again."""
    _noted.set(None)


def now() -> datetime:
    """The moment the transaction began, in Shanghai; outside one, the moment of asking."""
    moment = _stopped.get() or _noted.get()
    if moment is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT now()")
            moment = cursor.fetchone()[0]
    return moment.astimezone(SHANGHAI)


def today() -> date:
    """The calendar day in Shanghai."""
    return now().date()


@contextmanager
def stopped_at(moment: datetime | date) -> Iterator[None]:
    """Let it be another day, for replaying the past and for tests."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 9, tzinfo=SHANGHAI)
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)
