"""The pages of members with JavaScript off: what is seen, what is kept, what is told and to whom."""

from __future__ import annotations

import re
import sys
from datetime import date
from html import unescape

import pytest

from zhibu.guard.models import Viewing
from zhibu.members import selectors
from zhibu.members.models import Change, Member
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

from .people import NAMES, fields

FIELDS = ("education", "category", "occupation", "standing", "whereabouts")


def _text(answer):
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def _form(world, **more):
    values = fields(**more) | {"branch": world.orgs["willow"].pk, "from_on": "2016-01-01", "how": "entered"}
    values |= {"standing": "normal", "whereabouts": "none"}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _card(world, key, tail=""):
    return f"/members/{world.people[key].pk}/{tail}"


@pytest.mark.parametrize("name", NAMES)
def test_a_secretary_enters_a_member_and_another_reviews(world, sign_in, name):
    secretary = sign_in("secretary")
    answer = secretary.post("/members/join/", _form(world, name=name))
    assert answer.status_code == 303, _text(answer)
    card = secretary.get(answer["Location"])
    assert name in _text(card) and "未审核" in _text(card) and "已录入" in _text(card)
    address = answer["Location"].split("?")[0]
    assert "录入人不能审核" in _text(secretary.post(f"{address}review/", {"unrelated": "yes"}))
    assert sign_in("deputy").post(f"{address}review/", {"unrelated": "yes"}).status_code == 303
    assert "未审核" not in _text(secretary.get(address))


