"""The founding in a browser: behind its code, with the same refusals as the command, once."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.test.client import ClientHandler

from zhibu.guard.models import Account
from zhibu.orgs.models import Org
from zhibu.site.commands import init
from zhibu.site.first_run.door import FirstRun, Only
from zhibu.site.first_run.forms import FoundingForm
from zhibu.site.founding import Plan
from zhibu.site.tests.test_init_accounts_token import ANSWERS, connected, empty, parsed  # noqa: F401


class Handler(Only, ClientHandler):
    pass


@pytest.fixture
def first():
    return FirstRun(by="keeper", site="http://localhost:8000/sign-in/")


@pytest.fixture
def browser(first):
    client = Client(enforce_csrf_checks=True)
    client.handler = Handler(enforce_csrf_checks=True)
    client.handler.first = first
    return client


def test_the_form_asks_what_the_command_asks():
    assert set(FoundingForm.base_fields) == set(init.questions())
    assert set(FoundingForm.base_fields) <= set(Plan.__dataclass_fields__)
    assert sorted(name for _title, names in FoundingForm.GROUPS for name in names) == sorted(init.questions())


def test_without_the_code_there_is_nothing(first, browser):
    assert browser.get("/").status_code == 404
    assert browser.get(f"/{first.code[:-1]}~/").status_code == 404
    assert browser.get("/sign-in/").status_code == 404
    assert browser.get(f"/{first.code}/").status_code == 200


def test_what_is_posted_from_elsewhere_is_refused(first, browser):
    assert browser.post(f"/{first.code}/", ANSWERS).status_code == 403
    assert first.result is None


@pytest.mark.story
def test_the_house_is_founded_once_and_the_slips_are_shown_once(empty, first, browser):  # noqa: F811
    with connected("owner"):
        page = browser.get(f"/{first.code}/").content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        wrong = ANSWERS | {"audit_admin": ANSWERS["system_admin"], "csrfmiddlewaretoken": token}
        again = browser.post(f"/{first.code}/", wrong)
        assert again.status_code == 422 and "三个人担任" in again.content.decode()
        assert ANSWERS["branch"] in again.content.decode()  # nothing typed is lost
        assert not Org.objects.exists()

        done = browser.post(f"/{first.code}/", ANSWERS | {"csrfmiddlewaretoken": token})
        text = done.content.decode()
        assert done.status_code == 200 and "建立好了" in text
        assert Account.objects.count() == 4
        assert all(slip.code in text for _title, slip in first.result.holders)

        twice = browser.post(f"/{first.code}/", ANSWERS | {"csrfmiddlewaretoken": token})
        assert twice.status_code == 409 and "只显示一次" in twice.content.decode()
        assert first.result.holders[0][1].code not in twice.content.decode()
        assert Account.objects.count() == 4


@pytest.mark.story
def test_beside_somebody_nothing_is_founded(committed, capsys):
    with connected("owner"):
        assert init.run(parsed(init, "--browser")) == 1
    assert "不能再初始化" in capsys.readouterr().err
