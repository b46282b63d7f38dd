"""A meeting is planned ahead: what, when, where; the members are called; who cannot come asks for leave."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel import audit, clock, undoing
from zhibu.kernel.ids import uuid7
from zhibu.kernel.scope import Scope
from zhibu.meetings import selectors
from zhibu.meetings.models import Attendance, Invitation, Leave, Meeting, Plan, Seat
from zhibu.orgs.models import Org

CHANGEABLE = ("topic", "held_on", "begins_at", "place", "link", "chair", "recorder", "agenda")


class Conflict(ValidationError):
    """Somebody else has saved in the meantime: both are shown, nothing is lost."""


@transaction.atomic
def plan_meeting(
    scope: Scope,
    branch: Org,
    *,
    kind: str,
    topic: str,
    held_on: date,
    begins_at: time | None = None,
    place: str = "",
    link: str = "",
    chair: str = "",
    recorder: str = "",
    agenda: Sequence[dict[str, str]] = (),
    invitation: Invitation | None = None,
) -> Plan:
    """Plan a meeting. With `invitation` it is held together with the branch that asked."""
    scope.require("meetings.record", branch.path)
    if branch.kind not in {Org.Kind.BRANCH, Org.Kind.GROUP} or branch.dissolved_on is not None:
        raise ValidationError({"branch": _("会议拟在党支部或者党小组名下。")})
    if (kind == Meeting.Kind.GROUP) != (branch.kind == Org.Kind.GROUP):
        raise ValidationError({"kind": _("党小组会拟在党小组名下，其他会议拟在支部名下。")})
    _check_day(held_on)
    plan = Plan(
        branch=branch,
        branch_name=branch.name,
        kind=kind,
        topic=topic.strip(),
        held_on=held_on,
        begins_at=begins_at,
        place=place.strip(),
        link=link.strip(),
        chair=chair.strip(),
        recorder=recorder.strip(),
        agenda=_items(agenda),
        joint=invitation.joint if invitation else None,
        made_by=scope.actor or None,
    )
    _save(plan)
    if invitation is not None:
        answer_invitation(scope, invitation, branch)
    audit.record("meetings.plan", scope=scope, subject=f"plan:{plan.pk}", branch=branch.pk)
    return plan


@transaction.atomic
def change_plan(scope: Scope, plan: Plan, *, version: int, **values: Any) -> Plan:
    """Change what was planned. Raises Conflict where somebody else has saved since `version` was read."""
    scope.require("meetings.record", plan.branch.path)
    plan = locked(plan)
    if plan.version != version:
        raise Conflict(_("别人刚刚改过。您填的都留着，请对照以后再保存。"))
    if plan.opened_at is not None and values["held_on"] != plan.held_on:
        raise ValidationError(
            {"held_on": _("已经开始登记到会，日期不能再改。日期错了，请写明不开，另拟一次。")}
        )
    if values["held_on"] != plan.held_on:
        _check_day(values["held_on"])
    for name in CHANGEABLE:
        value = values[name]
        setattr(plan, name, value.strip() if isinstance(value, str) else value)
    plan.agenda = _items(values["agenda"])
    plan.version += 1
    _save(plan)
    if plan.noticed_at is not None and plan.opened_at is None:
        call(plan)
    audit.record("meetings.change_plan", scope=scope, subject=f"plan:{plan.pk}")
    return plan


@transaction.atomic
def send_notice(scope: Scope, plan: Plan) -> Plan:
    """Call the members: from now on the meeting stands on their home. A second time brings it up to date."""
    scope.require("meetings.record", plan.branch.path)
    plan = locked(plan)
    if plan.opened_at is None and not call(plan):
        raise ValidationError({"held_on": _("这一天名册上还没有应到人员。")})
    plan.noticed_at = plan.noticed_at or clock.now()
    plan.save(update_fields=["noticed_at"])
    audit.record("meetings.notice", scope=scope, subject=f"plan:{plan.pk}")
    return plan


def call(plan: Plan) -> int:
    """Bring the seats up to date with the roll of the day; who has left the branch is called no longer."""
    expected = selectors.expected_at(plan.branch, plan.kind, plan.held_on)
    seats = {seat.person_id: seat for seat in plan.seats.all()}
    new, known = [], []
    for each in expected:
        seat = seats.pop(each.person_id, None)
        values = {"name": each.name, "category": each.category, "entitled": each.entitled, "called": True}
        if seat is None:
            new.append(Seat(plan=plan, branch_id=plan.branch_id, person_id=each.person_id, **values))
            continue
        for name, value in values.items():
            setattr(seat, name, value)
        known.append(seat)
    Seat.objects.bulk_update(known, ["name", "category", "entitled", "called"])
    Seat.objects.bulk_create(new)
    plan.seats.filter(pk__in=[seat.pk for seat in seats.values()]).update(called=False)
    return len(expected)


@transaction.atomic
def call_off(scope: Scope, plan: Plan, *, why: str) -> None:
    """The meeting will not be held, and why. The plan stays readable."""
    scope.require("meetings.record", plan.branch.path)
    plan = locked(plan)
    if len(why.strip()) < 2:
        raise ValidationError({"why": _("请写明不开的原因。")})
    plan.called_off_at, plan.called_off_by, plan.called_off_why = clock.now(), scope.name, why.strip()
    plan.full_clean(exclude=["branch"], validate_constraints=False)
    plan.save(update_fields=["called_off_at", "called_off_by", "called_off_why"])
    audit.record("meetings.call_off", scope=scope, subject=f"plan:{plan.pk}", why=why)
    undoing.offer(scope, "meetings.call_off", plan=plan.pk, at=plan.called_off_at.isoformat())


@undoing.undoes("meetings.call_off", gettext_lazy("写明了会议不开"))
def call_on_again(scope: Scope, *, plan: int, at: str) -> None:
    """It will be held after all, as it was planned."""
    row = Plan.objects.select_for_update(of=("self",)).filter(pk=plan, called_off_at=at).first()
    if row is None:
        raise undoing.Changed
    scope.require("meetings.record", row.branch.path)
    row.called_off_at, row.called_off_by, row.called_off_why = None, "", ""
    row.save(update_fields=["called_off_at", "called_off_by", "called_off_why"])
    audit.record("meetings.call_on_again", scope=scope, subject=f"plan:{row.pk}")


@transaction.atomic
def ask_leave(scope: Scope, seat: Seat, *, reason: str) -> Leave:
    """Say oneself that one cannot come, and why."""
    scope.require_own("meetings.own", seat.person_id)
    return _leave(scope, seat, reason)


@transaction.atomic
def note_leave(scope: Scope, plan: Plan, person: UUID, *, reason: str) -> Leave:
    """Note the leave of somebody who telephoned."""
    scope.require("meetings.record", plan.branch.path)
    seat = plan.seats.filter(person_id=person, called=True).first()
    if seat is None:
        raise ValidationError({"person": _("名单里没有这位同志，请先发通知或者核对名册。")})
    if seat.mark == Attendance.Mark.EXCUSED:
        raise ValidationError({"person": _("这位同志已经请过假了。")})
    return _leave(scope, seat, reason)


@transaction.atomic
def take_leave_back(scope: Scope, seat: Seat) -> None:
    """One can come after all."""
    scope.require_own("meetings.own", seat.person_id)
    if seat.mark != Attendance.Mark.EXCUSED:
        raise ValidationError(_("您没有请假。"))
    _check_open(seat.plan)
    seat.leaves.filter(taken_back_at=None).update(taken_back_at=clock.now())
    seat.mark, seat.marked_at = "", clock.now()
    seat.save(update_fields=["mark", "marked_at"])


@transaction.atomic
def invite_branches(scope: Scope, plan: Plan, branches: Collection[int]) -> Plan:
    """Ask other branches to meet together. Each plans it in its own book, keeps its own list and record."""
    scope.require("meetings.record", plan.branch.path)
    plan = locked(plan)
    known = {pk for pk, _name in selectors.siblings(plan.branch)}
    if plan.kind == Meeting.Kind.GROUP or not branches or not set(branches) <= known:
        raise ValidationError({"branches": _("请选一起开会的支部。")})
    plan.joint = plan.joint or uuid7()
    plan.save(update_fields=["joint"])
    already = set(plan.invitations.values_list("branch_id", flat=True))
    for pk in sorted(set(branches) - already):
        Invitation.objects.create(
            plan=plan,
            joint=plan.joint,
            host_id=plan.branch_id,
            host_name=plan.branch_name,
            branch_id=pk,
            kind=plan.kind,
            topic=plan.topic,
            held_on=plan.held_on,
            begins_at=plan.begins_at,
            place=plan.place,
            link=plan.link,
            agenda=plan.agenda,
        )
    audit.record("meetings.invite", scope=scope, subject=f"plan:{plan.pk}", branches=sorted(branches))
    return plan


def answer_invitation(scope: Scope, invitation: Invitation, branch: Org) -> None:
    """Once, whatever the answer is."""
    if invitation.branch_id != branch.pk or invitation.answered_at is not None:
        raise ValidationError(_("这次联合开会已经答复过了。"))
    invitation.answered_at, invitation.answered_by = clock.now(), scope.name
    invitation.save(update_fields=["answered_at", "answered_by", "declined"])


def _leave(scope: Scope, seat: Seat, reason: str) -> Leave:
    _check_open(seat.plan)
    if len(reason.strip()) < 2:
        raise ValidationError({"reason": _("请写请假的原因，两个字也行。")})
    if seat.mark == Attendance.Mark.EXCUSED:
        seat.leaves.filter(taken_back_at=None).update(taken_back_at=clock.now())
    leave = Leave(
        seat=seat,
        branch_id=seat.branch_id,
        person_id=seat.person_id,
        reason=reason.strip(),
        made_by=scope.actor or None,
        made_by_name=scope.name,
    )
    leave.full_clean(validate_constraints=False)
    leave.save()
    seat.mark, seat.marked_at = Attendance.Mark.EXCUSED, clock.now()
    seat.save(update_fields=["mark", "marked_at"])
    return leave


def _check_open(plan: Plan) -> None:
    if plan.called_off_at is not None:
        raise ValidationError(_("这次会议不开了。"))
    if plan.meeting_id is not None:
        raise ValidationError(_("这次会议已经记录完了。要改的，请在记录里退回修改或者更正。"))


def locked(plan: Plan) -> Plan:
    """The row as it stands, held until the end. Raises ValidationError where it is no longer worked on."""
    now = Plan.objects.select_related("branch").select_for_update(of=("self",)).get(pk=plan.pk)
    _check_open(now)
    return now


def _check_day(held_on: date) -> None:
    if held_on < clock.today():
        raise ValidationError({"held_on": _("这一天已经过去了。开过的会请用“直接记录”。")})
    if held_on.year > clock.today().year + 1:
        raise ValidationError({"held_on": _("日期太远了，请写明年以内的日期。")})


def _items(agenda: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    found = [
        {
            "title": str(each.get("title", "")).strip()[:200],
            "materials": str(each.get("materials", "")).strip()[:300],
        }
        for each in agenda
    ]
    return [each for each in found if each["title"]][:20]


def _save(plan: Plan) -> None:
    plan.full_clean(exclude=["branch"], validate_constraints=False)
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as twice:
        raise ValidationError({"topic": _("这一天已经拟了同样的会议，请改写议题。")}) from twice
