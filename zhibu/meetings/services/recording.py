"""A meeting that was held is recorded: who was expected, who came, what was resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock, events
from zhibu.kernel.norms import Level, Verdict, judge
from zhibu.kernel.scope import Scope
from zhibu.meetings import selectors
from zhibu.meetings.events import MeetingRecorded
from zhibu.meetings.models import Attendance, Excuse, Meeting, Resolution
from zhibu.meetings.selectors import Expected
from zhibu.orgs.models import Org

LATE_AFTER = timedelta(days=31)
AT_GROUP = frozenset({Meeting.Kind.GROUP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One matter put to the vote, and the count."""

    text: str
    approve: int
    oppose: int = 0
    abstain: int = 0
    purpose: str = Resolution.Purpose.ORDINARY
    written_before: int = 0


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
) -> Meeting:
    """Record a meeting. `marks` says of each person expected that day whether they came.

    Whoever is expected and not marked counts as absent; a mark for somebody who was not expected is an
    error. Votes are judged by the norms of the day of the meeting. Raises ValidationError naming the field.
    """
    scope.require("meetings.record", branch.path)
    _check(branch, kind, held_on)
    expected = selectors.expected_at(branch, kind, held_on)
    strangers = set(marks) - {e.person_id for e in expected}
    if strangers:
        raise ValidationError({"marks": _("名单里有 %(n)d 人当天不在应到之列。") % {"n": len(strangers)}})
    if not expected:
        raise ValidationError({"held_on": _("这一天名册上还没有应到人员。")})
    meeting = Meeting(
        branch=branch,
        kind=kind,
        topic=topic.strip(),
        held_on=held_on,
        begins_at=begins_at,
        place=place,
        chair=chair,
        recorder=recorder or scope.name,
        for_year=for_year or _year_meant(kind, held_on),
        hours=hours,
        notes=notes,
        late=clock.today() - held_on > LATE_AFTER,
        recorded_by=scope.actor or None,
    )
    meeting.full_clean()
    meeting.save()
    roll = _write_roll(scope, meeting, expected, marks, excuses or {})
    _write_resolutions(meeting, roll, votes)
    audit.record("meetings.record", scope=scope, subject=f"meeting:{meeting.pk}", branch=branch.pk)
    events.publish(
        MeetingRecorded(branch=branch.pk, meeting=meeting.pk, kind=kind, held_on=held_on.isoformat())
    )
    return meeting


def _check(branch: Org, kind: str, held_on: date) -> None:
    if (kind in AT_GROUP) != (branch.kind == Org.Kind.GROUP):
        raise ValidationError({"kind": _("党小组会记在党小组名下，其他会议记在支部名下。")})
    if held_on > clock.today():
        raise ValidationError({"held_on": _("会还没开，日期不能晚于今天。")})
    if held_on < branch.founded_on:
        raise ValidationError({"held_on": _("日期早于支部成立日期。")})


def _year_meant(kind: str, held_on: date) -> int | None:
    """组织生活会 and 民主评议 held by the end of March are as a rule those of the year before (LIFE-07)."""
    if kind not in {Meeting.Kind.LIFE_MEETING, Meeting.Kind.APPRAISAL}:
        return None
    return held_on.year - 1 if held_on.month <= 3 else held_on.year


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


def _write_resolutions(meeting: Meeting, roll: Sequence[Attendance], votes: Sequence[Vote]) -> None:
    for number, vote in enumerate(votes):
        verdicts = judge_vote(meeting.kind, meeting.held_on, roll, vote)
        Resolution.objects.create(
            meeting=meeting,
            branch_id=meeting.branch_id,
            text=vote.text.strip(),
            purpose=vote.purpose,
            approve=vote.approve,
            oppose=vote.oppose,
            abstain=vote.abstain,
            written_before=vote.written_before,
            passed=all(v.level == Level.KEPT for v in verdicts),
            verdicts=[v.as_json() for v in verdicts],
            sort=number,
        )


def count(roll: Iterable[Attendance], *, in_the_room: bool) -> tuple[int, int]:
    """(entitled, of them present). For admissions only those in the room are present."""
    came = {Attendance.Mark.PRESENT} if in_the_room else set(selectors.CAME)
    entitled = [a for a in roll if a.entitled]
    return len(entitled), sum(a.mark in came for a in entitled)


def judge_quorum(kind: str, day: date, roll: Sequence[Attendance]) -> Verdict:
    """Whether enough of those with a vote came (支部工作条例 第十一、十二条)."""
    entitled, present = count(roll, in_the_room=False)
    key = "quorum.branch_committee" if kind == Meeting.Kind.BRANCH_COMMITTEE else "quorum.ordinary"
    return judge(key, day, {"entitled": entitled, "present": present})


def judge_vote(kind: str, day: date, roll: Sequence[Attendance], vote: Vote) -> list[Verdict]:
    """The verdict on the quorum and on the vote. Raises ValidationError where the count cannot be."""
    admission = vote.purpose == Resolution.Purpose.ADMISSION
    entitled, present = count(roll, in_the_room=admission)
    if not vote.text.strip():
        raise ValidationError({"votes": _("请写明表决的事项。")})
    if not entitled:
        raise ValidationError({"votes": _("应到人员中没有正式党员，不能表决。")})
    cast = vote.approve + vote.oppose + vote.abstain
    if cast > present:
        raise ValidationError(
            {
                "votes": _("“%(text)s”：赞成、反对、弃权合计 %(cast)d，多于到会有表决权的 %(present)d 人。")
                % {"text": vote.text, "cast": cast, "present": present}
            }
        )
    if not admission:
        return [
            judge_quorum(kind, day, roll),
            judge("resolution.ordinary", day, {"entitled": entitled, "approve": vote.approve}),
        ]
    facts = {"entitled": entitled, "approve": vote.approve, "written_before": vote.written_before}
    return [
        judge("quorum.admission", day, {"entitled": entitled, "present": present}),
        judge("resolution.admission", day, facts),
    ]
