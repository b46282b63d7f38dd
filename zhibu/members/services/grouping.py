"""A member is put into a group (党小组) of the branch, or out of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel import audit, clock, undoing
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
    rows = {}
    here = Grouping.objects.filter(member__in=[member.pk for member, _group in wanted], until=None)
    before = dict(here.values_list("member_id", "pk"))
    for member, group in wanted:
        try:
            row = put_into_group(scope, member, group, on=on)
            rows[str(member.pk)] = [before.get(member.pk), row.pk if row else None]
        except ValidationError as problem:
            told = _("%(name)s：%(why)s") % {"name": member.name, "why": "".join(problem.messages)}
            raise ValidationError({"on": told}) from None
    still = set(Grouping.objects.filter(pk__in=before.values(), until=None).values_list("pk", flat=True))
    changed = {pk: row for pk, row in rows.items() if row[1] is not None or (row[0] and row[0] not in still)}
    if changed:
        undoing.offer(scope, "members.regroup", rows=changed, on=on.isoformat())
    return len(changed)


@undoing.undoes("members.regroup", gettext_lazy("编了党小组"))
def group_as_before(scope: Scope, *, rows: dict[str, list[int | None]], on: str) -> None:
    """Everybody is in the group of before; a place that was held for no day is shown to nobody."""
    old = [row[0] for row in rows.values() if row[0]]
    new = [row[1] for row in rows.values() if row[1]]
    members = Member.objects.select_for_update(of=("self",)).filter(pk__in=[UUID(pk) for pk in rows])
    for member in members.order_by("pk"):
        scope.require("orgs.groups", member.path)
    ended = Grouping.objects.filter(pk__in=old, until=date.fromisoformat(on))
    begun = Grouping.objects.filter(pk__in=new, until=None)
    if ended.count() != len(old) or begun.count() != len(new) or members.count() != len(rows):
        raise undoing.Changed
    begun.update(until=F("from_on"))
    ended.update(until=None)
    audit.record_many("members.group_as_before", [f"person:{pk}" for pk in rows], scope=scope)


def _check(member: Member, group: Org, on: date) -> None:
    standing = group.kind == Org.Kind.GROUP and group.dissolved_on is None
    if not standing or not group.path.startswith(member.path):
        raise ValidationError({"group": _("请选择本支部的党小组。")})
    if on < group.founded_on:
        raise ValidationError({"on": _("日期不能早于党小组成立的日期。")})
