"""The pages of reconciling, as a browser without script uses them."""

from __future__ import annotations

import csv
import gzip
import io
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhibu.exchange.models import Discrepancy, Reconciliation
from zhibu.exchange.views import differing as differing_views
from zhibu.kernel.jobs import work_off
from zhibu.kernel.models import Audit
from zhibu.members.models import Member
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

from .exports import HEADINGS, as_csv, stranger, truth
from .test_reconciling import named

LIST = "/exchange/reconciliations/"
BUDGET = 34
LARGEST_PAGE = 14 * 1024


def text(answer: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def rows_of(org: str) -> list[dict[str, str]]:
    with inside(whole_house()) as scope:
        return truth(scope, database.world().orgs[org])


def hand_in(client: Any, rows: Any, where: str = "", name: str = "党员信息.csv", **more: Any) -> Any:
    sheet = SimpleUploadedFile(name, as_csv(rows, tuple(HEADINGS)))
    return client.post(f"{LIST}new/{where}", {"sheet": sheet, **more})


def differing() -> list[dict[str, str]]:
    rows = rows_of("willow")
    named(rows, "张小明").update(education="研究生教育", mobile="13911112222", landline="88880000")
    rows.remove(named(rows, "欧阳淑芬"))
    return [*rows, stranger(1)]


def only(**more: Any) -> Discrepancy:
    with inside(whole_house()):
        return Discrepancy.objects.open().get(**more)


@pytest.fixture
def desk(world: Any, sign_in: Any) -> Any:
    return sign_in("secretary")


@pytest.fixture
def willow(world: Any) -> str:
    return f"{LIST}list/{world.orgs['willow'].pk}/"


def test_the_roster_and_the_organisation_show_the_way(desk, world):
    assert f'href="{LIST}"' in desk.get("/members/").content.decode()
    assert "和全国系统对账" in text(desk.get(f"/orgs/{world.orgs['willow'].pk}/"))


def test_a_walk_from_the_export_to_the_next(desk, willow):
    assert "还没有对过账" in text(desk.get(LIST))
    assert "还没有对过账" in text(desk.get(willow))
    answer = hand_in(desk, differing())
    assert answer.status_code == 303
    result = text(desk.get(answer["Location"]))
    assert "对账结果" in result and "本系统有、全国系统没有 1" in result
    page = desk.get(willow)
    said = text(page)
    for words in ("张小明", "学历", "研究生教育", "大学本科", "陌二", "有这个人", "欧阳淑芬", "没有这个人"):
        assert words in said
    assert "13911112222" not in said and "139****2222" in said
    assert "要在全国系统新增的人" in said
    assert len(gzip.compress(page.content)) <= LARGEST_PAGE
    assert hand_in(desk, rows_of("willow"))["Location"]
    assert "没有要到全国系统改的" in text(desk.get(willow))
    assert "柳河村" in text(desk.get(LIST))


def test_refusals_keep_the_form_and_say_what_to_do(desk):
    nothing = desk.post(f"{LIST}new/", {})
    assert nothing.status_code == 422 and "请选择一个文件" in text(nothing)
    wrong = desk.post(f"{LIST}new/", {"sheet": SimpleUploadedFile("a.csv", "姓名,学历\n张,大专\n".encode())})
    assert wrong.status_code == 422 and "没有认出“公民身份号码”" in text(wrong)
    future = hand_in(desk, rows_of("willow"), exported_on="2099-01-01")
    assert future.status_code == 422 and "不能晚于今天" in text(future)
    foreign = hand_in(desk, [stranger(n, "某村党支部") for n in range(3)])
    assert "不像是本单位的导出" in text(desk.get(foreign["Location"]))


def test_columns_are_matched_by_hand_where_the_number_was_not_recognised(desk):
    strange = {**HEADINGS, "id_number": "识别码", "landline": "宅电号"}
    body = as_csv(differing(), tuple(HEADINGS), headings=strange)
    answer = desk.post(f"{LIST}new/", {"sheet": SimpleUploadedFile("党员信息.csv", body)})
    place = answer["Location"]
    page = desk.get(place)
    assert place.endswith("/columns/") and "没有认出公民身份号码" in text(page)
    assert not re.search(r"[0-9]{17}[0-9X]", page.content.decode())  # known by a mask, too
    result = place.removesuffix("columns/")
    assert "还没有对账" in text(desk.get(result)) and not Discrepancy.objects.exists()
    now = dict(re.findall(r'name="(column_[0-9]+)".*?value="([^"]*)" selected', page.content.decode()))
    refused = desk.post(place, now)
    assert refused.status_code == 422 and "请选出公民身份号码是哪一列" in text(refused)
    names = list(HEADINGS)
    now[f"column_{names.index('id_number')}"] = "name"
    twice = desk.post(place, now)
    assert twice.status_code == 422 and "选了两列" in text(twice)
    assert (
        'value="name" selected'
        in twice.content.decode().split(f'name="column_{names.index("id_number")}"')[-1]
    )
    now[f"column_{names.index('id_number')}"] = "id_number"
    now[f"column_{names.index('landline')}"] = "landline"
    assert desk.post(place, now)["Location"].startswith(result)
    assert "对账结果" in text(desk.get(result)) and "宅电号" not in text(desk.get(result))
    with inside(whole_house()):
        assert Discrepancy.objects.open().filter(field="landline").exists()
    assert desk.post(place, now)["Location"] == result and desk.get(place).status_code == 303


def test_whoever_asks_sees_the_columns_before_they_are_laid(desk):
    place = hand_in(desk, differing(), look="on")["Location"]
    page = desk.get(place).content.decode()
    assert "没有认出公民身份号码" not in page
    now = dict(re.findall(r'name="(column_[0-9]+)".*?value="([^"]*)" selected', page))
    now = {name: "" if key == "education" else key for name, key in now.items()}  # not to be compared
    result = desk.post(place, now)["Location"]
    assert "学历" in text(desk.get(result)).partition("没有认出")[2]
    with inside(whole_house()):
        assert not Discrepancy.objects.open().filter(field="education").exists()


def test_an_older_export_is_asked_about_on_the_page(desk):
    hand_in(desk, rows_of("willow"))
    older = hand_in(desk, rows_of("willow"), exported_on="2026-01-01")
    assert older.status_code == 422 and "更早" in text(older)
    assert hand_in(desk, rows_of("willow"), exported_on="2026-01-01", older="on").status_code == 303


def test_a_difference_stays_for_now_and_comes_back_to_the_list(desk, willow):
    hand_in(desk, differing())
    row = only(field="education")
    address = f"{LIST}difference/{row.pk}/leave/"
    assert "研究生教育" in text(desk.get(address))
    assert desk.post(address, {"why": ""}).status_code == 422
    assert desk.post(address, {"why": "学历证书送去认证了"}).status_code == 303
    assert "研究生教育" not in text(desk.get(willow))
    kept = text(desk.get(f"{willow}?show=known"))
    assert "研究生教育" in kept and "学历证书送去认证了" in kept
    desk.post(address, {"again": "1"})
    assert "研究生教育" in text(desk.get(willow))


def test_our_side_is_changed_on_a_page_filled_in_already(desk, willow, world):
    hand_in(desk, differing())
    address = f"{LIST}difference/{only(field='landline').pk}/here/"
    page = desk.get(address)
    assert 'value="88880000"' in page.content.decode()
    assert desk.post(address, {"value": "88880000", "why": ""}).status_code == 422
    assert desk.post(address, {"value": "88880000", "why": "本人来说的"}).status_code == 303
    assert "两边已一样，待下次导出核对" in text(desk.get(willow))
    sealed = f"{LIST}difference/{only(field='mobile').pk}/here/"
    page = text(desk.get(sealed))
    assert "139****2222" in page and "13911112222" not in page
    assert desk.post(sealed, {"why": "本人来说的"}).status_code == 303
    dated = f"{LIST}difference/{only(field='education').pk}/here/"
    assert desk.post(dated, {"value": "10", "on": "2026-09-01", "why": "毕业证"}).status_code == 303
    with inside(whole_house()):
        assert Member.objects.get(pk=world.members["member"].pk).mobile.mask == "139****2222"


@pytest.mark.parametrize("kind", ["theirs", "ours"])
def test_who_is_missing_is_shown_where_that_is_done(desk, kind):
    hand_in(desk, differing())
    page = desk.get(f"{LIST}difference/{only(kind=kind).pk}/here/")
    words = {"theirs": "录入这位党员", "ours": "打开信息卡"}[kind]
    assert words in text(page)
    assert (
        desk.post(f"{LIST}difference/{only(kind=kind).pk}/here/", {"value": "x", "why": "xxxx"}).status_code
        == 200
    )


def test_full_values_come_on_the_answer_alone(desk, willow):
    hand_in(desk, differing())
    assert desk.post(willow, {"why": "改"}).status_code == 422
    page = desk.post(willow, {"why": "到全国系统改手机号"})
    assert page.status_code == 200 and "13911112222" in text(page)
    assert page["Cache-Control"] == "private, no-store"
    assert "13911112222" not in text(desk.get(willow))
    sheet = desk.post(willow, {"why": "到全国系统改手机号", "kind": "csv"})
    assert "13911112222" in sheet.content.decode("utf-8-sig")
    book = desk.post(willow, {"why": "到全国系统改手机号", "kind": "xlsx"})
    assert book.content[:2] == b"PK"


def test_each_person_reads_who_saw_the_list(desk, willow, sign_in):
    hand_in(desk, differing())
    desk.post(willow, {"why": "到全国系统改手机号"})
    assert "到全国系统改手机号" in text(sign_in("member").get("/me/viewings/"))


def test_the_list_is_had_as_a_sheet_exactly_as_it_is_shown(desk, willow):
    hand_in(desk, differing())
    body = desk.get(f"{willow}?as=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    flat = [cell for row in rows for cell in row]
    assert "全国系统现在是" in flat and "研究生教育" in flat and "139****2222" in flat
    assert "13911112222" not in body
    assert desk.get(f"{willow}?as=xlsx").content[:2] == b"PK"


def test_the_desk_has_one_line_and_one_button_until_the_week_is_done(desk, willow):
    hand_in(desk, differing())
    home = text(desk.get("/"))
    assert "本周要到全国系统改 5 条" in home
    assert desk.post(f"{willow}done/").status_code == 303
    assert "本周要到全国系统改" not in text(desk.get("/"))


def test_a_committee_sees_every_branch_in_the_order_of_the_tree(sign_in, world):
    officer = sign_in("officer")
    rows = rows_of("county")
    for name in ("周榆生", "钱岭南"):
        named(rows, name)["education"] = "研究生教育"
    named(rows, "钱岭南")["occupation"] = "学生"
    hand_in(officer, rows)
    said = text(officer.get(LIST))
    assert said.index("柳河村") < said.index("榆树村") < said.index("松岭村")
    assert "榆树村党支部 1" in said and "松岭村党支部 2" in said
    assert "研究生教育" in text(officer.get(f"{LIST}list/{world.orgs['county'].pk}/"))


def test_an_auditor_looks_and_changes_nothing(desk, willow, sign_in, world):
    hand_in(desk, differing())
    auditor = sign_in("auditor")
    page = text(auditor.get(willow))
    assert "研究生教育" in page and "改本系统" not in page and "显示全文" not in page
    row = only(field="education")
    for way in ("leave", "here"):
        assert auditor.get(f"{LIST}difference/{row.pk}/{way}/").status_code == 404
    assert auditor.post(willow, {"why": "到全国系统改手机号"}).status_code == 200
    assert "13911112222" not in text(auditor.post(willow, {"why": "到全国系统改手机号"}))


def test_the_list_is_in_clear_only_once_the_second_factor_was_given_lately(desk, willow, monkeypatch):
    hand_in(desk, differing())
    assert "再验证一次" not in text(desk.get(willow))
    monkeypatch.setattr(differing_views, "must_prove_again", lambda session: True)
    assert f"?next={willow}" in desk.get(willow).content.decode()
    for kind in ("", "xlsx", "csv"):
        refused = desk.post(willow, {"why": "到全国系统改手机号", "kind": kind})
        page = refused.content.decode()
        assert refused.status_code == 422 and "13911112222" not in page
        assert "请先再验证一次第二重" in page and "到全国系统改手机号" in page
    with inside(whole_house()):
        assert not Audit.objects.filter(action="members.export_clear").exists()
    monkeypatch.setattr(differing_views, "must_prove_again", lambda session: False)
    given = desk.post(willow, {"why": "到全国系统改手机号"})
    assert given.status_code == 200 and "13911112222" in given.content.decode()


def test_a_large_export_is_laid_by_a_job(committed, monkeypatch):
    monkeypatch.setattr("zhibu.exchange.services.reconciling.AT_ONCE", 3)
    desk = database.signer("secretary")
    answer = hand_in(desk, differing())
    page = desk.get(answer["Location"])
    assert "正在对账" in text(page)
    assert "排队等着" in text(desk.get(f"{answer['Location']}progress/", headers={"HX-Request": "true"}))
    assert work_off() == 1
    assert "对账结果" in text(desk.get(answer["Location"]))


def test_a_waiting_job_is_stopped(committed, monkeypatch):
    monkeypatch.setattr("zhibu.exchange.services.reconciling.AT_ONCE", 3)
    desk = database.signer("secretary")
    answer = hand_in(desk, differing())
    desk.post(f"{answer['Location'].split('?')[0]}stop/")
    assert work_off() == 0
    assert "已停下" in text(desk.get(answer["Location"]))
    with inside(whole_house()):
        assert Reconciliation.objects.get().state == "read" and not Discrepancy.objects.exists()


@pytest.mark.parametrize("plant", [1, 12])
def test_query_budget(desk, willow, django_assert_max_num_queries, plant):
    """No more questions for many differences than for one."""
    rows = rows_of("willow")
    for row in rows[:plant]:
        row.update(education="研究生教育", landline="88880000", ethnicity="回族")
    hand_in(desk, [*rows, *(stranger(n) for n in range(plant))])
    for address in (LIST, willow, f"{willow}?show=known", f"{LIST}new/"):
        with django_assert_max_num_queries(BUDGET):
            desk.get(address)
