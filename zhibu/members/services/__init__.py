"""Writing. Each function is one sentence a branch secretary could say about a member."""

from .correcting import answer_correction, ask_correction, change_particular, correct_field, review_card
from .joining import NewMember, join_member
from .leaving import record_death, record_leaving
from .transferring import transfer_member
from .viewing import unseal_field, view_card

__all__ = [
    "NewMember",
    "answer_correction",
    "ask_correction",
    "change_particular",
    "correct_field",
    "join_member",
    "record_death",
    "record_leaving",
    "review_card",
    "transfer_member",
    "unseal_field",
    "view_card",
]
