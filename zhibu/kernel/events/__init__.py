"""Facts a context announces. Written with the change itself; delivered after commit, at least once."""

from .fact import DayTurned, Event, kind_of
from .listening import Difference, derivations, derives, listeners, on, rebuildable, recounts
from .outbox import deliver, publish
from .parking import Parked, Waiting, parked, unpark, waiting
from .rebuild import rebuild

__all__ = [
    "DayTurned",
    "Difference",
    "Event",
    "Parked",
    "Waiting",
    "deliver",
    "derivations",
    "derives",
    "kind_of",
    "listeners",
    "on",
    "parked",
    "publish",
    "rebuild",
    "rebuildable",
    "recounts",
    "unpark",
    "waiting",
]
