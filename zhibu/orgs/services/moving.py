"""An organisation with everything below it moves under another parent."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock, events
from zhibu.kernel.scope import Scope
from zhibu.orgs import paths
from zhibu.orgs.events import OrgMoved
from zhibu.orgs.models import Org, Placement
from zhibu.orgs.setting import BELOW

from .founding import free_place, hold_tree


@transaction.atomic
def move_org(scope: Scope, org: Org, parent: Org, *, on: date, why: str) -> Org:
    """Move an organisation under `parent` from a day on, that day not in the future.

    Rights change at once; figures of earlier days keep the tree of those days. The grant must cover both
    places. Copies of the path in tables above follow by themselves: the database carries them.
    Raises ValidationError.
    """
    hold_tree()
    org.refresh_from_db()
    parent.refresh_from_db()
    scope.require("orgs.manage", paths.above(org.path) or org.path)
    scope.require("orgs.manage", parent.path)
    if org.dissolved_on is not None:
        raise ValidationError(_("这个党组织已经撤销。"))
    if parent.path.startswith(org.path):
        raise ValidationError({"parent": _("不能移到自己或自己的下级里面。")})
    if parent.path == paths.above(org.path):
        raise ValidationError({"parent": _("现在就在这个党组织下面。")})
    if org.kind not in BELOW[parent.kind] or parent.dissolved_on is not None:
        raise ValidationError({"parent": _("这一级党组织下面不能设这种党组织。")})
    here = Placement.objects.get(org=org, until=None)
    if not here.from_on < on <= clock.today():
        raise ValidationError({"on": _("调整日期要晚于上次调整、不晚于今天。")})
    if on < Placement.objects.get(org=parent, until=None).from_on:
        raise ValidationError({"on": _("调整日期不能早于新上级成立或调整的日期。")})
    old, new = org.path, free_place(parent.path)
    _replace_placements(scope, org, parent, old, new, on=on, why=why)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orgs_org SET path = %s || substr(path, %s) WHERE path >= %s AND path < %s",
            [new, len(old) + 1, old, old + "~"],
        )
    audit.record("orgs.move", scope=scope, subject=f"org:{org.pk}", to=parent.pk, why=why)
    events.publish(OrgMoved(org=org.pk, parent=parent.pk, moved_on=on.isoformat()))
    org.refresh_from_db()
    return org


def _replace_placements(
    scope: Scope, org: Org, parent: Org, old: str, new: str, *, on: date, why: str
) -> None:
    """End the place of everything that moves, and write the new one, from the same day."""
    moving = list(Placement.objects.select_for_update(of=("self",)).filter(until=None, path__startswith=old))
    if any(p.from_on >= on for p in moving):
        raise ValidationError({"on": _("下级中有调整日期晚于这一天的，请另选日期。")})
    Placement.objects.filter(pk__in=[p.pk for p in moving]).update(until=on)
    Placement.objects.bulk_create(
        Placement(
            org_id=p.org_id,
            parent_id=parent.pk if p.org_id == org.pk else p.parent_id,
            path=new + p.path[len(old) :],
            from_on=on,
            why=why,
            made_by=scope.actor or None,
        )
        for p in moving
    )
