"""After the meeting: the record is made from the list, confirmed by chair and recorder, and archived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock, events, files
from zhibu.kernel.files import FileRefused
from zhibu.kernel.files.store import Readable
from zhibu.kernel.models import File
from zhibu.kernel.scope import Scope
from zhibu.meetings.events import MeetingArchived, MeetingRecorded
from zhibu.meetings.models import (
    Attendance,
    Confirmation,
    Draft,
    Exclusion,
    Excuse,
    Leave,
    Meeting,
    Minute,
    Plan,
    Scan,
)

from .counting import Vote
from .planning import Conflict, locked
from .recording import LATE_AFTER, save_meeting, write_resolutions, year_meant
from .withdrawing import withdraw_meeting

SCANS = ("pdf", "jpeg", "png")


@dataclass(frozen=True, slots=True)
class Said:
    """One item of the agenda and the summary of what was said."""

    title: str
    said: str = ""


@transaction.atomic
def save_draft(scope: Scope, plan: Plan, *, data: dict[str, str], version: int) -> Draft:
    """Keep what is typed. Raises Conflict where somebody else has saved since `version` was read."""
    scope.require("meetings.record", plan.branch.path)
    plan = locked(plan)
    draft, _made = Draft.objects.get_or_create(plan=plan, defaults={"branch_id": plan.branch_id})
    if draft.version != version:
        raise Conflict(
            _("%(who)s刚刚存过草稿。您填的都留着，请对照以后再存。") % {"who": draft.saved_by_name}
        )
    draft.data = {str(key)[:40]: str(value)[:20000] for key, value in data.items()}
    draft.version += 1
    draft.saved_at, draft.saved_by_name = clock.now(), scope.name
    draft.save()
    return draft


@transaction.atomic
def finish_record(
    scope: Scope,
    plan: Plan,
    *,
    minutes: Sequence[Said] = (),
    votes: Sequence[Vote] = (),
    notes: str = "",
    hours: Decimal = Decimal(0),
    for_year: int | None = None,
    invited: str = "",
    closing: str = "",
) -> Meeting:
    """Make the record of a meeting that was planned: from its frozen list, judged as any other record."""
    scope.require("meetings.record", plan.branch.path)
    plan = locked(plan)
    if plan.opened_at is None:
        raise ValidationError(_("请先登记到会。"))
    seats = list(plan.seats.filter(called=True).order_by("pk"))
    open_still = [seat.name for seat in seats if not seat.mark]
    if open_still:
        words = {"n": len(open_still), "names": _("、").join(open_still[:5])}
        raise ValidationError(_("还有 %(n)d 人没有登记：%(names)s。") % words)
    meeting = Meeting(
        branch=plan.branch,
        branch_name=plan.branch_name,
        kind=plan.kind,
        topic=plan.topic,
        held_on=plan.held_on,
        begins_at=plan.begins_at,
        place=plan.place,
        chair=plan.chair,
        recorder=plan.recorder or scope.name,
        for_year=year_meant(plan.kind, plan.held_on, for_year),
        hours=hours,
        notes=notes.strip(),
        invited=invited.strip(),
        closing=closing.strip(),
        late=clock.today() - plan.held_on > LATE_AFTER,
        recorded_by=scope.actor or None,
    )
    save_meeting(meeting)
    roll = _freeze(scope, plan, meeting)
    for number, each in enumerate(minutes):
        if each.title.strip() or each.said.strip():
            Minute.objects.create(
                meeting=meeting,
                branch_id=meeting.branch_id,
                sort=number,
                title=each.title.strip()[:200] or plan.topic,
                said=each.said.strip()[:10000],
            )
    write_resolutions(meeting, roll, votes)
    plan.meeting = meeting
    plan.save(update_fields=["meeting"])
    audit.record("meetings.record", scope=scope, subject=f"meeting:{meeting.pk}", branch=plan.branch_id)
    events.publish(
        MeetingRecorded(
            branch=plan.branch_id, meeting=meeting.pk, kind=plan.kind, held_on=plan.held_on.isoformat()
        )
    )
    return meeting


def _freeze(scope: Scope, plan: Plan, meeting: Meeting) -> list[Attendance]:
    """The list as it stood when the meeting opened, with what was ticked; the reasons stay apart."""
    seats = list(plan.seats.filter(called=True).order_by("pk"))
    roll = Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            branch_id=meeting.branch_id,
            person_id=seat.person_id,
            name=seat.name,
            category=seat.category,
            entitled=seat.entitled,
            left_out=seat.left_out,
            mark=seat.mark,
            came_late=seat.came_late,
        )
        for seat in seats
    )
    by_person = {a.person_id: a for a in roll}
    Excuse.objects.bulk_create(
        Excuse(
            attendance=by_person[leave.person_id],
            branch_id=meeting.branch_id,
            person_id=leave.person_id,
            reason=leave.reason,
            made_by=scope.actor or None,
        )
        for leave in Leave.objects.filter(seat__plan=plan, taken_back_at=None)
        if by_person[leave.person_id].mark == Attendance.Mark.EXCUSED
    )
    for exclusion in Exclusion.objects.filter(seat__plan=plan, dropped_at=None):
        exclusion.attendance = by_person[exclusion.person_id]
        exclusion.save(update_fields=["attendance"])
    return roll


@transaction.atomic
def send_back(scope: Scope, meeting: Meeting, *, why: str) -> Plan:
    """Something is not right yet: the record is withdrawn and its minutes are opened again, all kept."""
    scope.require("meetings.record", meeting.branch.path)
    if meeting.archived_at is not None:
        raise ValidationError(_("记录已经归档，请用“更正”。"))
    plan = Plan.objects.select_related("branch").filter(meeting=meeting).first()
    if plan is None:
        raise ValidationError(_("这份记录是直接记的，请撤回以后重记。"))
    withdraw_meeting(scope, meeting, why=why)
    Exclusion.objects.filter(seat__plan=plan).update(attendance=None)
    plan.meeting = None
    plan.save(update_fields=["meeting"])
    return plan


@transaction.atomic
def confirm_record(scope: Scope, meeting: Meeting, *, part: str, note: str = "") -> None:
    """Chair or recorder confirms. The desk does it for a chair without an account, and says why.

    Who is both confirms once for both, and the record says so.
    """
    if part not in Confirmation.Part.values:
        raise ValidationError({"part": _("请选主持人或者记录人。")})
    if meeting.withdrawn:
        raise ValidationError(_("这份记录已经撤回，不用确认。"))
    if not is_part(scope, meeting, part):
        scope.require("meetings.record", meeting.branch.path)
        if len(note.strip()) < 2:
            raise ValidationError({"note": _("不是本人确认的，请写明为什么代为确认。")})
    else:
        scope.require("meetings.confirm", meeting.branch.path)
    both = bool(meeting.chair) and meeting.chair == meeting.recorder
    for each in Confirmation.Part.values if both else [part]:
        _confirm(scope, meeting, each, note.strip() or (_("主持人和记录人是同一人") if both else ""))
    audit.record("meetings.confirm", scope=scope, subject=f"meeting:{meeting.pk}", part=part)
    meeting.refresh_from_db(fields=["archived_at"])
    if meeting.archived_at is not None:
        events.publish(
            MeetingArchived(
                branch=meeting.branch_id,
                meeting=meeting.pk,
                kind=meeting.kind,
                held_on=meeting.held_on.isoformat(),
            )
        )


def is_part(scope: Scope, meeting: Meeting, part: str) -> bool:
    """Whether the actor is the chair (the recorder) of this meeting: by name, and was expected there."""
    name = meeting.chair if part == Confirmation.Part.CHAIR else meeting.recorder
    if not scope.actor or not name or name != scope.name:
        return False
    if str(meeting.recorded_by) == scope.actor:
        return True
    return meeting.attendances.filter(person_id=scope.actor).exists()


def _confirm(scope: Scope, meeting: Meeting, part: str, note: str) -> None:
    name = meeting.chair if part == Confirmation.Part.CHAIR else meeting.recorder
    row = Confirmation(
        meeting=meeting,
        branch_id=meeting.branch_id,
        part=part,
        name=name or scope.name,
        made_by=scope.actor or None,
        made_by_name=scope.name,
        note=note[:200],
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise ValidationError(_("已经确认过了。")) from twice


@transaction.atomic
def attach_scan(scope: Scope, meeting: Meeting, source: Readable, *, name: str) -> Scan:
    """Lay a page of the handwritten book beside the record: PDF or a picture."""
    scope.require("meetings.record", meeting.branch.path)
    if meeting.withdrawn:
        raise ValidationError(_("这份记录已经撤回。"))
    try:
        kept = files.keep(source, name=name)
    except FileRefused as refused:
        raise ValidationError({"file": refused}) from refused
    if kept.kind not in SCANS:
        raise ValidationError({"file": _("请上传 PDF 或者照片（JPG、PNG）。")})
    File.objects.create(
        digest=kept.digest, size=kept.size, kind=kept.kind, name=kept.name, uploaded_by=scope.actor or None
    )
    audit.record("meetings.scan", scope=scope, subject=f"meeting:{meeting.pk}")
    return Scan.objects.create(
        meeting=meeting,
        branch_id=meeting.branch_id,
        digest=kept.digest,
        size=kept.size,
        kind=kept.kind,
        name=kept.name,
        made_by=scope.actor or None,
        made_by_name=scope.name,
    )
