"""A member's way in, across and out, at every number and every day where a verdict turns."""

from typing import Any

import pytest

from zhibu.kernel.norms import judge
from zhibu.kernel.norms.tests.cases import Case, bad, broken, due_soon, kept, on_day, table, undecided, warned

AGE = [
    broken("步骤1 差一天十八岁", born_on="2008-03-02", applied_on="2026-03-01"),
    kept("步骤1 当天十八岁", born_on="2008-03-01", applied_on="2026-03-01"),
    broken("步骤1 闰日出生平年二月二十八日", born_on="2008-02-29", applied_on="2026-02-28"),
    kept("步骤1 闰日出生平年三月一日", born_on="2008-02-29", applied_on="2026-03-01"),
    bad("步骤1 申请早于出生", "applied_on", born_on="2026-03-02", applied_on="2026-03-01"),
]

TALK = [
    kept("步骤2 满一个月当天谈", applied_on="2026-03-15", talked_on="2026-04-15", as_of="2026-05-01"),
    broken("步骤2 过一天才谈", applied_on="2026-03-15", talked_on="2026-04-16", as_of="2026-05-01"),
    kept("步骤2 月末夹到二月末", applied_on="2026-01-31", talked_on="2026-02-28", as_of="2026-05-01"),
    broken("步骤2 三月一日已过", applied_on="2026-01-31", talked_on="2026-03-01", as_of="2026-05-01"),
    kept("步骤2 闰年夹到二十九日", applied_on="2028-01-31", talked_on="2028-02-29", as_of="2028-05-01"),
    kept("步骤2 还有八天", applied_on="2026-03-15", as_of="2026-04-07"),
    due_soon("步骤2 还有七天", applied_on="2026-03-15", as_of="2026-04-08"),
    due_soon("步骤2 当天", applied_on="2026-03-15", as_of="2026-04-15"),
    broken("步骤2 过了", applied_on="2026-03-15", as_of="2026-04-16"),
    kept("步骤2 判断日早于申请", applied_on="2026-03-15", as_of="2026-03-01"),
    kept(
        "步骤2 谈话日晚于判断日照样采信", applied_on="2026-03-15", talked_on="2026-04-10", as_of="2026-04-01"
    ),
    due_soon("步骤2 谈话日空白等于没谈", applied_on="2026-03-15", talked_on="", as_of="2026-04-15"),
    bad(
        "步骤2 谈话早于申请", "talked_on", applied_on="2026-03-15", talked_on="2026-03-14", as_of="2026-04-15"
    ),
    bad("步骤2 没有判断日", "as_of", applied_on="2026-03-15"),
]

FORMAL, PROBATIONARY = {"formal": True}, {"formal": False}
MENTORS = [
    broken("步骤5 没有", mentors=[]),
    kept("步骤5 一名", mentors=[FORMAL]),
    kept("步骤5 两名", mentors=[FORMAL, FORMAL]),
    broken("步骤5 三名", mentors=[FORMAL] * 3),
    broken("步骤5 预备党员", mentors=[FORMAL, PROBATIONARY]),
    bad("步骤5 没说是否正式", "mentors[0].formal", mentors=[{}]),
    bad("步骤5 不是真假", "mentors[0].formal", mentors=[{"formal": 1}]),
]

REVIEW = [
    kept("步骤6 还有十五天", activist_on="2026-03-01", reviews=[], as_of="2026-08-17"),
    due_soon("步骤6 还有十四天", activist_on="2026-03-01", reviews=[], as_of="2026-08-18"),
    due_soon("步骤6 满六个月当天", activist_on="2026-03-01", reviews=[], as_of="2026-09-01"),
    broken("步骤6 过一天", activist_on="2026-03-01", reviews=[], as_of="2026-09-02"),
    due_soon(
        "步骤6 从最近一次考察算",
        activist_on="2025-01-01",
        reviews=["2025-06-30", "2025-12-31"],
        as_of="2026-06-30",
    ),
    broken("步骤6 八月末夹到二月末后一天", activist_on="2025-08-31", reviews=[], as_of="2026-03-01"),
    due_soon("步骤6 八月末夹到二月末", activist_on="2025-08-31", reviews=[], as_of="2026-02-28"),
    broken("步骤6 以后的考察还不算", activist_on="2026-03-01", reviews=["2026-09-03"], as_of="2026-09-02"),
    kept(
        "步骤6 次序颠倒取最近",
        activist_on="2025-01-01",
        reviews=["2025-12-31", "2025-06-30"],
        as_of="2026-01-31",
    ),
    kept("步骤6 当天考察", activist_on="2026-03-01", reviews=["2026-09-02"], as_of="2026-09-02"),
    bad(
        "步骤6 考察早于确定", "reviews", activist_on="2026-03-01", reviews=["2026-02-28"], as_of="2026-09-02"
    ),
]

