"""Writing. Each function is one sentence about a sheet that came in."""

from .choosing import choose_columns
from .committing import Again, commit_batch, enter_table
from .ending import drop_batch, undo_batch, wipe_old
from .handing import bad_rows
from .mending import leave_out, mend, take_in
from .opening import IMPORT, open_batch, understood
from .watching import note, remember_looking, stop_job
from .weighing import SMALL, ask, check_batch, weigh_batch

__all__ = [
    "IMPORT",
    "SMALL",
    "Again",
    "ask",
    "bad_rows",
    "check_batch",
    "choose_columns",
    "commit_batch",
    "drop_batch",
    "enter_table",
    "leave_out",
    "mend",
    "note",
    "open_batch",
    "remember_looking",
    "stop_job",
    "take_in",
    "understood",
    "undo_batch",
    "weigh_batch",
    "wipe_old",
]
