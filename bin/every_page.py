"""Every page of the house as somebody who may see it, in every look: pictures and what is wrong.

The demonstration's pages are found as people find them, by links; where no link leads (a sheet that is being
checked, a meeting at work), it is first brought about by hand. What the house serves and nobody reached is
named.
"""

from __future__ import annotations

import base64
import html
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from zhibu.kernel.web.tests.browser import clipped, launch, overflow

PEOPLE = ("", "member", "secretary", "officer", "auditor", "system", "security", "audit")
LOOKS = (  # in an order in which the page need not be loaded again but for 大字版: name, width, dark, size
    ("390", 390, False, 0),
    ("390-dark", 390, True, 0),
    ("1280-dark", 1280, True, 0),
    ("1280", 1280, False, 0),
    ("1280-large", 1280, False, 1),
    ("390-large", 390, False, 1),
)
FOR_EVERYBODY = {"home"}
ASIDE = {"static", "size", "language", "healthz", "readyz", "guard.sign_out", "guard.hat"}
MOST_OF_ONE = 3  # pages of one address that are searched for links
TALLEST = 6000
HEAD = """<!doctype html><meta charset=utf-8><title>zhibu</title><style>
body { font: 14px sans-serif }
img { width: 200px; height: 300px; object-fit: cover; object-position: top; border: 1px solid; margin: 4px }
</style>"""
Found = dict[str, dict[str, str]]  # name of an address → person → where
Places = dict[str, list[str]]  # person → where


@dataclass
class Report:
    """What was found on the way."""

    pictures: list[tuple[str, str, str, str]] = field(default_factory=list)  # name, person, look, file
    wrong: list[str] = field(default_factory=list)


def take_all(told: dict[str, Any], folder: Path, only: str = "") -> list[str]:
    """Pictures of everything into `folder`; returns what is wrong."""
    names = _addresses()
    folder.mkdir(parents=True, exist_ok=True)
    report = Report()
    with launch() as browser:
        signed = {person: _sign_in(browser, told, person) for person in PEOPLE}
        led = _bring_about(browser, told, signed, report)
        found: Found = {}
        for person in PEOPLE:
            starts = ["/", *led.get(person, ())]
            for name, where in _crawl(browser, told["url"], person, signed[person], starts, report):
                found.setdefault(name, {}).setdefault(person, where)
        unreached = sorted(names - found.keys() - ELSEWHERE.keys())
        report.wrong += [f"not reached: {name}" for name in unreached]
        for person in PEOPLE:
            wanted = [(n, by[person]) for n, by in sorted(found.items()) if _shows(n, by, person, only)]
            context = browser.new_context(reduced_motion="reduce", storage_state=signed[person])
            for name, where in wanted:
                _take(context, told["url"], Shown(name, person, where), folder, report)
            context.close()
    (folder / "index.html").write_text(_sheet(report), "utf-8")
    return report.wrong


def _shows(name: str, by: dict[str, str], person: str, only: str) -> bool:
    """Each page as the first who reached it; home as everybody."""
    first = next(each for each in PEOPLE if each in by)
    return person in by and only in name and (name in FOR_EVERYBODY or person == first)


def _addresses() -> set[str]:
    """The addresses that answer somebody with a page, by the table of who gets what."""
    from zhibu.site.tests.matrix.routes import pages
    from zhibu.site.tests.matrix.table import TABLE

    return {
        route.name
        for route in pages()
        if route.name not in ASIDE and 200 in TABLE[route.name].get and not _is_file(route.pattern)
    }


def _is_file(pattern: str) -> bool:
    return bool(re.search(r"\.(?:pdf|docx|xlsx|csv|ics|png|js|<str:\w+>)$", pattern))


# ---- who looks


