"""Presence that was ticked without a network arrives later, perhaps twice: it counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock
from zhibu.kernel.scope import Scope
from zhibu.meetings.models import Attendance, Plan, Seat, Tap
from zhibu.meetings.selectors import CAME

from .planning import locked

MOST = 1000


@dataclass(frozen=True, slots=True)
class Queued:
    """A tap as the device kept it: its own id, who, what, when by its own clock. No name is in it."""

    id: UUID
    person: UUID
    mark: str
    late: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a queue: all ids that are kept here now, and the names that could not be marked."""

    kept: tuple[UUID, ...]
    refused: tuple[str, ...]


@transaction.atomic
def take_queue(scope: Scope, plan: Plan, queue: Sequence[Queued]) -> Taken:
    """Take the taps of a device. The same again change nothing; an older one undoes no newer tick."""
    scope.require("meetings.record", plan.branch.path)
    plan = locked(plan)
    if plan.opened_at is None:
        raise ValidationError(_("请先点“开始登记到会”。"))
    if not queue or len(queue) > MOST:
        raise ValidationError(_("一次送 1 到 %(n)d 条。") % {"n": MOST})
    if {each.mark for each in queue} - set(Attendance.Mark.values):
        raise ValidationError({"marks": _("到会情况只有到会、线上参加、请假、未到四种。")})
    seats = {seat.person_id: seat for seat in plan.seats.filter(called=True)}
    strangers = {each.person for each in queue} - set(seats)
    if strangers:
        raise ValidationError({"marks": _("名单里有 %(n)d 人当天不在应到之列。") % {"n": len(strangers)}})
    now = clock.now()
    known = set(Tap.objects.filter(pk__in=[each.id for each in queue]).values_list("pk", flat=True))
    new = {each.id: each for each in queue if each.id not in known}
    Tap.objects.bulk_create(
        Tap(
            id=each.id,
            plan=plan,
            branch_id=plan.branch_id,
            person_id=each.person,
            mark=each.mark,
            late=each.late and each.mark in CAME,
            at=min(each.at, now),
            made_by=scope.actor or None,
        )
        for each in new.values()
    )
    refused = [seat.name for seat in _mark(seats, sorted(new.values(), key=lambda each: each.at), now)]
    if new:
        audit.record("meetings.take_queue", scope=scope, subject=f"plan:{plan.pk}", taps=len(new))
    return Taken(tuple(dict.fromkeys(each.id for each in queue)), tuple(dict.fromkeys(refused)))


def _mark(seats: dict[UUID, Seat], queue: Sequence[Queued], now: datetime) -> list[Seat]:
    """Mark the seats, each with its latest tap; whoever is left out cannot have come and is given back."""
    changed, refused = set(), []
    for each in queue:
        seat, at = seats[each.person], min(each.at, now)
        if seat.marked_at is not None and seat.marked_at > at:
            continue
        if seat.left_out and each.mark in CAME:
            refused.append(seat)
            continue
        seat.mark, seat.came_late = each.mark, each.late and each.mark in CAME
        seat.marked_at, seat.self_said = at, False
        changed.add(seat.person_id)
    marked = [seats[person] for person in changed]
    Seat.objects.bulk_update(marked, ["mark", "came_late", "marked_at", "self_said"])
    return refused
