"""Writing. Each function is one sentence a branch secretary could say about a meeting."""

from .judging import judge_branch
from .recording import Vote, record_meeting
from .withdrawing import withdraw_meeting

__all__ = ["Vote", "judge_branch", "record_meeting", "withdraw_meeting"]
