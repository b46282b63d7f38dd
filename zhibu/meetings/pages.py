"""What the pages of this context show, read and put together for their templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel.scope import Scope
from zhibu.kernel.web.jinja import month_name
from zhibu.kernel.web.parts import Crumb, Segment, Tab
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from . import noticed, selectors, services, year
from .models import Attendance, Meeting, Resolution
from .periods import period_of
from .selectors import CAME, Expected
from .services.recording import YEARLY

YEARS_BACK = 3
STUDY = frozenset({Meeting.Kind.LESSON})
RECENT = 60


def branch_year(scope: Scope, where: Org, asked: int, *, today: date) -> dict[str, Any]:
    """The matrix and the list of a branch (of a group: its list) in a year."""
    rows = list(selectors.of_year(scope, where, asked))
    context: dict[str, Any] = {"meetings": rows, "lines": [], "years": years(asked, today, where)}
    context["records"] = scope.may("meetings.record") and asked == today.year
    context["explanations"] = [
        e for e in selectors.explanations(scope, where) if e.period.startswith(str(asked))
    ]
    context["labels"] = {e.pk: noticed.period_label(e.period, today) for e in context["explanations"]}
    context["plans"] = selectors.plans_of(scope, where) if context["records"] else []
    if where.kind == Org.Kind.BRANCH:
        book = selectors.book(where, *year.ends(asked))
        context["lines"] = matrix(scope, book, asked, today=today)
        context["opened"] = book.opened
        context["months"] = year.months()
        context["now"] = today.month - 1 if asked == today.year else None
    return context


def matrix(scope: Scope, book: selectors.Book, asked: int, *, today: date) -> list[year.Line]:
    """The year of a branch with links: to the records, and for who may record to the empty forms."""
    record = record_url if scope.may("meetings.record") and book.branch.path in scope.branches else None
    return year.lines(book, asked, today=today, show=show_url, record=record)


def show_url(pk: int) -> str:
    return reverse("meetings.show", args=[pk])


def record_url(org: int, kind: str, until: str = "") -> str:
    """The empty sheet; for a period that has passed with its last day, which is not the day it was held."""
    return reverse("meetings.record", args=[org, kind]) + (f"?until={until}" if until else "")


def plan_url(org: int, kind: str) -> str:
    return reverse("meetings.plan", args=[org, kind])


def unheld_url(branch: Org, kind: str, day: date) -> str:
    """Where it is said why such a meeting was not held in the period of that day."""
    period = period_of(services.judging.LENGTHS.get(kind, "year"), day).name
    return reverse("meetings.unheld", args=[branch.pk, kind, period])


def years(asked: int, today: date, where: Org) -> list[Tab]:
    """This year and the few before it, as tabs."""
    first = max(today.year - YEARS_BACK, where.founded_on.year)
    return [
        Tab(
            label=_("%(year)s年") % {"year": each},
            url=f"{reverse('meetings.index')}?org={where.pk}&year={each}",
            current=each == asked,
        )
        for each in range(today.year, min(first, asked) - 1, -1)
    ]


@dataclass(frozen=True, slots=True)
class Below:
    """An organisation directly below, and how many meetings were recorded under it."""

    org: Org
    url: str
    meetings: int


def below(scope: Scope, where: Org, asked: int) -> list[Below]:
    """Drilling down by level: each organisation directly below with its meetings of the year."""
    counted = selectors.meetings_below(scope, where, asked)
    return [
        Below(org, f"{reverse('meetings.index')}?org={org.pk}&year={asked}", counted.get(org.path, 0))
        for org in orgs.children(scope, where)
    ]


@dataclass(frozen=True, slots=True)
class Choice:
    """One meeting that can be recorded, for whom, and what is suggested about it."""

    org: Org
    label: str
    note: str
    url: str
    plan_url: str


def choices(scope: Scope, today: date) -> list[tuple[Org, list[Choice]]]:
    """For the branch its kinds, for each group its meeting."""
    found = []
    for org in selectors.recordable(scope):
        kinds = [k for k in Meeting.Kind if (k == Meeting.Kind.GROUP) == (org.kind == Org.Kind.GROUP)]
        notes = kind_notes()
        found.append(
            (
                org,
                [
                    Choice(org, str(k.label), notes[k], record_url(org.pk, k), plan_url(org.pk, k))
                    for k in kinds
                ],
            ),
        )
    return found


def kind_notes() -> dict[str, str]:
    return {
        Meeting.Kind.ASSEMBLY: _("每季 1 次，作决议、接收党员、转正"),
        Meeting.Kind.BRANCH_COMMITTEE: _("每月 1 次，半数以上委员到会"),
        Meeting.Kind.GROUP: _("每月 1 次"),
        Meeting.Kind.LESSON: _("每季 1 次"),
        Meeting.Kind.THEME_DAY: _("每月相对固定 1 天"),
        Meeting.Kind.LIFE_MEETING: _("每年 1 次，一般在第四季度"),
        Meeting.Kind.APPRAISAL: _("每年 1 次"),
    }


def suggested(scope: Scope, branch: Org, kind: str, day: date) -> dict[str, Any]:
    """What is already known or usual here: the date, who chairs, where the last one was held."""
    last = selectors.last_of(branch, kind)
    return {
        "held_on": day,
        "topic": topic(kind, day),
        "begins_at": last.begins_at if last else None,
        "place": last.place if last else "",
        "hours": usual_hours(kind, last),
        "chair": selectors.chair_of(branch, day),
        "recorder": scope.name,
        "for_year": services.year_meant(kind, day),
    }


def usual_hours(kind: str, last: Meeting | None) -> Any:
    """The hours of the last one, where such a meeting is study by its name.

    At every other it depends on what was done: a well was repaired, dues were accounted for; then the hours
    are written by whoever was there.
    """
    return last.hours if kind in STUDY and last and last.hours else None


def topic(kind: str, day: date) -> str:
    """A title that can stand as it is; the secretary writes a better one."""
    label = str(Meeting.Kind(kind).label)
    if kind in YEARLY:
        return _("%(year)s年度%(kind)s") % {"year": services.year_meant(kind, day), "kind": label}
    if kind in {Meeting.Kind.ASSEMBLY, Meeting.Kind.LESSON}:
        quarters = [_("第一季度"), _("第二季度"), _("第三季度"), _("第四季度")]
        return _("%(quarter)s%(kind)s") % {"quarter": quarters[(day.month - 1) // 3], "kind": label}
    return _("%(month)s%(kind)s") % {"month": month_name(day.month), "kind": label}


def thresholds(roll: Sequence[Expected], kind: str, day: date) -> dict[str, Any]:
    """How many are expected and have a vote, and how many of them must be there: as the norms will judge."""
    entitled = sum(e.entitled for e in roll)
    empty = [Attendance(entitled=True, mark=Attendance.Mark.ABSENT) for _each in range(entitled)]
    verdict = services.judge_quorum(kind, day, empty)
    return {"expected": len(roll), "entitled": entitled, "least": verdict.value if verdict else 0}


@dataclass(frozen=True, slots=True)
class Decision:
    """A resolution with its verdicts, as they were kept."""

    row: Resolution
    counts: str

    @property
    def outcome(self) -> str:
        return services.outcome(self.row)

    @property
    def said(self) -> str:
        """通过, 未通过; where too few came that there was no vote: neither."""
        why = services.broken_before(self.row)
        if why is None:
            return services.said_of(services.outcome(self.row))
        if str(why["norm"]).startswith("quorum."):
            return _("人数不够，没有表决（没有形成决议）")
        return _("表决方式不符合规定（没有形成决议）")


def record_of(scope: Scope, meeting: Meeting) -> dict[str, Any]:
    """A meeting with its frozen list, its verdict, its resolutions; reasons only for whom the wall lets."""
    roll = selectors.attendances(meeting)
    marks = [a.mark for a in roll]
    came = [a for a in roll if a.mark in CAME]
    excused, absent = marks.count(Attendance.Mark.EXCUSED), marks.count(Attendance.Mark.ABSENT)
    entitled, present = services.count(roll, in_the_room=False)
    away = [a for a in roll if a.mark not in CAME]
    return {
        "meeting": meeting,
        "kind": Meeting.Kind(meeting.kind),
        "number": selectors.number_of(meeting),
        "roll": roll,
        "expected": len(roll),
        "came": came,
        "away": away,
        "remote": marks.count(Attendance.Mark.REMOTE),
        "excused": excused,
        "absent": absent,
        "entitled": entitled,
        "present": present,
        "parts": [
            Segment(label=_("到会"), count=len(came)),
            Segment(label=_("请假"), count=excused, tone="hatched"),
        ],
        "verdict": services.judge_quorum(meeting.kind, meeting.held_on, roll),
        "resolutions": [Decision(r, counts(r)) for r in selectors.resolutions(meeting)],
        "reasons": selectors.excuses(meeting),
        "crumbs": [
            Crumb(
                label=_("组织生活"),
                url=f"{reverse('meetings.index')}?org={meeting.branch_id}&year={meeting.held_on.year}",
            )
        ],
        "records": scope.may("meetings.record") and not meeting.withdrawn,
    }


def counts(row: Resolution) -> str:
    said = _("赞成 %(approve)d，反对 %(oppose)d，弃权 %(abstain)d") % {
        "approve": row.approve,
        "oppose": row.oppose,
        "abstain": row.abstain,
    }
    if row.written_before:
        said += _("，会前书面赞成 %(n)d") % {"n": row.written_before}
    if row.method:
        said += _("（%(method)s）") % {"method": row.get_method_display()}
    return said


def own_year(scope: Scope, asked: int) -> dict[str, Any]:
    """One's own presence in a year: only facts, only for oneself."""
    rows = list(selectors.own_attendances(scope, asked))
    came = sum(a.mark in CAME for a in rows)
    visible = {a.meeting_id for a in rows if scope.org == a.branch_id}
    return {"attendances": rows, "came": came, "year": asked, "visible": visible}
