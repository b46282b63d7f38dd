"""The first installation, slips for a branch, tokens: the commands by which a house begins to be lived in."""

from __future__ import annotations

import io
import json
import stat
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection

from zhibu.guard.models import Account, Code, Person
from zhibu.guard.tests.flows import Browser
from zhibu.kernel import clock
from zhibu.kernel.models import Audit, Installation
from zhibu.kernel.trouble import Trouble
from zhibu.orgs.models import Appointment, Org
from zhibu.site.commands import accounts, init, token
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

pytestmark = pytest.mark.story
ANSWERS = {
    "name": "演示县教育局党总支",
    "kind": "general_branch",
    "field": "agency",
    "founded_on": "2001-07-01",
    "code": "edu",
    "system_admin": "陈系统",
    "security_admin": "褚安全",
    "audit_admin": "卫审计",
    "branch": "第一小学党支部",
    "branch_code": "edu1",
    "secretary": "单红梅",
}
KEPT = {"django_migrations", "kernel_installation", "kernel_scopekey", "kernel_listener"}


def parsed(command: ModuleType, *words: str) -> Any:
    parser = ArgumentParser()
    command.add_to(parser.add_subparsers())
    args = parser.parse_args([command.__name__.rpartition(".")[2], *words])
    args.as_login = getattr(args, "as_login", None)
    return args


@contextmanager
def connected(login: str) -> Iterator[None]:
    """As another login in the database now in use, and afterwards as web again."""
    name = settings.DATABASES["default"]["NAME"]
    database.use(name, login)
    try:
        yield
    finally:
        database.use(name)


@pytest.fixture
def empty(committed: Any) -> None:
    """A house in which nobody lives yet, and which is no demo."""
    with connected("owner"), connection.cursor() as cursor:
        tables = {model._meta.db_table for model in apps.get_models()} - KEPT
        cursor.execute(f"TRUNCATE {', '.join(sorted(tables))} CASCADE")
        Installation.objects.update(demo=False)


