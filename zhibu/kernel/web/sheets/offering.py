"""A page that may be had as a sheet: the view runs as usual with its lists whole; the page becomes it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from zhibu.kernel import audit, clock
from zhibu.kernel.scope import Scope

from .reading import Page, read
from .values import Sheet
from .writing import CSV, XLSX, as_csv, as_xlsx, file_name

MOST = 20_000  # rows a page is turned into while somebody waits
KINDS = ("xlsx", "csv")
TURNED = frozenset({"as", "after", "before", "cursor", "said"})  # of an address: where in the list one was

View = Callable[..., HttpResponse]


def listing(view: View) -> View:
    """Below `@page`: the page's lists may be had as a sheet by `?as=xlsx` or `?as=csv`.

    The view asks `most(request, …)` how many rows to show, and its page includes `ui/_out.html` where there
    is a list. The sheet is made from the page: under the same duty, filters and walls, with the same masks.
    """

    @functools.wraps(view)
    def as_asked(request: HttpRequest, scope: Scope, **address: Any) -> HttpResponse:
        kind = request.GET.get("as", "")
        if kind not in KINDS or request.method not in {"GET", "HEAD"}:
            return view(request, scope, **address)
        request.whole_list = True  # type: ignore[attr-defined]
        answer = view(request, scope, **address)
        if answer.status_code != 200:
            return answer
        found = read(answer.content.decode())
        if not found.offered or not found.lists:
            return answer
        return _sheet(request, scope, found, kind)

    as_asked.listing = True  # type: ignore[attr-defined]
    return as_asked


def most(request: HttpRequest, usual: int) -> int:
    """How many rows the view shows: a page of them, or for a sheet all and one, to tell what is too long."""
    return MOST + 1 if getattr(request, "whole_list", False) else usual


def address(request: HttpRequest, kind: str) -> str:
    """This page as a sheet, from its first row, under the filters that are chosen."""
    asked = request.GET.copy()
    for name in TURNED & set(asked):
        del asked[name]
    asked["as"] = kind
    return f"{request.path}?{asked.urlencode()}"


def mark(who: str, place: str, office: str, *, demo: bool) -> str:
    """Who took a sheet out of the house, from where and when."""
    about = (_("演示数据") if demo else "", _("内部资料 注意保管"), who, place, office)
    return " · ".join([*filter(None, about), f"{clock.now():%Y-%m-%d %H:%M}"])


def _sheet(request: HttpRequest, scope: Scope, found: Page, kind: str) -> HttpResponse:
    if max(len(each.rows) for each in found.lists) > MOST:
        return render(request, "ui/too_long.html", {"most": MOST}, status=422)
    above = [" · ".join(filter(None, [found.title, found.lead])), *filter(None, ["；".join(found.filters)])]
    sheets = [
        Sheet(
            name=each.caption or found.title,
            headings=tuple(each.headings),
            rows=each.rows,
            above=(*above, *_caption(each.caption, found), found.mark),
            mark=found.mark,
        )
        for each in found.lists
    ]
    name = request.resolver_match.view_name if request.resolver_match else request.path
    audit.record(
        "sheets.export",
        scope=scope,
        subject=f"page:{name}",
        page=request.path,
        filters=found.filters,
        rows=sum(len(each.rows) for each in found.lists),
        kind=kind,
    )
    body, content_type = (as_xlsx(sheets), XLSX) if kind == "xlsx" else (as_csv(sheets), CSV)
    return file(body, content_type, found.title or _("列表"), kind)


def _caption(caption: str, found: Page) -> list[str]:
    return [caption] if len(found.lists) > 1 else []


def file(body: bytes, content_type: str, title: str, kind: str) -> HttpResponse:
    """A sheet to keep, named after its title and today."""
    from zhibu.kernel.web.door import finished

    return finished(body, content_type, filename=f"{file_name(title, clock.today().isoformat())}.{kind}")
