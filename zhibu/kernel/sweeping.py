"""While tens of thousands of rows come into being and all of them stay, nobody looks among them for what
could go: Python's search for cycles otherwise takes a tenth of the time of an import."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (100_000, 20, 100)

_lock = threading.Lock()
_usual: tuple[int, int, int] = gc.get_threshold()
_inside = 0


@contextmanager
def seldom_swept() -> Iterator[None]:
    """For the whole process, until the last of those who are inside has left."""
    global _inside, _usual
    with _lock:
        if _inside == 0:
            _usual = gc.get_threshold()
            gc.set_threshold(*SELDOM)
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                gc.set_threshold(*_usual)
