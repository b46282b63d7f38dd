"""What the pages about a batch show: words for kinds, fields with which a cell is mended, lines of change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.exchange.models import Batch
from zhibu.exchange.reading import FIELDS
from zhibu.exchange.rows import Fault, Kept
from zhibu.kernel.web.parts import Crumb, Tab
from zhibu.kernel.web.said import said
from zhibu.members import selectors as members
from zhibu.members.codes import code_list
from zhibu.members.services.enrolling.groups import numbered

FEW_CODES = 12  # a list so short is a select; a longer one is typed with suggestions

SAID = {
    "founded": gettext_lazy("党小组已设立。都设好以后，点“全部重新核对”。"),
    "mended": gettext_lazy("已保存，并重新核对了这几行。"),
    "columns": gettext_lazy("已按新的对应重新核对。"),
    "chosen": gettext_lazy("已按勾选保存。"),
    "out": gettext_lazy("这一行不导入。"),
    "checked": gettext_lazy("已重新核对。"),
    "again": gettext_lazy("核对之后名册有变动，这一批没有写入。已重新核对，请再看一遍。"),
    "done": gettext_lazy("已导入。"),
    "dropped": gettext_lazy("这一批已作废，表里的内容已经清除。"),
    "undone": gettext_lazy("已撤销。"),
    "stopped": gettext_lazy("已停下，没有写入任何内容。"),
}

# what the address says → letters of rows, and whether left-out ones are meant
SHOWS = {
    "problems": ("whd", False),
    "new": ("n", False),
    "changed": ("c", False),
    "unchanged": ("u", False),
    "out": ("ncuwhd-", True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A wrong cell and the field in which it is mended. `codes`: the choices of a short list."""

    fault: Fault
    id: str
    name: str
    value: str
    codes: tuple[tuple[str, str], ...] = ()
    suggestions: str = ""  # the id of a list of suggestions on the page

    @property
    def mends(self) -> bool:
        return bool(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row with its cells to mend, or its changes in words."""

    row: Kept
    cells: tuple[Cell, ...] = ()
    changes: tuple[tuple[str, str, str, bool], ...] = ()


def shown(rows: Iterable[Kept]) -> list[Shown]:
    return [Shown(row=row, cells=tuple(_cells(row)), changes=tuple(_changes(row))) for row in rows]


def _cells(row: Kept) -> Iterable[Cell]:
    asked: set[str] = set()
    for fault in row.faults:
        known = FIELDS.get(fault.field)
        first = known is not None and fault.field not in asked and fault.level == "error"
        asked.add(fault.field)
        if known is None or not first:
            yield Cell(fault=fault, id="", name="", value="")
            continue
        value = row.mended.get(fault.field, row.shown.get(fault.field, ""))
        codes = (
            tuple((str(label), str(label)) for label in code_list(known.codes).values())
            if known.codes
            else ()
        )
        name = f"c-{row.number}-{fault.field}"
        if codes and len(codes) <= FEW_CODES:
            yield Cell(fault=fault, id=name, name=name, value=value, codes=codes)
        else:
            yield Cell(
                fault=fault, id=name, name=name, value=value, suggestions=_suggested(fault.field, codes)
            )


def _suggested(field: str, codes: tuple[tuple[str, str], ...]) -> str:
    return f"l-{field}" if codes or field == "branch" else ""


def suggestions(lines: Iterable[Shown], branches: Iterable[str]) -> dict[str, list[str]]:
    """id → what may be chosen, for the lists that the cells of a page need."""
    wanted = {cell.suggestions for line in lines for cell in line.cells if cell.suggestions}
    found = {}
    for name in sorted(wanted):
        field = name.removeprefix("l-")
        labels = code_list(FIELDS[field].codes).values() if FIELDS[field].codes else branches
        found[name] = [str(label) for label in labels]
    return found


def _changes(row: Kept) -> Iterable[tuple[str, str, str, bool]]:
    for each in row.differences:
        before, after = (members.words(each.field, text) for text in (each.before, each.after))
        yield members.field_label(each.field), before, after, each.waits


def tabs(batch: Batch, show: str) -> list[Tab]:
    numbers = {
        "problems": batch.bad,
        "new": batch.new,
        "changed": batch.changed,
        "unchanged": batch.unchanged,
        "out": batch.left_out,
    }
    words = {
        "problems": _("要改的"),
        "new": _("新录入"),
        "changed": _("有变动"),
        "unchanged": _("没有变动"),
        "out": _("不导入"),
    }
    here = reverse("exchange.batch", args=[batch.pk])
    return [
        Tab(label=words[name], url=f"{here}?show={name}", current=name == show, count=numbers[name])
        for name in SHOWS
    ]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A group that a sheet names and its branch does not have, and where it is set up."""

    name: str
    url: str


def lacking_groups(batch: Batch, lines: Iterable[Shown]) -> list[Lacking]:
    """What the rows on this page call groups and are none yet; 一组 is not asked for beside 第一党小组."""
    if batch.org.kind != "branch":
        return []
    named: dict[str, str] = {}
    for line in lines:
        for cell in line.cells:
            if cell.fault.field == "group" and cell.fault.level == "error" and cell.value:
                named.setdefault(numbered(cell.value) or cell.value, cell.value)
    ways = {"back": reverse("exchange.batch", args=[batch.pk])}
    found = reverse("orgs.found_group", args=[batch.org_id])
    return [Lacking(name, f"{found}?{urlencode({'name': name} | ways)}") for name in list(named.values())[:6]]


def crumbs(batch: Batch | None = None) -> list[Crumb]:
    found = [
        Crumb(label=_("党员名册"), url=reverse("members.index")),
        Crumb(label=_("导入记录"), url=reverse("exchange.index")),
    ]
    if batch is not None:
        found.append(Crumb(label=batch.file_name, url=reverse("exchange.batch", args=[batch.pk])))
    return found


def review_url() -> str:
    """Where a second person finds what waits, batch by batch."""
    return reverse("members.reviews")


def page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, name, {"messages": said(request, SAID), **context}, status=status)


def told(problem: ValidationError) -> list[str]:
    """The sentences of a refusal."""
    return list(problem.messages)
