"""The second factor: demanded above the branch, shown once, never taken twice, taken away by one office."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from zhibu.guard import totp
from zhibu.guard.models import Authenticator, Recovery, Session
from zhibu.kernel import clock
from zhibu.kernel.fields import unseal
from zhibu.kernel.models import Audit

from .flows import Browser, change, csrf, rows, slip_for

pytestmark = pytest.mark.story
PAGE = "/second-factor/"


def shown_secret(page: Any) -> str:
    found = re.search(r"<code>([A-Z2-7 ]{32,})</code>", page.content.decode())
    assert found, page.content.decode()[:2000]
    return found[1].replace(" ", "")


def now_on_phone(secret: str, aside: int = 0) -> str:
    return totp.digits(secret, totp.step_at(clock.now()) + aside)


def set_up(client: Browser, *, page: str = PAGE) -> tuple[str, list[str]]:
    """Returns the secret and the recovery codes."""
    secret = shown_secret(client.get(page))
    with clock.stopped_at(clock.now()):  # or the step before would be the one before that by now
        answer = client.submit(page, digits=now_on_phone(secret, -1))
    assert answer.status_code == 200, answer.content.decode()
    return secret, re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", answer.content.decode())


def officer(world: Any) -> Browser:
    change(world, "officer", exempt=False)
    client = Browser()
    client.by_password("officer")
    return client


def test_an_officer_gets_no_further_than_the_second_factor(committed: Any) -> None:
    client = officer(committed)
    for path in ("/", "/devices/", "/audit/", "/me/viewings/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?next={path}"), path
    assert client.get(PAGE).status_code == 200


def test_a_post_is_not_let_through_either(committed: Any) -> None:
    client = officer(committed)
    answer = client.submit(PAGE, "/devices/others/end/")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)


def test_a_demo_account_and_a_secretary_are_not_asked(committed: Any) -> None:
    client = Browser()
    client.by_password("officer")
    assert client.get("/devices/").status_code == 200
    change(committed, "secretary", exempt=False)
    client = Browser()
    client.by_password("secretary")
    assert client.get("/devices/").status_code == 200


def test_set_up_with_a_phone_opens_the_house_and_goes_on(committed: Any) -> None:
    client = officer(committed)
    page = client.get(f"{PAGE}?next=/me/viewings/")
    secret = shown_secret(page)
    assert "<svg" in page.content.decode()
    assert shown_secret(client.get(PAGE)) == secret, "a reload shows the same picture"
    answer = client.submit(f"{PAGE}?next=/me/viewings/", digits=now_on_phone(secret), next="/me/viewings/")
    codes = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", answer.content.decode())
    assert len(set(codes)) == 10
    assert 'href="/me/viewings/"' in answer.content.decode()
    assert client.get("/devices/").status_code == 200
    assert secret not in client.get(PAGE).content.decode(), "once confirmed it is never shown again"


def test_the_secret_lies_sealed(committed: Any) -> None:
    secret, codes = set_up(officer(committed))
    kept = rows(Authenticator)[0]
    assert secret.encode() not in bytes(kept.secret_sealed)
    assert unseal(kept, "secret") == secret
    stored = " ".join(str(vars(row)) for model in (Recovery, Audit) for row in rows(model))
    assert not [code for code in [secret, *codes, codes[0].replace("-", "")] if code in stored]


def test_wrong_digits_set_nothing_up(committed: Any) -> None:
    client = officer(committed)
    client.get(PAGE)
    answer = client.submit(PAGE, digits="000000")
    assert answer.status_code == 422
    assert "六位数字不对" in answer.content.decode()
    assert rows(Authenticator)[0].confirmed_at is None
    assert client.get("/devices/").status_code == 302


def test_each_new_session_is_asked_and_the_same_digits_never_open_twice(committed: Any) -> None:
    secret, _ = set_up(officer(committed))
    client = Browser()
    client.by_password("officer")
    assert client.get("/devices/").status_code == 302
    shown = now_on_phone(secret)
    assert client.submit(PAGE, digits=f" {shown[:3]} {shown[3:]} ").status_code == 303
    assert client.get("/devices/").status_code == 200
    other = Browser()
    other.by_password("officer")
    again = other.submit(PAGE, digits=shown)
    assert again.status_code == 422
    assert "用过了" in again.content.decode()
    assert other.get("/devices/").status_code == 302
    older = now_on_phone(secret, -1)
    assert other.submit(PAGE, digits=older).status_code == 422, "nor does an older step"
    assert other.submit(PAGE, digits=now_on_phone(secret, +1)).status_code == 303


def test_five_wrong_digits_lock_the_person(committed: Any) -> None:
    secret, _ = set_up(officer(committed))
    client = Browser()
    client.by_password("officer")
    for _n in range(5):
        client.submit(PAGE, digits="000000")
    locked = client.submit(PAGE, digits=now_on_phone(secret))
    assert locked.status_code == 422
    assert "分钟后" in locked.content.decode()
    with clock.stopped_at(clock.now() + timedelta(minutes=15, seconds=1)):
        assert client.submit(PAGE, digits=now_on_phone(secret)).status_code == 303


def test_a_recovery_code_opens_once(committed: Any) -> None:
    _, codes = set_up(officer(committed))
    client = Browser()
    client.by_password("officer")
    assert client.submit(PAGE, digits=codes[3].lower().replace("-", " ")).status_code == 303
    assert client.get("/devices/").status_code == 200
    assert "还有 9 个备用码" in client.get(PAGE).content.decode()
    other = Browser()
    other.by_password("officer")
    assert "已经用过" in other.submit(PAGE, digits=codes[3]).content.decode()


def test_somebody_elses_recovery_code_opens_nothing(committed: Any) -> None:
    _, codes = set_up(officer(committed))
    change(committed, "auditor", exempt=False)
    client = Browser()
    client.by_password("auditor")
    set_up(client)
    other = Browser()
    other.by_password("auditor")
    assert other.submit(PAGE, digits=codes[0]).status_code == 422


def test_new_recovery_codes_end_the_old_and_ask_for_a_fresh_second_factor(committed: Any) -> None:
    client = officer(committed)
    _, old = set_up(client)
    answer = client.submit(PAGE, "/second-factor/recovery/")
    new = re.findall(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", answer.content.decode())
    assert len(new) == 10
    assert not set(new) & set(old)
    with clock.stopped_at(clock.now() + timedelta(minutes=11)):
        late = client.submit(PAGE, "/second-factor/recovery/")
        assert (late.status_code, late["Location"]) == (303, f"{PAGE}?next={PAGE}")
        assert client.submit(f"{PAGE}?next=/", digits=old[0]).status_code == 422
        assert client.submit(f"{PAGE}?next=/", digits=new[0]).status_code == 303


def test_another_phone_needs_the_old_one(committed: Any) -> None:
    client = officer(committed)
    secret, _ = set_up(client)
    with clock.stopped_at(clock.now() + timedelta(minutes=11)):
        assert client.get("/second-factor/new/")["Location"] == f"{PAGE}?next=/second-factor/new/"
        assert client.submit(f"{PAGE}?next=/", digits=now_on_phone(secret)).status_code == 303
        other, _ = set_up(client, page="/second-factor/new/")
    assert other != secret
    standing = [one for one in rows(Authenticator) if one.confirmed_at and not one.ended_at]
    assert [unseal(one, "secret") for one in standing] == [other]


def test_a_stolen_cookie_cannot_set_up_another_phone(committed: Any) -> None:
    set_up(officer(committed))
    thief = Browser()
    thief.by_password("officer")
    assert thief.get("/second-factor/new/").status_code == 303
    assert "otpauth" not in (page := thief.get(PAGE).content.decode())
    assert "扫这张图" not in page
    assert len([one for one in rows(Authenticator) if one.confirmed_at]) == 1


def test_who_has_one_of_his_own_will_is_asked_at_each_session(committed: Any) -> None:
    change(committed, "member", exempt=False)
    client = Browser()
    client.by_password("member")
    set_up(client)
    other = Browser()
    other.by_password("member")
    assert other.get("/devices/")["Location"].startswith(PAGE)


def test_the_members_hat_can_be_worn_instead(committed: Any) -> None:
    from datetime import date

    from zhibu.orgs.models import Appointment
    from zhibu.site.testing.world import inside, whole_house

    change(committed, "member", exempt=False)
    with inside(whole_house()):
        Appointment.objects.create(
            org=committed.orgs["county"],
            person=committed.people["member"],
            office="officer",
            from_on=date(2020, 1, 1),
            confirmed_at=clock.now(),
        )
    client = Browser()
    client.by_password("member")
    assert client.get("/devices/").status_code == 302
    answer = client.submit(PAGE, to="/hat/?to=")
    assert answer.status_code == 303
    assert client.get("/devices/").status_code == 200
    pk = rows(Appointment, person_id=committed.people["member"].pk)[0].pk
    assert client.submit("/devices/", to=f"/hat/?to={pk}").status_code == 303
    assert client.get("/devices/")["Location"].startswith(PAGE), "the officer's hat needs the second factor"


def test_a_forced_password_comes_first_and_then_the_second_factor(committed: Any) -> None:
    change(committed, "officer", exempt=False, must_change=True, password="")
    client = Browser()
    client.by_code(slip_for(committed, "officer"))
    assert client.get("/me/viewings/")["Location"] == "/password/?next=/me/viewings/"
    assert client.get(PAGE).status_code == 200, "both pages are open, nothing else is"
    short = "我家门前有条小河"
    assert client.submit("/password/", new=short, again=short).status_code == 422
    done = client.submit(
        "/password/", new="我家门前有条小河流过", again="我家门前有条小河流过", next="/me/viewings/"
    )
    assert (done.status_code, done["Location"]) == (303, "/me/viewings/")
    assert client.get("/me/viewings/")["Location"] == f"{PAGE}?next=/me/viewings/"


def test_the_security_administrator_takes_it_away_and_its_sessions_with_it(committed: Any) -> None:
    client = officer(committed)
    set_up(client)
    keeper = Browser()
    keeper.by_password("security_admin")
    where = f"/second-factors/{committed.people['officer'].pk}/"
    assert keeper.submit(where, why="").status_code == 422
    assert keeper.submit(where, why="本人当面说明手机遗失").status_code == 303
    assert not client.is_in()
    again = Browser()
    again.by_password("officer")
    assert "扫这张图" in again.get(PAGE).content.decode()
    assert [row.detail["why"] for row in rows(Audit, action="guard.second_factor_off")] == [
        "本人当面说明手机遗失"
    ]
    assert [row.how for row in rows(Session) if row.ended_why == "second_factor"]


def test_who_prints_slips_cannot_take_a_second_factor_away(committed: Any) -> None:
    client = officer(committed)
    set_up(client)
    keeper = Browser()
    keeper.by_password("system_admin")
    where = f"/second-factors/{committed.people['officer'].pk}/"
    token = csrf(keeper.get("/devices/"))
    assert keeper.post(where, {"csrfmiddlewaretoken": token, "why": "x"}).status_code == 404
    reset = keeper.submit(
        f"/accounts/{committed.people['officer'].pk}/",
        to=f"/accounts/{committed.people['officer'].pk}/reset/",
    )
    code = re.search(r"<b>([0-9A-Z]{5}-[0-9A-Z]{5})</b>", reset.content.decode())
    assert code
    thief = Browser()
    thief.by_code(code[1])
    thief.submit("/password/", new="a long new password", again="a long new password")
    assert thief.get("/me/viewings/")["Location"].startswith(PAGE)
    assert "扫这张图" not in thief.get(PAGE).content.decode()
