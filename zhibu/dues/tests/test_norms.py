"""Dues, at every number and every day where a verdict turns."""

from typing import Any

import pytest

from zhibu.kernel.norms import judge
from zhibu.kernel.norms.tests.cases import (
    Case,
    bad,
    broken,
    due_soon,
    kept,
    not_applicable,
    table,
    undecided,
    warned,
)


def items(**amounts: str) -> list[dict[str, str]]:
    return [{"kind": kind, "amount": amount} for kind, amount in amounts.items()]


COUNTED = [
    "basic_pay",
    "post_pay",
    "grade_pay",
    "scale_pay",
    "technical_grade_pay",
    "basic_performance",
    "allowance_regular",
    "bonus_regular",
]
DEDUCTED = ["income_tax", "social_insurance", "housing_fund", "annuity"]
LEFT_OUT = [
    "housing_subsidy",
    "transport_subsidy",
    "telephone_subsidy",
    "meal_subsidy",
    "overtime_pay",
    "heating_subsidy",
    "cooling_subsidy",
    "property_subsidy",
    "reward_performance",
    "bonus_irregular",
    "allowance_limited",
]

BASE = [
    *(
        kept(f"DUES-01 计入 {k}", "1000.10", category="monthly_wage", items=items(**{k: "1000.1"}))
        for k in COUNTED
    ),
    *(
        kept(
            f"DUES-12 扣除 {k}",
            "999.99",
            category="annual_wage",
            items=items(basic_pay="1000", **{k: "0.01"}),
        )
        for k in DEDUCTED
    ),
    *(
        kept(
            f"DUES-12 不计 {k}",
            "1000.00",
            category="monthly_wage",
            items=items(basic_pay="1000", **{k: "500"}),
        )
        for k in LEFT_OUT
    ),
    kept(
        "DUES-01 扣到负数按零", "0.00", category="monthly_wage", items=items(basic_pay="1", income_tax="1.01")
    ),
    kept("DUES-01 没有项目", "0.00", category="monthly_wage", items=[]),
    kept(
        "DUES-01 同一项两笔相加",
        "3.03",
        category="monthly_wage",
        items=[*items(basic_pay="1.01"), *items(basic_pay="2.02")],
    ),
    undecided(
        "DUES-01 不认识的项目",
        "1000.00",
        category="monthly_wage",
        items=items(basic_pay="1000", crypto_bonus="9"),
    ),
    undecided("DUES-01 项目代码只认小写", "0.00", category="monthly_wage", items=items(Basic_Pay="1000")),
    undecided(
        "DUES-05 在职没有养老金",
        "1000.00",
        category="annual_wage",
        items=items(basic_pay="1000", basic_pension="500"),
    ),
    kept(
        "DUES-05 退休只算基本养老金",
        "4000.00",
        category="retired",
        items=items(basic_pension="4000", allowance_regular="900", heating_subsidy="50", income_tax="100"),
    ),
    undecided(
        "DUES-05 退休遇不认识的项目",
        "4000.00",
        category="retired",
        items=items(basic_pension="4000", gift="1"),
    ),
    kept("DUES-04 上季度纯收入除以三", "3333.33", category="self_employed", quarter_net="10000"),
    kept("DUES-04 四舍五入到分", "0.67", category="self_employed", quarter_net="2.00"),
    kept("DUES-04 零收入", "0.00", category="self_employed", quarter_net="0"),
    kept(
        "DUES-04 用不到的项目也可以给",
        "1.00",
        category="self_employed",
        quarter_net="3",
        items=items(zzz="1"),
    ),
    *(
        not_applicable(f"DUES-06 {c} 不算基数", category=c)
        for c in ("farmer", "student", "unemployed", "relief")
    ),
    bad("DUES-01 工资要列项目", "items", category="monthly_wage"),
    bad("DUES-01 工资的项目为空", "items", category="annual_wage", items=None),
    bad("DUES-05 退休要列项目", "items", category="retired"),
    bad("DUES-04 要给纯收入", "quarter_net", category="self_employed"),
    bad("DUES-04 空白等于没有给", "quarter_net", category="self_employed", quarter_net="  "),
    bad("DUES-01 没有类别", "category", items=[]),
    bad("DUES-01 类别不认识", "category", category="Monthly_wage", items=[]),
    bad(
        "DUES-01 金额是数字",
        "items[0].amount",
        category="monthly_wage",
        items=[{"kind": "basic_pay", "amount": 1}],
    ),
    bad(
        "DUES-01 项目没有名称", "items[0].kind", category="monthly_wage", items=[{"kind": "", "amount": "1"}]
    ),
    bad("DUES-01 项目不是对象", "items[1]", category="monthly_wage", items=[*items(basic_pay="1"), "x"]),
    bad("DUES-01 项目不是列表", "items", category="monthly_wage", items={"basic_pay": "1"}),
    # as the rule of 2008 alone read
    kept(
        "DUES-01 2016年加班补贴不计",
        "1000.00",
        at="2016-12-31",
        category="monthly_wage",
        items=items(basic_pay="1000", overtime_pay="500"),
    ),
    kept(
        "DUES-05 2016年养老金",
        "4000.00",
        at="2016-12-31",
        category="retired",
        items=items(basic_pension="4000"),
    ),
    kept(
        "DUES-01 2016年奖励性绩效计入",
        "1500.00",
        at="2016-12-31",
        category="monthly_wage",
        items=items(basic_pay="1000", reward_performance="500"),
    ),
    kept(
        "DUES-13 2017年奖励性绩效不计",
        "1000.00",
        at="2017-01-01",
        category="monthly_wage",
        items=items(basic_pay="1000", reward_performance="500"),
    ),
    undecided(
        "DUES-12 2016年交通补贴没有说清",
        "1000.00",
        at="2016-12-31",
        category="monthly_wage",
        items=items(basic_pay="1000", transport_subsidy="500"),
    ),
    bad("DUES-01 2008年4月以前没有版本", "on", at="2008-03-31", category="farmer"),
]

