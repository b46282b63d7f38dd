"""办事日历: every entry has its rule and its way; a month asks what its season and office ask."""

from __future__ import annotations

from datetime import date

import pytest

from zhibu.kernel import clock
from zhibu.kernel.norms import book
from zhibu.meetings.models import Meeting
from zhibu.meetings.selectors import book as book_of
from zhibu.meetings.services import explain_unheld, record_meeting
from zhibu.meetings.services.judging import LENGTHS, YEARLY
from zhibu.orgs.models import Appointment, Placement, Term
from zhibu.site.calendar import entries, month_of, two_months
from zhibu.site.calendar.entries import PAPERS, TITLES
from zhibu.site.calendar.months import open_ahead
from zhibu.site.testing.world import inside, whole_house

TODAY = date(2026, 11, 23)


def asked(world, scope, first, *, today=TODAY, org="willow"):
    with clock.stopped_at(today), inside(scope) as worn:
        return {t.title: t for t in month_of(worn, world.orgs[org], first, today=today)}


@pytest.fixture
def kept(world):
    """The book was opened long ago."""
    with inside(whole_house()):
        Placement.objects.update(made_at="2025-01-01T00:00:00+08:00")


def held(world, kind, on, **more):
    with clock.stopped_at(TODAY), inside(whole_house()) as house:
        return record_meeting(
            house, world.orgs["willow"], kind=kind, topic=f"{kind} {on}", held_on=on, marks={}, **more
        )


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.key)
def test_every_entry_has_its_rule_its_months_and_its_title(entry):
    assert set(entry.months) <= set(range(1, 13)) and entry.months
    assert set(entry.offices) <= {"branch", "group", "above"}
    assert bool(entry.norm) != bool(entry.source)
    source = entry.basis(TODAY)["source"]
    assert all([source["document"], source["article"]] if entry.source else [source.document, source.article])
    assert entry.kind in {"", *Meeting.Kind.values} and bool(entry.year) == (entry.kind in YEARLY)
    assert entry.title in TITLES
    assert bool(entry.paper) != bool(entry.kind or entry.plan or entry.page), (
        "a page, or how it is done on paper"
    )


def test_every_kind_of_meeting_has_its_month_and_no_title_is_left_over():
    assert {e.kind for e in entries() if e.kind} == {*LENGTHS, *YEARLY}
    assert {e.title for e in entries()} == set(TITLES)
    assert {e.paper for e in entries() if e.paper} == set(PAPERS)
    for kind, length in LENGTHS.items():
        months = {m for e in entries() if e.kind == kind for m in e.months}
        assert months == (set(range(1, 13)) if length == "month" else {3, 6, 9, 12})
    assert book().get("life.annual", TODAY).values["window_month"] == 3


def test_november_and_december_of_a_secretary(world, scope_of, kept):
    november = asked(world, scope_of("secretary"), date(2026, 11, 1))
    assert {"主题党日", "支部委员会", "党小组会", "2026年度组织生活会", "2026年度民主评议党员"} <= set(
        november
    )
    assert "支部党员大会" not in november and november["主题党日"].by == date(2026, 11, 30)
    december = asked(world, scope_of("secretary"), date(2026, 12, 1))
    assert {"支部党员大会", "党课", "向党员公布全年党费收缴情况"} <= set(december)
    lesson = december["党课"]
    assert lesson.url == f"/meetings/{world.orgs['willow'].pk}/plan/lesson/?on=2026-12-01&by=2026-12-31"
    assert november["主题党日"].url.endswith("/plan/theme_day/?on=2026-11-23&by=2026-11-30")
    yearly = november["2026年度组织生活会"]
    assert yearly.url.endswith("/plan/life_meeting/?on=2026-11-23&by=2026-12-31")
    assert december["向党员公布全年党费收缴情况"].url.endswith("/plan/assembly/?on=2026-12-01&by=2026-12-31")


def test_one_matter_has_one_date_and_stands_in_one_month(world, scope_of, kept):
    scope = scope_of("secretary")
    november = asked(world, scope, date(2026, 11, 1))
    december = asked(world, scope, date(2026, 12, 1))
    for title, by in (
        ("2026年度组织生活会", date(2027, 3, 31)),  # by which life.annual judges, as the desk says
        ("书记抓党建工作述职", date(2026, 12, 31)),
        ("年底核对党员名册和信息卡", date(2026, 12, 31)),
        ("谈心谈话，开组织生活会以前谈一遍", date(2026, 12, 31)),
    ):
        assert november[title].by == december[title].by == by
    with clock.stopped_at(TODAY), inside(scope) as worn:
        (_now, first), (_next, later) = two_months(worn, world.orgs["willow"], today=TODAY)
        once = open_ahead(
            worn, world.orgs["willow"], book_of(world.orgs["willow"], date(2025, 1, 1), TODAY), today=TODAY
        )
    assert not {(t.title, t.by) for t in first} & {(t.title, t.by) for t in later}
    assert [t.title for t in later].count("主题党日") == 1  # every month asks its own
    titles = [t.title for t in once]
    assert titles.count("书记抓党建工作述职") == 1 and titles.count("主题党日") == 2
    assert {t.by for t in once if t.title == "2026年度组织生活会"} == {date(2027, 3, 31)}