OBSERVATION = [
    broken("步骤7 差一天一年", activist_on="2025-06-01", candidate_on="2026-05-31"),
    kept("步骤7 满一年", activist_on="2025-06-01", candidate_on="2026-06-01"),
    broken("步骤7 闰日起平年二月二十八日", activist_on="2024-02-29", candidate_on="2025-02-28"),
    kept("步骤7 闰日起平年三月一日", activist_on="2024-02-29", candidate_on="2025-03-01"),
    bad("步骤7 早于确定积极分子", "candidate_on", activist_on="2025-06-01", candidate_on="2025-05-31"),
]

SPONSORS = [
    broken("步骤9 一名", sponsors=[FORMAL]),
    kept("步骤9 两名", sponsors=[FORMAL, FORMAL]),
    broken("步骤9 三名", sponsors=[FORMAL] * 3),
    broken("步骤9 预备党员", sponsors=[FORMAL, PROBATIONARY]),
    broken("步骤9 受处分未恢复权利", sponsors=[FORMAL, {"formal": True, "restricted": True}]),
    kept("步骤9 权利不受限", sponsors=[FORMAL, {"formal": True, "restricted": False}]),
    kept("步骤9 权利一项为 null", sponsors=[FORMAL, {"formal": True, "restricted": None}]),
]

TRAINING = [
    broken("步骤11 都不够", days=2, hours=23),
    kept("步骤11 三天", days=3, hours=0),
    kept("步骤11 二十四学时", days=0, hours=24),
    broken("步骤11 差一点", days="2.99", hours="23.99"),
    kept("步骤11 小数写成文字", days="3.0", hours="0"),
    kept("步骤11 小数", days=2.5, hours=24.5),
    bad("步骤11 负数", "days", days=-1, hours=24),
    bad("步骤11 真假不是数", "hours", days=3, hours=True),
    bad("步骤11 不写指数", "hours", days=3, hours="1e3"),
    bad("步骤11 没有学时", "hours", days=3),
    bad("步骤11 不是数", "hours", days=3, hours=float("nan")),
    bad("步骤11 无穷大", "hours", days=3, hours=float("inf")),
]

LEAVING = [
    kept("步骤13 不离开", examined_on="2026-03-15"),
    warned("步骤13 当天离开", examined_on="2026-03-15", leaves_on="2026-03-15"),
    warned("步骤13 恰三个月", examined_on="2026-03-15", leaves_on="2026-06-15"),
    kept("步骤13 过一天", examined_on="2026-03-15", leaves_on="2026-06-16"),
    warned("步骤13 十一月末夹到二月末", examined_on="2025-11-30", leaves_on="2026-02-28"),
    kept("步骤13 三月一日", examined_on="2025-11-30", leaves_on="2026-03-01"),
    bad("步骤13 离开早于预审", "leaves_on", examined_on="2026-03-15", leaves_on="2026-03-14"),
]

APPROVAL = [
    kept("ADM-04 恰三个月", received_on="2026-03-15", approved_on="2026-06-15"),
    broken("ADM-04 过一天没有理由", received_on="2026-03-15", approved_on="2026-06-16"),
    kept("ADM-04 过一天有理由", received_on="2026-03-15", approved_on="2026-06-16", reason="外调未回"),
    broken("ADM-04 理由空白", received_on="2026-03-15", approved_on="2026-06-16", reason=" "),
    kept("ADM-04 恰六个月有理由", received_on="2026-03-15", approved_on="2026-09-15", reason="外调未回"),
    broken(
        "ADM-04 过六个月有理由也不行", received_on="2026-03-15", approved_on="2026-09-16", reason="外调未回"
    ),
    kept("ADM-04 是三个月不是九十天", received_on="2026-07-01", approved_on="2026-10-01"),
    kept("ADM-04 月末夹到二月末", received_on="2025-11-30", approved_on="2026-02-28"),
    broken("ADM-04 三月一日", received_on="2025-11-30", approved_on="2026-03-01"),
    bad("ADM-04 审批早于收到", "approved_on", received_on="2026-03-15", approved_on="2026-03-14"),
]


