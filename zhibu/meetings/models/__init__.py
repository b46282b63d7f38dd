"""A meeting: planned, held, who was there, what was resolved; confirmed, corrected, or not held."""

from .archive import Confirmation, Correction, Minute, Scan, Unheld
from .attendance import Attendance, Excuse
from .meeting import Meeting
from .plan import Draft, Exclusion, Invitation, Leave, Plan, Seat
from .report import Report
from .resolution import Resolution

__all__ = [
    "Attendance",
    "Confirmation",
    "Correction",
    "Draft",
    "Exclusion",
    "Excuse",
    "Invitation",
    "Leave",
    "Meeting",
    "Minute",
    "Plan",
    "Report",
    "Resolution",
    "Scan",
    "Seat",
    "Unheld",
]
