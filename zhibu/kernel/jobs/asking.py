"""Asking for a job, looking how far it is, asking it to stop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now

from zhibu.kernel.events.outbox import CHANNEL
from zhibu.kernel.models import Job
from zhibu.kernel.scope import Scope

from .working import kinds

KEPT_DAYS = 30


def ask(scope: Scope, kind: str, arguments: Mapping[str, Any], *, total: int = 0) -> Job:
    """Let `kind` be done after this transaction, for whoever asks and under the grant held on that day.

    `arguments` are ids, counts and codes. Raises KeyError for work that nobody has learned.
    """
    kinds()[kind]
    job = Job.objects.create(
        kind=kind,
        actor=scope.actor or None,
        actor_name=scope.name[:60],
        office=scope.office,
        org_id=scope.org,
        appointment=scope.appointment,
        purpose=scope.purpose,
        arguments=dict(arguments),
        total=total,
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    return job


def find(pk: UUID | None) -> Job | None:
    """A job as it stands, of those that the scope worn may see."""
    return Job.objects.filter(pk=pk).first() if pk else None


def stop(job: Job) -> None:
    """Ask a job to stop. One that has not begun ends here; one that runs stops at its next step."""
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.WAITING)
    if not waiting.update(state=Job.State.STOPPED, stop_asked_at=Now(), ended_at=Now()):
        Job.objects.live().filter(pk=job.pk, stop_asked_at=None).update(stop_asked_at=Now())


def broken() -> list[Job]:
    """Jobs that failed or were interrupted, the latest first, for whoever keeps the machine."""
    return list(Job.objects.broken().order_by("-ended_at")[:100])


def prune(keep_days: int = KEPT_DAYS) -> int:
    """Forget jobs that ended long ago: what they did stands in its own rows and in the audit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kernel_job WHERE ended_at < now() - make_interval(days => %s)", [keep_days]
        )
        return int(cursor.rowcount)
