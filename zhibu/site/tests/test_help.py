"""Help and the privacy notice: every page opens for everybody, is found, cites, and leads somewhere."""

from __future__ import annotations

import re

import pytest
from django.urls import resolve

from zhibu.kernel import clock
from zhibu.kernel.norms import book
from zhibu.site.help_pages import TOPICS, body, plain, search


@pytest.mark.parametrize("slug", TOPICS)
def test_every_page_opens_without_an_account(world, client, slug):
    reply = client.get(f"/help/{slug}/")
    assert reply.status_code == 200
    assert str(TOPICS[slug].title) in reply.content.decode()


@pytest.mark.parametrize("who", ["member", "secretary", "officer", "system_admin"])
def test_help_and_privacy_open_in_everybodys_own_frame(world, sign_in, who):
    client = sign_in(who)
    assert "怎样登录" in client.get("/help/").content.decode()
    assert "绝不做" in client.get("/privacy/").content.decode()


def test_a_page_that_is_not_there_is_not_found(world, client):
    assert client.get("/help/nothing/").status_code == 404


@pytest.mark.parametrize("slug", TOPICS)
def test_links_in_help_lead_to_pages(world, slug):
    links = re.findall(r'href="([^"]+)"', body(slug, clock.today()))
    assert all(link.startswith("/") and resolve(link) for link in links)


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("纸条", "slip"),
        ("法定人数", "quorum"),
        ("备份", "backup"),
        ("大字", "large"),
        ("预备党员 表决", "quorum"),
    ],
)
def test_words_find_their_page(world, words, slug):
    assert slug in [hit.topic.slug for hit in search(words, clock.today())]


def test_the_title_counts_before_the_text(world):
    assert search("更正", clock.today())[0].topic.slug == "correct"


def test_what_is_not_there_is_said_with_a_way_on(world, client):
    reply = client.get("/help/", {"q": "打卡"}).content.decode()
    assert "帮助里没有“打卡”" in reply
    assert "看全部" in reply


def test_what_is_searched_for_is_no_markup(world, client):
    assert "<b>x</b>" not in client.get("/help/", {"q": "<b>x</b>"}).content.decode()


def test_the_list_of_rules_is_complete(world):
    text, today = plain("rules", clock.today()), clock.today()
    in_force = [norm for key in book() for norm in book().versions(key)[:1] if norm.in_force(today)]
    assert len(in_force) > 40
    for norm in in_force:
        assert norm.title in text
        assert norm.source.document in text


def test_help_costs_no_more_than_its_frame(world, client, django_assert_max_num_queries):
    body("rules", clock.today())
    with django_assert_max_num_queries(8):
        client.get("/help/rules/")
