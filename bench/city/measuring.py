"""What is measured, in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from lines import Line
from moving import move
from questions import dashboard, held, page, searched, table
from references import timed

from zhibu.kernel import clock
from zhibu.kernel.scope import wear
from zhibu.orgs.models import Org, Placement
from zhibu.site.scopes import house, scope_of
from zhibu.statistics import services

ROOT_BY_BRANCH = 3.0  # times the branch
PAGE, COMMUNIQUE, SEARCH, MEETINGS = 25.0, 300.0, 1000.0, 50.0  # milliseconds


def measure(rounds: int) -> Iterator[Line]:
    with transaction.atomic():
        wear(house("bench"), seconds=3600)
        services.fold()  # a city made yesterday has no figures of today yet
    with transaction.atomic():
        scope = scope_of("officer")
        wear(scope, seconds=3600)
        root = Org.objects.get(path=scope.branches.lo)
        county, district = level(root)
        inside = Org.objects.filter(path__gt=district.path, path__lt=district.path + "~").order_by("path")
        nodes = {
            "root": root,
            "district": district,
            "county": county,
            "committee": inside.filter(kind=Org.Kind.PARTY_COMMITTEE)[0],
            "branch": inside.branches()[0],
        }
        today = clock.today()
        days = [today, date(today.year - 1, 12, 31), date(today.year - 2, 5, 17)]
        for day in days:
            found = {}
            for name, org in nodes.items():
                found[name] = dashboard(f"dashboard {name} {day}", scope, org, day, rounds)
                yield found[name]
            by = (found["root"].subject or 0.0) / (found["branch"].subject or 1.0)
            yield Line(f"root by branch {day}", round(by, 2), ROOT_BY_BRANCH, "x")
        for day in days:
            yield timed(f"communique {day}", table(scope, root, day), COMMUNIQUE, rounds, 70)
        for name, where in (("root", root), ("district", district)):
            year = f"{today:%Y}-01", f"{today:%Y-%m}", today
            yield timed(f"meetings of a year, {name}", held(scope, where, *year), MEETINGS, rounds, 70)
        for name, asked in FILTERS.items():
            yield timed(f"first page of 50, {name}", page(scope, district, **asked), PAGE, rounds, 51)
        for words in WORDS:
            yield timed(f"search {words}", searched(scope, words), SEARCH, rounds, 20)
    yield move(scope, county, district, today, rounds)


def level(root: Any) -> tuple[Any, Any]:
    """The county to be moved and the district of 200,000: the first two below the city."""
    below = Placement.objects.filter(parent=root, until=None).select_related("org").order_by("path")
    first, second = [p.org for p in below[:2]]
    return first, second


FILTERS: dict[str, dict[str, Any]] = {
    "all": {},
    "initials": {"words": "zj"},
    "name": {"words": "建国"},
    "probationary": {"category": "probationary"},
}


WORDS = ("张建国", "zjg", "第12党支部", "主题党日", "研究")
