"""The meeting opens: the list is frozen, presence is ticked, who is not counted is named."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel import audit, clock, undoing
from zhibu.kernel.norms import Verdict, judge
from zhibu.kernel.scope import Scope
from zhibu.meetings.models import Attendance, Exclusion, Leave, Plan, Seat
from zhibu.meetings.selectors import CAME

from .planning import call, locked

BEFORE, AFTER = timedelta(hours=1), timedelta(hours=4)  # around the hour the code is good for
MARK = ["mark", "came_late", "marked_at", "self_said"]


@dataclass(frozen=True, slots=True)
class Tick:
    """What is ticked of one person. An empty mark leaves the person open."""

    mark: str
    late: bool = False
    why: str = ""


@transaction.atomic
def open_meeting(scope: Scope, plan: Plan) -> Plan:
    """Freeze 应到 and 应到会有表决权 as they are today, and begin to register presence."""
    scope.require("meetings.record", plan.branch.path)
    plan = locked(plan)
    if plan.opened_at is not None:
        return plan
    if plan.held_on > clock.today():
        raise ValidationError(_("还没到开会的日子，到那一天再开始登记。"))
    if not call(plan):
        raise ValidationError(_("这一天名册上还没有应到人员。"))
    plan.opened_at = clock.now()
    plan.code = f"{secrets.randbelow(10000):04d}"
    plan.save(update_fields=["opened_at", "code"])
    audit.record("meetings.open", scope=scope, subject=f"plan:{plan.pk}")
    return plan


@transaction.atomic
def tick(scope: Scope, plan: Plan, ticks: Mapping[UUID, Tick]) -> Plan:
    """Tick the list: what the secretary ticks is the record. The same ticks again change nothing."""
    scope.require("meetings.record", plan.branch.path)
    plan = _open(locked(plan))
    seats = {seat.person_id: seat for seat in plan.seats.filter(called=True)}
    now = clock.now()
    strangers = set(ticks) - set(seats)
    if strangers:
        raise ValidationError({"marks": _("名单里有 %(n)d 人当天不在应到之列。") % {"n": len(strangers)}})
    if {each.mark for each in ticks.values()} - {"", *Attendance.Mark.values}:
        raise ValidationError({"marks": _("到会情况只有到会、线上参加、请假、未到四种。")})
    changed: list[Seat] = []
    before: dict[str, list[Any]] = {}
    noted = False
    for person, each in ticks.items():
        seat, late = seats[person], each.late and each.mark in CAME
        if seat.left_out and each.mark in CAME:
            raise ValidationError(
                {"marks": _("%(name)s 到会了，不能再列为不计入应到会，请先取消。") % {"name": seat.name}}
            )
        if each.mark == Attendance.Mark.EXCUSED and each.why.strip():
            noted = _note(scope, seat, each.why.strip()) or noted
        if (seat.mark, seat.came_late) != (each.mark, late):
            marked = seat.marked_at.isoformat() if seat.marked_at else ""
            before[str(person)] = [seat.mark, seat.came_late, seat.self_said, marked]
            seat.mark, seat.came_late, seat.marked_at, seat.self_said = each.mark, late, now, False
            changed.append(seat)
    Seat.objects.bulk_update(changed, MARK)
    if changed and not noted:  # a reason that was noted stays; it is taken back by its own button
        undoing.offer(scope, "meetings.tick", plan=plan.pk, before=before, at=now.isoformat())
    return plan


@undoing.undoes("meetings.tick", gettext_lazy("记了到会名单"))
def untick(scope: Scope, *, plan: int, before: dict[str, list[Any]], at: str) -> None:
    """The list says again what it said."""
    found = locked(Plan.objects.select_related("branch").get(pk=plan))
    scope.require("meetings.record", found.branch.path)
    seats = list(found.seats.filter(person_id__in=[UUID(each) for each in before], marked_at=at))
    if len(seats) != len(before):
        raise undoing.Changed
    for seat in seats:
        seat.mark, seat.came_late, seat.self_said, marked = before[str(seat.person_id)]
        seat.marked_at = datetime.fromisoformat(marked) if marked else None
    Seat.objects.bulk_update(seats, MARK)
    audit.record("meetings.untick", scope=scope, subject=f"plan:{found.pk}", seats=len(seats))


def _note(scope: Scope, seat: Seat, why: str) -> bool:
    """Keep the reason; whether it is a new one. Another that may be read here is taken back: it stays, with
    who said it."""
    standing = seat.leaves.filter(taken_back_at=None).first()
    if standing is not None and standing.reason == why:
        return False
    leave = Leave(
        seat=seat,
        branch_id=seat.branch_id,
        person_id=seat.person_id,
        reason=why[:100],
        made_by=scope.actor or None,
        made_by_name=scope.name,
    )
    try:
        with transaction.atomic():
            if standing is not None:
                seat.leaves.filter(pk=standing.pk).update(taken_back_at=clock.now())
            leave.save()
    except IntegrityError as hidden:  # the person's own word, which not everybody sees
        said = _("%(name)s 已经写过请假原因，这里看不到，也不改；请把这一行的原因空着再记下。")
        raise ValidationError({"marks": said % {"name": seat.name}}) from hidden
    return True


@transaction.atomic
def come(scope: Scope, seat: Seat, *, code: str) -> Seat:
    """Say oneself that one has come, by the code of the meeting. Nothing else is asked."""
    scope.require_own("meetings.own", seat.person_id)
    plan = seat.plan
    if plan.opened_at is None or plan.called_off_at is not None or plan.meeting_id is not None:
        raise ValidationError({"code": _("这次会议现在不登记到会。")})
    if not good_now(plan, clock.now()):
        raise ValidationError({"code": _("口令只在开会那天、开会前后有用。请让书记在名单上记。")})
    if not hmac.compare_digest(plan.code.encode(), code.encode()):
        raise ValidationError({"code": _("口令不对，请看会场的四位数字。")})
    if seat.mark == Attendance.Mark.EXCUSED:
        seat.leaves.filter(taken_back_at=None, person_id=seat.person_id).update(taken_back_at=clock.now())
    if seat.mark not in CAME:
        seat.mark, seat.self_said, seat.marked_at = Attendance.Mark.PRESENT, True, clock.now()
        seat.save(update_fields=["mark", "self_said", "marked_at"])
    return seat


def good_now(plan: Plan, now: datetime) -> bool:
    """Whether the code of a meeting is good at this moment: on its day, around its hours."""
    if now.date() != plan.held_on:
        return False
    if plan.begins_at is None:
        return True
    begins = datetime.combine(plan.held_on, plan.begins_at, tzinfo=now.tzinfo)
    return begins - BEFORE <= now <= begins + AFTER


@transaction.atomic
def leave_out(
    scope: Scope, plan: Plan, person: UUID, *, reason: str, approval: str, consented: bool
) -> Exclusion:
    """不计入应到会: for admissions only, with one of the reasons of the rule, the approval from above and the
    consent of the assembly (QUO-05)."""
    scope.require("meetings.record", plan.branch.path)
    plan = _open(locked(plan))
    seat = plan.seats.filter(person_id=person, called=True).first()
    if seat is None or not seat.entitled:
        raise ValidationError({"person": _("只有应到会有表决权的党员才谈得上不计入。")})
    if seat.mark in CAME:
        raise ValidationError({"person": _("这位同志到会了，要计入应到会。")})
    if len(approval.strip()) < 2:
        raise ValidationError({"approval": _("要写上级什么时候、怎样批准的；没有批准的仍计入应到会。")})
    if not consented:
        raise ValidationError({"consented": _("要支部党员大会同意；没有同意的仍计入应到会。")})
    if seat.left_out:
        raise ValidationError({"person": _("这位同志已经列为不计入。")})
    row = Exclusion(
        seat=seat,
        branch_id=seat.branch_id,
        person_id=seat.person_id,
        reason=reason,
        approval=approval.strip(),
        consented=consented,
        made_by=scope.actor or None,
        made_by_name=scope.name,
    )
    row.full_clean()
    row.save()
    seat.left_out = True
    seat.save(update_fields=["left_out"])
    audit.record("meetings.leave_out", scope=scope, subject=f"plan:{plan.pk}")
    return row


@transaction.atomic
def count_again(scope: Scope, plan: Plan, person: UUID) -> None:
    """The person is counted after all."""
    scope.require("meetings.record", plan.branch.path)
    plan = _open(locked(plan))
    plan.seats.filter(person_id=person).update(left_out=False)
    Exclusion.objects.filter(seat__plan=plan, person_id=person, dropped_at=None).update(
        dropped_at=clock.now()
    )


def entitled_verdict(plan: Plan, seats: list[Seat], exclusions: list[Exclusion]) -> Verdict | None:
    """How the rule on 应到会有表决权 judges those who are left out."""
    formal = sum(seat.entitled for seat in seats)
    if not formal or not exclusions:
        return None
    facts = {
        "purpose": "admission",
        "formal": formal,
        "on_party_probation": 0,
        "suspended": 0,
        "excluded": [
            {"reason": each.reason, "approval": each.approval, "consent": each.consented}
            for each in exclusions
        ],
    }
    return judge("quorum.entitled", plan.held_on, facts)


def _open(plan: Plan) -> Plan:
    if plan.opened_at is None:
        raise ValidationError(_("请先点“开始登记到会”。"))
    return plan
