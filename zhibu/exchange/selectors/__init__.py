"""Reading batches and their rows."""

from .asking import Asked, asked, branch_names, must_ask
from .batches import again, batch, batches, job_of, kept, listed, may_commit, may_undo, places, setting
from .sheet import Page, counted, every_row, page_of, problems, samples, table_of

__all__ = [
    "Asked",
    "Page",
    "again",
    "asked",
    "batch",
    "batches",
    "branch_names",
    "counted",
    "every_row",
    "job_of",
    "kept",
    "listed",
    "may_commit",
    "may_undo",
    "must_ask",
    "page_of",
    "places",
    "problems",
    "samples",
    "setting",
    "table_of",
]
