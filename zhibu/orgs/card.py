"""The manifest of this context."""

from django.utils.translation import gettext_lazy as _

from zhibu.guard.offices import SECURITY_ADMIN, SYSTEM_ADMIN
from zhibu.kernel.cards import Card, Duty, Nav

from .offices import ADMIN_READERS, BRANCH_DESK, COMMITTEE_DESK, EVERYONE_INSIDE, SECRETARIES

CARD = Card(
    name="orgs",
    title=_("组织"),
    duties=(
        Duty("orgs.see", _("查看组织"), EVERYONE_INSIDE | ADMIN_READERS),
        Duty("orgs.manage", _("设立、调整、撤销组织"), COMMITTEE_DESK | {SYSTEM_ADMIN, "house"}),
        Duty("orgs.describe", _("维护组织信息"), BRANCH_DESK | COMMITTEE_DESK | {SYSTEM_ADMIN, "house"}),
        Duty("orgs.groups", _("设置党小组"), SECRETARIES | COMMITTEE_DESK | {"house"}),
        Duty("orgs.appoint", _("任免职务"), COMMITTEE_DESK | {SYSTEM_ADMIN, "house"}),
        Duty("orgs.open_records", _("给迎检查阅人开通"), COMMITTEE_DESK | {"house"}),
        Duty("orgs.assist", _("给代为录入的同志开通、停用"), SECRETARIES),
        Duty("orgs.confirm", _("确认任职"), frozenset({SECURITY_ADMIN, "committee_secretary", "house"})),
    ),
    nav=(Nav(_("组织"), "orgs.index", "tree", "orgs.see", "desk", 20),),
)
