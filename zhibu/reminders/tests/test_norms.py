"""When something is worth a word, at every day where that turns."""

from __future__ import annotations

from zhibu.kernel.norms.tests.cases import Case, due_soon, kept, table

LAST = "2026-11-30"
TIMING = [
    due_soon("本系统 第一次发现", last=LAST, said=[], as_of="2026-11-23"),
    kept("本系统 昨天说过", last=LAST, said=["2026-11-23"], as_of="2026-11-24"),
    kept("本系统 还有四天", last=LAST, said=["2026-11-23"], as_of="2026-11-26"),
    due_soon("本系统 还有三天", last=LAST, said=["2026-11-23"], as_of="2026-11-27"),
    kept("本系统 三天里说过", last=LAST, said=["2026-11-23", "2026-11-27"], as_of="2026-11-30"),
    due_soon("本系统 过期一天", last=LAST, said=["2026-11-23", "2026-11-30"], as_of="2026-12-01"),
    kept("本系统 过期以后说过", last=LAST, said=["2026-12-01"], as_of="2027-03-01"),
    due_soon("本系统 三天里才发现", last=LAST, said=[], as_of="2026-11-29"),
    kept("本系统 当天再问一遍", last=LAST, said=["2026-11-27"], as_of="2026-11-27"),
]


@table({"reminder.timing": TIMING})
def test_a_matter_is_told_three_times_at_most(key: str, case: Case) -> None:
    case.check(key)
