"""A meeting: planned, held, who was there, what was resolved; confirmed, corrected, or not held."""

from .archive import Confirmation, Correction, Minute, Scan, Unheld
from .attendance import Attendance, Excuse
from .echo import Echo, EchoMark, EchoTally
from .matter import Matter
from .meeting import Meeting
from .plan import Draft, Exclusion, Invitation, Leave, Plan, Seat, Tap
from .report import Report
from .resolution import Resolution

__all__ = [
    "Attendance",
    "Confirmation",
    "Correction",
    "Draft",
    "Echo",
    "EchoMark",
    "EchoTally",
    "Exclusion",
    "Excuse",
    "Invitation",
    "Leave",
    "Matter",
    "Meeting",
    "Minute",
    "Plan",
    "Report",
    "Resolution",
    "Scan",
    "Seat",
    "Tap",
    "Unheld",
]
