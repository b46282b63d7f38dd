"""In which order the twenty-five steps may be taken."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhibu.kernel.norms import Level, Norm, Verdict, facts, judges

_step = facts.record(step=facts.whole(1, 25), on=facts.day, entered_late=facts.optional(facts.flag, False))


@judges("admission.order", steps=facts.listing(_step))
def order(norm: Norm, *, steps: list[dict[str, Any]]) -> Verdict:
    """A step may be taken on the day of one it needs, not before. What was 补录 proves no order."""
    days: dict[int, list[date]] = {}
    for each in steps:
        if not each["entered_late"]:
            days.setdefault(each["step"], []).append(each["on"])
    needs_up_to = norm.values["needs_up_to"]
    offending = [
        [step, needed]
        for step in sorted(days)
        for needed in range(1, needs_up_to.get(str(step), step - 1) + 1)
        if needed in days and min(days[step]) < max(days[needed])
    ]
    if not offending:
        return Verdict(Level.KEPT, "各步骤的先后次序没有颠倒", [])
    said = "；".join(f"第{step}步早于第{needed}步" for step, needed in offending)
    return Verdict(Level.BROKEN, f"步骤次序颠倒：{said}", offending)
