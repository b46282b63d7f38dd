"""What can be asked for, and what a running job may say and must ask between its steps."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from zhibu.kernel.models import Job
from zhibu.kernel.scope import HOUSE, Scope, wear

SECONDS_BETWEEN_SIGNS = 0.3

Work = Callable[..., Mapping[str, Any] | None]
Finder = Callable[[Job], Scope | None]

_kinds: dict[str, Work] = {}
_finder: list[Finder] = []


class Stopped(Exception):
    """The job shall not go on: somebody asked it to stop, the worker ends, or another hand has it."""


def work(kind: str) -> Callable[[Work], Work]:
    """Register a function (scope, run, **arguments) of a `handlers` module as what is done for `kind`.

    It runs in one transaction under the grant of whoever asked; what it returns is the job's result.
    """

    def register(function: Work) -> Work:
        if _kinds.setdefault(kind, function) is not function:
            raise ValueError(f"two jobs are called {kind}")
        return function

    return register


def kinds() -> dict[str, Work]:
    """All work of the contexts loaded in this process."""
    return dict(_kinds)


def grants_by(finder: Finder) -> None:
    """The top room of the house says under which grant a job is done today: None if it has ended."""
    _finder[:] = [finder]


def grant_of(job: Job) -> Scope | None:
    """The grant of whoever asked, as it is now."""
    return _finder[0](job)


class Run:
    """A job while it is done. Signs of life go by the connection aside: they are seen before the commit."""

    def __init__(self, job: UUID, claim: UUID, stopping: Callable[[], bool] = lambda: False) -> None:
        self.job, self.claim = job, claim
        self._stopping = stopping
        self._next = 0.0

    def reached(self, done: int, total: int) -> None:
        """Say how far it is; ask whether to go on. Raises Stopped: then everything is rolled back."""
        if self._stopping():
            raise Stopped
        if time.monotonic() < self._next and done < total:
            return
        self._next = time.monotonic() + SECONDS_BETWEEN_SIGNS
        if not self._sign(done, total):
            raise Stopped

    def _sign(self, done: int, total: int) -> bool:
        with transaction.atomic(using="aside"):
            wear(HOUSE, using="aside")
            with connections["aside"].cursor() as cursor:
                cursor.execute(
                    """UPDATE kernel_job SET done = %s, total = %s, seen_at = clock_timestamp()
                       WHERE id = %s AND claim = %s AND state = 'running'
                       RETURNING stop_asked_at IS NULL""",
                    [done, total, self.job, self.claim],
                )
                row = cursor.fetchone()
        return bool(row and row[0])
