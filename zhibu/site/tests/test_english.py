"""The English interface: every marked text has its English, and pages speak it wherever the house speaks."""

from __future__ import annotations

import re
import runpy
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.utils import translation

from zhibu.guard.models import Person
from zhibu.kernel.speech import say
from zhibu.kernel.web import jinja
from zhibu.kernel.web.language import OFFERED
from zhibu.orgs.models import Org
from zhibu.site.testing.world import inside, whole_house

TOOL = runpy.run_path(str(Path(__file__).resolve().parents[3] / "bin" / "translate.py"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
HAN = re.compile("[\u4e00-\u9fff]+")
SPOKEN = {
    "title",
    "nav",
    "h1",
    "h2",
    "h3",
    "button",
    "label",
    "legend",
    "th",
    "dt",
    "summary",
}  # by the house
READ_OUT = {"aria-label", "placeholder", "alt", "data-label"}
VOID = {"input", "br", "img", "meta", "link", "use", "hr", "wbr", "col", "path"}
PAGES = {
    None: ("/", "/sign-in/", "/help/"),
    "member": ("/", "/meetings/", "/me/", "/me/meetings/", "/devices/", "/me/viewings/"),
    "secretary": ("/", "/meetings/", "/meetings/new/", "/members/", "/members/join/", "/me/"),
    "officer": ("/", "/meetings/", "/members/", "/orgs/", "/statistics/"),
    "system_admin": ("/", "/accounts/", "/orgs/", "/ops/", "/ops/parked/"),
    "security_admin": ("/", "/second-factors/", "/orgs/confirmations/"),
    "audit_admin": ("/", "/audit/", "/audit/check/"),
}


class Spoken(HTMLParser):
    """Collects what headings, buttons, labels and navigation say."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said += [value for name, value in attrs if name in READ_OUT and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if SPOKEN & set(self.open):
            self.said.append(data)


def chinese(page: bytes, names: list[str]) -> list[str]:
    """What a page says in Chinese of its own: names, longest first, are taken out before looking."""
    reader = Spoken()
    reader.feed(page.decode())
    found = []
    for said in reader.said:
        rest = said
        for name in names:
            rest = rest.replace(name, "")
        if HAN.search(rest):
            found.append(said.strip())
    return found


@pytest.fixture(scope="module")
def catalog():
    return TOOL["stored"]()


@pytest.mark.slow
def test_every_marked_text_has_its_english(catalog):
    lacking = TOOL["lacking"](TOOL["renewed"](catalog))
    assert [message.id for message in lacking] == []


def test_english_is_not_chinese_and_keeps_every_placeholder(catalog):
    wrong = []
    for message in catalog:
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[0]
        for text in [message.string] if isinstance(message.string, str) else message.string:
            same = sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(text))
            if not same or (HAN.search(text) and text != "中文"):
                wrong.append((source, text))
    assert wrong == []


def test_the_compiled_catalogue_says_what_the_text_says(catalog):
    compiled = TOOL["PO"].with_suffix(".mo").read_bytes()
    assert TOOL["said"](compiled) == TOOL["said"](TOOL["compiled"](catalog))


@pytest.mark.parametrize("who", PAGES)
def test_pages_speak_english_but_for_names(who, world, sign_in, client):
    with inside(whole_house()):
        names = [n for pair in Org.objects.values_list("name", "short_name") for n in pair]
        people = list(Person.objects.values_list("name", flat=True))
    names += people + [name[1:] for name in people]  # a greeting leaves the surname out
    names = sorted({"中文", *filter(None, names)}, key=len, reverse=True)
    browser = sign_in(who) if who else client
    browser.cookies["zb_lang"] = "en"
    for address in PAGES[who]:
        page = browser.get(address)
        assert page.status_code == 200, address
        assert b'<html lang="en"' in page.content
        assert (address, chinese(page.content, names)) == (address, [])


def test_the_look_for_chinese_finds_it():
    assert chinese(b"<h1>\xe4\xbc\x9a\xe8\xae\xae</h1><p>\xe4\xbc\x9a</p>", []) == ["会议"]


def test_the_link_changes_the_language_and_comes_back_to_the_same_page(sign_in, world):
    browser = sign_in("officer")
    address = "/members/?q=zxm&category=formal"
    first = browser.get(address).content.decode()
    assert '<html lang="zh-CN"' in first and ">English</a>" in first
    to_english = re.search(r'href="(/language/\?to=en[^"]*)"', first)
    assert to_english
    answer = browser.get(to_english[1].replace("&amp;", "&"))
    assert answer.headers["Location"] == address
    second = browser.get(address).content.decode()
    assert '<html lang="en"' in second and ">中文</a>" in second
    back = re.search(r'href="(/language/\?to=zh-hans[^"]*)"', second)
    assert back and browser.get(back[1].replace("&amp;", "&")).headers["Location"] == address
    assert browser.get(address).content.decode().count('<html lang="zh-CN"') == 1
    assert set(OFFERED) == {"zh-hans", "en"}


def test_dates_are_said_the_english_way():
    friday = date(2026, 11, 20)
    said = jinja.day, jinja.fullday, jinja.weekday, jinja.month_leaf, jinja.weekday_leaf
    assert [words(friday) for words in said] == ["11月20日", "2026年11月20日", "星期五", "11月", "星期五"]
    with translation.override("en"):
        assert [words(friday) for words in said] == [
            "20 November",
            "20 November 2026",
            "Friday",
            "Nov",
            "Fri",
        ]


def test_commands_speak_english_where_the_environment_does(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert say("正在停止…") == "Stopping…"
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert say("正在停止…") == "正在停止…"
