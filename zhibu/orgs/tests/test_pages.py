"""The pages of organisations with JavaScript off."""

from __future__ import annotations

import re
from html import unescape

from zhibu.orgs.models import Appointment, Org
from zhibu.site.testing.world import inside, whole_house


def _text(answer):
    return unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_tree_shows_what_the_office_covers(world, sign_in, django_assert_max_num_queries):
    client = sign_in("east_officer")
    with django_assert_max_num_queries(16):  # three are the test's own savepoints
        page = client.get("/orgs/")
    text = _text(page)
    assert "柳河村党支部" in text and "王建国" in text and "柳河村第一党小组" in text
    assert "松岭" not in text and "演示县西镇" not in text
    assert "榆树村党支部" in _text(client.get("/orgs/?q=榆树"))
    assert "没有找到" in _text(client.get("/orgs/?q=松岭"))
    assert client.get(f"/orgs/?under={world.orgs['west'].pk}").status_code == 404


def test_one_organisation_with_its_norms_and_the_names_above(world, sign_in, django_assert_max_num_queries):
    client = sign_in("secretary")
    with django_assert_max_num_queries(23):
        page = client.get(f"/orgs/{world.orgs['willow'].pk}/")
    text = _text(page)
    for word in (
        "演示县委员会",
        "单红梅",
        "正式党员5人",
        "支部工作条例",
        "统一社会信用代码",
        "还没有记录选举日期",
    ):
        assert word in text, word
    for other in ("elm", "east", "pine"):
        assert client.get(f"/orgs/{world.orgs[other].pk}/").status_code == 404


def test_found_describe_rename_elect_move_and_dissolve_by_form(world, sign_in):
    client = sign_in("officer")
    east = world.orgs["east"].pk
    body = {
        "name": "中共𬭎㛃䶮村支部委员会",
        "short_name": "𬭎㛃䶮村党支部",
        "kind": "branch",
        "founded_on": "2026-01-05",
    }
    body |= {"field": "village", "form": "single", "unit_situation": "same_as_superior"}
    wrong = client.post(f"/orgs/{east}/found/", body | {"uscc": "1"})
    assert wrong.status_code == 422 and "𬭎㛃䶮村党支部" in wrong.content.decode() and "18位" in _text(wrong)
    done = client.post(f"/orgs/{east}/found/", body)
    assert done.status_code == 303
    address = done["Location"].split("?")[0]
    assert "𬭎㛃䶮" in _text(client.get(done["Location"]))
    describe = {"field": "agency", "form": "joint", "unit_situation": "joint", "phone": "0571-1"}
    assert client.post(f"{address}describe/", describe).status_code == 303
    rename = {"name": "中共新村支部委员会", "short_name": "", "why": "东党〔2026〕1号"}
    assert client.post(f"{address}rename/", rename).status_code == 303
    assert client.post(f"{address}election/", {"elected_on": "2026-01-06"}).status_code == 303
    page = _text(client.get(address))
    assert "本届到2029年1月6日届满" in page and "依据" in page and "联合党支部" in page
    move = {"parent": world.orgs["west"].pk, "on": "2026-02-01", "why": "区划"}
    assert client.post(f"{address}move/", move | {"parent": world.orgs["elm"].pk}).status_code == 422
    assert client.post(f"{address}move/", move).status_code == 303
    assert "演示县西镇" in _text(client.get(address))
    assert client.post(f"{address}dissolve/", {"on": "2026-03-01", "why": "合并"}).status_code == 303
    assert "合并" in _text(client.get(address))
    occupied = client.post(f"/orgs/{world.orgs['elm'].pk}/dissolve/", {"on": "2026-03-01", "why": "合并"})
    assert occupied.status_code == 422 and "还有党员" in _text(occupied)


def test_an_appointment_is_made_by_search_confirmed_by_another_and_ended(world, sign_in):
    officer, second = sign_in("officer"), sign_in("security_admin")
    address = f"/orgs/{world.orgs['east'].pk}/appoint/"
    assert "张小明（柳河村党支部）" in _text(officer.get(f"{address}?q=zxm"))
    body = {"office": "officer", "from_on": "2026-03-01"}
    assert officer.post(address, body).status_code == 422
    both = {"q": "zxm", "person": str(world.people["member"].pk), "name": "又一个"}
    assert officer.post(address, body | both).status_code == 422
    stranger = {"q": "zxm", "person": str(world.people["pine_member"].pk)}
    assert officer.post(address, body | stranger).status_code == 422
    chosen = {"q": "zxm", "person": str(world.people["member"].pk)}
    assert officer.post(address, body | chosen).status_code == 303
    assert officer.post(address, body | {"office": "auditor", "name": "阿卜杜拉·买买提"}).status_code == 303
    assert "待另一位管理员确认" in _text(officer.get(f"/orgs/{world.orgs['east'].pk}/"))
    assert officer.get("/orgs/confirmations/").status_code == 404
    listed = _text(second.get("/orgs/confirmations/"))
    assert "张小明" in listed and "阿卜杜拉·买买提" in listed
    with inside(whole_house()):
        held, other = Appointment.objects.filter(confirmed_at=None, needs_second=True).order_by("pk")
    assert second.post(f"/orgs/confirmations/{held.pk}/", {"answer": "yes"}).status_code == 303
    assert second.post(f"/orgs/confirmations/{other.pk}/", {"answer": "no", "why": ""}).status_code == 422
    assert (
        second.post(f"/orgs/confirmations/{other.pk}/", {"answer": "no", "why": "没有文件"}).status_code
        == 303
    )
    assert second.get(f"/orgs/confirmations/{held.pk}/").status_code == 404
    end = f"/orgs/{world.orgs['east'].pk}/offices/{held.pk}/end/"
    assert officer.post(end, {"on": "2026-02-01", "why": "调离"}).status_code == 422
    assert officer.post(end, {"on": "2026-03-02", "why": "调离"}).status_code == 303


def test_who_may_only_look_is_offered_and_allowed_nothing(world, sign_in):
    willow = world.orgs["willow"].pk
    tails = (
        "describe",
        "found",
        "groups/new",
        "rename",
        "move",
        "dissolve",
        "disband",
        "election",
        "appoint",
    )
    for key in ("member", "auditor", "audit_admin"):
        client = sign_in(key)
        page = client.get(f"/orgs/{willow}/").content.decode()
        for tail in tails:
            assert f"/orgs/{willow}/{tail}/" not in page
            for method in (client.get, client.post):
                assert method(f"/orgs/{willow}/{tail}/").status_code == 404, (key, tail)
    secretary = sign_in("secretary")
    for tail in ("found", "rename", "move", "dissolve", "election", "appoint"):
        assert secretary.post(f"/orgs/{willow}/{tail}/", {}).status_code == 404
    group = {"name": "第二党小组", "founded_on": "2026-01-01"}
    assert secretary.post(f"/orgs/{willow}/groups/new/", group).status_code == 303
    disband = f"/orgs/{world.orgs['willow1'].pk}/disband/"
    assert secretary.post(disband, {"on": "2026-01-02", "why": "并组"}).status_code == 303
    assert secretary.post(f"/orgs/{willow}/disband/", {"on": "2026-01-02", "why": "x"}).status_code == 404
    with inside(whole_house()):
        assert Org.objects.get(pk=willow).dissolved_on is None
