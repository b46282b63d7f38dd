"""An organisation comes into being, is described, takes another name, is dissolved."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock, events
from zhibu.kernel.norms import Level, judge
from zhibu.kernel.scope import Refused, Scope
from zhibu.orgs import paths
from zhibu.orgs.events import OrgDissolved, OrgFounded, OrgRenamed
from zhibu.orgs.models import Appointment, Org, Placement
from zhibu.orgs.setting import BELOW

from .appointing import lay_down

# What describes an organisation and may be changed by those who work there; its name may not.
DESCRIBED = (
    "field",
    "form",
    "contact",
    "phone",
    "unit_situation",
    "unit_name",
    "unit_nature",
    "unit_party_status",
    "uscc",
    "external_code",
)
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L: a code is read aloud and typed
_TREE = 20181028  # the lock of the tree's shape


def hold_tree() -> None:
    """One change of the tree's shape at a time, to the end of the transaction.

    Locks on rows are not enough: what is founded below a moving organisation would keep the old path.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREE])


@transaction.atomic
def found_org(
    scope: Scope,
    parent: Org | None,
    *,
    name: str,
    kind: str,
    field: str,
    founded_on: date,
    code: str = "",
    short_name: str = "",
    **more: Any,
) -> Org:
    """Found an organisation below `parent` (None: the root of a new installation, by the house itself).

    Raises ValidationError naming the field: a code taken, a kind that cannot stand there, a wrong credit
    code of the unit, a day in the future.
    """
    if parent is not None:
        scope.require("orgs.manage", parent.path)
    elif scope.purpose != "house":
        raise Refused("orgs.manage")
    return _found(
        scope,
        parent,
        name=name,
        kind=kind,
        field=field,
        founded_on=founded_on,
        code=code,
        short_name=short_name,
        **more,
    )


@transaction.atomic
def found_group(scope: Scope, branch: Org, *, name: str, founded_on: date) -> Org:
    """Form a group (党小组) in a branch; its secretary may."""
    scope.require("orgs.groups", branch.path)
    return _found(scope, branch, name=name, kind=Org.Kind.GROUP, field=branch.field, founded_on=founded_on)


def _found(
    scope: Scope,
    parent: Org | None,
    *,
    name: str,
    kind: str,
    field: str,
    founded_on: date,
    code: str = "",
    short_name: str = "",
    **more: Any,
) -> Org:
    hold_tree()
    if parent is not None:
        parent.refresh_from_db()
        if parent.dissolved_on is not None:
            raise ValidationError(_("上级党组织已经撤销。"))
        if kind not in BELOW[parent.kind]:
            raise ValidationError({"kind": _("这一级党组织下面不能设这种党组织。")})
    if founded_on > clock.today():
        raise ValidationError({"founded_on": _("成立日期不能晚于今天。")})
    org = Org(
        code=code.strip() or new_code(),
        name=name.strip(),
        short_name=short_name.strip() or name.strip()[:60],
        kind=kind,
        field=field,
        founded_on=founded_on,
        path=free_place(parent.path if parent else ""),
        **more,
    )
    _check_code_of_unit(org)
    org.full_clean()
    _save_new(org)
    # figures count from the day on which both stood: what lies before belongs to another tree
    since = max(founded_on, _standing_since(parent)) if parent else founded_on
    Placement.objects.create(
        org=org, parent=parent, path=org.path, from_on=since, made_by=scope.actor or None
    )
    audit.record("orgs.found", scope=scope, subject=f"org:{org.pk}", name=org.name)
    events.publish(OrgFounded(org=org.pk, founded_on=founded_on.isoformat()))
    return org


def new_code() -> str:
    """A code nobody thought of: seven signs that cannot be mistaken for another."""
    return "".join(secrets.choice(_SIGNS) for _ in range(7))


