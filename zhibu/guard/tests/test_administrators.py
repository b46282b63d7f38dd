"""Three administrators with divided powers: accounts, second factors, the trace."""

from __future__ import annotations

import re
from typing import Any

import pytest

from zhibu.guard.models import Account, Code
from zhibu.guard.services import close_account, make_codes, open_account, reset_account
from zhibu.kernel import audit, clock
from zhibu.kernel.models import Audit
from zhibu.kernel.scope import Refused
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

from .flows import Browser, change, rows

pytestmark = pytest.mark.story
PAGES = {"system_admin": "/accounts/", "security_admin": "/second-factors/", "audit_admin": "/audit/"}
EVERYBODY = ("member", "secretary", "officer", "auditor", *PAGES)
CODE = re.compile(r"<b>([0-9A-Z]{5}-[0-9A-Z]{5})</b>")


def signed_in(login: str) -> Browser:
    client = Browser()
    assert client.by_password(login).status_code == 303
    return client


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_administrator_sees_the_own_pages_alone(committed: Any, who: str) -> None:
    client = signed_in(who)
    opened = [page for page in PAGES.values() if client.get(page).status_code == 200]
    assert opened == [page for holder, page in PAGES.items() if holder == who]
    menu = client.get("/devices/").content.decode()
    assert [page for page in PAGES.values() if f'href="{page}"' in menu] == opened


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != "system_admin"])
def test_nobody_else_makes_resets_or_closes_an_account(committed: Any, who: str) -> None:
    target = committed.people["pine_secretary"].pk
    client = signed_in(who)
    for deed in ("", "open/", "reset/", "close/", "reopen/"):
        where = f"/accounts/{target}/{deed}"
        answer = client.submit("/devices/", where, why="x") if deed else client.get(where)
        assert answer.status_code == 404, (who, deed)
    assert rows(Code) == []
    assert rows(Account, login="pine_secretary")[0].closed_at is None


def test_accounts_show_holders_of_offices_and_no_member(
    committed: Any, django_assert_max_num_queries: Any
) -> None:
    client = signed_in("system_admin")
    with django_assert_max_num_queries(18):
        text = client.get("/accounts/").content.decode()
    for shown in ("王建国", "柳河村党支部 · 支部书记", "吴县干", "褚安全"):
        assert shown in text
    for hidden in ("张小明", "欧阳淑芬", "孙一帆", "周榆生", "蒋路人"):
        assert hidden not in text
    found = client.get("/accounts/?q=王建").content.decode()
    assert "王建国" in found
    assert "吴县干" not in found
    assert "没有找到" in client.get("/accounts/?q=张小明").content.decode()
    member = committed.people["member"].pk
    assert client.get(f"/accounts/{member}/").status_code == 404
    assert client.submit("/accounts/", f"/accounts/{member}/reset/").status_code == 404


def test_a_reset_prints_one_code_once_and_asks_for_a_new_password(committed: Any) -> None:
    inside_before = signed_in("secretary")
    where = f"/accounts/{committed.people['secretary'].pk}/"
    page = signed_in("system_admin").submit(where, f"{where}reset/")
    assert page.status_code == 201
    code = CODE.findall(page.content.decode())
    assert len(code) == 1
    assert "http://testserver/sign-in/" in page.content.decode()
    assert not inside_before.is_in()
    assert Browser().by_password("secretary").status_code == 422
    client = Browser()
    assert client.by_code(code[0]).status_code == 303
    assert client.get("/devices/")["Location"] == "/password/?next=/devices/"
    done = client.submit("/password/", new="a long new one", again="a long new one", next="/devices/")
    assert done["Location"] == "/devices/"
    assert client.get("/devices/").status_code == 200
    assert code[0].replace("-", "") not in " ".join(str(vars(row)) for row in rows(Audit))


def test_an_account_is_closed_with_a_reason_and_opened_again(committed: Any) -> None:
    secretary, keeper = signed_in("secretary"), signed_in("system_admin")
    where = f"/accounts/{committed.people['secretary'].pk}/"
    assert keeper.submit(where, f"{where}close/", why=" ").status_code == 422
    assert secretary.is_in()
    answer = keeper.submit(where, f"{where}close/", why="长期外出")
    assert answer.status_code == 303
    assert "已关闭" in keeper.get(answer["Location"]).content.decode()
    assert not secretary.is_in()
    assert Browser().by_password("secretary").status_code == 422
    assert keeper.submit(where, f"{where}reset/").status_code == 422
    assert keeper.submit(where, f"{where}reopen/").status_code == 303
    assert Browser().by_password("secretary").status_code == 303


def test_a_holder_of_an_office_gets_an_account(committed: Any) -> None:
    with inside(whole_house()):
        committed.person("new_auditor", "秦新来")
        committed.appoint("new_auditor", "county", "auditor")
    pk = committed.people["new_auditor"].pk
    keeper = signed_in("system_admin")
    assert "未开通" in keeper.get("/accounts/?q=秦新来").content.decode()
    page = keeper.submit(f"/accounts/{pk}/", f"/accounts/{pk}/open/")
    assert page.status_code == 201
    assert re.search(r"qinxinlai\d{3}", page.content.decode())
    client = Browser()
    assert client.by_code(CODE.findall(page.content.decode())[0]).status_code == 303
    assert client.get("/")["Location"].startswith("/password/")
    again = keeper.submit(f"/accounts/{pk}/", f"/accounts/{pk}/open/")
    assert again.status_code == 422
    assert "已经有账号" in again.content.decode()


