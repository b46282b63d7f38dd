"""A sheet from its coming to its end, by the services: what is written, what stays out, what is wiped."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from zhibu.exchange import selectors, services
from zhibu.exchange.models import Batch, Chunk
from zhibu.exchange.selectors.sheet import first_values
from zhibu.kernel import clock
from zhibu.kernel.models import Audit
from zhibu.kernel.scope import HOUSE, wear
from zhibu.members.models import Member, Membership
from zhibu.members.services import correct_field
from zhibu.site.testing.world import inside

from .sheets import HEADINGS, as_csv, as_xlsx, person

pytestmark = pytest.mark.slow


@pytest.fixture
def secretary(scope_of):
    scope = scope_of("secretary")
    with inside(scope):
        yield scope


@pytest.fixture
def willow(world):
    return world.orgs["willow"]


def opened(scope, org, people, headings=HEADINGS):
    batch = services.open_batch(scope, org, as_csv(people, headings), name="名册.csv")
    return services.check_batch(scope, batch)


def rows(batch):
    return {row.number: row for row in selectors.every_row(batch) if row.kind != " "}


def seen_by_house(read):
    """What `read` says under the house's scope."""
    with transaction.atomic():
        wear(HOUSE)
        return read()


def test_a_sheet_is_read_judged_and_not_written(secretary, willow):
    before = Member.objects.count()
    batch = opened(secretary, willow, [person(1), person(2), person(3, 公民身份号码="110105194912310021")])
    assert batch.state == "checked"
    assert batch.counts == {"n": 2, "w": 1, "!": 0}
    assert batch.columns == [
        "name", "id_number", "ethnicity", "education", "category", "joined_on", "converted_on",
        "occupation", "mobile", "branch",
    ]  # fmt: skip
    wrong = rows(batch)[4]
    assert [(f.field, f.column, f.norm) for f in wrong.errors] == [
        ("id_number", "公民身份号码", "identity.number")
    ]
    assert "校验码" in wrong.errors[0].reason
    assert Member.objects.count() == before


def test_what_cannot_be_read_leaves_nothing(secretary, willow):
    for content, name in (
        (b"", "a.csv"),
        (b"\x00\x01", "a.xlsx"),
        (as_csv([]), "a.csv"),
        (b"x,y\n1,2\n", "a.csv"),
    ):
        with pytest.raises(ValidationError):
            services.open_batch(secretary, willow, content, name=name)
    assert Batch.objects.count() == 0


def test_a_confirmed_batch_enters_as_one_and_its_rows_are_wiped(secretary, willow):
    batch = opened(secretary, willow, [person(1), person(2), person(3, 学历="")])
    done = services.commit_batch(secretary, batch, confirmed={"new": 2, "changed": 0})
    done.refresh_from_db()
    assert (done.state, done.result["new"], done.result["wrong"]) == ("done", 2, 1)
    entered = Member.objects.filter(name__in=[person(1)["姓名"], person(2)["姓名"]])
    assert [m.reviewed_at for m in entered] == [None, None]
    assert {m.from_on for m in Membership.objects.filter(member__in=entered)} == {clock.today()}
    left = [row for row in selectors.every_row(done) if row.cells]
    assert [row.number for row in left] == [4]  # what has something wrong can still be handed back
    assert person(1)["公民身份号码"] not in str(list(selectors.every_row(done)))


def test_a_row_mended_in_place_is_judged_anew(secretary, willow):
    batch = opened(secretary, willow, [person(1, 学历="小小学")])
    assert batch.counts == {"w": 1, "!": 0}
    batch = services.mend(secretary, batch, {(2, "education"): "大专"})
    assert batch.counts == {"n": 1, "!": 0}
    assert rows(batch)[2].mended == {"education": "大专"}


def test_a_field_without_a_column_can_be_mended_too(secretary, willow):
    headings = [h for h in HEADINGS if h != "民族"]
    batch = opened(secretary, willow, [person(1), person(2)], headings)
    assert batch.counts == {"w": 2, "!": 0}
    batch = services.mend(secretary, batch, {(2, "ethnicity"): "回族"})
    assert batch.counts == {"n": 1, "w": 1, "!": 0}
    services.commit_batch(secretary, batch)
    assert Member.objects.get(name=person(1)["姓名"]).ethnicity == "03"


