"""Children that do not outlive whoever started them, however that one ends."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def die_with_parent(last_word: int = signal.SIGTERM) -> None:
    """Ask this for the calling process itself."""
    if prepare := dies_with_parent(last_word, parent=os.getppid()):
        prepare()


def dies_with_parent(
    last_word: int = signal.SIGTERM, *, parent: int | None = None
) -> Callable[[], None] | None:
    """For `preexec_fn` of a child: the kernel sends it `last_word` when its parent is gone.

    None where the system has no such thing (macOS). Call it in the main thread, and start the child
    there: the kernel looks at the thread.
    """
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    control = ctypes.CDLL(None, use_errno=True).prctl
    expected = os.getpid() if parent is None else parent

    def prepare() -> None:
        control(_PR_SET_PDEATHSIG, last_word, 0, 0, 0)
        if os.getppid() != expected:  # gone before we could ask
            os._exit(1)

    return prepare
