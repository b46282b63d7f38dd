"""Writing. Each function is one sentence a branch secretary could say about a member."""

from .answering import accept_correction, ask_correction, decline_correction
from .comparing import compare_categories
from .copying import take_copy
from .correcting import change_particular, correct_field
from .exporting import (
    Roster,
    export_in_clear,
    export_roster,
    print_form,
    print_forms,
    print_forms_in_clear,
    roster_bytes,
)
from .grouping import put_into_group, regroup
from .identity import read_identity
from .joining import join_member
from .kinship import declare_own_relative, declare_relative, withdraw_relative
from .leaving import record_death, record_leaving
from .letters import set_letters
from .newcomer import NewMember
from .reviewing import decline_change, review_card, review_cards
from .slips import MOST as MOST_SLIPS
from .slips import print_slips
from .transferring import transfer_member
from .viewing import unseal_field, view_card

__all__ = [
    "MOST_SLIPS",
    "NewMember",
    "Roster",
    "accept_correction",
    "ask_correction",
    "change_particular",
    "compare_categories",
    "correct_field",
    "declare_own_relative",
    "declare_relative",
    "decline_change",
    "decline_correction",
    "export_in_clear",
    "export_roster",
    "join_member",
    "print_form",
    "print_forms",
    "print_forms_in_clear",
    "print_slips",
    "put_into_group",
    "read_identity",
    "record_death",
    "record_leaving",
    "regroup",
    "review_card",
    "review_cards",
    "roster_bytes",
    "set_letters",
    "take_copy",
    "transfer_member",
    "unseal_field",
    "view_card",
    "withdraw_relative",
]