def steps(*taken: tuple[int, str] | tuple[int, str, bool]) -> list[dict[str, Any]]:
    return [dict(zip(("step", "on", "entered_late"), each, strict=False)) for each in taken]


ORDER = [
    kept("ADM-05 没有步骤", [], steps=[]),
    kept("ADM-05 同一天", [], steps=steps((1, "2026-01-01"), (2, "2026-01-01"))),
    broken("ADM-05 第二步早一天", [[2, 1]], steps=steps((1, "2026-01-02"), (2, "2026-01-01"))),
    kept("ADM-05 缺的步骤不算颠倒", [], steps=steps((1, "2026-01-01"), (15, "2026-02-01"))),
    broken("ADM-05 隔着步骤也算", [[15, 1]], steps=steps((15, "2026-01-01"), (1, "2026-02-01"))),
    kept("ADM-05 补录的不算", [], steps=steps((1, "2026-01-02", True), (2, "2026-01-01"))),
    kept("ADM-05 后一步补录也不算", [], steps=steps((1, "2026-01-02"), (2, "2026-01-01", True))),
    broken("ADM-05 没有补录", [[2, 1]], steps=steps((1, "2026-01-02", False), (2, "2026-01-01"))),
    kept(
        "ADM-05 九十十一互不相待",
        [],
        steps=steps((8, "2026-01-01"), (9, "2026-01-04"), (10, "2026-01-03"), (11, "2026-01-02")),
    ),
    broken(
        "ADM-05 九十十一都要在八以后",
        [[9, 8], [10, 8], [11, 8]],
        steps=steps((11, "2026-01-02"), (10, "2026-01-03"), (9, "2026-01-04"), (8, "2026-01-05")),
    ),
    broken(
        "ADM-05 十二要在九十十一以后",
        [[12, 9], [12, 10], [12, 11]],
        steps=steps((12, "2026-01-01"), (9, "2026-01-02"), (10, "2026-01-02"), (11, "2026-01-02")),
    ),
    kept(
        "ADM-05 十九二十不等十八",
        [],
        steps=steps((17, "2026-01-01"), (20, "2026-01-02"), (19, "2026-01-03"), (18, "2026-01-04")),
    ),
    broken(
        "ADM-05 十九二十要在十七以后",
        [[19, 17], [20, 17]],
        steps=steps((17, "2026-01-02"), (19, "2026-01-01"), (20, "2026-01-01")),
    ),
    broken("ADM-05 十八要在十七以后", [[18, 17]], steps=steps((17, "2026-01-02"), (18, "2026-01-01"))),
    broken(
        "ADM-05 二十一要在十八十九二十以后",
        [[21, 18], [21, 19], [21, 20]],
        steps=steps((21, "2026-01-01"), (20, "2026-01-02"), (19, "2026-01-02"), (18, "2026-01-02")),
    ),
    broken(
        "ADM-05 考察多次后一次太晚",
        [[7, 6]],
        steps=steps((6, "2025-06-01"), (6, "2026-06-01"), (7, "2026-01-01")),
    ),
    bad("ADM-05 没有第零步", "steps[0].step", steps=steps((0, "2026-01-01"))),
    bad("ADM-05 没有第二十六步", "steps[0].step", steps=steps((26, "2026-01-01"))),
    bad("ADM-05 步骤没有日期", "steps[0].on", steps=[{"step": 1}]),
]


def term(ends_on: str, standing_from: str) -> dict[str, str]:
    return {"ends_on": ends_on, "standing_from": standing_from}


TERM = [
    kept("ADM-01 通常", term("2026-05-31", "2026-06-01"), voted_on="2025-06-01"),
    kept("ADM-01 元旦通过", term("2025-12-31", "2026-01-01"), voted_on="2025-01-01"),
    kept("ADM-01 闰日通过", term("2025-02-28", "2025-03-01"), voted_on="2024-02-29"),
    kept("ADM-01 到期遇闰年", term("2024-02-27", "2024-02-28"), voted_on="2023-02-28"),
    kept("ADM-01 三月一日到期是闰日", term("2024-02-29", "2024-03-01"), voted_on="2023-03-01"),
]

