"""The list of differences: each with both sides in words, masked, or in clear after a purpose was given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from zhibu.exchange.models import Discrepancy, WeekList
from zhibu.exchange.spelling import ORDER, copied, field_name, is_said, masked
from zhibu.kernel.fields import masks, unseal
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.jinja import fullday
from zhibu.members.models import Change, Member, Membership
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from .our_side import Ours, our_side

KIND = Discrepancy.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A difference as it is read. `state`: "", agrees (as the other side by now), waits (second person)."""

    pk: UUID
    kind: str
    branch: Org
    member: UUID | None
    name: str
    number: str
    field: str
    label: str
    theirs: str
    ours: str
    state: str = ""
    known: str = ""
    first_seen: date | None = None
    reachable: bool = True  # whether the card can be opened from here


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody to be entered in the national system: every item in its order."""

    branch: Org
    name: str
    values: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Listed:
    lines: list[Shown] = field(default_factory=list)
    newcomers: list[Newcomer] = field(default_factory=list)
    total: int = 0


def discrepancies(scope: Scope, where: Org) -> QuerySet[Discrepancy]:
    """What is open under an organisation: by branch, by name, in the order of the national system."""
    rows = Discrepancy.objects.within(scope).open().under(where).select_related("branch")
    return rows.order_by("branch__path", "member__pinyin", "member_id", "place", "pk")


def discrepancy(scope: Scope, pk: UUID | str) -> Discrepancy:
    """An open one. Raises Http404."""
    rows = Discrepancy.objects.within(scope).open().select_related("branch")
    return get_object_or_404(rows, pk=pk)


def listed(
    scope: Scope, where: Org, *, known: bool = False, start: int = 0, limit: int, clear: bool = False
) -> Listed:
    """A page of the list. `known`: those that stay for now; `clear` only after duty, purpose and trace."""
    rows = discrepancies(scope, where)
    rows = rows.exclude(known_at=None) if known else rows.filter(known_at=None)
    found = list(rows[start : start + limit])
    lines, newcomers = shown(scope, where, found, clear=clear)
    return Listed(lines, newcomers, rows.count())


def people_of(scope: Scope, where: Org, *, known: bool = False) -> tuple[list[UUID], list[UUID]]:
    """Whose sealed fields stand on the list: members; and differences about persons without a card here."""
    rows = discrepancies(scope, where)
    rows = rows.exclude(known_at=None) if known else rows.filter(known_at=None)
    pairs = list(rows.values_list("pk", "member_id"))
    return sorted({m for _pk, m in pairs if m}), [pk for pk, m in pairs if m is None]


def shown(
    scope: Scope, where: Org, rows: Sequence[Discrepancy], *, clear: bool = False
) -> tuple[list[Shown], list[Newcomer]]:
    """These differences in words, and the people among them whom the national system does not have."""
    pks = {row.member_id for row in rows if row.member_id}
    cards = {each.member: each for each in our_side(scope, where, only=pks)} if pks else {}
    gone = _gone(scope, pks - cards.keys())
    waiting = _waiting(pks)
    lines = [_shown(row, cards, gone, waiting, clear) for row in rows]
    newcomers = [
        _newcomer(row.branch, cards[row.member_id], clear)
        for row in rows
        if row.kind == KIND.OURS and row.member_id in cards
    ]
    return lines, newcomers


def _gone(scope: Scope, pks: Iterable[UUID]) -> dict[UUID, tuple[str, str, str]]:
    """Who belongs no more: name, number by its mask, and how and when they left."""
    pks = list(pks)
    if not pks:
        return {}
    people = Member.objects.within(scope).in_bulk(pks)
    left = {
        row.member_id: row
        for row in Membership.objects.filter(member_id__in=list(people)).exclude(until=None).order_by("until")
    }
    return {pk: (card.name, card.id_number.mask, _how_left(left.get(pk))) for pk, card in people.items()}


def _how_left(row: Membership | None) -> str:
    if row is None or row.until is None:
        return _("已不在本单位")
    return _("%(day)s已登记%(what)s") % {"day": fullday(row.until), "what": row.get_left_display()}


def _waiting(pks: Iterable[UUID]) -> set[tuple[UUID, str]]:
    rows = Change.objects.filter(member_id__in=list(pks), state=Change.State.ENTERED)
    return set(rows.exclude(wanted_sealed=None).values_list("member_id", "field"))


def _shown(
    row: Discrepancy,
    cards: dict[UUID, Ours],
    gone: dict[UUID, tuple[str, str, str]],
    waiting: set[tuple[UUID, str]],
    clear: bool,
) -> Shown:
    card = cards.get(row.member_id) if row.member_id else None
    name, number = _who(row, card, gone, clear)
    theirs, ours, state = _both(row, card, gone, clear)
    if row.member_id and (row.member_id, row.field) in waiting:
        state = "waits"
    return Shown(
        pk=row.pk,
        kind=row.kind,
        branch=row.branch,
        member=row.member_id,
        name=name,
        number=number,
        field=row.field,
        label=field_name(row.field),
        theirs=theirs,
        ours=ours,
        state=state,
        known=row.known_why,
        first_seen=row.first_seen,
        reachable=card is not None or row.member_id in gone,
    )


def _who(
    row: Discrepancy, card: Ours | None, gone: dict[UUID, tuple[str, str, str]], clear: bool
) -> tuple[str, str]:
    if card is not None:
        number = card.held["id_number"]
        return card.held["name"], number if clear else masks.id_number(number)
    if row.member_id:
        name, number, _left = gone.get(row.member_id, (_("已转出"), "", ""))
        return name, number
    return unseal(row, "name") or _("（没有姓名）"), unseal(row, "number") if clear else row.number.mask


def _both(
    row: Discrepancy, card: Ours | None, gone: dict[UUID, tuple[str, str, str]], clear: bool
) -> tuple[str, str, str]:
    """(theirs, ours, state) in words."""
    if row.kind == KIND.THEIRS:
        left = gone.get(row.member_id, ("", "", ""))[2] if row.member_id else ""
        return _("有这个人"), left or _("没有这个人"), "agrees" if card is not None else ""
    if row.kind == KIND.OURS:
        ours = _("有这个人") if card is not None else gone.get(row.member_id, ("", "", _("已转出")))[2]  # type: ignore[arg-type]
        return _("没有这个人"), ours, "" if card is not None else "agrees"
    theirs = unseal(row, "theirs")
    theirs = copied(row.field, theirs if clear else masked(row.field, theirs)) or _("空")
    if card is None:
        return theirs, _("已转出"), "agrees"
    ours = card.held[row.field]
    agrees = is_said(row.field, card.spells(row.field), bytes(row.theirs_digest))
    said = copied(row.field, ours if clear else masked(row.field, ours)) or _("空")
    return theirs, said, "agrees" if agrees else ""


def _newcomer(branch: Org, card: Ours, clear: bool) -> Newcomer:
    values = tuple(
        (field_name(name), copied(name, card.held[name] if clear else masked(name, card.held[name])))
        for name in ORDER
    )
    return Newcomer(branch=branch, name=card.held["name"], values=values)


def open_counts(scope: Scope, where: Org) -> tuple[int, int]:
    """How many are to be changed under an organisation, and how many stay for now."""
    rows = discrepancies(scope, where).order_by()
    counted = rows.aggregate(all=Count("pk"), known=Count("known_at"))
    return counted["all"] - counted["known"], counted["known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many are open in one branch; in the order of the tree, never of the number."""

    branch: Org
    open: int
    known: int
    exported_on: date | None
    done: bool


def tallies(scope: Scope, where: Org) -> list[Tally]:
    """Every branch that was covered by an export, or has something open."""
    from .reconciliations import latest_of_branches

    rows = Discrepancy.objects.within(scope).open().under(where).order_by()
    opened = dict(rows.filter(known_at=None).values_list("branch_id").annotate(n=Count("pk")))
    known = dict(rows.exclude(known_at=None).values_list("branch_id").annotate(n=Count("pk")))
    covered = latest_of_branches(scope, where)
    done = set(
        WeekList.objects.within(scope)
        .filter(branch__path__startswith=where.path)
        .exclude(done_at=None)
        .values_list("branch_id", flat=True)
    )
    wanted = {*opened, *known, *covered}
    return [
        Tally(
            branch=org,
            open=opened.get(org.pk, 0),
            known=known.get(org.pk, 0),
            exported_on=covered.get(org.pk),
            done=org.pk in done,
        )
        for org in orgs.under(scope, where)
        if org.pk in wanted
    ]
