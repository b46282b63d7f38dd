"""大字版 set beforehand for somebody who would not find the button; what they choose goes before."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.guard.models import Letters, Person
from zhibu.kernel import audit, undoing
from zhibu.kernel.scope import Scope
from zhibu.members.models import Member


@transaction.atomic
def set_letters(scope: Scope, member: Member, size: int) -> bool:
    """Let pages begin in this size when the member next signs in on a device where nobody has chosen one.

    Returns whether that is new. Raises ValidationError.
    """
    scope.require("members.correct", member.path)
    if size not in Letters.values:
        raise ValidationError({"letters": _("请选一种字号。")})
    person = Person.objects.select_for_update().get(pk=member.pk)
    before = person.letters
    if before == size:
        return False
    _put(scope, member, size)
    undoing.offer(scope, "members.letters", member=str(member.pk), size=size, before=before)
    return True


@undoing.undoes("members.letters", gettext_lazy("替人设了字号"))
def put_back(scope: Scope, *, member: str, size: int, before: int) -> None:
    card = Member.objects.select_related("branch").get(pk=UUID(member))
    scope.require("members.correct", card.path)
    if Person.objects.select_for_update().get(pk=card.pk).letters != size:
        raise undoing.Changed
    _put(scope, card, before)


def _put(scope: Scope, member: Member, size: int) -> None:
    Person.objects.filter(pk=member.pk).update(letters=size)
    audit.record("members.letters", scope=scope, subject=f"person:{member.pk}", size=size)
