"""An export laid beside the base: exactly what differs is found, stands, is settled, comes back."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from zhibu.exchange import selectors, services
from zhibu.exchange.models import Coverage, Discrepancy, HandedExport, Reconciliation, WeekList
from zhibu.exchange.selectors.our_side import our_side
from zhibu.kernel import clock
from zhibu.kernel.fields import unseal
from zhibu.kernel.models import Audit
from zhibu.kernel.scope import HOUSE, wear
from zhibu.members.models import Change, Member, Membership
from zhibu.members.services import change_particular, correct_field, record_death
from zhibu.site.testing.world import inside, whole_house

from .exports import HEADINGS, as_csv, stranger, truth

pytestmark = pytest.mark.slow

TODAY = clock.today


@pytest.fixture
def secretary(scope_of):
    scope = scope_of("secretary")
    with inside(scope):
        yield scope


@pytest.fixture
def officer(scope_of):
    scope = scope_of("officer")
    with inside(scope):
        yield scope


@pytest.fixture
def willow(world):
    return world.orgs["willow"]


def lay(scope, org, rows, fields=tuple(HEADINGS), **more):
    made = services.open_reconciliation(scope, org, as_csv(rows, fields), name="党员信息.csv", **more)
    return services.reconcile(scope, made)


def found(scope, where):
    """(kind, name, field) of what is open."""
    lines = selectors.listed_discrepancies(scope, where, limit=1000).lines
    return sorted((line.kind, line.name, line.field) for line in lines)


def named(rows, name):
    return next(row for row in rows if row["name"] == name)


def test_two_sides_that_say_the_same_differ_in_nothing(secretary, willow):
    rows = truth(secretary, willow)
    made = lay(secretary, willow, rows)
    assert (made.state, made.counts["both"], made.counts["fields"]) == ("done", len(rows), 0)
    assert made.problems == []
    assert found(secretary, willow) == []
    assert Coverage.objects.get().branch == willow
    assert bytes(HandedExport.objects.get().sealed) == b""  # the file is not kept, its rows neither


def test_differences_both_ways_and_field_by_field(secretary, willow):
    rows = truth(secretary, willow)
    named(rows, "张小明")["education"] = "研究生教育"
    named(rows, "张小明")["mobile"] = "13911112222"
    rows.remove(named(rows, "欧阳淑芬"))
    rows.append(stranger(1))
    made = lay(secretary, willow, rows)
    assert found(secretary, willow) == [
        ("field", "张小明", "education"),
        ("field", "张小明", "mobile"),
        ("ours", "欧阳淑芬", ""),
        ("theirs", "陌二", ""),
    ]
    assert {k: made.counts[k] for k in ("fields", "ours_only", "theirs_only", "new")} == {
        "fields": 2, "ours_only": 1, "theirs_only": 1, "new": 4,
    }  # fmt: skip
    said = {line.field: line for line in selectors.listed_discrepancies(secretary, willow, limit=99).lines}
    assert (said["education"].theirs, said["education"].ours) == ("研究生教育", "大学本科")
    assert "*" in said["mobile"].theirs and "13911112222" not in repr(said)
    stored = Discrepancy.objects.get(field="mobile")
    assert unseal(stored, "theirs") == "13911112222" and stored.theirs.mask == "139****2222"


def test_fields_stand_in_the_order_of_the_national_system(secretary, willow):
    rows = truth(secretary, willow)
    named(rows, "张小明").update(
        home_address="别处1号", sex="女", joined_on="1999-09-09", landline="0571-88888888"
    )
    lay(secretary, willow, rows)
    lines = selectors.listed_discrepancies(secretary, willow, limit=99).lines
    assert [line.field for line in lines] == ["sex", "joined_on", "landline", "home_address"]


def test_the_next_export_settles_what_agrees_and_it_comes_back_as_a_new_one(secretary, willow):
    rows = truth(secretary, willow)
    right = dict(named(rows, "张小明"))
    named(rows, "张小明")["education"] = "研究生教育"
    lay(secretary, willow, rows, exported_on=TODAY() - timedelta(days=20))
    first = Discrepancy.objects.get()
    again = lay(secretary, willow, rows, exported_on=TODAY() - timedelta(days=15))
    assert again.counts["new"] == 0
    first.refresh_from_db()
    assert (first.first_seen, first.last_seen) == (
        TODAY() - timedelta(days=20), TODAY() - timedelta(days=15),
    )  # fmt: skip
    named(rows, "张小明").update(right)
    settled = lay(secretary, willow, rows, exported_on=TODAY() - timedelta(days=10))
    first.refresh_from_db()
    assert (first.settled_on, first.settled_by) == (TODAY() - timedelta(days=10), settled)
    assert settled.counts["settled"] == 1 and found(secretary, willow) == []
    named(rows, "张小明")["education"] = "研究生教育"
    lay(secretary, willow, rows)
    assert Discrepancy.objects.open().get().pk != first.pk
    assert Discrepancy.objects.count() == 2


def test_what_an_export_has_no_column_for_is_neither_found_nor_settled(secretary, willow):
    rows = truth(secretary, willow)
    named(rows, "张小明").update(education="研究生教育", sex="女")
    lay(secretary, willow, rows)
    few = [name for name in HEADINGS if name != "education"]
    lay(secretary, willow, truth(secretary, willow), few)
    assert found(secretary, willow) == [("field", "张小明", "education")]


def test_a_cell_that_cannot_be_read_is_said_and_settles_nothing(secretary, willow):
    rows = truth(secretary, willow)
    named(rows, "张小明")["joined_on"] = "1999-09-09"
    lay(secretary, willow, rows)
    named(rows, "张小明")["joined_on"] = "1999年9月"
    made = lay(secretary, willow, rows)
    assert found(secretary, willow) == [("field", "张小明", "joined_on")]
    assert [p[1] for p in made.problems] == ["加入党组织日期"]
    assert "缺少日" in made.problems[0][2]


def test_somebody_of_ours_who_cannot_be_found_for_want_of_a_number_is_not_called_missing(secretary, willow):
    rows = truth(secretary, willow)
    named(rows, "张小明")["id_number"] = ""
    made = lay(secretary, willow, rows)
    assert found(secretary, willow) == []
    assert "没有公民身份号码" in made.problems[0][2]


def test_two_rows_of_one_number_are_said_and_not_compared(secretary, willow):
    rows = truth(secretary, willow)
    twin = named(rows, "张小明") | {"education": "研究生教育"}
    made = lay(secretary, willow, [*rows, twin])
    assert found(secretary, willow) == []
    assert "是同一个号码" in made.problems[0][2] and made.counts["twice"] == 1


def test_a_conversion_of_emptiness_is_a_difference_both_ways(secretary, willow):
    rows = truth(secretary, willow)
    named(rows, "张小明")["mobile"] = ""
    named(rows, "欧阳淑芬")["landline"] = "88881234"
    lay(secretary, willow, rows)
    said = {line.field: line for line in selectors.listed_discrepancies(secretary, willow, limit=9).lines}
    assert said["mobile"].theirs == "空" and said["landline"].ours == "空"


def test_whereabouts_are_compared_though_the_other_side_asks_twice(secretary, willow, world):
    change_particular(whole_house(), world.members["member"], "whereabouts", "lost", on=date(2026, 5, 1))
    rows = truth(secretary, willow)
    assert named(rows, "张小明")["lost"] == "是"
    lay(secretary, willow, rows)
    assert found(secretary, willow) == []
    named(rows, "张小明")["lost_on"] = "2026-06-01"
    named(rows, "欧阳淑芬")["mobile_member"] = "是"
    lay(secretary, willow, rows)
    assert found(secretary, willow) == [
        ("field", "张小明", "whereabouts_since"),
        ("field", "欧阳淑芬", "whereabouts"),
    ]


def test_who_died_here_and_stands_there_is_said_so(secretary, willow, world):
    rows = truth(secretary, willow)
    record_death(whole_house(), world.members["elder"], on=date(2026, 10, 3))
    lay(secretary, willow, rows)
    (line,) = selectors.listed_discrepancies(secretary, willow, limit=9).lines
    assert (line.kind, line.name) == ("theirs", "欧阳淑芬")
    assert "2026年10月3日" in line.ours and "死亡" in line.ours
    lay(secretary, willow, [row for row in rows if row["name"] != "欧阳淑芬"])
    assert found(secretary, willow) == []


def test_an_export_never_says_whether_somebody_is_held_elsewhere(secretary, willow, world):
    """The existence oracle: a colleague of another branch and a person nobody holds are told alike."""
    elm = world.members["elm_member"]
    number = unseal(elm, "id_number")
    rows = [*truth(secretary, willow), stranger(1), stranger(2, id_number=number, name="陌三")]
    lay(secretary, willow, rows)
    one, other = selectors.listed_discrepancies(secretary, willow, limit=9).lines
    assert {one.kind, other.kind} == {"theirs"}
    assert (one.theirs, one.ours, one.state) == (other.theirs, other.ours, other.state)
    assert one.member is None and other.member is None
    assert traces("exchange.reconciled")
    assert not traces("members.identit")  # the question that crosses the walls is not asked at all


def traces(action):
    """The subjects of what was written down, as the house reads it."""
    with transaction.atomic():
        wear(HOUSE)
        return list(Audit.objects.filter(action__startswith=action).values_list("subject", flat=True))


def test_a_member_in_another_branch_of_the_committee_differs_by_branch_alone(officer, world):
    county = world.orgs["county"]
    rows = truth(officer, county)
    named(rows, "周榆生")["branch"] = "柳河村党支部"
    lay(officer, county, rows)
    (line,) = selectors.listed_discrepancies(officer, county, limit=9).lines
    assert (line.field, line.theirs, line.ours) == ("branch", "柳河村党支部", "榆树村党支部")
    assert line.branch == world.orgs["elm"]


def test_branches_without_a_row_are_named_and_not_flooded(officer, world):
    county = world.orgs["county"]
    rows = [row for row in truth(officer, county) if row["branch"] != "松岭村党支部"]
    made = lay(officer, county, rows)
    assert found(officer, county) == [] and made.counts["left_out"] == 1
    assert set(Coverage.objects.values_list("branch__code", flat=True)) == {"willow", "elm", "county"}


def test_a_branch_by_another_name_is_known_by_its_people(officer, world):
    county = world.orgs["county"]
    rows = truth(officer, county)
    for row in rows:
        if row["branch"] == "柳河村党支部":
            row["branch"] = "中共演示县第三联合支部"
    made = lay(officer, county, rows)
    assert found(officer, county) == [] and made.counts["left_out"] == 0


def test_the_rows_of_other_branches_are_left_aside_in_a_branch(secretary, willow):
    rows = [*truth(secretary, willow), stranger(1, "榆树村党支部"), stranger(2, "松岭村党支部")]
    made = lay(secretary, willow, rows)
    assert found(secretary, willow) == [] and made.counts["foreign"] == 2


def test_an_export_of_another_unit_is_refused_and_settles_nothing(secretary, willow):
    rows = truth(secretary, willow)
    named(rows, "张小明")["sex"] = "女"
    lay(secretary, willow, rows)
    made = lay(secretary, willow, [stranger(n, "某村党支部") for n in range(3)])
    assert made.state == Reconciliation.State.DROPPED
    assert found(secretary, willow) == [("field", "张小明", "sex")]
    assert bytes(HandedExport.objects.get(pk=made.pk).sealed) == b""


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("姓名,学历\n张,大专\n".encode(), "没有认出“公民身份号码”"),
        ("党员编号,姓名,公民身份号码\nM0000001,张,110*************2X\n".encode(), "本系统导出的名册"),
        ("姓名,公民身份号码\n张,110*************2X\n".encode(), "没有一个完整的公民身份号码"),
        (b"\x00\x01\x02", ""),
    ],
)
def test_what_is_no_such_export_is_refused_with_a_sentence(secretary, willow, content, says):
    with pytest.raises(ValidationError) as refused:
        services.open_reconciliation(secretary, willow, content, name="a.csv")
    assert says in " ".join(refused.value.messages)
    assert Reconciliation.objects.count() == 0


def test_an_older_export_is_asked_about(secretary, willow):
    rows = truth(secretary, willow)
    lay(secretary, willow, rows, exported_on=TODAY() - timedelta(days=3))
    old = TODAY() - timedelta(days=9)
    with pytest.raises(ValidationError) as refused:
        lay(secretary, willow, rows, exported_on=old)
    assert "更早" in refused.value.message_dict["exported_on"][0]
    assert lay(secretary, willow, rows, exported_on=old, older=True).state == "done"
    with pytest.raises(ValidationError):
        lay(secretary, willow, rows, exported_on=TODAY() + timedelta(days=1))


def test_the_day_in_the_name_of_a_file_is_its_day(secretary, willow):
    body = as_csv(truth(secretary, willow))
    made = services.open_reconciliation(secretary, willow, body, name="党员信息20260105(1).csv")
    assert made.exported_on == date(2026, 1, 5)


def test_what_stays_for_now_needs_a_reason_and_returns_when_they_say_something_else(secretary, willow):
    rows = truth(secretary, willow)
    named(rows, "张小明")["education"] = "研究生教育"
    lay(secretary, willow, rows)
    row = Discrepancy.objects.get()
    with pytest.raises(ValidationError):
        services.leave_for_now(secretary, row.pk, why="不")
    services.leave_for_now(secretary, row.pk, why="学历证书送去认证了")
    assert found(secretary, willow) == []
    lay(secretary, willow, rows)
    assert found(secretary, willow) == []
    named(rows, "张小明")["education"] = "大学专科"
    lay(secretary, willow, rows)
    assert found(secretary, willow) == [("field", "张小明", "education")]
    assert Discrepancy.objects.get().pk == row.pk


def test_our_side_is_corrected_and_the_difference_waits_for_the_next_export(secretary, willow, world):
    rows = truth(secretary, willow)
    named(rows, "张小明").update(landline="88881234", education="大学专科", mobile="13911112222")
    lay(secretary, willow, rows)
    for row in Discrepancy.objects.open():
        assert services.changes_here(row)
        offered = services.offered(row)
        assert ("*" in str(row.theirs)) == (offered == "")
        services.take_over(secretary, row.pk, value=offered, why="核对过证件")
    member = Member.objects.get(pk=world.members["member"].pk)
    assert member.landline == "88881234" and unseal(member, "mobile") == "13911112222"
    assert set(Change.objects.filter(why="核对过证件").values_list("source", flat=True)) == {"national"}
    lines = selectors.listed_discrepancies(secretary, willow, limit=9).lines
    assert [line.state for line in lines] == ["agrees"] * 3
    made = lay(secretary, willow, rows)
    assert made.counts["settled"] == 3


def test_what_changes_here_after_an_export_is_foreseen(secretary, willow, world):
    assert selectors.changed_since(secretary, willow) == []  # before a first export there is nothing to say
    lay(secretary, willow, truth(secretary, willow))
    Coverage.objects.update(laid_at=clock.now() - timedelta(hours=1))
    before = clock.now() - timedelta(hours=2)
    Membership.objects.update(made_at=before)
    Change.objects.update(made_at=before)
    correct_field(secretary, world.members["member"], "landline", "88880000", why="本人来说的")
    change_particular(secretary, world.members["member"], "education", "10", on=date(2026, 9, 1))
    record_death(secretary, world.members["elder"], on=date(2026, 11, 1))
    told = {(c.kind, c.name, c.field) for c in selectors.changed_since(secretary, willow)}
    assert told == {
        ("left", "欧阳淑芬", ""),
        ("field", "张小明", "landline"),
        ("field", "张小明", "education"),
    }
    lay(secretary, willow, truth(secretary, willow))
    latest = Coverage.objects.order_by("-laid_at").first()
    latest.laid_at += timedelta(minutes=1)  # the changes above lie before it: here it is all one transaction
    latest.save()
    assert selectors.changed_since(secretary, willow) == []


def test_the_list_of_the_week_is_made_after_an_export_and_done_by_hand(secretary, willow):
    rows = truth(secretary, willow)
    named(rows, "张小明")["sex"] = "女"
    lay(secretary, willow, rows)
    assert selectors.week_waits(secretary, willow).open == 1
    services.finish_week(secretary, willow)
    assert selectors.week_waits(secretary, willow) is None
    assert found(secretary, willow) == [("field", "张小明", "sex")]  # only an export settles


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2026, 11, 23), True),  # an ordinary Monday
        (date(2026, 11, 24), False),
        (date(2026, 10, 5), False),  # within the National Day holidays
        (date(2026, 10, 8), True),  # the first day after them
        (date(2026, 10, 9), False),
        (date(2039, 10, 3), True),  # no table of that year: Monday
    ],
)
def test_a_week_begins_on_its_first_working_day(day, begins):
    assert services.begins_week(day) is begins


def test_a_new_week_makes_the_list_anew(secretary, willow):
    rows = truth(secretary, willow)
    named(rows, "张小明")["sex"] = "女"
    lay(secretary, willow, rows)
    services.finish_week(secretary, willow)
    services.make_list(willow.pk, on=clock.today() + timedelta(days=7))
    assert selectors.week_waits(secretary, willow).open == 1
    assert WeekList.objects.count() == 2


def test_full_values_need_a_purpose_and_each_person_reads_it(secretary, willow, world):
    rows = truth(secretary, willow)
    named(rows, "张小明")["mobile"] = "13911112222"
    lay(secretary, willow, [*rows, stranger(1)])
    with pytest.raises(ValidationError):
        services.open_list_in_clear(secretary, willow, why="")
    services.open_list_in_clear(secretary, willow, why="到全国系统改手机号")
    told = traces("members.export_clear")
    assert f"person:{world.members['member'].pk}" in set(told) and len(told) == 2
    shown = selectors.listed_discrepancies(secretary, willow, limit=9, clear=True).lines
    assert {"13911112222"} <= {line.theirs for line in shown}


def test_the_sealed_contents_of_what_was_settled_are_wiped_after_ninety_days(secretary, willow):
    rows = truth(secretary, willow)
    lay(secretary, willow, [*rows, stranger(1)], exported_on=TODAY() - timedelta(days=100))
    lay(secretary, willow, rows, exported_on=TODAY() - timedelta(days=95))
    row = Discrepancy.objects.get()
    assert unseal(row, "number")
    assert services.wipe_settled() == 1
    row.refresh_from_db()
    assert (row.number_sealed, row.number_index, row.name_sealed) == (None, None, None)
    assert row.settled_on and services.wipe_settled() == 0


def test_an_export_that_nobody_lays_is_wiped_after_a_week(secretary, willow):
    body = as_csv(truth(secretary, willow))
    made = services.open_reconciliation(secretary, willow, body, name="a.csv")
    assert services.wipe_unlaid() == 0 and selectors.can_match(made)
    Reconciliation.objects.update(made_at=clock.now() - timedelta(days=8))
    assert services.wipe_unlaid() == 1
    assert not selectors.can_match(selectors.reconciliation(secretary, made.pk))
    assert services.wipe_unlaid() == 0


def test_another_branch_is_not_there(scope_of, world):
    with inside(scope_of("secretary")) as scope, pytest.raises(Http404):
        services.open_reconciliation(scope, world.orgs["elm"], as_csv([stranger(1)]), name="a.csv")
    with inside(scope_of("auditor")) as scope, pytest.raises(Http404):
        services.open_reconciliation(scope, world.orgs["willow"], as_csv([stranger(1)]), name="a.csv")


def test_one_branch_does_not_see_the_differences_of_another(officer, world, scope_of):
    county = world.orgs["county"]
    rows = truth(officer, county)
    for name in ("张小明", "周榆生"):
        named(rows, name)["sex"] = "女" if named(rows, name)["sex"] == "男" else "男"
    lay(officer, county, rows)
    assert len(found(officer, county)) == 2
    with inside(scope_of("elm_secretary")) as scope:
        assert found(scope, world.orgs["elm"]) == [("field", "周榆生", "sex")]
        assert Discrepancy.objects.count() == 1 and Reconciliation.objects.count() == 0
        assert selectors.last_coverage(scope, world.orgs["elm"]) is not None


OTHER = {
    "sex": lambda v: "女" if v == "男" else "男",
    "ethnicity": lambda v: "回族" if v != "回族" else "汉族",
    "born_on": lambda v: "1931-03-03",
    "education": lambda v: "大学专科" if v != "大学专科" else "研究生教育",
    "joined_on": lambda v: "1981-08-08",
    "converted_on": lambda v: "1983-09-09" if v else "2026-11-01",
    "occupation": lambda v: "学生" if v != "学生" else "农牧渔民",
    "mobile": lambda v: "13655554444",
    "landline": lambda v: "0571-12345678",
    "home_address": lambda v: "山那边9号",
    "standing": lambda v: "留党察看" if v != "留党察看" else "正常",
}


@pytest.mark.parametrize("seed", range(6))
def test_random_exports_show_exactly_what_was_planted_and_settle_exactly_what_was_mended(
    officer, world, seed
):
    """Planted over a county; then some mended, some new; in each export only those."""
    chance, county = random.Random(seed), world.orgs["county"]
    right = {row["id_number"]: row for row in truth(officer, county)}
    planted: dict[tuple[str, str], str] = {}
    missing: set[str] = set()
    strangers: list[dict[str, str]] = []
    branches = [row["branch"] for row in right.values()]
    for round_ in range(3):
        for key in [key for key in planted if chance.random() < 0.5]:
            del planted[key]
        missing = {key for key in missing if chance.random() < 0.5}
        strangers = [row for row in strangers if chance.random() < 0.5]
        for _plant in range(chance.randint(1, 12)):
            number, field = chance.choice(sorted(right)), chance.choice(sorted(OTHER))
            if number not in missing:
                planted.setdefault((number, field), OTHER[field](right[number][field]))
        once = [b for b in branches if branches.count(b) == 1]
        for number in chance.sample(sorted(right), 2):
            if right[number]["branch"] not in once and not any(n == number for n, _f in planted):
                missing.add(number)
        strangers.append(stranger(10 * seed + round_, chance.choice(branches)))
        rows = []
        for number, row in right.items():
            if number not in missing:
                rows.append(row | {f: v for (n, f), v in planted.items() if n == number})
        chance.shuffle(rows)
        settled = {d.pk: True for d in Discrepancy.objects.exclude(settled_on=None)}
        made = lay(officer, county, [*rows, *strangers])
        expected = [
            *(("field", right[n]["name"], f) for n, f in planted),
            *(("ours", right[n]["name"], "") for n in missing),
            *(("theirs", row["name"], "") for row in strangers),
        ]
        assert found(officer, county) == sorted(expected)
        now_settled = Discrepancy.objects.exclude(settled_on=None).count() - len(settled)
        assert made.counts["settled"] == now_settled
    lay(officer, county, list(right.values()))
    assert found(officer, county) == []
    assert not Discrepancy.objects.open().exists()
    assert {each.member for each in our_side(officer, county)} >= set()
