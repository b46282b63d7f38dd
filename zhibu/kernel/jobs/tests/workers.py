"""Real worker processes that know a few jobs of their own, written for tests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from zhibu.site.testing import database

PATIENCE = 60.0

SCRIPT = """
from zhibu.site.commands import ground
ground.set_up("work")
from zhibu.kernel.events import worker
from zhibu.kernel.jobs.tests import work
from zhibu.site import scopes
worker.run()
"""


class WorkerProcess:
    """A worker of `zhibu up` that also knows the jobs of `work.py`."""

    def __init__(self) -> None:
        environment = os.environ | {"ZHIBU_WORK_URL": database.url("work"), "ZHIBU_LOG": "CRITICAL"}
        self.process = subprocess.Popen([sys.executable, "-P", "-c", SCRIPT], env=environment)

    def until(self, met: Callable[[], bool]) -> None:
        """Wait for something this worker brings about; fails if it dies or takes too long."""
        end = time.monotonic() + PATIENCE
        while not met():
            assert self.process.poll() is None, "the worker died"
            assert time.monotonic() < end, "it took too long"
            time.sleep(0.05)  # each look asks the database

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def end(self) -> float:
        """Tell it to stop; how many seconds it took."""
        began = time.monotonic()
        self.process.terminate()
        assert self.process.wait(PATIENCE) == 0
        return time.monotonic() - began


@contextmanager
def worker() -> Iterator[WorkerProcess]:
    running = WorkerProcess()
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.terminate()
            running.process.wait(PATIENCE)
