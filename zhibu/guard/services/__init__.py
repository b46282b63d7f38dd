"""Writing: persons come in, prove who they are, go out."""

from .sessions import end_session, end_sessions, open_session
from .viewing import remember_viewing

__all__ = ["end_session", "end_sessions", "open_session", "remember_viewing"]
