"""Writing: somebody is told, and somebody says on which days."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kernel import clock, events, undoing, workdays
from zhibu.kernel.models import Finding
from zhibu.kernel.norms import Level, judge
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import tasks

from . import selectors
from .events import PersonReminded
from .models import EVERY_DAY, Message, Wish

WAKING = range(7, 21)  # hours


@transaction.atomic
def remind_desk(branch: int, *, today: date) -> None:
    """Tell whoever keeps a branch what is due there: once a day at most, on no quiet day, and not again."""
    if not _works(today):
        return
    open_now = selectors.open_findings(branch)
    people = selectors.desk_of(branch, today) if open_now else []
    wished = selectors.wishes(people)
    for person in people:
        if _wants(wished.get(person), today):
            _tell(person, open_now, today)


def _works(day: date) -> bool:
    """Weekends and holidays are quiet; a weekend that is worked is not."""
    try:
        return workdays.is_working_day(day)
    except workdays.NoTable:
        return day.isoweekday() < 6


def _wants(wish: Wish | None, day: date) -> bool:
    if wish is None:
        return True
    return str(day.isoweekday()) in wish.weekdays and (wish.quiet_until is None or wish.quiet_until < day)


def _tell(person: UUID, found: list[Finding], today: date) -> None:
    """Put what is to be said today into the day's message; the first of the day makes and announces it."""
    told = selectors.told_before(person, today)
    lines = [f.pk for f in found if _worth_a_word(f, told.get(f.pk, []), today)]
    if not lines:
        return
    message, first = Message.objects.get_or_create(person_id=person, on=today, defaults={"findings": lines})
    if first:
        said = PersonReminded(person=str(person), message=str(message.pk), day=today.isoformat())
        events.publish(said)
        return
    message.findings = sorted({*message.findings, *lines})
    message.save(update_fields=["findings"])


def _worth_a_word(finding: Finding, said: list[date], today: date) -> bool:
    facts = {"last": tasks.last_day(finding), "said": said, "as_of": today}
    return judge("reminder.timing", today, facts).level == Level.DUE_SOON


@transaction.atomic
def tell_of_job(person: UUID, job: str, *, now: datetime) -> None:
    """Put it into the day's message.

    Outside zhibu it is said by day alone, if the day is not quiet and nothing else was said on it.
    """
    today = now.date()
    message, first = Message.objects.get_or_create(person_id=person, on=today, defaults={"jobs": [job]})
    if job not in message.jobs:
        message.jobs = [*message.jobs, job]
        message.save(update_fields=["jobs"])
    if (
        first
        and now.hour in WAKING
        and _works(today)
        and _wants(selectors.wishes([person]).get(person), today)
    ):
        events.publish(PersonReminded(person=str(person), message=str(message.pk), day=today.isoformat()))


@transaction.atomic
def wish_for(
    scope: Scope, *, weekdays: str = EVERY_DAY, quiet_until: date | None = None, outside: bool = False
) -> Wish:
    """Say on which days one wants to be told, until when not, and whether on the telephone too."""
    if quiet_until is not None and quiet_until < clock.today():
        raise ValidationError({"quiet_until": _("这一天已经过了。不用暂停的，请清空这一格。")})
    wish = selectors.own_wish(scope)
    before = {
        "weekdays": wish.weekdays,
        "quiet_until": wish.quiet_until.isoformat() if wish.quiet_until else "",
        "outside": wish.outside,
    }
    wish.weekdays, wish.quiet_until, wish.outside = weekdays, quiet_until, outside
    wish.changed_at = clock.now()
    wish.full_clean(exclude=["person"], validate_unique=False)
    Wish.objects.update_or_create(
        person_id=wish.person_id,
        defaults={
            "weekdays": wish.weekdays,
            "quiet_until": wish.quiet_until,
            "outside": wish.outside,
            "changed_at": wish.changed_at,
        },
    )
    undoing.offer(scope, "reminders.wish", **before, changed_at=wish.changed_at.isoformat())
    return wish


@undoing.undoes("reminders.wish")
def wish_as_before(scope: Scope, *, weekdays: str, quiet_until: str, outside: bool, changed_at: str) -> None:
    """What one wished before."""
    quiet = date.fromisoformat(quiet_until) if quiet_until else None
    wish = selectors.own_wish(scope)
    ours = Wish.objects.filter(person_id=wish.person_id, changed_at=changed_at)
    if not ours.update(weekdays=weekdays, quiet_until=quiet, outside=outside, changed_at=clock.now()):
        raise undoing.Changed
