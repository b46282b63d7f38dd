"""Doing what was asked: one job after the other, in a thread of the worker with connections of its own."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any
from uuid import UUID

import psycopg
from django.core.exceptions import ValidationError
from django.db import Error, connection, connections, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils.translation import gettext as _

from zhibu.kernel import clock
from zhibu.kernel.events.outbox import CHANNEL
from zhibu.kernel.ids import uuid7
from zhibu.kernel.models import Job
from zhibu.kernel.scope import HOUSE, WORK_SECONDS, Refused, wear

from .ending import announce
from .working import Run, Stopped, grant_of, kinds

log = logging.getLogger(__name__)

TRIES = 3  # once, and taken up again twice
SECONDS_BETWEEN_LOOKS = 5.0
SECONDS_TO_STOP = 0.5
SECONDS_AWAY = 1.0
SECONDS_TO_LET_GO = 5.0
_LOCK = "hashtextextended('zhibu.job ' || %s, 20181028)"


class Runner(threading.Thread):
    """One thread, one connection that waits and gives signs (aside), and while a job runs one that works.

    Who does a job holds a lock on the connection aside. The lock falls with the connection, so a job that
    is marked as running and is not locked was interrupted by a crash.
    """

    def __init__(self) -> None:
        super().__init__(name="jobs", daemon=True)
        self.stopping = False
        self._working: psycopg.Connection[Any] | None = None

    def run(self) -> None:
        while not self.stopping:
            try:
                with connections["aside"].cursor() as cursor:
                    cursor.execute(f"LISTEN {CHANNEL}")
                while not self.stopping:
                    self.work_off()
                    self._wait()
            except (Error, psycopg.Error) as problem:
                log.warning("jobs could not be worked on: %s", problem)
                connections.close_all()
                time.sleep(SECONDS_AWAY)
        connections.close_all()

    def stop(self) -> None:
        """From another thread: end what runs now; it is rolled back and taken up by the next worker."""
        self.stopping = True
        if (working := self._working) is not None:
            working.cancel_safe(timeout=SECONDS_AWAY)
        self.join(SECONDS_TO_LET_GO)

    def work_off(self) -> int:
        """Do everything that waits. Returns how many jobs were done, one way or the other."""
        count = 0
        while not self.stopping and (job := _take()) is not None:
            try:
                self._perform(job)
            finally:
                clock.forget()
                _let_go(job.pk)
            count += 1
        if count:
            connections["default"].close()
        return count

    def _perform(self, job: Job) -> None:
        run = Run(job.pk, job.claim or uuid7(), lambda: self.stopping)
        try:
            connection.ensure_connection()
            self._working = connection.connection
            _done(job, run)
        except Stopped:
            _give_back(job) if self.stopping else _end(job, Job.State.STOPPED)
        except ValidationError as refusal:
            _end(job, Job.State.REFUSED, " ".join(refusal.messages))
        except Http404:
            _end(job, Job.State.REFUSED, _("您的任职或职责范围已经变动，这件事没有办。"))
        except Exception as problem:
            if self.stopping:
                return _give_back(job)
            if not connections["default"].is_usable():
                raise  # the database went away: the job is taken up again
            log.exception("%s did not work", job.kind)
            _end(job, Job.State.FAILED, _what_happened(problem))
        finally:
            self._working = None

    def _wait(self) -> None:
        raw = connections["aside"].connection
        until = time.monotonic() + SECONDS_BETWEEN_LOOKS
        while not self.stopping and time.monotonic() < until:
            for _notice in raw.notifies(timeout=SECONDS_TO_STOP, stop_after=1):
                return


def work_off() -> int:
    """Do everything that waits, here and now."""
    return Runner().work_off()


def _done(job: Job, run: Run) -> None:
    """The work and the word that it is done, in one transaction."""
    with transaction.atomic():
        wear(HOUSE, seconds=WORK_SECONDS)
        scope = grant_of(job)
        if scope is None:
            raise Refused(job.kind)
        wear(scope, seconds=WORK_SECONDS)
        run.reached(0, job.total)
        result = kinds()[job.kind](scope, run, **job.arguments)
        wear(HOUSE, seconds=WORK_SECONDS)
        mine = Job.objects.filter(pk=job.pk, claim=run.claim, state=Job.State.RUNNING)
        if not mine.update(state=Job.State.DONE, result=dict(result or {}), ended_at=Now()):
            raise Stopped
        announce(job, Job.State.DONE)


def _take() -> Job | None:
    """The oldest job that waits, or that a crash has left; locked by this connection."""
    with transaction.atomic(using="aside"):
        wear(HOUSE, using="aside")
        found = Job.objects.using("aside").live().filter(kind__in=kinds()).order_by("pk")
        for job in found.select_for_update(skip_locked=True):
            if not _asked(f"SELECT pg_try_advisory_lock({_LOCK})", job.pk):
                continue
            if job.state == Job.State.RUNNING and job.tries >= TRIES:
                _mark(job, Job.State.INTERRUPTED, _("做了三次都中断了，没有写入任何内容。请联系系统管理员。"))
                _asked(f"SELECT pg_advisory_unlock({_LOCK})", job.pk)
                continue
            job.state, job.claim, job.tries = Job.State.RUNNING, uuid7(), job.tries + 1
            Job.objects.using("aside").filter(pk=job.pk).update(
                state=job.state, claim=job.claim, tries=job.tries, began_at=Now(), seen_at=Now()
            )
            return job
    return None


def _end(job: Job, state: Job.State, said: str = "") -> None:
    with transaction.atomic(using="aside"):
        wear(HOUSE, using="aside")
        _mark(job, state, said)


def _mark(job: Job, state: Job.State, said: str) -> None:
    mine = Job.objects.using("aside").filter(pk=job.pk, claim=job.claim)
    if mine.update(state=state, said=said[:500], ended_at=Now()):
        announce(job, state, using="aside")


def _give_back(job: Job) -> None:
    """The worker ends, the job does not: an orderly end is no try."""
    with transaction.atomic(using="aside"):
        wear(HOUSE, using="aside")
        mine = Job.objects.using("aside").filter(pk=job.pk, claim=job.claim)
        mine.update(state=Job.State.WAITING, tries=job.tries - 1, done=0)


def _let_go(job: UUID) -> None:
    if connections["aside"].is_usable():
        _asked(f"SELECT pg_advisory_unlock({_LOCK})", job)


def _asked(sql: str, job: UUID) -> bool:
    with connections["aside"].cursor() as cursor:
        cursor.execute(sql, [str(job)])
        return bool(cursor.fetchone()[0])


def _what_happened(problem: Exception) -> str:
    """The kind alone: what a program or the database says further may hold a person."""
    name = type(problem).__name__
    return _("出了差错（%(kind)s），没有写入任何内容。请联系系统管理员。") % {"kind": name}
