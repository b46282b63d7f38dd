"""The roster goes out: whose, with which fields, masked or in clear, and what its members are told of it."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from python_calamine import CalamineWorkbook

from zhibu.exchange import reading
from zhibu.guard.models import Viewing
from zhibu.kernel.fields import seal, unseal
from zhibu.kernel.models import Audit
from zhibu.members import selectors, services
from zhibu.members.models import Member, Particular
from zhibu.members.services import exporting
from zhibu.members.views import exporting as views_exporting
from zhibu.members.views import paper
from zhibu.site.testing.world import inside, whole_house

# norms/rules.md §9, the sixteen items of a member in the 2017 collection, written out; our number before
# them. The last, 失联/流动, has three columns.
COLLECTION = [
    "党员编号",
    "姓名",
    "公民身份号码",
    "性别",
    "民族",
    "出生日期",
    "学历",
    "人员类别",
    "所在党支部",
    "加入党组织日期",
    "转为正式党员日期",
    "工作岗位",
    "手机号码",
    "固定电话",
    "家庭住址",
    "党籍状态",
    "流动或失联",
    "流动或失联日期",
    "外出流向",
]


def _rows(body: bytes) -> list[list[str]]:
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    head = next(n for n, line in enumerate(lines) if line[:1] == ["党员编号"])
    return lines[head:]


def _away(world, key):
    """Somebody works elsewhere, and has a number, an address and a post."""
    member = world.members[key]
    with inside(whole_house()):
        member = Member.objects.get(pk=member.pk)
        seal(member, "mobile", "13900005678")
        seal(member, "home_address", "=演示县东镇柳河村八号")
        member.landline = "0571-87654321"
        member.save()
        Particular.objects.update_or_create(
            member=member,
            kind="whereabouts",
            until=None,
            defaults={"code": "mobile", "from_on": date(2025, 3, 1), "basis": "杭州市余杭区"},
        )
    return member


def test_the_file_has_the_fields_of_the_national_collection_in_its_order(world, sign_in):
    answer = sign_in("secretary").post(
        "/members/export/", {"branch": world.orgs["willow"].pk, "kind": "csv", "shown": "masked"}
    )
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    rows = _rows(answer.content)
    assert rows[0] == COLLECTION
    assert list(selectors.export_headings()) == list(selectors.COLUMNS)
    with inside(whole_house()):
        here = Member.objects.filter(branch=world.orgs["willow"], gone_on=None).by_name()
        assert [line[0] for line in rows[1:]] == [m.code for m in here]


def test_a_line_says_what_the_card_says(world, scope_of):
    member = _away(world, "member")
    with inside(scope_of("secretary")) as scope:
        made = services.export_roster(scope, world.orgs["willow"])
        line = next(row for row in made.rows if row[0] == member.code)
        card = Member.objects.get(pk=member.pk)
        assert line == (
            member.code,
            card.name,
            card.id_number.mask,
            {"male": "男", "female": "女"}[card.sex],
            "汉族",
            card.born_on,
            "大学本科",
            "正式党员",
            world.orgs["willow"].name,
            card.joined_on,
            card.converted_on,
            "农牧渔民",
            "139****5678",
            "0571-87654321",
            card.home_address.mask,
            "正常",
            "流动党员",
            date(2025, 3, 1),
            "杭州市余杭区",
        )
        assert "*" in line[2] and "柳河村八号" not in line[14]


def test_a_workbook_keeps_codes_as_texts_and_days_as_days(world, scope_of):
    with inside(scope_of("secretary")) as scope:
        made = services.export_roster(scope, world.orgs["willow"])
        body, _type = services.roster_bytes(scope, made, "xlsx", place="柳河村党支部")
    lines = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    head = lines.index(COLLECTION)
    for line in lines[head + 1 :]:
        assert isinstance(line[0], str) and isinstance(line[2], str) and isinstance(line[12], str)
        assert isinstance(line[5], date) and isinstance(line[9], date)
    assert "内部资料 注意保管" in lines[head - 1][0] and "柳河村党支部" in lines[head - 1][0]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_our_own_reading_understands_every_column_and_keeps_every_value(world, scope_of, kind):
    _away(world, "member")
    with inside(scope_of("secretary")) as scope:
        made = services.export_roster(scope, world.orgs["willow"])
        body, _type = services.roster_bytes(scope, made, kind)
        wanted = list(selectors.lines_of(selectors.whole_roster(scope, world.orgs["willow"]), clear=False))
    table = reading.read(body, f"名册.{kind}")
    heading = reading.find_heading(table)
    columns = reading.match(heading.names)
    assert columns == list(selectors.COLUMNS)
    lines = list(reading.lines(table, heading, columns))
    assert len(lines) == len(wanted)
    for line, member in zip(lines, wanted, strict=True):
        assert line.problems == []
        for field in ("code", "name", "born_on", "joined_on", "converted_on", "branch", "direction"):
            assert line.values[field] == (member[field] or None)
        for field in ("id_number", "mobile", "home_address"):
            value = line.values[field]
            assert (value.text if value else "") == member[field]
        assert selectors.words("education", line.values["education"]) == member["education"]


def test_in_clear_everything_is_readable_and_everybody_is_told(world, scope_of):
    member = _away(world, "member")
    with inside(scope_of("secretary")) as scope:
        made = services.export_in_clear(scope, world.orgs["willow"], why="报组织部核对全国系统")
        line = next(row for row in made.rows if row[0] == member.code)
        assert line[2] == unseal(Member.objects.get(pk=member.pk), "id_number")
        assert line[12] == "13900005678" and line[14] == "=演示县东镇柳河村八号"
    with inside(whole_house()):
        people = set(
            Member.objects.filter(branch=world.orgs["willow"], gone_on=None).values_list("pk", flat=True)
        )
        told = Viewing.objects.filter(why="报组织部核对全国系统")
        me = world.people["secretary"].pk
        assert set(told.values_list("person_id", flat=True)) == people - {me}
        assert set(told.values_list("what", "viewer_name", "office")) == {
            ("导出全部项目", world.people["secretary"].name, "支部书记")
        }
        trace = Audit.objects.filter(action="members.export_clear").values_list("subject", flat=True)
        assert sorted(trace) == sorted(f"person:{pk}" for pk in people)


def test_the_member_reads_who_took_the_card_and_why(world, sign_in, scope_of):
    with inside(scope_of("secretary")) as scope:
        services.export_in_clear(scope, world.orgs["willow"], why="报组织部核对全国系统")
    page = sign_in("member").get("/me/viewings/").content.decode()
    assert "导出全部项目" in page and "报组织部核对全国系统" in page


@pytest.mark.parametrize("why", ["", "   ", "核对"])
def test_without_a_purpose_nothing_is_opened(world, scope_of, why):
    with inside(scope_of("secretary")) as scope, pytest.raises(ValidationError):
        services.export_in_clear(scope, world.orgs["willow"], why=why)
    with inside(whole_house()):
        assert not Audit.objects.filter(action="members.export_clear").exists()


def test_within_an_hour_only_so_many_cards_go_out_in_clear(world, scope_of, monkeypatch):
    with inside(scope_of("secretary")) as scope:
        count = services.export_roster(scope, world.orgs["willow"]).count
        monkeypatch.setitem(exporting.AN_HOUR, "branch", 2 * count - 1)
        services.export_in_clear(scope, world.orgs["willow"], why="第一次核对")
        with pytest.raises(ValidationError, match="一小时内"):
            services.export_in_clear(scope, world.orgs["willow"], why="第二次核对")


def test_an_auditor_has_the_roster_masked_and_never_in_clear(world, sign_in, scope_of):
    asked = {"branch": world.orgs["willow"].pk, "kind": "csv", "shown": "clear", "why": "报组织部核对"}
    answer = sign_in("auditor").post("/members/export/", asked)
    assert answer.status_code == 200  # the field is not theirs, so it is not read
    assert all("*" in line[2] for line in _rows(answer.content)[1:])
    with inside(whole_house()):
        assert Audit.objects.get(action="members.export").actor == world.people["auditor"].pk
    with inside(scope_of("auditor")) as scope, pytest.raises(Http404):
        services.export_in_clear(scope, world.orgs["willow"], why="报组织部核对")


def test_in_clear_only_once_the_second_factor_was_given_lately(world, sign_in, monkeypatch):
    asked = {
        "branch": world.orgs["willow"].pk,
        "kind": "csv",
        "shown": "clear",
        "why": "报组织部核对全国系统",
    }
    desk = sign_in("secretary")
    monkeypatch.setattr(views_exporting, "must_prove_again", lambda session: True)
    refused = desk.post("/members/export/", asked)
    page = refused.content.decode()
    assert refused.status_code == 422 and "请先再验证一次第二重" in page and "报组织部核对全国系统" in page
    with inside(whole_house()):
        assert not Audit.objects.filter(action="members.export_clear").exists()
    assert desk.post("/members/export/", asked | {"shown": "masked"}).status_code == 200
    monkeypatch.setattr(views_exporting, "must_prove_again", lambda session: False)
    given = desk.post("/members/export/", asked)
    assert given.status_code == 200 and not any("*" in line[2] for line in _rows(given.content)[1:])


def test_a_sister_branch_is_absent(world, sign_in):
    asked = {"branch": world.orgs["elm"].pk, "kind": "csv", "shown": "masked"}
    answer = sign_in("secretary").post("/members/export/", asked)
    assert answer.status_code == 422 and world.orgs["elm"].name not in answer.content.decode()
    assert sign_in("member").get("/members/export/").status_code == 404


def test_what_was_typed_stands_when_the_purpose_is_too_short(world, sign_in):
    asked = {"branch": world.orgs["willow"].pk, "kind": "xlsx", "shown": "clear", "why": "核对"}
    answer = sign_in("secretary").post("/members/export/", asked)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "请写明用途" in page and 'value="核对"' in page


def test_queries_do_not_grow_with_the_roster(world, scope_of, django_assert_max_num_queries):
    with inside(scope_of("officer")) as scope, django_assert_max_num_queries(10):
        made = services.export_in_clear(scope, world.orgs["county"], why="报上级核对")
        assert len(list(made.rows)) == made.count == 10


# ---- paper

FORM = [
    "姓名",
    "公民身份号码",
    "性别",
    "民族",
    "出生日期",
    "学历",
    "人员类别",
    "所在党支部",
    "加入党组织日期",
    "转为正式党员日期",
    "工作岗位",
    "手机号码",
    "固定电话",
    "家庭住址",
    "党籍状态",
    "流动或失联",
    "流动或失联日期",
    "外出流向",
]


def test_the_form_has_the_sixteen_items_in_the_order_of_the_collection(world, sign_in):
    assert [item.label for item in paper.items({})] == FORM
    assert all(
        item.value == "" and not any(chosen for _l, chosen in item.choices) for item in paper.items({})
    )
    page = sign_in("secretary").get(f"/members/{world.members['member'].pk}/paper/").content.decode()
    places = [page.index(f"<dt>{label}</dt>") for label in FORM]
    assert places == sorted(places)


def test_a_form_ticks_what_the_card_says():
    line = {"sex": "女", "category": "预备党员", "education": "高中", "whereabouts": "失去联系"}
    ticked = {item.label: [label for label, chosen in item.choices if chosen] for item in paper.items(line)}
    assert ticked["性别"] == ["女"] and ticked["人员类别"] == ["预备党员"]
    assert ticked["流动或失联"] == ["失去联系"] and ticked["学历"] == []


def test_forms_of_a_branch_count_as_opened_cards(world, sign_in):
    page = sign_in("secretary").get(f"/members/paper/forms/{world.orgs['willow'].pk}/")
    assert page.status_code == 200
    with inside(whole_house()):
        here = Member.objects.filter(branch=world.orgs["willow"], gone_on=None)
        assert page.content.decode().count('class="sheet paper-form"') == here.count()
        told = set(Viewing.objects.filter(what="打印采集表").values_list("person_id", flat=True))
        me = world.people["secretary"].pk
        assert told == set(here.values_list("pk", flat=True)) - {me}


def test_a_form_shows_masks_unless_a_purpose_was_given(world, sign_in):
    member = _away(world, "member")
    client = sign_in("secretary")
    address = f"/members/{member.pk}/paper/"
    assert "13900005678" not in client.get(address).content.decode()
    refused = client.post(address, {"why": "看"})
    assert refused.status_code == 422 and "13900005678" not in refused.content.decode()
    shown = client.post(address, {"why": "本人核对签字"})
    assert shown.status_code == 200 and "13900005678" in shown.content.decode()
    with inside(whole_house()):
        assert Viewing.objects.filter(person_id=member.pk, why="本人核对签字").exists()
    assert sign_in("auditor").post(address, {"why": "本人核对签字"}).status_code == 404


def test_a_member_prints_the_own_form_and_no_other(world, sign_in):
    client = sign_in("member")
    page = client.get("/me/paper/")
    assert page.status_code == 200 and world.people["member"].name in page.content.decode()
    assert client.get(f"/members/{world.people['secretary'].pk}/paper/").status_code == 404


def test_the_roster_on_paper_has_everybody_and_empty_lines(world, sign_in):
    page = sign_in("auditor").get(f"/members/paper/roster/{world.orgs['willow'].pk}/").content.decode()
    with inside(whole_house()):
        here = Member.objects.filter(branch=world.orgs["willow"], gone_on=None)
        assert all(member.name in page for member in here)
    assert page.count('class="by-hand"') == 5
    for heading in ("序号", "党员编号", "姓名", "性别", "民族", "出生日期", "学历", "人员类别", "备注"):
        assert f'<th scope="col">{heading}</th>' in page


def test_forms_of_those_who_are_ticked_are_printed_and_only_their_cards_count_as_opened(world, sign_in):
    client, address = sign_in("secretary"), f"/members/paper/forms/{world.orgs['willow'].pk}/"
    member, elder, elsewhere = (world.members[key] for key in ("member", "elder", "elm_member"))
    one = client.get(address, {"who": member.code}).content.decode()
    assert one.count('class="sheet paper-form"') == 1
    assert f'value="{member.code}" checked' in one
    assert f'name="who" value="{elder.code}">' in one, "offered, and not ticked"
    with inside(whole_house()):
        opened = Viewing.objects.filter(what="打印采集表").values_list("person_id", flat=True)
        assert set(opened) == {member.pk}
    assert client.get(address, {"who": elsewhere.code}).status_code == 404
    both = client.get(address, {"who": [member.code, elder.code, elsewhere.code]}).content.decode()
    assert both.count('class="sheet paper-form"') == 2
    asked = client.post(f"{address}?who={member.code}", {"why": "本人核对签字"})
    assert asked.status_code == 200 and asked.content.decode().count('class="sheet paper-form"') == 1
