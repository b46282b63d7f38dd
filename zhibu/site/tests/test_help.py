"""Help and the privacy notice: every page opens for everybody, is found, cites, and leads somewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.urls import resolve
from django.utils import translation

import zhibu
from zhibu.kernel import clock
from zhibu.kernel.norms import book
from zhibu.site.help_pages import TOPICS, body, plain, search
from zhibu.site.page_help import help_of, shelf

from .matrix.routes import pages
from .matrix.table import TABLE

HOUSE = Path(zhibu.__file__).parent
HAN = re.compile(r"[\u4e00-\u9fff]")


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
    assert f"/help/{slug}/" in [hit.url for hit in search(words, clock.today())]


def test_the_title_counts_before_the_text(world):
    assert search("登录纸条", clock.today())[0].url == "/help/slip/"


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


NO_PAGE = {  # what is answered there is no page: a file, a picture, a word for a machine, the frame itself
    "static", "healthz", "readyz", "size", "language", "drafts",
    "handover_paper", "members.copy", "meetings.worker", "meetings.minutes", "meetings.minutes_word",
    "meetings.signed", "meetings.resolution", "meetings.sign_in", "meetings.chairing", "meetings.workbook",
    "meetings.workbook_word", "meetings.quarter_paper", "meetings.examined_paper", "meetings.scan",
    "meetings.queue", "exchange.template", "exchange.bad",
}  # fmt: skip


def test_every_page_has_its_own_paragraph():
    shown = {
        each.name
        for each in pages()
        if any(status in TABLE[each.name].get | TABLE[each.name].post for status in (200, 422))
    }
    assert sorted(shown - NO_PAGE - {name for name in shown if help_of(name)}) == []


def test_every_paragraph_is_of_pages_and_leads_to_topics():
    names = {each.name for each in pages()}
    written = [each for paragraphs in shelf().values() for each in paragraphs]
    assert sorted({name for each in written for name in each.of} - names) == []
    assert not {name for each in written for name in each.of} & NO_PAGE
    assert {slug for each in written for slug in each.more} <= set(TOPICS)
    told = [name for each in written for name in each.of]
    assert len(told) == len(set(told)), "a page explained twice"
    for each in written:
        assert len(each.say) >= 20 and each.say.endswith("。"), each.title


@pytest.mark.parametrize(
    ("who", "page", "paragraph"),
    [
        ("member", "/me/meetings/", "/help/pages/meetings/#meetings-mine"),
        ("secretary", "/members/join/", "/help/pages/members/#members-join"),
        ("secretary", "/members/of/{willow}/", "/help/pages/members/#members-index"),
        ("system_admin", "/ops/backup/", "/help/pages/ops/#ops-backup"),
    ],
)
def test_a_page_leads_to_its_own_paragraph(world, sign_in, who, page, paragraph):
    client = sign_in(who)
    asked = client.get(page.format(willow=world.orgs["willow"].pk)).content.decode()
    assert f'<a href="{paragraph}">这一页怎么用</a>' in asked
    address, mark = paragraph.split("#")
    assert f'<section id="{mark}"' in client.get(address).content.decode()


def test_what_a_paragraph_says_is_found(world):
    assert "/help/pages/meetings/#meetings-roll" in [
        hit.url for hit in search("登记到会 全部到会", clock.today())
    ]


def test_every_paragraph_is_there_in_english_and_no_other(world, client):
    for room, paragraphs in shelf().items():
        written = tomllib.loads((HOUSE / room / "help.en.toml").read_text("utf-8"))["page"]
        assert [each["of"] for each in written] == [each.of[0] for each in paragraphs], room
        for each in paragraphs:
            words = " ".join(each.english)
            assert not HAN.search(words.replace("张小明", "")), each.of
            assert len(each.english[1]) > 40, each.of
    client.get("/language/?to=en")
    page = client.get("/help/pages/members/").content.decode()
    assert "zxm finds" in page and "按姓名或拼音首字母找人" not in page
    assert any("Slips" in hit.title or "slips" in hit.title.lower() for hit in _in_english("slips"))


def _in_english(words):
    with translation.override("en"):
        return search(words, clock.today())


@pytest.mark.parametrize("slug", TOPICS)
def test_every_topic_is_there_in_english(world, slug):
    chinese = body(slug, clock.today())
    with translation.override("en"):
        english = body(slug, clock.today())
    assert english != chinese
    if slug not in {"quorum", "rules", "api"}:  # these cite rules and examples in their own words
        assert not HAN.search(english)
    ways = [sorted(re.findall(r'href="([^"]+)"', text)) for text in (english, chinese)]
    assert ways[0] == ways[1]
    assert english.count("<h2") == chinese.count("<h2") and english.count("<li") == chinese.count("<li")
