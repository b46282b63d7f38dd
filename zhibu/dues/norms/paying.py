"""How dues are paid: waivers, arrears, late payment, and by whom."""

from __future__ import annotations

from datetime import date

from zhibu.kernel.norms import BadInput, Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.calendar import add_months, months_between
from zhibu.kernel.norms.figures import chinese_day, chinese_month

PAYERS = {
    "self": "本人",
    "relative": "亲属",
    "member": "其他党员",
    "employer": "工作单位",
    "organisation": "党组织",
}


@judges(
    "dues.waiver",
    decision=facts.optional(facts.text),
    approver=facts.optional(facts.choice("branch", "next_higher_party_committee")),
    from_=facts.day,
    until=facts.day,
)
def waiver(norm: Norm, *, decision: str | None, approver: str | None, from_: date, until: date) -> Verdict:
    if until < from_:
        raise BadInput("until", "不能早于 from")
    lacking = []
    if decision is None:
        lacking.append("没有支部研究的决定")
    if approver not in norm.values["approvers"]:
        lacking.append("没有经上一级党委批准")
    span = f"{chinese_day(from_)}至{chinese_day(until)}"
    return Verdict.worst(
        [(Level.BROKEN, f"{span}少交或免交党费，{reason}") for reason in lacking],
        otherwise=f"{span}少交或免交党费，经支部研究并报上一级党委批准",
    )


@judges(
    "dues.arrears",
    unpaid=facts.listing(facts.month),
    waived=facts.optional(facts.listing(facts.month), ()),
    as_of=facts.day,
)
def arrears(norm: Norm, *, unpaid: list[date], waived: list[date], as_of: date) -> Verdict:
    this_month = as_of.replace(day=1)
    owing = sorted(month for month in {*unpaid} - {*waived} if month < this_month)
    run = longest = 0
    for place, month in enumerate(owing):
        follows = place > 0 and add_months(owing[place - 1], 1) == month
        run = run + 1 if follows else 1
        longest = max(longest, run)
    if longest >= norm.values["case_months"]:
        return Verdict(
            Level.UNDECIDED,
            f"已连续{longest}个月未交党费，请支部查明有无正当理由，再按程序研究",
            {"months": longest, "action": "case"},
        )
    if longest >= norm.values["remind_months"]:
        return Verdict(
            Level.DUE_SOON,
            f"连续{longest}个月未交党费，请支部提醒本人交纳",
            {"months": longest, "action": "remind"},
        )
    return Verdict(Level.KEPT, "没有拖欠党费", {"months": longest, "action": None})


@judges("dues.back_payment", month=facts.month, paid_on=facts.day)
def back_payment(norm: Norm, *, month: date, paid_on: date) -> Verdict:
    late, most = months_between(month, paid_on), norm.values["months"]
    if late > most:
        return Verdict(
            Level.WARNED,
            f"{chinese_day(paid_on)}补交{chinese_month(month)}的党费，已隔{late}个月，补交一般不超过{most}个月",
        )
    if late > 0:
        return Verdict(Level.KEPT, f"{chinese_month(month)}的党费隔{late}个月补交，在{most}个月以内")
    return Verdict(Level.KEPT, f"{chinese_month(month)}的党费按时交纳")


@judges("dues.payer", payer=facts.choice(*PAYERS))
def payer(norm: Norm, *, payer: str) -> Verdict:
    if payer not in norm.values["allowed"]:
        return Verdict(Level.BROKEN, f"党费不得由{PAYERS[payer]}垫交或扣缴")
    if payer == "self":
        return Verdict(Level.KEPT, "党费由本人交纳")
    return Verdict(Level.KEPT, f"党费由{PAYERS[payer]}代交")
