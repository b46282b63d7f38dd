"""Elections, at every number where a verdict turns."""

from typing import Any

from zhibu.kernel.norms import judge
from zhibu.kernel.norms.tests.cases import Case, bad, broken, kept, on_day, table, undecided

SURPLUS = [
    broken("ELE-02 三选三", "0.0", post="committee_member", seats=3, candidates=3),
    kept("ELE-03 三选四是三成三", "33.3", post="committee_member", seats=3, candidates=4),
    broken("ELE-02 五选五", "0.0", post="delegate", seats=5, candidates=5),
    kept("ELE-02 五选六恰两成", "20.0", post="delegate", seats=5, candidates=6),
    broken("ELE-02 六选七", "16.7", post="committee_member", seats=6, candidates=7),
    kept("ELE-02 六选八", "33.3", post="committee_member", seats=6, candidates=8),
    broken("ELE-02 七选八", "14.3", post="committee_member", seats=7, candidates=8),
    kept("ELE-02 七选九", "28.6", post="committee_member", seats=7, candidates=9),
    kept("ELE-02 一选二", "100.0", post="delegate", seats=1, candidates=2),
    kept("ELE-02 十选十二", "20.0", post="delegate", seats=10, candidates=12),
    broken("ELE-02 十一选十三", "18.2", post="delegate", seats=11, candidates=13),
    kept("ELE-02 书记可以等额", "0.0", post="secretary", seats=1, candidates=1),
    broken("ELE-02 书记没有候选人", "-100.0", post="secretary", seats=1, candidates=0),
    broken("ELE-02 候选人不足", "-25.0", post="committee_member", seats=4, candidates=3),
    kept("ELE-03 半成进位", "6.3", post="secretary", seats=16, candidates=17),  # 6.25
    broken("ELE-02 百选一百一十九", "19.0", post="delegate", seats=100, candidates=119),
    kept("ELE-02 百选一百二十", "20.0", post="delegate", seats=100, candidates=120),
    bad("ELE-02 应选为零", "seats", post="delegate", seats=0, candidates=1),
    bad("ELE-02 职务不认识", "post", post="deputy", seats=1, candidates=1),
]

BALLOTS = [
    kept("ELE-05 收回少于发出", issued=20, recovered=19),
    kept("ELE-05 收回等于发出", issued=20, recovered=20),
    broken("ELE-05 收回多于发出", issued=20, recovered=21),
    kept("ELE-05 都是零", issued=0, recovered=0),
    bad("ELE-05 负数", "issued", issued=-1, recovered=0),
]

BALLOT = [
    kept("ELE-05 少选", seats=3, marks=2),
    kept("ELE-05 等于应选", seats=3, marks=3),
    broken("ELE-05 多选", seats=3, marks=4),
    kept("ELE-05 全弃权", seats=3, marks=0),
    bad("ELE-05 应选为零", "seats", seats=0, marks=0),
]


def result(*elected: str, tied: tuple[str, ...] = (), vacant: int = 0) -> dict[str, Any]:
    return {"elected": list(elected), "tied": list(tied), "vacant": vacant}


