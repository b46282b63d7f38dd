"""未开: a meeting that was due was not held, and the branch says why. Said calmly, read above too."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel import audit, clock, events, undoing
from zhibu.kernel.scope import Scope
from zhibu.meetings.events import MeetingUnheld
from zhibu.meetings.models import Meeting, Unheld
from zhibu.meetings.periods import named
from zhibu.orgs.models import Org

PERIODIC = {"assembly": "Q", "branch_committee": "-", "group": "-", "lesson": "Q", "theme_day": "-"}


@transaction.atomic
def explain_unheld(scope: Scope, branch: Org, *, kind: str, period: str, why: str) -> Unheld:
    """Say why a meeting was not held in a period. Raises ValidationError where that cannot be said."""
    scope.require("meetings.record", branch.path)
    if len(why.strip()) < 2:
        raise ValidationError({"why": _("请写明未开的原因。")})
    if not fits(kind, period):
        raise ValidationError({"period": _("没有这样的期间。")})
    if named(period).first > clock.today():
        raise ValidationError({"period": _("这一期还没到。")})
    row = Unheld(
        branch=branch,
        kind=kind,
        period=period,
        why=why.strip(),
        made_by=scope.actor or None,
        made_by_name=scope.name,
    )
    row.full_clean(exclude=["branch"], validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise ValidationError({"why": _("这一期已经说明过了。")}) from twice
    _announce(scope, row, why)
    return row


@transaction.atomic
def take_explanation_back(scope: Scope, row: Unheld) -> None:
    """It was held after all, or the explanation was wrong."""
    scope.require("meetings.record", row.branch.path)
    row.taken_back_at = clock.now()
    row.save(update_fields=["taken_back_at"])
    _announce(scope, row, "")
    undoing.offer(scope, "meetings.unheld", row=row.pk, at=row.taken_back_at.isoformat())


@undoing.undoes("meetings.unheld", gettext_lazy("取消了没有开会的说明"))
def explanation_stands(scope: Scope, *, row: int, at: str) -> None:
    """It had not been held after all: the explanation stands again."""
    found = Unheld.objects.select_for_update(of=("self",)).filter(pk=row, taken_back_at=at).first()
    if found is None:
        raise undoing.Changed
    scope.require("meetings.record", found.branch.path)
    found.taken_back_at = None
    found.save(update_fields=["taken_back_at"])
    _announce(scope, found, found.why)


def fits(kind: str, period: str) -> bool:
    """Whether such a kind of meeting is due in periods of this shape: 2026-11, 2026Q4, 2026."""
    if kind not in Meeting.Kind.values:
        return False
    shape = PERIODIC.get(kind, "")
    try:
        found = named(period)
    except ValueError:
        return False
    return found.name == period and (shape in period if shape else len(period) == 4)


def _announce(scope: Scope, row: Unheld, why: str) -> None:
    subject = f"org:{row.branch_id}"
    audit.record("meetings.unheld", scope=scope, subject=subject, kind=row.kind, period=row.period)
    events.publish(MeetingUnheld(branch=row.branch_id, kind=row.kind, period=row.period))
