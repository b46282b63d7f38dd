"""Writing: the committee that held a training records it once; what was wrong is withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock
from zhibu.kernel.scope import Scope
from zhibu.orgs.models import Org

from . import selectors
from .models import Trainee, Training

MOST = 1000  # people of one training


@transaction.atomic
def record_training(
    scope: Scope,
    org: Org,
    *,
    title: str,
    from_on: date,
    until: date,
    hours: Decimal,
    people: Collection[UUID],
    place: str = "",
) -> Training:
    """Record a training of this committee for those who came: each of them has the hours.

    Raises ValidationError naming the field. Whoever is no member under this committee is refused.
    """
    scope.require("learning.train", org.path)
    if not org.above_branch or org.dissolved_on is not None:
        raise ValidationError({"org": _("培训由举办的党委（党总支）来记；支部组织的学习记在会议里。")})
    if until > clock.today():
        raise ValidationError({"until": _("培训还没结束，结束那天以后再记。")})
    if hours <= 0:
        raise ValidationError({"hours": _("请写学时，比如一天写8。")})
    if not people:
        raise ValidationError({"people": _("请写参加的人，一行一位。")})
    if len(set(people)) > MOST:
        raise ValidationError({"people": _("一次最多%(n)d人，请分几次记。") % {"n": MOST}})
    members = selectors.members_under(scope, org, people)
    if len(members) < len(set(people)):
        missing = len(set(people)) - len(members)
        raise ValidationError({"people": _("有%(n)d人不在本党委所属支部的名册里。") % {"n": missing}})
    training = Training(
        org=org,
        org_name=org.name,
        title=title.strip(),
        from_on=from_on,
        until=until,
        place=place.strip(),
        hours=hours,
        made_by=scope.actor or None,
        made_by_name=scope.name,
    )
    training.full_clean(exclude=["org"], validate_constraints=False)
    if until < from_on:
        raise ValidationError({"until": _("结束的日子不能早于开始的日子。")})
    try:
        with transaction.atomic():
            training.save()
    except IntegrityError as twice:
        words = {"day": from_on.isoformat(), "title": training.title}
        again = _("这次培训已经记过了：%(day)s“%(title)s”。记错了的，先撤回原来的。")
        raise ValidationError({"title": again % words}) from twice
    Trainee.objects.bulk_create(
        Trainee(
            training=training,
            person_id=member.pk,
            name=member.name,
            branch_id=member.branch_id,
            branch_name=member.branch.name,
        )
        for member in members
    )
    audit.record("learning.train", scope=scope, subject=f"training:{training.pk}", people=len(members))
    return training


@transaction.atomic
def withdraw_training(scope: Scope, training: Training, *, why: str) -> Training:
    """It was recorded wrongly: its hours count no more, the record stays and says why."""
    scope.require("learning.train", training.org.path)
    training = Training.objects.select_related("org").select_for_update(of=("self",)).get(pk=training.pk)
    if training.withdrawn_at is not None:
        raise ValidationError({"why": _("这次培训已经撤回过了。")})
    if len(why.strip()) < 2:
        raise ValidationError({"why": _("请写明撤回的原因。")})
    training.withdrawn_at, training.withdrawn_by = clock.now(), scope.name
    training.withdrawn_why = why.strip()[:200]
    training.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    audit.record("learning.withdraw_training", scope=scope, subject=f"training:{training.pk}")
    return training
