"""The manifest of this context."""

from django.utils.translation import gettext_lazy as _

from zhibu.kernel.cards import Card, Duty, Nav
from zhibu.orgs.offices import AUDITORS, BRANCH_DESK, COMMITTEE_DESK, SECRETARIES

SEES = BRANCH_DESK | COMMITTEE_DESK | AUDITORS

CARD = Card(
    name="members",
    title=_("党员"),
    duties=(
        Duty("members.own", _("看自己的信息卡"), frozenset({"person"})),
        Duty("members.see", _("看党员信息卡"), SEES),
        Duty("members.join", _("录入党员"), BRANCH_DESK | COMMITTEE_DESK),
        Duty("members.correct", _("更正信息卡"), BRANCH_DESK | COMMITTEE_DESK),
        Duty("members.review", _("审核信息卡"), SECRETARIES | {"organiser"} | COMMITTEE_DESK),
        Duty("members.leave", _("办理去世、出党"), SECRETARIES | {"organiser"} | COMMITTEE_DESK),
        Duty("members.transfer", _("转接组织关系"), COMMITTEE_DESK),
        Duty("members.unseal", _("查看证件号码、电话等"), SECRETARIES | {"organiser"} | COMMITTEE_DESK),
        Duty("members.slips", _("打印登录纸条"), BRANCH_DESK | COMMITTEE_DESK),
    ),
    nav=(
        Nav(_("党员名册"), "members.index", "users", "members.see", "desk", 30),
        Nav(_("我的"), "members.me", "user", "members.own", "member", 50),
    ),
)
