"""The identity number, at every place where a verdict turns."""

import pytest

from zhibu.kernel.norms import BadInput, judge
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

SAMPLE = "11010519491231002X"  # born 1949-12-31, a woman: the sample of the standard itself
NO_ZERO = "533723199911152831"  # every weight counts

NUMBER = [
    kept("数据标准 没有零的号码", number=NO_ZERO, born_on="1999-11-15", sex="male"),
    kept("数据标准 样本", number=SAMPLE),
    kept("数据标准 小写", number=SAMPLE.lower()),
    kept("数据标准 与登记一致", number=SAMPLE, born_on="1949-12-31", sex="female"),
    undecided("数据标准 出生日期不一致", number=SAMPLE, born_on="1949-12-30"),
    undecided("数据标准 性别不一致", number=SAMPLE, sex="male"),
    undecided("数据标准 都不一致", number=SAMPLE, born_on="1949-12-30", sex="male"),
    kept("数据标准 登记为 null", number=SAMPLE, born_on=None, sex=None),
    broken("数据标准 校验码错", number=SAMPLE[:17] + "1"),
    broken("数据标准 校验码错优先于不一致", number=SAMPLE[:17] + "1", sex="male"),
    broken("数据标准 十七位", number=SAMPLE[:17]),
    broken("数据标准 十九位", number=SAMPLE + "0"),
    broken("数据标准 十五位", number="110105491231002"),
    broken("数据标准 没有这一天", number="110105194902300021"),
    broken("数据标准 零月零日", number="110105194900000021"),
    broken("数据标准 中间有字母", number="1101051949123100XX"),
    broken("数据标准 全角数字", number="１10105194912310029"),
    broken("数据标准 前面有空格", number=" " + SAMPLE[1:]),
    bad("数据标准 空白", "number", number=" "),
    bad("数据标准 写成数字", "number", number=110105194912310029),
    bad("数据标准 性别不认识", "sex", number=SAMPLE, sex="F"),
]


@table({"identity.number": NUMBER})
def test_identity_numbers_are_judged_at_their_boundaries(key: str, case: Case) -> None:
    case.check(key)


@pytest.mark.parametrize("place", range(17))
def test_a_wrong_digit_anywhere_is_noticed(place: int) -> None:
    for digit in "0123456789".replace(SAMPLE[place], ""):
        wrong = SAMPLE[:place] + digit + SAMPLE[place + 1 :]
        assert judge("identity.number", "2026-11-21", {"number": wrong}).level == "broken"


@pytest.mark.parametrize("case", NUMBER, ids=lambda case: case.words)
def test_no_sentence_repeats_the_number(case: Case) -> None:
    number = str(case.facts["number"]).strip()
    try:
        said = judge("identity.number", "2026-11-21", case.facts).because
    except BadInput as wrong:
        said = str(wrong)
    assert not number or number not in said


DATES = {
    "born_on": "1990-01-02",
    "joined_on": "2010-07-01",
    "converted_on": "2011-07-01",
    "formal": True,
    "from_on": "2010-07-01",
    "as_of": "2026-07-01",
}
YOUNG = {"born_on": "1992-07-01", "joined_on": "2010-07-01"}
OLD = {"born_on": "1950-01-01", "joined_on": "1982-09-05", "converted_on": "1982-09-05", "from_on": None}

CARDS = {
    "card.complete": [
        kept("齐全", missing=[]),
        warned("没有手机", missing=["mobile"]),
        broken("没有号码", missing=["id_number"]),
        broken("都没有", missing=["mobile", "id_number"]),
        bad("不认识的项目", "missing[0]", missing=["photo"]),
        bad("没有写", "missing"),
    ],
    "card.dates": [
        kept("相符", **DATES),
        kept("满十八周岁的那一天", **DATES | YOUNG),
        broken("差一天满十八周岁", **DATES | YOUNG | {"born_on": "1992-07-02"}),
        kept("正好十二个月", **DATES | {"converted_on": "2011-07-01"}),
        undecided("差一天十二个月", **DATES | {"converted_on": "2011-06-30"}),
        kept("正好二十四个月", **DATES | {"converted_on": "2012-07-01"}),
        undecided("超过二十四个月", **DATES | {"converted_on": "2012-07-02"}),
        broken("转正早于入党", **DATES | {"converted_on": "2010-06-30"}),
        broken("正式没有转正日期", **DATES | {"converted_on": None}),
        broken("预备有转正日期", **DATES | {"formal": False}),
        kept("预备", **DATES | {"formal": False, "converted_on": None}),
        broken("进入支部早于入党", **DATES | {"from_on": "2010-06-30"}),
        broken("晚于今天", **DATES | {"as_of": "2011-06-30"}),
        kept("今天", **DATES | {"as_of": "2011-07-01"}),
        kept("以前的规定没有预备期", **DATES | OLD),
        undecided("十二大以后有", **DATES | OLD | {"joined_on": "1982-09-06", "converted_on": "1982-09-06"}),
    ],
    "card.identity": [
        kept("一致", held=True, number="kept"),
        undecided("不一致", held=True, number="undecided"),
        kept("写明了以什么为准", held=True, number="undecided", explained=True),
        broken("号码不对", held=True, number="broken", explained=True),
        not_applicable("没有号码", held=False),
        bad("不认识", "number", held=True, number="wrong"),
    ],
    "card.review": [
        kept("已审核", entered_on="2026-01-01", reviewed=True, as_of="2026-07-01"),
        kept("十三天", entered_on="2026-06-01", reviewed=False, as_of="2026-06-14"),
        due_soon("十四天", entered_on="2026-06-01", reviewed=False, as_of="2026-06-15"),
        due_soon("三十天", entered_on="2026-06-01", reviewed=False, as_of="2026-07-01"),
        warned("三十一天", entered_on="2026-06-01", reviewed=False, as_of="2026-07-02"),
    ],
    "card.conversion": [
        not_applicable("正式", joined_on="2025-06-01", formal=True, as_of="2026-07-01"),
        kept("还有三十一天", joined_on="2025-08-01", formal=False, as_of="2026-07-01"),
        due_soon("还有三十天", joined_on="2025-07-31", formal=False, as_of="2026-07-01"),
        undecided("满期的那一天", joined_on="2025-07-01", formal=False, as_of="2026-07-01"),
        due_soon("满期前一天", joined_on="2025-07-01", formal=False, as_of="2026-06-30"),
    ],
}


@table(CARDS)
def test_cards_are_judged_at_their_boundaries(key: str, case: Case) -> None:
    case.check(key)
