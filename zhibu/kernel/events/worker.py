"""The worker: woken by a knock from the database, it delivers facts, turns the day, seals the audit."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from types import FrameType

from django.db import InterfaceError, OperationalError, connections, transaction

from zhibu.kernel import audit
from zhibu.kernel.scope import HOUSE, WORK_SECONDS, wear

from . import days
from .outbox import CHANNEL, deliver, prune

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 5.0
SECONDS_BETWEEN_ROUNDS = 60.0


class Worker:
    """One loop, one connection that listens and one that works."""

    def __init__(self) -> None:
        self.stopping = False
        self.next_round = 0.0

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; a database that went away is waited for."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        while not self.stopping:
            try:
                self._listen()
                while not self.stopping:
                    self._work()
                    self._wait()
            except (OperationalError, InterfaceError) as problem:
                log.warning("database away: %s", problem)
                connections.close_all()
                time.sleep(1)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _listen(self) -> None:
        with connections["aside"].cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")

    def _work(self) -> None:
        deliver()
        if time.monotonic() >= self.next_round:
            self.next_round = time.monotonic() + SECONDS_BETWEEN_ROUNDS
            for task in (days.turn, _tidy, audit.seal):
                _in_house(task)
            deliver()

    def _wait(self) -> None:
        raw = connections["aside"].connection
        for _ in raw.notifies(timeout=SECONDS_BETWEEN_LOOKS, stop_after=1):
            pass


def _in_house(task: Callable[[], object]) -> None:
    with transaction.atomic():
        wear(HOUSE, seconds=WORK_SECONDS)
        task()


def _tidy() -> None:
    prune()


def run() -> None:
    """The worker process of `zhibu up`."""
    Worker().run()
