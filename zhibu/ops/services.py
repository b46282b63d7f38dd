"""Mending what a person has to mend."""

from __future__ import annotations

from django.db import transaction

from zhibu.kernel import audit, events
from zhibu.kernel.scope import Refused, Scope


@transaction.atomic
def try_again(scope: Scope, delivery: int) -> None:
    """The cause is mended: let a parked fact be handed to its listener again. Raises Refused."""
    subject = events.unpark(delivery) if scope.may("ops.mend") else None
    if subject is None:
        raise Refused("ops.mend", f"delivery:{delivery}")
    audit.record("ops.try_again", scope=scope, subject=f"delivery:{delivery}", fact=subject)
