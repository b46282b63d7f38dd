"""A member is put into a group (党小组) of the branch, or out of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock
from zhibu.kernel.scope import Scope
from zhibu.members.models import Grouping, Member
from zhibu.orgs.models import Org

from .correcting import locked


@transaction.atomic
def put_into_group(scope: Scope, member: Member, group: Org | None, *, on: date) -> Grouping | None:
    """From a day on the member belongs to this group of the branch; None: to no group.

    Returns the new row, or None where nothing new began. Raises ValidationError for `group`, `on`.
    """
    scope.require("orgs.groups", member.path)
    member = locked(member)
    if member.gone_on is not None:
        raise ValidationError(_("这位同志已经不在册。"))
    here = Grouping.objects.filter(member=member, until=None).first()
    if (here.group_id if here else None) == (group.pk if group else None):
        return None
    if on > clock.today():
        raise ValidationError({"on": _("日期不能晚于今天。")})
    if here is not None and on < here.from_on:
        raise ValidationError({"on": _("日期不能早于编入现在小组的日期。")})
    belongs_since = member.memberships.get(until=None).from_on
    if on < belongs_since:
        raise ValidationError({"on": _("日期不能早于进入本支部的日期。")})
    if here is not None:
        here.until = on
        here.save(update_fields=["until"])
    row = None
    if group is not None:
        _check(member, group, on)
        row = Grouping.objects.create(member=member, group=group, from_on=on)
    audit.record(
        "members.group", scope=scope, subject=f"person:{member.pk}", group=group.pk if group else None
    )
    return row


@transaction.atomic
def regroup(scope: Scope, wanted: Sequence[tuple[Member, Org | None]], *, on: date) -> int:
    """Put members of a branch into groups, all or none. Returns how many changed."""
    changed = 0
    for member, group in wanted:
        try:
            changed += put_into_group(scope, member, group, on=on) is not None
        except ValidationError as problem:
            told = _("%(name)s：%(why)s") % {"name": member.name, "why": "".join(problem.messages)}
            raise ValidationError({"on": told}) from None
    return changed


def _check(member: Member, group: Org, on: date) -> None:
    standing = group.kind == Org.Kind.GROUP and group.dissolved_on is None
    if not standing or not group.path.startswith(member.path):
        raise ValidationError({"group": _("请选择本支部的党小组。")})
    if on < group.founded_on:
        raise ValidationError({"on": _("日期不能早于党小组成立的日期。")})
