"""What this context does when something has happened."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from zhibu.kernel import clock, events
from zhibu.kernel.jobs import JobEnded
from zhibu.meetings.events import BranchJudged

from . import selectors, services, ways
from .events import PersonReminded


@events.on(BranchJudged)
def remind_after_judging(event: BranchJudged) -> None:
    """After days off the days are judged one by one; people are told once, of what stands today."""
    day = date.fromisoformat(event.day)
    if day == clock.today():
        services.remind_desk(event.branch, today=day)


@events.on(JobEnded)
def tell_of_job(event: JobEnded) -> None:
    """Whoever asked for it may be anywhere in the house by now, or at home."""
    services.tell_of_job(UUID(event.person), event.job, now=clock.now())


@events.on(PersonReminded)
def send_outside(event: PersonReminded) -> None:
    """To the telephone, for whoever asked for it, while it is still that day. What fails is tried again."""
    way = ways.configured()
    person = UUID(event.person)
    wish = selectors.wishes([person]).get(person)
    login = selectors.login_of(person)
    if way is None or wish is None or not wish.outside or not login:
        return
    if date.fromisoformat(event.day) != clock.today():
        return
    phone = selectors.mobile_of(person) if way.by_phone else ""
    if way.by_phone and not phone:
        return  # no number on the card: the message stands in the house all the same
    way.send(ways.Parcel(id=event.message, to=login, on=event.day, phone=phone))