@pytest.fixture
def found(empty: None, tmp_path: Path, capsys: Any) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Run `init --json` with these answers changed."""

    def call(*more: str, **changed: Any) -> tuple[int, dict[str, Any]]:
        file = tmp_path / "answers.json"
        file.write_text(json.dumps(ANSWERS | changed, ensure_ascii=False), "utf-8")
        words = ("--answers", str(file), "--to", str(tmp_path / "slips.html"), "--json", *more)
        with connected("owner"):
            status = init.run(parsed(init, *words))
        return status, json.loads(capsys.readouterr().out)

    return call


def test_a_house_is_founded_and_its_four_slips_open_it(found: Any, tmp_path: Path) -> None:
    status, said = found("--site", "https://dj.example.cn")
    assert status == 0
    assert (said["org"]["code"], said["branch"]["code"]) == ("edu", "edu1")
    assert [(one["office"], one["name"]) for one in said["slips"]] == [
        ("系统管理员", "陈系统"),
        ("安全管理员", "褚安全"),
        ("审计管理员", "卫审计"),
        ("支部书记", "单红梅"),
    ]
    for one in said["slips"]:
        client = Browser()
        assert client.by_code(one["code"]).status_code == 303
        here = client.get("/devices/")
        if one["office"] == "支部书记":
            assert here.status_code == 200, "no password is forced, no card is needed"
            assert "第一小学党支部" in here.content.decode()
        else:
            assert here["Location"] == "/password/?next=/devices/"
            client.submit("/password/", new="a long new one", again="a long new one", next="/devices/")
            assert client.get("/devices/")["Location"] == "/second-factor/?next=/devices/"


def test_the_sheet_prints_by_itself_and_is_for_its_owner_alone(found: Any, tmp_path: Path) -> None:
    _, said = found("--site", "https://dj.example.cn/")
    sheet = Path(said["sheet"])
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    page = sheet.read_text("utf-8")
    for one in said["slips"]:
        assert one["name"] in page
        assert one["login"] in page
        assert one["code"] in page
    assert "https://dj.example.cn/sign-in/" in page
    assert "演示</span>" not in page
    assert "http" not in page.replace("https://dj.example.cn/sign-in/", ""), (
        "it fetches nothing from anywhere"
    )


def test_nobody_but_the_paper_knows_the_codes(found: Any) -> None:
    _, said = found()
    with inside(whole_house()):
        stored = " ".join(str(vars(row)) for model in (Audit, Code, Account) for row in model.objects.all())
        assert [row.action for row in Audit.objects.filter(action="site.init")] == ["site.init"]
    for one in said["slips"]:
        assert one["code"].replace("-", "") not in stored
        assert one["code"] not in stored


def test_it_happens_once(found: Any, tmp_path: Path) -> None:
    assert found()[0] == 0
    (tmp_path / "slips.html").unlink()
    status, said = found()
    assert (status, said["refused"]) == (1, "initialised")
    assert not (tmp_path / "slips.html").exists()
    with inside(whole_house()):
        assert Org.objects.count() == 2


def test_it_refuses_beside_demo_data(committed: Any, capsys: Any) -> None:
    words = [word for name, value in ANSWERS.items() for word in (f"--{name.replace('_', '-')}", value)]
    with connected("owner"):
        assert init.run(parsed(init, *words, "--json")) == 1
    assert json.loads(capsys.readouterr().out)["refused"] == "demo"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "branch"}, "kind"),
        ({"kind": "x"}, "kind"),
        ({"field": "x"}, "field"),
        ({"founded_on": "2999-01-01"}, "founded_on"),
        ({"founded_on": "1 March"}, "founded_on"),
        ({"security_admin": "陈系统"}, "system_admin"),
        ({"security_admin": " 陈 系统 "}, "system_admin"),
        ({"branch_code": "edu"}, "branch_code"),
        ({"branch_founded_on": "2999-01-01"}, "branch_founded_on"),
        ({"secretary": " "}, "secretary"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_answer_founds_nothing(found: Any, changed: dict[str, str], field: str) -> None:
    status, said = found(**changed)
    assert (status, said["refused"]) == (2, "invalid")
    assert field in said["errors"]
    with inside(whole_house()):
        assert (Org.objects.count(), Person.objects.count(), Appointment.objects.count()) == (0, 0, 0)


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_at_the_keyboard_a_slip_is_asked_again_and_nothing_before_it_is_lost(
    monkeypatch: Any, capsys: Any
) -> None:
    typed = [
        "",
        "清河镇党委",
        "党支部",
        "党委",
        "农村",
        "六月",
        "1950.6.1",
        "",
        "",
        "张伟",
        "张伟",
        "王磊",
        "李娜",
    ]
    monkeypatch.setattr("sys.stdin", Keyboard("\n".join([*typed, "柳树村党支部", "", "", "赵秀英", ""])))
    plan = init._plan(parsed(init))
    assert (plan.name, plan.kind, plan.field, plan.founded_on) == (
        "清河镇党委", "party_committee", "village", date(1950, 6, 1),
    )  # fmt: skip
    assert (plan.system_admin, plan.security_admin, plan.audit_admin) == ("张伟", "王磊", "李娜")
    assert (plan.branch, plan.branch_founded_on, plan.secretary) == ("柳树村党支部", None, "赵秀英")
    said = capsys.readouterr().err
    for words in ("请回答", "没有“党支部”", "六月 不是日期", "三个人担任"):
        assert said.count(words) == 1


def test_a_keyboard_that_is_gone_is_told(monkeypatch: Any) -> None:
    monkeypatch.setattr("sys.stdin", Keyboard("清河镇党委\n"))
    with pytest.raises(ValidationError) as wrong:
        init._plan(parsed(init))
    assert "secretary" in wrong.value.message_dict and "name" not in wrong.value.message_dict


def test_a_flag_goes_before_the_file(found: Any) -> None:
    assert found("--secretary", "曾志强")[1]["slips"][3]["name"] == "曾志强"


def test_three_administrators_hold_confirmed_offices(found: Any) -> None:
    found()
    with inside(whole_house()):
        held = {one.office: one for one in Appointment.objects.all()}
        assert set(held) == {"system_admin", "security_admin", "audit_admin", "secretary"}
        assert all(one.confirmed_at for one in held.values() if one.needs_second)
        assert {a.login for a in Account.objects.all() if a.exempt} == set(), (
            "nobody is spared the second factor"
        )
        assert Installation.objects.get().name == ANSWERS["name"]


def test_slips_of_a_branch(committed: Any, tmp_path: Path, capsys: Any) -> None:
    target = tmp_path / "slips.html"
    with connected("work"):
        args = parsed(accounts, "slips", "--org", "willow", "--to", str(target), "--days", "7", "--json")
        assert accounts.run(args) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["org"], said["slips"]) == ("willow", 6)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    page = target.read_text("utf-8")
    assert page.count("演示</span>") == 6
    assert "周榆生" not in page
    code = page.split("张小明")[1].split("<b>")[1][:11]
    client = Browser()
    assert client.by_code(code).status_code == 303
    assert "登录名：member" in client.get("/devices/").content.decode()


@pytest.mark.parametrize(
    ("login", "org", "code"),
    [
        ("secretary", "elm", "org"),
        ("auditor", "willow", "org"),
        ("nobody", "willow", "login"),
        (None, "x", "org"),
    ],
)
def test_slips_are_refused_beyond_the_duty(
    committed: Any, tmp_path: Path, login: str | None, org: str, code: str
) -> None:
    target = tmp_path / "slips.html"
    args = parsed(accounts, "slips", "--org", org, "--to", str(target))
    args.as_login = login
    with connected("work"), pytest.raises(Trouble) as trouble:
        accounts.run(args)
    assert trouble.value.code == code
    assert not target.exists()


def test_a_sheet_that_cannot_be_written_makes_no_codes(committed: Any, tmp_path: Path) -> None:
    target = tmp_path / "slips.html"
    target.write_text("mine")
    with connected("work"), pytest.raises(Trouble) as trouble:
        accounts.run(parsed(accounts, "slips", "--org", "willow", "--to", str(target)))
    assert trouble.value.code == "file"
    assert target.read_text() == "mine"
    with inside(whole_house()):
        assert Code.objects.count() == 0


def made(capsys: Any, *words: str) -> dict[str, Any]:
    with connected("work"):
        assert token.run(parsed(token, "create", *words, "--json")) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def ask(secret: str, path: str) -> int:
    return int(Browser().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {secret}"}).status_code)


def test_a_token_acts_under_the_office_named(committed: Any, capsys: Any) -> None:
    widest = made(capsys, "--login", "secretary")
    assert widest["office"] == "secretary"
    assert ask(widest["token"], "/statistics?org=willow") == 200
    own = made(capsys, "--login", "secretary", "--office", "member")
    assert ask(own["token"], "/statistics?org=willow") == 404
    with clock.stopped_at(clock.today() + timedelta(days=366)):
        assert ask(widest["token"], "/statistics?org=willow") == 401
    with inside(whole_house()):
        assert widest["token"] not in " ".join(str(vars(row)) for row in Audit.objects.all())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--login", "nobody"), "login"),
        (("--login", "secretary", "--office", "officer"), "office"),
        (("--login", "secretary", "--days", "0"), "refused"),
        (("--login", "secretary", "--days", "366"), "refused"),
    ],
)
def test_a_token_is_not_made_for_what_is_not_there(committed: Any, words: tuple[str, ...], code: str) -> None:
    with connected("work"), pytest.raises(Trouble) as trouble:
        token.run(parsed(token, "create", *words))
    assert trouble.value.code == code
