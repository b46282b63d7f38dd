"""Slips of paper by which members sign in without a password."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.guard import services as guard
from zhibu.guard.services.accounts import SLIP_DAYS, Slip
from zhibu.kernel.scope import Scope
from zhibu.members.models import Member

MOST = 200


@transaction.atomic
def print_slips(scope: Scope, members: Sequence[Member], *, days: int = SLIP_DAYS) -> list[Slip]:
    """A one-time code for each of these members, and an account for who has none. Raises ValidationError."""
    if not members:
        raise ValidationError({"who": _("请先选人。")})
    if len(members) > MOST:
        raise ValidationError({"who": _("一次最多打印%(most)s人，请分几次。") % {"most": MOST}})
    for member in members:
        scope.require("members.slips", member.path)
    return guard.make_codes(scope, [member.pk for member in members], days=days)
