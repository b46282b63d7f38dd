"""更正: a record says what it said and what it says now, who, when, why; figures follow the corrected."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit, events
from zhibu.kernel.scope import Scope
from zhibu.meetings.events import MeetingCorrected
from zhibu.meetings.models import Attendance, Correction, Meeting, Minute, Resolution

from .counting import Outcome, Vote, check_count, judge_vote, outcome, passes
from .recording import save_meeting, year_meant

FIELDS = (
    "topic",
    "begins_at",
    "place",
    "chair",
    "recorder",
    "invited",
    "for_year",
    "hours",
    "notes",
    "closing",
)
COUNTED = ("approve", "oppose", "abstain", "written_before", "method")


@transaction.atomic
def correct_field(scope: Scope, meeting: Meeting, name: str, value: Any, *, why: str) -> Correction:
    """Correct one of the words of the record: the place, the chair, the hours…"""
    meeting = _correctable(scope, meeting, why)
    if name not in FIELDS:
        raise ValidationError({"about": _("请选要更正的一项。")})
    before = getattr(meeting, name)
    setattr(meeting, name, value.strip() if isinstance(value, str) else value)
    if name == "for_year":
        meeting.for_year = year_meant(meeting.kind, meeting.held_on, value)
    label = str(getattr(Meeting._meta.get_field(name), "verbose_name", name))
    row = _write(scope, meeting, name, label, _said(before), _said(getattr(meeting, name)), why)
    save_meeting(meeting)
    return _announce(scope, meeting, row)


@transaction.atomic
def correct_mark(scope: Scope, meeting: Meeting, person: UUID, mark: str, *, why: str) -> Correction:
    """Correct whether somebody came. The resolutions are judged again, and that is written too."""
    meeting = _correctable(scope, meeting, why)
    line = meeting.attendances.filter(person_id=person).first()
    if line is None or mark not in Attendance.Mark.values:
        raise ValidationError({"about": _("名单里没有这位同志，或者没有这种到会情况。")})
    if line.left_out and mark in {Attendance.Mark.PRESENT, Attendance.Mark.REMOTE}:
        raise ValidationError({"about": _("这位同志已经列为不计入应到会，不能同时到会。")})
    before = line.get_mark_display()
    line.mark = mark
    row = _write(scope, meeting, f"mark:{person}", line.name, before, line.get_mark_display(), why)
    line.save(update_fields=["mark"])
    for resolution in meeting.resolutions.order_by("sort", "pk"):
        _judge_again(scope, meeting, resolution, _vote_of(resolution), why)
    return _announce(scope, meeting, row)


@transaction.atomic
def correct_vote(scope: Scope, meeting: Meeting, resolution: int, vote: Vote, *, why: str) -> Correction:
    """Correct the count of a vote; whether it passed follows."""
    meeting = _correctable(scope, meeting, why)
    found = meeting.resolutions.filter(pk=resolution).first()
    if found is None:
        raise ValidationError({"about": _("没有这一项表决。")})
    before = _counts(_vote_of(found))
    for name in COUNTED:
        setattr(found, name, getattr(vote, name))
    check_count(meeting.kind, list(meeting.attendances.order_by("pk")), _vote_of(found))
    counted = _vote_of(found)
    row = _write(scope, meeting, f"vote:{found.pk}", found.text, before, _counts(counted), why)
    found.save(update_fields=COUNTED)
    _judge_again(scope, meeting, found, counted, why)
    return _announce(scope, meeting, row)


@transaction.atomic
def correct_minute(scope: Scope, meeting: Meeting, minute: int, said: str, *, why: str) -> Correction:
    """Correct the summary of what was said about an item."""
    meeting = _correctable(scope, meeting, why)
    found: Minute | None = meeting.minutes.filter(pk=minute).first()
    if found is None:
        raise ValidationError({"about": _("没有这一项议程。")})
    row = _write(scope, meeting, f"minute:{found.pk}", found.title, found.said, said.strip(), why)
    found.said = said.strip()[:10000]
    found.save(update_fields=["said"])
    return _announce(scope, meeting, row)


def _correctable(scope: Scope, meeting: Meeting, why: str) -> Meeting:
    scope.require("meetings.record", meeting.branch.path)
    now = Meeting.objects.select_related("branch").select_for_update(of=("self",)).get(pk=meeting.pk)
    if now.withdrawn:
        raise ValidationError(_("这份记录已经撤回，不能再更正。"))
    if len(why.strip()) < 2:
        raise ValidationError({"why": _("请写明更正的原因。")})
    return now


def _judge_again(scope: Scope, meeting: Meeting, row: Resolution, vote: Vote, why: str) -> None:
    roll = list(meeting.attendances.order_by("pk"))
    check_count(meeting.kind, roll, vote)
    verdicts = judge_vote(meeting.kind, meeting.held_on, roll, vote)
    passed = passes(verdicts)
    before = outcome(row)
    row.passed, row.verdicts = passed, [v.as_json() for v in verdicts]
    if outcome(row) != before:
        _write(scope, meeting, f"passed:{row.pk}", row.text, said_of(before), said_of(outcome(row)), why)
    row.save(update_fields=["passed", "verdicts"])


def _write(
    scope: Scope, meeting: Meeting, about: str, label: str, before: str, after: str, why: str
) -> Correction:
    if before == after:
        raise ValidationError({"about": _("更正前后是一样的。")})
    row = Correction(
        meeting=meeting,
        branch_id=meeting.branch_id,
        about=about,
        label=label,
        before=before,
        after=after,
        why=why.strip(),
        made_by=scope.actor or None,
        made_by_name=scope.name,
    )
    row.full_clean()
    row.save()
    return row


def _announce(scope: Scope, meeting: Meeting, row: Correction) -> Correction:
    audit.record("meetings.correct", scope=scope, subject=f"meeting:{meeting.pk}", about=row.about)
    events.publish(
        MeetingCorrected(
            branch=meeting.branch_id,
            meeting=meeting.pk,
            kind=meeting.kind,
            held_on=meeting.held_on.isoformat(),
        )
    )
    return row


def _vote_of(row: Resolution) -> Vote:
    return Vote(
        text=row.text,
        approve=row.approve,
        oppose=row.oppose,
        abstain=row.abstain,
        purpose=row.purpose,
        written_before=row.written_before,
        method=row.method,
    )


def _counts(vote: Vote) -> str:
    said = _("赞成 %(approve)d，反对 %(oppose)d，弃权 %(abstain)d") % {
        "approve": vote.approve,
        "oppose": vote.oppose,
        "abstain": vote.abstain,
    }
    if vote.written_before:
        said += _("，会前书面赞成 %(n)d") % {"n": vote.written_before}
    if vote.method:
        said += _("（%(method)s）") % {"method": Resolution.Method(vote.method).label}
    return said


def said_of(found: Outcome) -> str:
    """In a word or two: 通过, 未通过, 没有形成决议."""
    return {
        Outcome.PASSED: _("通过"),
        Outcome.REJECTED: _("未通过"),
        Outcome.NOT_FORMED: _("没有形成决议"),
    }[found]


def _said(value: Any) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
