"""A branch's desk: what is to be done first, the year at a glance, the roll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.kernel.models import Finding
from zhibu.kernel.scope import NOWHERE, Scope
from zhibu.kernel.web import tasks
from zhibu.kernel.web.addresses import link
from zhibu.kernel.web.parts import Todo
from zhibu.meetings import noticed, pages
from zhibu.meetings import selectors as meetings
from zhibu.meetings import year as years
from zhibu.meetings.periods import period_of
from zhibu.members import selectors as members
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org
from zhibu.site.calendar.months import open_ahead

from .coming import coming, going_on
from .over import over
from .steps import Step

HOTTEST_FIRST = {"broken": 0, "undecided": 1, "warned": 2, "due_soon": 3}
URGENT_FIRST = {"now": 0, "soon": 1, "later": 2}
SHOWN = 6
AHEAD = 4


@dataclass(frozen=True, slots=True)
class Roll:
    """The roll of today in figures."""

    formal: int = 0
    probationary: int = 0
    unreviewed: int = 0
    asked: int = 0

    @property
    def members(self) -> int:
        return self.formal + self.probationary

    def line(self) -> str:
        return _("党员 %(all)d（正式 %(formal)d、预备 %(new)d）") % {
            "all": self.members,
            "formal": self.formal,
            "new": self.probationary,
        }


def context(scope: Scope, today: date, root: str) -> dict[str, Any]:
    """`root`: the address by which this house was asked, for the code that phones scan."""
    where = orgs.own_org(scope)
    sees = scope.persons != NOWHERE and scope.may("members.see")
    roll = roll_of(scope, where) if sees else None
    todos = noticed_at(scope, where, today=today)
    plans = meetings.plans_of(scope, where) if scope.may("meetings.record") else []
    found: dict[str, Any] = {
        "where": where,
        "roll": roll,
        "todos": todos[:SHOWN],
        "waiting": len(todos),
        "over": over(scope),
        "more_url": f"{link('meetings.index')}?org={where.pk}" if len(todos) > SHOWN else "",
        "records": scope.may("meetings.record"),
        "going": going_on(plans, root, today),
        "coming": coming(plans, today)[:AHEAD],
        "asked_together": list(meetings.invitations(where, today)) if scope.may("meetings.record") else [],
        "year": today.year,
        "lines": [],
    }
    if where.kind == Org.Kind.BRANCH:
        first, last = years.ends(today.year)
        book = meetings.book(where, first.replace(year=first.year - 1), last)
        found |= {
            "lines": pages.matrix(scope, book, today.year, today=today),
            "held": sum(each.on.year == today.year for each in book.held),
            "papers": papers(where, today, book.opened) if scope.may("meetings.report") else [],
            "ahead": open_ahead(scope, where, book, today=today)[:AHEAD]
            if scope.may("site.calendar")
            else [],
            "months": years.months(),
            "now": today.month - 1,
            "opened": book.opened,
            "first_steps": first_steps(scope, roll, book) if roll else [],
        }
    return found


@dataclass(frozen=True, slots=True)
class Paper:
    """Something that is handed in or printed; all of its figures come from records."""

    title: str
    note: str
    url: str
    action: str
    done: bool = False


def papers(where: Org, today: date, opened: date) -> list[Paper]:
    """The form of the quarter that has ended, the one that runs, and the branch's book of the year.

    A quarter that had passed when the book was `opened` here was handed in on paper.
    """
    current = period_of("quarter", today)
    before = period_of("quarter", current.first - timedelta(days=1))
    found = []
    for span, ended in ((before, True), (current, False)):
        year, number = span.last.year, (span.last.month + 2) // 3
        if max(where.founded_on, opened) > span.last or not link("meetings.quarter", where.pk, year, number):
            continue
        done = ended and meetings.handed_in(where, year, number)
        still = _("还没报送；核对以后报送，不用填") if ended else _("边记边生成，季度末报送")
        found.append(
            Paper(
                _("%(year)s年第%(quarter)s季度三会一课情况表") % {"year": year, "quarter": number},
                _("已报送") if done else still,
                link("meetings.quarter", where.pk, year, number),
                _("查看") if done or not ended else _("核对报送"),
                done,
            )
        )
    return found


def roll_of(scope: Scope, where: Org) -> Roll:
    rows = members.roster(scope, where).order_by().values("category")  # type: ignore[misc]
    counted = {
        row["category"]: (row["n"], row["unreviewed"])
        for row in rows.annotate(n=Count("pk"), unreviewed=Count("pk", filter=Q(reviewed_at=None)))
    }
    everybody = sum(n for n, _unreviewed in counted.values())
    probationary = counted.get("probationary", (0, 0))[0]
    return Roll(
        formal=everybody - probationary,
        probationary=probationary,
        unreviewed=sum(unreviewed for _n, unreviewed in counted.values()),
        asked=members.waiting_changes(scope, where).filter(state="asked").count(),
    )


def noticed_at(scope: Scope, where: Org, *, today: date) -> list[Todo]:
    """要办的事: what the norms noticed about this branch, the hottest first, each with its one button."""
    if scope.persons == NOWHERE:
        return []
    rows = list(Finding.objects.open().filter(branch_id=where.pk))
    rows.sort(key=lambda f: (HOTTEST_FIRST.get(f.level, 9), f.noticed_on, f.subject))
    groups = {
        int(f.subject.split(":")[2]) for f in rows if f.norm == "life.frequency" and f.subject.count(":") == 2
    }
    names = dict(Org.objects.filter(pk__in=groups).values_list("pk", "short_name")) if groups else {}
    records = scope.may("meetings.record")
    ours = noticed.todos((f for f in rows if f.norm in noticed.NORMS), names, today=today, records=records)
    cards = [f for f in rows if f.norm.startswith("card.")]
    others = (f for f in rows if f.norm not in noticed.NORMS and not f.norm.startswith("card."))
    todos = [*ours, *(_said(f) for f in others), *_about_cards(cards)]
    todos += tasks.waiting_at(scope, where.pk)
    return sorted(todos, key=lambda todo: (URGENT_FIRST[todo.urgency], todo.due or date.max))


def _about_cards(findings: list[Finding]) -> list[Todo]:
    """However many cards are to be looked at, it is one thing to do."""
    address = link("members.quality")
    if not findings or not address:
        return []
    return [
        Todo(
            title=_("有 %(count)s 条信息要核对") % {"count": len(findings)},
            url=address,
            action=_("查看"),
            urgency="soon",
        )
    ]


def _said(finding: Finding) -> Todo:
    """What another norm noticed, in its own sentence."""
    source = finding.verdict.get("source") or {}
    return Todo(
        title=finding.verdict.get("because", finding.norm),
        basis=_("依据《%(document)s》%(article)s")
        % {"document": source.get("document", ""), "article": source.get("article", "")},
        basis_url=link("rules.show", finding.norm),
        url=link("orgs.index") or "/",
        action=_("查看"),
        urgency="soon" if finding.level == "due_soon" else "now",
    )


def first_steps(scope: Scope, roll: Roll, book: meetings.Book) -> list[Step]:
    """What comes first in a branch that has just been set up; empty once all of it is done."""
    others = roll.members > 1
    by_hand = link("members.join") or link("members.index")
    sheet = link("exchange.upload") if scope.may("exchange.import") else ""
    steps = [
        Step(
            _("录入本支部党员"),
            ngettext("已录入 %(n)d 人", "已录入 %(n)d 人", roll.members) % {"n": roll.members}
            if roll.members
            else _("手里的 Excel 名册直接用"),
            sheet or by_hand,
            _("导入名册") if sheet else _("录入"),
            others,
            also_url=by_hand if sheet else "",
            also=_("一个一个录"),
        ),
        Step(
            _("审核录入的信息卡"),
            ngettext("还有 %(n)d 人未审核", "还有 %(n)d 人未审核", roll.unreviewed) % {"n": roll.unreviewed},
            link("members.reviews") if scope.may("members.review") else link("members.index"),
            _("去审核"),
            others and not roll.unreviewed,
        ),
        Step(
            _("记第一次会议"),
            _("开完会记一次，到会、学时、报表都从这里来"),
            link("meetings.choose"),
            _("记录会议"),
            bool(book.held),
        ),
    ]
    return [] if all(step.done for step in steps) or (others and book.held) else steps
