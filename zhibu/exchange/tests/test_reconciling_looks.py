"""How the pages of reconciling look and work in a browser, with a script and without one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhibu.exchange.models import Discrepancy, Reconciliation
from zhibu.kernel.web.tests.browser import launch
from zhibu.site.testing import database
from zhibu.site.testing.looking import HERE, Place, answer, house, look_at, tell
from zhibu.site.testing.world import inside, whole_house

from .exports import as_csv
from .test_reconciling_pages import LIST, differing, hand_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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


def test_every_page_looks_right(pages):
    look_at([Place(*page) for page in pages], prefix="reconciling")


@pytest.mark.parametrize("script", [True, False])
def test_a_walk_from_the_upload_to_the_list_of_the_week(committed, tmp_path, script):
    export = tmp_path / "党员信息.csv"
    export.write_bytes(as_csv(differing()))
    desk = database.signer("secretary")
    with house() as thread, launch() as browser:
        page = browser.new_context(
            java_script_enabled=script, viewport={"width": 390, "height": 860}
        ).new_page()
        page.route("**/*", partial(_answer, thread, desk, export))
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


def _answer(thread: ThreadPoolExecutor, client: Any, export: Path, route: Any, request: Any) -> None:
    """What lies in a file is not told to a route."""
    if not request.headers.get("content-type", "").startswith("multipart/"):
        return answer(thread, client, route, request)
    where = request.url.removeprefix(HERE)
    handed = thread.submit(_hand_in, client, where, export).result()
    return tell(route, handed)


def _hand_in(client: Any, where: str, export: Path) -> Any:
    return client.post(where, {"sheet": SimpleUploadedFile(export.name, export.read_bytes())}, follow=True)
