"""A member moves between two branches that one committee covers (组织关系转接, 内部调整)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import DateField, F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from zhibu.guard import services as guard
from zhibu.kernel import audit, clock, events
from zhibu.kernel.scope import Scope
from zhibu.members.events import MemberTransferred
from zhibu.members.models import Grouping, Member, Membership
from zhibu.orgs.models import Appointment, Org
from zhibu.orgs.services.appointing import lay_down

from .correcting import locked


@transaction.atomic
def transfer_member(scope: Scope, member: Member, to: Org, *, on: date, why: str) -> None:
    """Move a member's relation from a day on. The old branch's rights over the card end at once.

    The grant must cover both branches. Offices held in the old branch end; so do the person's sessions.
    """
    scope.require("members.transfer", member.path)
    scope.require("members.transfer", to.path)
    to = Org.objects.select_for_update().get(pk=to.pk)
    member = locked(member)
    scope.require("members.transfer", to.path)
    scope.require("members.transfer", member.path)
    here = Membership.objects.filter(member=member, until=None).select_related("branch").first()
    if here is None or member.gone_on is not None:
        raise ValidationError(_("这位同志已经不在册。"))
    if to.kind != Org.Kind.BRANCH or to.dissolved_on is not None:
        raise ValidationError({"to": _("请选择一个党支部。")})
    if here.branch_id == to.pk:
        raise ValidationError({"to": _("这位同志已经在这个支部。")})
    if not here.from_on < on <= clock.today():
        raise ValidationError({"on": _("转接日期要晚于进入原支部的日期、不晚于今天。")})
    if on < to.founded_on:
        raise ValidationError({"on": _("转接日期不能早于新支部成立日期。")})
    here.until, here.left, here.why = on, Membership.Left.TRANSFERRED, why
    here.ended_by, here.ended_at = scope.actor or None, clock.now()
    here.save()
    Grouping.objects.filter(member=member, until=None).update(
        until=Greatest(Value(on, DateField()), F("from_on"))
    )
    left = here.branch.path  # the offices of the branch and of its groups
    for held in Appointment.objects.filter(
        person_id=member.pk, org__path__gte=left, org__path__lt=left + "~", until=None
    ):
        lay_down(scope, held, on=max(on, held.from_on), why=_("组织关系转出"))
    Membership.objects.create(
        member=member,
        branch=to,
        branch_name=to.name,
        from_on=on,
        how=Membership.How.TRANSFERRED,
        made_by=scope.actor or None,
    )
    member.branch, member.path = to, to.path
    member.save(update_fields=["branch", "path"])
    guard.end_sessions(member.pk, why="transfer")
    audit.record("members.transfer", scope=scope, subject=f"person:{member.pk}", to=to.pk, why=why)
    events.publish(
        MemberTransferred(
            member=str(member.pk), branch_from=here.branch_id, branch_to=to.pk, moved_on=on.isoformat()
        )
    )
