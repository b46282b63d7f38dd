"""Help and the privacy notice: texts for a secretary, for a member of 74, for whoever keeps the machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import unescape
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel import clock
from zhibu.kernel.cards import cards
from zhibu.kernel.norms import book
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.parts import Crumb

from . import page_help
from .rules import shelves


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of help; its text is jinja2/site/help/<slug>.html."""

    slug: str
    title: Any
    lead: Any


@dataclass(frozen=True, slots=True)
class Hit:
    """A page in which the words were found, and the line around them."""

    title: Any
    url: str
    around: str


EVERYBODY = gettext_lazy("大家都用得着")
MEMBERS = gettext_lazy("党员")
SECRETARIES = gettext_lazy("书记和委员")
KEEPERS = gettext_lazy("管机器的同志")

SHELVES: tuple[tuple[Any, tuple[Topic, ...]], ...] = (
    (
        EVERYBODY,
        (
            Topic("sign-in", gettext_lazy("怎样登录"), gettext_lazy("纸条上的登录码，或者密码")),
            Topic("large", gettext_lazy("大字版"), gettext_lazy("点一下，字和按钮都变大")),
            Topic("find", gettext_lazy("找东西"), gettext_lazy("人、会、制度、要办的事，一个框")),
            Topic("keys", gettext_lazy("键盘"), gettext_lazy("不用鼠标也能办每一件事")),
            Topic("voice", gettext_lazy("投诉建议"), gettext_lazy("不用登录，凭编号看答复")),
        ),
    ),
    (
        MEMBERS,
        (
            Topic("attendance", gettext_lazy("看自己的到会"), gettext_lazy("今年参加了几次，只有自己看得到")),
            Topic("viewings", gettext_lazy("谁看过我的信息"), gettext_lazy("谁、哪天、为什么")),
            Topic("correct", gettext_lazy("更正"), gettext_lazy("写错了怎么改，谁来核对")),
        ),
    ),
    (
        SECRETARIES,
        (
            Topic("plan", gettext_lazy("开一次会：拟会、通知、到会"), gettext_lazy("会前拟好，开会那天不慌")),
            Topic("record", gettext_lazy("记一次会"), gettext_lazy("记一次，次数、学时、报表都从这里来")),
            Topic("quorum", gettext_lazy("法定人数怎么算"), gettext_lazy("应到、有表决权、实到，各是什么")),
            Topic("quarter", gettext_lazy("报送三会一课情况表"), gettext_lazy("不用填，核对以后报送")),
            Topic("late", gettext_lazy("补录"), gettext_lazy("过了些日子才记，怎么办")),
            Topic("roster", gettext_lazy("第一个晚上：把名册录进来"), gettext_lazy("手里的 Excel 直接导入")),
            Topic("join", gettext_lazy("录入党员"), gettext_lazy("照志愿书和身份证填")),
            Topic("reconcile", gettext_lazy("和全国系统对账"), gettext_lazy("哪里不一样，改好没有")),
            Topic("review", gettext_lazy("审核"), gettext_lazy("一个人录，另一个人审")),
            Topic("slip", gettext_lazy("登录纸条"), gettext_lazy("给不记密码的同志")),
            Topic("rules", gettext_lazy("每条规则的依据"), gettext_lazy("哪个文件、第几条")),
        ),
    ),
    (
        KEEPERS,
        (
            Topic("backup", gettext_lazy("备份拷到另一块硬盘"), gettext_lazy("两句话，四步")),
            Topic("api", gettext_lazy("给程序用的接口"), gettext_lazy("每个地址都有能照抄的例子")),
            Topic("phones", gettext_lazy("让手机能打开"), gettext_lazy("局域网或互联网，用 HTTPS")),
        ),
    ),
)
TOPICS = {topic.slug: topic for _who, topics in SHELVES for topic in topics}

SAYS = {
    "quorum.ordinary": gettext_lazy("半数以上到会才能开，含半数"),
    "resolution.ordinary": gettext_lazy("超过半数赞成才算通过，不含半数"),
    "quorum.branch_committee": gettext_lazy("支委半数以上到会才能开，含半数"),
    "quorum.admission": gettext_lazy("超过半数到会才能开，不含半数"),
    "resolution.admission": gettext_lazy(
        "超过应到半数赞成才算通过；不能到会、会前正式写了书面意见的，票算在内"
    ),
    "quorum.election": gettext_lazy("五分之四到会才能选，含五分之四"),
}


