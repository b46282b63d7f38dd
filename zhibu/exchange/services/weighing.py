"""A batch is weighed: every row judged, compared with the roster, and remembered with what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction

from zhibu.exchange.models import Batch, Chunk
from zhibu.exchange.rows import IN, NO_PERSON, OUT, Kept, packed
from zhibu.exchange.selectors import counted, every_row, setting, table_of
from zhibu.exchange.selectors.sheet import chunks, rows_of
from zhibu.exchange.weights import Weighing, Weight
from zhibu.kernel import jobs
from zhibu.kernel.jobs import Run
from zhibu.kernel.scope import Scope
from zhibu.kernel.sweeping import seldom_swept

from .locking import locked, still_open

SMALL = 500  # rows that are done while somebody waits
SHOWN = frozenset({"name", "branch", "code"})
Progress = Callable[[int, int], object]


def check_batch(scope: Scope, batch: Batch) -> Batch:
    """Let a batch be weighed: at once where it is small, else by a job."""
    if batch.rows <= SMALL:
        return weigh_batch(scope, batch)
    return ask(scope, batch, "exchange.weigh")


@transaction.atomic
def ask(scope: Scope, batch: Batch, kind: str, **arguments: Any) -> Batch:
    """Let a job do something with a batch, for whoever asks."""
    batch = locked(scope, batch)
    batch.job = jobs.ask(scope, kind, {"batch": str(batch.pk), **arguments}, total=batch.rows).pk
    batch.save(update_fields=["job"])
    return batch


@seldom_swept()
@transaction.atomic
def weigh_batch(scope: Scope, batch: Batch, *, run: Run | None = None) -> Batch:
    """Judge every row of a batch by the rules and the roster of today.

    Raises ValidationError where too many numbers were asked for within the hour.
    """
    batch = still_open(scope, batch, run=run)
    rows = [row for row in every_row(batch) if not row.out]
    weights = weights_of(scope, batch, rows, on_progress=run.reached if run else None)
    remember(batch, {row.number: weights.get(row.number) for row in rows})
    batch.state, batch.result = Batch.State.CHECKED, {}
    batch.save(update_fields=["state", "result"])
    return batch


def weights_of(
    scope: Scope, batch: Batch, rows: Iterable[Kept], *, on_progress: Progress | None = None
) -> dict[int, Weight]:
    """row → its weight, for the persons among these rows."""
    return {each.row: each for each in weighing_of(scope, batch, rows).rows(on_progress)}


def weighing_of(scope: Scope, batch: Batch, rows: Iterable[Kept]) -> Weighing:
    """The persons among these rows, to be judged."""
    table, heading, columns = table_of(batch, rows)
    return Weighing(scope, table, heading, setting(scope, batch, columns=columns))


def remember(batch: Batch, weights: Mapping[int, Weight | None]) -> None:
    """Write down what was found about these rows (None: no person's), and count anew."""
    for chunk in chunks(batch):
        rows = list(rows_of(chunk))
        if any(row.number in weights for row in rows):
            put(chunk, [_with(row, weights[row.number]) if row.number in weights else row for row in rows])
    recount(batch)


def put(chunk: Chunk, rows: list[Kept]) -> None:
    """The chunk with its rows as they are now."""
    chunk.kinds = "".join(row.kind for row in rows)
    chunk.out = "".join(OUT if row.out else IN for row in rows)
    chunk.put(packed(rows))
    chunk.save(update_fields=["kinds", "out", "sealed"])


def recount(batch: Batch) -> None:
    batch.counts = counted(batch.chunks.values_list("kinds", "out"))
    batch.rows = sum(number for kind, number in batch.counts.items() if kind != "!")
    batch.save(update_fields=["counts", "rows"])


def _with(row: Kept, weight: Weight | None) -> Kept:
    if weight is None:
        row.kind, row.faults, row.differences, row.name, row.shown = NO_PERSON, [], [], "", {}
        return row
    wanted = SHOWN | {fault.field for fault in weight.faults}
    row.kind, row.faults = weight.kind, weight.faults
    row.differences = list(weight.weighed.differences)
    row.name = weight.name
    row.shown = {key: text for key, text in weight.line.shown.items() if key in wanted}
    return row
