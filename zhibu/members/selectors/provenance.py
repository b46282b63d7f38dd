"""Of each field of a card: whence it comes, who wrote it when, who checked it last, how it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from zhibu.kernel.fields import DataClass
from zhibu.members.models import Change, Member

from .card import data_class


@dataclass(frozen=True, slots=True)
class Origin:
    """`checked_at` is None where no second person has looked since it was written."""

    field: str
    kept: DataClass
    source: str = ""
    who: str = ""
    at: datetime | None = None
    checked_by: str = ""
    checked_at: datetime | None = None


def provenance(member: Member, changes: Sequence[Change], fields: Iterable[str]) -> dict[str, Origin]:
    """Derived from the history of the card (`changes`: the latest first), kept nowhere by itself."""
    entered = next((c for c in reversed(changes) if c.field == "card"), None)
    written = {c.field: c for c in reversed(changes) if _wrote(c)}
    return {field: _origin(member, field, written.get(field) or entered, changes) for field in fields}


def _wrote(change: Change) -> bool:
    """Whether the card says what the change says: not what waits, what was declined or only asked for."""
    if change.source == Change.Source.OWN_REQUEST:
        return False
    return change.state == Change.State.DONE or (change.state == Change.State.ENTERED and not change.wanted)


def _origin(member: Member, field: str, wrote: Change | None, changes: Sequence[Change]) -> Origin:
    kept = data_class(field)
    if wrote is None:  # a card older than its history
        return Origin(field, kept, checked_at=member.reviewed_at)
    checks = (
        c
        for c in changes
        if c.state == Change.State.DONE
        and c.source != Change.Source.OWN_REQUEST
        and c.decided_at is not None
        and (c.pk == wrote.pk or c.decided_at >= wrote.made_at)
    )
    last = max(checks, key=lambda c: c.decided_at or wrote.made_at, default=None)
    return Origin(
        field,
        kept,
        wrote.get_source_display(),
        wrote.made_by_name,
        wrote.made_at,
        last.decided_by_name if last else "",
        last.decided_at if last else None,
    )
