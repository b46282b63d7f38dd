"""A batch is changed by one hand at a time, and not at all once it is in the roster or put away."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from zhibu.exchange.models import Batch
from zhibu.exchange.selectors import job_of
from zhibu.kernel.jobs import Run
from zhibu.kernel.scope import Scope

from .opening import IMPORT


def locked(scope: Scope, batch: Batch, *, run: Run | None = None) -> Batch:
    """The batch as it is now, held until the end of the transaction.

    Raises Http404 beyond the grant, ValidationError while a job other than `run` is at it.
    """
    scope.require(IMPORT, batch.org.path)
    batch = Batch.objects.select_related("org").select_for_update(of=("self",)).get(pk=batch.pk)
    job = job_of(batch)
    if job is not None and job.live and (run is None or run.job != job.pk):
        raise ValidationError(_("这一批正在办理，请等它做完，或者先停下。"), code="busy")
    return batch


def still_open(scope: Scope, batch: Batch, *, run: Run | None = None) -> Batch:
    """The same, where it is neither in the roster nor put away. Raises ValidationError."""
    batch = locked(scope, batch, run=run)
    if not batch.open:
        state = batch.get_state_display()
        raise ValidationError(_("这一批%(state)s，不能再改。") % {"state": state}, code="closed")
    return batch