AMOUNT = [
    *(
        kept(f"{rule} {category} 基数 {base}", owed, category=category, base=base)
        for rule, category in (
            ("DUES-02", "monthly_wage"),
            ("DUES-03", "annual_wage"),
            ("DUES-04", "self_employed"),
        )
        for base, owed in (
            ("0", "0.00"),
            ("2999.99", "15.00"),
            ("3000", "15.00"),
            ("3000.00", "15.00"),
            ("3000.01", "30.00"),
            ("4800", "48.00"),
            ("4999.99", "50.00"),
            ("5000", "50.00"),
            ("5000.01", "75.00"),
            ("9999.99", "150.00"),
            ("10000", "150.00"),
            ("10000.01", "200.00"),
            ("123456.78", "2469.14"),
        )
    ),
    *(
        kept(f"DUES-05 退休基数 {base}", owed, category="retired", base=base)
        for base, owed in (("4999.99", "25.00"), ("5000", "25.00"), ("5000.01", "50.00"), ("12000", "120.00"))
    ),
    kept("DUES-24 恰为半分进位", "0.01", category="monthly_wage", base="1.00"),
    kept("DUES-24 不到半分舍去", "0.00", category="monthly_wage", base="0.99"),
    kept("DUES-24 1001 元恰为半分", "5.01", category="monthly_wage", base="1001"),
    kept("DUES-24 1003 元恰为半分", "5.02", category="monthly_wage", base="1003"),
    *(kept(f"DUES-06 {c} 每月两角", "0.20", category=c) for c in ("student", "unemployed", "relief")),
    broken("DUES-06 农民低于下限", "0.19", category="farmer", local_amount="0.19"),
    kept("DUES-06 农民下限", "0.20", category="farmer", local_amount="0.2"),
    kept("DUES-06 农民上限", "1.00", category="farmer", local_amount="1"),
    broken("DUES-06 农民高于上限", "1.01", category="farmer", local_amount="1.01"),
    bad("DUES-06 农民要给省里的数额", "local_amount", category="farmer"),
    bad("DUES-02 要给基数", "base", category="monthly_wage"),
    bad("DUES-03 要给基数", "base", category="annual_wage"),
    bad("DUES-04 要给基数", "base", category="self_employed", local_amount="1"),
    bad("DUES-05 要给基数", "base", category="retired", base=None),
    bad("DUES-02 负数", "base", category="monthly_wage", base="-1"),
    kept("DUES-02 施行首日", "15.00", at="2008-04-01", category="monthly_wage", base="3000"),
    bad("DUES-02 施行前一日", "on", at="2008-03-31", category="monthly_wage", base="3000"),
]