@pytest.mark.parametrize(
    ("key", "day", "ends"),
    [
        ("season", (2026, 10, 5), (2027, 3, 31)),
        ("season", (2027, 1, 5), (2027, 3, 31)),
        ("hours", (2026, 9, 5), (2026, 9, 30)),
        ("hours", (2026, 11, 5), (2026, 12, 31)),
        ("quarter", (2026, 10, 5), (2026, 10, 31)),
        ("theme_day", (2026, 10, 5), (2026, 10, 31)),
    ],
)
def test_a_season_ends_with_its_last_month(key, day, ends):
    entry = next(each for each in entries() if each.key == key)
    assert entry.season_ends(date(*day)) == date(*ends)


@pytest.mark.parametrize(
    ("title", "before", "shown"),
    [
        ("主题党日", ("theme_day", (2026, 10, 10)), "2026-11-30"),  # the tenth has passed
        ("2026年度组织生活会", ("life_meeting", (2026, 2, 20)), "2026-12-20"),
    ],
)
def test_the_day_that_is_filled_in_lies_in_the_period_that_is_meant(
    title, before, shown, world, scope_of, sign_in, kept, monkeypatch
):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    kind, day = before
    with inside(whole_house()):
        Meeting.objects.create(
            branch=world.orgs["willow"], branch_name="柳河", kind=kind, topic="上一次", held_on=date(*day)
        )
    task = asked(world, scope_of("secretary"), date(2026, 11, 1))[title]
    assert f'value="{shown}"' in sign_in("secretary").get(task.url).content.decode()


@pytest.mark.parametrize(
    ("first", "title", "by"),
    [
        (date(2026, 3, 1), "2025年度组织生活会", date(2026, 3, 31)),
        (date(2026, 4, 1), "", None),
        (date(2026, 9, 1), "", None),
        (date(2026, 10, 1), "2026年度组织生活会", date(2027, 3, 31)),
    ],
)
def test_the_season_of_the_yearly_meeting(first, title, by, world, scope_of, kept):
    found = asked(world, scope_of("secretary"), first, today=first)
    yearly = {name: task.by for name, task in found.items() if name.endswith("组织生活会")}
    assert yearly == ({title: by} if title else {})


def test_what_was_held_or_explained_is_done(world, scope_of, kept):
    scope = scope_of("secretary")
    held(world, "theme_day", date(2026, 11, 5))
    held(world, "life_meeting", date(2026, 11, 20))
    with clock.stopped_at(TODAY), inside(whole_house()) as house:
        explain_unheld(
            house, world.orgs["willow"], kind="branch_committee", period="2026-11", why="委员都在防汛"
        )
    november = asked(world, scope, date(2026, 11, 1))
    assert {t for t, task in november.items() if task.done} == {
        "主题党日",
        "2026年度组织生活会",
        "支部委员会",
    }
    assert "委员都在防汛" in november["支部委员会"].why
    assert not asked(world, scope, date(2026, 12, 1))["主题党日"].done


def test_one_held_in_february_is_last_years(world, scope_of, kept):
    held(world, "life_meeting", date(2026, 2, 10), for_year=2025)
    assert asked(world, scope_of("secretary"), date(2026, 2, 1), today=date(2026, 2, 10))[
        "2025年度组织生活会"
    ].done
    assert not asked(world, scope_of("secretary"), date(2026, 10, 1))["2026年度组织生活会"].done


def test_the_end_of_a_term_and_the_training_of_a_new_secretary(world, scope_of, kept):
    with inside(whole_house()):
        Term.objects.create(org=world.orgs["willow"], elected_on=date(2022, 5, 20))
        Appointment.objects.filter(org=world.orgs["willow"], office="secretary").update(
            from_on=date(2026, 6, 15)
        )
    found = asked(world, scope_of("secretary"), date(2026, 12, 1))
    assert any("换届" in title and task.by == date(2027, 5, 20) for title, task in found.items())
    assert found["新任书记培训，2026年12月15日以前参加"].by == date(2026, 12, 15)
    assert not any("新任书记" in t for t in asked(world, scope_of("secretary"), date(2027, 1, 1)))
    assert not any("新任书记" in t for t in asked(world, scope_of("deputy"), date(2026, 12, 1)))


def test_each_office_is_asked_its_own(world, scope_of, kept):
    with inside(whole_house()):
        world.appoint("member", "willow1", "group_leader")
    group = asked(world, scope_of("member", "group_leader"), date(2026, 11, 1), org="willow1")
    assert set(group) == {"党小组会"}
    assert group["党小组会"].url.startswith(f"/meetings/{world.orgs['willow1'].pk}/plan/group/")
    above = asked(world, scope_of("east_officer"), date(2026, 10, 1), org="east")
    assert "看下级支部上季度的情况表报齐没有" in above and "主题党日" not in above


def test_the_page(world, sign_in, kept, django_assert_max_num_queries):
    client = sign_in("secretary")
    with django_assert_max_num_queries(34):
        page = client.get("/calendar/").content.decode()
    assert (
        "记在谈心谈话记录本上" in page
        and "依据" in page
        and "《中国共产党支部工作条例（试行）》" in page
        and "?on=" in page
    )
    assert (
        client.get("/calendar/").status_code == 200 and sign_in("member").get("/calendar/").status_code == 404
    )
