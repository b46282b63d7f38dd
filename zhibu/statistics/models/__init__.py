"""Derived figures. Every row follows from facts of the contexts below and can be derived again."""

from .figures import Cube, Recount, Stretch, Touched
from .meetings import BranchMonth, NodeMonth
from .past import Cell, Kept, Past, Reach, Step
from .returns import AnnualReturn

__all__ = [
    "AnnualReturn",
    "BranchMonth",
    "Cell",
    "Cube",
    "Kept",
    "NodeMonth",
    "Past",
    "Reach",
    "Recount",
    "Step",
    "Stretch",
    "Touched",
]
