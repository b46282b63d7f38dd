"""An organisation comes into being, takes another name, is dissolved."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock, events
from zhibu.kernel.norms import Level, judge
from zhibu.kernel.scope import Scope
from zhibu.orgs import paths
from zhibu.orgs.events import OrgDissolved, OrgFounded
from zhibu.orgs.models import Org, Placement

# What may stand below what (支部工作条例 第五条; 党小组 is formed by its branch).
BELOW = {
    "party_committee": {"party_committee", "general_branch", "branch"},
    "general_branch": {"branch"},
    "branch": {"group"},
    "group": set(),
}


@transaction.atomic
def found_org(
    scope: Scope,
    parent: Org | None,
    *,
    code: str,
    name: str,
    kind: str,
    field: str,
    founded_on: date,
    short_name: str = "",
    **more: Any,
) -> Org:
    """Found an organisation below `parent` (None: the root of a new installation, by the house itself).

    Raises ValidationError naming the field: a code taken, a kind that cannot stand there, a wrong credit
    code of the unit, a day in the future.
    """
    if parent is not None:
        scope.require("orgs.manage", parent.path)
        if kind not in BELOW[parent.kind]:
            raise ValidationError({"kind": _("这一级党组织下面不能设这种党组织。")})
        # two founders at once would take the same place: the parent's row is their queue
        Org.objects.select_for_update().get(pk=parent.pk)
    if founded_on > clock.today():
        raise ValidationError({"founded_on": _("成立日期不能晚于今天。")})
    above = parent.path if parent else ""
    siblings = Org.objects.filter(path__startswith=above) if above else Org.objects.all()
    taken = [p for p in siblings.values_list("path", flat=True) if len(p) > len(above)]
    org = Org(
        code=code,
        name=name,
        short_name=short_name or name,
        kind=kind,
        field=field,
        founded_on=founded_on,
        path=paths.next_below(above, taken),
        **more,
    )
    _check_code_of_unit(org)
    org.full_clean()
    org.save()
    Placement.objects.create(
        org=org, parent=parent, path=org.path, from_on=founded_on, made_by=scope.actor or None
    )
    audit.record("orgs.found", scope=scope, subject=f"org:{org.pk}", name=name)
    events.publish(OrgFounded(org=org.pk, founded_on=founded_on.isoformat()))
    return org


def _check_code_of_unit(org: Org) -> None:
    if not org.uscc:
        return
    verdict = judge("uscc", clock.today(), {"code": org.uscc})
    if verdict.level == Level.BROKEN:
        raise ValidationError({"uscc": verdict.because})


@transaction.atomic
def rename_org(scope: Scope, org: Org, *, name: str, short_name: str, why: str) -> None:
    """Give an organisation another name; what was archived under the old one keeps it."""
    scope.require("orgs.manage", org.path)
    before = org.name
    org.name, org.short_name = name, short_name
    org.full_clean()
    org.save(update_fields=["name", "short_name"])
    audit.record("orgs.rename", scope=scope, subject=f"org:{org.pk}", before=before, after=name, why=why)


@transaction.atomic
def dissolve_org(scope: Scope, org: Org, *, on: date, why: str) -> None:
    """Dissolve an organisation that is empty: its members have moved, nothing stands below it."""
    scope.require("orgs.manage", paths.above(org.path) or org.path)
    if Org.objects.standing().filter(path__startswith=org.path).exclude(pk=org.pk).exists():
        raise ValidationError(_("下面还有党组织，请先调整或撤销。"))
    if on > clock.today():
        raise ValidationError({"on": _("撤销日期不能晚于今天。")})
    org.dissolved_on, org.dissolved_why = on, why
    org.save(update_fields=["dissolved_on", "dissolved_why"])
    org.placements.filter(until=None, from_on__lt=on).update(until=on)
    audit.record("orgs.dissolve", scope=scope, subject=f"org:{org.pk}", why=why)
    events.publish(OrgDissolved(org=org.pk, dissolved_on=on.isoformat()))
