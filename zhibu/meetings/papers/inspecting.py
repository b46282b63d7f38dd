"""迎检: the records of chosen units in a chosen period as one book, with what is missing said first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import translation

from zhibu.kernel import clock
from zhibu.kernel.norms import Level
from zhibu.kernel.scope import Scope
from zhibu.meetings import selectors, services
from zhibu.meetings.models import Meeting
from zhibu.orgs.models import Org

from . import words
from .minutes import minutes
from .reading import Record, held, records

Facts = dict[str, Any]
GAPS = frozenset({Level.WARNED, Level.BROKEN})
MOST = 300  # meetings in one book; more are asked for in parts


def chosen(
    scope: Scope, units: Sequence[Org], since: date, until: date, kinds: Sequence[str]
) -> list[Record]:
    return records(held(scope, units, since, until, kinds))


def book(
    found: Sequence[Record],
    units: Sequence[Org],
    branches: Sequence[Org],
    since: date,
    until: date,
    kinds: Sequence[str],
) -> Facts:
    """The book: title, what was asked for, what is missing, the records in the order of units and days."""
    return {
        "title": "组织生活记录汇编",
        "units": [unit.name for unit in units],
        "period": words.span(since, until),
        "kinds": [words.kind(kind) for kind in kinds],
        "count": f"共 {len(found)} 份记录",
        "missing": missing(branches, since, until, kinds, [record.meeting for record in found]),
        "records": [minutes(record) | {"entry": entry(record)} for record in found],
    }


def entry(record: Record) -> str:
    of = record.meeting
    return f"{words.day(of.held_on)}　{of.branch_name}　{words.kind(of.kind)}　{of.topic}"


def missing(
    branches: Sequence[Org], since: date, until: date, kinds: Sequence[str], found: Sequence[Meeting]
) -> list[str]:
    """Sentences about what the rules ask for in this period and no record shows; and about late records."""
    said = []
    today = clock.today()
    with translation.override("zh-hans"):
        for branch in branches:
            book_ = selectors.book(branch, date(since.year, 1, 1), until)
            for due in services.frequency(book_, since, today=today, until=min(until, today)):
                if due.kind in kinds and due.verdict.level in GAPS and due.last <= until:
                    said.append(f"{due.org.name}：{due.verdict.because}")
    said += [
        f"{m.branch_name}{words.day(m.held_on)}的{words.kind(m.kind)}是补录的。" for m in found if m.late
    ]
    return said
