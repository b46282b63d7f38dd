"""The life of a branch, at every number and every day where a verdict turns."""

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
    on_day,
    table,
    undecided,
    warned,
)

FREQUENCY = [
    # a quarter: the first quarter of 2026 ends on 31 March
    kept("LIFE-01 季末还有十五天", kind="assembly", held=[], as_of="2026-03-16"),
    due_soon("LIFE-01 季末还有十四天", kind="assembly", held=[], as_of="2026-03-17"),
    due_soon("LIFE-01 季末还有一天", kind="assembly", held=[], as_of="2026-03-30"),
    warned("LIFE-01 季末当天", kind="assembly", held=[], as_of="2026-03-31"),
    kept("LIFE-01 新的一季重新算", kind="assembly", held=["2026-03-31"], as_of="2026-04-01"),
    kept("LIFE-01 季末当天开了", kind="assembly", held=["2026-03-31"], as_of="2026-03-31"),
    kept("LIFE-01 季初开了", kind="assembly", held=["2026-01-01"], as_of="2026-03-31"),
    warned("LIFE-01 上一季的不算", kind="assembly", held=["2025-12-31"], as_of="2026-03-31"),
    due_soon("LIFE-01 以后的还不算", kind="assembly", held=["2026-03-31"], as_of="2026-03-30"),
    warned("LIFE-01 第四季末", kind="assembly", held=[], as_of="2026-12-31"),
    # a month: February 2026 has 28 days, February 2028 has 29
    kept("LIFE-02 月末还有八天", kind="branch_committee", held=[], as_of="2026-02-20"),
    due_soon("LIFE-02 月末还有七天", kind="branch_committee", held=[], as_of="2026-02-21"),
    warned("LIFE-02 月末当天", kind="branch_committee", held=[], as_of="2026-02-28"),
    due_soon("LIFE-02 闰年二月二十八日", kind="branch_committee", held=[], as_of="2028-02-28"),
    warned("LIFE-02 闰年二月二十九日", kind="branch_committee", held=[], as_of="2028-02-29"),
    not_applicable(
        "LIFE-02 不设支委会", kind="branch_committee", held=[], as_of="2026-02-28", has_branch_committee=False
    ),
    warned(
        "LIFE-02 说了设支委会",
        kind="branch_committee",
        held=[],
        as_of="2026-02-28",
        has_branch_committee=True,
    ),
    warned(
        "LIFE-02 没说设不设", kind="branch_committee", held=[], as_of="2026-02-28", has_branch_committee=None
    ),
    kept("LIFE-02 开了", kind="branch_committee", held=["2026-02-01"], as_of="2026-02-28"),
    kept("LIFE-03 月末还有八天", kind="group", held=[], as_of="2026-04-22"),
    due_soon("LIFE-03 月末还有七天", kind="group", held=[], as_of="2026-04-23"),
    warned("LIFE-03 月末当天", kind="group", held=[], as_of="2026-04-30"),
    not_applicable("LIFE-03 不分党小组", kind="group", held=[], as_of="2026-04-30", has_groups=False),
    warned("LIFE-03 有没有支委会无关", kind="group", held=[], as_of="2026-04-30", has_branch_committee=False),
    kept("LIFE-05 党课默认按季", kind="lesson", held=[], as_of="2026-06-15"),
    due_soon("LIFE-05 党课季末十四天", kind="lesson", held=[], as_of="2026-06-16"),
    warned("LIFE-05 党课季末当天", kind="lesson", held=[], as_of="2026-06-30"),
    due_soon("LIFE-05 党课按月七天", kind="lesson", held=[], as_of="2026-06-23", period="month"),
    kept("LIFE-05 党课按月八天", kind="lesson", held=[], as_of="2026-06-22", period="month"),
    kept("LIFE-05 党课按半年", kind="lesson", held=["2026-01-05"], as_of="2026-06-30", period="half"),
    due_soon(
        "LIFE-05 党课按半年十四天", kind="lesson", held=["2025-12-31"], as_of="2026-06-16", period="half"
    ),
    kept("LIFE-05 党课按年", kind="lesson", held=["2026-01-05"], as_of="2026-12-31", period="year"),
    warned("LIFE-05 党课按年年末", kind="lesson", held=["2025-01-05"], as_of="2026-12-31", period="year"),
    kept("LIFE-06 主题党日八天", kind="theme_day", held=[], as_of="2026-05-23"),
    due_soon("LIFE-06 主题党日七天", kind="theme_day", held=[], as_of="2026-05-24"),
    broken("LIFE-06 主题党日月末", kind="theme_day", held=[], as_of="2026-05-31"),
    kept("LIFE-06 开了", kind="theme_day", held=["2026-05-05", "2026-05-06"], as_of="2026-05-31"),
    broken(
        "LIFE-06 党课的周期管不到主题党日",
        kind="theme_day",
        held=["2026-01-01"],
        as_of="2026-05-31",
        period="year",
    ),
    bad("LIFE-01 没有 held", "held", kind="assembly", as_of="2026-05-31"),
    bad("LIFE-01 没有 as_of", "as_of", kind="assembly", held=[]),
    bad("LIFE-01 不认识的会", "kind", kind="Assembly", held=[], as_of="2026-05-31"),
    bad("LIFE-05 不认识的周期", "period", kind="lesson", held=[], as_of="2026-05-31", period="week"),
    bad(
        "LIFE-01 没有这一天",
        "held[1]",
        kind="assembly",
        held=["2026-01-01", "2026-02-30"],
        as_of="2026-05-31",
    ),
    bad("LIFE-01 日期不带横线", "as_of", kind="assembly", held=[], as_of="20260531"),
]


