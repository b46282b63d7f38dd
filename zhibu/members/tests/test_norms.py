"""The identity number, at every place where a verdict turns."""

import pytest

from zhibu.kernel.norms import BadInput, judge
from zhibu.kernel.norms.tests.cases import Case, bad, broken, kept, table, undecided

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
