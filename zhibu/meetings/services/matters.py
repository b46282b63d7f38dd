"""事项: a meeting gives somebody something to do, and it gets done."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel import audit, clock, undoing
from zhibu.kernel.scope import Scope
from zhibu.meetings.models import Matter, Meeting, Resolution


@transaction.atomic
def give_matter(
    scope: Scope,
    meeting: Meeting,
    *,
    what: str,
    owner: UUID,
    due_on: date,
    resolution: Resolution | None = None,
) -> Matter:
    """Give something of a meeting to somebody who was expected there, until a day."""
    scope.require("meetings.record", meeting.branch.path)
    if meeting.withdrawn:
        raise ValidationError(_("这份记录已经撤回。"))
    line = meeting.attendances.filter(person_id=owner).first()
    if line is None:
        raise ValidationError({"owner": _("请从这次会议的名单里选。")})
    if due_on < meeting.held_on:
        raise ValidationError({"due_on": _("办完的日子不能早于开会那天。")})
    if due_on.year > clock.today().year + 3:
        raise ValidationError({"due_on": _("日期太远了，请写三年以内的日期。")})
    row = Matter(
        branch=meeting.branch,
        meeting=meeting,
        resolution=resolution,
        what=what.strip(),
        owner_id=owner,
        owner_name=line.name,
        due_on=due_on,
        made_by=scope.actor or None,
        made_by_name=scope.name,
    )
    row.full_clean(exclude=["branch", "meeting", "resolution"], validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise ValidationError({"what": _("这件事已经交给这位同志了。")}) from twice
    audit.record("meetings.give_matter", scope=scope, subject=f"meeting:{meeting.pk}", matter=row.pk)
    return row


@transaction.atomic
def finish_matter(scope: Scope, matter: Matter, *, word: str) -> Matter:
    """It is done: the owner says how, or the desk does."""
    if str(matter.owner_id) == scope.actor:
        scope.require_own("meetings.own", matter.owner_id)
    else:
        scope.require("meetings.record", matter.branch.path)
    row = Matter.objects.select_for_update().get(pk=matter.pk)
    if row.done_at is not None:
        raise ValidationError(_("这件事已经办完了。"))
    if len(word.strip()) < 2:
        raise ValidationError({"word": _("请用一句话写办得怎么样。")})
    row.done_at, row.done_by_name, row.done_word = clock.now(), scope.name, word.strip()[:200]
    row.save(update_fields=["done_at", "done_by_name", "done_word"])
    audit.record("meetings.finish_matter", scope=scope, subject=f"meeting:{row.meeting_id}", matter=row.pk)
    undoing.offer(scope, "meetings.finish_matter", matter=row.pk, at=row.done_at.isoformat())
    return row


@undoing.undoes("meetings.finish_matter", gettext_lazy("办完了一件事"))
def matter_open_again(scope: Scope, *, matter: int, at: str) -> None:
    """It is not done after all."""
    row = Matter.objects.select_for_update(of=("self",)).filter(pk=matter, done_at=at).first()
    if row is None:
        raise undoing.Changed
    if str(row.owner_id) == scope.actor:
        scope.require_own("meetings.own", row.owner_id)
    else:
        scope.require("meetings.record", row.branch.path)
    row.done_at, row.done_by_name, row.done_word = None, "", ""
    row.save(update_fields=["done_at", "done_by_name", "done_word"])
    audit.record("meetings.reopen_matter", scope=scope, subject=f"meeting:{row.meeting_id}", matter=row.pk)
