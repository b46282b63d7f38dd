"""The worker: woken by a knock from the database: facts to their listeners, the day, the seals, long jobs."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from types import FrameType

import psycopg
from django.db import Error, connection, connections, transaction

from zhibu.kernel import audit, clock, drafts, jobs, undoing
from zhibu.kernel.scope import HOUSE, WORK_SECONDS, wear

from . import days
from .outbox import CHANNEL, deliver, prune

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 5.0  # a fact put off after a failure knocks at no door
SECONDS_BETWEEN_ROUNDS = 60.0
SECONDS_TO_STOP = 0.5
SECONDS_AWAY = 1.0


class Worker:
    """One loop, one connection that listens and one that works; long jobs in a thread beside it."""

    def __init__(self) -> None:
        self.jobs = jobs.Runner()
        self.stopping = False
        self.next_round = 0.0

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; a database that went away is waited for."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        self.jobs.start()
        while not self.stopping:
            try:
                self._listen()
                while not self.stopping:
                    self._work()
                    self._wait()
            except (Error, psycopg.Error) as problem:  # the listening connection speaks without Django
                log.warning("the database could not be worked with: %s", problem)
                connections.close_all()
                time.sleep(SECONDS_AWAY)
        self.jobs.stop()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _listen(self) -> None:
        with connections["aside"].cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")

    def _work(self) -> None:
        """What waits first: the listener was registered before, so nothing falls between two looks."""
        deliver(stop=lambda: self.stopping)
        if time.monotonic() < self.next_round:
            return
        self.next_round = time.monotonic() + SECONDS_BETWEEN_ROUNDS
        for task in (days.turn, prune, jobs.prune, undoing.prune, drafts.prune, audit.seal):
            _in_house(task)
        deliver(stop=lambda: self.stopping)

    def _wait(self) -> None:
        raw = connections["aside"].connection
        until = time.monotonic() + SECONDS_BETWEEN_LOOKS
        while not self.stopping and time.monotonic() < until:
            for _ in raw.notifies(timeout=SECONDS_TO_STOP, stop_after=1):
                return


def _in_house(task: Callable[[], object]) -> None:
    """One duty that fails does not keep the worker from the others; a lost connection does."""
    try:
        with transaction.atomic():
            wear(HOUSE, seconds=WORK_SECONDS)
            task()
    except Exception:
        log.exception("%s did not work", task.__name__)
        if not connection.is_usable():
            raise
    finally:
        clock.forget()


def run() -> None:
    """The worker process of `zhibu up`."""
    Worker().run()
