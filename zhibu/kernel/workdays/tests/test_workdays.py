"""Working days by the tables: holidays off, weekends worked, and what is not known said so."""

from datetime import date, timedelta

import pytest

from zhibu.kernel import workdays
from zhibu.kernel.workdays import NoTable, read_year, years

D = date.fromisoformat


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 248), (2026, 248), (2027, 248)])
def test_working_days_of_a_year(year: int, days: int) -> None:
    assert workdays.working_days(date(year, 1, 1), date(year, 12, 31)) == days


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-02-09", True),  # the eve of 2024 was no public holiday
        ("2024-02-10", False),
        ("2024-02-18", True),  # a Sunday worked
        ("2025-01-27", True),
        ("2025-01-28", False),
        ("2025-10-11", True),  # a Saturday worked
        ("2026-01-02", False),
        ("2026-01-04", True),
        ("2026-02-28", True),
        ("2026-10-08", True),
        ("2026-11-21", False),  # a Saturday
        ("2026-11-23", True),
    ],
)
def test_single_days(day: str, works: bool) -> None:
    assert workdays.is_working_day(D(day)) is works


def test_counting_fast_is_counting_one_by_one() -> None:
    first = date(2024, 1, 1)
    for start in range(0, 1460, 37):
        for length in (0, 1, 6, 40, 400):
            begin = first + timedelta(days=start)
            end = min(begin + timedelta(days=length), date(2027, 12, 31))
            one_by_one = sum(
                workdays.is_working_day(begin + timedelta(days=n)) for n in range((end - begin).days + 1)
            )
            assert workdays.working_days(begin, end) == one_by_one


def test_a_year_without_a_table_is_not_guessed() -> None:
    with pytest.raises(NoTable) as missing:
        workdays.working_days(date(2027, 12, 1), date(2028, 1, 10))
    assert missing.value.year == 2028
    with pytest.raises(NoTable):
        workdays.is_working_day(date(2023, 12, 31))


def test_only_years_with_their_notice_are_confirmed() -> None:
    assert {year: table.confirmed for year, table in years().items()} == {
        2024: True,
        2025: True,
        2026: True,
        2027: False,
    }
    assert workdays.all_confirmed(date(2024, 1, 1), date(2026, 12, 31))
    assert not workdays.all_confirmed(date(2026, 12, 31), date(2027, 1, 1))


def test_every_weekend_worked_is_a_weekend() -> None:
    for table in years().values():
        assert all(day.weekday() >= 5 for day in table.working)


SPAN = '{ name = "节", from = 2030-01-01, until = 2030-01-02 }'


@pytest.mark.parametrize(
    ("working", "complaint"), [("2029-12-31", "another year"), ("2030-01-02", "both off and worked")]
)
def test_a_table_with_a_slip_is_refused(working: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_year(f'year = 2030\nconfirmed = true\nnotice = "x"\nworking = [{working}]\nholidays = [{SPAN}]')
