"""One's own password, devices, tokens and viewings, in a browser without script."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from zhibu.guard.models import Account, Code, Session, Token, Viewing
from zhibu.guard.services import make_token, remember_viewing
from zhibu.kernel import clock
from zhibu.kernel.models import Audit
from zhibu.site.testing.database import scope_of as grant_of
from zhibu.site.testing.world import PASSWORD, inside, whole_house

from .flows import Browser, change, csrf, rows, slip_for

pytestmark = pytest.mark.story
NEW = "小河流过我家门前吗"[:8] + "2026"


def signed_in(login: str = "member", **more: Any) -> Browser:
    client = Browser(**more)
    assert client.by_password(login).status_code == 303
    return client


def change_password(client: Browser, **fields: str) -> Any:
    return client.submit("/password/", **{"old": PASSWORD, "new": NEW, "again": NEW} | fields)


def test_a_new_password_ends_other_devices_tokens_and_slips_and_not_this_one(committed: Any) -> None:
    code = slip_for(committed, "member")
    other, client = signed_in(), signed_in()
    with inside(whole_house()) as scope:
        make_token(scope, committed.people["member"], name="x", days=1, appointment=None)
    answer = change_password(client)
    assert (answer.status_code, answer["Location"]) == (303, "/devices/?said=password")
    assert "其他设备都已退出" in client.get(answer["Location"]).content.decode()
    assert not other.is_in()
    assert client.is_in()
    assert rows(Token)[0].ended_at is not None
    assert Browser().by_code(code).status_code == 422
    assert Browser().by_password("member").status_code == 422
    assert Browser().by_password("member", NEW).status_code == 303


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"old": "wrong"}, "原密码不对"),
        ({"new": "short", "again": "short"}, "至少要 10 个字符"),
        ({"new": "4836219057", "again": "4836219057"}, "不能全是数字"),
        ({"new": "password123", "again": "password123"}, "太常见"),
        ({"new": "xx-member-xx", "again": "xx-member-xx"}, "登录名放进密码"),
        ({"again": "something else"}, "不一样"),
        ({"new": PASSWORD, "again": PASSWORD}, "和原来的密码一样"),
        ({"new": "", "again": ""}, "请输入新密码"),
    ],
)
def test_a_password_that_will_not_do_is_told_in_chinese(
    committed: Any, fields: dict[str, str], said: str
) -> None:
    before = rows(Account, login="member")[0].password
    answer = change_password(signed_in(), **fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert rows(Account, login="member")[0].password == before


def test_the_password_is_kept_as_argon2id(committed: Any) -> None:
    change_password(signed_in())
    assert rows(Account, login="member")[0].password.startswith("argon2$argon2id$")


def test_the_old_password_cannot_be_guessed_from_an_open_device(committed: Any) -> None:
    client = signed_in()
    for _n in range(5):
        change_password(client, old="wrong")
    locked = change_password(client)
    assert locked.status_code == 422
    assert "分钟后" in locked.content.decode()


def test_a_forgotten_password_is_changed_right_after_a_paper_code_and_not_later(committed: Any) -> None:
    client = Browser()
    client.by_code(slip_for(committed, "elder"))
    assert 'name="old"' not in client.get("/password/").content.decode()
    with clock.stopped_at(clock.now() + timedelta(minutes=10, seconds=30)):
        assert 'name="old"' in client.get("/password/").content.decode()
    assert client.submit("/password/", new=NEW, again=NEW).status_code == 303
    assert Browser().by_password("elder", NEW).status_code == 303


def test_the_session_after_a_paper_code_needs_the_old_password_later(committed: Any) -> None:
    client = Browser()
    client.by_code(slip_for(committed, "elder"))
    with clock.stopped_at(clock.now() + timedelta(minutes=11)):
        assert client.submit("/password/", new=NEW, again=NEW).status_code == 422


def test_devices_are_listed_with_this_one_marked_and_can_be_signed_out(committed: Any) -> None:
    other = signed_in(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Edg/120"})
    client = signed_in(headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU) Safari/605"})
    text = client.get("/devices/").content.decode()
    assert "Windows 电脑 · Edge" in text
    assert "iPhone · Safari" in text
    assert text.count('green">这一台</span>') == 1
    where = re.findall(r'action="(/devices/\d+/end/)"', text)
    assert len(where) == 1, "this device goes by signing out"
    answer = client.submit("/devices/", where[0])
    assert answer["Location"] == "/devices/?said=device"
    assert not other.is_in()
    assert client.is_in()


def test_all_others_go_at_once(committed: Any) -> None:
    others = [signed_in(), signed_in()]
    client = signed_in()
    assert client.submit("/devices/", "/devices/others/end/").status_code == 303
    assert [other.is_in() for other in others] == [False, False]
    assert client.is_in()


def test_nobody_signs_out_somebody_elses_device_or_token(committed: Any) -> None:
    elder = signed_in("elder")
    theirs = rows(Session, person_id=committed.people["elder"].pk)[0].pk
    with inside(whole_house()) as scope:
        make_token(scope, committed.people["elder"], name="x", days=1, appointment=None)
    client = signed_in("secretary")
    assert client.submit("/devices/", f"/devices/{theirs}/end/").status_code == 404
    assert client.submit("/devices/", f"/devices/tokens/{rows(Token)[0].pk}/end/").status_code == 404
    assert elder.is_in()
    assert rows(Token)[0].ended_at is None


def made_token(client: Browser, **fields: str) -> str:
    page = client.submit("/devices/", "/devices/tokens/", **{"name": "统计程序", "days": "30"} | fields)
    assert page.status_code == 201, page.content.decode()
    found = re.search(r"<code>(zb_[\w-]+)</code>", page.content.decode())
    assert found
    return found[1]


def ask(secret: str, path: str = "/api/v1/statistics?org=willow") -> int:
    return int(Browser().get(path, headers={"Authorization": f"Bearer {secret}"}).status_code)


def test_a_token_is_shown_once_and_opens_the_api_under_the_hat_worn(committed: Any) -> None:
    client = signed_in("secretary")
    secret = made_token(client)
    assert ask(secret) == 200
    assert ask(secret, "/api/v1/statistics?org=elm") == 404
    text = client.get("/devices/").content.decode()
    assert "统计程序" in text
    assert secret not in text
    everything = " ".join(str(vars(row)) for model in (Token, Audit) for row in rows(model))
    assert secret not in everything
    assert client.submit("/devices/", f"/devices/tokens/{rows(Token)[0].pk}/end/").status_code == 303
    assert ask(secret) == 401


@pytest.mark.parametrize("fields", [{"name": ""}, {"days": "9999"}, {"days": "x"}])
def test_a_token_without_a_purpose_or_with_an_endless_life_is_not_made(
    committed: Any, fields: dict[str, str]
) -> None:
    page = signed_in("secretary").submit(
        "/devices/", "/devices/tokens/", **{"name": "x", "days": "30"} | fields
    )
    assert page.status_code == 422
    assert rows(Token) == []


def test_a_token_is_good_through_its_last_day(committed: Any) -> None:
    secret = made_token(signed_in("secretary"))
    last = rows(Token)[0].expires_on
    with clock.stopped_at(last):
        assert ask(secret) == 200
    with clock.stopped_at(last + timedelta(days=1)):
        assert ask(secret) == 401


def test_a_token_of_a_closed_account_opens_nothing(committed: Any) -> None:
    secret = made_token(signed_in("secretary"))
    change(committed, "secretary", closed_at=clock.now())
    assert ask(secret) == 401


def test_a_token_of_an_office_that_ran_out_opens_nothing_at_all(committed: Any) -> None:
    """Not ended by anybody: its last day simply came."""
    from zhibu.orgs.models import Appointment

    secret = made_token(signed_in("secretary"))
    with inside(whole_house()):
        until = clock.today() + timedelta(days=3)
        Appointment.objects.filter(person_id=committed.people["secretary"].pk).update(until=until)
    with clock.stopped_at(until - timedelta(days=1)):
        assert ask(secret) == 200
    with clock.stopped_at(until):
        assert ask(secret) == 401
        assert ask(secret, "/api/v1/me/attendances") in {401, 404}


def test_nonsense_for_a_token_is_nobody(committed: Any) -> None:
    for header in ("", "Bearer", "Bearer ", "Bearer nonsense", "Basic abc", "bearer\0x"):
        answer = Browser().get("/api/v1/statistics?org=willow", headers={"Authorization": header})
        assert answer.status_code == 401, header


def test_a_session_cookie_opens_no_api(committed: Any) -> None:
    assert signed_in("secretary").get("/api/v1/statistics?org=willow").status_code == 401


def test_who_looked_is_shown_with_day_office_and_reason_and_to_nobody_else(committed: Any) -> None:
    member = committed.people["member"].pk
    with inside(grant_of("secretary")) as scope:
        remember_viewing(scope, member, office="柳河村党支部 · 支部书记", what="证件号码", why="核对入党材料")
        remember_viewing(scope, committed.people["secretary"].pk, office="x", what="自己")
    text = signed_in().get("/me/viewings/").content.decode()
    for shown in ("王建国", "柳河村党支部 · 支部书记", "证件号码", "核对入党材料", f"{clock.today():%Y}年"):
        assert shown in text
    for other in ("elder", "secretary", "officer", "audit_admin"):
        assert "核对入党材料" not in signed_in(other).get("/me/viewings/").content.decode()
    assert "还没有人看过" in signed_in("elder").get("/me/viewings/").content.decode()
    assert len(rows(Viewing)) == 1, "looking at one's own card is nobody's looking"


def test_viewings_are_read_page_by_page(committed: Any, django_assert_max_num_queries: Any) -> None:
    with inside(grant_of("secretary")) as scope:
        for number in range(51):
            remember_viewing(scope, committed.people["member"].pk, office="书记", what=f"第{number}次看")
    client = signed_in()
    with django_assert_max_num_queries(14):
        first = client.get("/me/viewings/").content.decode()
    assert "第50次看" in first
    assert "第0次看" not in first
    onward = re.search(r'href="(\?before=[^"]+)"', first)
    assert onward
    second = client.get(f"/me/viewings/{onward[1]}").content.decode()
    assert "第0次看" in second
    assert "第1次看" not in second
    assert client.get("/me/viewings/?before=nonsense").status_code == 200


def test_a_hat_is_changed_by_a_form_and_only_to_one_of_ones_own(committed: Any) -> None:
    client = signed_in("secretary")
    page = client.get("/devices/").content.decode()
    assert 'class="work"' in page, "who holds an office and has chosen nothing works at the desk"
    assert client.get("/hat/?to=").status_code == 405
    assert client.submit("/devices/", to="/hat/?to=").status_code == 303
    assert 'class="member"' in client.get("/devices/").content.decode()
    for wrong in ("999999", "x", "-1", "1'"):
        assert client.submit("/devices/", to=f"/hat/?to={wrong}").status_code == 404
    again = Browser()
    again.by_password("secretary")
    assert 'class="member"' in again.get("/devices/").content.decode(), "the hat last worn is put on again"


def test_slips_waiting_and_used_are_both_seen(committed: Any) -> None:
    slip_for(committed, "member")
    text = signed_in().get("/devices/").content.decode()
    assert "还没有用" in text
    assert len(rows(Code)) == 1


def test_forms_need_their_token(committed: Any) -> None:
    client = signed_in()
    for path in ("/sign-out/", "/hat/", "/devices/others/end/", "/devices/tokens/", "/password/"):
        assert client.post(path, {}).status_code == 403, path
    assert csrf(client.get("/devices/"))
