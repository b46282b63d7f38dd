"""The keyboard in a browser: a list up and down, the sheet of keys, saving; none of it while one types."""

from __future__ import annotations

from functools import partial

import pytest

from zhibu.kernel.web.tests import browser, looks
from zhibu.site.testing import database
from zhibu.site.testing.looking import HERE, answer, house

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FOCUSED = "() => document.activeElement.innerText || document.activeElement.name || ''"
PRESSED = """() => document.querySelector("main form[data-leave]").addEventListener("submit", (event) => {
  event.preventDefault();
  window.pressed = event.submitter.innerText.trim();
})"""


@pytest.fixture
def page(committed):
    client = database.signer("secretary")
    with house() as thread, browser.launch() as chromium:
        page = looks.context(chromium).new_page()
        page.set_viewport_size({"width": 1280, "height": 860})
        page.route("**/*", partial(answer, thread, client))
        yield page


def test_a_secretary_works_by_keyboard(page, committed):
    willow = committed.orgs["willow"].pk
    page.goto(f"{HERE}/members/")
    names = page.locator("tbody tr a").all_inner_texts()
    for key, name in (("j", names[0]), ("j", names[1]), ("j", names[2]), ("k", names[1])):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == name
    page.keyboard.press("Enter")
    page.wait_for_url("**/members/*/")
    assert names[1] in page.locator("h1").inner_text()

    page.keyboard.press("?")
    sheet = page.get_by_role("dialog")
    assert "Ctrl" in sheet.inner_text()
    assert browser.axe(page) == []
    for look in looks.USUAL:
        looks.dress(page, look)
        assert browser.small_targets(page, least=60 if look.size else 44) == [], look
        assert (browser.overflow(page), browser.clipped(page)) == (0, []), look
    sheet.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    assert sheet.count() == 0

    page.goto(f"{HERE}/members/")
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) not in names, "switched off on the sheet, and it works all the same"
    page.goto(f"{HERE}/help/keys/")
    page.get_by_role("checkbox").check()
    faults = list(looks.faults(page, name="keys"))
    assert faults == []

    page.goto(f"{HERE}/members/")
    page.get_by_label("姓名或拼音首字母").press_sequentially("jk?")
    assert page.get_by_label("姓名或拼音首字母").input_value() == "jk?"
    assert page.get_by_role("dialog").count() == 0

    for address, button in (
        (f"/meetings/{willow}/plan/assembly/", "先保存"),  # not the one that sends the notice
        ("/me/messages/", "保存"),
    ):
        page.goto(f"{HERE}{address}")
        page.evaluate(PRESSED)
        page.keyboard.press("Control+s")
        assert page.evaluate("window.pressed") == button, address
