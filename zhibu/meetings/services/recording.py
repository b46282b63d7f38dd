"""A meeting that was held is recorded: who was expected, who came, what was resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock, events
from zhibu.kernel.scope import Scope
from zhibu.meetings import selectors
from zhibu.meetings.events import MeetingRecorded
from zhibu.meetings.models import Attendance, Excuse, Meeting, Resolution
from zhibu.meetings.selectors import Expected
from zhibu.orgs.models import Org

from .counting import Vote, check_count, judge_vote, passes

LATE_AFTER = timedelta(days=31)
LIFE_TERM = 3  # 组织生活会 and 民主评议 held by the end of March are as a rule those of the year before
DECIDES = frozenset({Meeting.Kind.ASSEMBLY, Meeting.Kind.BRANCH_COMMITTEE})
YEARLY = frozenset({Meeting.Kind.LIFE_MEETING, Meeting.Kind.APPRAISAL})


@transaction.atomic
def record_meeting(
    scope: Scope,
    branch: Org,
    *,
    kind: str,
    topic: str,
    held_on: date,
    marks: Mapping[UUID, str],
    excuses: Mapping[UUID, str] | None = None,
    votes: Sequence[Vote] = (),
    begins_at: time | None = None,
    place: str = "",
    chair: str = "",
    recorder: str = "",
    for_year: int | None = None,
    hours: Decimal = Decimal(0),
    notes: str = "",
    invited: str = "",
    closing: str = "",
) -> Meeting:
    """Record a meeting. `marks` says of each person expected that day whether they came.

    Whoever is expected and not marked counts as absent; a mark for somebody who was not expected is an
    error. Votes are judged by the norms of the day of the meeting. Raises ValidationError naming the field.
    """
    scope.require("meetings.record", branch.path)
    _check(branch, kind, held_on)
    expected = selectors.expected_at(branch, kind, held_on)
    _check_roll(expected, marks)
    meeting = Meeting(
        branch=branch,
        branch_name=branch.name,
        kind=kind,
        topic=topic.strip(),
        held_on=held_on,
        begins_at=begins_at,
        place=place.strip(),
        chair=chair.strip(),
        recorder=recorder.strip() or scope.name,
        for_year=year_meant(kind, held_on, for_year),
        hours=hours,
        notes=notes.strip(),
        invited=invited.strip(),
        closing=closing.strip(),
        late=clock.today() - held_on > LATE_AFTER,
        recorded_by=scope.actor or None,
    )
    save_meeting(meeting)
    roll = _write_roll(scope, meeting, expected, marks, excuses or {})
    write_resolutions(meeting, roll, votes)
    audit.record("meetings.record", scope=scope, subject=f"meeting:{meeting.pk}", branch=branch.pk)
    events.publish(
        MeetingRecorded(branch=branch.pk, meeting=meeting.pk, kind=kind, held_on=held_on.isoformat())
    )
    return meeting


def _check(branch: Org, kind: str, held_on: date) -> None:
    if branch.kind not in {Org.Kind.BRANCH, Org.Kind.GROUP} or branch.dissolved_on is not None:
        raise ValidationError({"branch": _("会议记在党支部或者党小组名下。")})
    if (kind == Meeting.Kind.GROUP) != (branch.kind == Org.Kind.GROUP):
        raise ValidationError({"kind": _("党小组会记在党小组名下，其他会议记在支部名下。")})
    check_day(branch, held_on)


def check_day(branch: Org, held_on: date) -> None:
    """Raise ValidationError where no meeting of this branch can have been held that day."""
    if held_on > clock.today():
        raise ValidationError({"held_on": _("会还没开，日期不能晚于今天。")})
    if held_on < branch.founded_on:
        raise ValidationError(
            {"held_on": _("日期早于成立日期 %(day)s。") % {"day": branch.founded_on.isoformat()}}
        )


def _check_roll(expected: Sequence[Expected], marks: Mapping[UUID, str]) -> None:
    if not expected:
        raise ValidationError({"held_on": _("这一天名册上还没有应到人员。")})
    strangers = set(marks) - {e.person_id for e in expected}
    if strangers:
        raise ValidationError({"marks": _("名单里有 %(n)d 人当天不在应到之列。") % {"n": len(strangers)}})
    if set(marks.values()) - set(Attendance.Mark.values):
        raise ValidationError({"marks": _("到会情况只有到会、线上参加、请假、未到四种。")})


def save_meeting(meeting: Meeting) -> None:
    """Once only, also where two people press the button at the same moment: the second is told."""
    meeting.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as twice:
        words = {"day": meeting.held_on.isoformat(), "topic": meeting.topic}
        again = _(
            "这次会议已经记录过了：%(day)s“%(topic)s”。另开了一次的，请改写议题；记错了的，先撤回原来的。"
        )
        raise ValidationError({"topic": again % words}) from twice


def year_meant(kind: str, held_on: date, said: int | None = None) -> int | None:
    """For which year a yearly meeting was held: as said, else by its day (LIFE-07); None for the others."""
    if kind not in YEARLY:
        return None
    usual = held_on.year - 1 if held_on.month <= LIFE_TERM else held_on.year
    if said is not None and said not in {held_on.year - 1, held_on.year}:
        raise ValidationError({"for_year": _("所属年度只能是开会当年或者上一年。")})
    return said or usual


def _write_roll(
    scope: Scope,
    meeting: Meeting,
    expected: Iterable[Expected],
    marks: Mapping[UUID, str],
    excuses: Mapping[UUID, str],
) -> list[Attendance]:
    """Freeze the list: names and marks as of the day."""
    roll = Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            branch_id=meeting.branch_id,
            person_id=e.person_id,
            name=e.name,
            category=e.category,
            entitled=e.entitled,
            mark=marks.get(e.person_id, Attendance.Mark.ABSENT),
        )
        for e in expected
    )
    Excuse.objects.bulk_create(
        Excuse(
            attendance=a,
            branch_id=meeting.branch_id,
            person_id=a.person_id,
            reason=excuses[a.person_id].strip()[:100],
            made_by=scope.actor or None,
        )
        for a in roll
        if a.mark == Attendance.Mark.EXCUSED and excuses.get(a.person_id, "").strip()
    )
    return roll


def write_resolutions(meeting: Meeting, roll: Sequence[Attendance], votes: Sequence[Vote]) -> None:
    if votes and meeting.kind not in DECIDES:
        raise ValidationError({"votes": _("作决议要开支部党员大会或者支部委员会，这种会议不记表决。")})
    texts = [vote.text.strip() for vote in votes]
    if len(set(texts)) < len(texts):
        raise ValidationError({"votes": _("有两项表决写的是同一件事，请合并或者改写。")})
    for number, vote in enumerate(votes):
        check_count(meeting.kind, roll, vote)
        verdicts = judge_vote(meeting.kind, meeting.held_on, roll, vote)
        Resolution.objects.create(
            meeting=meeting,
            branch_id=meeting.branch_id,
            text=vote.text.strip(),
            purpose=vote.purpose,
            method=vote.method,
            approve=vote.approve,
            oppose=vote.oppose,
            abstain=vote.abstain,
            written_before=vote.written_before,
            passed=passes(verdicts),
            verdicts=[v.as_json() for v in verdicts],
            sort=number,
        )
