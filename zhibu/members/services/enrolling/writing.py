"""What was weighed enters the roster: new cards, and what changes on cards that are there, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from zhibu.kernel import events
from zhibu.kernel.scope import Scope
from zhibu.kernel.sweeping import seldom_swept
from zhibu.members.events import RosterEntered
from zhibu.members.services import rules
from zhibu.orgs.models import Org

from .cards import pieces
from .changing import change_cards
from .entering import Entering
from .entries import CHANGED, NEW, Enrolled, Entry, Progress, Weighed
from .pouring import Pen

AT_ONCE = 1000


class HeldMeanwhile(ValidationError):
    """Between weighing and writing somebody else entered one of the numbers: weigh again, then commit."""

    def __init__(self) -> None:
        told = _("核对之后，有人录入了其中的身份证号。这一批没有写入，请重新核对后再提交。")
        super().__init__({"id_number": [rules.is_held(), told]})


@seldom_swept()
def enrol(
    scope: Scope,
    weighed: Iterable[Weighed],
    *,
    batch: UUID,
    entries: Sequence[Entry] | None = None,
    on_progress: Progress | None = None,
) -> Enrolled:
    """Write the new and the changed rows as one batch; all others are left out. All or nothing.

    New cards enter 未审核. A changed key field of a card that was reviewed once waits for a second person.
    `entries`: all rows, where `weighed` goes on judging them while the first are written. The transaction is
    the caller's; on HeldMeanwhile nothing of the batch is left. `on_progress(done, total)` may raise to stop.
    """
    if entries is None:
        weighed = [each for each in weighed if each.enters]
        entries = [each.entry for each in weighed]
    total = len(entries)
    changed: list[Weighed] = []
    told = Counter[int]()
    waiting = done = 0
    try:
        with transaction.atomic():
            entering = Entering(scope, _held_still(scope, entries), entries, batch=batch)
            coming = _newcomers(weighed, changed)
            with Pen() as pen:
                while some := list(islice(coming, AT_ONCE)):
                    pen.write(entering.statements(some))
                    told.update(each.entry.branch for each in some if each.entry.branch is not None)
                    done = _step(on_progress, done + len(some), total)
            for part in pieces(changed, AT_ONCE):
                counted, waits = change_cards(scope, part, batch=batch)
                told.update(counted)
                waiting += waits
                done = _step(on_progress, done + len(part), total)
            for branch, count in told.items():
                events.publish(RosterEntered(branch=branch, batch=str(batch), count=count))
    except (IntegrityError, OperationalError) as problem:
        if _is_twice(problem):
            raise HeldMeanwhile from None
        raise
    return Enrolled(done - len(changed), len(changed), waiting)


def _newcomers(weighed: Iterable[Weighed], changed: list[Weighed]) -> Iterator[Weighed]:
    """Those who are new; the changed ones are put by."""
    for each in weighed:
        if each.kind == NEW:
            yield each
        elif each.kind == CHANGED:
            changed.append(each)


def _step(on_progress: Progress | None, done: int, total: int) -> int:
    if on_progress:
        on_progress(done, total)
    return done


def _held_still(scope: Scope, entries: Iterable[Entry]) -> dict[int, Org]:
    """The branches of these rows, locked in one order: what moves or is dissolved waits, or we do."""
    ids = {entry.branch for entry in entries if entry.branch is not None}
    found = Org.objects.within(scope).filter(pk__in=ids).order_by("pk")
    return {org.pk: org for org in found.select_for_update(no_key=True)}


def _is_twice(problem: Exception) -> bool:
    """The same number at the same moment: the later one is refused, or the two wait for each other."""
    state = getattr(problem.__cause__, "sqlstate", "")
    return state == "40P01" or (isinstance(problem, IntegrityError) and "id_number" in str(problem))
