"""Training, at every number and every day where a verdict turns."""

from zhibu.kernel.norms import judge
from zhibu.kernel.norms.tests.cases import Case, bad, due_soon, kept, on_day, table, warned

HOURS = [
    due_soon("EDU-01 差一点", "0.01", duty="member", hours="31.99", as_of="2026-12-30"),
    kept("EDU-01 恰三十二学时", "0", duty="member", hours=32, as_of="2026-12-31"),
    kept("EDU-01 超过", "0", duty="member", hours=40, as_of="2026-01-01"),
    warned("EDU-01 年末差一学时", "1", duty="member", hours=31, as_of="2026-12-31"),
    due_soon("EDU-01 年初", "32", duty="member", hours=0, as_of="2026-01-01"),
    due_soon("EDU-02 书记差半学时", "0.5", duty="secretary", hours="55.50", as_of="2026-06-30"),
    kept("EDU-02 书记五十六学时", "0", duty="secretary", hours="56.0", as_of="2026-06-30"),
    due_soon("EDU-02 委员差二十四学时", "24", duty="committee_member", hours=32, as_of="2026-06-30"),
    kept("EDU-02 委员五十六学时", "0", duty="committee_member", hours=56.0, as_of="2026-12-31"),
    due_soon("EDU-01 差十学时", "10", duty="member", hours="22", as_of="2026-06-30"),
    bad("EDU-01 负数", "hours", duty="member", hours="-1", as_of="2026-06-30"),
    bad("EDU-01 不写指数", "hours", duty="member", hours="1e1", as_of="2026-06-30"),
    bad("EDU-01 空白", "hours", duty="member", hours=" ", as_of="2026-06-30"),
]

NEW_SECRETARY = [
    kept("EDU-03 任职当天培训", took_office_on="2026-03-01", trained_on="2026-03-01", as_of="2026-03-01"),
    kept("EDU-03 半年当天培训", took_office_on="2026-03-01", trained_on="2026-09-01", as_of="2026-10-01"),
    warned("EDU-03 过一天培训", took_office_on="2026-03-01", trained_on="2026-09-02", as_of="2026-10-01"),
    kept("EDU-03 半年当天还没有", took_office_on="2026-03-01", as_of="2026-09-01"),
    warned("EDU-03 过一天还没有", took_office_on="2026-03-01", as_of="2026-09-02"),
    warned("EDU-03 夹到二月末后", took_office_on="2025-08-31", as_of="2026-03-01"),
    bad(
        "EDU-03 培训早于任职",
        "trained_on",
        took_office_on="2026-03-01",
        trained_on="2026-02-28",
        as_of="2026-09-01",
    ),
]


@table(
    {
        "education.hours": HOURS + on_day("2020-06-01", HOURS),
        "education.new_secretary": NEW_SECRETARY + on_day("2020-06-01", NEW_SECRETARY),
    }
)
def test_training_is_judged_at_its_boundaries(key: str, case: Case) -> None:
    case.check(key)


def test_the_plan_that_ran_out_and_its_successor_are_two_versions() -> None:
    facts = {"duty": "member", "hours": 32, "as_of": "2026-06-30"}
    old, new = judge("education.hours", "2023-12-31", facts), judge("education.hours", "2024-01-01", facts)
    assert old.norm and new.norm
    assert (old.norm.since.isoformat(), new.norm.since.isoformat()) == ("2019-11-11", "2024-01-01")
    assert new.needs_checking
