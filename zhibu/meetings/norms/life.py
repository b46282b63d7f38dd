"""How often a branch lives its organisational life, and what is due once a year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zhibu.kernel.norms import Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.calendar import MONTHS_IN, period_of
from zhibu.kernel.norms.figures import chinese_day

KINDS = {
    "assembly": "支部党员大会",
    "branch_committee": "支委会",
    "group": "党小组会",
    "lesson": "党课",
    "theme_day": "主题党日",
}
PERIODS = {"month": "本月", "quarter": "本季度", "half": "本半年", "year": "今年"}
ANNUAL = {"life_meeting": "组织生活会", "appraisal": "民主评议党员"}


@judges(
    "life.frequency",
    kind=facts.choice(*KINDS),
    held=facts.listing(facts.day),
    as_of=facts.day,
    has_branch_committee=facts.optional(facts.flag, True),
    has_groups=facts.optional(facts.flag, True),
    period=facts.optional(facts.choice(*PERIODS)),
    today=facts.optional(facts.day),
)
def frequency(
    norm: Norm,
    *,
    kind: str,
    held: list[date],
    as_of: date,
    has_branch_committee: bool,
    has_groups: bool,
    period: str | None,
    today: date | None,
) -> Verdict:
    """`today` is the day it is read: a period that is over by then is called by its name."""
    if kind == "branch_committee" and not has_branch_committee:
        return Verdict(Level.NOT_APPLICABLE, "支部不设委员会，不开支委会")
    if kind == "group" and not has_groups:
        return Verdict(Level.NOT_APPLICABLE, "支部不分党小组，不开党小组会")
    values, what = norm.values, KINDS[kind]
    length = period if kind == "lesson" and period else values["periods"][kind]
    first, last = period_of(as_of, length)
    over = today is not None and today > last
    when = _named(first, length) if over else PERIODS[length]
    until = when if over else f"{when}到今天为止，"
    times = sum(first <= day <= as_of for day in held)
    if times:
        return Verdict(Level.KEPT, f"{when}{what}已开展{times}次")
    left = (last - as_of).days
    if left == 0 and kind in values["firm"]:
        return Verdict(Level.BROKEN, f"{until}没有开展{what}")
    if left == 0:
        return Verdict(Level.WARNED, f"{until}没有开展{what}，一般应当开展一次")
    if left <= values["remind_days_in_month" if length == "month" else "remind_days"]:
        return Verdict(Level.DUE_SOON, f"{when}还没有开展{what}，离{chinese_day(last)}还有{left}天")
    return Verdict(Level.KEPT, f"{when}还没有开展{what}，{chinese_day(last)}以前开展即可")


CHAIRS = {
    "secretary": "支部书记",
    "deputy_secretary": "副书记",
    "committee_member": "支部委员",
    "group_leader": "党小组组长",
}


@judges(
    "life.chair",
    kind=facts.choice("assembly", "branch_committee", "group"),
    offices=facts.listing(facts.choice(*CHAIRS)),
    formal=facts.flag,
)
def chair(norm: Norm, *, kind: str, offices: list[str], formal: bool) -> Verdict:
    """`offices`: those the chair holds there on the day; `formal`: whether a formal member of it."""
    may = norm.values[kind]
    rule = f"{KINDS[kind]}由{CHAIRS[may[0]]}主持"
    if may[1:]:
        rule += f"，也可以委托{'或者'.join(CHAIRS[office] for office in may[1:])}主持"
    if not formal:
        return Verdict(Level.WARNED, f"{rule}；主持人不是这里的正式党员")
    if not set(offices) & set(may):
        return Verdict(Level.WARNED, f"{rule}；主持人那一天没有担任这些职务")
    return Verdict(Level.KEPT, rule)


@judges(
    "life.annual",
    kind=facts.choice(*ANNUAL),
    for_year=facts.year,
    held=facts.listing(facts.record(on=facts.day, for_year=facts.year)),
    as_of=facts.day,
    window_until=facts.optional(facts.day),
)
def annual(
    norm: Norm,
    *,
    kind: str,
    for_year: int,
    held: list[dict[str, Any]],
    as_of: date,
    window_until: date | None,
) -> Verdict:
    values, what = norm.values, ANNUAL[kind]
    last = window_until or date(for_year + 1, values["window_month"], values["window_day"])
    done = [each["on"] for each in held if each["for_year"] == for_year and each["on"] <= as_of]
    if done:
        return Verdict(Level.KEPT, f"{for_year}年度{what}已于{chinese_day(min(done))}开展")
    if as_of < date(for_year, values["remind_month"], 1):
        return Verdict(
            Level.KEPT, f"{for_year}年度{what}还没有开展，一般在{values['remind_month']}月以后安排"
        )
    if as_of <= last:
        return Verdict(Level.DUE_SOON, f"{for_year}年度{what}还没有开展，请在{chinese_day(last)}以前安排")
    level = Level.BROKEN if kind in values["firm"] else Level.WARNED
    return Verdict(level, f"{for_year}年度{what}到{chinese_day(last)}仍未开展，每年应当开展一次")


@judges("life.talks", pairs_due=facts.count, pairs_done=facts.count)
def talks(norm: Norm, *, pairs_due: int, pairs_done: int) -> Verdict:
    if pairs_done < pairs_due:
        return Verdict(
            Level.DUE_SOON,
            f"今年应谈心谈话{pairs_due}对，已谈{pairs_done}对，还有{pairs_due - pairs_done}对",
        )
    return Verdict(Level.KEPT, f"今年应谈心谈话{pairs_due}对，已谈{pairs_done}对")


@judges("life.help", over_since=facts.day, as_of=facts.day)
def needs_help(norm: Norm, *, over_since: date, as_of: date) -> Verdict:
    """`over_since`: the last day on which it could still be held, or the day it was noticed if later."""
    told_above = over_since + timedelta(days=norm.values["days"] + 1)
    if as_of < told_above:
        return Verdict(Level.KEPT, f"支部在{chinese_day(told_above)}以前可以补录或者说明，上级还看不到")
    return Verdict(Level.DUE_SOON, f"支部已看到{(as_of - over_since).days}天，还没有补录，也没有说明")


def _named(first: date, length: str) -> str:
    """The name of a period that is over: 2026年第3季度, 2026年10月."""
    within = {
        "month": f"{first.month}月",
        "quarter": f"第{first.month // MONTHS_IN[length] + 1}季度",
        "half": "上半年" if first.month == 1 else "下半年",
        "year": "",
    }
    return f"{first.year}年{within[length]}"
