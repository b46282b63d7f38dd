"""Facts a context announces. Written with the change itself; delivered after commit, at least once."""

from .fact import DayTurned, Event, kind_of
from .listening import derives, listeners, on
from .outbox import deliver, publish

__all__ = ["DayTurned", "Event", "deliver", "derives", "kind_of", "listeners", "on", "publish"]
