"""A cell that cannot stand as it is."""

from __future__ import annotations


class Wrong(ValueError):
    """The reason and the remedy, as sentences for people. Neither repeats a number that identifies."""

    def __init__(self, reason: str, remedy: str, *, months: frozenset[tuple[int, int]] = frozenset()) -> None:
        """`months`: the year and month that a day without its day can mean."""
        super().__init__(reason)
        self.months = months
        self.reason = reason
        self.remedy = remedy
