"""Children that do not outlive whoever started them, however that one ends."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def dies_with_parent(last_word: int = signal.SIGTERM) -> Callable[[], None] | None:
    """For `preexec_fn` of a child: the kernel sends it `last_word` when its parent is gone.

    None where the system has no such thing (macOS). Call it in the main thread, and start the child
    there: the kernel looks at the thread.
    """
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    control = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def prepare() -> None:
        control(_PR_SET_PDEATHSIG, last_word, 0, 0, 0)
        if os.getppid() != parent:  # gone before we could ask
            os._exit(1)

    return prepare
