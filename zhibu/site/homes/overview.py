"""The overview of a committee and of its auditors: figures, what is below, which branches need help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from zhibu.kernel.models import Finding
from zhibu.kernel.norms import book
from zhibu.kernel.scope import NOWHERE, Scope
from zhibu.kernel.web.addresses import link
from zhibu.kernel.web.parts import Segment
from zhibu.meetings import noticed
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Appointment, Org
from zhibu.orgs.offices import AUDITORS
from zhibu.statistics import selectors as statistics

from .over import over

HELPED = 8


@dataclass(frozen=True, slots=True)
class Needing:
    """A branch about which something was noticed that is over; said to help, in the order of the tree."""

    org: Org
    matters: int
    first: str  # what was noticed, in the words the branch reads
    url: str


def context(scope: Scope, today: date) -> dict[str, Any]:
    where = orgs.own_org(scope)
    sees = scope.persons != NOWHERE
    month = today.isoformat()[:7]
    held = statistics.meetings_in(scope, where, month, month, today)
    waits = scope.may("orgs.appoint") or scope.may("orgs.confirm")
    needing = needing_help(scope, today) if sees else []
    return {
        "where": where,
        "reading": scope.office in AUDITORS,
        "over": over(scope),
        "figures": figures(scope, where, today),
        "below": statistics.children(scope, where, today) if sees else [],
        "below_url": link("orgs.index"),
        "held": sum(row.held for row in held),
        "came": sum(row.present for row in held),
        "expected": sum(row.expected for row in held),
        "turnout": [Segment(label=_("到会"), count=sum(row.present for row in held))],
        "needing": needing[:HELPED],
        "needing_more": needing[HELPED:],
        "needing_count": len(needing),
        "help_days": book().get("life.help", today).values["days"],
        "offices_waiting": offices_waiting(scope) if waits else 0,
    }


def figures(scope: Scope, where: Org, today: date) -> list[tuple[str, int]]:
    """The members, for whom may see persons, and the organisations by kind."""
    kinds = (("party_committee", _("党委")), ("general_branch", _("党总支")), ("branch", _("党支部")))
    counted = statistics.organisations(scope, where, today)
    found = [(label, counted.get(kind, 0)) for kind, label in kinds]
    if scope.persons == NOWHERE:
        return found
    return [(_("党员"), statistics.figures(scope, where, today).members), *found]


def needing_help(scope: Scope, today: date) -> list[Needing]:
    """Branches with something overdue that had its days on their own desk and was not explained."""
    rows = Finding.objects.open().filter(level__in=["warned", "broken", "undecided"])
    rows = rows.exclude(norm__startswith="card.")  # those have a page of their own
    found: dict[int, list[Finding]] = {}
    for finding in rows.order_by("noticed_on", "subject"):
        if noticed.needs_help(finding, today=today):
            found.setdefault(finding.branch_id, []).append(finding)
    branches = Org.objects.within(scope).filter(pk__in=list(found)).order_by("path")
    return [
        Needing(o, len(found[o.pk]), title_of(found[o.pk][0], today), f"{link('meetings.index')}?org={o.pk}")
        for o in branches
    ]


def title_of(finding: Finding, today: date) -> str:
    """As it stands on the branch's own desk; a past month is named, not called this one."""
    if finding.norm not in noticed.NORMS:
        return str(finding.verdict.get("because", ""))
    return noticed.todos([finding], {}, today=today, records=False)[0].title


def offices_waiting(scope: Scope) -> int:
    """Offices proposed that a second person has not confirmed yet."""
    rows = Appointment.objects.within(scope).filter(Q(until=None), needs_second=True, confirmed_at=None)
    return rows.count()
