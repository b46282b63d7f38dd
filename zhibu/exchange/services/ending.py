"""A batch ends without entering, is taken back after it has, or was forgotten: its rows are wiped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from zhibu.exchange.models import Batch, Chunk
from zhibu.exchange.models.batch import KEPT, TAKEN_BACK_WITHIN
from zhibu.kernel import audit, clock
from zhibu.kernel.jobs import Run
from zhibu.kernel.scope import Scope
from zhibu.members.services.enrolling import TakenBack, take_back

from .locking import locked, still_open


@transaction.atomic
def drop_batch(scope: Scope, batch: Batch) -> Batch:
    """Put a batch away that shall not enter; its rows are wiped at once."""
    batch = still_open(scope, batch)
    _end(scope, batch, Batch.State.DROPPED)
    batch.save()
    _wipe(batch.pk)
    audit.record("exchange.dropped", scope=scope, subject=f"batch:{batch.pk}", rows=batch.rows)
    return batch


@transaction.atomic
def undo_batch(scope: Scope, batch: Batch, *, run: Run | None = None) -> tuple[Batch, TakenBack]:
    """Take a batch out of the roster again. What later facts rest on stays, and is named.

    Raises ValidationError for a batch that is not in the roster, or has been for more than thirty days.
    """
    batch = locked(scope, batch, run=run)
    if batch.state != Batch.State.DONE:
        raise ValidationError(_("这一批没有导入，不用撤销。"), code="not-done")
    if too_late(batch):
        told = _("导入已经超过%(days)s天，不能整批撤销。有错的，请在信息卡上更正。")
        raise ValidationError(told % {"days": TAKEN_BACK_WITHIN.days}, code="late")
    taken = take_back(scope, batch.pk)
    _end(scope, batch, Batch.State.UNDONE)
    batch.result |= _told(taken)
    batch.save()
    _wipe(batch.pk)
    audit.record(
        "exchange.undone",
        scope=scope,
        subject=f"batch:{batch.pk}",
        removed=taken.removed,
        restored=taken.restored,
        kept=len(taken.kept),
    )
    return batch, taken


def too_late(batch: Batch) -> bool:
    return batch.committed_at is not None and clock.now() > batch.committed_at + TAKEN_BACK_WITHIN


def wipe_old(days: timedelta = KEPT) -> int:
    """Wipe the rows of batches that are older than a week; those never confirmed end as dropped."""
    old = Batch.objects.filter(made_at__lt=clock.now() - days)
    old.open().update(state=Batch.State.DROPPED, ended_at=Now())
    return Chunk.objects.filter(batch__in=old).exclude(sealed=b"").update(kinds="", out="", sealed=b"")


def _end(scope: Scope, batch: Batch, state: Batch.State) -> None:
    batch.state = state
    batch.ended_by, batch.ended_by_name = scope.actor or None, scope.name[:60]
    batch.ended_at = Now()


def _told(taken: TakenBack) -> dict[str, Any]:
    """Ids and reasons: names are looked up by whoever may see the cards."""
    kept = [[str(each.member), each.reason] for each in taken.kept]
    return {"removed": taken.removed, "restored": taken.restored, "kept": kept}


def _wipe(batch: Any) -> None:
    Chunk.objects.filter(batch=batch).update(kinds="", out="", sealed=b"")
