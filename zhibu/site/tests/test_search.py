"""One search for everything: what is found can be opened, and what one may not open is not found."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import resolve, reverse

from zhibu.meetings import services as meetings
from zhibu.site.errands import ERRANDS, errands
from zhibu.site.testing.world import inside, whole_house

MOST = 20


def found(client, words):
    return client.get("/search/", {"q": words}).content.decode().split('id="main"')[1]


@pytest.mark.parametrize(
    ("who", "words", "address"),
    [
        ("secretary", "开会", "/meetings/new/"),
        ("secretary", "kh", "/meetings/new/"),
        ("secretary", "导入", "/exchange/"),
        ("secretary", "纸条", "/help/slip/"),
        ("secretary", "支委会 到会", "/rules/quorum.branch_committee/"),
        ("member", "谁看过", "/me/viewings/"),
        ("member", "党费 基数", "/rules/dues.base/"),
        ("audit_admin", "日志", "/audit/"),
    ],
)
def test_words_lead_to_the_page(who, words, address, world, sign_in):
    assert f'href="{address}"' in found(sign_in(who), words)


@pytest.mark.parametrize(
    ("who", "words", "address"),
    [
        ("member", "开会", "/meetings/new/"),
        ("auditor", "录入", "/members/join/"),
        ("secretary", "账号", "/accounts/"),
        ("system_admin", "党员名册", "/members/"),
    ],
)
def test_a_page_one_may_not_open_is_not_offered(who, words, address, world, sign_in):
    assert f'href="{address}"' not in found(sign_in(who), words)


def test_people_are_found_by_initials_and_only_within_reach(world, sign_in):
    card = f"/members/{world.members['member'].pk}/"
    assert card in found(sign_in("secretary"), "zxm")
    assert card in found(sign_in("officer"), "张小明")
    for who in ("elm_secretary", "member", "newcomer", "system_admin"):
        assert card not in found(sign_in(who), "zxm")


def test_meetings_are_found_only_within_reach(world, sign_in):
    with inside(whole_house()) as house:
        meetings.record_meeting(
            house,
            world.orgs["willow"],
            kind="theme_day",
            topic="金丝雀清河",
            held_on=date(2026, 11, 3),
            marks={},
        )
    assert "金丝雀清河" in found(sign_in("secretary"), "金丝雀")
    assert "金丝雀清河" in found(sign_in("elder"), "金丝雀")
    assert "金丝雀清河" not in found(sign_in("elm_member"), "金丝雀")
    assert "没有找到" in found(sign_in("elm_member"), "金丝雀清")


def test_every_errand_has_a_page_and_leads_nobody_to_a_shut_door(world, sign_in, scope_of):
    assert [errand.route for errand in ERRANDS if not reverse(errand.route)] == []
    assert len({errand.route for errand in ERRANDS}) == len(ERRANDS)
    client = sign_in("secretary")
    offered = [url for _errand, url in errands(scope_of("secretary"), "", 99)]
    assert len(offered) > 20
    assert {url: status for url in offered if (status := client.get(url).status_code) >= 400} == {}


def test_without_words_one_sees_where_most_go(world, sign_in):
    text = found(sign_in("secretary"), "")
    assert "常去的地方" in text and "没有找到" not in text
    assert all(resolve(address) for address in re.findall(r'<li><a href="([^"?]+)"', text))


def test_what_is_typed_is_no_markup(world, sign_in):
    assert "<i>x</i>" not in sign_in("secretary").get("/search/", {"q": "<i>x</i>"}).content.decode()


def test_the_search_costs_so_many_questions(world, sign_in, django_assert_max_num_queries):
    client = sign_in("officer")
    with django_assert_max_num_queries(MOST):  # those of opening and signing the transaction included
        client.get("/search/", {"q": "柳"})
