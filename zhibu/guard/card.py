"""The manifest of this context."""

from django.utils.translation import gettext_lazy as _

from zhibu.guard.offices import AUDIT_ADMIN, EVERY_PERSON, EVERYBODY, SECURITY_ADMIN, SYSTEM_ADMIN
from zhibu.kernel.cards import Card, Duty, Nav

CARD = Card(
    name="guard",
    title=_("登录与安全"),
    duties=(
        Duty("guard.enter", _("登录、退出"), EVERYBODY),
        Duty("guard.prove", _("证明是本人：密码、第二重验证"), EVERY_PERSON),
        Duty("guard.own", _("管理自己的登录、设备和访问记录"), EVERY_PERSON),
        Duty("guard.accounts", _("管理账号"), frozenset({SYSTEM_ADMIN})),
        Duty("guard.second_factors", _("解除第二重验证"), frozenset({SECURITY_ADMIN})),
        Duty("guard.audit", _("查看审计记录"), frozenset({AUDIT_ADMIN})),
    ),
    nav=(
        Nav(_("账号"), "guard.accounts", "key", "guard.accounts", "desk", 70),
        Nav(_("第二重验证"), "guard.second_factors", "shield", "guard.second_factors", "desk", 75),
        Nav(_("审计"), "guard.audit", "eye", "guard.audit", "desk", 80),
    ),
)
