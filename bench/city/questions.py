"""What is asked of a city: dashboards, the communique, meetings of a year, lists, searches."""

from __future__ import annotations

from datetime import date
from typing import Any

from lines import Line
from references import Work, beside

from zhibu.members import selectors as members
from zhibu.site import search
from zhibu.statistics import communique, documents
from zhibu.statistics import selectors as statistics

DASHBOARD = 2.0  # times the reference


def dashboard(name: str, scope: Any, org: Any, day: date, rounds: int) -> Line:
    def shown() -> int:
        found = statistics.dashboard(scope, org, day)
        return sum(map(len, found.figures.by.values())) + len(found.children)

    count = shown()
    assert count > 20  # a scope that has expired sees nothing, very fast
    return beside(name, shown, DASHBOARD, rounds * 4, count)


def held(scope: Any, where: Any, first: str, last: str, on: date) -> Work:
    def counted() -> None:
        assert sum(row.held for row in statistics.meetings_in(scope, where, first, last, on)) > 10_000

    return counted


def searched(scope: Any, words: str) -> Work:
    def found() -> None:
        assert [
            *search.people(scope, words),
            *search.organisations(scope, words),
            *search.topics(scope, words),
        ]

    return found


def page(scope: Any, where: Any, **asked: Any) -> Work:
    def first_page() -> None:
        assert len(list(members.roster(scope, where, **asked)[:51])) == 51

    return first_page


def table(scope: Any, where: Any, on: date) -> Work:
    def filled() -> None:
        shown = documents.communique_shown(scope, where, on)
        assert (communique.table(shown)[0].value or 0) > 300_000

    return filled
