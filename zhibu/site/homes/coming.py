"""The meeting at a desk: the one that is being held, or what comes next with the one thing it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhibu.kernel.web.addresses import link
from zhibu.meetings import planned
from zhibu.meetings import selectors as meetings
from zhibu.meetings.models import Plan


@dataclass(frozen=True, slots=True)
class Coming:
    """A planned meeting with where it stands and the one next step. `begins`: the step is a form to post."""

    plan: Plan
    state: str
    tone: str
    action: str
    url: str
    begins: bool = False


def going_on(plans: Sequence[Plan], root: str, today: date) -> dict[str, Any] | None:
    """The meeting whose presence is being registered today, as its own page shows it."""
    plan = next((plan for plan in plans if plan.opened_at and plan.held_on == today), None)
    if plan is None:
        return None
    seats = meetings.seats(plan)
    return planned.at_the_meeting(plan, seats, root) | {"all_marked": all(seat.mark for seat in seats)}


def coming(plans: Sequence[Plan], today: date) -> list[Coming]:
    """The others, in the order of their days."""
    return [_coming(plan, today) for plan in plans if not (plan.opened_at and plan.held_on == today)]


def _coming(plan: Plan, today: date) -> Coming:
    page = link("meetings.planned", plan.pk)
    if plan.opened_at:
        return Coming(plan, _("开过了，还没写记录"), "gold", _("写记录"), link("meetings.write", plan.pk))
    if plan.held_on < today:
        return Coming(plan, _("日子过了，还没登记"), "gold", _("去登记"), page)
    if plan.held_on == today:
        return Coming(plan, _("今天"), "", _("开始登记到会"), link("meetings.start", plan.pk), begins=True)
    if not plan.noticed_at:
        return Coming(plan, _("还没通知"), "plain", _("去发通知"), page)
    return Coming(plan, _("已通知"), "green", _("看安排"), page)