def held(on: str, for_year: int) -> list[dict[str, Any]]:
    return [{"on": on, "for_year": for_year}]


LIFE_MEETING: dict[str, Any] = {"kind": "life_meeting", "for_year": 2025}
APPRAISAL: dict[str, Any] = {"kind": "appraisal", "for_year": 2025}
ANNUAL = [
    kept("LIFE-07 九月末", held=[], as_of="2025-09-30", **LIFE_MEETING),
    due_soon("LIFE-07 十月一日", held=[], as_of="2025-10-01", **LIFE_MEETING),
    due_soon("LIFE-07 次年三月末", held=[], as_of="2026-03-31", **LIFE_MEETING),
    broken("LIFE-07 次年四月一日", held=[], as_of="2026-04-01", **LIFE_MEETING),
    kept("LIFE-07 次年补开的算本年度", held=held("2026-02-10", 2025), as_of="2026-04-01", **LIFE_MEETING),
    broken("LIFE-07 开的是别的年度", held=held("2025-12-10", 2024), as_of="2026-04-01", **LIFE_MEETING),
    due_soon("LIFE-07 以后开的还不算", held=held("2026-02-10", 2025), as_of="2026-02-09", **LIFE_MEETING),
    kept("LIFE-07 当天开的算", held=held("2026-02-10", 2025), as_of="2026-02-10", **LIFE_MEETING),
    due_soon(
        "LIFE-07 另定的期限当天", held=[], as_of="2026-02-28", window_until="2026-02-28", **LIFE_MEETING
    ),
    broken("LIFE-07 过了另定的期限", held=[], as_of="2026-03-01", window_until="2026-02-28", **LIFE_MEETING),
    kept("LIFE-08 九月末", held=[], as_of="2025-09-30", **APPRAISAL),
    due_soon("LIFE-08 十月一日", held=[], as_of="2025-10-01", **APPRAISAL),
    due_soon("LIFE-08 次年三月末", held=[], as_of="2026-03-31", **APPRAISAL),
    warned("LIFE-08 次年四月一日", held=[], as_of="2026-04-01", **APPRAISAL),
    kept("LIFE-08 开了", held=held("2025-12-31", 2025), as_of="2026-04-01", **APPRAISAL),
    bad("LIFE-07 年度写成文字", "for_year", kind="appraisal", for_year="2025", held=[], as_of="2026-04-01"),
    bad(
        "LIFE-07 会议没有年度",
        "held[0].for_year",
        held=[{"on": "2026-01-01"}],
        as_of="2026-04-01",
        **APPRAISAL,
    ),
]

TALKS = [
    kept("LIFE-10 谈够了", pairs_due=10, pairs_done=10),
    kept("LIFE-10 多谈了", pairs_due=10, pairs_done=11),
    due_soon("LIFE-10 差一对", pairs_due=10, pairs_done=9),
    kept("LIFE-10 没有要谈的", pairs_due=0, pairs_done=0),
    bad("LIFE-10 负数", "pairs_done", pairs_due=10, pairs_done=-1),
]


