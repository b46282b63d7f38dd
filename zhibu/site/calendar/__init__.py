"""办事日历: what this month and the next ask of an office, each with its rule and the way to its task."""

from .entries import Entry, entries
from .months import Task, month_of, two_months

__all__ = ["Entry", "Task", "entries", "month_of", "two_months"]
