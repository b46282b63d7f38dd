"""What was weighed enters the roster: new cards, and what changes on cards that are there, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
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
from .entries import CHANGED, NEW, Enrolled, Progress, Weighed
from .pouring import Pen

AT_ONCE = 1000


class HeldMeanwhile(ValidationError):
    """Between weighing and writing somebody else entered one of the numbers: weigh again, then commit."""

    def __init__(self) -> None:
        told = _("核对之后，有人录入了其中的身份证号。这一批没有写入，请重新核对后再提交。")
        super().__init__({"id_number": [rules.is_held(), told]})


@seldom_swept()
def enrol(
    scope: Scope, weighed: Iterable[Weighed], *, batch: UUID, on_progress: Progress | None = None
) -> Enrolled:
    """Write the new and the changed rows as one batch; all others are left out. All or nothing.

    New cards enter 未审核. A changed key field of a card that was reviewed once waits for a second person.
    The transaction is the caller's; on HeldMeanwhile nothing of the batch is left. `on_progress(done, total)`
    may raise to stop.
    """
    rows = [each for each in weighed if each.kind in (NEW, CHANGED)]
    new = [each for each in rows if each.kind == NEW]
    changed = [each for each in rows if each.kind == CHANGED]
    try:
        with transaction.atomic():
            branches = _held_still(scope, {each.entry.branch for each in new})
            told = Counter[int]()
            waiting = done = 0
            if new:
                entering = Entering(scope, branches, new, batch=batch)
                told.update(each.entry.branch for each in new if each.entry.branch is not None)
                with Pen() as pen:
                    for some in pieces(new, AT_ONCE):
                        pen.write(entering.statements(some))
                        done = _step(on_progress, done + len(some), len(rows))
            for some in pieces(changed, AT_ONCE):
                counted, waits = change_cards(scope, some, batch=batch)
                told.update(counted)
                waiting += waits
                done = _step(on_progress, done + len(some), len(rows))
            for branch, count in told.items():
                events.publish(RosterEntered(branch=branch, batch=str(batch), count=count))
    except (IntegrityError, OperationalError) as problem:
        if _is_twice(problem):
            raise HeldMeanwhile from None
        raise
    return Enrolled(len(new), len(changed), waiting)


def _step(on_progress: Progress | None, done: int, total: int) -> int:
    if on_progress:
        on_progress(done, total)
    return done


def _held_still(scope: Scope, wanted: set[int | None]) -> dict[int, Org]:
    """The branches that members enter, locked in one order: what moves or is dissolved waits, or we do."""
    ids = [pk for pk in wanted if pk is not None]
    found = Org.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    branches = {org.pk: org for org in found}
    for pk in ids:
        path = branches[pk].path if pk in branches else ""
        scope.require("members.join", path)
        if problem := next(rules.place(branches[pk]), None):
            raise ValidationError({problem.field: problem.reason})
    return branches


def _is_twice(problem: Exception) -> bool:
    """The same number at the same moment: the later one is refused, or the two wait for each other."""
    state = getattr(problem.__cause__, "sqlstate", "")
    return state == "40P01" or (isinstance(problem, IntegrityError) and "id_number" in str(problem))
