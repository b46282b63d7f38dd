"""The shape of a fact: frozen, plain values, ids and never paths."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened. `subject` names the one thing whose facts keep their order: 'meeting:17'."""

    about: ClassVar[str] = ""  # name of the field whose value, with that name, is the subject

    @property
    def subject(self) -> str:
        return f"{self.about}:{getattr(self, self.about)}" if self.about else ""

    def body(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, kw_only=True)
class DayTurned(Event):
    """A day has begun in Shanghai. Published once for each day, also for days slept through.

    All days are one subject: after a long sleep they are heard in their order.
    """

    day: str


def kind_of(event_type: type[Event]) -> str:
    """'meetings.MeetingRecorded': the context and the name."""
    return f"{event_type.__module__.removeprefix('zhibu.').split('.')[0]}.{event_type.__name__}"
