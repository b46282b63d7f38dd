"""Child processes: one that must not end, and one that is waited for."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from zhibu.kernel.postgres.parent import dies_with_parent

SECONDS_TO_STOP = 12.0
_QUICK_DEATH_SECONDS = 10.0
_LONGEST_PAUSE = 30.0
_ROOT = Path(__file__).resolve().parent.parent.parent.parent


def call(command: str, *arguments: str) -> list[str]:
    """The command line of one of our own commands."""
    return [sys.executable, "-P", "-m", "zhibu", command, *arguments]


def run_to_end(command: str, *arguments: str) -> int:
    """Run one of our commands, which ends with us; its exit status."""
    process = _started(call(command, *arguments))
    try:
        return process.wait()
    finally:
        _end(process)


class Child:
    """A process started again whenever it ends, at longer and longer intervals if it does so quickly."""

    def __init__(self, name: str, command: str) -> None:
        self.name = name
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._born = 0.0
        self._pause = 0.0
        self._due = 0.0

    def start(self) -> None:
        self._process = _started(call(self._command))
        self._born = time.monotonic()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def died(self) -> int | None:
        """The exit status if it ended since `start`; what it left of its own is ended too."""
        if self._process is None or self._process.poll() is None:
            return None
        status = self._process.returncode
        _kill_group(self._process)
        self._process = None
        quick = time.monotonic() - self._born < _QUICK_DEATH_SECONDS
        self._pause = min(max(self._pause * 2, 0.5), _LONGEST_PAUSE) if quick else 0.0
        self._due = time.monotonic() + self._pause
        return status

    def revive(self) -> bool:
        """Start it again if it is dead and its pause is over."""
        if self._process is not None or time.monotonic() < self._due:
            return False
        self.start()
        return True

    def kill(self) -> None:
        """End it at once: for one that serves nobody yet."""
        if self._process is not None:
            _kill_group(self._process)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        if self._process is not None:
            _end(self._process)
            self._process = None


def _started(command: list[str]) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,  # standard output belongs to the ready line
        env=os.environ | {"PYTHONPATH": path, "MALLOC_ARENA_MAX": "2"},
        start_new_session=True,  # Ctrl-C is ours to pass on, in order
        preexec_fn=dies_with_parent(),
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_STOP)
    _kill_group(process)
    process.wait()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """The process and what it started: they are a session of their own."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # macOS answers so for a group of zombies
        return
