"""A card is opened, a sealed field is read: remembered, and shown to the person."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhibu.guard import services as guard
from zhibu.kernel import audit
from zhibu.kernel.fields import unseal
from zhibu.kernel.scope import Refused, Scope
from zhibu.members import selectors
from zhibu.members.models import Member
from zhibu.orgs.offices import OFFICES

from .correcting import is_sealed

AN_HOUR = 30  # sealed fields one person opens of others


def unsealed_lately() -> int:
    """How many sealed fields the one who acts has opened within the hour."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.done_lately('members.unseal')")
        return int(cursor.fetchone()[0])


def office_name(scope: Scope) -> str:
    office = OFFICES.get(scope.office)
    return str(office.title) if office else scope.office


@transaction.atomic
def view_card(scope: Scope, pk: UUID | str) -> Member:
    """Open somebody's card. Who looked stands on the person's own page."""
    member = selectors.card(scope, pk)
    scope.require("members.see", member.path)
    guard.remember_viewing(scope, member.pk, office=office_name(scope), what=_("查看信息卡"))
    return member


@transaction.atomic
def unseal_field(scope: Scope, member: Member, field: str, *, why: str) -> str:
    """Read a sealed field in clear, with a reason that the person will read."""
    own = scope.actor == str(member.pk)
    if own:
        scope.require_own("members.own", member.pk)
    else:
        scope.require("members.unseal", member.path)
    if not is_sealed(field):
        raise Refused("members.unseal", field)
    if not own and len(why.strip()) < 4:
        raise ValidationError({"why": _("请写明用途，本人会看到。")})
    if not own and unsealed_lately() >= AN_HOUR:
        raise ValidationError(_("一小时内查看超过%(most)s次，请稍后再看。") % {"most": AN_HOUR})
    label = str(getattr(Member, field).label)
    guard.remember_viewing(
        scope, member.pk, office=office_name(scope), what=_("查看%(field)s") % {"field": label}, why=why
    )
    audit.record("members.unseal", scope=scope, subject=f"person:{member.pk}", field=field, why=why)
    return unseal(member, field)