def test_what_holds_for_everybody_is_said_once_and_only_for_newcomers(secretary, willow, world):
    elder = world.members["elder"]
    headings = ["党员编号", *(h for h in HEADINGS if h != "民族")]
    known = {"党员编号": elder.code, "姓名": elder.name}
    batch = opened(secretary, willow, [person(1), known], headings)
    Member.objects.filter(pk=elder.pk).update(ethnicity="03")
    batch = services.choose_columns(secretary, batch, batch.columns, fills={"ethnicity": "汉族"})
    assert batch.counts == {"n": 1, "u": 1, "!": 0}


def test_two_rows_about_one_person_and_one_of_them_left_out(secretary, willow):
    twins = [person(1), person(1, 姓名="李一一"), person(2)]
    batch = opened(secretary, willow, twins)
    assert batch.counts == {"d": 2, "n": 1, "!": 0}
    batch = services.leave_out(secretary, batch, {3})
    assert batch.counts == {"n": 2, "x": 1, "!": 0}
    batch = services.take_in(secretary, batch, {3})
    assert batch.counts == {"d": 2, "n": 1, "!": 0}
    batch = services.mend(secretary, batch, {(3, "id_number"): person(5)["公民身份号码"]})
    assert batch.counts == {"n": 3, "!": 0}


def test_chosen_rows_alone_enter(secretary, willow):
    batch = opened(secretary, willow, [person(1), person(2), person(3)])
    batch = services.leave_out(secretary, batch, {3})
    done = services.commit_batch(secretary, batch, confirmed={"new": 2, "changed": 0})
    assert (done.result["new"], done.result["left"]) == (2, 1)
    assert not Member.objects.filter(name=person(2)["姓名"]).exists()


def test_somebody_elses_member_is_told_by_one_sentence(secretary, willow, world):
    from zhibu.kernel.fields import unseal

    pine = seen_by_house(lambda: unseal(Member.objects.get(pk=world.people["pine_member"].pk), "id_number"))
    wear(secretary)
    batch = opened(secretary, willow, [person(1, 公民身份号码=pine)])
    assert batch.counts == {"h": 1, "!": 0}
    (fault,) = rows(batch)[2].errors
    assert fault.reason == "这个身份证号已在册，请走组织关系转接。"
    assert world.members["pine_member"].name not in str(rows(batch)[2])
    with pytest.raises(ValidationError):
        services.commit_batch(secretary, batch)


def test_changes_wait_for_a_second_person_where_they_must(secretary, willow, world):
    elder = world.members["elder"]
    Member.objects.filter(pk=elder.pk).update(reviewed_at="2020-01-01T00:00:00Z", reviewed_by=None)
    batch = opened(
        secretary,
        willow,
        [{"党员编号": elder.code, "姓名": "欧阳淑芳", "固定电话": "0571-87654321"}],
        ("党员编号", "姓名", "固定电话"),
    )
    (row,) = rows(batch).values()
    assert {d.field: d.waits for d in row.differences} == {"name": True, "landline": False}
    done = services.commit_batch(secretary, batch, confirmed={"new": 0, "changed": 1})
    assert done.result["waiting"] == 1
    elder.refresh_from_db()
    assert (elder.name, elder.landline, elder.reviewed_at) == ("欧阳淑芬", "0571-87654321", None)


def test_what_was_confirmed_and_what_would_be_written_must_be_the_same(secretary, willow):
    first = opened(secretary, willow, [person(1), person(2)])
    second = opened(secretary, willow, [person(2), person(3)])
    services.commit_batch(secretary, first, confirmed={"new": 2, "changed": 0})
    before = Member.objects.here().count()
    with pytest.raises(services.Again):
        services.commit_batch(secretary, second, confirmed={"new": 2, "changed": 0})
    assert Member.objects.here().count() == before
    second = services.weigh_batch(secretary, second)
    assert second.counts == {"u": 1, "n": 1, "!": 0}


def test_the_bar_of_a_batch_only_grows(secretary, willow):
    people = [*(person(n) for n in range(1, 6)), person(6, 学历="小小学")]
    batch, reached = opened(secretary, willow, people), []
    services.commit_batch(
        secretary, batch, run=SimpleNamespace(reached=lambda *at: reached.append(at), job=None)
    )
    assert reached == sorted(reached) and reached[-1][0] <= 6
    assert {total for _done, total in reached} == {6}


