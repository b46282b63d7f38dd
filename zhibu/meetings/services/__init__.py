"""Writing. Each function is one sentence a branch secretary could say about a meeting."""

from .counting import Vote, count, judge_quorum, judge_vote
from .judging import Due, annual, frequency, judge_branch
from .recording import record_meeting, year_meant
from .withdrawing import withdraw_meeting

__all__ = [
    "Due",
    "Vote",
    "annual",
    "count",
    "frequency",
    "judge_branch",
    "judge_quorum",
    "judge_vote",
    "record_meeting",
    "withdraw_meeting",
    "year_meant",
]
