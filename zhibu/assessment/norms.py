"""How a set of indexes is judged: its weights make a whole."""

from __future__ import annotations

from decimal import Decimal

from zhibu.kernel.norms import Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.figures import plain


@judges("assessment.index", weights=facts.listing(facts.decimal))
def index(norm: Norm, *, weights: list[Decimal]) -> Verdict:
    total, whole = sum(weights, Decimal(0)), norm.values["total"]
    if total != whole:
        return Verdict(Level.BROKEN, f"各项权重合计{plain(total)}，应为{whole}", plain(total))
    return Verdict(Level.KEPT, f"各项权重合计{plain(total)}", plain(total))
