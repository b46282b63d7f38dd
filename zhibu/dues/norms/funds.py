"""How the money is handled: what goes up, what it may be spent on, who keeps it, when it is made known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from zhibu.kernel.norms import Level, Norm, Verdict, facts, judges
from zhibu.kernel.norms.figures import chinese_day, money, plain


@judges("dues.one_off", amount=facts.money)
def one_off(norm: Norm, *, amount: Decimal) -> Verdict:
    least = norm.values["central_from"]
    if amount >= least:
        return Verdict(
            Level.KEPT, f"一次性多交{money(amount)}元，达到{money(least)}元，全部上缴中央", "central"
        )
    return Verdict(Level.KEPT, f"一次性多交{money(amount)}元，不足{money(least)}元，留本级使用", "local")


@judges(
    "dues.remittance",
    paid_total=facts.money,
    rate=facts.rate,
    year=facts.year,
    due_on=facts.optional(facts.day),
)
def remittance(norm: Norm, *, paid_total: Decimal, rate: Decimal, year: int, due_on: date | None) -> Verdict:
    due = due_on or date(year + 1, norm.values["due_month"], norm.values["due_day"])
    owed = money(paid_total * rate)
    return Verdict(
        Level.KEPT,
        f"{year}年实收党费{money(paid_total)}元，按{plain(rate * 100)}%上缴{owed}元，"
        f"{chinese_day(due)}以前缴清",
        {"amount": owed, "due_on": due.isoformat()},
    )


@judges("dues.expense", category=facts.code, resolution=facts.flag)
def expense(norm: Norm, *, category: str, resolution: bool) -> Verdict:
    found = []
    if category not in norm.values["categories"]:
        found.append((Level.BROKEN, f"“{category}”不在党费可以开支的项目里"))
    if not resolution:
        found.append((Level.BROKEN, "使用党费要集体讨论决定，没有看到会议决定"))
    return Verdict.worst(found, otherwise="属于党费开支的项目，并经集体讨论决定")


@judges("dues.separation", accountant=facts.text, cashier=facts.text)
def separation(norm: Norm, *, accountant: str, cashier: str) -> Verdict:
    if accountant == cashier:
        return Verdict(Level.BROKEN, "党费的会计和出纳不能是同一个人")
    return Verdict(Level.KEPT, "党费的会计和出纳分设")


@judges("dues.disclosure", published=facts.listing(facts.day), as_of=facts.day)
def disclosure(norm: Norm, *, published: list[date], as_of: date) -> Verdict:
    this_year = [day for day in published if day.year == as_of.year and day <= as_of]
    if this_year:
        return Verdict(Level.KEPT, f"{as_of.year}年已公布党费收缴情况（{chinese_day(max(this_year))}）")
    if as_of == date(as_of.year, 12, 31):
        return Verdict(Level.BROKEN, f"{as_of.year}年没有公布党费收缴情况，每年至少要公布一次")
    if as_of.month >= norm.values["remind_month"]:
        left = (date(as_of.year, 12, 31) - as_of).days
        return Verdict(Level.DUE_SOON, f"{as_of.year}年还没有公布党费收缴情况，离年底还有{left}天")
    return Verdict(Level.KEPT, f"{as_of.year}年的党费收缴情况还没有公布，年底前公布即可")
