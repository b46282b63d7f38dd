"""撤回: a plain change may be taken back for half a minute, by the database's clock.

A service that changes something small offers to take it back; what it writes down of the state before comes
to the function registered for that kind, which asks for the duty again and refuses where somebody else has
changed it since. Records of the Party's life are not taken back like this: they are corrected, with a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.http import Http404

from zhibu.kernel import audit
from zhibu.kernel.scope import Scope

SECONDS = 30
KEPT_DAYS = 1

Back = Callable[..., None]

_kinds: dict[str, Back] = {}
_offered: ContextVar[UUID | None] = ContextVar("offered", default=None)


class TooLate(Exception):
    """Half a minute is over, or it has been taken back already."""


class Changed(Exception):
    """Something else has been done with it meanwhile: nothing is touched."""


def undoes(kind: str) -> Callable[[Back], Back]:
    """Register a function (scope, **facts) as what takes `kind` back. It raises Changed where it must not."""

    def register(function: Back) -> Back:
        if _kinds.setdefault(kind, function) is not function:
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
    """How many seconds an offer of whoever looks still stands; 0 where it does not."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT ceil(extract(epoch FROM at + make_interval(secs => %s) - statement_timestamp()))
               FROM kernel_undo WHERE id = %s AND used_at IS NULL""",
            [SECONDS, pk],
        )
        row = cursor.fetchone()
    return max(int(row[0]), 0) if row else 0


@transaction.atomic
def take_back(scope: Scope, pk: UUID) -> None:
    """Do it. Raises Http404 for what is not one's own, TooLate, Changed."""
    from zhibu.kernel.models import Undo

    found = Undo.objects.select_for_update().filter(pk=pk, actor=scope.actor).first()
    if found is None:
        raise Http404(str(pk))
    if not left(pk):
        raise TooLate
    try:
        with transaction.atomic():
            _kinds[found.kind](scope, **found.facts)
    except (ValidationError, IntegrityError) as problem:
        raise Changed from problem
    Undo.objects.filter(pk=pk).update(used_at=Now())
    audit.record("undo.take_back", scope=scope, subject=f"undo:{pk}", of=found.kind)


def prune(keep_days: int = KEPT_DAYS) -> int:
    """Forget offers that ended long ago."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_undo WHERE at < now() - make_interval(days => %s)", [keep_days])
        return int(cursor.rowcount)