def test_what_was_typed_is_kept_and_each_fault_stands_at_its_field(world, sign_in):
    client = sign_in("secretary")
    answer = client.post(
        "/members/join/",
        _form(world, name="阿卜杜拉·买买提") | {"id_number": "990000198001024036", "born_on": "昨天"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="阿卜杜拉·买买提"' in page and 'value="昨天"' in page and "990000198001024036" in page
    assert 'href="#id_born_on"' in page and 'aria-invalid="true"' in page
    assert "说明" not in re.findall(r'<label for="id_mismatch">[^<]*', page)
    answer = client.post("/members/join/", _form(world, sex="female"))
    assert answer.status_code == 422 and 'name="mismatch"' in answer.content.decode()
    assert client.post("/members/join/", _form(world, sex="female", mismatch="以档案为准")).status_code == 303


def test_birth_and_sex_are_read_from_the_number_and_not_asked_twice(world, sign_in):
    whole = fields()
    answer = sign_in("secretary").post("/members/join/", _form(world) | {"sex": "", "born_on": ""})
    assert answer.status_code == 303, _text(answer)
    with inside(whole_house()):
        member = Member.objects.get(pk=answer["Location"].split("/")[2])
        assert (member.born_on, member.sex) == (whole["born_on"], whole["sex"])


def test_a_wrong_number_is_said_together_with_what_is_missing(world, sign_in):
    wrong = {"id_number": "990000198001024036", "name": "", "education": "", "sex": "", "born_on": ""}
    answer = sign_in("secretary").post("/members/join/", _form(world) | wrong)
    page = _text(answer)
    assert answer.status_code == 422
    assert "校验码不对" in page and "请填写。" in page and "请选择。" in page
    assert "必填项" not in page
    assert "请填写。" in _text(sign_in("secretary").post("/members/join/", _form(world) | {"id_number": ""}))


@pytest.mark.parametrize(
    ("mobile", "fine"),
    [("", True), ("138 0000 0000", True), ("+86 13800000000", True), ("+44 7700 900123", True)]
    + [(wrong, False) for wrong in ("123", "1380000000", "138000000000", "23800000000", "无")],
)
def test_a_mobile_number_that_cannot_be_one_is_asked_again(mobile, fine, world, sign_in):
    client = sign_in("secretary")
    joined = client.post("/members/join/", _form(world) | {"mobile": mobile})
    assert joined.status_code == (303 if fine else 422)
    assert ("手机号码应为11位" in _text(joined)) is not fine
    address = _card(world, "elder", "correct/mobile/")
    corrected = client.post(address, {"value": mobile, "why": "本人告知"})
    assert corrected.status_code == (303 if fine else 422)


def test_the_roster_finds_filters_and_masks(world, sign_in):
    client = sign_in("secretary")
    assert "张小明" in _text(client.get("/members/?q=zxm"))
    assert "单红梅" not in _text(client.get("/members/?q=zxm"))
    only = _text(client.get("/members/?category=probationary"))
    assert "孙一帆" in only and "张小明" not in only
    page = _text(client.get("/members/"))
    assert "138****" in page and "13800000" not in page
    assert "没有符合的党员" in _text(client.get("/members/?q=nobody"))
    for odd in ("?after=nonsense", "?branch=999999", "?branch=x", "?category=%00", "?q=%00", "?unreviewed=7"):
        assert client.get(f"/members/{odd}").status_code in {200, 404}


def test_the_roster_pages_by_fifty_and_keeps_to_its_budget(committed, django_assert_max_num_queries):
    with inside(whole_house()):
        for n in range(60):
            committed.join(f"m{n}", "willow", f"陈{chr(0x4E00 + n * 7)}")
    client = database.signer("officer")
    with django_assert_max_num_queries(14):  # twelve, and BEGIN and COMMIT
        first = client.get("/members/")
    names = re.findall(r'/members/[0-9a-f-]{36}/">([^<]+)', first.content.decode())
    following = re.search(r'href="([^"]*after=[^"]*)"', first.content.decode()).group(1)
    second = client.get(unescape(following))
    more = re.findall(r'/members/[0-9a-f-]{36}/">([^<]+)', second.content.decode())
    assert len(names) == 50 and len(more) == 20 and not set(names) & set(more)


def test_an_opened_card_is_on_record_before_it_is_read(world, sign_in, django_assert_max_num_queries):
    client = sign_in("secretary")
    with django_assert_max_num_queries(23):
        answer = client.get(_card(world, "member"))
    assert answer["Cache-Control"] == "private, no-store"
    with inside(database.scope_of("member")):
        assert [(v.viewer_name, v.what) for v in Viewing.objects.all()] == [("王建国", "查看信息卡")]
    client.get(_card(world, "secretary"))
    with inside(database.scope_of("secretary")):
        assert not Viewing.objects.filter(person_id=world.people["secretary"].pk).exists()


def test_a_number_is_read_by_a_post_with_a_reason_only(world, sign_in):
    client = sign_in("secretary")
    number = "13800000004"
    page = client.get(_card(world, "member", "unseal/mobile/"))
    assert number not in page.content.decode()
    assert client.post(_card(world, "member", "unseal/mobile/"), {"why": ""}).status_code == 422
    answer = client.post(_card(world, "member", "unseal/mobile/"), {"why": "通知开会"})
    assert number in answer.content.decode() and answer["Cache-Control"] == "private, no-store"
    assert client.get(_card(world, "member", "unseal/name/")).status_code == 404


def test_every_field_has_its_page_of_correction(world, sign_in):
    client = sign_in("secretary")
    cases = {
        "name": "张晓明",
        "sex": "female",
        "ethnicity": "11",
        "mobile": "13911112222",
        "landline": "0571-1234567",
        "home_address": "演示县新家",
    }
    for field, value in cases.items():
        address = _card(world, "member", f"correct/{field}/")
        assert client.get(address).status_code == 200
        assert client.post(address, {"value": value}).status_code == 422
        answer = client.post(address, {"value": value, "why": "户口簿"})
        assert answer.status_code == 303, (field, _text(answer))
    for field in FIELDS:
        assert client.get(_card(world, "member", f"change/{field}/")).status_code == 200
    answer = client.post(_card(world, "member", "change/education/"), {"code": "10", "on": "2026-01-01"})
    assert answer.status_code == 303
    assert "研究生教育" in _text(client.get(_card(world, "member")))
    assert (
        client.post(_card(world, "member", "correct/born_on/"), {"value": "1", "why": "x"}).status_code == 422
    )
    assert client.get(_card(world, "member", "correct/path/")).status_code == 404
    assert client.get(_card(world, "member", "change/path/")).status_code == 404


def test_a_member_asks_from_the_field_and_reads_the_answer(world, sign_in):
    member, secretary = sign_in("member"), sign_in("secretary")
    assert "提出更正" in _text(member.get("/me/"))
    assert member.post("/me/correct/education/", {"says": ""}).status_code == 422
    assert member.post("/me/correct/education/", {"says": "研究生"}).status_code == 303
    assert "张小明" in _text(secretary.get("/members/corrections/"))
    with inside(whole_house()):
        change = Change.objects.get(field="education")
    address = f"/members/corrections/{change.pk}/"
    assert secretary.get(address).status_code == 200
    assert secretary.post(address, {"answer_is": "no", "answer": ""}).status_code == 422
    assert secretary.post(address, {"answer_is": "no", "answer": "请带毕业证来"}).status_code == 303
    assert "请带毕业证来" in _text(member.get("/me/"))
    assert secretary.get(address).status_code == 404


def test_own_page_for_everybody(world, sign_in):
    for key in ("member", "secretary", "outsider", "audit_admin", "auditor"):
        answer = sign_in(key).get("/me/")
        assert answer.status_code == 200
        assert ("您在这里没有信息卡" in _text(answer)) == (key not in {"member", "secretary"})
    member = sign_in("member")
    assert "13800000004" not in member.get("/me/").content.decode()
    assert "13800000004" in member.post("/me/unseal/mobile/").content.decode()
    assert member.get("/me/unseal/mobile/").status_code == 404
    copy = member.post("/me/copy/")
    assert copy.json()["card"]["fields"]["name"]["value"] == "张小明"
    assert "attachment" in copy["Content-Disposition"] and member.get("/me/copy/").status_code == 404


def test_slips_are_printed_once_with_accounts_for_who_has_none(world, sign_in):
    client = sign_in("secretary")
    answer = client.post("/members/join/", _form(world))
    pk = re.search(r"[0-9a-f-]{36}", answer["Location"]).group()
    page = client.post("/members/slips/", {"who": [pk, str(world.people["member"].pk)], "days": "30"})
    assert page.status_code == 200 and page["Cache-Control"] == "private, no-store"
    assert len(set(re.findall(r"\b[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}\b", page.content.decode()))) == 2
    assert client.post("/members/slips/", {"days": "30"}).status_code == 422
    assert (
        client.post(
            "/members/slips/", {"who": [str(world.people["pine_member"].pk)], "days": "30"}
        ).status_code
        == 422
    )


def test_death_leaving_transfer_and_groups_by_form(world, sign_in):
    secretary, officer = sign_in("secretary"), sign_in("east_officer")
    assert secretary.post(_card(world, "elder", "death/"), {"on": "2026-03-01"}).status_code == 303
    assert "欧阳淑芬" in _text(secretary.get("/members/gone/"))
    body = {"left": "removal", "on": "2026-03-01", "why": "长期失联"}
    refused = secretary.post(_card(world, "member", "leaving/"), body)
    assert refused.status_code == 422 and "没有支部大会决议" in _text(refused)
    assert "依据" in _text(refused)
    groups = f"/members/groups/{world.orgs['willow'].pk}/"
    chosen = {"on": "2026-03-01", f"group-{world.people['member'].pk}": str(world.orgs["willow1"].pk)}
    assert secretary.post(groups, chosen).status_code == 303
    assert "第一党小组" in _text(secretary.get(_card(world, "member")))
    move = {"to": str(world.orgs["elm"].pk), "on": "2026-03-02", "why": "搬家"}
    assert officer.post(_card(world, "member", "transfer/"), move).status_code == 303
    assert secretary.get(_card(world, "member")).status_code == 404
    assert "张小明" in _text(sign_in("elm_secretary").get("/members/"))


def test_a_sister_branch_is_absent_by_every_address(world, sign_in):
    """Forbidden and absent answer with the same bytes; the canary of the other branch is in none of them."""
    client = sign_in("secretary")
    other, nobody = world.people["elm_member"].pk, "00000000-0000-7000-8000-000000000000"
    for tail in (
        "",
        "review/",
        "unseal/mobile/",
        "correct/name/",
        "change/education/",
        "death/",
        "leaving/",
        "transfer/",
    ):
        for method in (client.get, client.post):
            there, absent = method(f"/members/{other}/{tail}"), method(f"/members/{nobody}/{tail}")
            assert (there.status_code, absent.status_code) == (404, 404), tail
            assert _same(there) == _same(absent)
            assert "周榆生" not in there.content.decode()
    for address in (f"/members/of/{world.orgs['elm'].pk}/", f"/members/groups/{world.orgs['elm'].pk}/"):
        assert client.get(address).status_code == 404
    for address in ("/members/", "/members/?q=zys", "/members/?q=周", "/orgs/?q=榆树", "/members/gone/"):
        page = client.get(address).content.decode()
        assert "周榆生" not in page and "李大山" not in page


def _same(answer):
    """The body without what is new in every answer, and without the address asked for."""
    text = re.sub(r'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return re.sub(r"[0-9a-f]{8}(-|%2D)[0-9a-f-]{27}", "", text)


def test_an_auditor_reads_and_changes_nothing(world, sign_in):
    client = sign_in("auditor")
    assert client.get("/members/").status_code == 200
    assert client.get(_card(world, "member")).status_code == 200
    tails = (
        "review/",
        "unseal/mobile/",
        "correct/name/",
        "change/education/",
        "death/",
        "leaving/",
        "transfer/",
    )
    for address in (
        "/members/join/",
        "/members/slips/",
        "/members/corrections/",
        *(_card(world, "member", t) for t in tails),
    ):
        assert client.post(address, {"why": "x"}).status_code == 404, address
        assert client.get(address).status_code == 404, address


def test_a_member_sees_the_own_card_and_no_other(world, sign_in):
    client = sign_in("member")
    assert "张小明" in _text(client.get("/me/"))
    for address in (
        "/members/",
        _card(world, "member"),
        _card(world, "secretary"),
        "/members/gone/",
        "/members/join/",
    ):
        assert client.get(address).status_code == 404, address


def test_a_long_name_and_a_day_of_the_past_stand_on_the_card(world, sign_in):
    name = "买买提吐尔逊·阿卜杜热合曼·库尔班江·艾则孜"
    client = sign_in("secretary")
    answer = client.post("/members/join/", _form(world, name=name))
    page = _text(client.get(answer["Location"]))
    assert name in page and "2010年7月1日" in page
    with inside(whole_house()):
        assert Member.objects.get(name=name).joined_on == date(2010, 7, 1)


def test_so_many_unreviewed_are_not_counted_one_by_one(world, sign_in, monkeypatch):
    """After an import it is all of them: their number is said as far as it is counted."""
    with inside(database.scope_of("officer")) as scope:
        Member.objects.update(reviewed_at=None)
        number = selectors.totals(scope, world.orgs["county"])["unreviewed"]
    assert number > 3
    assert f"未审核（{number}）" in sign_in("officer").get("/members/").content.decode()
    for module in (sys.modules["zhibu.members.selectors.roster"], selectors):
        monkeypatch.setattr(module, "MANY", 3)
    assert "未审核（2+）" in sign_in("officer").get("/members/").content.decode()
