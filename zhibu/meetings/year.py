"""The year of a branch at a glance: seven kinds of meeting by twelve months, each cell with its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel.norms import Level, Verdict, judge
from zhibu.kernel.web.jinja import month_name, month_short
from zhibu.kernel.web.parts import Cell, MatrixRow

from . import services
from .models import Meeting
from .periods import Period, period_of
from .selectors import Book, Held
from .services import Due
from .services.judging import LENGTHS, YEARLY

GAPS = frozenset({Level.DUE_SOON, Level.WARNED, Level.BROKEN})
Address = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of meeting through the year; `verdict` carries whose rule it is."""

    kind: str
    row: MatrixRow
    verdict: Verdict

    @property
    def label(self) -> str:
        return str(Meeting.Kind(self.kind).label)


def ends(year: int) -> tuple[date, date]:
    """The days of which the book is read for a year: its yearly meetings may be held until next March."""
    return date(year, 1, 1), date(year + 1, 3, 31)


def lines(book: Book, year: int, *, today: date, show: Address, record: Address | None = None) -> list[Line]:
    """The rows of the matrix. `show(pk)` is the address of a meeting; `record(org, kind, day)` of an empty
    form, left out for who may not record."""
    dues = list(services.frequency(book, date(year, 1, 1), today=today, until=date(year, 12, 31)))
    yearly = list(services.annual(book, (year - 1, year), today=today))
    page = _Page(book, year, today, show, record)
    return [
        *(page.periodic(kind, [d for d in dues if d.kind == kind]) for kind in LENGTHS),
        *(page.yearly(kind, [d for d in yearly if d.kind == kind]) for kind in YEARLY),
    ]


