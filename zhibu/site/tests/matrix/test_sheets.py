"""Every list of the house goes out as a sheet with exactly the cells of its page, and with nothing else."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, datetime
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import resolve
from python_calamine import CalamineWorkbook

from zhibu.kernel.models import Audit
from zhibu.kernel.scope import HOUSE, wear
from zhibu.kernel.web.sheets import offering

from .actors import ACTORS
from .cells import quick_door, text_of
from .crawl import starts

pytestmark = pytest.mark.story

# Pages with a list that has no buttons, and why.
REASONS = {
    "home": "the first things to do, each from a page that has its list",
    "search": "a few hits to go on from",
    "orgs.show": "one organisation; its lists are those of orgs.index and members.of",
    "members.card": "one card; it goes out as its form",
    "members.me": "one's own card; it goes out by 带走一份",
    "members.review": "one card to be reviewed",
    "members.groups": "a form to be filled in",
    "members.slips": "a form to be filled in",
    "meetings.choose": "a choice of forms",
    "meetings.record": "a form to be filled in",
    "guard.audit.check": "the answer to one question",
    "voice.show": "one talk",
    "members.review_batch": "a form to be filled in",
    "members.relatives": "whom one avoids; nobody hands it on",
    "members.own_relatives": "whom one avoids; nobody hands it on",
    "meetings.papers": "a choice of papers; each goes out by itself",
    "meetings.quarter": "a form of its own, as PDF",
    "meetings.planned": "one meeting; its papers go out by meetings.before",
    "meetings.leave_out": "a form to be filled in",
    "meetings.come": "a form to be filled in",
    "exchange.batch": "rows that wait to be confirmed; those with something wrong go out by exchange.bad",
    "exchange.columns": "a form to be filled in",
    "handover": "a paper of its own, as PDF",
    "reminders.index": "what one was told; nobody hands it on",
    "help.index": "what everybody may read",
    "help.topic": "what everybody may read",
    "help.room": "what everybody may read",
    "rules.index": "what everybody may read",
    "rules.show": "one rule; what it judged goes out by the lists of meetings and cards",
    "privacy": "what everybody may read",
}


ASKED = {"", "q=kq", "year=2026", "list=done"}  # of the crawl's questions


class Element:
    def __init__(self, tag, attributes, parent):
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children = []

    def classes(self):
        return (self.attributes.get("class") or "").split()

    def all(self, wanted):
        for child in self.children:
            if isinstance(child, Element):
                if wanted(child):
                    yield child
                yield from child.all(wanted)

    def unseen(self):
        return (
            self.tag in {"svg", "form", "button", "script", "select"}
            or self.attributes.get("aria-hidden") == "true"
            or {"sr", "btn"} & set(self.classes())
        )

    def words(self):
        return "".join(
            child
            if isinstance(child, str)
            else ""
            if child.unseen()
            else f" {child.words()} "
            if child.tag in {"small", "b", "p", "div"}
            else child.words()
            for child in self.children
        )

    def said(self):
        return " ".join(self.words().split())


class Tree(HTMLParser):
    VOID = {"input", "br", "img", "meta", "link", "hr"}

    def __init__(self, html):
        super().__init__()
        self.at = self.root = Element("", {}, None)
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        made = Element(tag, dict(attrs), self.at)
        self.at.children.append(made)
        if tag not in self.VOID:
            self.at = made

    def handle_startendtag(self, tag, attrs):
        self.at.children.append(Element(tag, dict(attrs), self.at))

    def handle_endtag(self, tag):
        at = self.at
        while at is not None and at.tag != tag:
            at = at.parent
        if at is not None:
            self.at = at.parent

    def handle_data(self, data):
        self.at.children.append(data)


def shown(html):
    """What the lists of a page say, cell by cell, read another way than the house reads it."""
    found = []
    for box in Tree(html).root.all(lambda e: "table" in e.classes() or "data-list" in e.attributes):
        if "data-list" in box.attributes:
            found.append(_list(box))
            continue
        table = next(box.all(lambda e: e.tag == "table"))
        head = [cell.said() for cell in next(table.all(lambda e: e.tag == "thead")).all(_is_cell)]
        kept = [n for n, word in enumerate(head) if word]
        rows = [head[n] for n in kept]
        lines = [rows]
        for body in table.all(lambda e: e.tag in {"tbody", "tfoot"}):
            for row in body.all(lambda e: e.tag == "tr"):
                cells = list(row.all(_is_cell))
                lines.append([_cell(cells[n]) for n in kept])
        found.append(lines)
    return [lines for lines in found if len(lines) > 1]


def _is_cell(element):
    return element.tag in {"td", "th"}


def _list(box):
    rows, seen = [], {}
    for part in box.all(
        lambda e: e.tag == "li" or "data-row" in e.attributes or "data-label" in e.attributes
    ):
        if "data-label" not in part.attributes:
            rows.append({})
            continue
        rows[-1][part.attributes["data-label"]] = _cell(part)
        seen[part.attributes["data-label"]] = True
    rows = [row for row in rows if row]
    return [list(seen), *([row.get(name, "") for name in seen] for row in rows)]


def _cell(element):
    said = element.said()
    moments = [element] if element.tag == "time" else list(element.all(lambda e: e.tag == "time"))
    if moments and moments[0].said() == said:
        return moments[0].attributes["datetime"].replace("T", " ")
    if "n" in element.classes():
        said = said.replace(",", "").replace("＋", "").replace("−", "-").lstrip("+")
    return "" if said == "—" else said


def in_csv(body):
    """The tables of the file; what the house put before a formula is taken away again."""
    text = body.decode("utf-8")
    assert text.startswith("\ufeff") and "\r\n" in text and "\n" not in text.replace("\r\n", "")
    return [[_freed(cell) for cell in line] for line in csv.reader(io.StringIO(text[1:]), strict=True)]


def _freed(cell):
    return cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in {"=", "+", "-", "@"} else cell


def in_workbook(body):
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return [
        [[_plain(cell) for cell in line] for line in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    ]


def _plain(cell):
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def same(page, sheet):
    """Two cells say the same: a share stands in a workbook as the number it is, midnight as its day."""
    if page in {sheet, f"{sheet} 00:00"}:
        return True
    try:
        number = float(page.rstrip("%")) / (100 if page.endswith("%") else 1)
        return abs(number - float(sheet)) < 1e-9
    except ValueError:
        return False


def contains(lines, table, columns=False):
    """Whether the table stands among the lines, row after row."""
    height = len(table)
    for first in range(len(lines) - height + 1):
        pairs = zip(table, lines[first : first + height], strict=True)
        if all(
            len(line) >= len(row) and all(map(same, row, line)) and not any(line[len(row) :])
            for row, line in pairs
        ):
            return True
    return False


def has_list(html):
    return any(
        part in html
        for part in ('class="table', "data-list=", 'class="rows', 'class="entries', 'class="tree"')
    )


@pytest.mark.parametrize("actor", sorted(ACTORS))
def test_lists_go_out_as_they_are_shown(stage, actor):
    wrong, opened = [], 0
    client = stage.client(actor, raise_request_exception=False)
    with quick_door():
        for url in (each for each in starts(stage, actor) if urlsplit(each).query in ASKED):
            page = _ask(client, url)
            if page.status_code == 200:
                stage.told[actor, url] = page  # the walk looks at it too
            html = page.content.decode("utf-8", "replace")
            if page.status_code != 200 or not page.get("Content-Type", "").startswith("text/html"):
                continue
            if not has_list(html):
                continue
            name = resolve(urlsplit(url).path).view_name
            if 'class="out' not in html:
                if name not in REASONS and 'class="empty' not in html:
                    wrong.append(f"{url}: a list without buttons and without a reason")
                continue
            opened += 1
            joint = "&" if "?" in url else "?"
            sheets = {kind: _ask(client, f"{url}{joint}as={kind}") for kind in ("csv", "xlsx")}
            wrong += [f"{url}: {offence}" for offence in _offences(stage, actor, html, sheets)]
    assert wrong == [], "\n".join(wrong)
    if actor in {"secretary", "officer", "auditor", "system_admin"}:
        assert opened >= 3


def _ask(client, url):
    with transaction.atomic():  # each meets the same house: the trace of the one is not in the next
        answer = client.get(url)
        transaction.set_rollback(True)
    return answer


def _offences(stage, actor, html, sheets):
    tables = shown(html)
    if not tables:
        yield "buttons without a list"
        return
    for kind, answer in sheets.items():
        if answer.status_code != 200 or "attachment" not in answer.get("Content-Disposition", ""):
            yield f"as {kind}: {answer.status_code} {answer.get('Content-Type')}"
            return
    lines = in_csv(sheets["csv"].content)
    pages = in_workbook(sheets["xlsx"].content)
    if len(pages) != len(tables):
        yield f"{len(pages)} worksheets of {len(tables)} lists"
        return
    for number, table in enumerate(tables):
        if not contains(lines, table):
            yield f"not in the text: {table[:3]}"
        if not contains(pages[number], table):
            yield f"not in the workbook: {table[:3]} {pages[number][:6]}"
    heard = {*stage.birds.heard(text_of(sheets["csv"])), *stage.birds.heard(str(pages))}
    yield from (f"carries {c}" for c in heard if not ACTORS[actor].may_hear(c, stage.holders))
    mark = [line[0] for line in lines if line and "内部资料 注意保管" in line[0]]
    if not mark or not any("演示" in one for one in mark):
        yield f"no watermark: {mark}"


def test_an_export_is_written_down_with_its_filters(stage):
    client = stage.client("secretary")
    with transaction.atomic():
        answer = client.get("/members/?q=zxm&category=formal&as=csv")
        page = client.get("/members/?category=formal&as=csv")
        wear(HOUSE)
        rows = list(Audit.objects.filter(action="sheets.export").order_by("-pk")[:1])
        transaction.set_rollback(True)
    assert answer.status_code == page.status_code == 200
    assert "attachment" in page["Content-Disposition"]
    (row,) = rows
    assert row.subject == "page:members.index"
    assert row.detail["page"] == "/members/" and row.detail["kind"] == "csv"
    assert row.detail["filters"] == ["类别：正式党员"]
    assert row.detail["rows"] == len(in_csv(page.content)) - 4


@pytest.mark.parametrize("actor", ["member", "anonymous", "system_admin", "elm_secretary"])
def test_asking_for_a_sheet_opens_no_door(stage, actor):
    client = stage.client(actor, raise_request_exception=False)
    willow = stage.world.orgs["willow"].pk
    answer = client.get(f"/members/of/{willow}/?as=xlsx")
    assert answer.status_code in {302, 404}
    assert "Content-Disposition" not in answer


def test_under_any_filters_the_sheet_is_the_page(stage):
    """The roster under filters thrown at random, by whoever may see it."""
    dice = random.Random(11)
    orgs = [org.pk for org in stage.world.orgs.values()]
    found = 0
    for _n in range(24):
        client = stage.client(dice.choice(["secretary", "officer", "auditor", "east_officer"]))
        asked = {
            "q": dice.choice(["", "", "kq", "王", "w", "zzz"]),
            "category": dice.choice(["", "formal", "probationary", "nonsense"]),
            "unreviewed": dice.choice(["", "1"]),
            "branch": dice.choice(["", *orgs]),
        }
        with transaction.atomic():
            page = client.get("/members/", asked)
            sheets = {kind: client.get("/members/", asked | {"as": kind}) for kind in ("csv", "xlsx")}
            transaction.set_rollback(True)
        html = page.content.decode()
        if 'class="out' not in html:  # nobody there, or not theirs
            assert all("Content-Disposition" not in answer for answer in sheets.values())
            continue
        found += 1
        (table,) = shown(html)
        assert contains(in_csv(sheets["csv"].content), table), asked
        (lines,) = in_workbook(sheets["xlsx"].content)
        assert contains(lines, table), asked
        heading = next(n for n, line in enumerate(lines) if line[: len(table[0])] == table[0])
        assert len(lines) - heading == len(table), "a row more than the page has"
    assert found >= 5


def test_a_list_that_is_too_long_is_refused_with_a_way_out(stage, monkeypatch):
    monkeypatch.setattr(offering, "MOST", 2)
    client = stage.client("officer")
    with transaction.atomic():
        answer = client.get("/members/?as=xlsx")
        wear(HOUSE)
        assert not Audit.objects.filter(action="sheets.export", detail__page="/members/").exists()
        transaction.set_rollback(True)
    assert answer.status_code == 422 and "Content-Disposition" not in answer
    assert "请先用筛选缩小范围" in answer.content.decode()