ELECTED = [
    undecided(
        "ELE-06 2020年以前恰实到半数",
        result(vacant=1),
        at="2020-07-12",
        entitled=20,
        seats=1,
        votes={"甲": 8},
        present=16,
    ),
    kept("ELE-06 全部到会", result("甲"), entitled=20, seats=1, votes={"甲": 20}, present=20),
    undecided("ELE-06 恰半数不当选", result(vacant=1), entitled=20, seats=1, votes={"甲": 10}),
    kept("ELE-06 超过半数", result("甲"), entitled=20, seats=1, votes={"甲": 11}),
    kept("ELE-06 单数过半", result("甲"), entitled=21, seats=1, votes={"甲": 11}),
    undecided("ELE-06 单数不过半", result(vacant=1), entitled=21, seats=1, votes={"甲": 10}),
    kept("ELE-06 按票数排", result("乙", "甲"), entitled=20, seats=2, votes={"甲": 12, "乙": 15, "丙": 10}),
    kept(
        "ELE-06 同票按原来次序",
        result("丙", "甲", "乙"),
        entitled=20,
        seats=3,
        votes={"甲": 12, "乙": 12, "丙": 15},
    ),
    kept(
        "ELE-06 过半的多于应选按票数",
        result("丙", "甲"),
        entitled=20,
        seats=2,
        votes={"甲": 13, "乙": 12, "丙": 15},
    ),
    undecided(
        "ELE-06 末位同票都不当选",
        result("丙", tied=("甲", "乙"), vacant=1),
        entitled=20,
        seats=2,
        votes={"甲": 12, "乙": 12, "丙": 15},
    ),
    undecided(
        "ELE-06 三人争两席",
        result(tied=("甲", "乙", "丙"), vacant=2),
        entitled=20,
        seats=2,
        votes={"甲": 12, "乙": 12, "丙": 12},
    ),
    undecided(
        "ELE-06 四席后两席三人同票",
        result("丁", "甲", tied=("乙", "丙", "戊"), vacant=2),
        entitled=20,
        seats=4,
        votes={"甲": 13, "乙": 12, "丙": 12, "丁": 15, "戊": 12},
    ),
    kept(
        "ELE-06 同票恰好坐满",
        result("丙", "甲", "乙"),
        entitled=20,
        seats=3,
        votes={"甲": 12, "乙": 12, "丙": 15, "丁": 11},
    ),
    kept(
        "ELE-06 同票而不过半的无关", result("丙"), entitled=20, seats=1, votes={"甲": 10, "乙": 10, "丙": 11}
    ),
    undecided(
        "ELE-06 缺额", result("甲", vacant=2), entitled=20, seats=3, votes={"甲": 20, "乙": 10, "丙": 9}
    ),
    undecided("ELE-06 没有候选人", result(vacant=2), entitled=20, seats=2, votes={}),
    bad("ELE-06 一人得票多于应到会", "votes", entitled=20, seats=1, votes={"甲": 21}),
    bad("ELE-06 应到会为零", "entitled", entitled=0, seats=1, votes={}),
    bad("ELE-06 应选为零", "seats", entitled=20, seats=0, votes={}),
    bad("ELE-06 票数是文字", "votes[甲]", entitled=20, seats=1, votes={"甲": "11"}),
    bad("ELE-06 没有姓名", "votes", entitled=20, seats=1, votes={" ": 11}),
    bad("ELE-06 票数不是对象", "votes", entitled=20, seats=1, votes=[["甲", 11]]),
    bad("ELE-06 实到多于应到会", "present", entitled=20, seats=1, votes={}, present=21),
    kept("ELE-06 今天不看实到", result("甲"), entitled=20, seats=1, votes={"甲": 11}, present=16),
    undecided("ELE-06 今天半数实到不够", result(vacant=1), entitled=20, seats=1, votes={"甲": 9}, present=16),
    kept(
        "ELE-06 2020年以前看实到",
        result("甲"),
        at="2020-07-12",
        entitled=20,
        seats=1,
        votes={"甲": 9},
        present=16,
    ),
    undecided(
        "ELE-06 2020年以前没给实到", result("甲"), at="2020-07-12", entitled=20, seats=1, votes={"甲": 11}
    ),
]


@table(
    {
        "election.surplus": SURPLUS + on_day("2019-06-01", SURPLUS),
        "election.ballots": BALLOTS,
        "election.ballot": BALLOT,
        "election.elected": ELECTED,
    }
)
def test_elections_are_judged_at_their_boundaries(key: str, case: Case) -> None:
    case.check(key)


def test_a_verdict_can_be_read_aloud() -> None:
    committee = {"post": "committee_member", "seats": 3, "candidates": 4}
    secretary = {"post": "secretary", "seats": 1, "candidates": 1}
    assert judge("election.surplus", "2026-11-21", committee).because == (
        "应选委员3名，候选人4名，差额33.3%，不少于应选人数的20%"
    )
    assert judge("election.surplus", "2026-11-21", secretary).because == (
        "应选书记1名，候选人1名，差额0.0%，书记可以等额选举"
    )
