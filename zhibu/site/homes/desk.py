"""A branch's desk: what is to be done first, the year at a glance, the roll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.kernel.models import Finding
from zhibu.kernel.scope import NOWHERE, Scope
from zhibu.kernel.web import tasks
from zhibu.kernel.web.parts import Todo
from zhibu.meetings import noticed, pages
from zhibu.meetings import selectors as meetings
from zhibu.meetings import year as years
from zhibu.members import selectors as members
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org
from zhibu.site.shell import link

HOTTEST_FIRST = {"broken": 0, "undecided": 1, "warned": 2, "due_soon": 3}
URGENT_FIRST = {"now": 0, "soon": 1, "later": 2}
SHOWN = 6


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


def context(scope: Scope, today: date) -> dict[str, Any]:
    where = orgs.own_org(scope)
    sees = scope.persons != NOWHERE and scope.may("members.see")
    roll = roll_of(scope, where) if sees else None
    todos = noticed_at(scope, where, today=today)
    found: dict[str, Any] = {
        "where": where,
        "roll": roll,
        "todos": todos[:SHOWN],
        "waiting": len(todos),
        "more_url": f"{link('meetings.index')}?org={where.pk}" if len(todos) > SHOWN else "",
        "records": scope.may("meetings.record"),
        "plans": meetings.plans_of(scope, where) if scope.may("meetings.record") else [],
        "asked_together": list(meetings.invitations(where, today)) if scope.may("meetings.record") else [],
        "year": today.year,
        "lines": [],
    }
    if where.kind == Org.Kind.BRANCH:
        book = meetings.book(where, *years.ends(today.year))
        found |= {
            "lines": pages.matrix(scope, book, today.year, today=today),
            "months": years.months(),
            "now": today.month - 1,
            "opened": book.opened,
            "first_steps": first_steps(scope, roll, book) if roll else [],
        }
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
    return sorted(todos, key=lambda todo: URGENT_FIRST[todo.urgency])


def _about_cards(findings: list[Finding]) -> list[Todo]:
    """However many cards are to be looked at, it is one thing to do."""
    address = link("members.quality")
    if not findings or not address:
        return []
    return [
        Todo(
            title=_("信息卡要核对的有%(count)s条") % {"count": len(findings)},
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
        note=_("依据《%(document)s》%(article)s")
        % {"document": source.get("document", ""), "article": source.get("article", "")},
        url=link("orgs.index") or "/",
        action=_("查看"),
        urgency="soon" if finding.level == "due_soon" else "now",
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first things to do in a new branch; it ticks itself."""

    title: str
    note: str
    url: str
    action: str
    done: bool


def first_steps(scope: Scope, roll: Roll, book: meetings.Book) -> list[Step]:
    """What comes first in a branch that has just been set up; empty once all of it is done."""
    others = roll.members > 1
    steps = [
        Step(
            _("录入本支部党员"),
            ngettext("已录入 %(n)d 人", "已录入 %(n)d 人", roll.members) % {"n": roll.members},
            link("members.join") or link("members.index"),
            _("录入"),
            others,
        ),
        Step(
            _("审核录入的信息卡"),
            ngettext("还有 %(n)d 人未审核", "还有 %(n)d 人未审核", roll.unreviewed) % {"n": roll.unreviewed},
            link("members.index"),
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
