"""What waits for a second person, who is a relative of whom, what is wrong on cards: as on the pages."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from zhibu.guard.models import Person
from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import endpoint
from zhibu.kernel.web.api import idempotent
from zhibu.members import selectors, services
from zhibu.members.models import Member
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from .checked import (
    BatchReviewedOut,
    BatchReviewIn,
    DeclineIn,
    QualityOut,
    RelativeIn,
    RelativesOut,
    ReviewIn,
    ReviewsOut,
    WaitingOut,
    quality,
    relatives,
    reviews,
    waiting,
)
from .reading import whole
from .routing import router
from .shapes import CardOut

MOST = 500


@router.get("/reviews", response=ReviewsOut, summary="待审核")
@endpoint("members.review")
def list_reviews(request: HttpRequest, scope: Scope, org: int | None = None) -> ReviewsOut:
    """How many cards wait under `org` (default: the grant's own), by branch and by batch."""
    where = orgs.org(scope, org) if org is not None else orgs.own_org(scope)
    return reviews(selectors.branches_waiting(scope, where), selectors.batches_waiting(scope, where))


@router.post("/reviews/batches/{batch}", response=BatchReviewedOut, summary="审核一批中的若干人")
@endpoint("members.review")
@idempotent(200)
def review_batch(request: HttpRequest, scope: Scope, batch: UUID, body: BatchReviewIn) -> BatchReviewedOut:
    """Each card is judged for itself: who was not reviewed is named with the reason."""
    cards, wanted = list(selectors.cards_of_batch(scope, batch)), set(body.cards)
    if not cards:
        raise Http404(str(batch))
    chosen = [card for card in cards if card.pk in wanted]
    if not chosen:
        raise ValidationError({"cards": _("请写明核对过的同志。")})
    refused = services.review_cards(scope, chosen, unrelated=body.unrelated)
    return BatchReviewedOut(
        reviewed=len(chosen) - len(refused), refused={str(k): v for k, v in refused.items()}
    )


@router.get("/members/{pk}/waiting", response=WaitingOut, summary="一张信息卡上待审核的内容")
@endpoint("members.review")
def list_waiting(request: HttpRequest, scope: Scope, pk: UUID) -> WaitingOut:
    """What was entered and waits, the oldest first; sealed fields by their masks. It is an opening."""
    member = services.view_card(scope, pk)
    return waiting(selectors.waiting_of([member]).get(member.pk, []))


@router.post("/members/{pk}/review", response={200: CardOut}, summary="审核一张信息卡")
@endpoint("members.review")
@idempotent(200)
def review(request: HttpRequest, scope: Scope, pk: UUID, body: ReviewIn) -> CardOut:
    """Nobody reviews his own card, what he entered himself, or the card of a relative."""
    services.review_card(scope, selectors.card(scope, pk), unrelated=body.unrelated)
    return whole(selectors.card(scope, pk))


@router.post("/changes/{pk}/decline", response={200: CardOut}, summary="不采纳待审核的内容")
@endpoint("members.review")
@idempotent(200)
def decline(request: HttpRequest, scope: Scope, pk: int, body: DeclineIn) -> CardOut:
    change = selectors.waiting_change(scope, pk)
    services.decline_change(scope, change, answer=body.answer)
    return whole(selectors.card(scope, change.member_id))


@router.get("/members/{pk}/relatives", response=RelativesOut, summary="登记的亲属关系")
@endpoint("members.correct")
def list_relatives(request: HttpRequest, scope: Scope, pk: UUID) -> RelativesOut:
    """The relatives declared, and those who may review the card: of them one can be declared."""
    return _relatives(selectors.card(scope, pk))


@router.post("/members/{pk}/relatives", response={200: RelativesOut}, summary="登记亲属关系")
@endpoint("members.correct")
@idempotent(200)
def declare(request: HttpRequest, scope: Scope, pk: UUID, body: RelativeIn) -> RelativesOut:
    member = selectors.card(scope, pk)
    services.declare_relative(scope, member, _reviewer(member, body), relation=body.relation)
    return _relatives(member)


@router.post("/me/relatives", response={200: RelativesOut}, summary="登记本人的亲属关系")
@endpoint("members.own")
@idempotent(200)
def declare_own(request: HttpRequest, scope: Scope, body: RelativeIn) -> RelativesOut:
    member = selectors.own_card(scope.actor)
    if member is None:
        raise Http404
    services.declare_own_relative(scope, member, _reviewer(member, body), relation=body.relation)
    return _relatives(member)


@router.post("/relatives/{pk}/withdrawal", response={200: RelativesOut}, summary="撤销登记错的亲属关系")
@endpoint("members.correct")
@idempotent(200)
def withdraw(request: HttpRequest, scope: Scope, pk: int) -> RelativesOut:
    kinship = selectors.kinship(scope, pk)
    services.withdraw_relative(scope, kinship)
    return _relatives(kinship.member)


@router.get("/quality", response=QualityOut, summary="数据质量")
@endpoint("members.see")
def show_quality(request: HttpRequest, scope: Scope, org: int | None = None) -> QualityOut:
    """Of a branch what the norms noticed card by card; of an organisation above how many in each branch."""
    where = orgs.org(scope, org) if org is not None else orgs.own_org(scope)
    today = clock.today()
    if where.kind == Org.Kind.BRANCH:
        return quality(selectors.matters(scope, where, today)[:MOST], [])
    return quality([], selectors.counted(scope, where, today))


def _reviewer(member: Member, body: RelativeIn) -> Person:
    if body.relative not in {each.person for each in selectors.reviewers(member)}:
        raise ValidationError({"relative": _("请从能审核这张信息卡的同志里选择。")})
    return Person(pk=body.relative)


def _relatives(member: Member) -> RelativesOut:
    return relatives(selectors.kinships(member), selectors.reviewers(member))
