"""The manifest of this context."""

from django.utils.translation import gettext_lazy as _

from zhibu.kernel.cards import Card, Duty, Nav

CARD = Card(
    name="reminders",
    title=_("提醒"),
    duties=(Duty("reminders.own", _("看给自己的提醒"), frozenset({"person"})),),
    nav=(
        Nav(_("消息"), "reminders.index", "bell", "reminders.own", "desk", 90),
        Nav(_("消息"), "reminders.index", "bell", "reminders.own", "member", 40),
    ),
)
