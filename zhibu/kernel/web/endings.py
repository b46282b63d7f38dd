"""How long jobs read that have ended: each context says what its own were about and where one looks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from zhibu.kernel.models import Job
from zhibu.kernel.scope import Scope

from .parts import Todo

Words = Callable[[Scope, Job], Todo | None]

_words: dict[str, Words] = {}


def reads(context: str, words: Words) -> None:
    """A context says how the ends of its jobs read. Once, when it is loaded."""
    _words[context] = words


def told(scope: Scope, jobs: Sequence[Job]) -> dict[UUID, Todo]:
    """job → what has become of it; what nobody here can put into words is left out."""
    found = {}
    for job in jobs:
        words = _words.get(job.kind.split(".")[0])
        said = words(scope, job) if words else None
        if said:
            found[job.pk] = said
    return found
