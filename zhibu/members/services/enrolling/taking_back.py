"""A batch is taken back: what it brought leaves as 误录更正, what it changed says what it said before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhibu.guard.models import Account, Code, Session
from zhibu.kernel import audit, clock, events
from zhibu.kernel.fields import sealed_texts
from zhibu.kernel.scope import Refused, Scope
from zhibu.members.events import RosterTakenBack
from zhibu.members.models import Change, Member, Membership
from zhibu.members.selectors.resting import resting
from zhibu.orgs.models import Appointment

from .cards import Card, Cards
from .entries import Kept, TakenBack
from .restoring import restore

TAKEN_BACK = "members.taken_back"


@transaction.atomic
def take_back(scope: Scope, batch: UUID) -> TakenBack:
    """Undo a batch as far as nothing rests on it; what stays is named with the reason.

    New persons leave as 误录更正 of the day they came: they stand in no roster and no figure of any day,
    their sealed values are wiped so that the number can be entered again. Changed fields get back what they
    said, if nobody changed or reviewed them since. Cards that lie beyond the grant by now are not touched.
    """
    if not scope.may("members.join"):
        raise Refused("members.join")
    changes = list(Change.objects.filter(batch=batch).exclude(state=Change.State.DECLINED).order_by("pk"))
    cards = Cards.locked(scope, {change.member_id for change in changes})
    brought = {c.member_id for c in changes if c.field == "card" and c.member_id in cards}
    kept = _reasons(scope, [cards[pk] for pk in brought], batch)
    removed = [cards[pk] for pk in brought if pk not in kept]
    _remove(scope, removed)
    mine = [c for c in changes if c.member_id in cards and c.member_id not in brought]
    restored, stays = restore(scope, mine, cards)
    told = Counter(card.branch_id for card in removed) + Counter(cards[pk].branch_id for pk in restored)
    for branch, count in told.items():
        events.publish(RosterTakenBack(branch=branch, batch=str(batch), count=count))
    people = [*(card.pk for card in removed), *restored]
    audit.record_many(TAKEN_BACK, [f"person:{pk}" for pk in people], scope=scope, batch=str(batch))
    named = [Kept(pk, cards[pk].name, "、".join(why)) for pk, why in (kept | stays).items()]
    return TakenBack(len(removed), len(restored), named)


def _reasons(scope: Scope, cards: Sequence[Card], batch: UUID) -> dict[UUID, list[str]]:
    """What rests on each of these new cards."""
    pks = [card.pk for card in cards]
    found: dict[UUID, list[str]] = defaultdict(list)
    for card in cards:
        if card.gone_on is not None:
            found[card.pk].append(_("已经登记离开"))
        if card.reviewed_once:
            found[card.pk].append(_("已经审核"))
    moved = Membership.objects.filter(member_id__in=pks, left=Membership.Left.TRANSFERRED)
    later = Change.objects.filter(member_id__in=pks).exclude(batch=batch)
    today = clock.now()
    for why, people in (
        (_("办理过组织关系转接"), moved.values_list("member_id", flat=True)),
        (_("录入以后又更正过，或者本人提出过更正"), later.values_list("member_id", flat=True)),
        (_("担任过职务"), Appointment.objects.filter(person_id__in=pks).values_list("person_id", flat=True)),
        (_("已经有登录账号"), Account.objects.filter(person_id__in=pks).values_list("person_id", flat=True)),
        (
            _("已经打印登录纸条"),
            Code.objects.filter(person_id__in=pks, ended_at=None, expires_on__gte=today.date()).values_list(
                "person_id", flat=True
            ),
        ),
        (_("已经登录过"), Session.objects.filter(person_id__in=pks).values_list("person_id", flat=True)),
    ):
        for pk in set(people):
            found[pk].append(why)
    for pk, reasons in resting(scope, pks).items():
        found[pk] += reasons
    return dict(found)


# One statement a table; a row that ends on the day it began held on no day.
_REMOVE = (
    'UPDATE members_membership SET until = from_on, "left" = %(left)s, why = %(why)s, ended_by = %(by)s, '
    "ended_at = now() WHERE member_id = ANY (%(pks)s)",
    "UPDATE members_particular SET until = from_on WHERE member_id = ANY (%(pks)s)",
    "UPDATE members_grouping SET until = from_on WHERE member_id = ANY (%(pks)s)",
    "UPDATE members_change SET state = %(declined)s, decided_by = %(by)s, decided_by_name = %(name)s, "
    "decided_at = now(), answer = %(why)s, wanted_sealed = NULL, wanted_mask = '', was_sealed = NULL, "
    "was_mask = '' WHERE member_id = ANY (%(pks)s)",
)


def _remove(scope: Scope, cards: Sequence[Card]) -> None:
    if not cards:
        return
    values = {
        "pks": [card.pk for card in cards],
        "left": Membership.Left.MISTAKE.value,
        "declined": Change.State.DECLINED.value,
        "why": _("整批录入撤回"),
        "by": scope.actor or None,
        "name": scope.name if scope.actor else _("系统"),
    }
    wiped = ", ".join(
        f'"{column}" = ' + ("''" if column == text.mask_column else "NULL")
        for text in sealed_texts(Member)
        for column in text.columns
    )
    with connection.cursor() as cursor:
        for statement in _REMOVE:
            cursor.execute(statement, values)
        cursor.execute(
            f"UPDATE members_member SET gone_on = %(today)s, landline = '', {wiped} "  # noqa: S608
            "WHERE person_id = ANY (%(pks)s)",
            values | {"today": clock.today()},
        )
