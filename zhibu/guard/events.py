"""What this context announces."""

from __future__ import annotations

from dataclasses import dataclass

from zhibu.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(Event):
    about = "person"
    person: str
    why: str