@page("site.read")
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    """All pages by reader; with ?q= those in which the words stand."""
    words = " ".join(request.GET.get("q", "")[:40].split())
    found = search(words, clock.today()) if words else []
    context = {
        "words": words,
        "found": found,
        "columns": (SHELVES[:2], SHELVES[2:]),
        "rooms": page_help.rooms(),
    }
    return render(request, "site/help_index.html", context)


@page("site.read")
def topic(request: HttpRequest, scope: Scope, slug: str) -> HttpResponse:
    """One page of help."""
    if slug not in TOPICS:
        raise Http404
    crumbs = (Crumb(label=_("帮助"), url=reverse("help.index")),)
    context = {"topic": TOPICS[slug], "body": body(slug, clock.today()), "crumbs": crumbs}
    return render(request, "site/help_topic.html", context)


@page("site.read")
def room(request: HttpRequest, scope: Scope, room: str) -> HttpResponse:
    """How each page of a room is used, one paragraph after the other; the addresses are their names."""
    if room not in page_help.shelf():
        raise Http404
    crumbs = (Crumb(label=_("帮助"), url=reverse("help.index")),)
    context = {
        "title": cards()[room].title,
        "paragraphs": page_help.shelf()[room],
        "topics": TOPICS,
        "crumbs": crumbs,
    }
    return render(request, "site/help_room.html", context)


@page("site.read")
def privacy(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What is kept, who sees it, what is never done, how one complains."""
    return render(request, "site/privacy.html")


def body(slug: str, today: date) -> SafeString:
    """The text of a page as HTML in the reader's language, with the rules in force on that day."""
    return _body(slug, today, str(translation.get_language() or settings.LANGUAGE_CODE))


@lru_cache(maxsize=128)
def _body(slug: str, today: date, language: str) -> SafeString:
    folder = "site/help" if language == settings.LANGUAGE_CODE else "site/help/en"
    template = engines["jinja2"].get_template(f"{folder}/{slug}.html")
    parts = engines["jinja2"].get_template("ui/parts.html").template.module  # type: ignore[attr-defined]
    values = {"p": parts, "groups": shelves(today), "rules": _rules(today)}
    if slug == "api":
        from .api import examples  # the whole API is loaded for it

        values |= {"preamble": examples.preamble(), "examples": list(examples.examples())}
    return mark_safe(template.render(values))  # noqa: S308 - our own text, escaped by its template


def plain(slug: str, today: date) -> str:
    """The same as one line of words, to search in."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body(slug, today))).split())


def search(words: str, today: date) -> list[Hit]:
    """The pages that have all the words, those with them in the title first."""
    wanted = words.lower().split()
    hits = []
    for title, lead, text, url in _texts(today):
        if all(word in f"{title} {lead} {text}".lower() for word in wanted):
            hits.append((wanted[0] not in title.lower(), Hit(title, url, _around(text, wanted[0]))))
    return [hit for _later, hit in sorted(hits, key=lambda pair: pair[0])]


def _texts(today: date) -> Iterator[tuple[str, str, str, str]]:
    """Everything that can be read here: title, lead, words, address."""
    for one in TOPICS.values():
        yield str(one.title), str(one.lead), plain(one.slug, today), reverse("help.topic", args=[one.slug])
    for paragraphs in page_help.shelf().values():
        for each in paragraphs:
            yield each.title, "", each.say, each.url


def _around(text: str, word: str) -> str:
    """The words before and after the first place; the beginning where only the title has it."""
    at = max(text.lower().find(word), 0)
    start = max(at - 16, 0)
    return ("…" if start else "") + text[start : at + 44] + ("…" if len(text) > at + 44 else "")


def _rules(today: date) -> list[dict[str, Any]]:
    found = ((book().get(key, today), says) for key, says in SAYS.items())
    return [{"norm": norm, "title": norm.title, "says": says} for norm, says in found]
