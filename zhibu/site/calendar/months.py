"""A month of an office: the entries of the season, what is done of them, and the ends of terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel.norms import Level, book, judge
from zhibu.kernel.norms.calendar import add_months
from zhibu.kernel.norms.figures import chinese_day
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.addresses import link
from zhibu.meetings import selectors as meetings
from zhibu.meetings import services
from zhibu.meetings.papers import quarter as quarters
from zhibu.meetings.periods import Period, named, period_of
from zhibu.meetings.services.judging import LENGTHS, YEARLY
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Appointment, Org

from .entries import Entry, entries


@dataclass(frozen=True, slots=True)
class Task:
    """One thing asked in a month. `done`: it is seen in the records; `why`: how it stands, in words.

    `paper`: how it is done where the house has no page for it.
    """

    title: str
    by: date
    basis: dict[str, Any]
    url: str = ""
    action: str = ""
    done: bool = False
    why: str = ""
    paper: str = ""


def level_of(where: Org) -> str:
    if where.above_branch:
        return "above"
    return "group" if where.kind == Org.Kind.GROUP else "branch"


def month_of(scope: Scope, where: Org, first: date, *, today: date) -> list[Task]:
    """What the month that begins on `first` asks at this organisation: what is open first, by its day."""
    page = _Month(scope, where, period_of("month", first), today, None)
    return sorted([*page.tasks(), *page.terms()], key=lambda task: (task.done, task.by))


def two_months(scope: Scope, where: Org, *, today: date) -> list[tuple[date, list[Task]]]:
    """This month and the next: what this month asks already is not said again in the next."""
    first = date(today.year, today.month, 1)
    now, after = first, next_month(first)
    asked = month_of(scope, where, now, today=today)
    said = {(task.title, task.by) for task in asked}
    later = [t for t in month_of(scope, where, after, today=today) if (t.title, t.by) not in said]
    return [(now, asked), (after, later)]


def open_ahead(scope: Scope, where: Org, book: meetings.Book, *, today: date) -> list[Task]:
    """What this month and the next still ask of a branch, by its day, each once.

    `book`: of the branch, read from the year before on.
    """
    now = period_of("month", today)
    pages = [_Month(scope, where, each, today, book) for each in (now, named(f"{next_month(today):%Y-%m}"))]
    tasks = [task for page in pages for task in page.tasks()] + pages[-1].ending()
    once = {(task.title, task.by): task for task in reversed(tasks) if not task.done}
    return sorted(once.values(), key=lambda task: task.by)


class _Month:
    def __init__(
        self, scope: Scope, where: Org, month: Period, today: date, kept: meetings.Book | None
    ) -> None:
        self.scope, self.where, self.month, self.today = scope, where, month, today
        self.records = scope.may("meetings.record")
        self.book = kept or _book(where, month, today)
        self.branch = self.book.branch if self.book else None

    def tasks(self) -> list[Task]:
        asked = [e for e in entries() if self.month.first.month in e.months]
        asked = [e for e in asked if level_of(self.where) in e.offices]
        return [task for entry in asked if (task := self.task(entry)) is not None]

    def task(self, entry: Entry) -> Task | None:
        basis = entry.basis(self.today)
        if entry.kind in YEARLY:
            return self._yearly(entry, basis)
        if entry.kind:
            return self._periodic(entry, basis)
        url, action = self._page(entry)
        by = entry.season_ends(self.month.first)
        if entry.plan and self.records:
            url, action = self._plan(self.where, entry.plan, by), _("安排在党员大会上")
        done = self._handed_in(entry)
        by_hand = _(entry.paper) if entry.paper else ""
        return Task(_(entry.title), by, basis, url, action if url else "", done, paper=by_hand)

    def _periodic(self, entry: Entry, basis: dict[str, Any]) -> Task | None:
        """A meeting of the month or the quarter; left out where the rule does not apply here."""
        if self.book is None or self.branch is None:
            return None
        period = period_of(LENGTHS[entry.kind], self.month.last)
        as_of = min(period.last, self.today)
        groups = self.book.groups_on(as_of)
        if level_of(self.where) == "group":
            groups = [g for g in groups if g.pk == self.where.pk]
        held = self.book.days(entry.kind)
        facts = {
            "kind": entry.kind,
            "held": [],
            "as_of": as_of,
            "has_branch_committee": self.book.has_committee(as_of),
            "has_groups": bool(groups),
        }
        if judge("life.frequency", as_of, facts).level == Level.NOT_APPLICABLE:
            return None
        whose = groups if entry.kind == "group" else [self.branch]
        met, explained = [], []
        for org in whose:
            days = self.book.days(entry.kind, org=org.pk) if entry.kind == "group" else held
            met += [org.pk] if any(period.first <= day <= period.last for day in days) else []
            told = self.book.explained.get((org.pk, entry.kind, period.name), "")
            explained += [told] if told and org.pk not in met else []
        done = len(met) + len(explained) == len(whose)
        open_still = [org for org in whose if org.pk not in met]
        return Task(
            _(entry.title),
            period.last,
            basis,
            self._plan((open_still or whose)[0], entry.kind, period.last),
            _("安排") if self.records else "",
            done,
            _("未开，说明：%(why)s") % {"why": _("；").join(explained)} if done and explained else "",
        )

    def _yearly(self, entry: Entry, basis: dict[str, Any]) -> Task | None:
        """组织生活会 or 民主评议: from October for this year, until March for the last.

        Its date is the one by which life.annual judges; it is to be planned within the season.
        """
        if self.book is None or self.branch is None:
            return None
        year = self.month.last.year - (entry.year == "last")
        if self.book.opened.year > year:
            return None
        norm = book().get("life.annual", self.today).values
        due = next(
            (d for d in services.annual(self.book, (year,), today=self.today) if d.kind == entry.kind), None
        )
        held = [h for h in self.book.held if h.kind == entry.kind and h.for_year == year]
        explained = due.explained(self.book) if due else ""
        return Task(
            _("%(year)s年度%(kind)s") % {"year": year, "kind": _(entry.title)},
            date(year + 1, norm["window_month"], norm["window_day"]),
            basis,
            self._plan(self.branch, entry.kind, entry.season_ends(self.month.first)),
            _("安排") if self.records else "",
            bool(held or explained),
            _("未开，说明：%(why)s") % {"why": explained} if explained and not held else "",
        )

    def _plan(self, org: Org, kind: str, by: date) -> str:
        """The plan of such a meeting on its usual day, from the month that is looked at until `by`."""
        if not self.records:
            return ""
        day = self.month.first if self.month.first > self.today else self.today
        return link("meetings.plan", org.pk, kind) + f"?on={day.isoformat()}&by={by.isoformat()}"

    def _page(self, entry: Entry) -> tuple[str, str]:
        before = period_of("quarter", self.month.first - timedelta(days=1))
        pages = {
            "quarter": (
                link("meetings.quarter", self.where.pk, before.first.year, (before.last.month + 2) // 3),
                _("核对"),
                "meetings.report",
            ),
            "hours": (link("learning.index"), _("看学时"), "learning.arrange"),
            "roll": (link("members.quality"), _("去核对"), "members.see"),
            "reports": (f"{link('meetings.papers')}?org={self.where.pk}", _("查看"), "meetings.see"),
            "life": (f"{link('meetings.index')}?org={self.where.pk}", _("查看"), "meetings.see"),
        }
        url, action, duty = pages.get(entry.page, ("", "", ""))
        return (url, action) if url and self.scope.may(duty) else ("", "")

    def _handed_in(self, entry: Entry) -> bool:
        if entry.page != "quarter":
            return False
        before = period_of("quarter", self.month.first - timedelta(days=1))
        number = (before.last.month + 2) // 3
        return bool(quarters.latest(self.scope, [self.where], before.first.year, number))

    def terms(self) -> list[Task]:
        """The end of the term, from the day the rule says to prepare; the training of a new secretary."""
        return [*self.ending(), *self._training()]

    def ending(self) -> list[Task]:
        term = orgs.current_term(self.where)
        if term is None or self.where.kind == Org.Kind.GROUP:
            return []
        on = self.month.last if self.month.last > self.today else self.today
        verdict = orgs.term_verdict(self.where, term, on)
        if verdict.level in {Level.KEPT, Level.NOT_APPLICABLE}:
            return []
        ends = date.fromisoformat(verdict.value["ends_on"])
        source = {"source": verdict.norm.source if verdict.norm else None}
        url = link("orgs.show", self.where.pk) if self.scope.may("orgs.see") else ""
        return [Task(verdict.because, ends, source, url, _("看任期") if url else "")]

    def _training(self) -> list[Task]:
        """新任书记 within half a year: asked of the secretary alone, until the half year is over."""
        if self.scope.office != "secretary" or not self.scope.appointment:
            return []
        held = Appointment.objects.filter(pk=self.scope.appointment).first()
        norm = book().get("education.new_secretary", self.today)
        by = add_months(held.from_on, norm.values["months"]) if held else self.today
        if held is None or held.from_on > self.month.last or by < self.month.first:
            return []
        said = _("新任书记培训，%(day)s以前参加") % {"day": chinese_day(by)}
        url = link("learning.mine")
        return [Task(said, by, {"source": norm.source}, url, _("看我的学时") if url else "")]


def _book(where: Org, month: Period, today: date) -> meetings.Book | None:
    if level_of(where) == "above":
        return None
    return meetings.book(meetings.branch_of(where.pk), date(month.last.year - 1, 1, 1), today)


def next_month(day: date) -> date:
    return named(f"{day:%Y-%m}").last + timedelta(days=1)
