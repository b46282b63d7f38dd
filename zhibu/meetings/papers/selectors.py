"""Reading which organisations papers can be made of, and one record with what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.http import Http404

from zhibu.kernel.scope import Scope
from zhibu.meetings.models import Meeting, Plan, Resolution
from zhibu.meetings.selectors import meeting as one_meeting
from zhibu.meetings.selectors import plan as one_plan
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from .minutes import resolutions
from .reading import Record, records


def record(scope: Scope, pk: int) -> Record:
    """One meeting's record. Raises Http404."""
    found = records([one_meeting(scope, pk)])[0]
    # who sees only part of the year cannot count which meeting of the year it was, before it is archived
    return replace(found, number=found.meeting.number or 0) if scope.purpose == "examining" else found


def resolution(found: Record, pk: int) -> Resolution:
    """A resolution of an assembly. Raises Http404; so also where no resolution came of it."""
    for row in resolutions(found):
        if row.pk == pk:
            return row
    raise Http404


def branch(scope: Scope, pk: int) -> Org:
    """A branch of this grant. Raises Http404."""
    found = orgs.org(scope, pk)
    if found.kind != Org.Kind.BRANCH:
        raise Http404
    return found


def meeting_place(scope: Scope, pk: int, kind: str) -> Org:
    """A branch or group of this grant that holds this kind of meeting. Raises Http404."""
    found = orgs.org(scope, pk)
    fits = kind in Meeting.Kind.values and (kind == Meeting.Kind.GROUP) == (found.kind == Org.Kind.GROUP)
    if found.above_branch or not fits:
        raise Http404
    return found


def plan(scope: Scope, where: Org, kind: str, pk: int) -> Plan:
    """A plan of this organisation and kind. Raises Http404."""
    found = one_plan(scope, pk)
    if found.branch_id != where.pk or found.kind != kind:
        raise Http404
    return found


def branches(scope: Scope, chosen: Sequence[Org]) -> list[Org]:
    """The branches in these units, each once."""
    found = Org.objects.within(scope).branches().standing().order_by("path")
    return [b for b in found if any(b.path.startswith(unit.path) for unit in chosen)]