CONVERSION = [
    broken("ADM-02 早一天", voted_on="2025-06-01", conversion_voted_on="2026-05-31"),
    kept("ADM-02 满一年当天", voted_on="2025-06-01", conversion_voted_on="2026-06-01"),
    broken(
        "ADM-02 延长六个月早一天", voted_on="2025-06-01", conversion_voted_on="2026-11-30", extended_months=6
    ),
    kept("ADM-02 延长六个月当天", voted_on="2025-06-01", conversion_voted_on="2026-12-01", extended_months=6),
    kept("ADM-02 延长夹到月末", voted_on="2025-08-31", conversion_voted_on="2027-02-28", extended_months=6),
    broken("ADM-02 闰日通过二月二十八日", voted_on="2024-02-29", conversion_voted_on="2025-02-28"),
    kept("ADM-02 闰日通过三月一日", voted_on="2024-02-29", conversion_voted_on="2025-03-01"),
    kept("ADM-02 延长为 null", voted_on="2025-06-01", conversion_voted_on="2026-06-01", extended_months=None),
    broken("ADM-02 同一天", voted_on="2025-06-01", conversion_voted_on="2025-06-01"),
    bad(
        "ADM-02 转正早于接收", "conversion_voted_on", voted_on="2025-06-01", conversion_voted_on="2025-05-31"
    ),
    bad(
        "ADM-02 延长超出日历",
        "facts",
        voted_on="2025-06-01",
        conversion_voted_on="2026-06-01",
        extended_months=10**9,
    ),
]

EXTENSION = [
    broken("ADM-03 五个月", months=5, previous=0),
    kept("ADM-03 六个月", months=6, previous=0),
    kept("ADM-03 十二个月", months=12, previous=0),
    broken("ADM-03 十三个月", months=13, previous=0),
    broken("ADM-03 延长过一次", months=6, previous=1),
    bad("ADM-03 半个月", "months", months=6.5, previous=0),
]

DOCUMENT = [
    kept("REL-01 变动单位", "letter", moves_unit_or_home=True, months=0, place_fixed=False),
    kept("REL-01 固定六个月", "letter", moves_unit_or_home=False, months=6, place_fixed=True),
    kept("REL-01 固定五个月", "certificate", moves_unit_or_home=False, months=5, place_fixed=True),
    kept("REL-01 固定四个月", "certificate", moves_unit_or_home=False, months=4, place_fixed=True),
    kept("REL-01 固定三个月", "none", moves_unit_or_home=False, months=3, place_fixed=True),
    kept("REL-01 不固定三个月", "none", moves_unit_or_home=False, months=3, place_fixed=False),
    kept("REL-01 不固定四个月", "mobile_booklet", moves_unit_or_home=False, months=4, place_fixed=False),
    kept("REL-01 不固定一年", "mobile_booklet", moves_unit_or_home=False, months=12, place_fixed=False),
]


def through(day: str) -> dict[str, str]:
    return {"usable_through": day}


LETTER = [
    kept("REL-04 三十天", through("2026-03-31"), issued_on="2026-03-01", valid_days=30),
    kept(
        "REL-04 最后一天交出",
        through("2026-03-31"),
        issued_on="2026-03-01",
        valid_days=30,
        presented_on="2026-03-31",
    ),
    broken(
        "REL-04 过一天交出",
        through("2026-03-31"),
        issued_on="2026-03-01",
        valid_days=30,
        presented_on="2026-04-01",
    ),
    kept("REL-04 九十天在三个月内", through("2026-05-30"), issued_on="2026-03-01", valid_days=90),
    warned("REL-04 九十一天还在三个月内", through("2026-05-31"), issued_on="2026-03-01", valid_days=91),
    warned("REL-04 恰三个月", through("2026-06-01"), issued_on="2026-03-01", valid_days=92),
    broken("REL-04 三个月过一天", through("2026-06-02"), issued_on="2026-03-01", valid_days=93),
    kept("REL-04 二月起八十九天恰三个月", through("2026-05-01"), issued_on="2026-02-01", valid_days=89),
    broken("REL-04 二月起九十天过了三个月", through("2026-05-02"), issued_on="2026-02-01", valid_days=90),
    broken(
        "REL-04 过期交出又超九十天",
        through("2026-05-31"),
        issued_on="2026-03-01",
        valid_days=91,
        presented_on="2026-06-01",
    ),
    kept(
        "REL-04 当天有效",
        through("2026-03-01"),
        issued_on="2026-03-01",
        valid_days=0,
        presented_on="2026-03-01",
    ),
    bad(
        "REL-04 交出早于开出",
        "presented_on",
        issued_on="2026-03-01",
        valid_days=30,
        presented_on="2026-02-28",
    ),
    bad("REL-04 天数是文字", "valid_days", issued_on="2026-03-01", valid_days="30"),
    bad("REL-04 天数超出日历", "valid_days", issued_on="2026-03-01", valid_days=10**8),
]

