"""How the pages of reconciling look and work in a browser, with a script and without one."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from zhibu.exchange.models import Discrepancy, Reconciliation
from zhibu.kernel.web.tests import browser as looking
from zhibu.site.testing import database
from zhibu.site.testing.world import inside, whole_house

from .exports import as_csv
from .test_reconciling_pages import LIST, differing, hand_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOOKS = {  # name -> width, 大字版, dark, script
    "phone": (390, 0, False, True),
    "desk": (1280, 0, False, True),
    "large": (390, 2, False, True),
    "dark": (1280, 0, True, True),
    "phone-bare": (390, 0, False, False),
}


@pytest.fixture
def house(committed: Any) -> Iterator[ThreadPoolExecutor]:
    """A thread in which the house answers: the browser's own loop leaves no room for a database."""
    with ThreadPoolExecutor(1) as thread:
        yield thread
        thread.submit(connections.close_all).result()


@pytest.fixture
def pages(committed: Any) -> list[tuple[str, str, str]]:
    """(who, address, name) of pages with something on them."""
    rows = differing()
    rows[0]["joined_on"] = "1999年9月"
    hand_in(database.signer("secretary"), rows)
    willow = committed.orgs["willow"].pk
    with inside(whole_house()):
        made, rows_ = (
            Reconciliation.objects.get(),
            {d.field or d.kind: d.pk for d in Discrepancy.objects.all()},
        )
    return [
        ("secretary", LIST, "index"),
        ("secretary", f"{LIST}new/", "upload"),
        ("secretary", f"{LIST}{made.pk}/", "result"),
        ("secretary", f"{LIST}list/{willow}/", "list"),
        ("secretary", f"{LIST}difference/{rows_['education']}/here/", "here"),
        ("secretary", f"{LIST}difference/{rows_['mobile']}/leave/", "leave"),
        ("officer", LIST, "committee"),
        ("secretary", "/", "home"),
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_looks_right(pages, house, look):
    width, size, dark, script = LOOKS[look]
    clients = {who: database.signer(who) for who, _, _ in pages}
    wrong = []
    with looking.launch() as browser:
        context = browser.new_context(
            viewport={"width": width, "height": 860},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        for who, address, name in pages:
            clients[who].cookies["zb_size"] = str(size)
            page = context.new_page()
            page.route("**/*", partial(_answer, house, clients[who]))
            page.goto(f"http://localhost{address}")
            looking.shot(page, f"reconciling-{name}-{look}")
            wrong += [f"{name}: {said}" for said in _wrong(page, script)]
            page.close()
    assert wrong == []


def _wrong(page: Any, script: bool) -> list[str]:
    if not script:  # the examiners are scripts themselves
        return [] if page.locator("h1").count() == 1 else ["not one heading"]
    wide = looking.overflow(page)
    found = [f"{wide} px too wide"] if wide else []
    return found + looking.clipped(page) + looking.axe(page) + looking.small_targets(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_walk_from_the_upload_to_the_list_of_the_week(committed, house, tmp_path, script):
    export = tmp_path / "党员信息.csv"
    export.write_bytes(as_csv(differing()))
    desk = database.signer("secretary")
    with looking.launch() as browser:
        page = browser.new_context(
            java_script_enabled=script, viewport={"width": 390, "height": 860}
        ).new_page()
        page.route("**/*", partial(_answer, house, desk, export=export))
        page.goto(f"http://localhost{LIST}")
        page.get_by_role("link", name="上传导出，对账").first.click()
        page.set_input_files("input[type=file]", str(export))
        page.get_by_role("button", name="上传并对账").click()
        assert page.locator("h1").inner_text() == "对账结果"
        page.get_by_role("link", name="看差异清单").click()
        assert page.get_by_text("研究生教育").count() == 1
        assert (page.locator("[data-copy]:visible").count() > 0) is script
        page.locator("tr", has_text="研究生教育").get_by_role("link", name="暂不改").click()
        page.get_by_label("暂不改的原因").fill("学历证书送去认证了")
        page.get_by_role("button", name="记下，暂不改").click()
        assert page.get_by_text("研究生教育").count() == 0
        page.get_by_role("button", name="这周的改完了").click()
        assert page.get_by_text("改得对不对，等下一次导出来核对").count() >= 1


def _answer(
    house: ThreadPoolExecutor, client: Any, route: Any, request: Any, *, export: Path | None = None
) -> None:
    """Let the house answer the browser without a server between them."""
    answer = house.submit(_ask, client, request, export).result()
    if answer.status_code in {302, 303}:  # a route is not asked again for where an answer leads
        answer = house.submit(client.get, answer["Location"]).result()
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    route.fulfill(status=answer.status_code, headers=dict(answer.items()), body=body)


def _ask(client: Any, request: Any, export: Path | None) -> Any:
    address = request.url.removeprefix("http://localhost")
    if request.method != "POST":
        return client.get(address)
    kind = request.headers.get("content-type", "application/x-www-form-urlencoded")
    if kind.startswith("multipart/") and export is not None:  # what lies in a file is not told to a route
        sheet = SimpleUploadedFile(export.name, export.read_bytes())
        return client.post(address, {"sheet": sheet})
    return client.post(address, data=request.post_data_buffer or b"", content_type=kind)
