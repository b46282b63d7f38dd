"""The manifest of this context."""

from django.utils.translation import gettext_lazy as _

from zhibu.guard.offices import SYSTEM_ADMIN
from zhibu.kernel.cards import Card, Duty, Nav

CARD = Card(
    name="ops",
    title=_("运行"),
    duties=(
        Duty("ops.see", _("看系统运行情况"), frozenset({SYSTEM_ADMIN})),
        Duty("ops.leave", _("把全部数据带走"), frozenset({SYSTEM_ADMIN})),
        Duty("ops.mend", _("重试没有处理成的事项"), frozenset({SYSTEM_ADMIN})),
    ),
    nav=(Nav(_("运行"), "ops.health", "device", "ops.see", "desk", 85),),
)