RECEIPT = [
    kept("REL-05 一个月当天", received_on="2026-03-15", receipt_on="2026-04-15", as_of="2026-05-01"),
    warned("REL-05 过一天寄出", received_on="2026-03-15", receipt_on="2026-04-16", as_of="2026-05-01"),
    kept("REL-05 还没寄当天", received_on="2026-03-15", as_of="2026-04-15"),
    warned("REL-05 还没寄过一天", received_on="2026-03-15", as_of="2026-04-16"),
    warned("REL-05 月末夹到二月末后", received_on="2026-01-31", as_of="2026-03-01"),
    bad(
        "REL-05 回执早于接收",
        "receipt_on",
        received_on="2026-03-15",
        receipt_on="2026-03-14",
        as_of="2026-05-01",
    ),
]

MOBILE = [
    kept("REL-09 差一天六个月", away_from="2026-03-01", relation_moved=False, as_of="2026-08-31"),
    due_soon("REL-09 满六个月", "mobile", away_from="2026-03-01", relation_moved=False, as_of="2026-09-01"),
    kept("REL-09 组织关系转了", away_from="2026-03-01", relation_moved=True, as_of="2027-09-01"),
    due_soon(
        "REL-09 月末夹到二月末", "mobile", away_from="2025-08-31", relation_moved=False, as_of="2026-02-28"
    ),
    kept("REL-09 判断日早于外出", away_from="2026-03-01", relation_moved=False, as_of="2026-01-01"),
]

LOST = [
    kept("REL-14 差一天", last_seen_on="2026-03-01", searched=False, as_of="2026-08-31"),
    due_soon(
        "REL-13 满六个月没有查找", "search", last_seen_on="2026-03-01", searched=False, as_of="2026-09-01"
    ),
    undecided(
        "REL-13 满六个月查找过",
        "may_propose_suspension",
        last_seen_on="2026-03-01",
        searched=True,
        as_of="2026-09-01",
    ),
    kept("REL-13 不满六个月查找过", last_seen_on="2026-03-01", searched=True, as_of="2026-08-31"),
]

REMOVAL = [
    kept("REL-13 差一天两年", suspended_on="2024-06-01", as_of="2026-05-31"),
    undecided("REL-13 满两年", "may_propose_removal", suspended_on="2024-06-01", as_of="2026-06-01"),
    kept("REL-13 闰日起二月二十八日", suspended_on="2024-02-29", as_of="2026-02-28"),
    undecided("REL-13 闰日起三月一日", "may_propose_removal", suspended_on="2024-02-29", as_of="2026-03-01"),
]

ABROAD = [
    kept(
        "REL-10 恰六个月",
        left_on="2025-01-01",
        last_contact_on="2026-03-01",
        as_of="2026-09-01",
        studying=True,
    ),
    due_soon(
        "REL-10 过一天", left_on="2025-01-01", last_contact_on="2026-03-01", as_of="2026-09-02", studying=True
    ),
    kept(
        "REL-12 恰五年", left_on="2021-09-01", last_contact_on="2026-08-01", as_of="2026-09-01", studying=True
    ),
    undecided(
        "REL-12 过一天",
        "may_propose_suspension",
        left_on="2021-09-01",
        last_contact_on="2026-08-01",
        as_of="2026-09-02",
        studying=True,
    ),
    kept(
        "REL-12 不是学习",
        left_on="2011-09-01",
        last_contact_on="2026-08-01",
        as_of="2026-09-02",
        studying=False,
    ),
    undecided(
        "REL-12 又久未联系",
        "may_propose_suspension",
        left_on="2011-09-01",
        last_contact_on="2016-08-01",
        as_of="2026-09-02",
        studying=True,
    ),
    bad(
        "REL-10 联系早于离开",
        "last_contact_on",
        left_on="2025-01-01",
        last_contact_on="2024-12-31",
        as_of="2026-09-02",
        studying=True,
    ),
]

