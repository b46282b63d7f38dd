"""What somebody decides about a difference: that it stays for now, or that our side was wrong."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.exchange.models import Discrepancy
from zhibu.exchange.models.discrepancy import KEPT
from zhibu.exchange.selectors.discrepancies import people_of
from zhibu.exchange.spelling import CODED, DAYS
from zhibu.kernel import audit, clock, undoing
from zhibu.kernel.fields import unseal
from zhibu.kernel.scope import Scope
from zhibu.members import selectors as members
from zhibu.members.models import Change, Member, Particular
from zhibu.members.services import change_particular, correct_field
from zhibu.members.services.correcting import CARD_FIELDS
from zhibu.members.services.exporting import AN_HOUR, IN_CLEAR, in_clear_lately, open_in_clear
from zhibu.orgs.models import Org

from .reconciling import RECONCILE

SHORTEST_WHY = 4


def _locked(scope: Scope, pk: UUID) -> Discrepancy:
    rows = Discrepancy.objects.within(scope).open().select_related("branch").select_for_update(of=("self",))
    row = get_object_or_404(rows, pk=pk)
    scope.require(RECONCILE, row.branch.path)
    return row


@transaction.atomic
def leave_for_now(scope: Scope, pk: UUID, *, why: str) -> Discrepancy:
    """已知，暂不改: off the list until the national system says something else. Raises ValidationError."""
    row = _locked(scope, pk)
    if len(why.strip()) < SHORTEST_WHY:
        raise ValidationError({"why": _("请写明为什么暂不改，以后接手的人要看。")})
    row.known_why, row.known_by, row.known_by_name = why.strip()[:200], scope.actor or None, scope.name[:60]
    row.known_at = clock.now()
    row.save(update_fields=["known_why", "known_by", "known_by_name", "known_at"])
    audit.record("exchange.left_for_now", scope=scope, subject=f"discrepancy:{row.pk}", why=row.known_why)
    undoing.offer(scope, "exchange.left_for_now", row=str(row.pk), at=row.known_at.isoformat())
    return row


@undoing.undoes("exchange.left_for_now", gettext_lazy("写明了差异暂不改"))
def not_left(scope: Scope, *, row: str, at: str) -> None:
    """On the list again, as if nothing had been said."""
    if not Discrepancy.objects.filter(pk=UUID(row), known_at=at).exists():
        raise undoing.Changed
    take_up_again(scope, UUID(row))


@transaction.atomic
def take_up_again(scope: Scope, pk: UUID) -> Discrepancy:
    """Back on the list. The reason that no longer holds stands in the audit."""
    row = _locked(scope, pk)
    if row.known_at is not None:
        audit.record("exchange.taken_up", scope=scope, subject=f"discrepancy:{row.pk}", why=row.known_why)
        row.known_why, row.known_by, row.known_by_name, row.known_at = "", None, "", None
        row.save(update_fields=["known_why", "known_by", "known_by_name", "known_at"])
    return row


def changes_here(row: Discrepancy) -> bool:
    """Whether our side can take the value over as it is; else it is done where such a thing is done."""
    if row.kind != Discrepancy.Kind.FIELD or row.member_id is None:
        return False
    return row.field in CARD_FIELDS or row.field in Particular.Kind.values


def offered(row: Discrepancy) -> str:
    """What the correction is prefilled with; nothing for what is shown by its mask alone."""
    return "" if row.theirs.mask != unseal(row, "theirs") else unseal(row, "theirs")


@transaction.atomic
def take_over(scope: Scope, pk: UUID, *, value: str, why: str, on: date | None = None) -> Discrepancy:
    """改本系统: the card is corrected. Key fields wait for the second person, as by any correction.

    `value`: as it was typed; empty for a sealed field: then what the national system says. The difference
    stays until the next export agrees. Raises ValidationError (`value`, `why`, `on`).
    """
    row = _locked(scope, pk)
    if not changes_here(row):
        raise ValidationError(_("这一项不能在这里改。"))
    member = members.card(scope, row.member_id)  # type: ignore[arg-type]
    theirs = unseal(row, "theirs")
    said = value.strip() or (theirs if row.theirs.mask != theirs else "")
    try:
        source = Change.Source.NATIONAL.value if said == theirs else ""
        _correct(scope, member, row.field, said, why=why, on=on, source=source)
    except ValidationError as problem:
        raise _named(problem, row.field) from None
    audit.record("exchange.taken_over", scope=scope, subject=f"discrepancy:{row.pk}", field=row.field)
    return row


def _correct(
    scope: Scope, member: Member, field: str, said: str, *, why: str, on: date | None, source: str
) -> None:
    """`source`: the national system, where its word is taken as it is; another word is typed by hand."""
    if field in Particular.Kind.values:
        since, basis = on or clock.today(), why.strip()[:100]
        change_particular(scope, member, field, said, on=since, basis=basis, source=source)
        return
    value: object = said
    if field in DAYS:
        try:
            value = date.fromisoformat(said) if said else None
        except ValueError:
            raise ValidationError({field: _("请写成 1998-07-01 这样的日期。")}) from None
        if value is None and field != "converted_on":
            raise ValidationError({field: _("请填写日期。")})
    elif field in CODED and not said:
        raise ValidationError({field: _("请从列表里选择。")})
    correct_field(scope, member, field, value, why=why, source=source)


def _named(problem: ValidationError, field: str) -> ValidationError:
    """The same refusal with the names that the form has."""
    if not hasattr(problem, "error_dict"):
        return problem
    places = {field: "value", "code": "value", "basis": "why"}
    return ValidationError({places.get(name, name): told for name, told in problem.message_dict.items()})


@transaction.atomic
def open_list_in_clear(scope: Scope, where: Org, *, why: str, known: bool = False) -> None:
    """Everything that has to be true before the list shows full numbers, and its trace for each person.

    Persons without a card have nobody to tell: the audit names the difference, and they count as well.
    """
    scope.require("members.unseal", where.path)
    people, strangers = people_of(scope, where, known=known)
    most = AN_HOUR.get(scope.purpose, AN_HOUR["branch"])
    if in_clear_lately() + len(people) + len(strangers) > most:
        told = _("一小时内最多看 %(most)s 人的全文。请稍后再来，或者只看一个支部。")
        raise ValidationError(told % {"most": most})
    open_in_clear(scope, people, what=_("查看对账清单（全文）"), why=why)
    subjects = [f"discrepancy:{pk}" for pk in strangers]
    if subjects:
        audit.record_many(IN_CLEAR, subjects, scope=scope, why=why.strip())


def wipe_settled(kept: timedelta = KEPT) -> int:
    """Forget the sealed contents of differences that were settled long ago; that they were stays."""
    old = Discrepancy.objects.filter(settled_on__lt=clock.today() - kept)
    full = old.exclude(theirs_sealed=None, number_sealed=None, name_sealed=None)
    return full.update(
        theirs_sealed=None, number_sealed=None, number_index=None, name_sealed=None, theirs_digest=b""
    )
