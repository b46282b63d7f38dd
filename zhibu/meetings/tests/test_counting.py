"""Who counts: with a vote, present, in the room; and which counts of votes cannot be."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError

from zhibu.kernel.norms import Level
from zhibu.meetings.models import Attendance, Resolution
from zhibu.meetings.services import Vote, count, judge_quorum, judge_vote
from zhibu.meetings.services.counting import Outcome, check_count, outcome, passes

DAY = date(2026, 11, 20)


def roll(entitled, present=0, remote=0, others=0):
    """So many with a vote, of whom so many in the room and on line; `others` present without a vote."""
    marks = ["present"] * present + ["remote"] * remote + ["absent"] * (entitled - present - remote)
    rows = [Attendance(person_id=UUID(int=n), entitled=True, mark=mark) for n, mark in enumerate(marks)]
    return rows + [
        Attendance(person_id=UUID(int=99 + n), entitled=False, mark="present") for n in range(others)
    ]


def test_only_those_with_a_vote_count_and_for_admissions_only_those_in_the_room():
    people = roll(20, present=8, remote=2, others=5)
    assert count(people, in_the_room=False) == (20, 10)
    assert count(people, in_the_room=True) == (20, 8)


@pytest.mark.parametrize(
    ("entitled", "present", "enough"),
    [
        (20, 9, False),
        (20, 10, True),
        (20, 11, True),
        (39, 19, False),
        (39, 20, True),
        (1, 0, False),
        (1, 1, True),
    ],
)
@pytest.mark.parametrize("kind", ["assembly", "branch_committee"])
def test_half_is_enough_to_meet(kind, entitled, present, enough):
    verdict = judge_quorum(kind, DAY, roll(entitled, present=present, others=30))
    assert (verdict.level == Level.KEPT) is enough


@pytest.mark.parametrize("kind", ["lesson", "theme_day", "group", "life_meeting", "appraisal"])
def test_other_meetings_ask_for_no_number(kind):
    assert judge_quorum(kind, DAY, roll(20, present=1)) is None


def test_a_roll_without_a_vote_is_not_judged():
    assert judge_quorum("assembly", DAY, roll(0, others=3)) is None


@pytest.mark.parametrize(
    ("present", "remote", "approve", "written", "passed"),
    [
        (10, 0, 10, 0, False),  # half in the room is not enough to admit anybody
        (10, 1, 10, 3, False),  # who is on line is not in the room
        (11, 0, 10, 0, False),  # half of the votes is not more than half
        (11, 0, 11, 0, True),
        (11, 0, 10, 1, True),  # a written opinion given before counts as a vote
        (10, 0, 10, 1, False),  # and never as presence
    ],
)
def test_an_admission_needs_more_than_half_in_the_room_and_of_the_votes(
    present, remote, approve, written, passed
):
    vote = Vote(text="接收", purpose="admission", approve=approve, written_before=written)
    people = roll(20, present=present, remote=remote)
    check_count("assembly", people, vote)
    assert passes(judge_vote("assembly", DAY, people, vote)) is passed


@pytest.mark.parametrize(("approve", "passed"), [(10, False), (11, True)])
def test_an_ordinary_resolution_counts_those_on_line_too(approve, passed):
    vote = Vote(text="清河", approve=approve)
    people = roll(20, present=6, remote=6)
    check_count("assembly", people, vote)
    assert passes(judge_vote("assembly", DAY, people, vote)) is passed


@pytest.mark.parametrize(
    ("kind", "people", "vote", "because"),
    [
        ("assembly", roll(5, present=3), Vote(text="甲", approve=3, oppose=1), "多于到会"),
        ("assembly", roll(5, present=3, others=2), Vote(text="甲", approve=4), "多于到会"),
        (
            "assembly",
            roll(5, present=2, remote=2),
            Vote(text="甲", approve=3, purpose="admission"),
            "多于到会",
        ),
        ("assembly", roll(5, present=4), Vote(text="甲", approve=3, written_before=1), "只在接收"),
        (
            "assembly",
            roll(5, present=4),
            Vote(text="甲", approve=3, written_before=2, purpose="admission"),
            "多于没有到会",
        ),
        ("branch_committee", roll(3, present=3), Vote(text="甲", approve=3, purpose="admission"), "党员大会"),
        ("assembly", roll(0, others=2), Vote(text="甲", approve=0), "没有正式党员"),
        ("assembly", roll(3, present=3), Vote(text=" ", approve=1), "写明"),
        ("assembly", roll(3, present=3), Vote(text="甲", approve=-1), "负数"),
    ],
)
def test_a_count_that_cannot_be_is_refused(kind, people, vote, because):
    with pytest.raises(ValidationError) as refused:
        check_count(kind, people, vote)
    assert because in refused.value.message_dict["votes"][0]


def test_all_present_may_vote():
    check_count("assembly", roll(5, present=3), Vote(text="甲", approve=1, oppose=1, abstain=1))
    written = Vote(text="乙", approve=3, written_before=2, purpose="admission")
    check_count("assembly", roll(5, present=3), written)


@pytest.mark.parametrize(
    ("method", "level", "found"),
    [
        ("secret_ballot", Level.KEPT, Outcome.PASSED),
        ("", Level.WARNED, Outcome.PASSED),
        ("show_of_hands", Level.BROKEN, Outcome.NOT_FORMED),
        ("open_ballot", Level.BROKEN, Outcome.NOT_FORMED),
        ("oral", Level.BROKEN, Outcome.NOT_FORMED),
    ],
)
def test_an_admission_is_voted_by_secret_ballot(method, level, found):
    vote = Vote(text="接收", purpose="admission", approve=11, method=method)
    verdicts = judge_vote("assembly", DAY, roll(20, present=12), vote)
    assert verdicts[-1].level == level and verdicts[-1].norm.source.article.startswith("第二十")
    row = Resolution(passed=passes(verdicts), verdicts=[v.as_json() for v in verdicts])
    assert outcome(row) == found
    ordinary = Vote(text="清河", approve=11, method=method)
    assert passes(judge_vote("assembly", DAY, roll(20, present=12), ordinary))


@pytest.mark.parametrize(
    ("present", "approve", "found"),
    [(9, 9, Outcome.NOT_FORMED), (10, 10, Outcome.REJECTED), (11, 11, Outcome.PASSED)],
)
def test_a_meeting_of_too_few_rejects_nothing(present, approve, found):
    verdicts = judge_vote("assembly", DAY, roll(20, present=present), Vote(text="清河", approve=approve))
    row = Resolution(passed=passes(verdicts), verdicts=[v.as_json() for v in verdicts])
    assert outcome(row) == found
