"""What the pages of papers show, put together for their templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel.scope import Scope
from zhibu.kernel.web.parts import Column, Crumb, Tab
from zhibu.meetings.models import Meeting, Report
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from . import inspecting, selectors
from . import quarter as quarters
from .forms import InspectionForm, PeriodForm, this_year

MOST_BRANCHES = 40


@dataclass(frozen=True, slots=True)
class Handed:
    """A branch, and what it handed in last for the quarter that is looked at."""

    org: Org
    url: str
    report: Report | None


def papers(scope: Scope, where: Org, today: date) -> dict[str, Any]:
    """Of a branch its papers, of an organisation above the branches below and what they handed in."""
    year, number = today.year, (today.month - 1) // 3 + 1
    context: dict[str, Any] = {"crumbs": _crumbs(where), "year": year, "number": number}
    if where.above_branch:
        below = orgs.children(scope, where)
        handed = quarters.latest(scope, [o for o in below if o.kind == Org.Kind.BRANCH], year, number)
        return context | {"below": [_handed(o, handed.get(o.pk), year, number) for o in below]}
    return context | {
        "sheets": _sheets(scope, where),
        "form": PeriodForm(initial=this_year()),
        "records": scope.may("meetings.record"),
        "compiles": scope.may("meetings.compile") and where.kind == Org.Kind.BRANCH,
        "quarters": _quarters(where, year, number) if where.kind == Org.Kind.BRANCH else [],
    }


def _sheets(scope: Scope, where: Org) -> list[tuple[int, str, str]]:
    """Which meetings have papers before: (organisation, kind, label); each party group has its own."""
    kinds = [k for k in Meeting.Kind if (k == Meeting.Kind.GROUP) == (where.kind == Org.Kind.GROUP)]
    own = [(where.pk, k.value, str(k.label)) for k in kinds]
    if where.kind != Org.Kind.BRANCH:
        return own
    group = Meeting.Kind.GROUP
    return own + [(g.pk, group.value, f"{group.label}（{g.short_name}）") for g in orgs.groups(scope, where)]


def _handed(org: Org, report: Report | None, year: int, number: int) -> Handed:
    if org.kind == Org.Kind.BRANCH:
        return Handed(org, reverse("meetings.quarter", args=[org.pk, year, number]), report)
    return Handed(org, f"{reverse('meetings.papers')}?org={org.pk}", None)


def _quarters(where: Org, year: int, number: int) -> list[Tab]:
    """This quarter and the four before it."""
    tabs = []
    for _each in range(5):
        if quarters.period(year, number).last < where.founded_on:
            break
        tabs.append(
            Tab(
                label=quarter_name(year, number),
                url=reverse("meetings.quarter", args=[where.pk, year, number]),
            )
        )
        year, number = (year, number - 1) if number > 1 else (year - 1, 4)
    return tabs


def quarter_name(year: int, number: int) -> str:
    return _("%(year)s年第%(quarter)s季度") % {"year": year, "quarter": number}


def _crumbs(where: Org) -> list[Crumb]:
    return [Crumb(label=_("组织生活"), url=f"{reverse('meetings.index')}?org={where.pk}")]


def quarter_page(scope: Scope, found: quarters.Quarter) -> dict[str, Any]:
    """The lines with their columns; what has changed since it was handed in; who may hand it in."""
    titles = {
        "held": _("次数"),
        "expected": _("应到人次"),
        "present": _("实到人次"),
        "excused": _("请假人次"),
        "absent": _("未到人次"),
        "resolutions": _("决议数"),
    }
    changed = found.changed
    return {
        "quarter": found,
        "name": quarter_name(found.year, found.number),
        "columns": [
            Column(label=_("会议类型")),
            *(Column(label=t, number=True) for t in titles.values()),
            Column(label=_("记录")),
        ],
        "titles": titles,
        "kinds": dict(Meeting.Kind.choices),
        "changed": changed,
        "last": found.reports[0] if found.reports else None,
        "crumbs": [
            Crumb(label=_("报表与打印"), url=f"{reverse('meetings.papers')}?org={found.branch.pk}"),
        ],
        "reports": scope.may("meetings.report")
        and found.branch.path in scope.branches
        and (not found.reports or bool(changed)),
    }


def usual(scope: Scope) -> dict[str, Any]:
    """What is mostly asked for: this year, every kind, one's own unit."""
    return this_year() | {"unit": [scope.org], "kind": list(Meeting.Kind.values)}


def asking(scope: Scope, given: QueryDict) -> tuple[InspectionForm, orgs.Offer]:
    """What is asked for an inspection; while units are still looked for, as it stands, without judging it."""
    look = orgs.look(given)
    offer = orgs.offer(scope, orgs.own_org(scope), look)
    if not look.looking:
        return InspectionForm(given or None, units=offer.labels, initial=usual(scope)), offer
    entered: dict[str, Any] = {name: given.get(name, "") for name in ("since", "until")}
    entered |= {"unit": list(look.chosen), "kind": given.getlist("kind")}
    return InspectionForm(initial=entered, units=offer.labels), offer


def looked_up(scope: Scope, units: Sequence[Org], asked: dict[str, Any]) -> dict[str, Any]:
    """The records that were found, and whether they fit into one book."""
    chosen = [unit for unit in units if unit.pk in asked["unit"]]
    branches = selectors.branches(scope, chosen)
    found = inspecting.chosen(scope, chosen, asked["since"], asked["until"], asked["kind"])
    too_many = len(found) > inspecting.MOST or len(branches) > MOST_BRANCHES
    gaps: list[str] = []
    if not too_many:
        meetings = [record.meeting for record in found]
        gaps = inspecting.missing(branches, asked["since"], asked["until"], asked["kind"], meetings)
    return {
        "found": found,
        "units": chosen,
        "branches": branches,
        "too_many": too_many,
        "gaps": gaps,
        "most": inspecting.MOST,
        "most_branches": MOST_BRANCHES,
    }
