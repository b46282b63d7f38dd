"""Organisations, at every number and every day where a verdict turns."""

import pytest

from zhibu.kernel.norms import judge
from zhibu.kernel.norms.tests.cases import Case, bad, broken, due_soon, kept, table, warned

BRANCH = [
    broken("ORG-01 两人", formal=2, joint=False),
    kept("ORG-01 两人联合", formal=2, joint=True),
    kept("ORG-01 三人", formal=3, joint=False),
    kept("ORG-01 五十人", formal=50, joint=False),
    warned("ORG-01 五十一人", formal=51, joint=False),
    warned("ORG-01 联合五十一人", formal=51, joint=True),
    bad("ORG-01 没说是否联合", "joint", formal=3),
]

LEVEL = [
    kept("ORG-03 没有人", "branch", formal=0),
    kept("ORG-03 四十九人", "branch", formal=49),
    kept("ORG-03 五十人", "general_branch", formal=50),
    kept("ORG-03 九十九人", "general_branch", formal=99),
    kept("ORG-03 一百人", "party_committee", formal=100),
]

COMMITTEE = [
    kept("ORG-04 六人不设", formal=6, size=0),
    warned("ORG-04 六人设一人", formal=6, size=1),
    warned("ORG-04 六人设三人", formal=6, size=3),
    broken("ORG-04 七人不设", formal=7, size=0),
    broken("ORG-04 七人设两人", formal=7, size=2),
    kept("ORG-04 七人设三人", formal=7, size=3),
    kept("ORG-04 七人设七人", formal=7, size=7),
    warned("ORG-04 七人设八人", formal=7, size=8),
]


def ends(ends_on: str, remind_on: str) -> dict[str, str]:
    return {"ends_on": ends_on, "remind_on": remind_on}


TERM_2026 = ends("2026-06-01", "2025-12-01")
TERM = [
    kept(
        "ORG-08 提醒前一天",
        TERM_2026,
        kind="branch",
        village_or_community=False,
        elected_on="2023-06-01",
        as_of="2025-11-30",
    ),
    due_soon(
        "ORG-08 提醒当天",
        TERM_2026,
        kind="branch",
        village_or_community=False,
        elected_on="2023-06-01",
        as_of="2025-12-01",
    ),
    due_soon(
        "ORG-07 届满当天",
        TERM_2026,
        kind="branch",
        village_or_community=False,
        elected_on="2023-06-01",
        as_of="2026-06-01",
    ),
    broken(
        "ORG-07 届满次日",
        TERM_2026,
        kind="branch",
        village_or_community=False,
        elected_on="2023-06-01",
        as_of="2026-06-02",
    ),
    broken(
        "ORG-07 总支三年",
        TERM_2026,
        kind="general_branch",
        village_or_community=False,
        elected_on="2023-06-01",
        as_of="2026-06-02",
    ),
    kept(
        "ORG-07 党委五年",
        ends("2028-06-01", "2027-12-01"),
        kind="party_committee",
        village_or_community=False,
        elected_on="2023-06-01",
        as_of="2026-06-02",
    ),
    *(
        kept(
            f"ORG-07 村社区 {kind} 五年",
            ends("2028-06-01", "2027-12-01"),
            kind=kind,
            village_or_community=True,
            elected_on="2023-06-01",
            as_of="2026-06-02",
        )
        for kind in ("branch", "general_branch", "party_committee")
    ),
    kept(
        "ORG-07 闰日当选",
        ends("2027-03-01", "2026-09-01"),
        kind="branch",
        village_or_community=False,
        elected_on="2024-02-29",
        as_of="2026-08-31",
    ),
    kept(
        "ORG-08 八月末夹到二月末",
        ends("2026-08-31", "2026-02-28"),
        kind="branch",
        village_or_community=False,
        elected_on="2023-08-31",
        as_of="2026-02-27",
    ),
    bad(
        "ORG-07 不认识",
        "kind",
        kind="group",
        village_or_community=False,
        elected_on="2023-06-01",
        as_of="2026-06-02",
    ),
    bad(
        "ORG-07 超出日历",
        "facts",
        kind="branch",
        village_or_community=False,
        elected_on="9999-06-01",
        as_of="2026-06-02",
    ),
]

POSTPONEMENT = [
    kept("ORG-07 当天", ends_on="2026-06-01", held_on="2026-06-01", approved=False),
    broken("ORG-07 迟一天没有批准", ends_on="2026-06-01", held_on="2026-06-02", approved=False),
    broken("ORG-07 早一天没有批准", ends_on="2026-06-01", held_on="2026-05-31", approved=False),
    kept("ORG-07 迟一天有批准", ends_on="2026-06-01", held_on="2026-06-02", approved=True),
    kept("ORG-07 早一天有批准", ends_on="2026-06-01", held_on="2026-05-31", approved=True),
    kept("ORG-07 恰迟一年", ends_on="2026-06-01", held_on="2027-06-01", approved=True),
    warned("ORG-07 迟一年零一天", ends_on="2026-06-01", held_on="2027-06-02", approved=True),
    kept("ORG-07 恰早一年", ends_on="2026-06-01", held_on="2025-06-01", approved=True),
    warned("ORG-07 早一年零一天", ends_on="2026-06-01", held_on="2025-05-31", approved=True),
    broken("ORG-07 迟过一年又没有批准", ends_on="2026-06-01", held_on="2027-06-02", approved=False),
]

USCC = [
    kept("数据标准 样本", code="91350100M000100Y43"),
    kept("数据标准 小写", code="91350100m000100y43"),
    broken("数据标准 校验码错", code="91350100M000100Y44"),
    broken("数据标准 十七位", code="91350100M000100Y4"),
    broken("数据标准 十九位", code="91350100M000100Y433"),
    *(broken(f"数据标准 没有字母{letter}", code=f"91350100{letter}000100Y43") for letter in "IOSVZ"),
    broken("数据标准 前后有空格", code=" 91350100M000100Y43"),
    broken("数据标准 全角", code="９1350100M000100Y43"),
    bad("数据标准 空白", "code", code=""),
    bad("数据标准 数字", "code", code=913501000001000),
]


@table(
    {
        "organisation.branch": BRANCH,
        "organisation.level": LEVEL,
        "organisation.branch_committee": COMMITTEE,
        "organisation.term": TERM,
        "organisation.postponement": POSTPONEMENT,
        "uscc": USCC,
    }
)
def test_organisations_are_judged_at_their_boundaries(key: str, case: Case) -> None:
    case.check(key)


@pytest.mark.parametrize("place", range(17))
def test_a_wrong_letter_anywhere_is_noticed(place: int) -> None:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    code = "91350100M000100Y43"
    for letter in alphabet.replace(code[place], ""):
        wrong = code[:place] + letter + code[place + 1 :]
        assert judge("uscc", "2026-11-21", {"code": wrong}).level == "broken"


def test_a_verdict_can_be_read_aloud() -> None:
    early = {"ends_on": "2026-06-01", "held_on": "2026-05-31", "approved": True}
    late = {"ends_on": "2026-06-01", "held_on": "2026-06-02", "approved": True}
    assert judge("organisation.postponement", "2026-11-21", early).because == (
        "2026年6月1日届满，提前到2026年5月31日换届，已经上级党组织批准"
    )
    assert judge("organisation.postponement", "2026-11-21", late).because == (
        "2026年6月1日届满，延期到2026年6月2日换届，已经上级党组织批准"
    )
