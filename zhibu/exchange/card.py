"""The manifest of this context."""

from django.utils.translation import gettext_lazy as _

from zhibu.kernel.cards import Beside, Card, Duty
from zhibu.orgs.offices import AUDITORS, BRANCH_DESK, COMMITTEE_DESK

SEES = BRANCH_DESK | COMMITTEE_DESK | AUDITORS

CARD = Card(
    name="exchange",
    title=_("数据进出"),
    duties=(
        Duty("exchange.see", _("看导入记录"), SEES),
        Duty("exchange.import", _("用表格导入名册"), BRANCH_DESK | COMMITTEE_DESK),
        Duty("exchange.reconcile", _("和全国系统对账"), BRANCH_DESK | COMMITTEE_DESK),
    ),
    beside=(
        Beside("members.index", _("导入名册"), "exchange.upload", "exchange.import", "upload"),
        Beside("members.index", _("导入记录"), "exchange.index", "exchange.see", "history"),
        Beside("members.index", _("和全国系统对账"), "exchange.reconciliations", "exchange.see", "check"),
    ),
)
