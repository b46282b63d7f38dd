"""草稿: what somebody has typed into a form stays until it is sent, on whichever device he goes on.

Kept are the fields as they are, not how they were typed; sealed, for whoever typed them alone.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope

MOST = 20  # forms of one person; the oldest goes
LONGEST = 200_000  # letters in one form
KEPT_DAYS = 30

Fields = dict[str, list[str]]


def find(scope: Scope, of: str) -> tuple[Fields, datetime] | None:
    """What is left of the form that is sent to this address, and since when."""
    from zhibu.kernel.models import Draft  # the door, which needs this module, is there before the rows

    found = Draft.objects.filter(pk=Draft.key(scope.actor, of)).first()
    fields = found.take() if found else {}
    return (fields, found.at) if found and fields else None


def keep(scope: Scope, of: str, fields: Fields) -> datetime:
    """Keep the fields of a form in place of those kept before. Returns when that was."""
    from zhibu.kernel.models import Draft

    row = Draft(pk=Draft.key(scope.actor, of), actor=scope.actor, of=of, at=clock.now())
    row.put(fields)
    Draft.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["id"], update_fields=["sealed", "at"]
    )
    kept = Draft.objects.filter(actor=scope.actor).exclude(sealed=b"")
    if old := list(kept.order_by("-at").values_list("pk", flat=True)[MOST:]):
        Draft.objects.filter(pk__in=old).update(sealed=b"")
    return row.at


def forget(scope: Scope, of: str) -> None:
    """It has been sent, or is not wanted any more."""
    from zhibu.kernel.models import Draft

    Draft.objects.filter(pk=Draft.key(scope.actor, of)).update(sealed=b"")


def prune(keep_days: int = KEPT_DAYS) -> int:
    """Forget what was left long ago, and what was sent."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kernel_draft WHERE sealed = '' OR at < now() - make_interval(days => %s)",
            [keep_days],
        )
        return int(cursor.rowcount)
