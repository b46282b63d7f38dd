"""Reading figures: rights by today's tree, figures by the tree of the asked day, aggregates only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from zhibu.kernel import clock
from zhibu.kernel.scope import Range, Refused, Scope
from zhibu.orgs.models import Org
from zhibu.statistics.dimensions import BANDED, LONG, TITLES, bands, keys

KINDS = ("party_committee", "general_branch", "branch")


@dataclass(frozen=True, slots=True)
class Figures:
    """The members under an organisation on a day. `by` is dimension → key → members, as the lists go.

    Every dimension adds up to `members`.
    """

    members: int
    by: dict[str, dict[str, int]]


class Child(NamedTuple):
    """An organisation directly below on that day, under the name it has today."""

    org: int
    code: str
    name: str
    kind: str
    members: int


@dataclass(frozen=True, slots=True)
class Meetings:
    """What was held in a month of one kind of meeting by one kind of organisation (党组织类别)."""

    month: str
    kind: str
    held: int
    expected: int
    present: int
    hours: Decimal
    field: str = ""


@dataclass(frozen=True, slots=True)
class Flows:
    """Last + in − out = this. `came`, `went`: reason → members; 'moved' came or went with their branch."""

    since: date
    until: date
    last: int
    came: dict[str, int]
    went: dict[str, int]
    this: int
    converted: int = 0

    @property
    def balanced(self) -> bool:
        """Whether the flows, counted from rows, explain the two figures, counted from days."""
        return self.last + sum(self.came.values()) - sum(self.went.values()) == self.this


def figures(scope: Scope, org: Org, on: date) -> Figures:
    """Members under `org` on a day by every dimension. Raises Refused outside the range of persons."""
    counted: dict[str, dict[str, int]] = {}
    for dimension, key, members in _rows(scope.persons, org, "member_figures(%s, %s)", [org.pk, on]):
        counted.setdefault(dimension, {})[key] = members
    return _figures(counted)


def categories_today(scope: Scope, org: Org) -> dict[str, int]:
    """Today's members under `org` by 人员类别. Raises Refused outside the range of persons."""
    return figures(scope, org, clock.today()).by["category"]


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What one sees first of a node: its members by every dimension, what stands below, who is there."""

    figures: Figures
    children: list[Child]
    organisations: dict[str, int]


def dashboard(scope: Scope, org: Org, on: date) -> Dashboard:
    """Figures, children, organisations of a day at once. Raises Refused outside the persons' range."""
    counted: dict[str, dict[str, int]] = {}
    below: list[Child] = []
    for dimension, key, members, org_id, code, name, kind in _rows(
        scope.persons, org, "node_figures(%s, %s)", [org.pk, on]
    ):
        if dimension == "child":
            below.append(Child(org_id, code, name, kind, members))
        else:
            counted.setdefault(dimension, {})[key] = members
    stood = counted.get("organisations", {})
    return Dashboard(_figures(counted), below, {kind: stood.get(kind, 0) for kind in KINDS})


def _figures(counted: dict[str, dict[str, int]]) -> Figures:
    return Figures(
        members=counted.get("members", {}).get("", 0),
        by={dimension: _ordered(dimension, counted.get(dimension, {})) for dimension in TITLES},
    )


def _ordered(dimension: str, counted: dict[str, int]) -> dict[str, int]:
    """Every key of a short list, what occurs of a long one; then what the list does not know."""
    if dimension in BANDED:
        return {band.name: counted.get(str(number), 0) for number, band in enumerate(bands(dimension))}
    known = [key for key in keys(dimension) if dimension not in LONG or key in counted]
    return {key: counted.get(key, 0) for key in [*known, *sorted(set(counted) - set(known))]}


def children(scope: Scope, org: Org, on: date) -> list[Child]:
    """The organisations directly below on that day, without groups; their members add up to the whole."""
    return [Child(*row) for row in _rows(scope.persons, org, "child_figures(%s, %s)", [org.pk, on])]


def reachable(scope: Scope, children: Iterable[Child]) -> set[int]:
    """Those of the organisations that today's rights still cover: a page links to these."""
    pks = [child.org for child in children]
    return set(Org.objects.within(scope).filter(pk__in=pks).values_list("pk", flat=True))


def organisations(scope: Scope, org: Org, on: date) -> dict[str, int]:
    """How many committees, general branches and branches stood there on that day, `org` itself included."""
    counted = dict(_rows(scope.branches, org, "org_figures(%s, %s)", [org.pk, on]))
    return {kind: counted.get(kind, 0) for kind in KINDS}


def meetings_in(scope: Scope, org: Org, first_month: str, last_month: str, on: date) -> list[Meetings]:
    """Meetings from month to month ('2026-11', both included) of what stood under `org` on a day."""
    call = "meeting_figures(%s, %s, %s, %s)"
    return [Meetings(*row) for row in _rows(scope.branches, org, call, [org.pk, on, first_month, last_month])]


def admitted(scope: Scope, org: Org, since: date, until: date) -> int:
    """Who joined the Party from `since` through `until` and first belonged to something under `org`.

    Also those who have gone on since. Whose first belonging is a transfer was admitted elsewhere. Raises
    Refused outside the range of persons.
    """
    if org.path not in scope.persons:
        raise Refused("statistics.see", org.path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.admitted_figures(%s, %s, %s)", [org.pk, since, until])
        return int(cursor.fetchone()[0] or 0)


def flows(scope: Scope, org: Org, since: date, until: date) -> Flows:
    """Who came and went from `since` through `until`, across the border of `org` as it stood each day.

    A move within is no flow; `converted` became formal members while here. `last` counts the day before
    `since`, `this` the day `until`.
    """
    rows = _rows(scope.persons, org, "flow_figures(%s, %s, %s)", [org.pk, since, until])
    told: dict[str, dict[str, int]] = {"in": {}, "out": {}, "converted": {}}
    for direction, reason, members in rows:
        told[direction][reason] = members
    return Flows(
        since=since,
        until=until,
        last=figures(scope, org, since - timedelta(days=1)).members,
        came=told["in"],
        went=told["out"],
        this=figures(scope, org, until).members,
        converted=told["converted"].get("", 0),
    )


def _rows(span: Range, org: Org, call: str, params: list[Any]) -> list[tuple[Any, ...]]:
    if org.path not in span:
        raise Refused("statistics.see", org.path)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM zhibu.{call}", params)  # noqa: S608 - calls from this file
        return list(cursor.fetchall())