CAP = [
    kept("DUES-11 不到上限", "999.99", amount="999.99", voluntary=False),
    kept("DUES-11 恰为上限", "1000.00", amount="1000", voluntary=False),
    warned("DUES-11 超过上限", "1000.00", amount="1000.01", voluntary=False),
    kept("DUES-11 自愿多交", "1000.01", amount="1000.01", voluntary=True),
    kept("DUES-11 2017年以前没有上限", "2000.00", at="2016-12-31", amount="2000", voluntary=False),
    bad("DUES-11 自愿与否不是文字", "voluntary", amount="1", voluntary="false"),
    bad("DUES-11 没有说自愿与否", "voluntary", amount="1"),
]

FIRST_MONTH = [
    kept("DUES-08 月初通过", "2026-05", voted_on="2026-05-01"),
    kept("DUES-08 月末通过", "2026-05", voted_on="2026-05-31"),
    bad("DUES-08 没有这一天", "voted_on", voted_on="2026-02-29"),
]

BASE_CHANGE = [
    kept("DUES-10 元旦核定", changed_on="2026-01-01"),
    warned("DUES-10 次日变动没有理由", changed_on="2026-01-02"),
    warned("DUES-10 上一日变动没有理由", changed_on="2025-12-31"),
    warned("DUES-10 空白不是理由", changed_on="2026-07-01", reason=" \u3000 "),
    kept("DUES-10 变动有理由", changed_on="2026-07-01", reason="岗位变动"),
    kept("DUES-10 2017年以前当月起变动", at="2016-12-31", changed_on="2016-07-01"),
]

SPAN = {"from_": "2026-01-01", "until": "2026-12-31"}
WAIVER = [
    kept("DUES-07 有决定有批准", decision="纪要3号", approver="next_higher_party_committee", **SPAN),
    broken("DUES-07 没有决定", approver="next_higher_party_committee", **SPAN),
    broken("DUES-07 决定空白", decision=" ", approver="next_higher_party_committee", **SPAN),
    broken("DUES-07 支部不能批准", decision="纪要3号", approver="branch", **SPAN),
    broken("DUES-07 没有批准", decision="纪要3号", **SPAN),
    kept(
        "DUES-07 只一天",
        decision="纪要3号",
        approver="next_higher_party_committee",
        from_="2026-01-01",
        until="2026-01-01",
    ),
    bad("DUES-07 止早于起", "until", decision="x", from_="2026-01-02", until="2026-01-01"),
    bad("DUES-07 批准的层级不认识", "approver", decision="x", approver="county", **SPAN),
    bad("DUES-07 没有止日", "until", decision="x", from_="2026-01-02"),
]


def months(n: int, action: str | None) -> dict[str, object]:
    return {"months": n, "action": action}