def quorum_table(rule: str, rows: list[tuple[int, int, int, bool]], fact: str) -> list[Case]:
    """Rows of entitled, asked about, least that suffices, whether it does; and what is bad input of all."""
    return [
        *(
            (kept if enough else broken)(f"{rule} {e} 人中 {n} 人", least, entitled=e, **{fact: n})
            for e, n, least, enough in rows
        ),
        bad(f"{rule} 应到会为零", "entitled", entitled=0, **{fact: 0}),
        bad(f"{rule} 多于应到会", fact, entitled=5, **{fact: 6}),
        bad(f"{rule} 是小数", fact, entitled=5, **{fact: 2.5}),
        bad(f"{rule} 是真假", fact, entitled=5, **{fact: True}),
        bad(f"{rule} 没有给出", fact, entitled=5),
    ]


HALF = [
    (1, 0, 1, False),
    (1, 1, 1, True),
    (2, 1, 1, True),
    (3, 1, 2, False),
    (3, 2, 2, True),
    (20, 9, 10, False),
    (20, 10, 10, True),
    (21, 10, 11, False),
    (21, 11, 11, True),
    (20, 20, 10, True),
]
OVER_HALF = [
    (1, 0, 1, False),
    (1, 1, 1, True),
    (2, 1, 2, False),
    (2, 2, 2, True),
    (3, 2, 2, True),
    (20, 10, 11, False),
    (20, 11, 11, True),
    (21, 10, 11, False),
    (21, 11, 11, True),
]
FOUR_FIFTHS = [
    (1, 0, 1, False),
    (1, 1, 1, True),
    (4, 3, 4, False),
    (4, 4, 4, True),
    (5, 3, 4, False),
    (5, 4, 4, True),
    (20, 15, 16, False),
    (20, 16, 16, True),
    (21, 16, 17, False),
    (21, 17, 17, True),
]

WRITTEN = [
    broken("QUO-03 没有书面意见", 11, entitled=20, approve=10),
    kept("QUO-03 会前书面一票凑够", 11, entitled=20, approve=10, written_before=1),
    broken("QUO-03 会后书面不计", 11, entitled=20, approve=10, written_after=9),
    broken("QUO-03 会后书面再多也不算多于应到会", 11, entitled=20, approve=10, written_after=99),
    kept("QUO-03 连同书面恰为应到会", 11, entitled=20, approve=10, written_before=10),
    kept("QUO-03 null 等于没有", 11, entitled=20, approve=11, written_before=None, written_after=None),
    bad("QUO-03 连同书面多于应到会", "approve", entitled=20, approve=10, written_before=11),
    bad("QUO-03 书面票是负数", "written_before", entitled=20, approve=10, written_before=-1),
]


def left_out(*reasons: str, approval: str | None = "批复1号") -> list[dict[str, Any]]:
    return [{"reason": reason, "approval": approval} for reason in reasons]


