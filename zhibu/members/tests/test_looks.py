"""How the pages of organisations and members look: nothing too wide, cut off, too small or unreadable."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zhibu.members import services
from zhibu.orgs import services as orgs
from zhibu.site.testing import database
from zhibu.site.testing.looking import Place, look_at
from zhibu.site.testing.world import inside, whole_house

from .people import newcomer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "买买提吐尔逊·阿卜杜热合曼·库尔班江·艾则孜"


@pytest.fixture
def pages(committed: Any) -> list[tuple[str, str, str]]:
    """(who, address, name) of pages with something on them, long and rare names among it."""
    w = committed
    with inside(whole_house()) as owner:
        orgs.record_election(owner, w.orgs["willow"], elected_on=date(2022, 1, 5))
        services.put_into_group(owner, w.members["member"], w.orgs["willow1"], on=date(2020, 1, 1))
    with inside(database.scope_of("secretary")) as scope:
        services.join_member(scope, w.orgs["willow"], newcomer(name=LONG), from_on=date(2016, 1, 1))
        services.correct_field(scope, w.members["member"], "landline", "0571-1234567", why="本人来电")
    with inside(database.scope_of("officer")) as scope:
        orgs.appoint_newcomer(scope, w.orgs["east"], "𬭎㛃䶮", office="auditor", from_on=date(2026, 1, 1))
    member, willow, east = w.people["member"].pk, w.orgs["willow"].pk, w.orgs["east"].pk
    return [
        ("secretary", "/members/", "roster"),
        ("secretary", f"/members/{member}/", "card"),
        ("secretary", f"/members/{member}/leaving/", "leaving"),
        ("secretary", "/members/join/", "join"),
        ("secretary", "/members/slips/", "slips"),
        ("secretary", f"/members/groups/{willow}/", "groups"),
        ("secretary", f"/orgs/{willow}/", "org"),
        ("officer", "/orgs/", "tree"),
        ("officer", f"/orgs/{east}/", "committee"),
        ("officer", f"/orgs/{east}/appoint/?q=zxm", "appoint"),
        ("officer", f"/orgs/{east}/found/", "found"),
        ("security_admin", "/orgs/confirmations/", "confirmations"),
        ("member", "/me/", "me"),
        ("member", "/me/correct/mobile/", "ask"),
        ("outsider", "/me/", "no-card"),
    ]


def test_every_page_looks_right(pages):
    look_at([Place(*page) for page in pages], prefix="members")
