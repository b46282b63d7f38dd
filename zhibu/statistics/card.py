"""The manifest of this context."""

from django.utils.translation import gettext_lazy as _

from zhibu.kernel.cards import Card, Duty, Nav
from zhibu.orgs.offices import AUDITORS, BRANCH_COMMITTEE, BRANCH_DESK, COMMITTEE_DESK

# Who of these may not open the cards is shown no small groups: selectors/reading.py.
READS = BRANCH_DESK | BRANCH_COMMITTEE | COMMITTEE_DESK | AUDITORS | {"inspector"}

CARD = Card(
    name="statistics",
    title=_("统计"),
    duties=(
        Duty("statistics.see", _("看统计数字"), READS),
        Duty("statistics.freeze", _("冻结党内统计报表"), COMMITTEE_DESK),
    ),
    nav=(Nav(_("统计"), "statistics.index", "chart", "statistics.see", "desk", 40),),
)