ROLL: dict[str, Any] = {"formal": 20, "on_party_probation": 0, "suspended": 0}
ENTITLED = [
    kept("QUO-05 全都计入", 20, purpose="election", excluded=[], **ROLL),
    kept(
        "QUO-05 留党察看和停止党籍不计",
        17,
        purpose="ordinary",
        formal=20,
        on_party_probation=1,
        suspended=2,
        excluded=[],
    ),
    *(
        kept(f"QUO-05 {reason} 经批准不计", 19, purpose=purpose, excluded=left_out(reason), **ROLL)
        for reason in (
            "illness",
            "abroad_6_months",
            "bedridden",
            "away_6_months",
            "retired_home_town",
            "mobile_applied",
        )
        for purpose in ("election", "admission")
    ),
    warned(
        "QUO-05 没有批准仍计入", 20, purpose="election", excluded=left_out("illness", approval=None), **ROLL
    ),
    warned(
        "QUO-05 批准空白仍计入", 20, purpose="election", excluded=left_out("illness", approval=" "), **ROLL
    ),
    broken("QUO-05 别的理由仍计入", 20, purpose="election", excluded=left_out("busy"), **ROLL),
    broken("QUO-05 理由只认小写", 20, purpose="election", excluded=left_out("Illness"), **ROLL),
    broken(
        "QUO-05 别的理由又没有批准", 20, purpose="election", excluded=left_out("busy", approval=None), **ROLL
    ),
    broken(
        "QUO-05 一人合规一人不合规",
        19,
        purpose="admission",
        excluded=[*left_out("illness"), *left_out("busy")],
        **ROLL,
    ),
    warned(
        "QUO-05 一人批准一人没有",
        19,
        purpose="admission",
        excluded=[*left_out("illness"), *left_out("illness", approval=None)],
        **ROLL,
    ),
    undecided("QUO-05 一般会议有人不计", 19, purpose="ordinary", excluded=left_out("illness"), **ROLL),
    undecided(
        "QUO-05 一般会议没有批准", 20, purpose="ordinary", excluded=left_out("illness", approval=None), **ROLL
    ),
    broken("QUO-05 一般会议别的理由", 20, purpose="ordinary", excluded=left_out("busy"), **ROLL),
    kept(
        "QUO-05 全都不计",
        0,
        purpose="election",
        formal=3,
        on_party_probation=1,
        suspended=1,
        excluded=left_out("illness"),
    ),
    bad(
        "QUO-05 不计的多于正式党员",
        "excluded",
        purpose="election",
        formal=2,
        on_party_probation=1,
        suspended=1,
        excluded=left_out("illness"),
    ),
    bad(
        "QUO-05 停止党籍的多于正式党员",
        "excluded",
        purpose="election",
        formal=1,
        on_party_probation=1,
        suspended=1,
        excluded=[],
    ),
    warned(
        "QUO-05 大会没有同意",
        20,
        purpose="admission",
        excluded=[{"reason": "illness", "approval": "x", "consent": False}],
        **ROLL,
    ),
    kept(
        "QUO-05 大会同意",
        19,
        purpose="admission",
        excluded=[{"reason": "illness", "approval": "x", "consent": True}],
        **ROLL,
    ),
    kept(
        "QUO-05 没有问大会，null 等于没有写",
        19,
        purpose="admission",
        excluded=[{"reason": "illness", "approval": "x", "consent": None}],
        **ROLL,
    ),
    bad("QUO-05 没有理由", "excluded[0].reason", purpose="election", excluded=[{"approval": "x"}], **ROLL),
    bad("QUO-05 用途不认识", "purpose", purpose="party", excluded=[], **ROLL),
    bad("QUO-05 没有 excluded", "excluded", purpose="election", **ROLL),
]

EXCELLENT = [
    kept("LIFE-09 恰三分之一", formal=9, excellent=3),
    warned("LIFE-09 超过三分之一", formal=9, excellent=4),
    kept("LIFE-09 十人评三人", formal=10, excellent=3),
    warned("LIFE-09 十一人评四人", formal=11, excellent=4),
    kept("LIFE-09 十二人评四人", formal=12, excellent=4),
    kept("LIFE-09 没有人", formal=0, excellent=0),
    kept("LIFE-09 按参加人数算", formal=9, excellent=4, counted=12),
    warned("LIFE-09 参加人数少", formal=12, excellent=4, counted=11),
    warned("LIFE-09 分母为零", formal=12, excellent=1, counted=0),
    kept("LIFE-09 分母为 null 用正式党员", formal=12, excellent=4, counted=None),
    broken("LIFE-09 预备党员评了等次", formal=9, excellent=3, probationary_graded=1),
    broken("LIFE-09 两样都不对", formal=9, excellent=4, probationary_graded=1),
    kept("LIFE-09 预备党员没有评", formal=9, excellent=3, probationary_graded=0),
]


HELP = [
    kept("本系统 过期当天", over_since="2026-10-31", as_of="2026-10-31"),
    kept("本系统 第七天", over_since="2026-10-31", as_of="2026-11-07"),
    due_soon("本系统 第八天", over_since="2026-10-31", as_of="2026-11-08"),
    kept("本系统 还没过期", over_since="2026-10-31", as_of="2026-10-01"),
]


