"""Offices are given, confirmed by a second person where they reach beyond a branch, and laid down."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.guard import services as guard
from zhibu.guard.models import Person
from zhibu.guard.services.persons import make_person
from zhibu.kernel import audit, clock, events
from zhibu.kernel.names import tidy
from zhibu.kernel.scope import Scope
from zhibu.orgs.events import OfficeEnded, OfficeTaken
from zhibu.orgs.models import Appointment, Org, Term
from zhibu.orgs.offices import ASSISTANT, OFFICES, fits


def _duty(scope: Scope, office: str) -> str:
    """Who types for another does so in his own name: the branch itself gives and ends that one right."""
    return "orgs.assist" if office == ASSISTANT and scope.may("orgs.assist") else "orgs.appoint"


@transaction.atomic
def appoint(
    scope: Scope, org: Org, person: Person, *, office: str, from_on: date, basis: str = ""
) -> Appointment:
    """Give an office from a day on. One above branch level gives no right until another confirms it."""
    scope.require(_duty(scope, office), org.path)
    org = Org.objects.select_for_update().get(pk=org.pk)
    if org.dissolved_on is not None:
        raise ValidationError(_("这个党组织已经撤销。"))
    if office not in OFFICES or not fits(office, org.kind):
        raise ValidationError({"office": _("这一级党组织没有这个职务。")})
    if from_on < org.founded_on:
        raise ValidationError({"from_on": _("任职日期不能早于党组织成立日期。")})
    held = Appointment(
        org=org,
        person=person,
        office=office,
        from_on=from_on,
        basis=basis,
        needs_second=OFFICES[office].level != "branch",
        made_by=scope.actor or None,
    )
    held.full_clean(exclude=["person"], validate_constraints=False)  # a newcomer is not seen before this
    held.validate_constraints()
    held.save()
    audit.record("orgs.appoint", scope=scope, subject=f"person:{person.pk}", office=office, org=org.pk)
    if not held.needs_second:
        _announce(held)
    return held


@transaction.atomic
def appoint_newcomer(
    scope: Scope, org: Org, name: str, *, office: str, from_on: date, basis: str = ""
) -> Appointment:
    """Give an office to somebody without a card: an auditor, an administrator, a secretary sent here."""
    scope.require(_duty(scope, office), org.path)
    name = tidy(name)
    if not name:
        raise ValidationError({"name": _("请填写姓名。")})
    return appoint(scope, org, make_person(name), office=office, from_on=from_on, basis=basis)


@transaction.atomic
def confirm_appointment(scope: Scope, held: Appointment) -> None:
    """The second person says yes: another than the one who proposed, and not the one appointed."""
    held = _as_second(scope, held)
    if held.confirmed:
        return
    held.confirmed_by, held.confirmed_at = scope.actor or None, clock.now()
    held.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.record("orgs.confirm", scope=scope, subject=f"person:{held.person_id}", office=held.office)
    _announce(held)


@transaction.atomic
def decline_appointment(scope: Scope, held: Appointment, *, why: str) -> None:
    """The second person says no: the office never began. The row stays, with the reason."""
    held = _as_second(scope, held)
    if held.confirmed:
        raise ValidationError(_("这项任职已经确认；要免去，请到该党组织页面办理。"))
    held.until, held.ended_why = held.from_on, why
    held.save(update_fields=["until", "ended_why"])
    audit.record("orgs.decline", scope=scope, subject=f"person:{held.person_id}", office=held.office, why=why)


def _as_second(scope: Scope, held: Appointment) -> Appointment:
    scope.require("orgs.confirm", held.org.path)
    held = Appointment.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if scope.actor in {str(held.made_by), str(held.person_id)}:
        raise ValidationError(_("提出人和本人都不能确认，请另一位管理员确认。"))
    if held.until is not None:
        raise ValidationError(_("这一条已经办过了。"))
    return held


@transaction.atomic
def end_office(scope: Scope, held: Appointment, *, on: date, why: str) -> None:
    """Lay down an office on a day. From that day it gives no right; the person's sessions end now."""
    scope.require(_duty(scope, held.office), held.org.path)
    lay_down(scope, held, on=on, why=why)


def lay_down(scope: Scope, held: Appointment, *, on: date, why: str) -> None:
    """The same, as the consequence of another act whose duty was checked there (leaving the branch)."""
    held = Appointment.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if held.until is not None:
        raise ValidationError(_("这个职务已经免去。"))
    if on < held.from_on:
        raise ValidationError({"on": _("免职日期不能早于任职日期。")})
    held.until, held.ended_why = on, why
    held.save(update_fields=["until", "ended_why"])
    guard.end_sessions(held.person_id, why="office")
    audit.record(
        "orgs.end_office", scope=scope, subject=f"person:{held.person_id}", office=held.office, why=why
    )
    events.publish(
        OfficeEnded(org=held.org_id, person=str(held.person_id), office=held.office, ended_on=on.isoformat())
    )


@transaction.atomic
def record_election(scope: Scope, org: Org, *, elected_on: date, note: str = "") -> Term:
    """A committee was elected: its term begins, the one before ends. Earlier elections may be added later."""
    scope.require("orgs.manage", org.path)
    org = Org.objects.select_for_update().get(pk=org.pk)
    if elected_on > clock.today():
        raise ValidationError({"elected_on": _("选举日期不能晚于今天。")})
    if elected_on < org.founded_on:
        raise ValidationError({"elected_on": _("选举日期不能早于党组织成立日期。")})
    if org.terms.filter(elected_on=elected_on).exists():
        raise ValidationError({"elected_on": _("这一天的选举已经记录过。")})
    after = org.terms.filter(elected_on__gt=elected_on).order_by("elected_on").first()
    before = org.terms.filter(elected_on__lt=elected_on).order_by("-elected_on").first()
    if before is not None:
        before.ended_on = elected_on
        before.save(update_fields=["ended_on"])
    term = Term(org=org, elected_on=elected_on, note=note, ended_on=after.elected_on if after else None)
    term.full_clean()
    term.save()
    audit.record("orgs.elect", scope=scope, subject=f"org:{org.pk}", elected_on=elected_on.isoformat())
    return term


def _announce(held: Appointment) -> None:
    events.publish(
        OfficeTaken(
            org=held.org_id,
            person=str(held.person_id),
            office=held.office,
            from_on=held.from_on.isoformat(),
        )
    )
