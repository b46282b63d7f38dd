"""What a batch changes on cards that are there: at once, or waiting for a second person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock
from zhibu.kernel.crypto import blind
from zhibu.kernel.fields import normal
from zhibu.kernel.names import by_sound, stroke_key, tidy
from zhibu.kernel.scope import Scope
from zhibu.members.models import Change, Member
from zhibu.members.services.rules import Rules

from .cards import Card, Cards
from .comparing import DATED, PLAIN, SEALED, compared
from .entries import Difference, Weighed
from .pouring import columnwise, pour, put, reserve

TYPES = dict.fromkeys(("born_on", "joined_on", "converted_on"), "date")
REOPENED = {
    "first_reviewed_at": "COALESCE(t.first_reviewed_at, t.reviewed_at)",
    "reviewed_at": "NULL",
    "reviewed_by": "NULL",
}
CHANGE = {
    "id": "bigint",
    "member_id": "uuid",
    "field": "text",
    "before": "text",
    "after": "text",
    "wanted_sealed": "bytea",
    "wanted_mask": "text",
    "was_sealed": "bytea",
    "was_mask": "text",
}


class ChangedMeanwhile(ValidationError):
    """Between weighing and writing somebody corrected one of the cards: weigh again, then commit."""

    def __init__(self) -> None:
        super().__init__(_("核对之后，有的信息卡又改动过。这一批没有写入，请重新核对后再提交。"))


def change_cards(scope: Scope, some: Sequence[Weighed], *, batch: UUID) -> tuple[Counter[int], int]:
    """Change these cards. Returns how many of each branch, and how many changes wait."""
    cards = Cards.locked(scope, [each.member for each in some if each.member])
    rules, told = Rules(clock.today()), Counter[int]()
    pairs: list[tuple[Weighed, Card]] = []
    for each in some:
        card = cards.get(each.member) if each.member else None
        if card is None or _again(each, card, rules).differences != each.differences:
            raise ChangedMeanwhile
        pairs.append((each, card))
        told[card.branch_id] += 1
    _put_plain(pairs)
    _put_sealed(pairs)
    _put_dated(scope, pairs, rules.today)
    _put_groups(pairs, rules.today)
    put("members_member", "person_id", {}, [(card.pk,) for _each, card in pairs], **REOPENED)
    _supersede(scope, pairs)
    waiting = _remember(scope, pairs, batch)
    audit.record_many(
        "members.correct", [f"person:{card.pk}" for _each, card in pairs], scope=scope, batch=str(batch)
    )
    return told, waiting


def _again(each: Weighed, card: Card, rules: Rules) -> Weighed:
    said = each.entry.values.get("id_number")
    number = normal.id_number(said) if isinstance(said, str) else ""
    marks = blind.candidates(number, place=Member.id_number.place(Member)) if number else []
    return compared(each.entry, card, number, marks, rules, group=each.group)


def _at_once(pairs: Sequence[tuple[Weighed, Card]], name: str) -> Iterator[tuple[Card, Any]]:
    """The cards on which this field changes now, with the value the sheet gives."""
    for each, card in pairs:
        if any(d.field == name and not d.waits for d in each.differences):
            yield card, each.entry.values[name]


def _put_plain(pairs: Sequence[tuple[Weighed, Card]]) -> None:
    called = [(card.pk, tidy(value)) for card, value in _at_once(pairs, "name")]
    put("guard_person", "id", {"name": "text"}, called)
    keys = {"name": "text", "pinyin": "text", "initials": "text", "strokes": "text"}
    spelled = [(pk, name, *by_sound(name), stroke_key(name)) for pk, name in called]
    put("members_member", "person_id", keys, spelled)
    for name in PLAIN[1:]:
        rows = [(card.pk, value) for card, value in _at_once(pairs, name)]
        put("members_member", "person_id", {name: TYPES.get(name, "text")}, rows)


def _put_sealed(pairs: Sequence[tuple[Weighed, Card]]) -> None:
    for name in SEALED:
        text = getattr(Member, name)
        columns = {column: "text" if column == text.mask_column else "bytea" for column in text.columns}
        rows = []
        for card, value in _at_once(pairs, name):
            sealed, mark, mask = text.parts(Member, str(card.pk), value)
            rows.append((card.pk, sealed, mark, mask) if text.index else (card.pk, sealed, mask))
        put("members_member", "person_id", columns, rows)


def _put_dated(scope: Scope, pairs: Sequence[tuple[Weighed, Card]], today: date) -> None:
    """The row before ends on the day the new one begins, and stays."""
    ended, begun = [], []
    for each, card in pairs:
        fields = {d.field for d in each.differences}
        for kind in DATED:
            if kind not in fields and not (kind == "whereabouts" and "direction" in fields):
                continue
            code, since, basis = card.today.get(kind, ("none", date.min, ""))
            on = max(_day(each, kind, today), since)
            ended.append((card.pk, kind, on))
            said = each.entry.values
            basis = (said.get("direction") or basis) if kind == "whereabouts" else ""
            begun.append((card.pk, kind, said.get(kind) or code, on, basis))
    columns = {"member_id": "uuid", "kind": "text", "code": "text", "from_on": "date", "basis": "text"}
    _end(ended)
    pour("members_particular", columns, begun, made_by=("uuid", scope.actor or None))


def _put_groups(pairs: Sequence[tuple[Weighed, Card]], today: date) -> None:
    """From today the member belongs to another group; the row before ends and stays."""
    rows = [
        (card.pk, each.group.pk)
        for each, card in pairs
        if each.group is not None and any(d.field == "group" for d in each.differences)
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE members_grouping SET until = %s WHERE member_id = ANY (%s) AND until IS NULL",
                [today, [pk for pk, _group in rows]],
            )
        pour("members_grouping", {"member_id": "uuid", "group_id": "bigint"}, rows, from_on=("date", today))


def _end(rows: list[tuple[UUID, str, date]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE members_particular p SET until = r.day "
                "FROM unnest(%s::uuid[], %s::text[], %s::date[]) AS r (pk, kind, day) "
                "WHERE p.member_id = r.pk AND p.kind = r.kind AND p.until IS NULL",
                columnwise(rows),
            )


def _day(each: Weighed, kind: str, today: date) -> date:
    """From when the new particular holds, where the sheet says it; else from today."""
    said = each.entry.values
    if kind == "category" and said.get("category") == "formal" and said.get("converted_on"):
        return date.fromisoformat(str(said["converted_on"]))
    if kind == "whereabouts" and said.get("whereabouts_since"):
        return date.fromisoformat(str(said["whereabouts_since"]))
    return today


def _supersede(scope: Scope, pairs: Sequence[tuple[Weighed, Card]]) -> None:
    """Of one field one value waits: the latest."""
    rows = [(card.pk, d.field) for each, card in pairs for d in each.differences if d.field in card.waiting]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE members_change c SET state = %s, decided_by = %s, decided_by_name = %s, "
                "decided_at = now(), answer = %s, wanted_sealed = NULL, wanted_mask = '' "
                "FROM unnest(%s::uuid[], %s::text[]) AS r (pk, field) WHERE c.member_id = r.pk "
                "AND c.field = r.field AND c.state = 'entered' AND c.wanted_sealed IS NOT NULL",
                [
                    Change.State.DECLINED.value,
                    scope.actor or None,
                    scope.name if scope.actor else _("系统"),
                    _("后来又提出了新的内容"),
                    *columnwise(rows),
                ],
            )


def _remember(scope: Scope, pairs: Sequence[tuple[Weighed, Card]], batch: UUID) -> int:
    """One Change for each field, with what must be kept to apply it later, or to take it back."""
    all_of_them = [(each, card, d) for each, card in pairs for d in each.differences]
    numbers = reserve("members_change", len(all_of_them))
    rows = []
    for number, (each, card, difference) in zip(numbers, all_of_them, strict=True):
        wanted = _wanted(each, difference) if difference.waits else ""
        was = card.opened(difference.field) if difference.field in SEALED and not difference.waits else ""
        sealed, _none, mask = Change.wanted.parts(Change, str(number), wanted)
        was_sealed, _none, was_mask = Change.was.parts(Change, str(number), was)
        shown = (difference.field, difference.before, difference.after)
        rows.append((number, card.pk, *shown, sealed, mask, was_sealed, was_mask))
    by = scope.actor or None
    pour(
        "members_change",
        CHANGE,
        rows,
        state=("text", Change.State.ENTERED.value),
        source=("text", Change.Source.IMPORT.value),
        batch=("uuid", batch),
        made_by=("uuid", by),
        made_by_name=("text", scope.name if by else _("系统")),
        **dict.fromkeys(("why", "decided_by_name", "answer"), ("text", "")),
    )
    return sum(difference.waits for _each, _card, difference in all_of_them)


def _wanted(each: Weighed, difference: Difference) -> str:
    value = each.entry.values[difference.field]
    if difference.field == "name":
        return tidy(value)
    return normal.id_number(value) if difference.field == "id_number" else str(value)
