"""What was held over a period: also by those who were dissolved before its last day."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Sum

from zhibu.kernel.scope import Scope
from zhibu.orgs import paths
from zhibu.orgs.models import Org
from zhibu.statistics.models import BranchMonth

from .figures import Meetings, meetings_in

COUNTED = ("held", "expected", "present", "hours")


def meetings_over(scope: Scope, org: Org, since: date, until: date) -> list[Meetings]:
    """Meetings of the months from `since` through `until`, both whole, by the tree of the last day.

    A branch or group that no longer stood that day held its meetings all the same: they count where it
    stood last. Raises Refused outside the grant.
    """
    held = meetings_in(scope, org, f"{since:%Y-%m}", f"{until:%Y-%m}", until)
    return held + _of_the_dissolved(scope, org, since.replace(day=1), until)


def _of_the_dissolved(scope: Scope, org: Org, first: date, until: date) -> list[Meetings]:
    rows = (
        BranchMonth.objects.within(scope)
        .filter(month__gte=f"{first:%Y-%m}", month__lte=f"{until:%Y-%m}")
        .filter(branch__dissolved_on__gt=first, branch__dissolved_on__lte=until)
        .filter(branch__placements__until=F("branch__dissolved_on"))
        .exclude(branch=org)
        .values_list("branch__dissolved_on", "branch__placements__path", "month", "kind", "branch__field")
        .annotate(*(Sum(name) for name in COUNTED))
        .order_by("month", "kind", "branch__field")
    )
    found = []
    stood: dict[date, str] = {}
    for gone_on, place, month, kind, field, held, expected, present, hours in rows:
        if gone_on not in stood:
            stood[gone_on] = _path_on(org, gone_on - timedelta(days=1))
        if stood[gone_on] and paths.above(place).startswith(stood[gone_on]):
            found.append(Meetings(month, kind, held, expected, present, hours, field))
    return found


def _path_on(org: Org, day: date) -> str:
    """Where an organisation stood on a day; empty where it did not."""
    place = org.placements.filter(from_on__lte=day).order_by("-from_on").first()
    return place.path if place and (place.until is None or place.until > day) else ""