GRADUATE = [
    kept("REL-11 恰两年", graduated_on="2024-07-01", as_of="2026-07-01"),
    warned("REL-11 过一天", graduated_on="2024-07-01", as_of="2026-07-02"),
    kept("REL-11 闰日毕业三月一日", graduated_on="2024-02-29", as_of="2026-03-01"),
    warned("REL-11 闰日毕业三月二日", graduated_on="2024-02-29", as_of="2026-03-02"),
]

EXIT = [
    *(
        case
        for kind in (
            "removal",
            "withdrawal_urged",
            "withdrawal_refused",
            "resignation",
            "expulsion",
            "candidacy_cancelled",
            "suspension",
        )
        for case in (
            kept(f"REL-16 {kind} 手续齐", kind=kind, resolution="决议1号", approval="批复1号"),
            broken(f"REL-16 {kind} 没有决议", kind=kind, approval="批复1号"),
            broken(f"REL-16 {kind} 批准空白", kind=kind, resolution="决议1号", approval=" "),
        )
    ),
    kept("REL-16 去世不需要手续", kind="death"),
    bad("REL-16 不认识", "kind", kind="retired"),
]


@table(
    {
        "admission.age": AGE + on_day("2013-06-01", AGE) + on_day("2018-06-01", AGE),
        "admission.talk": TALK,
        "admission.mentors": MENTORS,
        "admission.review": REVIEW,
        "admission.observation": OBSERVATION,
        "admission.sponsors": SPONSORS,
        "admission.training": TRAINING,
        "admission.leaving": LEAVING,
        "admission.approval": APPROVAL,
        "admission.order": ORDER,
        "probation.term": TERM + on_day("2013-06-01", TERM) + on_day("2018-06-01", TERM),
        "probation.conversion": CONVERSION
        + on_day("2013-06-01", CONVERSION)
        + on_day("2018-06-01", CONVERSION),
        "probation.extension": EXTENSION + on_day("2013-06-01", EXTENSION) + on_day("2018-06-01", EXTENSION),
        "relation.document": DOCUMENT,
        "relation.letter": LETTER,
        "relation.receipt": RECEIPT,
        "relation.mobile": MOBILE + on_day("2020-06-01", MOBILE),
        "relation.lost": LOST,
        "relation.removal": REMOVAL,
        "relation.abroad": ABROAD,
        "relation.graduate": GRADUATE,
        "relation.exit": EXIT,
    }
)
def test_a_member_s_way_is_judged_at_its_boundaries(key: str, case: Case) -> None:
    case.check(key)


@pytest.mark.parametrize(
    ("key", "facts", "said"),
    [
        (
            "probation.term",
            {"voted_on": "2024-02-29"},
            "支部大会2024年2月29日通过，预备期到2025年2月28日，党龄从2025年3月1日算起",
        ),
        (
            "admission.review",
            {"activist_on": "2026-03-01", "reviews": [], "as_of": "2026-08-30"},
            "2026年3月1日确定为积极分子以后，请在2026年9月1日以前再考察一次，还有2天",
        ),
        (
            "admission.review",
            {"activist_on": "2026-03-01", "reviews": ["2026-08-20"], "as_of": "2026-08-30"},
            "2026年8月20日考察以后，下一次考察在2027年2月20日以前",
        ),
        (
            "relation.lost",
            {"last_seen_on": "2025-08-31", "searched": False, "as_of": "2026-02-28"},
            "已有6个月没有参加组织生活、没有交纳党费，请支部通过各种方式查找",
        ),
    ],
)
def test_verdicts_can_be_read_aloud(key: str, facts: dict[str, Any], said: str) -> None:
    assert judge(key, "2026-11-21", facts).because == said