def _sign_in(browser: Any, told: dict[str, Any], person: str) -> Any:
    context = browser.new_context()
    try:
        if person:
            page = context.new_page()
            login = told["logins"][person]
            page.goto(f"{told['url']}/sign-in/")
            page.fill("[name=login]", login["login"])
            page.fill("[name=password]", login["password"])
            page.locator("form:has([name=password]) button[type=submit]").first.click()
            page.wait_for_load_state()
            if "/sign-in/" in page.url:
                sys.exit(f"{person} could not sign in")
        return context.storage_state()
    finally:
        context.close()


# ---- what is there


def _crawl(
    browser: Any, root: str, person: str, signed: Any, starts: list[str], report: Report
) -> Iterator[tuple[str, str]]:
    """(address, where) of every page that links lead to, each address a few times.

    What a form is sent to is asked for as well, and so is whatever needs no number: those may say no.
    """
    from django.urls import Resolver404, resolve

    context = browser.new_context(storage_state=signed)
    waiting = [(where, False) for where in _without_numbers()]
    waiting = [*((where, True) for where in starts), *waiting]
    known, times = set(), dict[str, int]()
    try:
        while waiting:
            where, linked = waiting.pop(0)
            parts = urlsplit(where)
            try:
                name = resolve(parts.path).view_name
            except Resolver404:
                report.wrong.append(f"{where} as {person or 'guest'}: a link that leads nowhere")
                continue
            if where in known or name in ASIDE or name.startswith("api") or "as=" in parts.query:
                continue
            if times.get(name, 0) >= MOST_OF_ONE or _is_file(parts.path):
                continue
            known.add(where)
            answer = context.request.get(root + where, max_redirects=0)
            if answer.status >= 400 and linked:
                report.wrong.append(f"{where} as {person or 'guest'}: {answer.status}")
            if answer.status != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
                continue
            times[name] = times.get(name, 0) + 1
            yield name, where
            body = answer.text()
            links = [(link, True) for link in re.findall(r'<a [^>]*?href="([^"#]+)', body)]
            links += [(link, False) for link in re.findall(r'<form [^>]*?action="([^"#]+)', body)]
            waiting += [
                (urljoin(where, html.unescape(link)).removeprefix(root), is_link)
                for link, is_link in links
                if not link.startswith(("http", "mailto:", "tel:"))
            ]
    finally:
        context.close()


def _without_numbers() -> list[str]:
    from django.urls import reverse

    from zhibu.site.tests.matrix.routes import pages

    return [reverse(route.name) for route in pages() if "<" not in route.pattern and route.name not in ASIDE]


