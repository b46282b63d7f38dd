"""A card is corrected: by the branch, at the member's own wish, and seen by a second person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from zhibu.guard.models import Person
from zhibu.kernel import audit, clock, events
from zhibu.kernel.fields import seal, sealed_texts
from zhibu.kernel.norms import Level, judge
from zhibu.kernel.scope import Refused, Scope
from zhibu.members.codes import code_list
from zhibu.members.events import CardCorrected
from zhibu.members.models import Change, Member, Particular

CARD_FIELDS = (
    "name",
    "sex",
    "ethnicity",
    "born_on",
    "joined_on",
    "converted_on",
    "id_number",
    "mobile",
    "landline",
    "home_address",
)
PARTICULARS = tuple(Particular.Kind.values)


def is_sealed(field: str) -> bool:
    return field in {text.name for text in sealed_texts(Member)}


def shown(member: Member, field: str) -> str:
    """What the card says in a field, as lists show it: masked where it is sealed."""
    value = getattr(member, field)
    return "" if value is None else str(value)


@transaction.atomic
def correct_field(scope: Scope, member: Member, field: str, value: Any, *, why: str) -> Change | None:
    """Correct one field of a card; nothing happens if it already says so. A second person reviews it.

    `value` is cleaned (a date for dates). Raises ValidationError naming the field.
    """
    scope.require("members.correct", member.path)
    if field not in CARD_FIELDS:
        raise Refused("members.correct", field)
    before = shown(member, field)
    _put(member, field, value)
    after = shown(member, field)
    if before == after and not is_sealed(field):
        return None
    member.full_clean(exclude=["person"], validate_unique=False)
    member.reviewed_at = member.reviewed_by = None
    member.save()
    change = _remember(scope, member, field, before, after, why, Change.State.ENTERED)
    audit.record("members.correct", scope=scope, subject=f"person:{member.pk}", field=field)
    events.publish(CardCorrected(member=str(member.pk), field=field))
    return change


def _put(member: Member, field: str, value: Any) -> None:
    if field == "name":
        member.call(str(value).strip())
        Person.objects.filter(pk=member.pk).update(name=member.name)
        return
    if field == "id_number":
        facts = {"number": value, "born_on": member.born_on, "sex": member.sex}
        verdict = judge("identity.number", clock.today(), facts)
        if verdict.level != Level.KEPT:
            raise ValidationError({field: verdict.because})
    if is_sealed(field):
        seal(member, field, value)
    else:
        setattr(member, field, value)


@transaction.atomic
def change_particular(
    scope: Scope, member: Member, kind: str, code: str, *, on: date, basis: str = ""
) -> Particular | None:
    """From a day on another 学历, 工作岗位, 人员类别 … holds. The row before ends that day and stays."""
    scope.require("members.correct", member.path)
    if kind not in PARTICULARS or code not in code_list(kind):
        raise ValidationError({kind: _("请从列表里选择。")})
    if on > clock.today():
        raise ValidationError({kind: _("日期不能晚于今天。")})
    standing = Particular.objects.select_for_update(of=("self",)).filter(member=member, kind=kind, until=None).first()
    if standing and standing.code == code and standing.basis == basis:
        return None
    if standing and on < standing.from_on:
        raise ValidationError({kind: _("日期不能早于上一次变更 %(day)s。") % {"day": standing.from_on}})
    if standing:
        standing.until = on
        standing.save(update_fields=["until"])
    row = Particular.objects.create(
        member=member, kind=kind, code=code, from_on=on, basis=basis, made_by=scope.actor or None
    )
    if kind == Particular.Kind.CATEGORY and code == "formal" and member.converted_on is None:
        member.converted_on = on
        member.save(update_fields=["converted_on"])
    _remember(scope, member, kind, standing.code if standing else "", code, basis, Change.State.ENTERED)
    audit.record("members.correct", scope=scope, subject=f"person:{member.pk}", field=kind)
    events.publish(CardCorrected(member=str(member.pk), field=kind))
    return row


@transaction.atomic
def ask_correction(scope: Scope, member: Member, field: str, *, says: str, why: str) -> Change:
    """The member says of a field of the own card that it should read otherwise."""
    scope.require_own("members.own", member.pk)
    if field not in CARD_FIELDS and field not in PARTICULARS:
        raise ValidationError({"field": _("这一项不能在这里改。")})
    if not says.strip():
        raise ValidationError({"says": _("请写明应当是什么。")})
    if is_sealed(field):
        says = _("本人已说明新内容，请支部当面核对")  # a number typed in clear would lie in a plain column
    change = _remember(scope, member, field, shown_now(member, field), says, why, Change.State.ASKED)
    audit.record("members.ask_correction", scope=scope, subject=f"person:{member.pk}", field=field)
    return change


def shown_now(member: Member, field: str) -> str:
    if field in PARTICULARS:
        row = Particular.objects.filter(member=member, kind=field, until=None).first()
        return row.code if row else ""
    return shown(member, field)


@transaction.atomic
def answer_correction(scope: Scope, change: Change, *, accept: bool, answer: str) -> None:
    """The branch answers what a member asked; the correction itself is made on the card."""
    scope.require("members.correct", change.member.path)
    if change.state != Change.State.ASKED:
        raise ValidationError(_("这一条已经办过了。"))
    change.state = Change.State.DONE if accept else Change.State.DECLINED
    change.answer = answer
    _decide(scope, change)


@transaction.atomic
def review_card(scope: Scope, member: Member) -> None:
    """A second person has compared the card with the papers: everything entered so far is in force.

    Nobody reviews what he entered himself, nor his own card.
    """
    scope.require("members.review", member.path)
    waiting = list(member.changes.filter(state=Change.State.ENTERED))
    if scope.actor == str(member.pk):
        raise ValidationError(_("不能审核自己的信息卡，请由另一位同志审核。"))
    if scope.actor in {str(change.made_by) for change in waiting}:
        raise ValidationError(_("录入人不能审核自己录入的内容，请由另一位同志审核。"))
    for change in waiting:
        change.state = Change.State.DONE
        _decide(scope, change)
    member.reviewed_by, member.reviewed_at = scope.actor or None, clock.now()  # type: ignore[assignment]
    member.save(update_fields=["reviewed_by", "reviewed_at"])
    audit.record("members.review", scope=scope, subject=f"person:{member.pk}")


def _decide(scope: Scope, change: Change) -> None:
    change.decided_by, change.decided_by_name = scope.actor or None, scope.name  # type: ignore[assignment]
    change.decided_at = clock.now()
    change.save()


def _remember(
    scope: Scope, member: Member, field: str, before: str, after: str, why: str, state: str
) -> Change:
    return Change.objects.create(
        member=member,
        field=field,
        before=before,
        after=after,
        why=why,
        state=state,
        made_by=scope.actor or None,
        made_by_name=scope.name,
    )
