"""Index sets, at the number where a verdict turns."""

from zhibu.kernel.norms.tests.cases import Case, bad, broken, kept, table

INDEX = [
    kept("ASM-05 合计一百", "100", weights=["60", "40"]),
    broken("ASM-05 差一点", "99.99", weights=["60", "39.99"]),
    broken("ASM-05 多一点", "100.01", weights=["60.01", "40"]),
    kept("ASM-05 小数精确", "100", weights=["33.3", "33.3", "33.4"]),
    kept("ASM-05 末尾的零不影响", "100", weights=["100.00"]),
    broken("ASM-05 没有指标", "0", weights=[]),
    bad("ASM-05 权重是数字", "weights[0]", weights=[60, "40"]),
    bad("ASM-05 权重是负数", "weights[1]", weights=["110", "-10"]),
    bad("ASM-05 权重空白", "weights[1]", weights=["100", ""]),
]


@table({"assessment.index": INDEX})
def test_indexes_are_judged_at_their_boundaries(key: str, case: Case) -> None:
    case.check(key)
