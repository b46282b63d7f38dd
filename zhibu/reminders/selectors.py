"""Reading messages: one's own; and, for the house itself, whom to tell and what was told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from zhibu.guard.models import Account
from zhibu.kernel import audit
from zhibu.kernel.fields import unseal
from zhibu.kernel.models import Finding, Job
from zhibu.kernel.scope import HOUSE, Scope
from zhibu.kernel.web import tasks
from zhibu.members.models import Member
from zhibu.orgs.models import Appointment
from zhibu.orgs.offices import BRANCH_DESK

from .models import Message, Wish

SHOWN = 30
LOOKS_BACK = timedelta(days=400)  # longer than anything stays due


def own_messages(scope: Scope) -> list[Message]:
    """The last messages to oneself, newest first."""
    return list(Message.objects.filter(person_id=UUID(scope.actor)).order_by("-on")[:SHOWN])


def own_wish(scope: Scope) -> Wish:
    """What one asked for; where nothing was asked, what is usual."""
    person = UUID(scope.actor)
    return Wish.objects.filter(pk=person).first() or Wish(person_id=person)


def findings_of(messages: Iterable[Message]) -> list[Finding]:
    """What these messages speak of, as far as the wall still shows it."""
    wanted = {pk for message in messages for pk in message.findings}
    return list(Finding.objects.filter(pk__in=wanted)) if wanted else []


def jobs_of(messages: Iterable[Message]) -> dict[str, Job]:
    """The long jobs these messages speak of, as far as they are not forgotten."""
    wanted = [job for message in messages for job in message.jobs]
    return {str(job.pk): job for job in Job.objects.filter(pk__in=wanted)} if wanted else {}


def open_findings(branch: int) -> list[Finding]:
    """What stands open about a branch and can be put into words."""
    rows = Finding.objects.open().filter(branch_id=branch, norm__in=tasks.readable())
    return list(rows.order_by("noticed_on", "pk"))


def desk_of(branch: int, on: date) -> list[UUID]:
    """Who keeps the branch that day, each once."""
    held = Appointment.objects.in_force(on).filter(org_id=branch, office__in=BRANCH_DESK)
    return sorted(set(held.values_list("person_id", flat=True)))


def wishes(people: Iterable[UUID]) -> dict[UUID, Wish]:
    return {wish.person_id: wish for wish in Wish.objects.filter(pk__in=list(people))}


def told_before(person: UUID, on: date) -> dict[int, list[date]]:
    """finding → the days on which this person was told of it."""
    rows = Message.objects.filter(person_id=person, on__gt=on - LOOKS_BACK).values_list("on", "findings")
    found: dict[int, list[date]] = {}
    for day, findings in rows:
        for pk in findings:
            found.setdefault(pk, []).append(day)
    return found


def mobile_of(person: UUID) -> str:
    """The number on the card, for a message that the person asked for; that it was read is written down."""
    member = Member.objects.filter(pk=person).first()
    if member is None:
        return ""
    audit.record("reminders.sms", scope=HOUSE, subject=f"person:{person}")
    return unseal(member, "mobile")


def login_of(person: UUID) -> str:
    """The sign-in name by which a gateway outside knows somebody; empty for a closed account or none."""
    rows = Account.objects.filter(pk=person, closed_at=None)
    return rows.values_list("login", flat=True).first() or ""
