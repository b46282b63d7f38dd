"""What this context does when something has happened."""

from __future__ import annotations

from zhibu.kernel import events
from zhibu.kernel.events import DayTurned

from . import services


@events.on(DayTurned)
def forget_old_attempts(event: DayTurned) -> None:
    services.forget_old_attempts()
