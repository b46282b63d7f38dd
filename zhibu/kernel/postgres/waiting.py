"""Waiting for the server as long as it gets on with something, however long that takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

STALLED_SECONDS = 60.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 0.2


def until(done: Callable[[], bool], *, progress: Callable[[], object], stalled: float | None = None) -> bool:
    """True once `done`; False when `progress` has shown the same value for `stalled` seconds.

    Recovery after a crash may take minutes on a slow disk: what counts is that it goes on, not how long.
    """
    patience = STALLED_SECONDS if stalled is None else stalled
    seen, since, pause = progress(), time.monotonic(), _FIRST_PAUSE
    while not done():
        now = progress()
        if now != seen:
            seen, since = now, time.monotonic()
        elif time.monotonic() - since > patience:
            return False
        time.sleep(pause)
        pause = min(pause * 1.3, _LONGEST_PAUSE)
    return True


def traces(database: Path, log: Path) -> tuple[object, ...]:
    """What changes while a server starts, recovers or stops: its log, control file, lock file and WAL."""
    return tuple(
        _trace(path)
        for path in (
            log,
            database / "global" / "pg_control",
            database / "postmaster.pid",
            database / "pg_wal",
        )
    )


def _trace(path: Path) -> tuple[int, int] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns
