"""Real worker processes for tests: they say what they hand over, and can be slow."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue

from zhibu.site.testing import database

PATIENCE = 60.0

SCRIPT = """
import sys, time
from zhibu.site.commands import ground
ground.set_up("work")
from zhibu.kernel.events import outbox, worker

pause, looks = float(sys.argv[1]), float(sys.argv[2])
worker.SECONDS_BETWEEN_LOOKS = looks
hand_over, wait = outbox._hand_over, worker.Worker._wait

def telling(listener, delivery, body, tries):
    done = hand_over(listener, delivery, body, tries)
    print("handed", listener.name, delivery, done, flush=True)
    time.sleep(pause)
    return done

def waiting(self):
    print("idle", flush=True)
    wait(self)

outbox._hand_over, worker.Worker._wait = telling, waiting
worker.run()
"""


class WorkerProcess:
    """A worker and the lines it has said so far."""

    def __init__(self, *, pause: float, looks: float) -> None:
        environment = os.environ | {"ZHIBU_WORK_URL": database.url("work"), "ZHIBU_LOG": "ERROR"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(pause), str(looks)],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.lines: list[str] = []
        self.coming: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append(line.strip())
            self.coming.put(line)

    @property
    def handed(self) -> list[str]:
        """What its listener took; what failed (of two that wait for each other one must) comes again."""
        return [line for line in self.lines if line.startswith("handed") and line.endswith("True")]

    def until(self, met: Callable[[], bool]) -> None:
        """Wait for something this worker brings about; fails if it dies or takes too long."""
        end = time.monotonic() + PATIENCE
        while not met():
            assert self.process.poll() is None, "the worker died"
            assert time.monotonic() < end, self.lines[-5:]
            time.sleep(0.01)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def worker(*, pause: float = 0.0, looks: float = 1.0) -> Iterator[WorkerProcess]:
    """A worker process on the database in use. `pause` seconds after each fact; `looks` between two looks."""
    running = WorkerProcess(pause=pause, looks=looks)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.terminate()
            running.process.wait(PATIENCE)