def free_place(above: str) -> str:
    """The next path below this one that nobody has ever had: on every past day a path is one organisation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT zhibu.places_given(%s)", [above])
        return paths.next_below(above, [path for (path,) in cursor.fetchall()])


def _standing_since(org: Org) -> date:
    return Placement.objects.get(org=org, until=None).from_on


def _save_new(org: Org) -> None:
    """The code may be taken by an organisation that this grant does not see."""
    try:
        with transaction.atomic():
            org.save(force_insert=True)
    except IntegrityError as taken:
        raise ValidationError({"code": _("这个组织代码已经有别的党组织在用。")}) from taken


def _check_code_of_unit(org: Org) -> None:
    if not org.uscc:
        return
    verdict = judge("uscc", clock.today(), {"code": org.uscc})
    if verdict.level == Level.BROKEN:
        raise ValidationError({"uscc": verdict.because})


@transaction.atomic
def describe_org(scope: Scope, org: Org, **said: Any) -> list[str]:
    """Change what describes an organisation, by the names in DESCRIBED. Returns those that changed."""
    scope.require("orgs.describe", org.path)
    if unknown := set(said) - set(DESCRIBED):
        raise Refused("orgs.describe", ",".join(sorted(unknown)))
    org = Org.objects.select_for_update().get(pk=org.pk)
    changed = [name for name, value in said.items() if getattr(org, name) != value]
    if not changed:
        return []
    for name in changed:
        setattr(org, name, said[name])
    org.uscc = org.uscc.upper()
    _check_code_of_unit(org)
    org.full_clean(validate_unique=False)
    org.save(update_fields=changed)
    audit.record("orgs.describe", scope=scope, subject=f"org:{org.pk}", fields=changed)
    return changed


@transaction.atomic
def rename_org(scope: Scope, org: Org, *, name: str, short_name: str, why: str) -> None:
    """Give an organisation another name; what was archived under the old one keeps it."""
    scope.require("orgs.manage", org.path)
    org_now = Org.objects.select_for_update().get(pk=org.pk)
    before = org_now.name
    org_now.name, org_now.short_name = name.strip(), short_name.strip() or name.strip()[:60]
    org_now.full_clean(validate_unique=False)
    org_now.save(update_fields=["name", "short_name"])
    org.name, org.short_name = org_now.name, org_now.short_name
    audit.record("orgs.rename", scope=scope, subject=f"org:{org.pk}", before=before, after=org.name, why=why)
    events.publish(OrgRenamed(org=org.pk, name=org.name))


@transaction.atomic
def dissolve_org(scope: Scope, org: Org, *, on: date, why: str) -> None:
    """Dissolve an organisation that is empty: its members have moved, nothing stands below it.

    Nobody dissolves the organisation whose hat he wears: the one above does.
    """
    scope.require("orgs.manage", paths.above(org.path) or org.path)
    _dissolve(scope, org, on=on, why=why)


@transaction.atomic
def dissolve_group(scope: Scope, group: Org, *, on: date, why: str) -> None:
    """Dissolve a group whose members have been put elsewhere; the secretary of the branch may."""
    scope.require("orgs.groups", paths.above(group.path) or group.path)
    if group.kind != Org.Kind.GROUP:
        raise Refused("orgs.groups", group.path)
    _dissolve(scope, group, on=on, why=why)


def _dissolve(scope: Scope, org: Org, *, on: date, why: str) -> None:
    hold_tree()
    org.refresh_from_db()
    if org.dissolved_on is not None:
        raise ValidationError(_("这个党组织已经撤销。"))
    if Org.objects.standing().filter(path__startswith=org.path).exclude(pk=org.pk).exists():
        raise ValidationError(_("下面还有党组织，请先调整或撤销。"))
    if on > clock.today():
        raise ValidationError({"on": _("撤销日期不能晚于今天。")})
    if on <= max(org.founded_on, _standing_since(org)):
        raise ValidationError({"on": _("撤销日期要晚于成立日期和上一次调整的日期。")})
    try:
        with transaction.atomic():
            Org.objects.filter(pk=org.pk).update(dissolved_on=on, dissolved_why=why)
    except IntegrityError as occupied:  # the contexts above keep their people from falling out of the tree
        raise ValidationError(_("这里还有党员，请先转出或调整到别处，再撤销。")) from occupied
    org.dissolved_on, org.dissolved_why = on, why
    org.placements.filter(until=None).update(until=on)
    for held in Appointment.objects.filter(org=org, until=None):
        lay_down(scope, held, on=max(on, held.from_on), why=_("党组织撤销"))
    audit.record("orgs.dissolve", scope=scope, subject=f"org:{org.pk}", why=why)
    events.publish(OrgDissolved(org=org.pk, dissolved_on=on.isoformat()))