HALF_YEAR = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"]
ARREARS = [
    kept("DUES-16 没有欠", months(0, None), unpaid=[], as_of="2026-07-01"),
    due_soon("DUES-16 欠一个月", months(1, "remind"), unpaid=["2026-06"], as_of="2026-07-01"),
    due_soon("DUES-16 连续五个月", months(5, "remind"), unpaid=HALF_YEAR[1:], as_of="2026-07-31"),
    undecided("DUES-16 连续六个月", months(6, "case"), unpaid=HALF_YEAR, as_of="2026-07-01"),
    due_soon("DUES-16 本月不算", months(5, "remind"), unpaid=HALF_YEAR, as_of="2026-06-30"),
    due_soon("DUES-16 以后的月份不算", months(1, "remind"), unpaid=HALF_YEAR, as_of="2026-02-01"),
    due_soon(
        "DUES-16 批准免交的月份断开",
        months(3, "remind"),
        unpaid=HALF_YEAR,
        waived=["2026-03"],
        as_of="2026-07-01",
    ),
    due_soon(
        "DUES-16 中间隔一个月", months(3, "remind"), unpaid=["2026-01", *HALF_YEAR[2:5]], as_of="2026-07-01"
    ),
    undecided(
        "DUES-16 最长的一段在早先",
        months(7, "case"),
        unpaid=["2025-06", "2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-05"],
        as_of="2026-07-01",
    ),
    undecided(
        "DUES-16 跨年连续",
        months(6, "case"),
        unpaid=["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"],
        as_of="2026-07-01",
    ),
    due_soon("DUES-16 重复的月份只算一次", months(1, "remind"), unpaid=["2026-06"] * 6, as_of="2026-07-01"),
    undecided("DUES-16 次序颠倒也一样", months(6, "case"), unpaid=HALF_YEAR[::-1], as_of="2026-07-01"),
    kept("DUES-16 全部免交", months(0, None), unpaid=HALF_YEAR, waived=HALF_YEAR, as_of="2026-07-01"),
    undecided("DUES-16 waived 为空", months(6, "case"), unpaid=HALF_YEAR, waived=None, as_of="2026-07-01"),
    bad("DUES-16 月份写成日期", "unpaid[0]", unpaid=["2026-06-01"], as_of="2026-07-01"),
    bad("DUES-16 没有十三月", "unpaid[0]", unpaid=["2026-13"], as_of="2026-07-01"),
    bad("DUES-16 没有判断日", "as_of", unpaid=[]),
]

BACK_PAYMENT = [
    kept("DUES-15 当月交", month="2026-05", paid_on="2026-05-31"),
    kept("DUES-15 隔六个月", month="2026-05", paid_on="2026-11-30"),
    warned("DUES-15 隔七个月", month="2026-05", paid_on="2026-12-01"),
    kept("DUES-15 跨年六个月", month="2025-12", paid_on="2026-06-30"),
    warned("DUES-15 跨年七个月", month="2025-12", paid_on="2026-07-01"),
    kept("DUES-15 提前交", month="2026-05", paid_on="2026-04-01"),
]

PAYER = [
    *(kept(f"DUES-17 {who} 可以交", payer=who) for who in ("self", "relative", "member")),
    *(broken(f"DUES-17 {who} 不得垫交扣缴", payer=who) for who in ("employer", "organisation")),
    bad("DUES-17 不认识", "payer", payer="Employer"),
]

ONE_OFF = [
    kept("DUES-14 不足一千", "local", amount="999.99"),
    kept("DUES-14 恰一千", "central", amount="1000"),
    kept("DUES-14 一千以上", "central", amount="1000.01"),
]


def handed_up(amount: str, due_on: str) -> dict[str, str]:
    return {"amount": amount, "due_on": due_on}


REMITTANCE = [
    kept("DUES-18 百分之五", handed_up("61.73", "2026-04-30"), paid_total="1234.56", rate="0.05", year=2025),
    kept("DUES-18 恰为半分进位", handed_up("0.03", "2026-04-30"), paid_total="0.50", rate="0.05", year=2025),
    kept("DUES-18 比例为零", handed_up("0.00", "2026-04-30"), paid_total="100", rate="0", year=2025),
    kept("DUES-18 比例为一", handed_up("100.00", "2026-04-30"), paid_total="100", rate="1.0", year=2025),
    kept(
        "DUES-18 另定期限",
        handed_up("20.00", "2026-03-31"),
        paid_total="100",
        rate="0.2",
        year=2025,
        due_on="2026-03-31",
    ),
    kept(
        "DUES-18 很大的数也不失一分",
        handed_up("333333333333333333.00", "2026-04-30"),
        paid_total="999999999999999999.99",
        rate="0.333333333333333333",
        year=2025,
    ),
    bad("DUES-18 比例大于一", "rate", paid_total="100", rate="1.01", year=2025),
    bad("DUES-18 比例是数字", "rate", paid_total="100", rate=0.05, year=2025),
    bad("DUES-18 比例为负", "rate", paid_total="100", rate="-0.05", year=2025),
    bad("DUES-18 年份是文字", "year", paid_total="100", rate="0.05", year="2025"),
]

