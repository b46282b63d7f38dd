"""What waits at a branch's desk: this week's list, as one line with one button."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhibu.kernel.scope import Scope
from zhibu.kernel.web.jinja import fullday
from zhibu.kernel.web.parts import Todo

from . import selectors


def week(scope: Scope, org: int) -> list[Todo]:
    """Nothing once the list is said to be done, or where nothing is open any more."""
    if not scope.may("exchange.reconcile"):
        return []
    waits = selectors.waits_this_week(scope, org)
    if waits is None:
        return []
    count, exported_on = waits
    title = ngettext("本周要到全国系统改 %(n)d 条", "本周要到全国系统改 %(n)d 条", count) % {"n": count}
    return [
        Todo(
            title=title,
            note=_("上次对账用的是%(day)s的导出") % {"day": fullday(exported_on)},
            url=reverse("exchange.discrepancies", args=[org]),
            action=_("看清单"),
            urgency="soon",
        )
    ]
