"""What a member owes: base, monthly amount, ceiling, first month, change of base."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zhibu.kernel.norms import Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.figures import chinese_day, chinese_month, money, month, plain

CATEGORIES = {
    "monthly_wage": "按月领取工资",
    "annual_wage": "年薪制",
    "self_employed": "不按月取得收入",
    "retired": "离退休",
    "farmer": "农民",
    "student": "学生",
    "unemployed": "下岗失业",
    "relief": "依靠抚恤、救济或低保",
}
_ON_WAGES = ("monthly_wage", "annual_wage")
_ON_A_BASE = (*_ON_WAGES, "self_employed", "retired")
_category = facts.choice(*CATEGORIES)
_item = facts.record(kind=facts.code, amount=facts.money)


@judges(
    "dues.base",
    category=_category,
    items=facts.optional(facts.listing(_item)),
    quarter_net=facts.optional(facts.money),
)
def base(
    norm: Norm, *, category: str, items: list[dict[str, Any]] | None, quarter_net: Decimal | None
) -> Verdict:
    who = CATEGORIES[category]
    if category not in _ON_A_BASE:
        return Verdict(Level.NOT_APPLICABLE, f"{who}党员交定额党费，不计算基数")
    if category == "self_employed":
        net: Decimal = facts.need(quarter_net, "quarter_net", f"{who}按上季度月均纯收入计算")
        monthly = net / norm.values["quarter_months"]
        return Verdict(
            Level.KEPT, f"上季度纯收入{money(net)}元，月均{money(monthly)}元，以此为基数", money(monthly)
        )
    listed: list[dict[str, Any]] = facts.need(items, "items", f"{who}党员要逐项列出收入")
    if category == "retired":
        return _pension_base(norm, listed)
    return _wage_base(norm, listed)


def _pension_base(norm: Norm, items: Sequence[dict[str, Any]]) -> Verdict:
    values = norm.values
    total = _sum(items, values["retired_counted"])
    known = {*values["retired_counted"], *values["counted"], *values["deducted"], *values["left_out"]}
    said = f"离退休党员只以基本离退休费、基本养老金为基数，共{money(total)}元"
    return _based(items, known, total, said)


def _wage_base(norm: Norm, items: Sequence[dict[str, Any]]) -> Verdict:
    values = norm.values
    counted, deducted = _sum(items, values["counted"]), _sum(items, values["deducted"])
    total = max(counted - deducted, Decimal(0))
    known = {*values["counted"], *values["deducted"], *values["left_out"]}
    said = f"计入{money(counted)}元，扣除{money(deducted)}元，基数{money(total)}元"
    return _based(items, known, total, said)


def _sum(items: Sequence[dict[str, Any]], kinds: Sequence[str]) -> Decimal:
    return sum((item["amount"] for item in items if item["kind"] in kinds), Decimal(0))


def _based(items: Sequence[dict[str, Any]], known: set[str], total: Decimal, said: str) -> Verdict:
    strange = dict.fromkeys(item["kind"] for item in items if item["kind"] not in known)
    if strange:
        return Verdict(
            Level.UNDECIDED, f"{said}；{'、'.join(strange)}是否计入，没有规定可依，请人工认定", money(total)
        )
    return Verdict(Level.KEPT, said, money(total))


@judges(
    "dues.amount",
    category=_category,
    base=facts.optional(facts.money),
    local_amount=facts.optional(facts.money),
)
def amount(norm: Norm, *, category: str, base: Decimal | None, local_amount: Decimal | None) -> Verdict:
    who = CATEGORIES[category]
    if category in _ON_A_BASE:
        total: Decimal = facts.need(base, "base", f"{who}党员按基数交党费")
        rate = _rate(norm.values["retired" if category == "retired" else "wages"], total)
        owed = money(total * rate)
        return Verdict(
            Level.KEPT, f"基数{money(total)}元，全额按{plain(rate * 100)}%计算，每月应交{owed}元", owed
        )
    if category == "farmer":
        local: Decimal = facts.need(local_amount, "local_amount", "农民党员的月交数额由省里规定")
        least, most = norm.values["farmer_least"], norm.values["farmer_most"]
        if not least <= local <= most:
            return Verdict(
                Level.BROKEN,
                f"农民党员每月应交{money(least)}元至{money(most)}元，规定成{money(local)}元不合要求",
                money(local),
            )
        return Verdict(Level.KEPT, f"农民党员按省里规定每月交{money(local)}元", money(local))
    fixed = money(norm.values["fixed"])
    return Verdict(Level.KEPT, f"{who}党员每月交{fixed}元", fixed)


def _rate(brackets: Sequence[dict[str, Any]], total: Decimal) -> Decimal:
    """The rate of the bracket the whole base falls into; a bracket includes its upper end."""
    for bracket in brackets:
        if "up_to" not in bracket or total <= bracket["up_to"]:
            return Decimal(bracket["rate"])
    raise ValueError("the last bracket of a tariff is open")


@judges("dues.cap", amount=facts.money, voluntary=facts.flag)
def cap(norm: Norm, *, amount: Decimal, voluntary: bool) -> Verdict:
    ceiling = norm.values.get("ceiling")
    if ceiling is None:
        return Verdict(Level.KEPT, f"当时没有月交上限，每月交{money(amount)}元", money(amount))
    if amount > ceiling and not voluntary:
        return Verdict(
            Level.WARNED,
            f"算得{money(amount)}元，每月党费一般不超过{money(ceiling)}元，本人自愿多交的除外",
            money(ceiling),
        )
    if amount > ceiling:
        return Verdict(Level.KEPT, f"本人自愿每月交{money(amount)}元", money(amount))
    return Verdict(Level.KEPT, f"每月交{money(amount)}元，不超过{money(ceiling)}元", money(amount))


@judges("dues.first_month", voted_on=facts.day)
def first_month(norm: Norm, *, voted_on: date) -> Verdict:
    said = f"支部大会{chinese_day(voted_on)}通过其为预备党员，从{chinese_month(voted_on)}起交党费"
    return Verdict(Level.KEPT, said, month(voted_on))


@judges("dues.base_change", changed_on=facts.day, reason=facts.optional(facts.text))
def base_change(norm: Norm, *, changed_on: date, reason: str | None) -> Verdict:
    fixed = norm.values.get("fixed_month"), norm.values.get("fixed_day")
    if fixed == (None, None):
        return Verdict(Level.KEPT, f"工资变动，自{chinese_month(changed_on)}起按新的基数交")
    if (changed_on.month, changed_on.day) == fixed:
        return Verdict(Level.KEPT, f"{changed_on.year}年年初核定基数，年内一般不再变动")
    if reason is None:
        return Verdict(Level.WARNED, f"基数年初核定后年内一般不变，{chinese_day(changed_on)}变动要写明理由")
    return Verdict(Level.KEPT, f"{chinese_day(changed_on)}变动基数，已写明理由")
