"""The manifest of this context."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhibu.kernel.cards import Card, Duty, Nav
from zhibu.orgs.offices import (
    AUDITORS,
    BRANCH_COMMITTEE,
    BRANCH_DESK,
    COMMITTEE_DESK,
    EVERYONE_INSIDE,
    EXAMINERS,
    MEMBER,
)

CARD = Card(
    name="meetings",
    title=_("组织生活"),
    duties=(
        Duty("meetings.see", _("看组织生活记录"), EVERYONE_INSIDE),
        Duty("meetings.record", _("记录会议"), BRANCH_DESK | {"group_leader"}),
        Duty(
            "meetings.confirm",
            _("主持人、记录人确认会议记录"),
            MEMBER | BRANCH_DESK | BRANCH_COMMITTEE | {"group_leader"},
        ),
        Duty("meetings.report", _("报送季度情况表"), BRANCH_DESK),
        Duty("meetings.compile", _("做支部工作手册"), BRANCH_DESK | COMMITTEE_DESK),
        Duty("meetings.inspect", _("做记录汇编"), BRANCH_DESK | COMMITTEE_DESK | AUDITORS),
        Duty("meetings.examine", _("查阅开通的会议记录"), EXAMINERS),
        Duty("meetings.own", _("看自己的到会情况"), frozenset({"person"})),
    ),
    nav=(
        Nav(_("查阅会议记录"), "meetings.examine", "calendar", "meetings.examine", "desk", 25),
        Nav(_("组织生活"), "meetings.index", "calendar", "meetings.see", "desk", 25),
        Nav(_("开会"), "meetings.choose", "plus", "meetings.record", "desk", 26, middle=True),
        Nav(_("组织生活"), "meetings.index", "calendar", "meetings.see", "member", 20),
        Nav(pgettext_lazy("nav", "到会"), "meetings.mine", "scan", "meetings.own", "member", 30, middle=True),
    ),
    leaves=(
        "meetings.MeetingRecorded",
        "meetings.MeetingArchived",
        "meetings.MeetingCorrected",
        "meetings.MeetingWithdrawn",
    ),
)
