"""Publicity and publication, at every number and every day where a verdict turns."""

from zhibu.kernel.norms import judge
from zhibu.kernel.norms.tests.cases import Case, bad, broken, kept, table, undecided

PERIOD = [
    kept("ADM-06 周一到周五", 5, from_="2026-03-02", until="2026-03-06"),
    broken("ADM-06 四天", 4, from_="2026-03-02", until="2026-03-05"),
    kept("ADM-06 跨周末", 6, from_="2026-03-02", until="2026-03-09"),
    broken("ADM-06 周末不算", 0, from_="2026-03-07", until="2026-03-08"),
    broken("ADM-06 春节", 0, from_="2026-02-15", until="2026-02-23"),
    kept("ADM-06 调休的周六算", 5, from_="2026-02-24", until="2026-02-28"),
    broken("ADM-06 清明放假", 4, from_="2026-03-31", until="2026-04-06"),
    kept("ADM-06 七天的地方规定", 7, from_="2026-03-02", until="2026-03-10", working_days=7),
    broken("ADM-06 七天的地方规定差一天", 6, from_="2026-03-02", until="2026-03-09", working_days=7),
    kept("ADM-06 一天", 1, from_="2026-03-02", until="2026-03-02", working_days=1),
    kept("ADM-06 跨年", 5, from_="2025-12-29", until="2026-01-05"),  # 4 January is worked
    kept("ADM-06 2024年国庆前调休", 7, from_="2024-09-29", until="2024-10-12"),
    undecided("ADM-06 没有节假日表的年份", None, from_="2023-12-29", until="2024-01-10"),
    undecided("ADM-06 将来没有表", None, from_="2027-12-29", until="2028-01-10"),
    kept("ADM-06 暂按推算的年份", 5, from_="2027-03-01", until="2027-03-05"),
    kept("ADM-06 天数为 null 用默认", 5, from_="2026-03-02", until="2026-03-06", working_days=None),
    bad("ADM-06 止早于起", "until", from_="2026-03-06", until="2026-03-05"),
    bad("ADM-06 没有起日", "from", until="2026-03-05"),
    bad("ADM-06 天数写成文字", "working_days", from_="2026-03-02", until="2026-03-06", working_days="5"),
]

SIGNED = {"proposer": "p1", "secrecy_reviewer": "p2", "approver": "p3"}
PROCEDURE = [
    kept("PUB-04 三人签字", fields=["name", "branch"], **SIGNED),
    broken("PUB-04 没有保密审查", fields=[], proposer="p1", approver="p3"),
    broken("PUB-04 没有批准", fields=[], proposer="p1", secrecy_reviewer="p2"),
    broken("PUB-04 批准人空白", fields=[], proposer="p1", secrecy_reviewer="p2", approver=" "),
    broken("PUB-04 自己批准自己", fields=[], proposer="p1", secrecy_reviewer="p2", approver="p1"),
    kept("PUB-04 审查和批准可以是同一人", fields=[], proposer="p1", secrecy_reviewer="p3", approver="p3"),
    *(broken(f"PUB-07 不公开 {f}", fields=["name", f], **SIGNED) for f in ("id_number", "phone", "income")),
    bad("PUB-04 没有提出人", "proposer", fields=[], secrecy_reviewer="p2", approver="p3"),
    bad("PUB-07 没有说公开什么", "fields", **SIGNED),
]


@table({"publicity.period": PERIOD, "publication.procedure": PROCEDURE})
def test_making_known_is_judged_at_its_boundaries(key: str, case: Case) -> None:
    case.check(key)


def test_a_year_reckoned_ahead_says_so() -> None:
    reckoned = judge("publicity.period", "2026-11-21", {"from": "2027-03-01", "until": "2027-03-05"})
    announced = judge("publicity.period", "2026-11-21", {"from": "2026-03-02", "until": "2026-03-06"})
    assert "暂按推算" in reckoned.because
    assert announced.because == "2026年3月2日至2026年3月6日公示，共5个工作日，不少于5个工作日"
