"""Who was there with a vote, and how the votes fell: counted from the frozen list, judged by the norms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhibu.kernel.norms import Level, Verdict, judge
from zhibu.meetings.models import Attendance, Meeting, Resolution
from zhibu.meetings.selectors import CAME

QUORATE = {
    Meeting.Kind.ASSEMBLY: "quorum.ordinary",
    Meeting.Kind.BRANCH_COMMITTEE: "quorum.branch_committee",
}
BALLOT = "resolution.admission_ballot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One matter put to the vote, and the count."""

    text: str
    approve: int
    oppose: int = 0
    abstain: int = 0
    purpose: str = Resolution.Purpose.ORDINARY
    written_before: int = 0
    method: str = ""

    @property
    def admission(self) -> bool:
        return self.purpose == Resolution.Purpose.ADMISSION


class Listed(Protocol):
    """A line of a list: of the frozen one, or of one that is being ticked."""

    @property
    def entitled(self) -> bool: ...
    @property
    def left_out(self) -> bool: ...
    @property
    def mark(self) -> str: ...


def count(roll: Iterable[Listed], *, in_the_room: bool) -> tuple[int, int]:
    """(entitled, of them present).

    For admissions only those in the room are present, and who is left out with approval is not counted
    (QUO-05); no rule says so of ordinary meetings.
    """
    came = {Attendance.Mark.PRESENT} if in_the_room else set(CAME)
    entitled = [a for a in roll if a.entitled and not (in_the_room and a.left_out)]
    return len(entitled), sum(a.mark in came for a in entitled)


def judge_quorum(kind: str, day: date, roll: Sequence[Listed]) -> Verdict | None:
    """Whether enough of those with a vote came (支部工作条例 第十一、十二条).

    None where no rule asks for a number: a lesson, a theme day, a group's meeting; or nobody had a vote.
    """
    entitled, present = count(roll, in_the_room=False)
    if kind not in QUORATE or not entitled:
        return None
    return judge(QUORATE[Meeting.Kind(kind)], day, {"entitled": entitled, "present": present})


def least_to_admit(day: date, roll: Sequence[Listed]) -> int:
    """How many with a vote must be in the room before anybody can be admitted; 0 where nobody has a vote."""
    entitled, present = count(roll, in_the_room=True)
    if not entitled:
        return 0
    return int(judge("quorum.admission", day, {"entitled": entitled, "present": present}).value)


def check_count(kind: str, roll: Sequence[Listed], vote: Vote) -> None:
    """Raise ValidationError where the count cannot be."""
    entitled, present = count(roll, in_the_room=vote.admission)
    words: dict[str, Any] = {"text": vote.text.strip(), "present": present}
    if not vote.text.strip():
        raise ValidationError({"votes": _("请写明表决的事项。")})
    if vote.method and vote.method not in Resolution.Method.values:
        raise ValidationError(
            {"votes": _("“%(text)s”：表决方式只有举手、无记名投票、记名投票、口头表决四种。") % words}
        )
    if min(vote.approve, vote.oppose, vote.abstain, vote.written_before) < 0:
        raise ValidationError({"votes": _("“%(text)s”：票数不能是负数。") % words})
    if not entitled:
        raise ValidationError({"votes": _("应到人员中没有正式党员，不能表决。")})
    if vote.admission and kind != Meeting.Kind.ASSEMBLY:
        raise ValidationError({"votes": _("接收预备党员和转正，要由支部党员大会讨论表决。")})
    if vote.written_before and not vote.admission:
        raise ValidationError({"votes": _("“%(text)s”：会前书面意见只在接收预备党员和转正时计入。") % words})
    cast = vote.approve + vote.oppose + vote.abstain
    words |= {"cast": cast, "written": vote.written_before, "away": entitled - present}
    if cast > present:
        raise ValidationError(
            {
                "votes": _("“%(text)s”：赞成、反对、弃权合计 %(cast)d，多于到会有表决权的 %(present)d 人。")
                % words
            }
        )
    if vote.written_before > entitled - present:
        raise ValidationError(
            {
                "votes": _("“%(text)s”：会前书面赞成 %(written)d，多于没有到会的有表决权党员 %(away)d 人。")
                % words
            }
        )


class Outcome(StrEnum):
    """What came of a vote. Where too few came, or in another way than asked, nothing was decided."""

    PASSED = "passed"
    REJECTED = "rejected"
    NOT_FORMED = "not_formed"


def passes(verdicts: Iterable[Verdict]) -> bool:
    """Nothing is broken; what is only reminded of leaves the vote as it was."""
    return all(verdict.level != Level.BROKEN for verdict in verdicts)


def broken_before(row: Resolution) -> dict[str, Any] | None:
    """The kept verdict for which there was no vote that counts: the quorum, or the way it was voted."""
    for verdict in row.verdicts:
        about = str(verdict.get("norm", ""))
        if verdict.get("level") == Level.BROKEN and (about.startswith("quorum.") or about == BALLOT):
            return dict(verdict)
    return None


def outcome(row: Resolution) -> Outcome:
    """Passed, rejected, or neither: a meeting of too few rejects nothing."""
    if broken_before(row) is not None:
        return Outcome.NOT_FORMED
    return Outcome.PASSED if row.passed else Outcome.REJECTED


def judge_vote(kind: str, day: date, roll: Sequence[Listed], vote: Vote) -> list[Verdict]:
    """The verdicts on the quorum and the vote, of a count that can be; of an admission also on its method."""
    entitled, present = count(roll, in_the_room=vote.admission)
    if not vote.admission:
        return [
            judge(QUORATE[Meeting.Kind(kind)], day, {"entitled": entitled, "present": present}),
            judge("resolution.ordinary", day, {"entitled": entitled, "approve": vote.approve}),
        ]
    facts = {"entitled": entitled, "approve": vote.approve, "written_before": vote.written_before}
    return [
        judge("quorum.admission", day, {"entitled": entitled, "present": present}),
        judge("resolution.admission", day, facts),
        judge(BALLOT, day, {"method": vote.method or None}),
    ]
