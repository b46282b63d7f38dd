"""A second person has compared cards with the papers: what waited takes effect, or is declined."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel import audit, clock, events, undoing
from zhibu.kernel.fields import seal
from zhibu.kernel.scope import Scope
from zhibu.members.events import CardCorrected, CardReviewed
from zhibu.members.models import Change, Member

from .correcting import ENOUGH_WORDS, apply_waiting, decide
from .kinship import relatives_among


@transaction.atomic
def review_card(scope: Scope, member: Member, *, unrelated: bool) -> None:
    """Everything entered on a card so far is in force; what waited is written into it.

    Nobody reviews his own card, what he entered himself, or the card of a relative; `unrelated`: the reviewer
    has said of himself that he is none. Raises ValidationError, also where a waiting value no longer fits.
    """
    scope.require("members.review", member.path)
    _ask_unrelated(unrelated)
    (why,) = _review(scope, [member]).values()
    if why:
        raise ValidationError(why)


@transaction.atomic
def review_cards(scope: Scope, members: Sequence[Member], *, unrelated: bool) -> dict[UUID, str]:
    """The same for many at once: each is judged for itself. Returns, of each that was not reviewed, why."""
    for member in members:
        scope.require("members.review", member.path)
    _ask_unrelated(unrelated)
    return {pk: why for pk, why in _review(scope, members).items() if why}


def _ask_unrelated(unrelated: bool) -> None:
    if not unrelated:
        told = _("请先确认本人与这位同志没有亲属关系；有的，请换一位同志审核。")
        raise ValidationError({"unrelated": told})


def _review(scope: Scope, members: Sequence[Member]) -> dict[UUID, str]:
    """Review those that may be; the word of refusal for the others, empty for those reviewed."""
    wanted = [member.pk for member in members]
    cards = list(Member.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    waiting: dict[UUID, list[Change]] = defaultdict(list)
    for change in Change.objects.filter(member_id__in=wanted, state=Change.State.ENTERED).order_by("pk"):
        waiting[change.member_id].append(change)
    kin = kin_of(scope, wanted)
    told: dict[UUID, str] = dict.fromkeys(wanted, "")
    seen: list[Member] = []
    for card in cards:
        told[card.pk] = forbidden(scope, card, waiting[card.pk], kin) or _applied(card, waiting[card.pk])
        if not told[card.pk]:
            seen.append(card)
    now = clock.now()
    _offer_back(scope, seen, [change for card in seen for change in waiting[card.pk]], now)
    _done(scope, [card.pk for card in seen], now)
    return told


def _offer_back(scope: Scope, seen: Sequence[Member], changes: Sequence[Change], now: datetime) -> None:
    """Cards as they were entered may wait again; a value that has gone into a card is corrected instead."""
    if not seen or any(change.wanted or change.was for change in changes):
        return
    before = {
        str(card.pk): [str(card.reviewed_by or ""), _iso(card.reviewed_at), _iso(card.first_reviewed_at)]
        for card in seen
    }
    undoing.offer(
        scope, "members.review", cards=before, changes=[change.pk for change in changes], at=now.isoformat()
    )


@undoing.undoes("members.review", gettext_lazy("审核了信息卡"))
def wait_again(scope: Scope, *, cards: dict[str, list[str]], changes: list[int], at: str) -> None:
    """What was reviewed a moment ago waits for a second person as before."""
    ours = Member.objects.select_for_update(of=("self",)).filter(
        pk__in=[UUID(pk) for pk in cards], reviewed_at=at, reviewed_by=scope.actor
    )
    found = list(ours.order_by("pk"))
    if len(found) != len(cards):
        raise undoing.Changed
    for card in found:
        scope.require("members.review", card.path)
        by, when, first = cards[str(card.pk)]
        Member.objects.filter(pk=card.pk).update(
            reviewed_by=by or None, reviewed_at=when or None, first_reviewed_at=first or None
        )
    Change.objects.filter(pk__in=changes, state=Change.State.DONE, decided_at=at).update(
        state=Change.State.ENTERED, decided_by=None, decided_by_name="", decided_at=None
    )
    _announce(found)
    audit.record_many("members.wait_again", [f"person:{card.pk}" for card in found], scope=scope)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def kin_of(scope: Scope, members: list[UUID]) -> set[UUID]:
    """Those of the members who are relatives of who acts."""
    return relatives_among(UUID(scope.actor), members) if scope.actor else set()


def forbidden(scope: Scope, member: Member, waiting: Iterable[Change], kin: set[UUID]) -> str:
    """Why this person may not review this card; empty if he may."""
    if scope.actor == str(member.pk):
        return _("不能审核自己的信息卡，请由另一位同志审核。")
    if scope.actor and scope.actor in {str(change.made_by) for change in waiting}:
        return _("录入人不能审核自己录入的内容，请由另一位同志审核。")
    if member.pk in kin:
        return _("已登记为亲属，按回避要求请由另一位同志审核。")
    return ""


def _applied(member: Member, waiting: Iterable[Change]) -> str:
    """Write what waited into the card; why not, if it no longer fits, and then nothing of it."""
    wanted = [change for change in waiting if change.wanted]
    if not wanted:
        return ""
    try:
        with transaction.atomic():
            apply_waiting(member, wanted)
    except ValidationError as problem:
        return "；".join(problem.messages)
    for change in wanted:
        events.publish(CardCorrected(member=str(member.pk), field=change.field))
    return ""


def _done(scope: Scope, seen: Sequence[UUID], now: datetime) -> None:
    by = scope.actor or None
    Change.objects.filter(member_id__in=seen, state=Change.State.ENTERED).update(
        state=Change.State.DONE,
        decided_by=by,
        decided_by_name=scope.name,
        decided_at=now,
        wanted_sealed=None,
        wanted_mask="",
        was_sealed=None,
        was_mask="",
    )
    Member.objects.filter(pk__in=seen).update(
        reviewed_by=by, reviewed_at=now, first_reviewed_at=Coalesce("first_reviewed_at", now)
    )
    _announce(Member.objects.filter(pk__in=seen))
    people = [f"person:{pk}" for pk in seen]
    audit.record_many("members.review", people, scope=scope, unrelated=True)


def _announce(seen: Iterable[Member]) -> None:
    for branch, count in Counter(card.branch_id for card in seen).items():
        events.publish(CardReviewed(branch=branch, count=count))


@transaction.atomic
def decline_change(scope: Scope, change: Change, *, answer: str) -> None:
    """What waited is not taken: the card goes on saying what it says, and the history says why."""
    member = change.member
    scope.require("members.review", member.path)
    if len(answer.strip()) < ENOUGH_WORDS:
        raise ValidationError({"answer": _("请写明为什么不采纳。")})
    change = Change.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if change.state != Change.State.ENTERED or not change.wanted:
        raise ValidationError(_("这一条已经办过了。"))
    if why := forbidden(scope, member, [change], kin_of(scope, [member.pk])):
        raise ValidationError(why)
    change.state, change.answer = Change.State.DECLINED, answer.strip()[:200]
    seal(change, "wanted", "")
    decide(scope, change)
    audit.record("members.decline_change", scope=scope, subject=f"person:{member.pk}", field=change.field)
