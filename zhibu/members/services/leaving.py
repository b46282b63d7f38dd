"""A member dies or leaves the Party: by date and reason, never by deleting."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateField, F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from zhibu.guard import services as guard
from zhibu.kernel import audit, clock, events
from zhibu.kernel.norms import Level, judge
from zhibu.kernel.scope import Scope
from zhibu.members.events import MemberLeft
from zhibu.members.models import Grouping, Member, Membership, Particular
from zhibu.orgs.models import Appointment
from zhibu.orgs.services.appointing import lay_down

from .correcting import locked

# 停止党籍 is not an exit: the member stays on the roster, without rights (党员教育管理工作条例).
EXITS = frozenset(
    {
        Membership.Left.REMOVAL,
        Membership.Left.RESIGNATION,
        Membership.Left.WITHDRAWAL_URGED,
        Membership.Left.WITHDRAWAL_REFUSED,
        Membership.Left.EXPULSION,
        Membership.Left.CANDIDACY_CANCELLED,
    }
)


@transaction.atomic
def record_death(scope: Scope, member: Member, *, on: date, why: str = "") -> None:
    """A member died. No resolution is needed (relation.exit)."""
    scope.require("members.leave", member.path)
    _leave(scope, member, left=Membership.Left.DEATH, on=on, why=why)


@transaction.atomic
def record_leaving(
    scope: Scope, member: Member, *, left: str, on: date, resolution: str, approval: str, why: str
) -> None:
    """A member left the Party by a resolution of the branch and the approval above it.

    Raises ValidationError with the norm's sentence where either document is missing.
    """
    scope.require("members.leave", member.path)
    if left not in EXITS:
        raise ValidationError({"left": _("请选择离开的类型。")})
    papers = {"resolution": resolution.strip(), "approval": approval.strip()}
    verdict = judge("relation.exit", clock.today(), {"kind": str(left)} | papers)
    if verdict.level == Level.BROKEN:
        missing = [name for name, value in papers.items() if not value]
        raise ValidationError(dict.fromkeys(missing[:1] or ["resolution"], verdict.because))
    _leave(scope, member, left=left, on=on, why=why, **papers)


def _leave(
    scope: Scope, member: Member, *, left: str, on: date, why: str, resolution: str = "", approval: str = ""
) -> None:
    member = locked(member)
    here = Membership.objects.filter(member=member, until=None).first()
    if here is None or member.gone_on is not None:
        raise ValidationError(_("这位同志已经不在册。"))
    if on > clock.today():
        raise ValidationError({"on": _("日期不能晚于今天。")})
    if on < here.from_on:
        raise ValidationError({"on": _("日期不能早于进入本支部的日期。")})
    latest = Particular.objects.filter(member=member, until=None).order_by("-from_on").first()
    if latest is not None and on < latest.from_on:
        raise ValidationError({"on": _("日期不能早于信息卡最近一次变更 %(day)s。") % {"day": latest.from_on}})
    here.until, here.left, here.why = on, left, why
    here.resolution, here.approval = resolution, approval
    here.ended_by, here.ended_at = scope.actor or None, clock.now()
    here.save()
    Grouping.objects.filter(member=member, until=None).update(
        until=Greatest(Value(on, DateField()), F("from_on"))
    )
    Particular.objects.filter(member=member, until=None).update(until=on)
    member.gone_on = on
    member.save(update_fields=["gone_on"])
    for held in Appointment.objects.filter(person_id=member.pk, until=None):
        lay_down(scope, held, on=max(on, held.from_on), why=here.get_left_display())
    guard.end_sessions(member.pk, why="left")
    audit.record("members.leave", scope=scope, subject=f"person:{member.pk}", left=str(left))
    events.publish(
        MemberLeft(member=str(member.pk), branch=here.branch_id, left=str(left), left_on=on.isoformat())
    )
