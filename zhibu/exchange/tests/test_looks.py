"""The walk from upload to undo in a real browser, with script and without; how each page looks."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from zhibu.kernel import jobs
from zhibu.kernel.web.tests import browser as looking
from zhibu.members.models import Member
from zhibu.site.testing import database
from zhibu.site.testing.looking import Place, look_at
from zhibu.site.testing.serving import serving
from zhibu.site.testing.world import inside, whole_house

from .sheets import HEADINGS, as_csv, person

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LONG = "买买提吐尔逊·阿卜杜热合曼·库尔班江·艾则孜"


@pytest.fixture
def site(committed: Any) -> Iterator[str]:
    """The house behind a real server: a browser hands in files only over the wire."""
    with serving() as address:
        yield address


@pytest.fixture
def house(committed: Any) -> Iterator[ThreadPoolExecutor]:
    """A thread for what the test itself asks: the browser's own loop leaves no room for a database."""
    with ThreadPoolExecutor(1) as thread:
        yield thread
        thread.submit(connections.close_all).result()


def key() -> str:
    """What the secretary's browser would hold after signing in."""
    return str(database.signer("secretary").cookies[settings.SESSION_COOKIE].value)


def window(browser: Any, site: str, secret: str, *, size: int = 0, **how: Any) -> Any:
    context = browser.new_context(**how)
    context.add_cookies(
        [
            {"name": settings.SESSION_COOKIE, "value": secret, "url": site},
            {"name": "zb_size", "value": str(size), "url": site},
        ]
    )
    return context


def people() -> list[dict[str, str]]:
    known = database.world().members["elder"]
    return [
        person(1, 姓名=LONG),
        person(2),
        person(3, 学历="小小学", 转正时间="1998年13月"),
        person(4, 公民身份号码="1.10105E+17", 民族="火星族"),
        person(5, 所在支部="柳树村支部"),
        person(6),
        person(6, 姓名="李重"),
        {"党员编号": known.code, "姓名": known.name, "学历": "初中", "手机号码": "13911112222"},
    ]


@pytest.mark.parametrize("script", [True, False], ids=["script", "bare"])
def test_from_upload_to_undo(site: str, house: ThreadPoolExecutor, script: bool, tmp_path: Any) -> None:
    sheet = tmp_path / "花名册.csv"
    sheet.write_bytes(as_csv(people()[:4], HEADINGS))
    secret = house.submit(key).result()
    with looking.launch() as browser:
        how = {"java_script_enabled": script, "viewport": {"width": 390, "height": 860}}
        context = window(browser, site, secret, **how)
        page = context.new_page()
        page.goto(f"{site}/members/")
        page.get_by_role("link", name="导入名册").first.click()
        page.set_input_files("input[type=file]", sheet)
        page.get_by_role("button", name="上传并核对").click()
        page.get_by_role("heading", name="有 2 行要改").wait_for()

        page.locator("[id='c-4-education']").select_option("大学专科")
        page.locator("[id='c-4-converted_on']").fill("1998-12-01")
        page.locator("#row-4").get_by_role("button", name="保存").first.click()
        page.get_by_role("heading", name="有 1 行要改").wait_for()
        page.locator("#row-5").get_by_role("button", name="不导入").click()
        page.get_by_text("没有要改的行").wait_for()

        page.get_by_role("link", name="新录入").click()
        page.get_by_role("button", name="下一步：导入").click()
        page.get_by_role("button", name="导入 3 人").click()
        page.get_by_role("heading", name="已导入").wait_for()
        assert house.submit(_known, LONG).result()
        page.get_by_role("link", name="撤销这一批").click()
        page.get_by_role("button", name="撤销", exact=True).click()
        page.get_by_role("heading", name="已撤销").wait_for()
        assert not house.submit(_known, LONG).result()


def _known(name: str) -> bool:
    with inside(whole_house()):
        return Member.objects.here().filter(name=name).exists()


def test_every_page_looks_right(committed: Any) -> None:
    places = [Place("secretary", address, name) for name, address in _furnish().items()]
    look_at(places, prefix="exchange")


def _furnish() -> dict[str, str]:
    """A batch in each of its states, as the pages make them."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from zhibu.exchange.models import Batch

    client = database.signer("secretary")

    def upload(rows: Any, headings: Any = HEADINGS) -> str:
        sheet = SimpleUploadedFile("2026年第一支部花名册.csv", as_csv(rows, headings))
        assert client.post("/exchange/new/", {"sheet": sheet}).status_code == 303
        with inside(whole_house()):
            return f"/exchange/{Batch.objects.order_by('-pk')[0].pk}/"

    asked = upload([person(20, 所在支部="柳树村党支部"), person(21)], [h for h in HEADINGS if h != "民族"])
    with inside(whole_house()):
        Member.objects.filter(pk=database.world().members["elder"].pk).update(
            reviewed_at="2020-01-01T00:00:00Z"
        )
    rows = upload(people(), ("党员编号", *HEADINGS))
    client.post(f"{rows}check/")
    done = upload([person(30), person(31), person(32, 学历="")])
    client.post(f"{done}commit/", {"new": "2", "changed": "0"})
    undone = upload([person(40)])
    client.post(f"{undone}commit/", {"new": "1", "changed": "0"})
    client.post(f"{undone}undo/")
    busy = upload([person(50)])
    with inside(database.scope_of("secretary")) as scope:
        working = Batch.objects.get(pk=busy.split("/")[2])
        working.job = jobs.ask(scope, "exchange.weigh", {"batch": str(working.pk)}, total=12000).pk
        working.save()
    return {
        "index": "/exchange/",
        "upload": "/exchange/new/",
        "columns": f"{asked}columns/",
        "problems": f"{rows}?show=problems",
        "new": f"{rows}?show=new",
        "changed": f"{rows}?show=changed",
        "commit": f"{rows}commit/",
        "drop": f"{rows}drop/",
        "done": done,
        "undo": f"{done}undo/",
        "undone": undone,
        "working": f"/exchange/{working.pk}/",
        "roster": "/members/",
    }
