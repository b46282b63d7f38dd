"""What the pages of study show, put together for their templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel.norms import Verdict
from zhibu.kernel.norms.figures import plain
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.parts import Crumb, Tab
from zhibu.orgs.models import Org

from . import selectors
from .models import Training
from .selectors import FIRST_YEAR, Share, least

YEARS_BACK = 3
LISTED = 200
BAND = Decimal(8)  # one day of a training course


@dataclass(frozen=True, slots=True)
class Goal:
    """For whom so many hours a year are meant, how many were organised, how many are still to arrange."""

    label: str
    hours: Decimal
    organised: str
    least: int
    left: str
    verdict: Verdict
    bands: tuple[tuple[str, int], ...]  # how many members still need how much


def own(scope: Scope, year: int, *, today: date) -> dict[str, Any]:
    study = selectors.own_study(scope, year, today=today)
    rows = [(a, True) for a in study.counted] + [(a, False) for a in study.waiting]
    trained = [(t, plain(t.hours)) for t in study.trained]
    rows.sort(key=lambda row: (row[0].meeting.held_on, row[0].meeting_id), reverse=True)
    return {
        "study": study,
        "rows": rows,
        "trained": trained,
        "hours": plain(study.hours),
        "least": study.least,
        "left": study.verdict.value,
        "visible": {a.meeting_id for a, _counts in rows if scope.org == a.branch_id},
        "year": year,
        "years": years("learning.mine", year, today),
    }


def branch(scope: Scope, where: Org, year: int, *, today: date) -> dict[str, Any]:
    found = selectors.arranged(scope, where, year, today=today)
    goals = [
        Goal(
            label,
            organised,
            plain(organised),
            least(duty, verdict),
            str(verdict.value),
            verdict,
            tuple(bands(least(duty, verdict), [s for s in found.shares if s.leads == leads])),
        )
        for label, duty, organised, verdict, leads in (
            (_("党员"), "member", found.for_everybody, found.everybody, False),
            (_("书记和委员"), "committee_member", found.for_committee, found.committee, True),
        )
    ]
    return {
        "where": where,
        "found": found,
        "goals": goals,
        "plans": scope.may("meetings.record") and year == today.year,
        "year": year,
        "years": years("learning.index", year, today),
    }


@dataclass(frozen=True, slots=True)
class Line:
    """A training in the list: how many came, for how many hours each."""

    training: Training
    people: int
    hours: str


def trainings(scope: Scope, where: Org) -> list[Line]:
    rows = selectors.trainings(scope, where).annotate(people=Count("trainees"))[:LISTED]
    return [Line(row, getattr(row, "people", 0), plain(row.hours)) for row in rows]


def training(scope: Scope, pk: int) -> dict[str, Any]:
    found = selectors.training(scope, pk)
    return {
        "training": found,
        "hours": plain(found.hours),
        "people": selectors.trainees(found),
        "crumbs": [Crumb(label=_("培训"), url=reverse("learning.trainings"))],
    }


def bands(wanted: int, shares: Iterable[Share]) -> list[tuple[str, int]]:
    """How many have enough, how many need a day more, two days, more than that. Nobody is named."""
    counts = [0, 0, 0, 0]
    for share in shares:
        left = wanted - share.hours
        counts[0 if left <= 0 else 1 if left <= BAND else 2 if left <= 2 * BAND else 3] += share.members
    labels = [_("已经够了"), _("还差 8 学时以内"), _("还差 8 到 16 学时"), _("还差 16 学时以上")]
    return list(zip(labels, counts, strict=True)) if sum(counts) else []


def years(name: str, asked: int, today: date) -> list[Tab]:
    first = max(today.year - YEARS_BACK, FIRST_YEAR)
    return [
        Tab(label=_("%(year)s年") % {"year": each}, url=f"{reverse(name)}?year={each}", current=each == asked)
        for each in range(today.year, min(first, asked) - 1, -1)
    ]
