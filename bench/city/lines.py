"""What was measured, line by line, and of each kind the worst."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Line:
    """One figure: in milliseconds, or as a ratio to its reference where its limit is one."""

    name: str
    value: float
    limit: float
    unit: str = "ms"
    rows: int = 0
    reference: float | None = None
    subject: float | None = None
    noisy: bool = False

    @property
    def ok(self) -> bool:
        return self.value <= self.limit


WORST = {
    "made_seconds": "city made",
    "dashboard_ratio": "dashboard",
    "root_by_branch_ratio": "root by branch",
    "communique_ms": "communique",
    "meetings_ms": "meetings of a year",
    "page_ms": "first page of 50, all",
    "page_initials_ms": "first page of 50, initials",
    "page_name_ms": "first page of 50, name",
    "page_category_ms": "first page of 50, probationary",
    "search_ms": "search",
    "move_ms": "move of a county",
}


def worst(lines: list[Line]) -> dict[str, Any]:
    """Of the lines of each kind the worst, with its limit; noisy if any of them was."""
    found: dict[str, Any] = {"limits": {}}
    for name, begins in WORST.items():
        kind = [line for line in lines if line.name.startswith(begins)]
        if not kind:
            continue
        found[name] = max(line.value for line in kind)
        found["limits"][name] = kind[0].limit
        found[f"{name.rpartition('_')[0]}_noisy"] = any(line.noisy for line in kind)
    return found


def said(line: Line) -> str:
    measured = f"{line.reference} / {line.subject} ms" if line.reference else ""
    state = ("ok" if line.ok else "over") + (", noisy" if line.noisy else "")
    return f"{line.name:44} {line.value:>9} {line.unit:2} (limit {line.limit:g})  {state:12} {measured}"
