"""The list of the week: made anew on its first working day and after each export, until it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.exchange.models import Discrepancy, WeekList
from zhibu.exchange.models.reconciliation import week_of
from zhibu.exchange.selectors.reconciliations import changed_since, week_list
from zhibu.kernel import audit, clock, undoing
from zhibu.kernel.scope import HOUSE, Scope
from zhibu.kernel.workdays import NoTable, is_working_day
from zhibu.orgs.models import Org

_SATURDAY = 5


def begins_week(day: date) -> bool:
    """Whether this is the first day of its week on which people work."""
    days = (week_of(day) + timedelta(days=n) for n in range(day.weekday() + 1))
    return next((each for each in days if _works(each)), None) == day


def _works(day: date) -> bool:
    try:
        return is_working_day(day)
    except NoTable:
        return day.weekday() < _SATURDAY


def remake_lists(scope: Scope, branches: Sequence[int], *, on: date) -> None:
    """After an export: this week's list of each branch says what is open now; nothing waits any more."""
    rows = Discrepancy.objects.within(scope).to_do().filter(branch_id__in=branches)
    counted = dict(rows.order_by().values_list("branch_id").annotate(n=Count("pk")))
    _put(branches, {pk: (counted.get(pk, 0), 0) for pk in branches}, on)


@transaction.atomic
def make_list(branch: int, *, on: date) -> None:
    """On the first working day of a week: what is still open, and what has changed here since the export."""
    where = Org.objects.filter(pk=branch, dissolved_on=None).first()
    if where is not None:
        open_now = Discrepancy.objects.to_do().filter(branch=where).count()
        _put([where.pk], {where.pk: (open_now, len(changed_since(HOUSE, where)))}, on)


def _put(branches: Sequence[int], counts: dict[int, tuple[int, int]], on: date) -> None:
    week, now = week_of(on), clock.now()
    known = {row.branch_id: row for row in WeekList.objects.filter(branch_id__in=branches, week=week)}
    for row in known.values():
        row.open, row.changed = counts[row.branch_id]
        row.made_at, row.done_at, row.done_by, row.done_by_name = now, None, None, ""
    WeekList.objects.bulk_update(
        known.values(), ["open", "changed", "made_at", "done_at", "done_by", "done_by_name"], batch_size=500
    )
    WeekList.objects.bulk_create(
        [
            WeekList(branch_id=pk, week=week, open=counts[pk][0], changed=counts[pk][1], made_at=now)
            for pk in branches
            if pk not in known and any(counts[pk])
        ]
    )


@transaction.atomic
def finish_week(scope: Scope, branch: Org) -> None:
    """What stands on this week's list has been changed in the national system; the next export will tell."""
    scope.require("exchange.reconcile", branch.path)
    row = week_list(scope, branch)
    if row is None:
        raise ValidationError(_("这周没有清单。"), code="no-list")
    if row.done_at is None:
        row.done_by, row.done_by_name, row.done_at = scope.actor or None, scope.name[:60], clock.now()
        row.save(update_fields=["done_by", "done_by_name", "done_at"])
        audit.record("exchange.week_done", scope=scope, subject=f"org:{branch.code}", open=row.open)
        undoing.offer(scope, "exchange.week_done", row=row.pk, at=row.done_at.isoformat())


@undoing.undoes("exchange.week_done", gettext_lazy("写明了本周的清单改完了"))
def week_again(scope: Scope, *, row: int, at: str) -> None:
    """The list of the week is still to be worked off."""
    found = WeekList.objects.select_for_update(of=("self",)).filter(pk=row, done_at=at).first()
    if found is None:
        raise undoing.Changed
    scope.require("exchange.reconcile", found.branch.path)
    found.done_by, found.done_by_name, found.done_at = None, "", None
    found.save(update_fields=["done_by", "done_by_name", "done_at"])
    audit.record("exchange.week_again", scope=scope, subject=f"org:{found.branch.code}")
