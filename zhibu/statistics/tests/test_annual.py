"""党内统计报表: carried, checked, explained, frozen once and not changed by what is corrected later."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.http import Http404

from zhibu.members.models import Particular
from zhibu.site.testing.world import inside
from zhibu.statistics import annual, selectors, services
from zhibu.statistics.models import AnnualReturn

YEAR, HALF = date(2025, 12, 31), date(2026, 6, 30)


@pytest.mark.parametrize(
    ("today", "latest"),
    [
        (date(2026, 6, 30), date(2025, 12, 31)),  # the day itself is not over
        (date(2026, 7, 1), date(2026, 6, 30)),
        (date(2026, 12, 31), date(2026, 6, 30)),
        (date(2027, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_is_closed_when_its_last_day_is_over(today, latest):
    days = annual.closings(today)
    assert (days[0], len(days)) == (latest, 10)


def test_a_half_year_starts_from_the_year_before():
    assert (annual.year_before(HALF), annual.first_day(HALF)) == (YEAR, date(2026, 1, 1))


def freeze(scope, org, day, why="", **more):
    now = selectors.annual_now(scope, org, day)
    reasons = {check.code: "已逐人核实" for check in now.failed} | more
    return services.freeze_return(scope, org, day, reasons=reasons, why=why)


def test_what_is_frozen_stands_and_what_changed_since_is_told(world, scope_of):
    with inside(scope_of("officer")) as scope:
        county = world.orgs["county"]
        first = freeze(scope, county, YEAR)
        assert (first.edition, first.frozen_by_name) == (1, scope.name)
        assert selectors.annual(scope, county, YEAR).changed == []
        Particular.objects.filter(kind="education", member=world.members["elder"]).update(code="80")
        shown = selectors.annual(scope, county, YEAR)
        assert shown.frozen == first
        told = {line.key: (line.last, line.this) for line in shown.changed}  # one less here, one more there
        assert set(told) == {"education.20", "education.80"}
        assert told["education.80"] == (0, 1)
        assert shown.this["education.80"] == 0
        half = selectors.annual_now(scope, county, HALF)
        assert half.last == shown.this  # carried as frozen, not as corrected
        assert [check.code for check in half.failed if check.code == "carried"] == ["carried"]
        with pytest.raises(ValidationError) as refused:
            freeze(scope, county, YEAR)
        assert "why" in refused.value.message_dict
        assert freeze(scope, county, YEAR, why="学历更正").edition == 2
        assert "carried" not in [c.code for c in selectors.annual_now(scope, county, HALF).failed]
        old = selectors.annual(scope, county, YEAR, edition=1)
        assert (old.this, [each.edition for each in old.editions]) == (shown.this, [2, 1])
        with pytest.raises(Http404):
            selectors.annual(scope, county, YEAR, edition=3)


def test_what_does_not_agree_needs_its_reason(world, scope_of):
    with inside(scope_of("officer")) as scope:
        unknown_then = Particular.objects.filter(kind="education", member=world.members["elder"])
        unknown_then.update(from_on=date(2026, 7, 1))
        county = world.orgs["county"]
        failed = [c.code for c in selectors.annual_now(scope, county, HALF).failed]
        assert failed == ["unknown.education"]
        with pytest.raises(ValidationError) as refused:
            services.freeze_return(scope, county, HALF, reasons={"unknown.education": "  "})
        assert list(refused.value.message_dict) == ["reason_unknown.education"]
        kept = services.freeze_return(scope, county, HALF, reasons={"unknown.education": "证书丢失"})
        assert [c["reason"] for c in kept.checks if not c["passed"]] == ["证书丢失"]


def test_what_happened_in_half_a_year_is_not_subtracted_from_a_whole_one():
    this = {
        "members": 9,
        "began": 8,
        "in.admitted": 1,
        "admitted": 1,
        "meetings.lesson.held": 6,
        "sex.male": 5,
    }
    last = {
        "members": 8,
        "began": 5,
        "in.admitted": 3,
        "admitted": 3,
        "meetings.lesson.held": 12,
        "sex.male": 4,
    }
    half = {line.key: line.change for line in annual.lines(this, last, half=True)}
    whole = {line.key: line.change for line in annual.lines(this, last)}
    assert (half["members"], half["began"], half["sex.male"]) == (1, 3, 1)
    assert {half[key] for key in ("in.admitted", "admitted", "converted", "meetings.lesson.held")} == {None}
    assert (whole["in.admitted"], whole["meetings.lesson.held"]) == (-2, -6)


def test_a_day_that_closes_nothing_is_refused(world, scope_of):
    with inside(scope_of("officer")) as scope, pytest.raises(ValidationError):
        services.freeze_return(scope, world.orgs["county"], date(2026, 3, 31), reasons={})


def test_a_secretary_freezes_nothing_and_nobody_changes_what_is_frozen(world, scope_of):
    with inside(scope_of("secretary")) as scope, pytest.raises(Http404):
        services.freeze_return(scope, world.orgs["willow"], HALF, reasons={})
    with inside(scope_of("officer")) as scope:
        freeze(scope, world.orgs["county"], HALF)
        with pytest.raises(DatabaseError), transaction.atomic():
            AnnualReturn.objects.update(edition=7)


def test_each_check_can_fail():
    """Figures made wrong one by one: a check that cannot fail checks nothing."""
    right = {"members": 5, "began": 4, "in.admitted": 1, **{f"{d}.x": 5 for d in annual.TITLES}}
    child = selectors.Child(1, "a", "甲", "branch", 5)

    def failed(this, carried=None, below=(child,)):
        return [c.code for c in annual.checks(this, carried, right, list(below)) if not c.passed]

    assert failed(right, right) == []
    assert failed(right | {"began": 3}) == ["balance"]
    assert failed(right | {"sex.x": 4}) == ["sum.sex"]
    assert failed(right | {"age.x": 4, "age.": 1}) == ["unknown.age"]
    assert failed(right, right | {"members": 6}) == ["carried"]
    assert failed(right, below=[selectors.Child(1, "a", "甲", "branch", 4)]) == ["children"]


def test_the_page_freezes_and_its_sheet_holds_it(sign_in):
    client = sign_in("officer")
    asked = {"org": "county", "on": HALF.isoformat()}
    page = client.get("/statistics/annual/", asked)
    assert page.status_code == 200
    assert "尚未冻结" in page.content.decode()
    done = client.post("/statistics/annual/freeze/", asked)
    assert done.status_code == 303
    text = client.get(done["Location"]).content.decode()
    assert "已冻结" in text
    assert "2026年半年报" in text
    assert client.get("/statistics/annual/", asked | {"edition": 1}).status_code == 200
    assert client.get("/statistics/annual/", asked | {"edition": 2}).status_code == 404
    again = client.post("/statistics/annual/freeze/", asked | {"why": " "})
    assert again.status_code == 422
    assert "重新冻结要写明原因" in again.content.decode()
    sheet = client.get("/statistics/annual/", asked | {"as": "csv"})
    assert "期末党员" in sheet.content.decode("utf-8-sig")
    assert client.get("/statistics/annual/", asked | {"on": "2026-03-31"}).status_code == 422
    assert sign_in("secretary").post("/statistics/annual/freeze/", asked).status_code == 404
