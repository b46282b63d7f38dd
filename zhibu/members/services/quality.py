"""What the norms notice about the cards of a branch: at entry, after each change, and each dawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from zhibu.kernel.clock import SHANGHAI
from zhibu.kernel.fields import unseal
from zhibu.kernel.models import Finding
from zhibu.kernel.norms import Level, Verdict, judge, judging
from zhibu.members.models import Change, Member, Membership, Particular

PARTICULARS = ("education", "occupation", "category", "standing")
SEALED = ("id_number", "mobile", "home_address")


@dataclass(slots=True)
class Seen:
    """A card with what stands beside it."""

    member: Member
    today: dict[str, str] = field(default_factory=dict)
    from_on: date | None = None
    waits_since: date | None = None
    explained: bool = False


def judge_cards(branch: int, *, today: date) -> None:
    """All findings about the cards of one branch; what no longer holds is cleared. Asked by the house."""
    cards = list(_seen(branch))
    for key, verdict in JUDGED.items():
        found = {f"member:{card.member.pk}": verdict(card, today) for card in cards}
        Finding.objects.replace(key, branch, found, on=today)


def _seen(branch: int) -> list[Seen]:
    cards = {m.pk: Seen(m) for m in Member.objects.filter(branch_id=branch).here()}
    for row in Particular.objects.filter(member_id__in=cards, until=None):
        cards[row.member_id].today[row.kind] = row.code
    for pk, from_on in Membership.objects.filter(member_id__in=cards, until=None).values_list(
        "member_id", "from_on"
    ):
        cards[pk].from_on = from_on
    _look_at_changes(cards)
    return list(cards.values())


def _look_at_changes(cards: dict[UUID, Seen]) -> None:
    waiting: dict[UUID, date] = defaultdict(lambda: date.max)
    identity = {"card", "id_number", "born_on", "sex"}
    for pk, name, state, why, at in Change.objects.filter(
        member_id__in=cards, state__in=[Change.State.ENTERED, Change.State.DONE]
    ).values_list("member_id", "field", "state", "why", "made_at"):
        if state == Change.State.ENTERED:
            waiting[pk] = min(waiting[pk], at.astimezone(SHANGHAI).date())
        if why and name in identity:
            cards[pk].explained = True
    for pk, since in waiting.items():
        cards[pk].waits_since = since


def _complete(card: Seen, today: date) -> Verdict:
    missing = [name for name in SEALED if not getattr(card.member, name)]
    missing += [name for name in PARTICULARS if name not in card.today]
    return judge("card.complete", today, {"missing": missing})


def _dates(card: Seen, today: date) -> Verdict:
    member = card.member
    facts = {
        "born_on": member.born_on,
        "joined_on": member.joined_on,
        "converted_on": member.converted_on,
        "formal": card.today.get("category") == "formal",
        "from_on": card.from_on,
        "as_of": today,
    }
    return judge("card.dates", today, facts)


def _identity(card: Seen, today: date) -> Verdict:
    member = card.member
    number = None
    if member.id_number:
        said = unseal(member, "id_number")
        level = judging("identity.number", today)(number=said, born_on=member.born_on, sex=member.sex).level
        number = level.value if level in {Level.KEPT, Level.UNDECIDED, Level.BROKEN} else None
    facts = {"held": bool(member.id_number), "number": number, "explained": card.explained}
    return judge("card.identity", today, facts)


def _review(card: Seen, today: date) -> Verdict:
    entered = card.member.entered_at.astimezone(SHANGHAI).date()
    since = min(card.waits_since or entered, today)
    reviewed = card.member.reviewed_at is not None
    return judge("card.review", today, {"entered_on": since, "reviewed": reviewed, "as_of": today})


def _conversion(card: Seen, today: date) -> Verdict:
    formal = card.today.get("category") != "probationary"
    facts = {"joined_on": card.member.joined_on, "formal": formal, "as_of": today}
    return judge("card.conversion", today, facts)


JUDGED: dict[str, Callable[[Seen, date], Verdict]] = {
    "card.complete": _complete,
    "card.dates": _dates,
    "card.identity": _identity,
    "card.review": _review,
    "card.conversion": _conversion,
}
