"""What a handover says of a branch, put together from every room, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.handover import selectors as handover
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.addresses import link
from zhibu.kernel.web.jinja import fullday
from zhibu.meetings import selectors as meetings
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org
from zhibu.site.calendar import month_of
from zhibu.site.calendar.months import next_month
from zhibu.site.homes import desk


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what, beside it a few words, and where it is dealt with."""

    what: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    lines: tuple[Line, ...]
    empty: str


def parts(scope: Scope, where: Org, *, today: date) -> list[Part]:
    """The handover of a branch, part by part."""
    return [
        Part(_("谁任什么职务"), tuple(_offices(scope, where, today)), _("还没有任命。")),
        Part(_("没有办完的事"), tuple(_open(scope, where, today)), _("没有没办完的事。")),
        Part(_("这个月和下个月要办的事"), tuple(_due(scope, where, today)), _("没有按规定要办的事。")),
        Part(_("纸质材料和物品在哪里"), tuple(_things(scope, where)), ""),
    ]


def _offices(scope: Scope, where: Org, today: date) -> list[Line]:
    lines = [
        Line(
            f"{held.get_office_display()}　{held.person.name}",
            _("%(day)s起") % {"day": fullday(held.from_on)},
        )
        for held in orgs.office_holders(scope, where, today)
    ]
    term = orgs.current_term(where)
    if term is not None:
        lines.append(Line(orgs.term_verdict(where, term, today).because))
    return lines


def _open(scope: Scope, where: Org, today: date) -> list[Line]:
    """What the norms noticed, the meetings under way, the records that wait for a confirmation."""
    noticed = [Line(todo.title, todo.note, todo.url) for todo in desk.noticed_at(scope, where, today=today)]
    plans = [
        Line(
            _("正在办的会：%(topic)s") % {"topic": plan.topic},
            f"{fullday(plan.held_on)} {plan.get_kind_display()}",
            link("meetings.planned", plan.pk),
        )
        for plan in meetings.plans_of(scope, where)
    ]
    waiting = meetings.recent(scope, where).filter(archived_at=None, held_on__gte=date(today.year - 1, 1, 1))
    records = [
        Line(
            _("记录等确认：%(topic)s") % {"topic": meeting.topic},
            f"{fullday(meeting.held_on)} {meeting.get_kind_display()}",
            link("meetings.show", meeting.pk),
        )
        for meeting in waiting
    ]
    return [*noticed, *plans, *records]


def _due(scope: Scope, where: Org, today: date) -> list[Line]:
    first = date(today.year, today.month, 1)
    tasks = [t for m in (next_month(first), first) for t in month_of(scope, where, m, today=today)]
    open_still = {t.title: t for t in tasks if not t.done}  # what both months ask is said once, the sooner
    return [
        Line(task.title, _("；").join(filter(None, (_by(task.by), task.paper))), task.url)
        for task in sorted(open_still.values(), key=lambda task: task.by)
    ]


def _by(day: date) -> str:
    return _("%(day)s以前") % {"day": fullday(day)}


def _things(scope: Scope, where: Org) -> list[Line]:
    return [
        Line(
            label,
            _("%(where)s（%(name)s，%(day)s）")
            % {"where": row.where_it_lies, "name": row.made_by_name, "day": fullday(row.made_at)}
            if row
            else _("还没有写明放在哪里"),
        )
        for label, row in handover.keepings(scope, where)
    ]


def plain(where: Org, found: list[Part], today: date) -> dict[str, Any]:
    """The same as JSON can carry it: for the paper and for the command line."""
    return {
        "title": _("党支部工作交接包"),
        "branch": where.name,
        "on": today.isoformat(),
        "day": fullday(today),
        "parts": [
            {
                "title": part.title,
                "empty": part.empty,
                "lines": [{"what": line.what, "note": line.note} for line in part.lines],
            }
            for part in found
        ],
        "signs": [_("移交人"), _("接收人"), _("监交人")],
        "date": _("日期"),
    }
