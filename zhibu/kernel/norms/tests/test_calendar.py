"""Months are clamped, years fall on the same day, and a month counts once it is full."""

from datetime import date

import pytest

from zhibu.kernel.norms.calendar import add_months, add_years, full_months, is_near, months_between, period_of

D = date.fromisoformat


@pytest.mark.parametrize(
    ("start", "months", "reached"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-03-01", 6, "2026-09-01"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2026-05-31", -6, "2025-11-30"),
        ("2026-01-15", 12, "2027-01-15"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_months(start: str, months: int, reached: str) -> None:
    assert add_months(D(start), months) == D(reached)


@pytest.mark.parametrize(
    ("start", "years", "reached"),
    [
        ("2025-06-01", 1, "2026-06-01"),
        ("2024-02-29", 1, "2025-03-01"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2023-02-28", 1, "2024-02-28"),
    ],
)
def test_years(start: str, years: int, reached: str) -> None:
    assert add_years(D(start), years) == D(reached)


@pytest.mark.parametrize(("day", "months"), [("9999-12-01", 1), ("0001-01-01", -1)])
def test_beyond_the_calendar(day: str, months: int) -> None:
    with pytest.raises(OverflowError):
        add_months(D(day), months)
    with pytest.raises(OverflowError):
        add_years(D(day), months)


@pytest.mark.parametrize(
    ("start", "day", "months"),
    [
        ("2026-03-01", "2026-02-01", 0),
        ("2026-03-15", "2026-04-14", 0),
        ("2026-03-15", "2026-04-15", 1),
        ("2025-08-31", "2026-02-27", 5),
        ("2025-08-31", "2026-02-28", 6),
    ],
)
def test_full_months(start: str, day: str, months: int) -> None:
    assert full_months(D(start), D(day)) == months


@pytest.mark.parametrize(
    ("day", "period", "first", "last"),
    [
        ("2026-02-10", "month", "2026-02-01", "2026-02-28"),
        ("2028-02-10", "month", "2028-02-01", "2028-02-29"),
        ("2026-05-31", "quarter", "2026-04-01", "2026-06-30"),
        ("2026-12-31", "quarter", "2026-10-01", "2026-12-31"),
        ("2026-07-01", "half", "2026-07-01", "2026-12-31"),
        ("2026-06-30", "half", "2026-01-01", "2026-06-30"),
        ("2026-06-30", "year", "2026-01-01", "2026-12-31"),
    ],
)
def test_periods(day: str, period: str, first: str, last: str) -> None:
    assert period_of(D(day), period) == (D(first), D(last))


@pytest.mark.parametrize(
    ("day", "near"),
    [("2026-03-07", False), ("2026-03-08", True), ("2026-03-15", True), ("2026-03-16", False)],
)
def test_within_the_last_seven_days(day: str, near: bool) -> None:
    assert is_near(D("2026-03-15"), D(day), 7) is near


def test_months_between_ignores_the_day() -> None:
    assert months_between(D("2026-05-31"), D("2026-11-01")) == 6
