"""草稿: what was typed waits for whoever typed it, on any device, until it is sent; nobody else reads it."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.db.models import F

from zhibu.kernel import drafts
from zhibu.kernel.models import Draft
from zhibu.kernel.web.tests import browser, looks
from zhibu.site.testing import database
from zhibu.site.testing.looking import HERE, answer, house
from zhibu.site.testing.world import inside, whole_house

FORM = "/me/messages/"


def keep(client, of=FORM, **fields):
    return client.post("/drafts/", {"of": of, "fields": json.dumps(fields)})


def left(client, of=FORM):
    return client.get("/drafts/", {"of": of}).json().get("fields")


def test_it_waits_for_whoever_typed_it_and_for_nobody_else(world, sign_in):
    secretary = sign_in("secretary")
    said = keep(secretary, weekdays=["1", "3"], quiet_until=["2030-01-01"])
    assert said.status_code == 200 and len(said.json()["at"]) == 5
    keep(secretary, weekdays=["2"])
    assert left(secretary) == {"weekdays": ["2"]}
    assert left(sign_in("secretary")) == {"weekdays": ["2"]}, "another device"
    assert left(sign_in("deputy")) is None
    keep(secretary)
    assert left(secretary) is None, "not wanted any more"


def test_a_form_that_was_taken_is_forgotten_and_one_with_errors_is_kept(world, sign_in):
    client = sign_in("secretary")
    keep(client, weekdays=["1"])
    wrong = client.post(FORM, {"draft": "1", "weekdays": ["1"], "quiet_until": "2001-01-01"})
    assert wrong.status_code == 422 and left(client) == {"weekdays": ["1"]}
    assert client.post(FORM, {"draft": "1", "weekdays": ["1"]}).status_code == 303
    assert left(client) is None


def test_it_lies_sealed(world, sign_in):
    keep(sign_in("secretary"), id_number=["990000195001010017"])
    with inside(whole_house()), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(d::text, '') FROM kernel_draft d")
        text = cursor.fetchone()[0]
    assert FORM in text and "990000195001010017" not in text and "id_number" not in text


def test_what_is_never_kept_and_what_is_no_form(world, sign_in, client):
    secretary = sign_in("secretary")
    keep(secretary, topic=["x"], password=["x"], code=["x"], csrfmiddlewaretoken=["x"])
    assert left(secretary) == {"topic": ["x"]}
    assert keep(secretary, of="/nothing/at/all/", topic=["x"]).status_code == 404
    assert keep(secretary, of="/voice/" + "x" * 300, topic=["x"]).status_code == 404
    for fields in ("[]", "{", "x" * (drafts.LONGEST + 1)):
        assert secretary.post("/drafts/", {"of": FORM, "fields": fields}).status_code == 404
    assert keep(client, topic=["x"]).status_code == 302, "a guest keeps it on his device"


def test_the_oldest_goes_where_there_are_too_many(world, sign_in):
    client = sign_in("secretary")
    for number in range(drafts.MOST):
        keep(client, of=f"/meetings/{number + 1}/correct/topic/", text=[str(number)])
    with inside(whole_house()):  # as it is outside a test, where each has its own moment
        Draft.objects.update(at=F("at") - timedelta(minutes=1))
        Draft.objects.filter(of="/meetings/1/correct/topic/").update(at=F("at") - timedelta(minutes=1))
    keep(client, of=f"/meetings/{drafts.MOST + 1}/correct/topic/", text=[str(drafts.MOST)])
    with inside(whole_house()):
        assert Draft.objects.exclude(sealed=b"").count() == drafts.MOST
    assert left(client, "/meetings/1/correct/topic/") is None
    assert left(client, f"/meetings/{drafts.MOST + 1}/correct/topic/") == {"text": [str(drafts.MOST)]}


@pytest.mark.browser
@pytest.mark.slow
def test_a_secretary_goes_on_where_she_stopped(committed):
    form = f"{HERE}/meetings/{committed.orgs['willow'].pk}/new/theme_day/"
    secretary = database.signer("secretary")
    with house() as thread, browser.launch() as chromium:

        def device():
            page = looks.context(chromium).new_page()
            page.route("**/*", partial(answer, thread, secretary))
            page.on("dialog", lambda dialog: dialog.accept())
            page.goto(form)
            return page

        first = device()
        first.locator("[name=notes]").press_sequentially("冬季清河")
        first.locator("input[type=radio][value=present]").first.check(force=True)
        first.get_by_text("已保存").wait_for()
        assert browser.axe(first) == []

        second = device()
        offered = second.locator("[data-drafted]")
        offered.wait_for()
        assert second.locator("[name=notes]").input_value() == ""
        assert list(looks.faults(second, name="draft")) == []
        offered.get_by_role("button", name="接着写").click()
        assert second.locator("[name=notes]").input_value() == "冬季清河"
        assert second.locator("input[type=radio][value=present]").first.is_checked()

        second.route("**/drafts/", lambda route: route.abort())
        second.locator("[name=notes]").press_sequentially("、植树")
        second.get_by_text("没有网络，先存在这台设备上").wait_for()
        assert "植树" in second.evaluate("JSON.stringify(localStorage)")

        third = device()
        third.locator("[data-drafted]").get_by_role("button", name="不要了").click()
        third.wait_for_timeout(300)
        third.reload()
        third.wait_for_load_state("networkidle")
        assert not third.locator("[data-drafted]").is_visible()
