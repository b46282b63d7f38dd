"""Writing. Each function is one sentence a branch secretary could say about a meeting."""

from .archiving import (
    Said,
    attach_scan,
    confirm_record,
    finish_record,
    is_part,
    save_draft,
    send_back,
)
from .chairing import doubt_about_chair, was_away
from .correcting import correct_field, correct_mark, correct_minute, correct_vote, said_of
from .counting import Outcome, Vote, broken_before, count, judge_quorum, judge_vote, least_to_admit, outcome
from .declining import decline_invitation
from .echoing import answer_echo, ask_echo, close_echo
from .explaining import explain_unheld, take_explanation_back
from .judging import Due, annual, frequency, judge_branch
from .matters import finish_matter, give_matter
from .planning import (
    Conflict,
    ask_leave,
    call_off,
    change_plan,
    invite_branches,
    note_leave,
    plan_meeting,
    send_notice,
    take_leave_back,
)
from .presence import Tick, come, count_again, entitled_verdict, leave_out, open_meeting, tick
from .queueing import Queued, Taken, take_queue
from .recording import record_meeting, year_meant
from .withdrawing import withdraw_meeting

__all__ = [
    "Conflict",
    "Due",
    "Outcome",
    "Queued",
    "Said",
    "Taken",
    "Tick",
    "Vote",
    "annual",
    "answer_echo",
    "ask_echo",
    "ask_leave",
    "attach_scan",
    "broken_before",
    "call_off",
    "change_plan",
    "close_echo",
    "come",
    "confirm_record",
    "correct_field",
    "correct_mark",
    "correct_minute",
    "correct_vote",
    "count",
    "count_again",
    "decline_invitation",
    "doubt_about_chair",
    "entitled_verdict",
    "explain_unheld",
    "finish_matter",
    "finish_record",
    "frequency",
    "give_matter",
    "invite_branches",
    "is_part",
    "judge_branch",
    "judge_quorum",
    "judge_vote",
    "least_to_admit",
    "leave_out",
    "note_leave",
    "open_meeting",
    "outcome",
    "plan_meeting",
    "record_meeting",
    "said_of",
    "save_draft",
    "send_back",
    "send_notice",
    "take_explanation_back",
    "take_leave_back",
    "take_queue",
    "tick",
    "was_away",
    "withdraw_meeting",
    "year_meant",
]
