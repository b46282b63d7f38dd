"""Search across contexts: people by name or initials, organisations, meetings by topic, rules by title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhibu.kernel import clock
from zhibu.kernel.norms import Norm, book
from zhibu.kernel.scope import NOWHERE, Scope
from zhibu.kernel.web.door import page
from zhibu.meetings import selectors as meetings
from zhibu.meetings.models import Meeting
from zhibu.members import selectors as members
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from .shell import link

MOST = 20
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
    found: dict[str, Any] = {"people": [], "orgs": [], "meetings": [], "rules": []}
    if words:
        found = {
            "people": people(scope, words),
            "orgs": organisations(scope, words),
            "meetings": topics(scope, words),
            "rules": rules(words),
        }
    return render(request, "site/search.html", {"words": words, **found, "nothing": not any(found.values())})


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


def rules(words: str) -> list[Norm]:
    """The rules in force today whose title or document contains what was typed."""
    today, shelf = clock.today(), book()
    standing = (norm for key in shelf for norm in shelf.versions(key) if norm.in_force(today))
    return [n for n in standing if words in n.title or words in n.source.document][:MOST]
