"""What is due in a year, judged from a book written by hand: periods, groups, windows, first day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError

from zhibu.meetings import services, year
from zhibu.meetings.periods import named, period_of, periods_between
from zhibu.meetings.selectors import Book, Held
from zhibu.orgs.models import Org

BRANCH = Org(pk=1, kind="branch", path="001", founded_on=date(2015, 3, 1), short_name="柳河")
GROUPS = tuple(
    Org(pk=pk, kind="group", path=f"00100{pk}", founded_on=date(2015, 3, 1), short_name=f"第{pk}组")
    for pk in (2, 3)
)
COMMITTEE = tuple((UUID(int=n), date(2020, 1, 1), None) for n in range(3))


def book(*held, opened=date(2025, 1, 1), groups=(), committee=COMMITTEE, explained=()):
    rows = tuple(
        Held(pk=n, org=h[2] if len(h) > 2 else 1, kind=h[0], on=h[1], for_year=h[3] if len(h) > 3 else None)
        for n, h in enumerate(held, 1)
    )
    return Book(
        branch=BRANCH,
        opened=opened,
        groups=groups,
        committee=committee,
        held=rows,
        explained=dict(explained),
    )


def due(of, kind, *, today, since=date(2026, 1, 1)):
    return {
        d.subject.removeprefix(f"{kind}:"): d.verdict.level
        for d in services.frequency(of, since, today=today)
        if d.kind == kind
    }


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (date(2026, 11, 22), "kept"),
        (date(2026, 11, 23), "due_soon"),  # seven days are left
        (date(2026, 11, 29), "due_soon"),
        (date(2026, 11, 30), "warned"),
        (date(2026, 12, 1), "warned"),  # and it stays
    ],
)
def test_a_month_without_a_committee_meeting(today, level):
    assert due(book(), "branch_committee", today=today)["2026-11"] == level


def test_what_was_held_in_the_period_keeps_it_whenever_it_was_written_down():
    of = book(("branch_committee", date(2026, 11, 30)))
    assert due(of, "branch_committee", today=date(2026, 12, 5))["2026-11"] == "kept"
    of = book(("branch_committee", date(2026, 12, 1)))
    assert due(of, "branch_committee", today=date(2026, 12, 5))["2026-11"] == "warned"


def test_a_branch_without_committee_or_groups_owes_neither():
    of = book(committee=COMMITTEE[:2])
    assert set(due(of, "branch_committee", today=date(2026, 3, 31)).values()) == {"not_applicable"}
    assert set(due(of, "group", today=date(2026, 3, 31)).values()) == {"not_applicable"}


def test_a_committee_of_the_day_counts_not_that_of_today():
    since_may = tuple((who, date(2026, 5, 1), None) for who, _since, _until in COMMITTEE)
    levels = due(book(committee=since_may), "branch_committee", today=date(2026, 6, 30))
    assert (levels["2026-04"], levels["2026-05"]) == ("not_applicable", "warned")


def test_each_group_owes_its_own_meeting():
    of = book(("group", date(2026, 2, 10), 2), groups=GROUPS)
    levels = due(of, "group", today=date(2026, 3, 1))
    assert (levels["2026-02:2"], levels["2026-02:3"]) == ("kept", "warned")


def test_a_group_founded_later_owes_nothing_before():
    late = Org(pk=4, kind="group", path="001004", founded_on=date(2026, 3, 10), short_name="第4组")
    levels = due(book(groups=(late,)), "group", today=date(2026, 4, 30))
    assert set(levels) == {"2026-01", "2026-02", "2026-04:4"}
    assert (levels["2026-02"], levels["2026-04:4"]) == ("not_applicable", "warned")


@pytest.mark.parametrize(("opened", "missed"), [(date(2026, 9, 1), True), (date(2026, 9, 2), False)])
def test_nothing_is_missed_before_the_book_was_opened(opened, missed):
    levels = due(book(opened=opened), "branch_committee", today=date(2026, 10, 5))
    assert "2026-08" not in levels
    assert ("2026-09" in levels) is missed  # a period begun before is not called missed


def test_the_period_in_which_the_book_was_opened_asks_while_it_lasts():
    of = book(opened=date(2026, 9, 10))
    assert due(of, "branch_committee", today=date(2026, 9, 25))["2026-09"] == "due_soon"
    assert "2026-09" not in due(of, "branch_committee", today=date(2026, 9, 30))


@pytest.mark.parametrize(
    ("held", "today", "levels"),
    [
        ((), date(2026, 3, 31), {"2025": "due_soon", "2026": "kept"}),
        ((), date(2026, 4, 1), {"2025": "broken", "2026": "kept"}),
        ((), date(2026, 10, 1), {"2025": "broken", "2026": "due_soon"}),
        ((("life_meeting", date(2026, 2, 10), 1, 2025),), date(2026, 4, 1), {"2025": "kept", "2026": "kept"}),
        (
            (("life_meeting", date(2026, 2, 10), 1, 2026),),
            date(2026, 4, 1),
            {"2025": "broken", "2026": "kept"},
        ),
    ],
)
def test_a_meeting_in_february_held_for_last_year_counts_for_last_year(held, today, levels):
    found = services.annual(book(*held), (today.year - 1, today.year), today=today)
    assert {d.period: d.verdict.level for d in found if d.kind == "life_meeting"} == levels


def test_a_year_before_the_book_owes_no_yearly_meeting():
    found = list(services.annual(book(opened=date(2026, 2, 1)), (2025, 2026), today=date(2026, 4, 1)))
    assert {d.period for d in found} == {"2026"}


@pytest.mark.parametrize(
    ("kind", "day", "meant"),
    [
        ("life_meeting", date(2026, 3, 31), 2025),
        ("life_meeting", date(2026, 4, 1), 2026),
        ("appraisal", date(2026, 1, 1), 2025),
        ("assembly", date(2026, 2, 1), None),
    ],
)
def test_the_year_a_yearly_meeting_is_held_for(kind, day, meant):
    assert services.year_meant(kind, day) == meant


def cells(of, kind, *, today, record=None):
    lines = year.lines(of, today.year, today=today, show=lambda pk: f"/{pk}", record=record)
    return next(line for line in lines if line.kind == kind).row


def test_every_cell_of_the_year_says_what_it_means():
    of = book(
        ("branch_committee", date(2026, 1, 5)),
        ("assembly", date(2026, 2, 1)),
        ("branch_committee", date(2026, 4, 20)),
        opened=date(2026, 1, 1),
    )
    today = date(2026, 4, 20)
    row = cells(of, "branch_committee", today=today)
    assert [c.state for c in row.cells] == ["done", "missing", "missing", "today"] + ["waiting"] * 8
    assert row.cells[0].text == "1月5日已开" and row.cells[0].url == "/1"
    assert row.cells[1].text.startswith("2月：")
    assert all(c.text for c in row.cells)
    row = cells(of, "assembly", today=today)
    assert [c.state for c in row.cells] == [
        "none",
        "done",
        *["none"] * 3,
        "waiting",
        *["none"] * 2,
        "waiting",
    ] + ["none"] * 2 + ["waiting"]


def test_a_gap_leads_to_the_empty_form_of_its_day():
    row = cells(
        book(opened=date(2026, 1, 1)),
        "theme_day",
        today=date(2026, 4, 20),
        record=lambda org, kind, on="": f"/{org}/{kind}/{on}",
    )
    assert row.cells[1].url == "/1/theme_day/2026-02-28"
    assert row.cells[3].url == "/1/theme_day/"


def test_what_does_not_apply_is_said_calmly():
    row = cells(book(committee=()), "branch_committee", today=date(2026, 4, 20))
    assert row.note == "不适用"
    assert {c.state for c in row.cells} == {"none"}


def test_the_row_of_groups_is_done_when_every_group_met():
    of = book(
        ("group", date(2026, 1, 5), 2),
        ("group", date(2026, 1, 6), 3),
        ("group", date(2026, 2, 5), 2),
        groups=GROUPS,
        opened=date(2026, 1, 1),
    )
    row = cells(of, "group", today=date(2026, 3, 10))
    assert [c.state for c in row.cells][:3] == ["done", "missing", "waiting"]
    assert "第3组" in row.cells[1].text and "第2组" not in row.cells[1].text


def test_last_years_meeting_stands_in_march_and_this_years_in_december():
    of = book(opened=date(2025, 1, 1))
    states = [c.state for c in cells(of, "life_meeting", today=date(2026, 4, 20)).cells]
    assert (states[2], states[11]) == ("missing", "waiting")


def test_what_was_held_in_february_for_last_year_stands_in_both_years():
    of = book(("life_meeting", date(2026, 2, 10), 1, 2025), opened=date(2025, 1, 1))
    today = date(2026, 4, 20)
    last, this = (
        next(r for r in year.lines(of, y, today=today, show=lambda pk: f"/{pk}") if r.kind == "life_meeting")
        for y in (2025, 2026)
    )
    assert (last.row.cells[11].state, last.row.cells[11].url) == ("done", "/1")
    assert last.row.cells[11].text == "2026年2月10日已开（2025 年度）"
    assert (this.row.cells[1].state, this.row.cells[1].text) == ("done", "2月10日已开（2025 年度）")
    assert (this.row.cells[2].state, this.row.cells[11].state) == ("none", "waiting")


@pytest.mark.parametrize(
    ("said", "held_on", "right"),
    [
        (2025, date(2026, 2, 10), True),
        (2026, date(2026, 2, 10), True),  # an early one of this year may be said
        (2025, date(2026, 12, 31), True),  # a late one of last year too
        (2024, date(2026, 1, 1), False),
        (2027, date(2026, 12, 31), False),
    ],
)
def test_only_this_year_or_the_last_can_be_meant(said, held_on, right):
    if right:
        assert services.year_meant("life_meeting", held_on, said) == said
    else:
        with pytest.raises(ValidationError):
            services.year_meant("life_meeting", held_on, said)


@pytest.mark.parametrize("name", ["2026-02", "2026-12", "2026Q1", "2026Q4", "2026H1", "2026H2", "2026"])
def test_a_period_is_found_again_by_its_name(name):
    assert named(name).name == name


def test_periods_follow_each_other_without_gaps():
    for length in ("month", "quarter", "half", "year"):
        periods = list(periods_between(length, date(2025, 1, 1), date(2027, 12, 31)))
        assert all((b.first - a.last).days == 1 for a, b in pairwise(periods))
        assert period_of(length, periods[0].last) == periods[0]
