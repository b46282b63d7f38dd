"""The year of probation: counted from the vote of the branch assembly, whatever came later."""

from __future__ import annotations

from datetime import date

from zhibu.kernel.norms import Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.calendar import add_days, add_months, add_years
from zhibu.kernel.norms.figures import chinese_day

from .admission import not_before


@judges("probation.term", voted_on=facts.day)
def term(norm: Norm, *, voted_on: date) -> Verdict:
    standing_from = add_years(voted_on, norm.values["years"])
    ends_on = add_days(standing_from, -1)
    return Verdict(
        Level.KEPT,
        f"支部大会{chinese_day(voted_on)}通过，预备期到{chinese_day(ends_on)}，"
        f"党龄从{chinese_day(standing_from)}算起",
        {"ends_on": ends_on.isoformat(), "standing_from": standing_from.isoformat()},
    )


@judges(
    "probation.conversion",
    voted_on=facts.day,
    conversion_voted_on=facts.day,
    extended_months=facts.optional(facts.count, 0),
)
def conversion(norm: Norm, *, voted_on: date, conversion_voted_on: date, extended_months: int) -> Verdict:
    not_before(voted_on, conversion_voted_on, "conversion_voted_on", "voted_on")
    earliest = add_months(add_years(voted_on, norm.values["years"]), extended_months)
    term = f"预备期（含延长{extended_months}个月）" if extended_months else "预备期"
    if conversion_voted_on < earliest:
        return Verdict(
            Level.BROKEN,
            f"{term}未满，{chinese_day(earliest)}起才能讨论转正",
        )
    return Verdict(Level.KEPT, f"{term}已满，{chinese_day(conversion_voted_on)}讨论转正")


@judges("probation.extension", months=facts.count, previous=facts.count)
def extension(norm: Norm, *, months: int, previous: int) -> Verdict:
    least, most, times = (norm.values[name] for name in ("least_months", "most_months", "times"))
    found = []
    if previous >= times:
        found.append((Level.BROKEN, f"预备期只能延长{times}次，以前已延长{previous}次"))
    if not least <= months <= most:
        found.append((Level.BROKEN, f"延长预备期不少于{least}个月、不超过{most}个月，不能延长{months}个月"))
    return Verdict.worst(found, otherwise=f"第一次延长预备期，延长{months}个月")
