"""A member says what the own card should read, and the branch answers."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.kernel import audit
from zhibu.kernel.scope import Scope
from zhibu.members.models import Change, Member, Particular

from .correcting import CARD_FIELDS, ENOUGH_WORDS, PARTICULARS, decide, is_sealed, remember, shown


@transaction.atomic
def ask_correction(scope: Scope, member: Member, field: str, *, says: str, why: str) -> Change:
    """The member says of a field of the own card that it should read otherwise."""
    scope.require_own("members.own", member.pk)
    if field not in CARD_FIELDS and field not in PARTICULARS:
        raise ValidationError({"field": _("这一项不能在这里改。")})
    if is_sealed(field):
        says = _("本人已说明新内容，请支部当面核对")  # a number typed in clear would lie in a plain column
    if not says.strip():
        raise ValidationError({"says": _("请写明应当是什么。")})
    if member.changes.filter(field=field, state=Change.State.ASKED).exists():
        raise ValidationError(_("这一项已经提过，支部还没有答复，请稍等。"))
    change = remember(
        scope,
        member,
        field,
        shown_now(member, field),
        says.strip()[:200],
        why.strip()[:200],
        Change.State.ASKED,
    )
    audit.record("members.ask_correction", scope=scope, subject=f"person:{member.pk}", field=field)
    return change


def shown_now(member: Member, field: str) -> str:
    if field in PARTICULARS:
        row = Particular.objects.filter(member=member, kind=field, until=None).first()
        return row.code if row else ""
    return shown(member, field)


@transaction.atomic
def accept_correction(scope: Scope, change: Change, *, answer: str) -> None:
    """The branch has corrected the card as the member asked."""
    _answer(scope, change, Change.State.DONE, answer or _("已更正"))


@transaction.atomic
def decline_correction(scope: Scope, change: Change, *, answer: str) -> None:
    """The branch leaves the card as it is, and says why."""
    if len(answer.strip()) < ENOUGH_WORDS:
        raise ValidationError({"answer": _("请写明为什么不改，本人会看到。")})
    _answer(scope, change, Change.State.DECLINED, answer)


def _answer(scope: Scope, change: Change, state: str, answer: str) -> None:
    scope.require("members.correct", change.member.path)
    change = Change.objects.select_for_update(of=("self",)).select_related("member").get(pk=change.pk)
    if scope.actor == str(change.member_id):
        raise ValidationError(_("自己提出的更正，请由另一位同志答复。"))
    if change.state != Change.State.ASKED:
        raise ValidationError(_("这一条已经办过了。"))
    change.state, change.answer = state, answer.strip()[:200]
    decide(scope, change)
    audit.record(
        "members.answer_correction", scope=scope, subject=f"person:{change.member_id}", field=change.field
    )
