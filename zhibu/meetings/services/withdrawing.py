"""A record that was wrong is withdrawn with a reason; it stays readable and counts no more."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock, events
from zhibu.kernel.scope import Scope
from zhibu.meetings.events import MeetingWithdrawn
from zhibu.meetings.models import Meeting


@transaction.atomic
def withdraw_meeting(scope: Scope, meeting: Meeting, *, why: str) -> None:
    """Withdraw a recorded meeting, so that it can be recorded rightly. Nothing is deleted."""
    scope.require("meetings.record", meeting.branch.path)
    if meeting.withdrawn:
        raise ValidationError(_("这次记录已经撤回。"))
    if len(why.strip()) < 2:
        raise ValidationError({"why": _("请写明撤回的原因。")})
    meeting.withdrawn_at, meeting.withdrawn_by = clock.now(), scope.name
    meeting.withdrawn_why = why.strip()
    meeting.full_clean(exclude=["branch"], validate_constraints=False)
    meeting.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    audit.record("meetings.withdraw", scope=scope, subject=f"meeting:{meeting.pk}", why=why)
    events.publish(
        MeetingWithdrawn(
            branch=meeting.branch_id,
            meeting=meeting.pk,
            kind=meeting.kind,
            held_on=meeting.held_on.isoformat(),
        )
    )
