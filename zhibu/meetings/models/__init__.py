"""A meeting, who was there, and what was resolved."""

from .attendance import Attendance, Excuse
from .meeting import Meeting
from .report import Report
from .resolution import Resolution

__all__ = ["Attendance", "Excuse", "Meeting", "Report", "Resolution"]
