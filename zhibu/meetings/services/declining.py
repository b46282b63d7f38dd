"""Another branch asked to meet together, and this time it is not done."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy

from zhibu.kernel import undoing
from zhibu.kernel.scope import Scope
from zhibu.meetings.models import Invitation
from zhibu.orgs.models import Org

from .planning import answer_invitation


@transaction.atomic
def decline_invitation(scope: Scope, branch: Org, invitation: Invitation) -> None:
    """Not this time: the branch that asked sees it."""
    scope.require("meetings.record", branch.path)
    invitation.declined = True
    answer_invitation(scope, invitation, branch)
    assert invitation.answered_at is not None
    at = invitation.answered_at.isoformat()
    undoing.offer(scope, "meetings.decline", invitation=invitation.pk, at=at)


@undoing.undoes("meetings.decline", gettext_lazy("答复了不参加联合开会"))
def not_declined(scope: Scope, *, invitation: int, at: str) -> None:
    """The invitation waits for an answer again."""
    rows = Invitation.objects.select_for_update(of=("self",))
    row = rows.filter(pk=invitation, answered_at=at, declined=True).first()
    if row is None:
        raise undoing.Changed
    scope.require("meetings.record", Org.objects.get(pk=row.branch_id).path)
    row.answered_at, row.answered_by, row.declined = None, "", False
    row.save(update_fields=["answered_at", "answered_by", "declined"])
