"""Reading batches and their rows."""

from .asking import Asked, asked, branch_names, must_ask
from .batches import again, batch, batches, job_of, kept, listed, may_commit, may_undo, places, setting
from .discrepancies import (
    Listed,
    Tally,
    discrepancies,
    discrepancy,
    open_counts,
    tallies,
)
from .discrepancies import listed as listed_discrepancies
from .discrepancies import shown as shown_discrepancies
from .matching import Matched, can_match, matched
from .reconciliations import (
    Changed,
    changed_since,
    job_of_reconciliation,
    last_coverage,
    last_export,
    left_out,
    must_match,
    reconciled_branches,
    reconciliation,
    reconciliations,
    waits_this_week,
    week_list,
    week_waits,
)
from .sheet import Page, counted, every_row, page_of, problems, samples, table_of

__all__ = [
    "Asked",
    "Changed",
    "Listed",
    "Matched",
    "Page",
    "Tally",
    "again",
    "asked",
    "batch",
    "batches",
    "branch_names",
    "can_match",
    "changed_since",
    "counted",
    "discrepancies",
    "discrepancy",
    "every_row",
    "job_of",
    "job_of_reconciliation",
    "kept",
    "last_coverage",
    "last_export",
    "left_out",
    "listed",
    "listed_discrepancies",
    "matched",
    "may_commit",
    "may_undo",
    "must_ask",
    "must_match",
    "open_counts",
    "page_of",
    "places",
    "problems",
    "reconciled_branches",
    "reconciliation",
    "reconciliations",
    "samples",
    "setting",
    "shown_discrepancies",
    "table_of",
    "tallies",
    "waits_this_week",
    "week_list",
    "week_waits",
]
