"""The pages, as a browser without script uses them: from the upload to the undoing."""

from __future__ import annotations

import gzip
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhibu.exchange.models import Batch
from zhibu.kernel import audit, clock
from zhibu.members.models import Member
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

from .sheets import HEADINGS, as_csv, person

BUDGET = 34
LARGEST_PAGE = 14 * 1024


def sheet(people: Any, headings: Any = HEADINGS, name: str = "名册.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, as_csv(people, headings))


def upload(client: Any, people: Any, headings: Any = HEADINGS) -> Any:
    answer = client.post("/exchange/new/", {"sheet": sheet(people, headings)})
    assert answer.status_code == 303, unescape(answer.content.decode())
    return answer["Location"]


def text(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def newest() -> Batch:
    with inside(whole_house()):
        return Batch.objects.order_by("-pk")[0]


def light(answer: Any) -> bool:
    return len(gzip.compress(answer.content)) <= LARGEST_PAGE


@pytest.fixture
def desk(world: Any, sign_in: Any) -> Any:
    return sign_in("secretary")


def test_the_roster_shows_the_way(desk):
    page = desk.get("/members/")
    assert "导入名册" in text(page)
    assert 'href="/exchange/new/"' in page.content.decode()
    assert "导入名册" in text(desk.get(f"/orgs/{database.world().orgs['willow'].pk}/"))


def test_a_walk_from_upload_to_undo(desk):
    assert "松开" not in text(desk.get("/exchange/new/"))
    people = [person(1), person(2), person(3, 学历="小小学"), person(4, 学历="")]
    place = upload(desk, people)
    batch = newest()
    assert place == f"/exchange/{batch.pk}/"

    page = desk.get(place)
    said = text(page)
    assert "有 2 行要改" in said and "第4行" in said and "学历" in said
    assert 'id="c-4-education"' in page.content.decode()
    assert light(page)

    answer = desk.post(
        f"{place}mend/",
        {
            "show": "problems", "page": "1",
            "w-4-education": "小小学", "c-4-education": "大专",
            "w-5-education": "", "c-5-education": "",
        },
    )  # fmt: skip
    assert answer.status_code == 303
    page = desk.get(answer["Location"])
    assert "有 1 行要改" in text(page) and "已保存" in text(page)

    page = desk.get(f"{place}?show=new")
    assert all(one["姓名"] in text(page) for one in people[:3])
    answer = desk.post(
        f"{place}choose/",
        {"show": "new", "page": "1", "row": ["2", "3", "4"], "in": ["2", "4"], "then": "commit"},
    )
    assert answer["Location"] == f"{place}commit/"
    page = desk.get(answer["Location"])
    assert "导入 2 人" in text(page) and "有 1 行有问题" in text(page)

    answer = desk.post(f"{place}commit/", {"new": "2", "changed": "0"})
    page = desk.get(answer["Location"])
    assert "已导入" in text(page) and "请第二个人审核" in text(page) and "还有 1 行没有导入" in text(page)
    with inside(whole_house()):
        assert Member.objects.here().filter(name=person(1)["姓名"]).exists()
        assert not Member.objects.filter(name=person(2)["姓名"]).exists()
    bad = desk.get(f"{place}bad.csv")
    assert "导入时的问题" in bad.content.decode("utf-8-sig")
    assert person(4)["姓名"] in bad.content.decode("utf-8-sig")

    assert "撤出名册" in text(desk.get(f"{place}undo/"))
    answer = desk.post(f"{place}undo/")
    assert "已撤销" in text(desk.get(answer["Location"]))
    with inside(whole_house()):
        assert not Member.objects.here().filter(name=person(1)["姓名"]).exists()
    listed = text(desk.get("/exchange/"))
    assert "名册.csv" in listed and "已撤销" in listed


def test_a_wrong_file_is_told_in_a_sentence_and_nothing_is_kept(desk):
    for content, name in ((b"", "a.csv"), (b"PK\x03\x04nonsense", "a.xlsx"), (b"a,b\r\n1,2\r\n", "a.csv")):
        answer = desk.post("/exchange/new/", {"sheet": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422
        assert "。" in text(answer)
    assert desk.post("/exchange/new/", {}).status_code == 422
    with inside(whole_house()):
        assert Batch.objects.count() == 0


def test_what_is_not_clear_is_asked_first(desk):
    headings = [h for h in HEADINGS if h != "民族"]
    place = upload(desk, [person(1, 所在支部="柳河支部甲"), person(2)], headings)
    assert place.endswith("/columns/")
    page = desk.get(place)
    assert "柳河支部甲" in text(page) and "逐人补" in text(page)
    asked = re.search(r'<label for="id_fill_ethnicity">.*?</label>', page.content.decode(), re.S)
    assert asked and "新党员必填" in asked[0] and "选填" not in asked[0]
    assert light(page)
    shown = page.content.decode()
    assert person(1)["公民身份号码"] not in shown
    fields = dict(
        re.findall(r'<select[^>]* name="(column_\d+)">.*?<option value="(\w*)" selected', shown, re.S)
    )
    answer = desk.post(
        place,
        fields
        | {"place_0": str(database.world().orgs["willow"].pk), "fill_ethnicity": "汉族", "from_on": ""},
    )
    assert answer.status_code == 303, text(answer)
    assert newest().counts == {"n": 2, "!": 0}


def test_two_columns_for_one_field_are_refused_and_what_was_chosen_stays(desk):
    place = upload(desk, [person(1)])
    answer = desk.post(f"{place}columns/", {"column_0": "name", "column_1": "name", "from_on": "2026-13-77"})
    assert answer.status_code == 422
    answer = desk.post(f"{place}columns/", {"column_0": "name", "column_1": "name"})
    assert answer.status_code == 422 and "选了两列" in text(answer)


def test_changes_are_shown_side_by_side(desk):
    elder = database.world().members["elder"]
    with inside(whole_house()):
        Member.objects.filter(pk=elder.pk).update(reviewed_at="2020-01-01T00:00:00Z")
    place = upload(
        desk,
        [
            {"党员编号": elder.code, "姓名": "欧阳淑芳", "固定电话": "0571-87654321"}
            | dict.fromkeys(HEADINGS[1:], "")
        ],
        ("党员编号", "姓名", "固定电话", *HEADINGS[2:5], "工作岗位"),
    )
    page = desk.get(f"{place}?show=changed")
    assert "欧阳淑芬 → 欧阳淑芳 待审核" in text(page)
    assert "0571-87654321" in text(page)


def test_somebody_elses_member_gives_neither_where_nor_who(desk):
    pine = database.world().members["pine_member"]
    with inside(whole_house()):
        from zhibu.kernel.fields import unseal

        number = unseal(Member.objects.get(pk=pine.pk), "id_number")
    place = upload(desk, [person(1, 公民身份号码=number)])
    said = text(desk.get(place))
    assert "已在册，请走组织关系转接" in said
    assert pine.name not in said and "松岭" not in said and pine.code not in said


def test_an_auditor_sees_counts_alone(desk, sign_in):
    place = upload(desk, [person(1, 学历="小小学")])
    page = sign_in("auditor").get(place)
    assert page.status_code == 200
    assert person(1)["姓名"] not in text(page) and "只看得到人数" in text(page)
    for address in ("columns/", "commit/", "drop/", "undo/", "bad.csv"):
        assert sign_in("auditor").get(place + address).status_code == 404


def test_a_dropped_batch_says_so(desk):
    place = upload(desk, [person(1)])
    assert "马上清除" in text(desk.get(f"{place}drop/"))
    answer = desk.post(f"{place}drop/")
    assert "已作废" in text(desk.get(answer["Location"]))


def test_the_template_can_be_filled_in_and_its_example_is_ignored(desk):
    from zhibu.exchange.reading import find_heading, match, read

    body = desk.get("/exchange/template.xlsx").content
    table = read(body, "模板.xlsx")
    names = match(find_heading(table).names)
    assert None not in names and "id_number" in names
    answer = desk.post("/exchange/new/", {"sheet": SimpleUploadedFile("模板.xlsx", body)})
    assert answer.status_code == 422 and "没有人员" in text(answer)


def test_pages_of_many_rows_stay_light_and_few_questions_are_asked(desk, django_assert_max_num_queries):
    place = upload(desk, [person(n, 学历="小小学", 民族="火星族") for n in range(120)])
    with django_assert_max_num_queries(BUDGET):
        page = desk.get(place)
    assert page.content.decode().count('<li id="row-') == 50
    assert "第 1 页，共 3 页" in text(page)
    assert light(page), len(gzip.compress(page.content))
    with django_assert_max_num_queries(BUDGET):
        desk.get(f"{place}?show=problems&page=3")
    for nonsense in ("0", "-1", "x", "99999999", "9" * 40):
        assert desk.get(f"{place}?show=problems&page={nonsense}").status_code == 200
    with django_assert_max_num_queries(BUDGET):
        desk.get("/exchange/")


def test_no_form_stands_in_a_form(desk):
    place = upload(desk, [person(1, 学历="小小学"), person(2)])
    for address in (place, f"{place}?show=new", f"{place}columns/", f"{place}commit/", "/exchange/new/"):
        depth = 0
        for tag in re.findall(r"<(/?)form\b", desk.get(address).content.decode()):
            depth += -1 if tag else 1
            assert depth in (0, 1), address


def test_whoever_has_asked_for_too_many_numbers_gets_no_answer(desk):
    with inside(database.scope_of("secretary")) as scope:
        audit.record("members.identities_asked", scope=scope, numbers=3001)
    place = upload(desk, [person(1)])
    page = desk.get(place)
    assert "查对的身份证号太多" in text(page) and "新录入" not in text(page)
    assert newest().state == "read"
    assert desk.get(f"{place}commit/").status_code == 303  # nothing to confirm


def test_a_category_may_follow_from_the_days_and_a_group_is_set_up_on_the_way(desk):
    """Rosters of villages say 转正时间 and no 人员类别, and name groups that nobody has set up yet."""
    new = str(clock.today().year)
    people = [
        person(31, 党小组="第七党小组"),
        person(32, 党小组="七组"),
        person(33, 入党时间=f"{new}-01-01", 转正时间=""),
        person(34, 转正时间=""),
    ]
    place = upload(desk, people, [h for h in (*HEADINGS, "党小组") if h != "人员类别"])
    choice = {f"column_{at}": key or "" for at, key in enumerate(newest().columns)}
    desk.post(f"{place}", choice | {"fill_category": "by_conversion", "from_on": ""})
    batch = place.removesuffix("columns/")
    page = desk.get(batch)
    said = text(page)
    assert "有 3 行要改" in said and "正式党员请填写转为正式党员日期" in said
    assert text(desk.get(f"{batch}?show=new")).count("第5行") == 0
    ways = re.findall(r'href="(/orgs/\d+/groups/new/[^"]+)"', page.content.decode())
    assert len(ways) == 1  # 七组 is the same
    where = unescape(ways[0])
    assert 'value="第七党小组"' in desk.get(where).content.decode()
    done = desk.post(where, {"name": "第七党小组", "founded_on": "2020-01-01"})
    assert done["Location"] == f"{batch}?said=founded"
    assert "党小组已设立" in text(desk.get(done["Location"]))
    desk.post(f"{batch}check/")
    assert "有 1 行要改" in text(desk.get(batch))
    outside = where.partition("?")[0] + "?back=//example.cn/"
    assert desk.post(outside, {"name": "第八党小组", "founded_on": "2020-01-01"})["Location"].startswith(
        "/orgs/"
    )
