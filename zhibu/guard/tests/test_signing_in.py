"""In by password and by paper code: what opens, what is refused, and what is said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings

from zhibu.guard.models import Code, Session
from zhibu.guard.services import passwords
from zhibu.kernel import clock
from zhibu.kernel.models import Audit
from zhibu.site.testing.world import PASSWORD

from .flows import Browser, change, csrf, rows, slip_for

pytestmark = pytest.mark.story
COOKIE = django_settings.SESSION_COOKIE


def test_a_password_opens_and_the_cookie_is_kept_from_scripts_and_other_sites(committed: Any) -> None:
    answer = (client := Browser()).by_password("member")
    assert (answer.status_code, answer["Location"]) == (303, "/")
    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 30 * 86400
    assert client.is_in()


def test_under_https_the_cookie_is_secure(committed: Any, settings: Any) -> None:
    settings.HTTPS = True
    assert Browser().by_password("member").cookies[COOKIE]["secure"] is True


def test_a_form_without_its_token_is_refused(committed: Any) -> None:
    answer = Browser().post("/sign-in/", {"way": "password", "login": "member", "password": PASSWORD})
    assert answer.status_code == 403


@pytest.mark.parametrize("login", ["Member", " ｍｅｍｂｅｒ ", "MEMBER"])
def test_a_login_is_known_however_it_is_typed(committed: Any, login: str) -> None:
    assert Browser().by_password(login).status_code == 303


@pytest.mark.parametrize(
    ("login", "password"), [("member", "wrong"), ("nobody", PASSWORD), ("member", ""), ("", "")]
)
def test_what_is_wrong_keeps_the_login_and_not_the_password(
    committed: Any, login: str, password: str
) -> None:
    client = Browser()
    page = client.by_password(login, password)
    text = page.content.decode()
    assert page.status_code == 422
    assert f'value="{login}"' in text
    assert PASSWORD not in text
    assert COOKIE not in page.cookies
    assert not client.is_in()


def test_absent_closed_and_wrong_are_told_alike_and_cost_alike(
    committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[str] = []
    real = passwords.check_password

    def counted(password: str, encoded: str) -> bool:
        costs.append(encoded.split("$")[0] + encoded.split("$")[3])
        return bool(real(password, encoded))

    monkeypatch.setattr(passwords, "check_password", counted)
    change(committed, "elder", closed_at=clock.now())
    change(committed, "newcomer", password="")
    said = []
    for login in ("member", "nobody", "elder", "newcomer"):
        page = Browser().by_password(login, "a wrong password")
        said.append(page.content.decode().split('class="error"')[1].split("</p>")[0].replace(login, ""))
    assert len(set(said)) == 1
    assert "登录名或密码不对" in said[0]
    assert len(costs) == 4
    assert len(set(costs)) == 1, "every refusal pays one argon2id of the same parameters"
    assert costs[0].startswith("argon2")


def test_the_hash_of_nobody_opens_nothing(committed: Any) -> None:
    change(committed, "newcomer", password="")
    for tried in ("\0nobody", "", "nobody"):
        assert not passwords.password_is(None, tried)
    assert Browser().by_password("newcomer", "\0nobody").status_code == 422


@pytest.mark.parametrize(
    ("onward", "where"),
    [
        ("/members/?q=a", "/members/?q=a"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("members/", "/"),
        ("/sign-out/", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_stays_in_this_house(committed: Any, onward: str, where: str) -> None:
    assert Browser().by_password("member", onward=onward)["Location"] == where


def test_a_page_asked_for_before_is_opened_after(committed: Any) -> None:
    answer = Browser().get("/me/viewings/?before=x")
    assert answer["Location"] == "/sign-in/?next=/me/viewings/%3Fbefore%3Dx"


def test_a_cookie_planted_before_is_worthless_after(committed: Any) -> None:
    client = Browser()
    client.cookies[COOKIE] = "planted"
    client.by_password("member")
    assert client.secret != "planted"
    assert client.is_in()


def test_signing_in_anew_ends_the_session_that_was(committed: Any) -> None:
    client = Browser()
    client.by_password("member")
    before = client.secret
    page = client.get("/devices/")
    body = {"csrfmiddlewaretoken": csrf(page), "way": "password", "login": "elder", "password": PASSWORD}
    assert client.post("/sign-in/", body).status_code == 303
    assert client.secret != before
    old = Browser()
    old.cookies[COOKIE] = before
    assert not old.is_in()


def test_csrf_token_is_another_after_signing_in(committed: Any) -> None:
    client = Browser()
    client.get("/sign-in/")
    before = client.cookies["zb_csrf"].value
    client.by_password("member")
    assert client.cookies["zb_csrf"].value != before


def test_a_paper_code_opens_however_it_is_typed_and_once(committed: Any) -> None:
    code = slip_for(committed, "elder")
    narrow = code.replace("-", "")
    wide = "".join(chr(ord(c) + 0xFEE0) for c in narrow)
    client = Browser()
    answer = client.by_code(f" {wide[:3]} {wide[3:].lower()}－ ")
    assert answer.status_code == 303, answer.content.decode()
    assert client.is_in()
    again = Browser().by_code(code)
    assert again.status_code == 422
    assert "已经用过" in again.content.decode()
    assert code in again.content.decode(), "what was typed stays, to be compared with the slip"


def test_who_came_by_code_is_not_forced_to_a_password(committed: Any) -> None:
    change(committed, "elder", password="")
    client = Browser()
    client.by_code(slip_for(committed, "elder"))
    page = client.get("/devices/")
    assert page.status_code == 200
    assert "不设也行" in page.content.decode()


def test_a_used_code_is_shown_to_the_person(committed: Any, sign_in: Any) -> None:
    client = Browser(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0"})
    client.by_code(slip_for(committed, "elder"))
    text = client.get("/devices/").content.decode()
    assert "安卓手机 · 微信" in text
    assert "用登录纸条" in text
    assert "用它登录" in text
    assert "这一台" in text


def test_each_slip_that_does_not_open_says_why(committed: Any) -> None:
    old = slip_for(committed, "elder")
    new = slip_for(committed, "elder")
    assert "已经作废" in Browser().by_code(old).content.decode()
    with clock.stopped_at(clock.now() + timedelta(days=31)):
        assert "已过期" in Browser().by_code(new).content.decode()
    change(committed, "elder", closed_at=clock.now())
    assert "已经关闭" in Browser().by_code(new).content.decode()
    assert "登录码不对" in Browser().by_code("22222-22222").content.decode()
    assert "现在读到 9 位" in Browser().by_code("7KQ2M-X9RT").content.decode()
    assert [code.used_at for code in rows(Code)] == [None, None]


def test_a_code_is_good_through_its_last_day(committed: Any) -> None:
    code = slip_for(committed, "elder", days=7)
    with clock.stopped_at(clock.today() + timedelta(days=7)):
        assert Browser().by_code(code).status_code == 303


def test_the_trace_names_the_person_and_holds_no_secret(committed: Any) -> None:
    code = slip_for(committed, "elder")
    Browser().by_code(code)
    Browser().by_password("member", "my-secret-guess")
    Browser().by_password("not-a-login-7391", PASSWORD)
    trace = rows(Audit, action="guard.sign_in")
    assert [row.outcome for row in trace] == ["done", "refused", "refused"]
    assert trace[0].actor == committed.people["elder"].pk
    assert trace[1].subject == f"person:{committed.people['member'].pk}"
    assert trace[2].subject == ""
    everything = " ".join(str(vars(row)) for row in rows(Audit))
    for secret in (code, code.replace("-", ""), "my-secret-guess", PASSWORD, "not-a-login-7391"):
        assert secret not in everything


def test_only_digests_are_stored(committed: Any) -> None:
    client = Browser()
    code = slip_for(committed, "elder")
    client.by_code(code)
    stored = " ".join(str(vars(row)) for model in (Code, Session) for row in rows(model))
    assert client.secret not in stored
    assert code.replace("-", "") not in stored


def test_a_session_lasts_thirty_days(committed: Any) -> None:
    client = Browser()
    client.by_password("member")
    begun = rows(Session)[-1].made_at
    with clock.stopped_at(begun + timedelta(days=30, seconds=-1)):
        assert client.is_in()
    with clock.stopped_at(begun + timedelta(days=30)):
        assert not client.is_in()


def test_use_is_noted_at_most_every_five_minutes(committed: Any) -> None:
    client = Browser()
    client.by_password("member")
    begun = rows(Session)[-1].seen_at
    with clock.stopped_at(begun + timedelta(minutes=4, seconds=59)):
        client.get("/devices/")
    assert rows(Session)[-1].seen_at == begun
    with clock.stopped_at(begun + timedelta(minutes=5)):
        client.get("/devices/")
    assert rows(Session)[-1].seen_at == begun + timedelta(minutes=5)


def test_signing_out_ends_the_session_and_takes_the_cookie(committed: Any) -> None:
    client = Browser()
    client.by_password("member")
    secret = client.secret
    assert client.get("/sign-out/").status_code == 405
    answer = client.submit("/devices/", "/sign-out/")
    assert answer.status_code == 303
    assert answer.cookies[COOKIE]["max-age"] == 0
    client.cookies[COOKIE] = secret
    assert not client.is_in()


def test_sign_in_is_never_kept_by_a_cache(committed: Any) -> None:
    assert "no-store" in Browser().get("/sign-in/")["Cache-Control"]
