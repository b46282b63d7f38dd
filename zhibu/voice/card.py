"""The manifest of this context."""

from django.utils.translation import gettext_lazy as _

from zhibu.guard.offices import EVERYBODY, SYSTEM_ADMIN
from zhibu.kernel.cards import Card, Duty, Nav
from zhibu.orgs.offices import COMMITTEE_DESK, SECRETARIES

DESKS = SECRETARIES | COMMITTEE_DESK | {SYSTEM_ADMIN}

CARD = Card(
    name="voice",
    title=_("意见"),
    duties=(
        Duty("voice.say", _("提意见、查办理情况"), EVERYBODY),
        Duty("voice.see", _("看意见箱"), DESKS),
        Duty("voice.answer", _("答复、转交、办结意见"), DESKS),
    ),
    nav=(
        Nav(_("意见箱"), "voice.box", "mail", "voice.see", "desk", 60),
        Nav(_("投诉建议"), "voice.say", "mail", "voice.say", "guest", 40),
    ),
)
