"""What is remembered about a batch beside its rows: who looked, why it was not judged, that it shall stop."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from zhibu.exchange.models import Batch
from zhibu.exchange.selectors import job_of
from zhibu.kernel import audit, jobs
from zhibu.kernel.scope import Scope

from .opening import IMPORT


def remember_looking(scope: Scope, batch: Batch, *, show: str, page: int) -> None:
    """Somebody looks at rows of a sheet."""
    scope.require(IMPORT, batch.org.path)
    audit.record("exchange.rows_seen", scope=scope, subject=f"batch:{batch.pk}", show=show, page=page)


def note(batch: Batch, problem: ValidationError) -> None:
    """Why a batch could not be judged, for the page that shows it."""
    batch.result = {"said": " ".join(problem.messages)}
    batch.save(update_fields=["result"])


@transaction.atomic
def stop_job(scope: Scope, batch: Batch) -> None:
    """The job about a batch shall not go on; what it has done so far is rolled back."""
    scope.require(IMPORT, batch.org.path)
    job = job_of(batch)
    if job is not None and job.live:
        jobs.stop(job)
        audit.record("exchange.stopped", scope=scope, subject=f"batch:{batch.pk}", kind=job.kind)
