"""A card is corrected: by the branch, at the member's own wish, and seen by a second person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhibu.guard.models import Person
from zhibu.kernel import audit, clock, events
from zhibu.kernel.fields import seal, sealed_texts, unseal
from zhibu.kernel.names import tidy
from zhibu.kernel.norms import Level
from zhibu.kernel.scope import Refused, Scope
from zhibu.members.codes import code_list
from zhibu.members.events import CardCorrected
from zhibu.members.models import Change, Member, Particular

from . import phones
from .identity import refuse_held
from .rules import KEY_FIELDS, Rules, is_held

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
ENOUGH_WORDS = 2


def is_sealed(field: str) -> bool:
    return field in {text.name for text in sealed_texts(Member)}


def shown(member: Member, field: str) -> str:
    """What the card says in a field, as lists show it: masked where it is sealed."""
    value = getattr(member, field)
    return "" if value is None else str(value)


def locked(member: Member) -> Member:
    """The card as it stands now, held until the end of the transaction: changes of one card queue up."""
    return Member.objects.select_for_update(of=("self",)).select_related("branch").get(pk=member.pk)


@transaction.atomic
def correct_field(
    scope: Scope, member: Member, field: str, value: Any, *, why: str, source: str = ""
) -> Change | None:
    """Correct one field of a card; nothing happens if it already says so. A second person reviews it.

    A key field of a card that was reviewed once goes on saying the old value until then. `value` is cleaned
    (a date for dates). `source`: whence it comes, where not from the hand that writes.
    Raises ValidationError naming the field.
    """
    scope.require("members.correct", member.path)
    if field not in CARD_FIELDS:
        raise Refused("members.correct", field)
    if len(why.strip()) < ENOUGH_WORDS:
        raise ValidationError({"why": _("请写明更正的依据。")})
    member = locked(member)
    waits = field in KEY_FIELDS and member.reviewed_once
    before = _state(member, field)
    said_before = shown(member, field)
    _put(member, field, value)
    after = _state(member, field)
    if before == after or (waits and _waits_already(member, field, plain(after))):
        return None
    if field == "id_number":
        refuse_held(scope, after, but=member)
    _check(member, field)
    member.full_clean(exclude=["person", "code"], validate_unique=False)
    said_after = shown(member, field)
    if waits:
        member = locked(member)  # as the card stands: what was put in is not saved
        _supersede(scope, member, field)
    member.reopen()
    _save(member, field)
    change = remember(scope, member, field, said_before, said_after, why, Change.State.ENTERED, source)
    if waits:
        seal(change, "wanted", plain(after))
        change.save(update_fields=list(Change.wanted.columns))
    audit.record("members.correct", scope=scope, subject=f"person:{member.pk}", field=field)
    if not waits:
        events.publish(CardCorrected(member=str(member.pk), field=field))
    return change


def plain(value: Any) -> str:
    """A value of a card as the text that waits sealed."""
    return "" if value is None else str(value)


def _waits_already(member: Member, field: str, wanted: str) -> bool:
    return any(unseal(change, "wanted") == wanted for change in _waiting(member, field))


def _waiting(member: Member, field: str) -> list[Change]:
    rows = member.changes.filter(field=field, state=Change.State.ENTERED, wanted_sealed__isnull=False)
    return list(rows)


def _supersede(scope: Scope, member: Member, field: str) -> None:
    """Of one field one value waits: the latest."""
    for change in _waiting(member, field):
        change.state, change.answer = Change.State.DECLINED, _("后来又提出了新的内容")
        seal(change, "wanted", "")
        decide(scope, change)


def apply_waiting(member: Member, changes: list[Change]) -> None:
    """Write what waited into a card, together: one may make room for the other. Raises ValidationError."""
    for change in changes:
        _put(member, change.field, _read(change))
    for change in changes:
        _check(member, change.field)
    member.full_clean(exclude=["person", "code"], validate_unique=False)
    for change in changes:
        _save(member, change.field)


def _read(change: Change) -> Any:
    wanted = unseal(change, "wanted")
    return date.fromisoformat(wanted) if change.field.endswith("_on") else wanted


def _state(member: Member, field: str) -> Any:
    """What is compared to see whether anything changed: the value itself, never kept or shown."""
    return unseal(member, field) if is_sealed(field) else getattr(member, field)


def _put(member: Member, field: str, value: Any) -> None:
    if field == "name":
        name = tidy(str(value))
        if not name:
            raise ValidationError({"name": _("请填写姓名。")})
        member.call(name)
    elif is_sealed(field):
        if field == "mobile" and (wrong := phones.fault(str(value or ""))):
            raise ValidationError({field: wrong})
        seal(member, field, value)
        if field == "id_number" and not member.id_number:
            raise ValidationError({field: _("请填写公民身份号码。")})
    else:
        setattr(member, field, value)


def _check(member: Member, field: str) -> None:
    """What the other fields of the card say against it."""
    rules = Rules(clock.today())
    if field in {"id_number", "born_on", "sex"} and member.id_number:
        # a difference from birth or sex is allowed here: it is corrected with a reason (以档案为准)
        verdict = rules.verdict(unseal(member, "id_number"), member.born_on, member.sex)
        if verdict.level == Level.BROKEN:
            raise ValidationError({field: verdict.because})
    if field not in rules.DAYS:
        return
    category = Particular.objects.filter(member=member, kind=Particular.Kind.CATEGORY, until=None).first()
    if category is None:  # who left has no category any more
        code = "formal" if member.converted_on else "probationary"
    else:
        code = category.code
    for problem in rules.days(member.born_on, member.joined_on, member.converted_on, code):
        if problem.concerns(field):
            raise ValidationError({field: problem.reason})


def _save(member: Member, field: str) -> None:
    try:
        with transaction.atomic():
            member.save()
            if field == "name":
                Person.objects.filter(pk=member.pk).update(name=member.name)
    except IntegrityError as twice:
        if "id_number" not in str(twice):
            raise
        raise ValidationError({"id_number": is_held()}) from None


@transaction.atomic
def change_particular(
    scope: Scope, member: Member, kind: str, code: str, *, on: date, basis: str = "", source: str = ""
) -> Particular | None:
    """From a day on another 学历, 工作岗位, 人员类别 … holds. The row before ends that day and stays.

    Raises ValidationError for `code`, `on`.
    """
    scope.require("members.correct", member.path)
    if kind not in PARTICULARS:
        raise Refused("members.correct", kind)
    if code not in code_list(kind):
        raise ValidationError({"code": _("请从列表里选择。")})
    member = locked(member)
    if member.gone_on is not None:
        raise ValidationError(_("这位同志已经不在册。"))
    if on > clock.today():
        raise ValidationError({"on": _("日期不能晚于今天。")})
    if on < member.joined_on:
        raise ValidationError({"on": _("日期不能早于加入党组织日期。")})
    standing = Particular.objects.filter(member=member, kind=kind, until=None).first()
    if standing and standing.code == code and standing.basis == basis:
        return None
    if standing and on < standing.from_on:
        raise ValidationError({"on": _("日期不能早于上一次变更 %(day)s。") % {"day": standing.from_on}})
    if standing:
        standing.until = on
        standing.save(update_fields=["until"])
    row = Particular.objects.create(
        member=member, kind=kind, code=code, from_on=on, basis=basis, made_by=scope.actor or None
    )
    if kind == Particular.Kind.CATEGORY:
        _follow_category(member, code, on)
    member.reopen()
    member.save(update_fields=["reviewed_at", "reviewed_by", "first_reviewed_at", "converted_on"])
    before = standing.code if standing else ""
    remember(scope, member, kind, before, code, basis, Change.State.ENTERED, source)
    audit.record("members.correct", scope=scope, subject=f"person:{member.pk}", field=kind)
    events.publish(CardCorrected(member=str(member.pk), field=kind))
    return row


def _follow_category(member: Member, code: str, on: date) -> None:
    """The card's 转正日期 says what the dated rows say."""
    if code == "probationary":
        member.converted_on = None
    elif member.converted_on is None:
        member.converted_on = on


def decide(scope: Scope, change: Change) -> None:
    change.decided_by, change.decided_by_name = scope.actor or None, scope.name
    change.decided_at = clock.now()
    change.save()


def remember(
    scope: Scope,
    member: Member,
    field: str,
    before: str,
    after: str,
    why: str,
    state: str,
    source: str = "",
) -> Change:
    return Change.objects.create(
        member=member,
        field=field,
        before=before,
        after=after,
        why=why,
        state=state,
        source=source or _source(scope, state),
        made_by=scope.actor or None,
        made_by_name=scope.name if scope.actor else _("系统"),
    )


def _source(scope: Scope, state: str) -> str:
    if state == Change.State.ASKED:
        return Change.Source.OWN_REQUEST
    return Change.Source.BY_HAND if scope.actor else Change.Source.FOUNDING
