"""Deriving figures from facts, and freezing them at the end of a period."""

from .counting import CAME, all_subjects, compare_kept, count_all, derive, fill, fold, recount
from .freezing import freeze_return

__all__ = [
    "CAME",
    "all_subjects",
    "compare_kept",
    "count_all",
    "derive",
    "fill",
    "fold",
    "freeze_return",
    "recount",
]
