"""Reading where things lie."""

from __future__ import annotations

from zhibu.kernel.scope import Scope
from zhibu.orgs.models import Org

from .models import Keeping


def keepings(scope: Scope, where: Org) -> list[tuple[str, Keeping | None]]:
    """Each kind of thing in its order, and where it lies as it was said last; None where nobody said."""
    rows = Keeping.objects.within(scope).filter(org=where, replaced_at=None)
    said = {row.thing: row for row in rows}
    return [(str(thing.label), said.get(thing)) for thing in Keeping.Thing]