def test_a_batch_is_taken_back_whole(secretary, willow):
    before = Member.objects.here().count()
    batch = opened(secretary, willow, [person(1), person(2)])
    done = services.commit_batch(secretary, batch)
    done.refresh_from_db()
    undone, taken = services.undo_batch(secretary, done)
    assert (taken.removed, taken.kept, undone.state) == (2, [], "undone")
    assert Member.objects.here().count() == before
    with pytest.raises(ValidationError):
        services.undo_batch(secretary, undone)


def test_after_thirty_days_a_batch_is_not_taken_back(secretary, willow):
    done = services.commit_batch(secretary, opened(secretary, willow, [person(1)]))
    Batch.objects.filter(pk=done.pk).update(committed_at=clock.now() - timedelta(days=31))
    done.refresh_from_db()
    with pytest.raises(ValidationError, match="30天"):
        services.undo_batch(secretary, done)


def test_a_dropped_batch_leaves_no_row(secretary, willow):
    batch = services.drop_batch(secretary, opened(secretary, willow, [person(1)]))
    assert list(selectors.every_row(batch)) == []
    with pytest.raises(ValidationError):
        services.mend(secretary, batch, {(2, "name"): "李二"})
    with pytest.raises(ValidationError):
        services.commit_batch(secretary, batch)


def test_rows_nobody_confirmed_are_wiped_after_seven_days(secretary, willow):
    old, young = opened(secretary, willow, [person(1)]), opened(secretary, willow, [person(2)])
    Batch.objects.filter(pk=old.pk).update(made_at=clock.now() - timedelta(days=8))
    with transaction.atomic():
        wear(HOUSE)
        assert services.wipe_old() == 1
    wear(secretary)
    old.refresh_from_db()
    assert old.state == "dropped"
    assert list(selectors.every_row(old)) == []
    assert len(rows(young)) == 1


def test_branches_are_found_by_what_people_write(scope_of, world):
    east = world.orgs["east"]
    with inside(scope_of("east_officer")) as scope:
        names = [
            "柳河村党支部",
            "中共演示县东镇柳河村支部委员会",
            "柳河村",
            "elm",
            "榆树村 支部",
            "西镇柳河村支部",
            "松岭村党支部",
        ]
        batch = opened(scope, east, [person(n, 所在支部=name) for n, name in enumerate(names)])
        kinds = [row.kind for row in rows(batch).values()]
        assert kinds == ["n", "n", "n", "n", "n", "w", "w"]
        assert selectors.asked(scope, batch).strange == ["西镇柳河村支部", "松岭村党支部"]
        batch = services.choose_columns(
            scope, batch, batch.columns, places={"西镇柳河村支部": world.orgs["elm"].pk}
        )
        assert batch.counts == {"n": 6, "w": 1, "!": 0}
        with pytest.raises(ValidationError):  # not below this township
            services.choose_columns(
                scope, batch, batch.columns, places={"松岭村党支部": world.orgs["pine"].pk}
            )


def test_the_day_from_which_everybody_belongs_is_said_once(secretary, willow):
    young = person(2, 入党时间="2024-07-01", 转正时间="2025-07-01")
    batch = opened(secretary, willow, [person(1), young])
    batch = services.choose_columns(secretary, batch, batch.columns, from_on=date(2020, 1, 1))
    services.commit_batch(secretary, batch)
    days = dict(Membership.objects.filter(branch=willow).values_list("member__name", "from_on"))
    assert days[person(1)["姓名"]] == date(2020, 1, 1)
    assert days[young["姓名"]] == date(2024, 7, 1)  # nobody belongs before joining


def test_columns_can_be_chosen_otherwise(secretary, willow):
    headings = [h if h != "手机号码" else "备用" for h in HEADINGS]
    batch = opened(secretary, willow, [person(1, 备用="13900001111")], headings)
    assert batch.columns[8] is None
    columns = [*batch.columns[:8], "mobile", batch.columns[9]]
    services.commit_batch(secretary, services.choose_columns(secretary, batch, columns))
    assert Member.objects.get(name=person(1)["姓名"]).mobile.mask == "139****1111"
    for wrong in ([*columns[:8], "name", "branch"], columns[:-1], [None] * 10):
        with pytest.raises(ValidationError):
            services.choose_columns(secretary, batch, wrong)