EXPENSE = [
    *(
        kept(f"DUES-19 {c}", category=c, resolution=True)
        for c in (
            "training",
            "publications",
            "activity",
            "insignia",
            "honours",
            "hardship",
            "disaster",
            "facility",
            "bank_fee",
        )
    ),
    broken("DUES-19 不在范围", category="banquet", resolution=True),
    broken("DUES-20 没有决议", category="training", resolution=False),
    broken("DUES-19 2017年以前没有列活动", at="2016-12-31", category="activity", resolution=True),
    bad("DUES-19 类别空白", "category", category=" ", resolution=True),
]

OLD_EXPENSE = [
    *(
        kept(f"DUES-19 2016年 {c}", at="2016-12-31", category=c, resolution=True)
        for c in ("training", "publications", "honours", "hardship", "disaster", "facility")
    ),
    *(
        broken(f"DUES-19 2016年没有列 {c}", at="2016-12-31", category=c, resolution=True)
        for c in ("insignia", "bank_fee")
    ),
]

SEPARATION = [
    kept("DUES-21 两个人", accountant="p1", cashier="p2"),
    broken("DUES-21 同一个人", accountant="p1", cashier="p1"),
    broken("DUES-21 多一个空格还是同一个人", accountant="p1", cashier="p1 "),
    bad("DUES-21 没有出纳", "cashier", accountant="p1", cashier=""),
    bad("DUES-21 编号写成数字", "cashier", accountant="p1", cashier=1),
]

DISCLOSURE = [
    kept("DUES-22 十一月末还没有公布", published=[], as_of="2026-11-30"),
    due_soon("DUES-22 十二月一日", published=[], as_of="2026-12-01"),
    due_soon("DUES-22 十二月三十日", published=[], as_of="2026-12-30"),
    broken("DUES-22 十二月三十一日", published=[], as_of="2026-12-31"),
    kept("DUES-22 当天公布", published=["2026-12-31"], as_of="2026-12-31"),
    kept("DUES-22 元旦公布", published=["2026-01-01"], as_of="2026-12-31"),
    broken("DUES-22 去年公布的不算", published=["2025-12-31"], as_of="2026-12-31"),
    due_soon("DUES-22 以后公布的还不算", published=["2026-12-20"], as_of="2026-12-19"),
    bad("DUES-22 空白的日期", "published[0]", published=[""], as_of="2026-12-31"),
]


@table(
    {
        "dues.base": BASE,
        "dues.amount": AMOUNT,
        "dues.cap": CAP,
        "dues.first_month": FIRST_MONTH,
        "dues.base_change": BASE_CHANGE,
        "dues.waiver": WAIVER,
        "dues.arrears": ARREARS,
        "dues.back_payment": BACK_PAYMENT,
        "dues.payer": PAYER,
        "dues.one_off": ONE_OFF,
        "dues.remittance": REMITTANCE,
        "dues.expense": EXPENSE + OLD_EXPENSE,
        "dues.separation": SEPARATION,
        "dues.disclosure": DISCLOSURE,
    }
)
def test_dues_are_judged_at_their_boundaries(key: str, case: Case) -> None:
    case.check(key)


WAGE = {"category": "monthly_wage"}


@pytest.mark.parametrize(
    ("key", "facts", "said"),
    [
        ("dues.amount", WAGE | {"base": "4800"}, "基数4800.00元，全额按1%计算，每月应交48.00元"),
        ("dues.amount", WAGE | {"base": "8000"}, "基数8000.00元，全额按1.5%计算，每月应交120.00元"),
        ("dues.amount", {"category": "student"}, "学生党员每月交0.20元"),
        ("dues.cap", {"amount": "1000", "voluntary": True}, "每月交1000.00元，不超过1000.00元"),
        ("dues.payer", {"payer": "self"}, "党费由本人交纳"),
        ("dues.payer", {"payer": "relative"}, "党费由亲属代交"),
        ("dues.payer", {"payer": "organisation"}, "党费不得由党组织垫交或扣缴"),
        ("dues.back_payment", {"month": "2026-05", "paid_on": "2026-05-31"}, "2026年5月的党费按时交纳"),
    ],
)
def test_a_verdict_can_be_read_aloud(key: str, facts: dict[str, Any], said: str) -> None:
    assert judge(key, "2026-11-21", facts).because == said
