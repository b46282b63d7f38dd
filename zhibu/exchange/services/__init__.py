"""Writing. Each function is one sentence about a sheet that came in."""

from .choosing import choose_columns
from .committing import Again, commit_batch, enter_table, judge_table
from .ending import drop_batch, undo_batch, wipe_old
from .handing import bad_rows
from .matching import match_columns
from .mending import leave_out, mend, take_in
from .noting import (
    changes_here,
    leave_for_now,
    offered,
    open_list_in_clear,
    take_over,
    take_up_again,
    wipe_settled,
)
from .opening import IMPORT, open_batch, understood
from .reconciling import RECONCILE, compare, lay_beside, open_reconciliation, reconcile
from .taking_out import list_bytes, remember_list, stop_reconciling, wipe_unlaid
from .watching import note, remember_looking, stop_job
from .weekly import begins_week, finish_week, make_list
from .weighing import SMALL, ask, check_batch, weigh_batch

__all__ = [
    "IMPORT",
    "RECONCILE",
    "SMALL",
    "Again",
    "ask",
    "bad_rows",
    "begins_week",
    "changes_here",
    "check_batch",
    "choose_columns",
    "commit_batch",
    "compare",
    "drop_batch",
    "enter_table",
    "finish_week",
    "judge_table",
    "lay_beside",
    "leave_for_now",
    "leave_out",
    "list_bytes",
    "make_list",
    "match_columns",
    "mend",
    "note",
    "offered",
    "open_batch",
    "open_list_in_clear",
    "open_reconciliation",
    "reconcile",
    "remember_list",
    "remember_looking",
    "stop_job",
    "stop_reconciling",
    "take_in",
    "take_over",
    "take_up_again",
    "understood",
    "undo_batch",
    "weigh_batch",
    "wipe_old",
    "wipe_settled",
    "wipe_unlaid",
]
