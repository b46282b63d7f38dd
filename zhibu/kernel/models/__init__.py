"""Rows of the house itself: facts and their delivery, findings, days, audit, files, jobs, installation."""

from .audit import Audit, Seal
from .draft import Draft
from .fact import Day, Delivery, Fact, ListenerRow
from .file import File
from .finding import Finding
from .installation import Installation, ScopeKey
from .job import Job
from .reply import Reply
from .undo import Undo

__all__ = [
    "Audit",
    "Day",
    "Delivery",
    "Draft",
    "Fact",
    "File",
    "Finding",
    "Installation",
    "Job",
    "ListenerRow",
    "Reply",
    "ScopeKey",
    "Seal",
    "Undo",
]
