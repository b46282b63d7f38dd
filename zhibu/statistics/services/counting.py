"""Deriving figures from facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from zhibu.kernel import clock, events
from zhibu.meetings.models import Attendance, Meeting
from zhibu.statistics.models import Recount

Subject = tuple[int, str]  # branch, and a month '2026-11' or '' for all its months

_FORGET = "DELETE FROM statistics_branchmonth WHERE branch_id = %(branch)s AND %(month)s IN ('', month)"
_COUNT = """
INSERT INTO statistics_branchmonth (branch_id, month, kind, held, expected, present, hours)
SELECT m.branch_id, to_char(m.held_on, 'YYYY-MM'), m.kind, count(*),
       COALESCE(sum(a.expected), 0), COALESCE(sum(a.present), 0), sum(m.hours)
FROM meetings_meeting m
LEFT JOIN {marks} a ON a.meeting_id = m.id
WHERE m.withdrawn_at IS NULL{only}
GROUP BY 1, 2, 3
"""
_MARKS = """(
    SELECT a.meeting_id, count(*) AS expected, count(*) FILTER (WHERE a.mark = ANY(%(came)s)) AS present
    FROM meetings_attendance a{only} GROUP BY a.meeting_id
)"""
_ONE = " AND m.branch_id = %(branch)s AND m.held_on >= %(first)s AND m.held_on < %(after)s"
_COUNT_ALL = _COUNT.format(marks=_MARKS.format(only=""), only="")
_COUNT_ONE = _COUNT.format(marks="LATERAL " + _MARKS.format(only=" WHERE a.meeting_id = m.id"), only=_ONE)
CAME = [Attendance.Mark.PRESENT.value, Attendance.Mark.REMOTE.value]


def all_subjects() -> Iterable[Subject]:
    """Every branch and group that ever recorded a meeting."""
    branches = Meeting.objects.order_by().values_list("branch_id", flat=True).distinct()
    return [(branch, "") for branch in branches]


def _heard_of(row: dict[str, Any]) -> str:
    return f"branch:{row['branch_id']}"


@events.derives("statistics_branchmonth", subjects=all_subjects, about=_heard_of)
def derive(subject: Subject) -> None:
    """Recount a branch's month (or all its months) from its meetings: whatever stood there is replaced.

    The worker holds the branch while this runs, so nobody counts the same rows at the same time.
    """
    branch, month = subject
    first, after = _month(month) if month else (date.min, date.max)
    params: dict[str, Any] = {"branch": branch, "month": month, "came": CAME, "first": first, "after": after}
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, params)
        cursor.execute(_COUNT_ONE, params)


def count_all() -> None:
    """The same for every branch at once, where nothing has been counted yet."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ALL, {"came": CAME})


def fill() -> None:
    """All figures anew from the facts, where nothing has been counted yet or all is to be counted again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.fill_figures(%s)", [clock.today()])


def fold() -> int:
    """Take what facts have changed since the last time into the pre-added figures. How many members."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.fold_figures(%s)", [clock.today()])
        return int(cursor.fetchone()[0])


def recount() -> Recount:
    """Count everything anew from the facts, put right what differs; what was found is kept for the house."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.recount_figures(%s)", [clock.today()])
        return Recount.objects.get(pk=cursor.fetchone()[0])


@events.recounts
def compare_kept() -> list[events.Difference]:
    """The recount of the night, with each row that differed: stretches, cells, past days, months of nodes."""
    recount()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM zhibu.figures_apart()")
        return [events.Difference(table, side, row) for table, side, row in cursor.fetchall()]


def _month(month: str) -> tuple[date, date]:
    """Its first day, and the first day after it."""
    first = date.fromisoformat(f"{month}-01")
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)
