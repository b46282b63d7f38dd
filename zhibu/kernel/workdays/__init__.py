"""Working days of a year, from tables anybody may correct: public holidays, and weekends worked for them.

One TOML file a year, named after it. `confirmed = false` marks a year reckoned ahead of the State
Council's notice: it is counted with, and whoever shows the result says 暂按推算.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import accumulate
from pathlib import Path

_SATURDAY = 5


@dataclass(frozen=True)
class Year:
    """One year's table. Days off that fall on a weekend may be listed or not: it is all one."""

    year: int
    confirmed: bool
    notice: str
    off: frozenset[date]
    working: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        if day in self.working:
            return True
        return day.weekday() < _SATURDAY and day not in self.off

    def count(self, first: date, last: date) -> int:
        """Working days between two days of this year, both counted."""
        return self._up_to[_place(last)] - self._up_to[_place(first) - 1]

    @cached_property
    def _up_to(self) -> list[int]:
        """How many working days there are up to the n-th day of the year, from 0 on."""
        year = _days(date(self.year, 1, 1), date(self.year, 12, 31))
        return [0, *accumulate(int(self.is_working_day(day)) for day in year)]


class NoTable(LookupError):
    """A year whose holidays are not known; `year` is that year."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no table of holidays for {year}")
        self.year = year


def read_year(text: str) -> Year:
    """A year's table from its TOML. Raises ValueError for a day of another year or both off and worked."""
    table = tomllib.loads(text)
    off = {day for span in table["holidays"] for day in _days(span["from"], span["until"])}
    working = set(table["working"])
    if any(day.year != table["year"] for day in off | working):
        raise ValueError(f"the table of {table['year']} holds a day of another year")
    if off & working:
        raise ValueError(f"both off and worked: {min(off & working)}")
    return Year(table["year"], table["confirmed"], table["notice"], frozenset(off), frozenset(working))


@cache
def years() -> dict[int, Year]:
    """Every table there is, by year."""
    folder = Path(__file__).parent
    return {
        year.year: year for year in (read_year(p.read_text("utf-8")) for p in sorted(folder.glob("*.toml")))
    }


def table(year: int) -> Year:
    """The table of one year. Raises NoTable."""
    try:
        return years()[year]
    except KeyError:
        raise NoTable(year) from None


def is_working_day(day: date) -> bool:
    """Whether people work on that day. Raises NoTable for a year without a table."""
    return table(day.year).is_working_day(day)


def working_days(first: date, last: date) -> int:
    """Working days from `first` to `last`, both counted. Raises NoTable where a year has no table."""
    return sum(
        table(year).count(max(first, date(year, 1, 1)), min(last, date(year, 12, 31)))
        for year in range(first.year, last.year + 1)
    )


def all_confirmed(first: date, last: date) -> bool:
    """Whether every year the span touches has its notice. Raises NoTable."""
    return all(table(year).confirmed for year in range(first.year, last.year + 1))


def _place(day: date) -> int:
    return day.timetuple().tm_yday


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
