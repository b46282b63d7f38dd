"""Records are opened to somebody from outside: for chosen units, a period, and until a day; read-only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.guard.services.persons import make_person
from zhibu.kernel import audit, clock
from zhibu.kernel.names import tidy
from zhibu.kernel.scope import Scope
from zhibu.orgs.models import Appointment, Org

LONGEST = timedelta(days=92)


@transaction.atomic
def open_records(
    scope: Scope,
    units: Sequence[Org],
    name: str,
    *,
    reads_from: date,
    reads_until: date,
    lapses_on: date,
    basis: str,
) -> list[Appointment]:
    """Somebody may read the records of these units and this period, until a day; once another confirms it.

    One appointment a unit: each is a grant of its own, and grants are never merged.
    """
    name, today = tidy(name), clock.today()
    if not name:
        raise ValidationError({"name": _("请填写姓名。")})
    if not units:
        raise ValidationError({"unit": _("请至少选一个单位。")})
    if reads_until < reads_from:
        raise ValidationError({"reads_until": _("到的那一天早于从的那一天，请换过来。")})
    if not today < lapses_on <= today + LONGEST:
        raise ValidationError(
            {"lapses_on": _("到期日期要在明天以后、%(days)d 天以内。") % {"days": LONGEST.days}}
        )
    for unit in units:
        scope.require("orgs.open_records", unit.path)
        if unit.dissolved_on is not None or unit.kind == Org.Kind.GROUP:
            raise ValidationError({"unit": _("这个单位已经撤销，或者是党小组，请重新选。")})
    person = make_person(name)
    given = [
        Appointment(
            org=unit,
            person=person,
            office="examiner",
            from_on=today,
            basis=basis,
            lapses_on=lapses_on,
            reads_from=reads_from,
            reads_until=reads_until,
            needs_second=True,
            made_by=scope.actor or None,
        )
        for unit in units
    ]
    for held in given:
        held.full_clean(exclude=["person"], validate_constraints=False)
        held.validate_constraints()
        held.save()
        audit.record(
            "orgs.open_records",
            scope=scope,
            subject=f"person:{person.pk}",
            org=held.org_id,
            reads_from=reads_from.isoformat(),
            reads_until=reads_until.isoformat(),
            lapses_on=lapses_on.isoformat(),
        )
    return given
