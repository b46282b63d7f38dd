"""What an export shows is written: new differences, those that stand, those that it settles by agreeing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from zhibu.exchange.laying import FIELD, OURS, THEIRS, Found, Laid
from zhibu.exchange.models import Coverage, Discrepancy, Reconciliation
from zhibu.exchange.spelling import ORDER, digest, is_said, masked
from zhibu.kernel import clock
from zhibu.kernel.crypto import blind
from zhibu.kernel.fields import seal, unseal
from zhibu.kernel.ids import uuid7
from zhibu.kernel.names import tidy
from zhibu.kernel.scope import Scope
from zhibu.members.models import Member

from .weekly import remake_lists

AT_ONCE = 1000
Key = tuple[int, UUID | None, str, str]


def settle(scope: Scope, made: Reconciliation, laid: Laid) -> None:
    """Write what an export has shown and count it on its row; the caller saves it."""
    covered = sorted(laid.covered)
    standing = list(
        Discrepancy.objects.within(scope).open().filter(branch_id__in=covered).select_for_update(of=("self",))
    )
    by_key = {_key(each): each for each in standing if each.member_id}
    marks = {each.pk: _marks(each) for each in standing if not each.member_id}
    by_mark = {(each.branch_id, mark): each for each in standing for mark in marks.get(each.pk, ())}
    seen: set[UUID] = set()
    new: list[Found] = []
    for found in laid.found:
        old = _standing(found, by_key, by_mark)
        if old is None:
            new.append(found)
        else:
            seen.add(old.pk)
            _says_now(old, found)
    Discrepancy.objects.filter(pk__in=seen).update(last_seen=made.exported_on, seen_by=made)
    gone = [each.pk for each in standing if each.pk not in seen and _agrees(each, laid, marks)]
    Discrepancy.objects.filter(pk__in=gone).update(settled_on=made.exported_on, settled_by=made)
    rows = list(_rows(made, new))
    Discrepancy.objects.bulk_create(rows, batch_size=AT_ONCE)
    _cover(made, laid)
    made.problems = [[p.row, p.column, p.reason, p.remedy] for p in laid.problems]
    made.counts = _counted(laid, new=len(rows), settled=len(gone))
    remake_lists(scope, covered, on=clock.now().date())


def _key(each: Discrepancy) -> Key:
    return each.branch_id, each.member_id, each.kind, each.field


def _standing(
    found: Found, by_key: Mapping[Key, Discrepancy], by_mark: Mapping[tuple[int, bytes], Discrepancy]
) -> Discrepancy | None:
    if found.member is not None:
        return by_key.get((found.branch, found.member, found.kind, found.field))
    return next(
        (by_mark[found.branch, mark] for mark in found.marks if (found.branch, mark) in by_mark), None
    )


def _says_now(old: Discrepancy, found: Found) -> None:
    """The same difference; where the national system says something else by now, that is kept.

    A note that it stays was about what it said before, so it no longer holds.
    """
    if found.kind != FIELD or is_said(found.field, found.spelling, bytes(old.theirs_digest)):
        return
    _put_theirs(old, found)
    old.known_why, old.known_by, old.known_by_name, old.known_at = "", None, "", None
    old.save()


def _put_theirs(row: Discrepancy, found: Found) -> None:
    seal(row, "theirs", found.theirs)
    row.theirs_mask = masked(found.field, found.theirs)[:200]  # type: ignore[attr-defined]
    row.theirs_digest = digest(found.field, found.spelling)


def _marks(each: Discrepancy) -> list[bytes]:
    """By which the number of somebody whom we do not have is found: as on a card."""
    return blind.candidates(unseal(each, "number"), place=Member.id_number.place(Member))


def _agrees(each: Discrepancy, laid: Laid, marks: Mapping[UUID, list[bytes]]) -> bool:
    """Whether this export has settled it: what it did not compare stays as it is."""
    member = each.member_id
    if each.kind == THEIRS:
        if member is not None:
            return _gone_settled(each, laid)
        there = any(mark in laid.there for mark in marks[each.pk])
        return there or tidy(unseal(each, "name")) not in laid.unread
    if member in laid.held:
        return False
    if member not in laid.here:
        return True  # who belongs elsewhere by now is compared there
    if each.kind == OURS:
        return member in laid.compared
    return member not in laid.compared or each.field in laid.compared[member]


def _gone_settled(each: Discrepancy, laid: Laid) -> bool:
    return not any(found.member == each.member_id for found in laid.found if found.kind == THEIRS)


def _rows(made: Reconciliation, new: Iterable[Found]) -> Iterator[Discrepancy]:
    for found in new:
        row = Discrepancy(
            pk=uuid7(),
            branch_id=found.branch,
            kind=found.kind,
            member_id=found.member,
            field=found.field,
            place=ORDER.get(found.field, 0),
            found_by=made,
            seen_by=made,
            first_seen=made.exported_on,
            last_seen=made.exported_on,
        )
        if found.kind == FIELD:
            _put_theirs(row, found)
        elif found.number:
            seal(row, "number", found.number)
            seal(row, "name", found.name)
        yield row


def _cover(made: Reconciliation, laid: Laid) -> None:
    laid_at = made.laid_at or clock.now()
    Coverage.objects.bulk_create(
        [
            Coverage(reconciliation=made, branch_id=pk, exported_on=made.exported_on, laid_at=laid_at)
            for pk in sorted(laid.covered)
        ]
    )


def _counted(laid: Laid, *, new: int, settled: int) -> dict[str, int]:
    kinds = Counter(each.kind for each in laid.found)
    return {
        "rows": laid.rows,
        "ours": len(laid.here),
        "both": laid.both,
        "theirs_only": kinds[THEIRS],
        "ours_only": kinds[OURS],
        "fields": kinds[FIELD],
        "new": new,
        "settled": settled,
        "foreign": laid.foreign,
        "twice": laid.twice,
        "held": len(laid.held),
        "left_out": len(laid.left_out),
    }
