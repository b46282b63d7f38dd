"""The tree of organisations with its history, the offices in it and their terms."""

from .appointment import Appointment, Term
from .org import Org, Placement

__all__ = ["Appointment", "Org", "Placement", "Term"]
