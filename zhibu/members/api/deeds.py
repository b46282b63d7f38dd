"""The deeds of the pages by API. Each write may be sent twice under one Idempotency-Key."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhibu.kernel import clock
from zhibu.kernel.scope import Refused, Scope
from zhibu.kernel.web import endpoint
from zhibu.kernel.web.api import idempotent
from zhibu.members import selectors, services
from zhibu.members.services.correcting import CARD_FIELDS
from zhibu.orgs import selectors as orgs

from .reading import whole
from .routing import router
from .shapes import CardOut, CorrectionIn, DeathIn, JoinIn, LeavingIn, LettersIn, TransferIn


@router.post("/members", response={201: CardOut}, summary="录入党员")
@endpoint("members.join")
@idempotent(201)
def join(request: HttpRequest, scope: Scope, body: JoinIn) -> CardOut:
    """Enter a member into a branch. A number held anywhere is answered with 已在册 and nothing more."""
    member = services.join_member(
        scope,
        orgs.org(scope, body.branch),
        body.new_member(),
        from_on=body.from_on,
        how=body.how,
        group=orgs.org(scope, body.group) if body.group is not None else None,
    )
    return whole(selectors.card(scope, member.pk))


@router.post("/members/{pk}/death", response={200: CardOut}, summary="登记去世")
@endpoint("members.leave")
@idempotent(200)
def death(request: HttpRequest, scope: Scope, pk: UUID, body: DeathIn) -> CardOut:
    services.record_death(scope, selectors.card(scope, pk), on=body.on, why=body.why)
    return whole(selectors.card(scope, pk))


@router.post("/members/{pk}/leaving", response={200: CardOut}, summary="登记出党")
@endpoint("members.leave")
@idempotent(200)
def leaving(request: HttpRequest, scope: Scope, pk: UUID, body: LeavingIn) -> CardOut:
    """Refused with the norm's sentence where the resolution or the approval is missing."""
    services.record_leaving(
        scope,
        selectors.card(scope, pk),
        left=body.left,
        on=body.on,
        resolution=body.resolution,
        approval=body.approval,
        why=body.why,
    )
    return whole(selectors.card(scope, pk))


@router.post("/members/{pk}/transfer", response={200: CardOut}, summary="在本党委范围内转接组织关系")
@endpoint("members.transfer")
@idempotent(200)
def transfer(request: HttpRequest, scope: Scope, pk: UUID, body: TransferIn) -> CardOut:
    services.transfer_member(
        scope, selectors.card(scope, pk), orgs.org(scope, body.to), on=body.on, why=body.why
    )
    return whole(selectors.card(scope, pk))


@router.post("/members/{pk}/corrections", response={200: CardOut}, summary="更正一项")
@endpoint("members.correct")
@idempotent(200)
def correct(request: HttpRequest, scope: Scope, pk: UUID, body: CorrectionIn) -> CardOut:
    """Correct one field, or let a dated one change from `on` (default today). A second person reviews it."""
    member = selectors.card(scope, pk)
    if body.field in selectors.DATED:
        services.change_particular(
            scope, member, body.field, body.value, on=body.on or clock.today(), basis=body.why
        )
    elif body.field in CARD_FIELDS:
        services.correct_field(scope, member, body.field, _value(body), why=body.why)
    else:
        raise Refused("members.correct", body.field)
    return whole(selectors.card(scope, pk))


@router.post("/members/{pk}/letters", response={200: CardOut}, summary="替本人设好字号")
@endpoint("members.correct")
@idempotent(200)
def letters(request: HttpRequest, scope: Scope, pk: UUID, body: LettersIn) -> CardOut:
    """0 as usual, 1 to 3 larger. It holds from the next sign-in on; what the member chooses goes before."""
    services.set_letters(scope, selectors.card(scope, pk), body.letters)
    return whole(selectors.card(scope, pk))


def _value(body: CorrectionIn) -> str | date | None:
    """Days as days; an empty one clears 转正日期."""
    if not body.field.endswith("_on"):
        return body.value
    if not body.value and body.field == "converted_on":
        return None
    try:
        return date.fromisoformat(body.value)
    except ValueError:
        raise ValidationError({"value": _("日期写成 2026-03-01 的样子。")}) from None
