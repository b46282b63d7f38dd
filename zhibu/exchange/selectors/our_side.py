"""Our side of a reconciliation: everybody under an organisation today, each field as it is compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from zhibu.exchange.spelling import spelled, written
from zhibu.kernel import crypto
from zhibu.kernel.scope import Scope
from zhibu.members.models import Member
from zhibu.members.selectors import whole_roster
from zhibu.orgs.models import Org

_SEALED = ("id_number", "mobile", "home_address")
_TODAY = ("education", "category", "occupation", "standing", "whereabouts")
_PLAIN = ("name", "sex", "ethnicity", "born_on", "joined_on", "converted_on", "landline")
_AWAY = ("whereabouts_since", "direction")


@dataclass(slots=True)
class Ours:
    """A member as our side says. `mark` finds the number; `held`: field → the value as it is kept."""

    member: UUID
    branch: int
    mark: bytes
    held: dict[str, str]

    def spells(self, field: str) -> str:
        return str(self.branch) if field == "branch" else spelled(field, self.held[field])


def our_side(scope: Scope, where: Org, *, only: Collection[UUID] | None = None) -> Iterator[Ours]:
    """Everybody who belongs there today. Sealed fields are opened to be compared, here and nowhere shown."""
    rows = whole_roster(scope, where)
    if only is not None:
        rows = rows.filter(pk__in=only)
    names = (
        "person_id",
        "branch_id",
        "branch__name",
        "id_number_index",
        *_PLAIN,
        *(f"{name}_today" for name in _TODAY),
        *_AWAY,
        *(f"{name}_sealed" for name in _SEALED),
    )
    keys = (*_PLAIN, *_TODAY, *_AWAY)
    places = [(name, getattr(Member, name).place(Member)) for name in _SEALED]
    for member, branch, branch_name, mark, *found in rows.values_list(*names).iterator(chunk_size=2000):
        values: dict[str, Any] = dict(zip(keys, found, strict=False))
        for (name, place), blob in zip(places, found[len(keys) :], strict=True):
            opened = crypto.unseal(bytes(blob), place=place, row=str(member)).decode() if blob else ""
            values[name] = opened
        held = {name: written(name, values[name]) for name in (*keys, *_SEALED)}
        if held["whereabouts"] == "none":  # then no day and no place either
            held["whereabouts_since"] = held["direction"] = ""
        held["branch"] = branch_name
        yield Ours(member, branch, bytes(mark or b""), held)
