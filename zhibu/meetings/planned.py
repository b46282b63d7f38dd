"""What the pages of a planned meeting show: suggestions, the calm line of steps, the notice, the papers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.parts import Crumb, Segment
from zhibu.orgs.models import Org

from . import pages, selectors, services
from .ahead import called, procedure_of, quorum_said, spoken, when
from .ahead import least as least_of
from .models import Invitation, Meeting, Plan, Seat


def reasons() -> list[str]:
    """What is said most often by those who cannot come."""
    return [_("生病"), _("外出"), _("单位值班"), _("照顾家人")]


@dataclass(frozen=True, slots=True)
class StepOn:
    """One step of a meeting's life: done, where it stands now, or still to come."""

    label: str
    state: str  # done, now, waiting

    @property
    def words(self) -> str:
        return {"done": _("已完成"), "now": _("现在"), "waiting": _("还没到")}[self.state]


def steps(at: int) -> list[StepOn]:
    """拟 → 通知 → 到会 → 记录 → 确认 → 归档; `at` is the step that is on now."""
    labels = [_("拟会"), _("通知"), _("到会"), _("记录"), _("确认"), _("归档")]
    return [
        StepOn(label, "done" if n < at else "now" if n == at else "waiting") for n, label in enumerate(labels)
    ]


def step_of(plan: Plan, seats: Sequence[Seat]) -> int:
    """On which step a plan stands."""
    if plan.meeting is not None:
        return 6 if plan.meeting.archived_at else 4
    if plan.opened_at is None:
        return 2 if plan.noticed_at is not None else 1
    return 3 if all(seat.mark for seat in seats) else 2


def suggested(
    scope: Scope,
    branch: Org,
    kind: str,
    today: date,
    invitation: Invitation | None = None,
    by: date | None = None,
) -> dict[str, Any]:
    """The last of this kind again, on the usual day: whatever is usual here need not be typed.

    `by`: the last day of the period for which it is wanted.
    """
    day = selectors.usual_day(branch, kind, today, by)
    last = selectors.last_plan(branch, kind)
    values = pages.suggested(scope, branch, kind, day)
    values["agenda"] = [dict(item) for item in last.agenda] if last else []
    if last is not None:
        values |= {"begins_at": last.begins_at, "place": last.place, "link": last.link}
    if invitation is not None:
        names = ("topic", "held_on", "begins_at", "place", "link", "agenda")
        values |= {name: getattr(invitation, name) for name in names}
    return values


def noticed_said(kind: str) -> str:
    """Whom the notice has reached."""
    if kind == Meeting.Kind.BRANCH_COMMITTEE:
        return _("通知已经发到每位支部委员的首页。")
    if kind == Meeting.Kind.GROUP:
        return _("通知已经发到党小组每位党员的首页。")
    return _("通知已经发到每位党员的首页。")


def notice_text(plan: Plan, leave_url: str) -> str:
    """The notice as a text to paste into the branch's chat group. No list of names stands in it."""
    lines = [
        _("【会议通知】%(branch)s") % {"branch": plan.branch_name},
        _("时间：%(when)s") % {"when": when(plan)},
        *([_("地点：%(place)s") % {"place": plan.place}] if plan.place else []),
        *([_("线上：%(link)s") % {"link": plan.link}] if plan.link else []),
        _("会议：%(kind)s") % {"kind": plan.get_kind_display()},
        _("议题：%(topic)s") % {"topic": plan.topic},
        *(f"{number}. {item['title']}" for number, item in enumerate(plan.agenda, 1)),
        _("不能参加的请提前请假：%(url)s，或者给书记打电话。") % {"url": leave_url},
    ]
    return "\n".join(lines)


def at_the_meeting(plan: Plan, lines: Sequence[Any], root: str) -> dict[str, Any]:
    """The list that is being ticked: the figures, the rule, and the code with its picture."""
    seats = [
        Seat(name=line.name, entitled=line.entitled, mark=line.mark, left_out=seat.left_out)
        for line, seat in zip(lines, selectors.seats(plan), strict=True)
    ]
    came = sum(seat.mark in selectors.CAME for seat in seats)
    excused = sum(seat.mark == "excused" for seat in seats)
    absent = sum(seat.mark == "absent" for seat in seats)
    entitled, present = services.count(seats, in_the_room=False)
    least, _admit = least_of(seats, plan.kind, plan.held_on)
    url = f"{root}{reverse('meetings.come')}?code={plan.code}"
    return {
        "plan": plan,
        "kind": Meeting.Kind(plan.kind),
        "when": when(plan),
        "steps": steps(3 if all(seat.mark for seat in seats) else 2),
        "unmarked": len(seats) - came - excused - absent,  # nobody has said yet that they did not come
        "expected": len(seats),
        "came": came,
        "excused": excused,
        "absent": absent,
        "entitled": entitled,
        "present": present,
        "least": least,
        "quorum": quorum_said(seats, plan.kind, plan.held_on),
        "parts": [
            Segment(label=_("到会"), count=came),
            Segment(label=_("请假"), count=excused, tone="hatched"),
        ],
        "picture": picture(url) if plan.held_on == clock.today() else "",
        "crumbs": [*crumbs(plan), Crumb(label=plan.topic, url=reverse("meetings.planned", args=[plan.pk]))],
    }


