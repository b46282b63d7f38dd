"""Search across contexts: errands, people by name or initials, organisations, meetings, rules, help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhibu.kernel import clock
from zhibu.kernel.scope import NOWHERE, Scope
from zhibu.kernel.web.addresses import link
from zhibu.kernel.web.door import page
from zhibu.meetings import selectors as meetings
from zhibu.meetings.models import Meeting
from zhibu.members import selectors as members
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from . import help_pages, rules
from .errands import Errand, errands

MOST = 20
FEW = 6  # of what is the same for everybody: it must not push people and meetings off the page
USUAL = (
    "meetings.choose",
    "meetings.mine",
    "members.index",
    "members.me",
    "calendar",
    "rules.index",
    "help.index",
)
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    where: str
    url: str


@page("site.search")
def search(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Everything found lies within the grant: what one may not open is not found either."""
    words = " ".join(request.GET.get("q", "").split())[:LONGEST]
    today = clock.today()
    found: dict[str, Any] = dict.fromkeys(("errands", "people", "orgs", "meetings", "rules", "helps"), ())
    if words:
        found = {
            "errands": list(errands(scope, words, FEW)),
            "people": people(scope, words),
            "orgs": organisations(scope, words),
            "meetings": topics(scope, words),
            "rules": rules.find(words, today)[:MOST],
            "helps": help_pages.search(words, today)[:FEW],
        }
    context = {"words": words, "found": found, "nothing": not any(found.values()), "usual": usual(scope)}
    return render(request, "site/search.html", context)


def usual(scope: Scope) -> list[tuple[Errand, str]]:
    """What most people look for, before anything is typed."""
    return [(errand, url) for errand, url in errands(scope, "", 99) if errand.route in USUAL]


def people(scope: Scope, words: str) -> list[Person]:
    """Members of the range by name, pinyin or initials (“zxm” finds 张小明)."""
    if scope.persons == NOWHERE or not scope.may("members.see"):
        return []
    rows = members.roster(scope, orgs.own_org(scope), words=words)[:MOST]
    return [Person(m.name, m.branch.short_name, link("members.card", m.pk)) for m in rows]


def organisations(scope: Scope, words: str) -> list[Org]:
    """Standing organisations of the grant by name or code."""
    return orgs.called(scope, words)[:MOST] if scope.may("orgs.see") else []


def topics(scope: Scope, words: str) -> list[Meeting]:
    return meetings.topics(scope, words, MOST) if scope.may("meetings.see") else []
