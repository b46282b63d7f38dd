"""Doing what brings a page about, in the order of the list, each as the one who does it."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from .acts import A_MEMBER, ACTS, DIGITS, FIRST, TODAY, Act
from .people import EXAMINER, PEOPLE, come_in, sign_in
from .taking import Camera, Shown

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@dataclass
class Stage:
    """Where it is played: who is signed in, where each act led to, what was read off a page on the way."""

    browser: Any
    told: dict[str, Any]
    camera: Camera
    signed: dict[str, Any] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)  # the addresses that only an answer shows
    led: dict[str, list[str]] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)

    def play(self) -> None:
        for person in PEOPLE:
            if person != EXAMINER:
                self.signed[person] = sign_in(self.browser, self.told, person)
        for act in ACTS:
            if act.who == EXAMINER and EXAMINER not in self.signed:
                self.signed[EXAMINER] = come_in(self.browser, self.told["url"], self.kept["code"])
            self._do(act)

    def starts(self, person: str) -> list[str]:
        return ["/", *self.led.get(person, ())]

    def _do(self, act: Act) -> None:
        root, wrong = self.told["url"], self.camera.report.wrong
        context = self.browser.new_context(
            storage_state=self.signed[act.who], reduced_motion="reduce", locale="zh-CN"
        )
        page = context.new_page()
        page.set_default_timeout(30000)
        try:
            name = _first_member(page, root) if A_MEMBER in dict(act.fill).values() else ""
            page.goto(root + (act.where or self.led[act.who][-1]).format(**self.kept))
            for link in act.of:
                page.locator(link).first.click()
                page.wait_for_load_state()
            for field_name, text in act.fill:
                _put(page.locator(f"main [name={field_name}]"), self._meant(page, text, name))
            if act.file[0]:
                page.set_input_files(f"main [name={act.file[0]}]", _file(act.file[1], self.kept))
            for button in act.press:
                page.locator(button).first.click()
                page.wait_for_load_state()
            problem = page.locator(".problems[data-problems] li").first
            if problem.count() and not act.refused:
                wrong.append(f"{act.where} as {act.who or 'guest'}: {problem.inner_text()}")
            self.kept |= {each: page.locator(at).first.inner_text().strip() for each, at in act.keep}
            if act.shows:
                self.shown.add(act.shows)
                self.camera.pose(page, Shown(act.shows, act.who, act.where))
            elif not act.refused:
                self.led.setdefault(act.who, []).append(page.url.removeprefix(root).partition("?")[0])
            self.signed[act.who] = context.storage_state()
        except Exception as problem:  # what it would have shown is then named as not reached
            wrong.append(f"{act.where} as {act.who or 'guest'}: {str(problem).splitlines()[0]}")
        finally:
            context.close()

    def _meant(self, page: Any, text: str, member: str) -> str:
        if text == A_MEMBER:
            return member
        if text == TODAY:
            return datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
        if text == DIGITS:  # what the phone of whoever sets up a second factor would show
            from django.utils import timezone

            from zhibu.guard.totp import digits, step_at

            secret = re.sub(r"\s", "", page.locator(".secret code").inner_text())
            return digits(secret, step_at(timezone.now()))
        return text.format(**self.kept)


def _put(box: Any, text: str) -> None:
    """Into a box, a list, or the first of many to tick."""
    kind = box.first.evaluate("e => e.type")
    if kind == "checkbox":
        box.first.check()
    elif not kind.startswith("select"):
        box.first.fill(text)
    elif text == FIRST:
        box.first.select_option(index=1)
    else:
        box.first.select_option(text)


def _first_member(page: Any, root: str) -> str:
    """Name and branch, as a list of who took part writes them."""
    page.goto(f"{root}/members/")
    row = page.locator("table tr:has(th a)").first
    return f"{row.locator('th').inner_text()} {row.locator('td').nth(6).inner_text()}"


def _file(which: str, kept: dict[str, str]) -> dict[str, Any]:
    if which == "scan":
        return {"name": "记录.png", "mimeType": "image/png", "buffer": PIXEL}
    if which == "national":
        return {"name": "全国系统导出.csv", "mimeType": "text/csv", "buffer": _national(kept)}
    return {"name": f"名册{which}.csv", "mimeType": "text/csv", "buffer": _roster(int(which))}


def _roster(first: int) -> bytes:
    """Two people: one who may enter, one about whom something is to be mended."""
    from zhibu.site.demo.names import id_number

    lines = io.StringIO()
    lines.write("姓名,身份证号,性别,出生年月,民族,学历,人员类别,入党时间,转正时间,工作岗位,党小组\n")
    for serial, name, joined in ((first, "关春生", "1975-07-01"), (first + 1, "关秋生", "1975.7")):
        number = id_number(date(1949, 12, 31), serial, female=False)
        lines.write(f"{name},{number},男,1949-12-31,汉,大专,正式党员,{joined},1976-07-01,离退休人员,\n")
    return lines.getvalue().encode("utf-8-sig")


def _national(kept: dict[str, str]) -> bytes:
    """The one whose number was opened, with another schooling than here: a difference."""
    lines = "姓名,公民身份号码,学历\n" + f"{kept['whose']},{kept['number_of']},研究生\n"
    return lines.encode("utf-8-sig")
