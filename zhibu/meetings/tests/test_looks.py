"""The pages of a meeting in a real browser: filled, empty, refused, with long names; light, dark, large."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page

from zhibu.kernel import clock
from zhibu.kernel.web.tests import looks
from zhibu.kernel.web.tests.browser import launch
from zhibu.meetings import services
from zhibu.meetings.services import Said, Tick, Vote
from zhibu.site.testing.serving import cookies, serving
from zhibu.site.testing.world import inside, whole_house

pytestmark = [pytest.mark.browser, pytest.mark.story]
LONG = "关于贯彻落实县委关于冬季农田水利基本建设和人居环境整治工作部署的实施意见（讨论稿）及责任分工方案"


@pytest.fixture
def address(committed) -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def browser(address, monkeypatch) -> Iterator[Browser]:
    with launch() as browser:
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield browser
        connections.close_all()


def furnish(world) -> dict[str, str]:
    """name → address of each page, in the state that its name says."""
    willow, elm, people = world.orgs["willow"], world.orgs["elm"], world.people
    with inside(whole_house()) as house:
        world.join("long", "willow", "阿卜杜热西提·买买提吐尔逊·阿不都克里木")
        item = {"title": LONG, "materials": "县委〔2026〕31号文件、责任分工表、资金安排表"}
        values = {"kind": "assembly", "topic": LONG, "held_on": clock.today(), "place": LONG[:40]}
        values |= {"agenda": [item, {"title": "讨论清河", "materials": ""}], "recorder": "曾志强"}
        running = services.plan_meeting(house, willow, chair="王建国", **values)
        services.send_notice(house, running)
        services.note_leave(house, running, people["elder"].pk, reason="住院")
        services.open_meeting(house, running)
        ahead = {"held_on": clock.today() + timedelta(days=3), "topic": "下周的党课", "kind": "lesson"}
        planned = services.plan_meeting(house, willow, **ahead)
        services.leave_out(
            house, running, people["elder"].pk, reason="bedridden", approval="镇党委批准", consented=True
        )
        empty = services.plan_meeting(house, elm, **ahead | {"topic": "党课"})
        done = services.plan_meeting(house, willow, **values | {"topic": "讨论清河", "chair": "王建国"})
        services.open_meeting(house, done)
        ticks = {seat.person_id: Tick("present") for seat in done.seats.all()}
        ticks |= {
            people["elder"].pk: Tick("excused", why="住院"),
            people["deputy"].pk: Tick("remote", late=True),
        }
        services.tick(house, done, ticks)
        votes = [Vote(text=LONG, approve=4), Vote(text="清河", approve=2, oppose=1)]
        said = [Said(LONG, f"王建国：{LONG}。" * 3), Said("讨论清河", "")]
        record = services.finish_record(house, done, minutes=said, votes=votes)
        for part in ("chair", "recorder"):
            services.confirm_record(house, record, part=part, note="没有账号，当面核对过")
        services.correct_field(house, record, "place", "老祠堂", why="漏写了")
        services.correct_mark(house, record, people["member"].pk, "absent", why="没到")
        due = clock.today() + timedelta(days=9)
        matter = services.give_matter(house, record, what=LONG, owner=people["long"].pk, due_on=due)
        services.give_matter(house, record, what="联系挖机", owner=people["secretary"].pk, due_on=due)
        services.ask_echo(house, record, text="今天的会对您有没有帮助？", choices=[LONG[:40], "一般", "没有"])
    plan, meeting = f"/meetings/plans/{running.pk}/", f"/meetings/{record.pk}/"
    return {
        "index": "/meetings/",
        "choose": "/meetings/new/",
        "plan-empty": f"/meetings/{willow.pk}/plan/theme_day/",
        "change-long": f"{plan}change/",
        "workspace-filled": plan,
        "workspace-empty": f"/meetings/plans/{planned.pk}/",
        "before": f"{plan}papers/",
        "leave-for": f"{plan}leave-for/",
        "roll": f"{plan}roll/",
        "left-out": f"{plan}left-out/",
        "minutes": f"{plan}minutes/",
        "record-archived": meeting,
        "correct": f"{meeting}correct/mark:{people['member'].pk}/",
        "give": f"{meeting}matters/new/",
        "ask": f"{meeting}echo/new/",
        "answer": f"{meeting}echo/",
        "matters": "/meetings/matters/",
        "done": f"/meetings/matters/{matter.pk}/done/",
        "come": "/meetings/come/",
        "no-network": "/meetings/no-network/",
        "elm:index-empty": "/meetings/",
        "elm:matters-empty": "/meetings/matters/",
        "elm:notice-empty": f"/meetings/plans/{empty.pk}/",
        "elm:come-empty": "/meetings/come/",
        "error:ask": f"{meeting}echo/new/",
        "error:give": f"{meeting}matters/new/",
        "error:minutes": f"{plan}minutes/",
        "error:plan": f"/meetings/{willow.pk}/plan/theme_day/",
        "error:left-out": f"{plan}left-out/",
    }


def refuse(page: Page) -> None:
    """Send the page's form with everything typed taken out."""
    page.evaluate(
        """() => {
          const form = document.querySelector("main form.form[method=post]");
          const typed = "input:not([type=hidden], [type=radio]), textarea, select";
          for (const field of form.querySelectorAll(typed)) field.value = "";
          const button = "[name=finish], [name=notice], button.btn:not([type=button])";
          form.requestSubmit(form.querySelector(button));
        }"""
    )
    page.locator("[data-problems]").wait_for()


def test_each_page_in_each_state_is_for_everybody(committed, address, browser, sign_in):
    """axe finds nothing, nothing is cut off, too small or too wide: phone and desk, light, dark, 大字版."""
    pages, wrong, complaints = furnish(committed), [], []
    signed = {who: cookies(sign_in(who), address) for who in ("secretary", "elm_secretary")}
    context = looks.context(browser)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    for name, path in pages.items():
        context.clear_cookies()
        context.add_cookies(signed["elm_secretary" if name.startswith("elm:") else "secretary"])
        looks.dress(page, looks.USUAL[0])
        page.goto(address + path)
        if name.startswith("error:"):
            refuse(page)
            page.evaluate("scrollTo(0, 0)")  # what the bar covers is a matter of where one has scrolled
        wrong += [f"{name} {each}" for each in looks.faults(page, name=name.replace(":", "-"))]
    context.close()
    assert wrong == [], "\n".join(wrong)
    assert complaints == []