@dataclass(frozen=True, slots=True)
class _Page:
    book: Book
    year: int
    today: date
    show: Address
    record: Address | None

    def periodic(self, kind: str, dues: list[Due]) -> Line:
        length = LENGTHS[kind]
        told = dues[-1].verdict if dues else self._of_today(kind)
        if told.level == Level.NOT_APPLICABLE and not any(h.kind == kind for h in self.book.held):
            return self._calm(kind, told)
        often = {
            "month": _("每月 1 次"),
            "quarter": _("每季 1 次"),
            "half": _("每半年 1 次"),
            "year": _("每年 1 次"),
        }
        cells = [self._month(kind, period_of(length, date(self.year, m, 1)), m, dues) for m in range(1, 13)]
        return Line(kind, _row(kind, cells, often[length]), told)

    def yearly(self, kind: str, dues: list[Due]) -> Line:
        verdict = dues[-1].verdict if dues else self._yearly_of_today(kind)
        cells = []
        for month in range(1, 13):
            held = self._held(kind, month)
            cells.append(self._done(held) if held else Cell())
        for due in dues:  # what is asked for stands in March for the year before, in December for this one
            for_year = int(due.period)
            place = 2 if for_year == self.year - 1 else 11
            held = [h for h in self.book.held if h.kind == kind and h.for_year == for_year]
            done = bool(held)
            if for_year == self.year and cells[place].state == "none":
                after = [h for h in held if h.on.year > self.year]
                cells[place] = self._done_after(after) if after else cells[place]
            if not done and due.explained(self.book) and cells[place].state == "none":
                cells[place] = self._told([due])
            elif not done and due.verdict.level != Level.NOT_APPLICABLE and cells[place].state == "none":
                missing = due.verdict.level in {Level.WARNED, Level.BROKEN}
                cells[place] = self._asked(due, missing=missing, on=min(due.last, self.today))
        here = [h for month in range(1, 13) for h in self._held(kind, month) if h.for_year]
        note = _("%(years)s 年度") % {"years": _years(here)} if here else _("每年 1 次")
        return Line(kind, _row(kind, cells, note), verdict)

    def _month(self, kind: str, period: Period, month: int, dues: list[Due]) -> Cell:
        held = self._held(kind, month)
        asked = [d for d in dues if d.period == period.name] if period.last.month == month else []
        gaps = [d for d in asked if d.verdict.level in GAPS and not d.explained(self.book)]
        if held and not gaps:
            return self._done(held)
        if gaps:
            gap = gaps[0]
            cell = self._asked(gap, missing=True, on=min(gap.last, self.today))
            if held or len(gaps) > 1:  # some groups met, some did not
                names = _("、").join(d.org.short_name for d in gaps)
                return replace(
                    cell,
                    text=_("%(month)s：%(names)s还没有开") % {"month": month_name(month), "names": names},
                )
            return cell
        told = [d for d in asked if not self._met(d) and d.explained(self.book)]
        if told:
            return self._told(told)
        open_still = [d for d in asked if not self._met(d)]
        if open_still and period.last >= self.today and open_still[0].verdict.level != Level.NOT_APPLICABLE:
            return self._asked(open_still[0], missing=False, on=self.today)
        if not asked and period.last.month == month and period.first > self.today:
            return Cell(state="waiting", text=_("%(month)s：还没到") % {"month": month_name(month)})
        return Cell()

    def _met(self, due: Due) -> bool:
        period = period_of(LENGTHS[due.kind], due.last)
        days = self.book.days(due.kind, org=due.org.pk if due.kind == Meeting.Kind.GROUP else None)
        return any(period.first <= day <= period.last for day in days)

    def _held(self, kind: str, month: int) -> list[Held]:
        return [h for h in self.book.held if h.kind == kind and (h.on.year, h.on.month) == (self.year, month)]

    def _done(self, held: list[Held]) -> Cell:
        days = _("、").join(str(h.on.day) for h in held)
        said = _("%(month)s%(days)s日已开") % {"month": month_name(held[0].on.month), "days": days}
        if held[0].for_year:  # held in February, for the year before
            said = _("%(said)s（%(years)s 年度）") % {"said": said, "years": _years(held)}
        state: Any = "today" if any(h.on == self.today for h in held) else "done"
        return Cell(state=state, text=said, url=self.show(held[-1].pk))

    def _done_after(self, held: list[Held]) -> Cell:
        """Held when the year was over, in the year's own row: what is looked for stands where it is asked."""
        said = _("%(year)s年%(month)s%(day)d日已开（%(years)s 年度）") % {
            "year": held[0].on.year,
            "month": month_name(held[0].on.month),
            "day": held[0].on.day,
            "years": self.year,
        }
        return Cell(state="done", text=said, url=self.show(held[-1].pk))

    def _asked(self, due: Due, *, missing: bool, on: date) -> Cell:
        words = {"month": month_name(due.last.month), "said": due.verdict.because}
        said = due.verdict.because if due.kind in YEARLY else _("%(month)s：%(said)s") % words
        address = ""
        if self.record is not None:
            address = self.record(due.org.pk, due.kind, "" if on == self.today else on.isoformat())
        return Cell(state="missing" if missing else "waiting", text=said, url=address)

    def _told(self, dues: list[Due]) -> Cell:
        """未开·说明: what the branch said about it, for itself and for those above."""
        words = {
            "period": month_name(dues[0].last.month),
            "why": _("；").join(d.explained(self.book) for d in dues),
        }
        return Cell(state="explained", text=_("%(period)s未开，说明：%(why)s") % words)

    def _calm(self, kind: str, verdict: Verdict) -> Line:
        return Line(kind, _row(kind, [Cell()] * 12, _("不适用")), verdict)

    def _of_today(self, kind: str) -> Verdict:
        """How the rule reads where the year holds no period to judge."""
        facts = {
            "kind": kind,
            "held": [],
            "as_of": self.today,
            "has_branch_committee": self.book.has_committee(self.today),
            "has_groups": bool(self.book.groups_on(self.today)),
        }
        return judge("life.frequency", self.today, facts)

    def _yearly_of_today(self, kind: str) -> Verdict:
        facts = {"kind": kind, "for_year": self.today.year, "held": [], "as_of": self.today}
        return judge("life.annual", self.today, facts)


def _years(held: list[Held]) -> str:
    """For which years these were held."""
    return _("、").join(sorted({str(h.for_year) for h in held}))


def _row(kind: str, cells: list[Cell], note: str) -> MatrixRow:
    return MatrixRow(label=str(Meeting.Kind(kind).label), cells=tuple(cells), note=note)


def months() -> list[str]:
    return [month_short(month) for month in range(1, 13)]
