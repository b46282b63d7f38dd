"""What is done by the worker: the long jobs about batches, and forgetting old rows at daybreak."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhibu.kernel import events
from zhibu.kernel.events import DayTurned
from zhibu.kernel.jobs import Run, work
from zhibu.kernel.scope import Scope

from . import selectors, services
from .events import BranchWeekBegan


@work("exchange.weigh")
def weigh_batch(scope: Scope, run: Run, *, batch: str) -> dict[str, Any]:
    return dict(services.weigh_batch(scope, selectors.batch(scope, batch), run=run).counts)


@work("exchange.commit")
def commit_batch(scope: Scope, run: Run, *, batch: str, confirmed: dict[str, int]) -> dict[str, Any]:
    """Where the roster has changed meanwhile nothing is written but what was found anew."""
    try:
        done = services.commit_batch(scope, selectors.batch(scope, batch), confirmed=confirmed, run=run)
    except services.Again:
        services.weigh_batch(scope, selectors.batch(scope, batch), run=run)
        return {"again": True}
    return dict(done.result)


@work("exchange.undo")
def undo_batch(scope: Scope, run: Run, *, batch: str) -> dict[str, Any]:
    _done, taken = services.undo_batch(scope, selectors.batch(scope, batch), run=run)
    return {"removed": taken.removed, "restored": taken.restored, "kept": len(taken.kept)}


@events.on(DayTurned)
def wipe_old_batches(event: DayTurned) -> None:
    services.wipe_old()
    services.wipe_settled()
    services.wipe_unlaid()


@work("exchange.reconcile")
def reconcile(scope: Scope, run: Run, *, reconciliation: str) -> dict[str, Any]:
    """An export laid beside the base."""
    made = selectors.reconciliation(scope, reconciliation)
    return dict(services.lay_beside(scope, made, run=run).counts)


@events.on(DayTurned)
def begin_the_week(event: DayTurned) -> None:
    """On the first working day of a week each branch that was ever reconciled gets its list."""
    if services.begins_week(date.fromisoformat(event.day)):
        for pk in selectors.reconciled_branches():
            events.publish(BranchWeekBegan(branch=pk, day=event.day))


@events.on(BranchWeekBegan)
def make_list(event: BranchWeekBegan) -> None:
    services.make_list(event.branch, on=date.fromisoformat(event.day))
