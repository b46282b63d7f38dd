"""The manifest of the top room: the homes and the search across contexts."""

from django.utils.translation import gettext_lazy as _

from zhibu.guard.offices import EVERY_PERSON, EVERYBODY
from zhibu.kernel.cards import Card, Duty, Nav
from zhibu.orgs.offices import BRANCH_COMMITTEE, BRANCH_DESK, COMMITTEE_DESK

CARD = Card(
    name="site",
    title=_("首页"),
    duties=(
        Duty("site.home", _("打开首页"), EVERYBODY),
        Duty("site.read", _("看帮助和隐私说明"), EVERYBODY),
        Duty(
            "site.calendar",
            _("看办事日历"),
            BRANCH_DESK | BRANCH_COMMITTEE | COMMITTEE_DESK | {"group_leader"},
        ),
        Duty("site.undo", _("撤回自己刚办的事"), EVERY_PERSON),
        Duty("site.wipe", _("清除演示数据"), EVERY_PERSON),
        Duty("site.draft", _("存没写完的表"), EVERY_PERSON),
        Duty("site.search", _("搜索"), EVERY_PERSON),
    ),
    nav=(
        Nav(_("首页"), "home", "home", "site.home", "guest", 1),
        Nav(_("首页"), "home", "home", "site.home", "member", 1),
        Nav(_("工作台"), "home", "desk", "site.home", "desk", 1),
        Nav(_("办事日历"), "calendar", "history", "site.calendar", "desk", 5),
        Nav(_("让手机能打开"), "proxy", "phone", "ops.see", "desk", 86),
    ),
)
