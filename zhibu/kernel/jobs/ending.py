"""A long job has ended, and whoever asked for it may have gone on to something else: it is said, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from zhibu.kernel import clock
from zhibu.kernel.events import Event, publish
from zhibu.kernel.models import Job
from zhibu.kernel.scope import Scope

LONG = timedelta(seconds=30)  # what went well sooner was seen by whoever waited for it
SHOWN = timedelta(days=1)
MOST = 3


@dataclass(frozen=True, kw_only=True)
class JobEnded(Event):
    """A job went well after a while, or did not go well. One that its person has stopped is none."""

    about = "job"
    job: str
    person: str


def announce(job: Job, state: str, *, using: str = "default") -> None:
    """Say it in the transaction that marks the job as ended."""
    soon = state == Job.State.DONE and clock.now() - job.asked_at < LONG
    if job.actor is not None and state != Job.State.STOPPED and not soon:
        publish(JobEnded(job=str(job.pk), person=str(job.actor)), using=using)


def ended(scope: Scope, now: datetime) -> list[Job]:
    """One's own jobs of the last day that are worth a word, asked for under the hat worn; newest first."""
    mine = Job.objects.filter(actor=scope.actor, appointment=scope.appointment, ended_at__gte=now - SHOWN)
    rows = mine.exclude(state=Job.State.STOPPED).order_by("-ended_at")
    return [job for job in rows[: MOST * 3] if _told(job)][:MOST]


def _told(job: Job) -> bool:
    assert job.ended_at is not None
    return job.state != Job.State.DONE or job.ended_at - job.asked_at >= LONG
