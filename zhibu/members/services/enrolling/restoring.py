"""What a batch changed on cards says again what it said before, where nothing has come between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from zhibu.kernel.fields import unseal
from zhibu.kernel.names import by_sound, stroke_key
from zhibu.kernel.scope import Scope
from zhibu.members.models import Change, Grouping, Member, Particular
from zhibu.members.selectors import field_label

from .cards import Card
from .changing import TYPES
from .comparing import DATED, PLAIN, SEALED
from .pouring import columnwise, put

AT_ONCE = 5000
NAMES = {"name": "text", "pinyin": "text", "initials": "text", "strokes": "text"}


def restore(
    scope: Scope, changes: Sequence[Change], cards: Mapping[UUID, Card]
) -> tuple[set[UUID], dict[UUID, list[str]]]:
    """Undo these changes of one batch. Returns on whom something was undone, and what stays and why."""
    stays: dict[UUID, list[str]] = defaultdict(list)
    undone: list[Change] = []
    followed = _followed(changes)
    for change in changes:
        why = _rests_on(change, cards[change.member_id], followed)
        if why:
            stays[change.member_id].append(
                _("%(field)s：%(why)s") % {"field": field_label(change.field), "why": why}
            )
        else:
            undone.append(change)
    applied = [change for change in undone if not change.wanted]
    _put_plain(applied)
    _put_sealed(applied)
    _put_dated(applied)
    _put_groups(applied)
    _forget(scope, undone)
    return {change.member_id for change in undone}, dict(stays)


def _kind(field: str) -> str:
    """A direction is said by the row of the whereabouts."""
    return "whereabouts" if field == "direction" else field


def _followed(changes: Sequence[Change]) -> set[tuple[UUID, str]]:
    """(member, field) of which a later change tells something else."""
    first = {(c.member_id, _kind(c.field)): c for c in changes}
    batch = changes[0].batch if changes else None
    later = (
        Change.objects.filter(member_id__in={c.member_id for c in changes})
        .exclude(batch=batch)
        .filter(state__in=[Change.State.ENTERED, Change.State.DONE])
        .values_list("member_id", "field", "pk")
    )
    return {
        (pk, _kind(field))
        for pk, field, number in later
        if (pk, _kind(field)) in first and number > first[pk, _kind(field)].pk
    }


def _rests_on(change: Change, card: Card, followed: set[tuple[UUID, str]]) -> str:
    if card.gone_on is not None:
        return _("这位同志已经不在册")
    if change.state == Change.State.DONE:
        return _("已经审核")
    regrouped = change.field == "group" and card.group[1] != change.after  # by hand, which leaves no change
    if regrouped or (change.member_id, _kind(change.field)) in followed:
        return _("后来又改过")
    return ""


def _put_plain(applied: Sequence[Change]) -> None:
    called = [(c.member_id, c.before) for c in applied if c.field == "name"]
    put("guard_person", "id", {"name": "text"}, called)
    spelled = [(pk, name, *by_sound(name), stroke_key(name)) for pk, name in called]
    put("members_member", "person_id", NAMES, spelled)
    for name in PLAIN[1:]:
        dated = name in TYPES
        rows = [
            (c.member_id, (date.fromisoformat(c.before) if c.before else None) if dated else c.before)
            for c in applied
            if c.field == name
        ]
        put("members_member", "person_id", {name: TYPES.get(name, "text")}, rows)


def _put_sealed(applied: Sequence[Change]) -> None:
    for name in SEALED:
        text = getattr(Member, name)
        columns = {column: "text" if column == text.mask_column else "bytea" for column in text.columns}
        rows = []
        for change in applied:
            if change.field == name:
                sealed, mark, mask = text.parts(Member, str(change.member_id), unseal(change, "was"))
                row = (
                    (change.member_id, sealed, mark, mask) if text.index else (change.member_id, sealed, mask)
                )
                rows.append(row)
        put("members_member", "person_id", columns, rows)


def _put_dated(applied: Sequence[Change]) -> None:
    """The row that the batch began ends on its first day; the row before it goes on."""
    wanted = {(c.member_id, _kind(c.field)) for c in applied if _kind(c.field) in DATED}
    if not wanted:
        return
    rows = defaultdict(list)
    people = {pk for pk, _kind_of in wanted}
    for row in Particular.objects.filter(member_id__in=people).order_by("from_on", "pk"):
        rows[row.member_id, row.kind].append(row)
    closed, opened = [], []
    for key in wanted:
        *before, now = rows[key]
        closed.append((now.pk, now.from_on))
        if before and before[-1].until == now.from_on:
            opened.append((before[-1].pk, None))
    with connection.cursor() as cursor:
        for some in (closed, opened):  # in this order: one row of a kind holds today
            if some:
                cursor.execute(
                    "UPDATE members_particular p SET until = r.day "
                    "FROM unnest(%s::bigint[], %s::date[]) AS r (pk, day) WHERE p.id = r.pk",
                    columnwise(some),
                )


def _put_groups(applied: Sequence[Change]) -> None:
    """The place that the batch gave ends on its first day; the one before it goes on."""
    people = {c.member_id for c in applied if c.field == "group"}
    rows = defaultdict(list)
    for row in Grouping.objects.filter(member_id__in=people).order_by("from_on", "pk"):
        rows[row.member_id].append(row)
    for *before, now in rows.values():
        Grouping.objects.filter(pk=now.pk).update(until=now.from_on)
        if before and before[-1].until == now.from_on:
            Grouping.objects.filter(pk=before[-1].pk).update(until=None)


def _forget(scope: Scope, undone: Sequence[Change]) -> None:
    """The line stays in the history of the card, as not taken; what it held sealed goes."""
    if undone:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE members_change SET state = %s, decided_by = %s, decided_by_name = %s, "
                "decided_at = now(), answer = %s, wanted_sealed = NULL, wanted_mask = '', "
                "was_sealed = NULL, was_mask = '' "
                "WHERE id = ANY (%s)",
                [
                    Change.State.DECLINED.value,
                    scope.actor or None,
                    scope.name if scope.actor else _("系统"),
                    _("整批录入撤回"),
                    [change.pk for change in undone],
                ],
            )
