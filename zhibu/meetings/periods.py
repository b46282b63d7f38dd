"""Months, quarters, half-years and years as stretches of days with a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    name: str  # 2026-11, 2026Q4, 2026H2, 2026
    first: date
    last: date


def period_of(length: str, day: date) -> Period:
    """The period of that length in which the day lies."""
    months = MONTHS[length]
    index = (day.month - 1) // months
    first = date(day.year, index * months + 1, 1)
    after = index * months + 1 + months
    last = date(day.year + (after > 12), after if after <= 12 else 1, 1) - timedelta(days=1)
    names = {1: f"{day.year}-{day.month:02d}", 3: f"{day.year}Q{index + 1}", 6: f"{day.year}H{index + 1}"}
    return Period(names.get(months, str(day.year)), first, last)


def periods_between(length: str, start: date, end: date) -> Iterator[Period]:
    """Every period that touches start–end, the earliest first."""
    here = period_of(length, start)
    while here.first <= end:
        yield here
        here = period_of(length, here.last + timedelta(days=1))


def named(name: str) -> Period:
    """The period of a name: 2026-11, 2026Q4, 2026H2, 2026."""
    year = int(name[:4])
    if "-" in name:
        return period_of("month", date(year, int(name[5:]), 1))
    if "Q" in name:
        return period_of("quarter", date(year, int(name[5:]) * 3, 1))
    if "H" in name:
        return period_of("half", date(year, int(name[5:]) * 6, 1))
    return period_of("year", date(year, 1, 1))