SEND = "main form:not([role=search]):not(.filters) button[type=submit]:visible"
LAST = "main form:not([role=search]):not(.filters):last-of-type button[type=submit]:visible"
A_MEMBER, FIRST, TODAY = "@", "1", "0"  # the first on the roster; the first choice of a list; today


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody goes somewhere (or stays), follows links, fills in a form, presses buttons."""

    who: str
    where: str
    of: tuple[str, ...] = ()
    fill: tuple[tuple[str, str], ...] = ()
    file: tuple[str, str] = ("", "")  # field, which
    press: tuple[str, ...] = (SEND,)


LETTER = (("text", "村东头的桥栏杆坏了。"), ("contact", "13900000000"), ("about", "3"))
TRAINING = (("title", "党务骨干培训"), ("from_on", "2026-11-02"), ("until", "2026-11-03"), ("hours", "12"))
ECHO = (("text", "这次会开得怎么样？"),)
MATTER = (("what", "清南段"), ("owner", FIRST), ("due_on", "2026-12-20"))
NOTES = (("said0", "先清南段。"), ("said1", "党员分段负责。"))
ALL_CAME = ("button[name=fill][value=present]", "main button:has-text('记下，去写记录')")
ACTS = (
    Act("", "/voice/", fill=LETTER, press=("main form:has([name=text]) button[type=submit]",)),
    Act("member", "/me/correct/landline/", fill=(("says", "0000-7000123"), ("why", "换了座机"))),
    Act("officer", "/learning/trainings/new/1/", fill=(*TRAINING, ("people", A_MEMBER))),
    Act("secretary", "/orgs/3/assistants/new/", fill=(("name", "关代办"),), press=(LAST,)),
    Act("system", "/orgs/1/appoint/", fill=(("name", "关干事"), ("office", "officer")), press=(LAST,)),
    # a meeting from its list to its record, with what may follow from it
    Act("secretary", "/meetings/plans/1/roll/", press=ALL_CAME),
    Act("secretary", "/meetings/plans/1/minutes/", fill=NOTES, press=("main button:has-text('写完了')",)),
    Act("secretary", "", of=("a[href$='/echo/new/']",), fill=ECHO),
    Act("secretary", "", of=("a[href$='/scans/new/']",), file=("file", "scan")),
    Act("secretary", "/meetings/44/", of=("a[href*='/matters/new/']",), fill=MATTER),
    # one that is announced, one whose list is being ticked
    Act("secretary", "/meetings/plans/2/", press=("main button:has-text('发通知')",)),
    Act(
        "secretary",
        "/meetings/3/plan/lesson/",
        fill=(("topic", "学党章"), ("held_on", TODAY)),
        press=("main button:has-text('保存并发通知')", "main button:has-text('开始登记到会')"),
    ),
    # a value that waits for a second person; a sheet that entered, one that is checked, an export
    Act(
        "secretary",
        "/members/",
        of=("table th a", "a[href$='/correct/name/']"),
        fill=(("value", "关改名"), ("why", "户口簿")),
    ),
    Act("secretary", "/exchange/new/", file=("sheet", "401")),
    Act("secretary", "", of=("main a:has-text('下一步')",), press=("main button:has-text('导入')",)),
    Act("secretary", "/exchange/new/", file=("sheet", "411")),
    Act("secretary", "/exchange/reconciliations/new/", file=("sheet", "421")),
    Act("officer", "/members/?unreviewed=1", of=("table th a",), press=()),
)
# What a demonstration has nobody for; tests look at these pages.
ELSEWHERE = {
    "guard.second_factors.end": "nobody here has a second factor",
    "exchange.here": "an export of the national system would be needed that shows a difference",
    "exchange.leave": "as above",
    "meetings.examine": "somebody who inspects comes from outside, for a time",
    "meetings.examined": "as above",
    "meetings.scan": "the scanned page itself, no page of ours",
    "voice.told": "opens by number and word only; the ten journeys without script read it",
}


def _bring_about(browser: Any, told: dict[str, Any], signed: dict[str, Any], report: Report) -> Places:
    """Do all that. Returns where it led to, by person."""
    led: Places = {}
    for act in ACTS:
        context = browser.new_context(storage_state=signed[act.who])
        page = context.new_page()
        page.set_default_timeout(30000)
        try:
            where = act.where or led[act.who][-1]
            name = _first_member(page, told["url"]) if A_MEMBER in dict(act.fill).values() else ""
            page.goto(told["url"] + where)
            for link in act.of:
                page.locator(link).first.click()
                page.wait_for_load_state()
            for field_name, text in act.fill:
                _put(page.locator(f"main [name={field_name}]"), name if text == A_MEMBER else text)
            if act.file[0]:
                page.set_input_files(f"main [name={act.file[0]}]", _file(act.file[1]))
            for button in act.press:
                page.locator(button).first.click()
                page.wait_for_load_state()
            problem = page.locator(".problems[data-problems] li").first
            if problem.count():
                report.wrong.append(f"{where} as {act.who or 'guest'}: {problem.inner_text()}")
            led.setdefault(act.who, []).append(page.url.removeprefix(told["url"]).partition("?")[0])
            signed[act.who] = context.storage_state()
        except Exception as wrong:
            report.wrong.append(f"{act.where} as {act.who or 'guest'}: {str(wrong).splitlines()[0]}")
        finally:
            context.close()
    return led


def _put(field: Any, text: str) -> None:
    """Into a box or a list."""
    if not field.first.evaluate("e => e.type").startswith("select"):
        field.first.fill(
            datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat() if text == TODAY else text
        )
    elif text == FIRST:
        field.first.select_option(index=1)
    else:
        field.first.select_option(text)


def _first_member(page: Any, root: str) -> str:
    """Name and branch, as a list of who took part writes them."""
    page.goto(f"{root}/members/")
    row = page.locator("table tr:has(th a)").first
    return f"{row.locator('th').inner_text()} {row.locator('td').nth(6).inner_text()}"


def _file(which: str) -> dict[str, Any]:
    if which == "scan":
        return {"name": "记录.png", "mimeType": "image/png", "buffer": PIXEL}
    return {"name": f"名册{which}.csv", "mimeType": "text/csv", "buffer": _roster(int(which))}


def _roster(first: int) -> bytes:
    """Two people: one who may enter, one about whom something is to be mended."""
    from datetime import date

    from zhibu.site.demo.names import id_number

    lines = io.StringIO()
    lines.write("姓名,身份证号,性别,出生年月,民族,学历,人员类别,入党时间,转正时间,工作岗位,党小组\n")
    for serial, name, joined in ((first, "关春生", "1975-07-01"), (first + 1, "关秋生", "1975.7")):
        number = id_number(date(1949, 12, 31), serial, female=False)
        lines.write(f"{name},{number},男,1949-12-31,汉,大专,正式党员,{joined},1976-07-01,离退休人员,\n")
    return lines.getvalue().encode("utf-8-sig")


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


# ---- the pictures


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as somebody sees it."""

    name: str
    person: str
    where: str

    def __str__(self) -> str:
        return f"{self.name} {self.where} as {self.person or 'guest'}"


