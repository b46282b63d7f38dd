"""A member's home: the last meeting, what waits for me, my year, whom to ring."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.kernel.scope import Scope
from zhibu.kernel.web.addresses import link
from zhibu.kernel.web.jinja import day
from zhibu.kernel.web.parts import Todo
from zhibu.kernel.web.shell import NavItem
from zhibu.learning import selectors as learning
from zhibu.meetings import selectors as meetings
from zhibu.meetings.models import Attendance, Meeting, Seat
from zhibu.members.models import Change
from zhibu.orgs.models import Appointment, Org

ANSWERED_FOR = timedelta(days=14)
MOST_TASKS = 3
NEWS = 3


def context(scope: Scope, now: datetime) -> dict[str, Any]:
    attendances = list(meetings.own_attendances(scope, now.year))
    last = attendances[0] if attendances else None
    calls = meetings.calls(scope, now.date()) if link("meetings.index") else []
    waiting = todos(scope, now)
    return {
        "greeting": greeting(scope.name, now),
        "calls": calls,
        "today": today_in_words([seat for seat in calls if seat.plan.held_on == now.date()], waiting),
        "feed": feed(scope, last),
        "last": last,
        "last_visible": last is not None and meetings.may_see(scope, last.meeting_id),
        "came": sum(a.mark in meetings.CAME for a in attendances),
        "expected": len(attendances),
        "year": now.year,
        "study": learning.own_study(scope, now.year, today=now.date()) if scope.actor else None,
        "words": dict(Attendance.Mark.choices),
        "todos": waiting,
        "shortcuts": shortcuts(scope),
        "secretary": secretary(scope, now),
    }


def greeting(name: str, now: datetime) -> str:
    """红梅同志，下午好: without the surname where a given name of two characters remains."""
    parts = ((5, _("夜深了")), (11, _("上午好")), (13, _("中午好")), (18, _("下午好")), (24, _("晚上好")))
    time = next(word for hour, word in parts if now.hour < hour)
    given = name[1:] if len(name) == 3 and "·" not in name else name
    return _("%(name)s同志，%(time)s") % {"name": given, "time": time}


def today_in_words(meetings_today: list[Seat], waiting: list[Todo]) -> str:
    """今天有 1 场会、2 件事等您看; empty on a quiet day."""
    said = []
    if meetings_today:
        n = len(meetings_today)
        said.append(ngettext("今天有 %(n)d 场会", "今天有 %(n)d 场会", n) % {"n": n})
    if waiting:
        n = len(waiting)
        said.append(ngettext("有 %(n)d 件事等您看", "有 %(n)d 件事等您看", n) % {"n": n})
    return _("，").join(said)


def feed(scope: Scope, last: Attendance | None) -> list[Meeting]:
    """支部动态: what the branch has held of late, beside the one that is shown above."""
    if not scope.may("meetings.see") or not link("meetings.index"):
        return []
    rows = meetings.newest(scope, NEWS + 1)
    return [row for row in rows if last is None or row.pk != last.meeting_id][:NEWS]


def todos(scope: Scope, now: datetime) -> list[Todo]:
    """At most three, of what really waits: a question after a meeting, what one took on, answers."""
    return [*echoes(scope), *taken_on(scope), *answers(scope, now)][:MOST_TASKS]


def echoes(scope: Scope) -> list[Todo]:
    """A question after a meeting at which one was; leaving it unanswered is an answer too."""
    if not link("meetings.answer", 0):
        return []
    return [
        Todo(
            title=_("会后一问：%(text)s") % {"text": echo.text},
            note=_("%(topic)s；不记名，答不答都可以") % {"topic": echo.meeting.topic},
            url=link("meetings.answer", echo.meeting_id),
            action=_("去回答"),
            icon="mail",
            tone="blue",
            subject=echo.text,
        )
        for echo in meetings.own_echoes(scope)
    ]


def taken_on(scope: Scope) -> list[Todo]:
    """What one took on at a meeting and has not done yet, soonest first."""
    if not link("meetings.matters"):
        return []
    return [
        Todo(
            title=matter.what,
            note=_("%(day)s前办完") % {"day": day(matter.due_on)},
            url=link("meetings.matter_done", matter.pk),
            action=_("办完了"),
            icon="check",
            tone="blue",
            subject=matter.what,
        )
        for matter in meetings.own_matters(scope)[:MOST_TASKS]
    ]


def answers(scope: Scope, now: datetime) -> list[Todo]:
    """Answers to the corrections one asked for, while they are new."""
    answered = Change.objects.filter(
        member_id=UUID(scope.actor),
        made_by=scope.actor,
        state__in=[Change.State.DONE, Change.State.DECLINED],
        decided_at__gte=now - ANSWERED_FOR,
    )
    return [
        Todo(
            title=_("您申请的更正有了答复"),
            note=_("%(day)s：%(state)s")
            % {"day": _date(change.decided_at), "state": change.get_state_display()},
            url=link("members.me"),
            action=_("看答复"),
            icon="edit",
            tone="blue",
        )
        for change in answered.order_by("-decided_at")[:MOST_TASKS]
        if link("members.me")
    ]


def _date(moment: datetime | None) -> str:
    return day(moment) if moment else ""


def shortcuts(scope: Scope) -> list[NavItem]:
    wanted = (
        (_("我的到会"), "meetings.mine", "calendar"),
        (_("我的学时"), "learning.mine", "clock"),
        (_("我的信息"), "members.me", "file"),
        (_("谁看过我"), "guard.viewings", "eye"),
        (_("组织生活"), "meetings.index" if scope.may("meetings.see") else "", "book"),
        (_("意见箱"), "voice.say", "mail"),
        (_("登录设备"), "guard.devices", "device"),
        (_("帮助"), "help.index", "ask"),
    )
    found = [
        NavItem(label=label, url=link(name), icon=icon) for label, name, icon in wanted if name and link(name)
    ]
    return found[: len(found) // 4 * 4 or len(found)]


def secretary(scope: Scope, now: datetime) -> dict[str, str] | None:
    """Whom to ring: the secretary, by the branch's own number. The card of a person is not for everybody."""
    if not scope.org:
        return None
    held = Appointment.objects.in_force(now.date()).filter(org_id=scope.org)
    held = held.filter(office__in=["secretary", "deputy_secretary"]).select_related("person", "org")
    found = sorted(held, key=lambda each: (each.office != "secretary", each.pk))
    if not found:
        return None
    org: Org = found[0].org
    return {"name": found[0].person.name, "office": found[0].get_office_display(), "phone": org.phone}
