"""三会一课情况表 of a quarter: every number is counted from records and leads to them; nothing is typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.utils import translation
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock
from zhibu.kernel.norms import Level
from zhibu.kernel.scope import Scope
from zhibu.meetings import selectors, services
from zhibu.meetings.models import Attendance, Meeting, Report
from zhibu.meetings.noticed import period_label
from zhibu.meetings.periods import Period, period_of
from zhibu.meetings.selectors import CAME
from zhibu.orgs.models import Org

from . import words
from .reading import Record, held, records

COLUMNS = ("held", "expected", "present", "excused", "absent", "resolutions")
Figures = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of meeting in the quarter: its records, what was counted from them, what was not held.

    `gaps`: each period that was asked for and has no record, with the branch's own reason where it gave one.
    """

    kind: str
    meetings: tuple[Meeting, ...]
    figures: dict[str, int]
    gaps: tuple[tuple[services.Due, str], ...]

    @property
    def notes(self) -> list[str]:
        """What the reader has to know beside the count, in the language of the moment."""
        return [_gap(due, why) for due, why in self.gaps]


@dataclass(frozen=True, slots=True)
class Changed:
    """A number that is another one now than when it was handed in."""

    kind: str
    column: str
    reported: int
    now: int


@dataclass(frozen=True, slots=True)
class Quarter:
    """The quarter of a branch: its lines, what was handed in last, and what has changed since."""

    branch: Org
    year: int
    number: int
    period: Period
    lines: tuple[Line, ...]
    reports: tuple[Report, ...]

    @property
    def figures(self) -> Figures:
        return {line.kind: line.figures for line in self.lines}

    @property
    def changed(self) -> list[Changed]:
        return changes(self.reports[0].figures, self.figures) if self.reports else []


def period(year: int, number: int) -> Period:
    return period_of("quarter", date(year, number * 3, 1))


def quarter(scope: Scope, branch: Org, year: int, number: int) -> Quarter:
    """The quarter as the records say today."""
    span = period(year, number)
    today = clock.today()
    found = records(held(scope, [branch], span.first, span.last))
    by_kind: dict[str, list[Record]] = defaultdict(list)
    for record in found:
        by_kind[record.meeting.kind].append(record)
    for told in by_kind.values():  # of several groups: by day, as the year is read
        told.sort(key=lambda r: (r.meeting.held_on, r.meeting.pk))
    book = selectors.book(branch, date(year, 1, 1), span.last)
    gaps: dict[str, list[tuple[services.Due, str]]] = defaultdict(list)
    for due in services.frequency(book, span.first, today=today, until=span.last):
        if due.verdict.level not in {Level.KEPT, Level.NOT_APPLICABLE}:
            gaps[due.kind].append((due, due.explained(book)))
    rows = Report.objects.within(scope).filter(branch=branch, year=year, quarter=number)
    return Quarter(
        branch,
        year,
        number,
        span,
        tuple(
            Line(
                kind,
                tuple(r.meeting for r in by_kind[kind]),
                _counted(by_kind[kind]),
                tuple(gaps[kind]),
            )
            for kind in words.KINDS
        ),
        tuple(rows.order_by("-pk")),
    )


def _gap(due: services.Due, why: str) -> str:
    """第一党小组7月没有记录; 第三季度未开，说明：全村抗洪; what is still to come as its rule says it."""
    whose = due.org.name if due.org.kind == Org.Kind.GROUP else ""
    said = {"whose": whose, "period": period_label(due.period, clock.today()), "why": why}
    if why:
        return _("%(whose)s%(period)s未开，说明：%(why)s") % said
    return _("%(whose)s%(period)s没有记录") % said if due.last < clock.today() else due.verdict.because


def _counted(found: Sequence[Record]) -> dict[str, int]:
    marks = [row.mark for record in found for row in record.roll]
    return {
        "held": len(found),
        "expected": len(marks),
        "present": sum(mark in CAME for mark in marks),
        "excused": marks.count(Attendance.Mark.EXCUSED),
        "absent": marks.count(Attendance.Mark.ABSENT),
        "resolutions": sum(len(record.resolutions) for record in found),
    }


def changes(reported: Figures, now: Figures) -> list[Changed]:
    """Number by number, what is not as it was handed in."""
    return [
        Changed(kind, column, was, value)
        for kind, figures in now.items()
        for column, value in figures.items()
        if (was := reported.get(kind, {}).get(column, 0)) != value
    ]


@transaction.atomic
def report_quarter(scope: Scope, branch: Org, *, year: int, number: int) -> Report:
    """The branch has checked the figures of a quarter and hands them in, or hands in what has changed."""
    scope.require("meetings.report", branch.path)
    Org.objects.select_for_update(of=("self",)).get(pk=branch.pk)
    found = quarter(scope, branch, year, number)
    if found.period.first > clock.today():
        raise ValidationError(_("这个季度还没有到，到了再报送。"))
    if found.reports and not found.changed:
        raise ValidationError(_("报送以后数字没有变，不用再报。"))
    row = Report.objects.create(
        branch=branch,
        branch_name=branch.name,
        year=year,
        quarter=number,
        figures=found.figures,
        reported_by=scope.actor or None,
        reported_by_name=scope.name,
    )
    audit.record("meetings.report", scope=scope, subject=f"org:{branch.pk}", year=year, quarter=number)
    return row


def latest(scope: Scope, branches: Iterable[Org], year: int, number: int) -> dict[int, Report]:
    """branch → what it handed in last for this quarter."""
    rows = Report.objects.within(scope).filter(year=year, quarter=number, branch__in=[b.pk for b in branches])
    newest = rows.annotate(
        place=Window(RowNumber(), partition_by="branch_id", order_by="-pk"),
    )
    return {row.branch_id: row for row in newest.filter(place=1)}


def form(found: Quarter) -> dict[str, Any]:
    """The facts of the paper."""
    with translation.override("zh-hans"):
        remarks = {line.kind: "；".join(line.notes) for line in found.lines}
    last = found.reports[0] if found.reports else None
    return {
        "title": "三会一课情况表",
        "branch": found.branch.name,
        "period": f"{found.year}年第{'一二三四'[found.number - 1]}季度",
        "lines": [
            {
                "kind": words.kind(line.kind),
                "days": "、".join(f"{m.held_on.month}月{m.held_on.day}日" for m in line.meetings),
                **{column: str(line.figures[column]) for column in COLUMNS},
                "remark": remarks[line.kind],
            }
            for line in found.lines
        ],
        "reported": _reported(last) if last else "尚未报送",
        "changed": [
            f"{words.kind(c.kind)}{TITLES[c.column]}：报送时 {c.reported}，现在 {c.now}"
            for c in found.changed
        ],
    }


def _reported(row: Report) -> str:
    at = row.reported_at.astimezone(clock.SHANGHAI)
    return f"{row.reported_by_name}于{words.day(at.date())}报送"


TITLES = {
    "held": "次数",
    "expected": "应到人次",
    "present": "实到人次",
    "excused": "请假人次",
    "absent": "未到人次",
    "resolutions": "决议数",
}