def _take(context: Any, root: str, shown: Shown, folder: Path, report: Report) -> None:
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda wrong: said.append(str(wrong)))
    now = None
    try:
        for look, width, dark, size in LOOKS:
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme="dark" if dark else "light")
            if size != now:
                now = size
                context.add_cookies([{"name": "zb_size", "value": str(size), "url": root}])
                answer = page.goto(root + shown.where)
                if answer is None or answer.status >= 400:
                    report.wrong.append(f"{shown}: {answer.status if answer else 'no answer'}")
            if wide := overflow(page):
                report.wrong.append(f"{shown} {look}: {wide} px too wide")
            report.wrong += [f"{shown} {look}: cut off: {text}" for text in clipped(page)]
            file = f"{shown.name}-{shown.person or 'guest'}-{look}.png"
            tall = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
            clip = {"x": 0, "y": 0, "width": width, "height": tall}
            page.screenshot(path=folder / file, full_page=True, clip=clip)
            report.pictures.append((shown.name, shown.person or "guest", look, file))
    except Exception as wrong:  # one page must not keep the others from being seen
        report.wrong.append(f"{shown}: {str(wrong).splitlines()[0]}")
    finally:
        report.wrong += [f"{shown}: {text}" for text in said]
        page.close()


def _sheet(report: Report) -> str:
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for name, person, look, file in report.pictures:
        rows.setdefault((name, person), {})[look] = file
    lines = [
        f"<h2>{html.escape(name)} <small>{person}</small></h2><p>"
        + "".join(
            f'<a href="{file}"><img loading="lazy" src="{file}" alt="{look}"></a>'
            for look, file in files.items()
        )
        + "</p>"
        for (name, person), files in sorted(rows.items())
    ]
    wrong = "".join(f"<li>{html.escape(each)}</li>" for each in report.wrong)
    return f"{HEAD}<ol>{wrong}</ol>{''.join(lines)}"


def told_of(lines: Iterable[str]) -> int:
    """Print what is wrong; the exit status."""
    count = 0
    for line in lines:
        print(line, file=sys.stderr)
        count += 1
    return 1 if count else 0
