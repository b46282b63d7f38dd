"""What a rule has judged here, as far as the reader's own scope shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhibu.kernel.models import Finding
from zhibu.kernel.scope import NOWHERE, Scope
from zhibu.orgs.models import Org
from zhibu.site.homes.overview import title_of

MOST = 20


@dataclass(frozen=True, slots=True)
class Case:
    """One judgement: where, in which words, since when, and whether it has been settled."""

    where: str
    because: str
    noticed_on: date
    cleared_on: date | None


def cases(scope: Scope, key: str, today: date) -> tuple[list[Case], int]:
    """The last ones, newest first, those that still stand before the others; and how many still stand."""
    if scope.persons == NOWHERE:
        return [], 0
    here = Org.objects.within(scope)
    rows = Finding.objects.filter(norm=key, branch_id__in=here.values("pk"))
    shown = list(rows.order_by("-noticed_on", "-pk")[:MOST])
    names = dict(here.filter(pk__in={row.branch_id for row in shown}).values_list("pk", "short_name"))
    found = [
        Case(names[row.branch_id], title_of(row, today), row.noticed_on, row.cleared_on)
        for row in shown
        if row.branch_id in names
    ]
    found.sort(key=lambda case: case.cleared_on is not None)
    return found, rows.filter(cleared_on=None).count() if shown else 0
