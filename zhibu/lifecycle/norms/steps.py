"""In which order the twenty-five steps may be taken."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhibu.kernel.norms import Level, Norm, Verdict, facts, judges

_step = facts.record(step=facts.whole(1, 25), on=facts.day, entered_late=facts.optional(facts.flag, False))


@judges("admission.order", steps=facts.listing(_step))
def order(norm: Norm, *, steps: list[dict[str, Any]]) -> Verdict:
    """A step may be taken on the day of one it needs, not before. What was 补录 proves no order."""
    earliest: dict[int, date] = {}  # a step such as the half-yearly review may come several times
    latest: dict[int, date] = {}
    for each in steps:
        if not each["entered_late"]:
            step, on = each["step"], each["on"]
            earliest[step] = min(on, earliest.get(step, on))
            latest[step] = max(on, latest.get(step, on))
    needs_up_to = norm.values["needs_up_to"]
    offending = [
        [step, needed]
        for step, taken in sorted(earliest.items())
        for needed in range(1, needs_up_to.get(str(step), step - 1) + 1)
        if needed in latest and taken < latest[needed]
    ]
    if not offending:
        return Verdict(Level.KEPT, "各步骤的先后次序没有颠倒", [])
    said = "；".join(f"第{step}步早于第{needed}步" for step, needed in offending)
    return Verdict(Level.BROKEN, f"步骤次序颠倒：{said}", offending)
