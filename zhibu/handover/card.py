"""The manifest of this context."""

from django.utils.translation import gettext_lazy as _

from zhibu.kernel.cards import Card, Duty
from zhibu.orgs.offices import BRANCH_DESK

CARD = Card(
    name="handover",
    title=_("交接"),
    duties=(Duty("handover.keep", _("看、做支部的交接包"), BRANCH_DESK),),
)
