"""A sheet is handed in, and the list of those that were."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.exchange import selectors, services
from zhibu.exchange.forms import UploadForm
from zhibu.exchange.models import Batch
from zhibu.exchange.template import template_sheet
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page as door
from zhibu.kernel.web.door import finished
from zhibu.kernel.web.parts import Column
from zhibu.kernel.web.said import go
from zhibu.kernel.web.sheets import listing, most
from zhibu.kernel.web.sheets.writing import XLSX
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from .showing import crumbs, page

PAGE = 50


@door("exchange.see")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Which sheets came in, when, by whom, and what became of them."""
    rows, more = selectors.listed(scope, _mark(request.GET.get("after", "")), most(request, PAGE))
    here = reverse("exchange.index")
    words = (_("文件"), _("导入到"), _("谁、哪天"), _("人数"), _("状态"))
    context = {
        "rows": rows,
        "columns": [Column(label=word) for word in words],
        "first_url": here if request.GET.get("after") else "",
        "next_url": f"{here}?after={more}" if more else "",
        "crumbs": crumbs()[:1],
    }
    return page(request, "exchange/index.html", context)


def _mark(text: str) -> UUID | None:
    """Where the page before ended; a mark that is not ours begins anew."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@door("exchange.import")
def upload(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _upload(request, scope, orgs.own_org(scope))


@door("exchange.import")
def upload_to(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Into an organisation below one's own."""
    return _upload(request, scope, orgs.org(scope, pk))


def _upload(request: HttpRequest, scope: Scope, org: Org) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sheet = form.cleaned_data["sheet"]
        try:
            batch = services.open_batch(scope, org, sheet.read(), name=sheet.name)
            return go(_after(scope, batch))
        except ValidationError as problem:
            form.add_error("sheet", problem.messages)
    context = {"form": form, "org": org, "crumbs": crumbs()}
    return page(request, "exchange/upload.html", context, status=422 if request.method == "POST" else 200)


def _after(scope: Scope, batch: Batch) -> str:
    """To the columns, where somebody has to say something about them; else to the rows."""
    if selectors.must_ask(scope, batch):
        return reverse("exchange.columns", args=[batch.pk])
    try:
        services.check_batch(scope, batch)
    except ValidationError as problem:  # too many numbers within the hour: the page says so
        services.note(batch, problem)
    return reverse("exchange.batch", args=[batch.pk])


@door("exchange.import")
def template(request: HttpRequest, scope: Scope) -> HttpResponse:
    """An empty roster with the headings of the national collection."""
    body = template_sheet([branch.name for branch in orgs.branches(scope)[:500]])
    return finished(body, XLSX, filename=f"{_('党员名册模板')}.xlsx")