def test_bad_rows_come_back_as_a_sheet_that_can_be_handed_in_again(secretary, willow):
    from zhibu.kernel.web.sheets import Sheet
    from zhibu.kernel.web.sheets import as_xlsx as written

    batch = opened(secretary, willow, [person(1), person(2, 学历="小小学"), person(3, 民族="火星族")])
    handed = services.bad_rows(secretary, batch)
    assert handed.headings == [*HEADINGS, "导入时的问题"]
    assert [row[0] for row in handed.rows] == [person(2)["姓名"], person(3)["姓名"]]
    assert all("：" in row[-1] for row in handed.rows)
    handed.rows[0][3] = handed.rows[1][3] = "大专"
    handed.rows[1][2] = "汉族"
    again = written([Sheet(name="x", headings=tuple(handed.headings), rows=[tuple(r) for r in handed.rows])])
    second = services.check_batch(
        secretary, services.open_batch(secretary, willow, again, name="要改的行.xlsx")
    )
    assert second.counts == {"n": 2, "!": 0}


def test_a_workbook_says_the_same_as_a_text(secretary, willow):
    people = [person(1), person(2, 学历="小小学")]
    text = opened(secretary, willow, people)
    book = services.check_batch(
        secretary, services.open_batch(secretary, willow, as_xlsx(people), name="名册.xlsx")
    )
    assert text.counts == book.counts
    assert [r.faults for r in rows(text).values()] == [r.faults for r in rows(book).values()]


def test_nobody_reaches_beyond_the_grant(scope_of, world):
    with inside(scope_of("secretary")) as own:
        batch = opened(own, world.orgs["willow"], [person(1)])
        with pytest.raises(Http404):
            services.open_batch(own, world.orgs["pine"], as_csv([person(2)]), name="x.csv")
    for who in ("elm_secretary", "auditor", "member", "system_admin"):
        with inside(scope_of(who)) as scope, pytest.raises(Http404):
            services.commit_batch(scope, batch)
    with inside(scope_of("deputy")) as scope:  # the desk is one
        assert services.commit_batch(scope, batch).state == "done"


def test_an_auditor_sees_that_a_batch_was_there_and_no_row(scope_of, world):
    with inside(scope_of("secretary")) as own:
        batch = opened(own, world.orgs["willow"], [person(1)])
    with inside(scope_of("auditor")) as scope:
        assert selectors.batch(scope, batch.pk).counts == {"n": 1, "!": 0}
        assert Chunk.objects.filter(batch=batch).count() == 0


def test_what_was_done_is_in_the_trace(secretary, willow):
    batch = opened(secretary, willow, [person(1)])
    batch = services.mend(secretary, batch, {(2, "mobile"): "13900009999"})
    services.bad_rows(secretary, batch)
    done = services.commit_batch(secretary, batch)
    done.refresh_from_db()
    services.undo_batch(secretary, done)
    deeds = seen_by_house(
        lambda: list(
            Audit.objects.filter(subject=f"batch:{batch.pk}").order_by("id").values_list("action", flat=True)
        )
    )
    assert deeds == [
        "exchange.opened",
        "exchange.mended",
        "exchange.bad_rows",
        "exchange.committed",
        "exchange.undone",
    ]


def test_a_card_corrected_since_is_kept_and_named(secretary, willow):
    done = services.commit_batch(secretary, opened(secretary, willow, [person(1), person(2)]))
    done.refresh_from_db()
    one = Member.objects.get(name=person(1)["姓名"])
    correct_field(secretary, one, "landline", "0571-1234567", why="本人来电告知")
    undone, taken = services.undo_batch(secretary, done)
    assert taken.removed == 1
    assert [(m.pk, bool(why)) for m, why in selectors.kept(secretary, undone)] == [(one.pk, True)]


@pytest.mark.parametrize("key", [None, "mobile", "id_number"])
@pytest.mark.parametrize(
    "said", ["１３８００００１２３４", "138-0000-1234", "138 0000 1234", "99000019800520102Ｘ"]
)
def test_no_number_stands_whole_among_the_first_values_of_a_column(key, said):
    ((shown,),) = first_values([[said]], [key])
    assert "*****" in shown and shown.count("*") >= 6


def test_a_day_among_the_first_values_is_recognised():
    rows = [["1998-07-01 00:00:00"], ["1998年7月"]]
    assert first_values(rows, ["joined_on"]) == [["1998-07-01 00:00:00", "1998年7月"]]


def test_a_name_stands_in_the_list_as_it_will_on_the_card(secretary, willow):
    batch = opened(secretary, willow, [person(1, 姓名="李 新　来")])
    assert [row.name for row in rows(batch).values()] == ["李新来"]
