"""事项: what a branch and its people have taken on."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.shortcuts import get_object_or_404

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.meetings.models import Matter, Meeting
from zhibu.orgs.models import Org

SHOWN_DONE = timedelta(days=92)


def matters(scope: Scope, where: Org) -> list[Matter]:
    """What is open at an organisation and its groups, soonest first; then what was done of late."""
    rows = Matter.objects.within(scope)
    rows = rows.filter(branch__path__gte=where.path, branch__path__lt=where.path + "~")
    rows = rows.filter(Q(done_at=None) | Q(done_at__gte=clock.now() - SHOWN_DONE))
    return sorted(rows.soonest_first(), key=lambda row: row.done_at is not None)


def matters_of(of: Meeting) -> list[Matter]:
    """What a meeting gave to somebody."""
    return list(Matter.objects.filter(meeting=of).soonest_first())


def own_matters(scope: Scope) -> list[Matter]:
    """What one has taken on oneself and not done yet."""
    if not scope.actor:
        return []
    return list(Matter.objects.open().filter(owner_id=scope.actor).soonest_first())


def matter(scope: Scope, pk: int) -> Matter:
    """A matter of this grant, or one's own, also of a branch one has left. Raises Http404."""
    own = Matter.objects.filter(owner_id=scope.actor, pk=pk).first() if scope.actor else None
    return own or get_object_or_404(Matter.objects.within(scope).select_related("branch"), pk=pk)