def test_no_administrator_acts_on_the_own_account(committed: Any) -> None:
    own = committed.people["system_admin"].pk
    with inside(database.scope_of("system_admin")) as scope:
        for deed in (lambda: reset_account(scope, own), lambda: close_account(scope, own, why="x")):
            with pytest.raises(Refused):
                deed()
        with pytest.raises(Refused):
            open_account(scope, committed.people["system_admin"])


def test_a_secretary_prints_codes_for_the_own_branch_and_for_nobody_else(committed: Any) -> None:
    people = committed.people
    with inside(database.scope_of("secretary")) as scope:
        slips = make_codes(scope, [people["elder"].pk, people["newcomer"].pk])
    assert [(slip.name, slip.login) for slip in slips] == [("欧阳淑芬", "elder"), ("孙一帆", "newcomer")]
    for key in ("elm_member", "pine_secretary", "officer", "system_admin", "outsider", "east_officer"):
        with pytest.raises(Refused), inside(database.scope_of("secretary")) as scope:
            make_codes(scope, [people[key].pk])
    for who in ("member", "auditor", "audit_admin"):
        with pytest.raises(Refused), inside(database.scope_of(who)) as scope:
            make_codes(scope, [people["elm_member"].pk])


def test_a_member_without_an_account_gets_one_with_the_slip(committed: Any) -> None:
    from datetime import date

    with inside(whole_house()):
        committed.serial = 40
        committed.join("fresh", "willow", "单小红", born_on=date(1990, 1, 1))
    with inside(database.scope_of("secretary")) as scope:
        slip = make_codes(scope, [committed.people["fresh"].pk])[0]
    assert re.fullmatch(r"shanxiaohong\d{3}", slip.login)
    client = Browser()
    assert client.by_code(slip.code).status_code == 303
    assert client.get("/devices/").status_code == 200, "no password is forced on a member"


def test_only_the_newest_slip_opens(committed: Any) -> None:
    with inside(database.scope_of("secretary")) as scope:
        old = make_codes(scope, [committed.people["elder"].pk])[0].code
        new = make_codes(scope, [committed.people["elder"].pk])[0].code
    assert Browser().by_code(old).status_code == 422
    assert Browser().by_code(new).status_code == 303


def test_the_trace_is_read_filtered_and_paged(committed: Any, django_assert_max_num_queries: Any) -> None:
    for _n in range(3):
        Browser().by_password("member", "wrong")
    signed_in("member").get("/audit/")
    with inside(whole_house()) as scope:
        for number in range(55):
            audit.record("members.join", scope=scope, subject=f"person:{number}")
    client = signed_in("audit_admin")
    with django_assert_max_num_queries(15):
        first = client.get("/audit/").content.decode()
    assert "录入党员" in first
    assert ">54<" in first
    assert ">1<" not in first
    onward = re.search(r'href="(\?[^"]*before=[^"]+)"', first)
    assert onward
    assert ">1<" in client.get(f"/audit/{onward[1].replace('&amp;', '&')}").content.decode()
    refused = client.get("/audit/?outcome=refused&action=guard.sign_in").content.decode()
    assert refused.count("被拒绝</span>") == 3
    wrong_page = client.get("/audit/?action=guard.audit&outcome=refused").content.decode()
    assert "张小明" in wrong_page, "who asked for a page not his is in the trace"
    day = clock.today().isoformat()
    assert ">54<" in client.get(f"/audit/?day={day}").content.decode()
    assert "没有符合的记录" in client.get("/audit/?day=2001-01-01").content.decode()
    assert client.get("/audit/?day=nonsense&before=nonsense&outcome=x").status_code == 200


def test_the_seals_are_checked_on_demand(committed: Any) -> None:
    client = signed_in("audit_admin")
    assert "还没有封存过" in client.get("/audit/").content.decode()
    database.use(database.settings.DATABASES["default"]["NAME"], "work")
    try:
        with inside(whole_house()):
            audit.seal()
    finally:
        database.use(database.settings.DATABASES["default"]["NAME"])
    assert "已封存 1 批" in client.get("/audit/").content.decode()
    assert "完好" in client.get("/audit/check/").content.decode()


def test_a_demo_account_is_marked_on_its_slip(committed: Any) -> None:
    where = f"/accounts/{committed.people['secretary'].pk}/"
    page = signed_in("system_admin").submit(where, f"{where}reset/").content.decode()
    assert "演示</span>" in page


def test_the_exemption_refuses_to_exist_beside_a_real_member(committed: Any) -> None:
    from django.db import IntegrityError

    from zhibu.members.models import Member

    with pytest.raises(IntegrityError), inside(whole_house()):
        Member.objects.filter(pk=committed.people["elder"].pk).update(demo=False)
    with inside(whole_house()):
        Account.objects.update(exempt=False)
        Member.objects.filter(pk=committed.people["elder"].pk).update(demo=False)
    with pytest.raises(IntegrityError):
        change(committed, "officer", exempt=True)
