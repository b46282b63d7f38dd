"""A sheet enters the roster: as one confirmed batch, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from zhibu.exchange.models import Batch
from zhibu.exchange.reading import Heading, Table
from zhibu.exchange.rows import CHANGED, NEW, NO_PERSON, STAYS_OUT, Kept
from zhibu.exchange.selectors import every_row
from zhibu.exchange.selectors.sheet import chunks, rows_of
from zhibu.exchange.weights import Setting, Weighing, Weight, weigh_table
from zhibu.kernel import audit
from zhibu.kernel.jobs import Run
from zhibu.kernel.scope import Scope
from zhibu.kernel.sweeping import seldom_swept
from zhibu.members.services.enrolling import Enrolled, Weighed, enrol
from zhibu.orgs.models import Org

from .locking import still_open
from .opening import IMPORT, new_batch
from .weighing import put, weighing_of

Progress = Callable[[int, int], object]
KINDS = {"n": "new", "c": "changed", "u": "unchanged", "w": "wrong", "h": "held", "d": "double"}


class Again(ValidationError):
    """What was confirmed is not what would be written now: somebody changed the roster meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("核对之后名册有变动，这一批没有写入。已重新核对，请再看一遍。"), code="again")


@dataclass(slots=True)
class Entered:
    """A table that was weighed and, unless it was a dry run, has entered as `batch`."""

    batch: Batch
    heading: Heading
    weights: list[Weight] = field(default_factory=list)
    enrolled: Enrolled | None = None


@seldom_swept()
@transaction.atomic
def commit_batch(
    scope: Scope, batch: Batch, *, confirmed: Mapping[str, int] | None = None, run: Run | None = None
) -> Batch:
    """Write the new and the changed rows of a batch that are not left out; all of them or none.

    `confirmed`: how many new and changed rows somebody has said yes to. Raises Again where it were others
    now, ValidationError where nothing would be written: nothing stays of what was written until then.
    """
    batch = still_open(scope, batch, run=run)
    rows = [row for row in every_row(batch) if not row.out]
    done, weights = _written(scope, weighing_of(scope, batch, rows), batch, run.reached if run else None)
    counts = _counted(weights)
    if confirmed is not None and any(confirmed.get(kind, 0) != counts[kind] for kind in ("new", "changed")):
        raise Again
    if not done.new + done.changed:
        raise ValidationError(_("没有可以导入的人。"), code="nobody")
    _close(scope, batch, done, counts | {"left": batch.counts.get("x", 0)})
    batch.save()
    _wipe_entered(batch)
    return batch


def judge_table(
    scope: Scope,
    org: Org,
    table: Table,
    heading: Heading,
    setting: Setting,
    *,
    on_progress: Progress | None = None,
) -> list[Weight]:
    """What each row of a table would do in the roster of an organisation; nothing is written."""
    scope.require(IMPORT, org.path)
    return weigh_table(scope, table, heading, setting, on_progress=on_progress)


@seldom_swept()
@transaction.atomic
def enter_table(
    scope: Scope,
    org: Org,
    content: bytes,
    *,
    name: str,
    table: Table,
    heading: Heading,
    setting: Setting,
    on_progress: Progress | None = None,
) -> Entered:
    """Weigh a table and write what is right in it, in one go: nothing of its rows is kept meanwhile."""
    scope.require(IMPORT, org.path)
    batch = new_batch(scope, org, content, name=name, table=table, heading=heading)
    batch.columns = list(setting.columns)
    done, weights = _written(scope, Weighing(scope, table, heading, setting), batch, on_progress)
    entered = Entered(batch, heading, weights)
    batch.rows, batch.counts = len(weights), _letters(weights)
    if done.new + done.changed:
        _close(scope, batch, done, _counted(weights))
        batch.save(force_insert=True)
        entered.enrolled = done
    return entered


def _written(
    scope: Scope, weighing: Weighing, batch: Batch, on_progress: Progress | None
) -> tuple[Enrolled, list[Weight]]:
    """Rows are judged while those before them are written."""
    weights: list[Weight] = []
    steps = _both(on_progress) if on_progress else (None, None)

    def entering() -> Iterator[Weighed]:
        for each in weighing.rows(steps[0]):
            weights.append(each)
            if each.kind.lower() in NEW + CHANGED:
                yield each.weighed

    done = enrol(scope, entering(), batch=batch.pk, entries=weighing.entries, on_progress=steps[1])
    return done, weights


def _counted(weights: Iterable[Weight]) -> dict[str, int]:
    found = dict.fromkeys(KINDS.values(), 0)
    for each in weights:
        found[KINDS[each.kind.lower()]] += 1
    return found


def _letters(weights: Sequence[Weight]) -> dict[str, int]:
    counts = _counted(weights)
    found = {letter: counts[kind] for letter, kind in KINDS.items() if counts[kind]}
    return found | {"!": sum(each.kind.isupper() for each in weights)}


def _close(scope: Scope, batch: Batch, done: Enrolled, counts: Mapping[str, int]) -> None:
    batch.state = Batch.State.DONE
    batch.result = {**counts, "new": done.new, "changed": done.changed, "waiting": done.waiting}
    batch.committed_by, batch.committed_by_name = scope.actor or None, scope.name[:60]
    batch.committed_at = Now()
    audit.record(
        "exchange.committed",
        scope=scope,
        subject=f"batch:{batch.pk}",
        org=batch.org_id,
        rows=batch.rows,
        digest=batch.digest[:16],
        counts=[f"{kind} {number}" for kind, number in batch.result.items()],
    )


def _wipe_entered(batch: Batch) -> None:
    """What is in the roster lies there; only rows with something wrong stay, to be handed back."""
    for chunk in chunks(batch):
        rows = [_without(row) for row in rows_of(chunk)]
        put(chunk, rows)


def _without(row: Kept) -> Kept:
    if row.kind.lower() in STAYS_OUT:
        return row
    return Kept(row.number, [], kind=NO_PERSON)


def _both(reached: Progress) -> tuple[Progress, Progress]:
    """Weighing and writing, side by side, as the two halves of one bar."""
    so_far = {"weighed": 0, "written": 0}

    def at(what: str) -> Progress:
        def step(done: int, total: int) -> None:
            so_far[what] = done
            reached(sum(so_far.values()) // 2, total)

        return step

    return at("weighed"), at("written")