CHAIR = [
    kept("LIFE-04 书记", kind="assembly", offices=["secretary"], formal=True),
    kept("LIFE-04 副书记", kind="branch_committee", offices=["deputy_secretary"], formal=True),
    kept("LIFE-04 委员", kind="assembly", offices=["committee_member"], formal=True),
    warned("LIFE-04 没有职务的党员", kind="assembly", offices=[], formal=True),
    warned("LIFE-04 组长主持大会", kind="assembly", offices=["group_leader"], formal=True),
    warned("LIFE-04 不是正式党员", kind="assembly", offices=["secretary"], formal=False),
    kept("LIFE-04 党小组组长", kind="group", offices=["group_leader"], formal=True),
    warned("LIFE-04 书记主持党小组会", kind="group", offices=["secretary"], formal=True),
    bad("LIFE-04 党课不管", "kind", kind="lesson", offices=[], formal=True),
]
BALLOTS = [
    kept("QUO-02 无记名投票", method="secret_ballot"),
    warned("QUO-02 没有写"),
    warned("QUO-02 null 等于没有写", method=None),
    broken("QUO-02 举手", method="show_of_hands"),
    broken("QUO-02 记名投票", method="open_ballot"),
    broken("QUO-02 口头表决", method="oral"),
    bad("QUO-02 不认识的方式", "method", method="applause"),
]


@table(
    {
        "life.help": HELP,
        "life.frequency": FREQUENCY,
        "life.annual": ANNUAL,
        "life.chair": CHAIR,
        "life.talks": TALKS,
        "quorum.branch_committee": quorum_table("LIFE-02", HALF, "present"),
        "quorum.ordinary": quorum_table("QUO-01", HALF, "present"),
        "resolution.ordinary": quorum_table("QUO-01", OVER_HALF, "approve"),
        "quorum.admission": quorum_table("QUO-02", OVER_HALF, "present"),
        "resolution.admission": quorum_table("QUO-02", OVER_HALF, "approve") + WRITTEN,
        "resolution.admission_ballot": BALLOTS,
        "quorum.election": quorum_table("QUO-04", FOUR_FIFTHS, "present")
        + on_day("2019-06-01", quorum_table("QUO-04", FOUR_FIFTHS, "present")),
        "quorum.entitled": ENTITLED,
        "appraisal.excellent": EXCELLENT,
    }
)
def test_the_life_of_a_branch_is_judged_at_its_boundaries(key: str, case: Case) -> None:
    case.check(key)


@pytest.mark.parametrize(
    ("key", "facts", "said"),
    [
        (
            "quorum.ordinary",
            {"entitled": 20, "present": 10},
            "党员大会应到会有表决权的20人，实到10人，达到至少10人的要求，可以开会",
        ),
        (
            "resolution.admission",
            {"entitled": 20, "approve": 10, "written_before": 1},
            "应到会有表决权的20人，赞成11人（含会前书面赞成1人），超过半数（至少11人），通过",
        ),
        (
            "life.frequency",
            {"kind": "branch_committee", "held": [], "as_of": "2026-02-25"},
            "本月还没有开展支委会，离2026年2月28日还有3天",
        ),
        (
            "life.frequency",
            {"kind": "assembly", "held": [], "as_of": "2026-09-30", "today": "2026-09-30"},
            "本季度到今天为止，没有开展支部党员大会，一般应当开展一次",
        ),
        (
            "life.frequency",
            {"kind": "assembly", "held": [], "as_of": "2026-09-30", "today": "2026-10-01"},
            "2026年第3季度没有开展支部党员大会，一般应当开展一次",
        ),
        (
            "life.frequency",
            {"kind": "theme_day", "held": [], "as_of": "2026-10-31", "today": "2026-11-20"},
            "2026年10月没有开展主题党日",
        ),
        (
            "life.frequency",
            {"kind": "lesson", "held": [], "as_of": "2026-12-31", "today": "2027-01-01", "period": "half"},
            "2026年下半年没有开展党课，一般应当开展一次",
        ),
    ],
)
def test_verdicts_can_be_read_aloud(key: str, facts: dict[str, Any], said: str) -> None:
    assert judge(key, "2026-11-21", facts).because == said


def test_the_election_quorum_before_2020_cites_the_older_regulation() -> None:
    old = judge("quorum.election", "2020-07-12", {"entitled": 5, "present": 4})
    new = judge("quorum.election", "2020-07-13", {"entitled": 5, "present": 4})
    assert (old.level, new.level) == ("kept", "kept")
    assert old.norm and new.norm
    assert old.norm.source.document != new.norm.source.document
