"""What went out of the house and comes in again changes nothing, by whichever door it left."""

from __future__ import annotations

import pytest

from zhibu.exchange import selectors, services
from zhibu.members import services as members
from zhibu.members.models import Change, Member
from zhibu.site.testing.world import inside

pytestmark = pytest.mark.slow


def weighed_again(scope, org, body, kind):
    batch = services.check_batch(scope, services.open_batch(scope, org, body, name=f"名册.{kind}"))
    rows = [row for row in selectors.every_row(batch) if row.kind != " "]
    assert [(row.number, [fault.reason for fault in row.faults]) for row in rows if row.faults] == []
    return batch


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize(("who", "where"), [("secretary", "willow"), ("officer", "county")])
def test_the_roster_in_masks_comes_in_unchanged(scope_of, world, kind, who, where):
    scope, org = scope_of(who), world.orgs[where]
    with inside(scope):
        before = Member.objects.within(scope).under(org).here().count()
        body, _type = members.roster_bytes(scope, members.export_roster(scope, org), kind)
        batch = weighed_again(scope, org, body, kind)
        assert {k: n for k, n in batch.counts.items() if n} == {"u": before}
        assert Change.objects.filter(source="import").count() == 0


def test_the_roster_in_clear_comes_in_unchanged(scope_of, world):
    scope, org = scope_of("officer"), world.orgs["county"]
    with inside(scope):
        before = Member.objects.within(scope).under(org).here().count()
        made = members.export_in_clear(scope, org, why="与全国系统核对")
        body, _type = members.roster_bytes(scope, made, "xlsx")
        batch = weighed_again(scope, org, body, "xlsx")
        assert {k: n for k, n in batch.counts.items() if n} == {"u": before}


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_on_the_page_comes_in_unchanged(scope_of, sign_in, world, kind):
    """The page shows fewer fields, and telephone numbers in masks."""
    page = sign_in("secretary").get(f"/members/?as={kind}")
    scope, org = scope_of("secretary"), world.orgs["willow"]
    with inside(scope):
        before = Member.objects.within(scope).under(org).here().count()
        batch = weighed_again(scope, org, page.content, kind)
        assert {k: n for k, n in batch.counts.items() if n} == {"u": before}


def test_one_changed_cell_is_one_changed_row(scope_of, world):
    """The proof that the comparison looks."""
    scope, org = scope_of("secretary"), world.orgs["willow"]
    with inside(scope):
        body, _type = members.roster_bytes(scope, members.export_roster(scope, org), "csv")
        lines = body.decode("utf-8-sig").split("\r\n")
        at = next(n for n, line in enumerate(lines) if "大学本科" in line or "农牧渔民" in line)
        lines[at] = lines[at].replace("大学本科", "大学专科").replace("农牧渔民", "学生")
        batch = services.open_batch(scope, org, "\r\n".join(lines).encode(), name="名册.csv")
        assert services.check_batch(scope, batch).counts["c"] == 1
