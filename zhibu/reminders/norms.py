"""When something that is due is worth a word: when it is noticed, shortly before its end, once it is over."""

from __future__ import annotations

from datetime import date, timedelta

from zhibu.kernel.norms import Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.figures import chinese_day


@judges("reminder.timing", last=facts.day, said=facts.listing(facts.day), as_of=facts.day)
def timing(norm: Norm, *, last: date, said: list[date], as_of: date) -> Verdict:
    """`said`: the days on which it was told before. due_soon: it is told today."""
    near = last - timedelta(days=norm.values["again_days"])
    over = last + timedelta(days=1)
    since = over if as_of >= over else near if as_of >= near else date.min
    if any(since <= day <= as_of for day in said):
        return Verdict(Level.KEPT, "已经提醒过，不再重复")
    return Verdict(Level.DUE_SOON, f"{chinese_day(last)}到期，今天提醒一次")
