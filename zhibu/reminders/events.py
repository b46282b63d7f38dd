"""What this context announces."""

from __future__ import annotations

from dataclasses import dataclass

from zhibu.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonReminded(Event):
    """The day's message to a person was made. Only the first of its day is announced."""

    about = "person"
    person: str
    message: str
    day: str
