"""Whatever befalls a branch in a month, list, quorum, paper and figures are what a naive count says.

The oracle below is written from the rules alone (QUO-01, QUO-02, QUO-03, QUO-05): who belonged to the branch
that day is expected; formal members who may vote are entitled, for admissions less those left out with
approval; whoever was there or joined remotely is present, for admissions only those in the room.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhibu.kernel import clock
from zhibu.meetings import selectors, services
from zhibu.meetings.models import Meeting
from zhibu.meetings.papers import minutes
from zhibu.meetings.papers.reading import records
from zhibu.meetings.services import Said, Tick, Vote
from zhibu.meetings.services.counting import judge_vote
from zhibu.members.services import change_particular, transfer_member
from zhibu.site.testing.world import inside, whole_house
from zhibu.statistics.services.counting import _COUNT_ONE as COUNT
from zhibu.statistics.services.counting import CAME

DAY = date(2026, 10, 15)
HERE = ("secretary", "deputy", "organiser", "member", "elder", "newcomer")
THERE = ("elm_secretary", "elm_member")
MARKS = ("present", "remote", "excused", "absent")
TICKS = ("present", "present", "present", *MARKS)  # most people come: else hardly a vote is possible
LEFT_OUT = (("member", "elder"), ("deputy", "elder"), ("elder", "newcomer"), ("organiser",), ())


@dataclass
class Line:
    """One line of the list as somebody with pencil and paper would keep it."""

    formal: bool
    votes: bool
    mark: str = "absent"
    late: bool = False
    left_out: bool = False


@dataclass
class Book:
    """The oracle: what the paper book says."""

    lines: dict[str, Line] = field(default_factory=dict)

    def entitled(self, admission: bool) -> int:
        return sum(1 for each in self.lines.values() if each.votes and not (admission and each.left_out))

    def present(self, admission: bool) -> int:
        where = {"present"} if admission else {"present", "remote"}
        return sum(1 for each in self.lines.values() if each.votes and each.mark in where)

    def passed(self, vote: Vote) -> bool:
        admission = vote.purpose == "admission"
        entitled, present = self.entitled(admission), self.present(admission)
        if admission:
            return 2 * present > entitled and 2 * (vote.approve + vote.written_before) > entitled
        return 2 * present >= entitled and 2 * vote.approve > entitled

    def enough(self, vote: Vote) -> bool:
        """Whether so many came that there could be a vote."""
        entitled, present = (f(vote.purpose == "admission") for f in (self.entitled, self.present))
        return 2 * present > entitled if vote.purpose == "admission" else 2 * present >= entitled

    def possible(self, vote: Vote) -> bool:
        """Nobody votes who was not there; nobody writes before who was; somebody has a vote at all."""
        admission = vote.purpose == "admission"
        entitled, present = self.entitled(admission), self.present(admission)
        cast = vote.approve + vote.oppose + vote.abstain
        return entitled > 0 and cast <= present and vote.written_before <= entitled - present

    @property
    def came(self) -> list[str]:
        return [who for who, each in self.lines.items() if each.mark in {"present", "remote"}]


def votes(purpose):
    """A count that may or may not pass; whether it can be at all the oracle says."""
    counts = [st.integers(1, 4), st.integers(0, 1), st.integers(0, 1), st.integers(0, 1)]
    return st.builds(
        lambda approve, oppose, abstain, written: Vote(
            text="接收孙一帆" if purpose == "admission" else "冬季清河",
            purpose=purpose,
            approve=approve,
            oppose=oppose,
            abstain=abstain,
            written_before=written if purpose == "admission" else 0,
        ),
        *counts,
    )


moves = st.lists(
    st.tuples(st.sampled_from(HERE + THERE), st.integers(-9, 0)), max_size=3, unique_by=lambda move: move[0]
)


def months():
    """A month: who moves before and after the meeting, who may not vote, what is ticked and corrected."""
    return st.fixed_dictionaries(
        {
            "before": moves,
            "standing": st.sampled_from((None, ("member", "party_probation"), ("elder", "suspended"))),
            "ticks": st.tuples(*(st.tuples(st.sampled_from(TICKS), st.booleans()) for _each in range(8))),
            "left_out": st.sampled_from(LEFT_OUT),
            "votes": st.tuples(votes("admission"), votes("ordinary")),
            "after": moves,
            "corrected": st.lists(
                st.tuples(st.sampled_from(HERE + THERE), st.sampled_from(MARKS)), max_size=3
            ),
        }
    )


def refused(deed, *args, **more):
    """Whether the house refuses a deed; what it refuses leaves no trace."""
    try:
        with transaction.atomic():
            deed(*args, **more)
    except ValidationError:
        return True
    return False


def move(house, world, moved, orgs):
    for who, back in moved:
        to = "elm" if orgs[who] == "willow" else "willow"
        transfer_member(
            house, world.members[who], world.orgs[to], on=clock.today() + timedelta(back), why="x"
        )
        orgs[who] = to


def run(world, house, asked, today):
    """Live the month; the book of the oracle is written beside it."""
    orgs = dict.fromkeys(HERE, "willow") | dict.fromkeys(THERE, "elm")
    plan = services.plan_meeting(house, world.orgs["willow"], kind="assembly", topic="清河", held_on=DAY)
    services.send_notice(house, plan)
    today(DAY)
    move(house, world, asked["before"], orgs)
    standing = dict([asked["standing"]] if asked["standing"] else [])
    for who, code in standing.items():
        change_particular(house, world.members[who], "standing", code, on=DAY, basis="处分决定")
    book = Book()
    for who, org in orgs.items():
        if org == "willow" and standing.get(who) != "suspended":
            formal = who != "newcomer"
            book.lines[who] = Line(formal, formal and who not in standing)
    if not book.lines:
        assert refused(services.open_meeting, house, plan)
        return None
    services.open_meeting(house, plan)
    for who in asked["left_out"]:
        pk = world.people[who].pk
        why = {"reason": "bedridden", "approval": "镇党委批准", "consented": True}
        no = refused(services.leave_out, house, plan, pk, **why)
        assert no == (who not in book.lines or not book.lines[who].votes)
        if not no:
            book.lines[who].left_out = True
    for (mark, late), line in zip(asked["ticks"], book.lines.values(), strict=False):
        came = mark in {"present", "remote"}
        line.mark, line.late = ("absent", False) if came and line.left_out else (mark, late and came)
    ticks = {world.people[who].pk: Tick(each.mark, each.late) for who, each in book.lines.items()}
    services.tick(house, plan, ticks)
    kept = [vote for vote in asked["votes"] if book.possible(vote)]
    for vote in asked["votes"]:
        if vote not in kept:
            assert refused(services.finish_record, house, plan, votes=[vote])
    meeting = services.finish_record(house, plan, minutes=[Said("清河", "同意")], votes=kept)
    today(DAY + timedelta(days=10))
    move(house, world, [each for each in asked["after"] if each not in asked["before"]], orgs)
    for part in ("chair", "recorder"):
        services.confirm_record(house, meeting, part=part, note="当面核对过")
    for who, mark in asked["corrected"]:
        line = book.lines.get(who)
        before = line.mark if line else mark
        if line:
            line.mark = mark
        fits = line is not None and before != mark and all(book.possible(vote) for vote in kept)
        fits = fits and not (line.left_out and mark in {"present", "remote"})
        if line and not fits:
            line.mark = before
        assert fits != refused(
            services.correct_mark, house, meeting, world.people[who].pk, mark, why="签错了"
        ), (who, mark)
    return meeting, book, kept


def compare(world, meeting, book, kept):
    """List, quorum, paper, figures: each as the book says."""
    keys = {person.pk: who for who, person in world.people.items()}
    meeting = Meeting.objects.select_related("branch").get(pk=meeting.pk)
    roll = selectors.attendances(meeting)
    assert {keys[a.person_id]: (a.entitled, a.mark, a.left_out) for a in roll} == {
        who: (each.votes, each.mark, each.left_out) for who, each in book.lines.items()
    }
    entitled, present = book.entitled(False), book.present(False)
    verdict = services.judge_quorum(meeting.kind, meeting.held_on, roll)
    assert (verdict is None) == (entitled == 0)
    if verdict:
        assert (verdict.level == "kept") == (2 * present >= entitled)
    assert [r.passed for r in selectors.resolutions(meeting)] == [book.passed(vote) for vote in kept]
    for purpose in ("ordinary", "admission"):  # each count that could have been, beside those that were
        for approve in range(book.present(purpose == "admission") + 1):
            vote = Vote(text="x", purpose=purpose, approve=approve)
            if book.possible(vote):
                judged = judge_vote(meeting.kind, meeting.held_on, roll, vote)
                assert all(each.level != "broken" for each in judged) == book.passed(vote), vote
    facts = minutes.minutes(records([meeting])[0])
    names = {who: world.people[who].name for who in book.lines}
    assert facts["expected"] == f"{len(book.lines)} 人（有表决权 {entitled} 人）"
    assert facts["present"] == f"{len(book.came)} 人（有表决权 {present} 人）"
    assert {one["name"] for one in facts["came"]} == {names[who] for who in book.came}
    late = {names[who] for who, each in book.lines.items() if each.late and who in book.came}
    assert {one["name"] for one in facts["came"] if "迟到" in one["note"]} == late
    assert {one["name"] for one in facts["left_out"]} == {
        names[who] for who, each in book.lines.items() if each.left_out
    }
    assert [one["result"].split("：")[0] for one in facts["resolutions"]] == [
        ("通过。" if book.passed(vote) else "未通过。")
        if book.enough(vote)
        else "人数不够，没有表决（没有形成决议）"
        for vote in kept
    ]
    with connection.cursor() as cursor:
        month = {"first": date(2026, 10, 1), "after": date(2026, 11, 1), "came": CAME}
        cursor.execute(COUNT[COUNT.index("SELECT") :], {"branch": meeting.branch_id} | month)
        assert [tuple(map(int, row[3:6])) for row in cursor.fetchall()] == [
            (1, len(book.lines), len(book.came))
        ]


@pytest.fixture
def today(monkeypatch):
    def set_to(day):
        monkeypatch.setattr(clock, "today", lambda: day)

    return set_to


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(asked=months())
def test_a_month_is_what_pencil_and_paper_say(asked, world, today):
    today(DAY - timedelta(days=10))
    with inside(whole_house()) as house:
        lived = run(world, house, asked, today)
        if lived:
            compare(world, *lived)
        transaction.set_rollback(True)
