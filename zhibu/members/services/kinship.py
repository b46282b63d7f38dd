"""Relatives stay out of each other's cards: declared by one of them, or by the desk of the branch (回避)."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.guard.models import Person
from zhibu.kernel import audit, clock
from zhibu.kernel.models.adding import add
from zhibu.kernel.scope import Scope
from zhibu.members.models import Kinship, Member

from .enrolling.pouring import reserve


@transaction.atomic
def declare_own_relative(scope: Scope, member: Member, relative: Person, *, relation: str) -> None:
    """A member says of the own card who of those that may review it is a relative."""
    scope.require_own("members.own", member.pk)
    _declare(scope, member, relative, relation)


@transaction.atomic
def declare_relative(scope: Scope, member: Member, relative: Person, *, relation: str) -> None:
    """The desk of the branch says it, where it is known."""
    scope.require("members.correct", member.path)
    _declare(scope, member, relative, relation)


def _declare(scope: Scope, member: Member, relative: Person, relation: str) -> None:
    if member.pk == relative.pk:
        raise ValidationError({"relative": _("请选择另一位同志。")})
    if not relation.strip():
        raise ValidationError({"relation": _("请写明是什么关系，例如夫妻、父女。")})
    if are_related(member.pk, relative.pk):
        raise ValidationError({"relative": _("这一对亲属关系已经登记过了。")})
    add(
        Kinship(
            id=_next(),
            member=member,
            relative=relative,
            relation=relation.strip()[:30],
            declared_by=scope.actor or None,
            declared_by_name=scope.name if scope.actor else _("系统"),
        )
    )
    audit.record(
        "members.declare_relative", scope=scope, subject=f"person:{member.pk}", relative=str(relative.pk)
    )


def _next() -> int:
    return reserve(Kinship._meta.db_table, 1)[0]


@transaction.atomic
def withdraw_relative(scope: Scope, kinship: Kinship) -> None:
    """It was declared by mistake. Neither of the two withdraws it."""
    scope.require("members.correct", kinship.member.path)
    if scope.actor in {str(kinship.member_id), str(kinship.relative_id)}:
        raise ValidationError(_("有关的两位同志不能自己撤销，请另一位同志办理。"))
    if kinship.withdrawn_at is not None:
        raise ValidationError(_("这一条已经办过了。"))
    kinship.withdrawn_by, kinship.withdrawn_at = scope.actor or None, clock.now()
    kinship.save(update_fields=["withdrawn_by", "withdrawn_at"])
    audit.record("members.withdraw_relative", scope=scope, subject=f"person:{kinship.member_id}")


def are_related(one: UUID, other: UUID) -> bool:
    """In either direction, whoever declared it."""
    return bool(relatives_among(other, [one]))


def relatives_among(person: UUID, members: list[UUID]) -> set[UUID]:
    """Those of the members who are relatives of a person."""
    standing = Kinship.objects.filter(withdrawn_at=None)
    there = standing.filter(relative_id=person, member_id__in=members).values_list("member_id", flat=True)
    back = standing.filter(member_id=person, relative_id__in=members).values_list("relative_id", flat=True)
    return set(there) | set(back)
