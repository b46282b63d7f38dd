"""Many cards at once: rows of a sheet are weighed, enter as one batch, and are taken back."""

from .entries import Difference, Enrolled, Entry, Fault, Kept, TakenBack, Weighed
from .taking_back import take_back
from .weighing import Weighing, weigh
from .writing import HeldMeanwhile, enrol

__all__ = [
    "Difference",
    "Enrolled",
    "Entry",
    "Fault",
    "HeldMeanwhile",
    "Kept",
    "TakenBack",
    "Weighed",
    "Weighing",
    "enrol",
    "take_back",
    "weigh",
]
