"""Writing: whoever keeps a branch says where something lies."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock
from zhibu.kernel.scope import Scope
from zhibu.orgs.models import Org

from .models import Keeping


@transaction.atomic
def note_keeping(scope: Scope, where: Org, *, thing: str, where_it_lies: str) -> Keeping:
    """Say where something lies, or lies now. Raises ValidationError naming the field."""
    scope.require("handover.keep", where.path)
    if where.kind != Org.Kind.BRANCH:
        raise ValidationError({"thing": _("交接包是党支部的。")})
    Org.objects.select_for_update(of=("self",)).get(pk=where.pk)
    row = Keeping(
        org=where,
        thing=thing,
        where_it_lies=where_it_lies.strip(),
        made_by=scope.actor or None,
        made_by_name=scope.name,
    )
    row.full_clean(exclude=["org"], validate_constraints=False)
    Keeping.objects.filter(org=where, thing=thing, replaced_at=None).update(replaced_at=clock.now())
    row.save()
    audit.record("handover.keep", scope=scope, subject=f"org:{where.pk}", thing=thing)
    return row
