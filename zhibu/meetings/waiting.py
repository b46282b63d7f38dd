"""What of organisational life waits at a branch's desk, beside what the norms have noticed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.parts import Todo
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from . import selectors
from .periods import period_of

MOST_NAMED = 3
ASKED_FOR = timedelta(days=31)  # how long after its end a quarter is offered to be handed in


def at_the_desk(scope: Scope, org: int) -> Iterator[Todo]:
    """The quarter that has ended and was not handed in; what was taken on and is late."""
    if not scope.may("meetings.report") and not scope.may("meetings.record"):
        return
    where = orgs.own_org(scope)
    if scope.may("meetings.report") and where.pk == org:
        yield from _quarter(where, clock.today())
    if scope.may("meetings.record"):
        yield from _matters(scope, where, clock.today())


def _matters(scope: Scope, where: Org, today: date) -> Iterator[Todo]:
    """However many are late, it is one thing to look at."""
    late = [row for row in selectors.matters(scope, where) if row.late_on(today)]
    if late:
        yield Todo(
            title=ngettext("有 %(n)d 件事项过了日子还没办完", "有 %(n)d 件事项过了日子还没办完", len(late))
            % {"n": len(late)},
            note=_("、").join(f"{row.what}（{row.owner_name}）" for row in late[:MOST_NAMED]),
            url=f"{reverse('meetings.matters')}?org={where.pk}",
            action=_("看事项"),
            urgency="soon",
        )


def _quarter(where: Org, today: date) -> Iterator[Todo]:
    span = period_of("quarter", period_of("quarter", today).first - timedelta(days=1))
    number = (span.last.month - 1) // 3 + 1
    if where.kind != Org.Kind.BRANCH or where.founded_on > span.last:
        return
    if today - span.last > ASKED_FOR or selectors.handed_in(where, span.last.year, number):
        return
    title = _("%(year)s年第%(quarter)s季度三会一课情况表可以报送了") % {
        "year": span.last.year,
        "quarter": number,
    }
    yield Todo(
        title=title,
        note=_("数都从会议记录里来，核对以后报送，不用填"),
        url=reverse("meetings.quarter", args=[where.pk, span.last.year, number]),
        action=_("核对"),
        urgency="soon",
        subject=title,
    )
