"""Long jobs: asked for by a page, done by the worker, seen while they run, stopped by one button.

Our own and not a library's queue: a job is a row like any other, behind row-level security, generated
GRANTs and the signed scope of whoever asked for it.
"""

from .asking import ask, broken, find, prune, stop
from .ending import JobEnded, ended
from .running import Runner, work_off
from .working import Run, Stopped, grants_by, work

__all__ = [
    "JobEnded",
    "Run",
    "Runner",
    "Stopped",
    "ask",
    "broken",
    "ended",
    "find",
    "grants_by",
    "prune",
    "stop",
    "work",
    "work_off",
]
