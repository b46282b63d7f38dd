"""The manifest of this context."""

from django.utils.translation import gettext_lazy as _

from zhibu.kernel.cards import Card, Duty, Nav
from zhibu.orgs.offices import BRANCH_COMMITTEE, BRANCH_DESK, COMMITTEE_DESK

CARD = Card(
    name="learning",
    title=_("学习"),
    duties=(
        Duty("learning.arrange", _("看本支部还要安排多少学时"), BRANCH_DESK | BRANCH_COMMITTEE),
        Duty("learning.train", _("记本党委举办的培训和学时"), COMMITTEE_DESK),
        Duty("learning.own", _("看自己的学时"), frozenset({"person"})),
    ),
    nav=(
        Nav(_("学时"), "learning.index", "clock", "learning.arrange", "desk", 35),
        Nav(_("培训"), "learning.trainings", "clock", "learning.train", "desk", 36),
    ),
)
