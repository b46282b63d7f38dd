"""办事日历: every entry has its rule and its way; a month asks what its season and office ask."""

from __future__ import annotations

from datetime import date

import pytest

from zhibu.kernel import clock
from zhibu.kernel.norms import book
from zhibu.meetings.models import Meeting
from zhibu.meetings.services import explain_unheld, record_meeting
from zhibu.meetings.services.judging import LENGTHS, YEARLY
from zhibu.orgs.models import Appointment, Placement, Term
from zhibu.site.calendar import entries, month_of
from zhibu.site.calendar.entries import PAPERS, TITLES
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
    assert lesson.url == f"/meetings/{world.orgs['willow'].pk}/plan/lesson/?on=2026-12-01"
    assert november["主题党日"].url.endswith("/plan/theme_day/?on=2026-11-23")
    assert december["2026年度组织生活会"].by == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("first", "title", "by"),
    [
        (date(2026, 3, 1), "2025年度组织生活会", date(2026, 3, 31)),
        (date(2026, 4, 1), "", None),
        (date(2026, 9, 1), "", None),
        (date(2026, 10, 1), "2026年度组织生活会", date(2026, 12, 31)),
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