def picture(text: str) -> str:
    """A QR code as inline SVG, black on white whatever the page's colours are."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=1, dark="#000", light="#fff")
    return out.getvalue().decode()


def usual_minutes(plan: Plan) -> dict[str, Any]:
    """What is usual of the minutes: the hours of the last lesson, the year that is meant."""
    return {
        "hours": pages.usual_hours(plan.kind, selectors.last_of(plan.branch, plan.kind)),
        "for_year": services.year_meant(plan.kind, plan.held_on),
    }


def minutes(plan: Plan) -> dict[str, Any]:
    """The sheet after the meeting: how many came, and what is still to be written."""
    seats = selectors.seats(plan)
    entitled, present = services.count(seats, in_the_room=False)
    return {
        "plan": plan,
        "kind": Meeting.Kind(plan.kind),
        "when": when(plan),
        "steps": steps(3),
        "expected": len(seats),
        "came": sum(seat.mark in selectors.CAME for seat in seats),
        "open_still": [seat.name for seat in seats if not seat.mark],
        "entitled": entitled,
        "present": present,
        "verdict": services.judge_quorum(plan.kind, plan.held_on, seats),
        "recorder_away": services.was_away(plan.recorder, seats),
        "crumbs": [*crumbs(plan), Crumb(label=plan.topic, url=reverse("meetings.planned", args=[plan.pk]))],
    }


def workspace(scope: Scope, plan: Plan, root: str) -> dict[str, Any]:
    """The secretary's page of one meeting: where it stands, and the one next thing to do."""
    seats = selectors.seats(plan)
    away = [seat for seat in seats if seat.mark == "excused"]
    roll = seats or selectors.expected_at(plan.branch, plan.kind, plan.held_on)
    return {
        "plan": plan,
        "doubt": services.doubt_about_chair(plan.branch, plan.kind, plan.held_on, plan.chair, roll),
        "kind": Meeting.Kind(plan.kind),
        "when": when(plan),
        "steps": steps(step_of(plan, seats)),
        "seats": seats,
        "away": away,
        "reasons": selectors.leaves(plan) if away else {},
        "quorum": quorum_said(seats, plan.kind, plan.held_on) if seats else "",
        "text": notice_text(plan, root + reverse("meetings.leave", args=[plan.pk])),
        "invited": selectors.invited(plan) if plan.joint else [],
        "can_open": plan.held_on <= clock.today(),
        "open_still": sum(not seat.mark for seat in seats),
        "joins": plan.kind != Meeting.Kind.GROUP,
        "crumbs": crumbs(plan),
    }


def crumbs(plan: Plan) -> list[Crumb]:
    url = f"{reverse('meetings.index')}?org={plan.branch_id}&year={plan.held_on.year}"
    return [Crumb(label=_("组织生活"), url=url)]


def own_notice(scope: Scope, plan: Plan) -> dict[str, Any]:
    """What a member reads about a meeting, and the own leave."""
    seat = selectors.own_seat(scope, plan)
    reasons = selectors.leaves(plan) if seat and seat.mark == "excused" else {}
    return {
        "plan": plan,
        "kind": Meeting.Kind(plan.kind),
        "when": when(plan),
        "seat": seat,
        "reason": reasons.get(seat.person_id, "") if seat else "",
        "crumbs": crumbs(plan),
    }


def papers(plan: Plan) -> dict[str, Any]:
    """会前三张纸: the procedure to read aloud, the list to sign, the agenda with its materials."""
    seats = called(plan)
    return {
        "plan": plan,
        "kind": Meeting.Kind(plan.kind),
        "when": when(plan),
        "spoken": spoken(plan, seats),
        "source": {"source": procedure_of(plan).source, "because": ""},
        "seats": seats,
        "crumbs": [*crumbs(plan), Crumb(label=plan.topic, url=reverse("meetings.planned", args=[plan.pk]))],
    }


def differences(plan: Plan, mine: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(what, as it stands now, as typed here): where two people have changed the same plan."""
    found = []
    for name in services.planning.CHANGEABLE:
        theirs, own = _plain(getattr(plan, name)), _plain(mine.get(name))
        if theirs != own:
            found.append((str(getattr(Plan._meta.get_field(name), "verbose_name", name)), theirs, own))
    return found


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "；".join(
            f"{item['title']}（{item['materials']}）" if item["materials"] else item["title"]
            for item in value
        )
    if hasattr(value, "strftime") and not isinstance(value, date):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)
