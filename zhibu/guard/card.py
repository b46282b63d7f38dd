"""The manifest of this context."""

from django.utils.translation import gettext_lazy as _

from zhibu.guard.offices import AUDIT_ADMIN, EVERY_PERSON, EVERYBODY, SYSTEM_ADMIN
from zhibu.kernel.cards import Card, Duty, Nav

CARD = Card(
    name="guard",
    title=_("登录与安全"),
    duties=(
        Duty("guard.enter", _("登录、退出"), EVERYBODY),
        Duty("guard.own", _("管理自己的登录、设备和访问记录"), EVERY_PERSON),
        Duty("guard.accounts", _("管理账号"), frozenset({SYSTEM_ADMIN})),
        Duty("guard.audit", _("查看审计记录"), frozenset({AUDIT_ADMIN})),
    ),
    nav=(Nav(_("审计"), "guard.audit", "eye", "guard.audit", "desk", 80),),
)
