"""Counting as the rules count: calendar months clamped to the month's end, years by the same day."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta

MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def add_months(day: date, months: int) -> date:
    """31 January + 1 month = the last day of February. Raises OverflowError beyond the calendar."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError("beyond the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 1 March in a common year."""
    year = day.year + years
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError("beyond the calendar")
    if (day.month, day.day) == (2, 29) and monthrange(year, 2)[1] == 28:
        return date(year, 3, 1)
    return day.replace(year=year)


def add_days(day: date, days: int) -> date:
    return day + timedelta(days=days)


def months_between(earlier: date, later: date) -> int:
    """Calendar months from the month of one day to the month of the other; days do not matter."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


def full_months(start: date, day: date) -> int:
    """How many months since `start` are reached on `day` (0 before a month is full)."""
    months = max(months_between(start, day), 0)
    return months if months == 0 or day >= add_months(start, months) else months - 1


def period_of(day: date, period: str) -> tuple[date, date]:
    """First and last day of the `month`, `quarter`, `half` or `year` that `day` lies in."""
    length = MONTHS_IN[period]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    last_month = first.month + length - 1
    return first, date(day.year, last_month, monthrange(day.year, last_month)[1])


def is_near(deadline: date, day: date, days: int) -> bool:
    """Whether `day` lies within the last `days` days before `deadline`, the deadline included."""
    return 0 <= (deadline - day).days <= days
