"""撤回: a plain change may be taken back: for half a minute where one stands, for a day on a page of its own.

A service that changes something small offers to take it back; what it writes down of the state before comes
to the function registered for that kind, which asks for the duty again and refuses where somebody else has
changed it since. Records of the Party's life are not taken back like this: they are corrected, with a reason.
The clock is that of the database.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.http import Http404

from zhibu.kernel import audit
from zhibu.kernel.scope import Refused, Scope

SECONDS = 30  # the button where it was done
KEPT_DAYS = 1  # on the page of what one has done
MOST = 50

Back = Callable[..., None]

_kinds: dict[str, tuple[Back, Any]] = {}
_offered: ContextVar[UUID | None] = ContextVar("offered", default=None)


@dataclass(frozen=True, slots=True)
class Done:
    """Something one has done lately that may still be taken back. `title` is a lazy text."""

    pk: UUID
    title: Any
    at: datetime
    many: int  # of how many, where it was done to several at once; else 0


class TooLate(Exception):
    """A day has passed, or it has been taken back already."""


class Changed(Exception):
    """Something else has been done with it meanwhile: nothing is touched."""


def undoes(kind: str, title: Any) -> Callable[[Back], Back]:
    """Register a function (scope, **facts) as what takes `kind` back. It raises Changed where it must not.

    `title` says what was done, as a lazy text.
    """

    def register(function: Back) -> Back:
        if _kinds.setdefault(kind, (function, title))[0] is not function:
            raise ValueError(f"two ways back are called {kind}")
        return function

    return register


def offer(scope: Scope, kind: str, **facts: Any) -> None:
    """Let whoever acts take this back; the page he is led to shows the button. Nobody signed in: no offer."""
    from zhibu.kernel.models import Undo  # the door, which needs this module, is there before the rows

    _kinds[kind]
    if scope.actor:
        _offered.set(Undo.objects.create(actor=scope.actor, kind=kind, facts=facts).pk)


def offered() -> UUID | None:
    """What was offered since the door opened."""
    return _offered.get()


def forget() -> None:
    """Another request begins."""
    _offered.set(None)


def left(pk: UUID) -> int:
    """How many seconds the button of an offer still stands; 0 where it does not."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT ceil(extract(epoch FROM at + make_interval(secs => %s) - statement_timestamp()))
               FROM kernel_undo WHERE id = %s AND used_at IS NULL""",
            [SECONDS, pk],
        )
        row = cursor.fetchone()
    return max(int(row[0]), 0) if row else 0


def lately(scope: Scope) -> list[Done]:
    """What whoever acts has done within the day and may take back, the latest first."""
    from zhibu.kernel.models import Undo

    rows = Undo.objects.filter(actor=scope.actor, used_at=None, kind__in=_kinds)
    rows = rows.filter(at__gt=Now() - timedelta(days=KEPT_DAYS))
    return [
        Done(
            row.pk,
            _kinds[row.kind][1],
            row.at,
            max((_many(value) for value in row.facts.values()), default=0),
        )
        for row in rows.order_by("-at")[:MOST]
    ]


def _many(value: Any) -> int:
    return len(value) if isinstance(value, (dict, list)) and len(value) > 1 else 0


@transaction.atomic
def take_back(scope: Scope, pk: UUID) -> None:
    """Do it. Raises Http404 for what is not one's own, TooLate, Changed."""
    from zhibu.kernel.models import Undo

    found = Undo.objects.select_for_update().filter(pk=pk, actor=scope.actor).first()
    if found is None:
        raise Http404(str(pk))
    if not _stands(pk):
        raise TooLate
    try:
        with transaction.atomic():
            _kinds[found.kind][0](scope, **found.facts)
    except (ValidationError, IntegrityError) as problem:
        raise Changed from problem
    except ObjectDoesNotExist as unseen:  # it lies beyond the grant that is worn now
        raise Refused("undo.take_back", found.kind) from unseen
    Undo.objects.filter(pk=pk).update(used_at=Now())
    audit.record("undo.take_back", scope=scope, subject=f"undo:{pk}", of=found.kind)


def _stands(pk: UUID) -> bool:
    from zhibu.kernel.models import Undo

    since = Now() - timedelta(days=KEPT_DAYS)
    return Undo.objects.filter(pk=pk, used_at=None, at__gt=since).exists()


def prune(keep_days: int = KEPT_DAYS) -> int:
    """Forget offers that ended long ago."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_undo WHERE at < now() - make_interval(days => %s)", [keep_days])
        return int(cursor.rowcount)
