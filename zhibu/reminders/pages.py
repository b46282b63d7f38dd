"""What the page of messages shows: each day's lines, with what is still open and what is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhibu.kernel.scope import Scope
from zhibu.kernel.web import endings, tasks
from zhibu.kernel.web.parts import Todo

from . import selectors


@dataclass(frozen=True, slots=True)
class Day:
    """The message of one day. What lies in a branch one no longer keeps is not shown any more."""

    on: date
    ended: tuple[Todo, ...]
    open: tuple[Todo, ...]
    done: tuple[Todo, ...]


def days(scope: Scope, *, today: date) -> list[Day]:
    messages = selectors.own_messages(scope)
    findings = selectors.findings_of(messages)
    lines = tasks.told(scope, findings, today=today)
    jobs = selectors.jobs_of(messages)
    ended = endings.told(scope, list(jobs.values()))
    still = {f.pk for f in findings if f.cleared_on is None}
    found = []
    for message in messages:
        seen = [pk for pk in message.findings if pk in lines]
        over = tuple(ended[jobs[job].pk] for job in message.jobs if job in jobs and jobs[job].pk in ended)
        day = Day(
            message.on,
            over,
            tuple(lines[pk] for pk in seen if pk in still),
            tuple(lines[pk] for pk in seen if pk not in still),
        )
        found += [day] if seen or over else []
    return found
