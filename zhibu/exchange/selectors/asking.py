"""What only a person can say about a sheet: strange columns, strange branches, what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zhibu.exchange.models import Batch
from zhibu.exchange.rows import NO_PERSON
from zhibu.exchange.weights import BETWEEN, strange_places
from zhibu.kernel.scope import Scope

from .batches import places, setting
from .sheet import every_row, heading_of, table_of

# What nobody enters without and a sheet may say in its title instead of in a column.
FILLED = ("ethnicity", "education", "category", "occupation")
MOST_STRANGE = 40
_WHO = frozenset({"name", "id_number", "code", "branch"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page about columns asks, and how it stands now."""

    names: Sequence[str]
    strange: Sequence[str]
    more: int  # strange names beyond those that are asked at once
    branches: Sequence[tuple[int, str]]
    lacking: Sequence[str]
    initial: dict[str, Any]

    @property
    def fields(self) -> dict[str, Any]:
        return {
            "names": self.names,
            "strange": self.strange,
            "branches": self.branches,
            "lacking": self.lacking,
        }


def asked(scope: Scope, batch: Batch) -> Asked:
    """Everything that can be said about how a batch is to be understood."""
    names = [name.replace(BETWEEN, "·") or f"（{at + 1}）" for at, name in enumerate(heading_of(batch).names)]
    strange = _strange(scope, batch)
    lacking = _lacking(batch)
    some = strange[:MOST_STRANGE]
    initial: dict[str, Any] = {"from_on": batch.from_on}
    initial |= {f"column_{at}": key or "" for at, key in enumerate(batch.columns)}
    initial |= {f"place_{at}": str(batch.places.get(name, "")) for at, name in enumerate(some)}
    initial |= {f"fill_{key}": batch.fills.get(key, "") for key in lacking}
    branches = [(pk, branch.short_name) for pk, branch in places(scope, batch.org).branches.items()]
    return Asked(names, some, len(strange) - len(some), branches, lacking, initial)


def must_ask(scope: Scope, batch: Batch) -> bool:
    """Whether somebody has to say something before the rows can be judged."""
    return bool(_lacking(batch) or _strange(scope, batch))


def branch_names(scope: Scope, batch: Batch) -> list[str]:
    """The branches that may stand in a cell, to be suggested."""
    return [branch.short_name for branch in places(scope, batch.org).branches.values()][:300]


def _lacking(batch: Batch) -> list[str]:
    return [key for key in FILLED if key not in batch.columns]


def _strange(scope: Scope, batch: Batch) -> list[str]:
    if "branch" not in batch.columns:
        return []
    few = [key if key in _WHO else None for key in batch.columns]
    rows = (row for row in every_row(batch) if row.kind != NO_PERSON)
    table, heading, _columns = table_of(batch, rows)
    return strange_places(table, heading, setting(scope, batch, columns=few))
