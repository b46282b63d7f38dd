"""The rows of a batch: problems first, mended in place; what would be new, changed, left out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhibu.exchange import selectors, services
from zhibu.exchange.forms import ColumnsForm
from zhibu.exchange.models import Batch
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page as door
from zhibu.kernel.web.door import finished
from zhibu.kernel.web.parts import Column
from zhibu.kernel.web.said import go
from zhibu.kernel.web.sheets import Sheet, as_csv, as_xlsx
from zhibu.kernel.web.sheets.writing import CSV, XLSX

from .showing import SHOWS, crumbs, lacking_groups, page, review_url, shown, suggestions, tabs, told


@door("exchange.see")
def batch(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """Wherever a batch stands: its rows, its job, or how it ended."""
    return show(request, scope, selectors.batch(scope, pk))


def show(
    request: HttpRequest, scope: Scope, batch: Batch, *, problems: list[str] | None = None
) -> HttpResponse:
    status = 422 if problems else 200
    job = selectors.job_of(batch)
    context: dict[str, Any] = {"batch": batch, "job": job, "problems": problems or [], "crumbs": crumbs()[:2]}
    if job is not None and job.live:
        return page(request, "exchange/working.html", context, status=status)
    if not batch.open:
        context |= {
            "undo": selectors.may_undo(scope, batch),
            "kept": selectors.kept(scope, batch),
            "review_url": review_url(),
        }
        return page(request, "exchange/ended.html", context, status=status)
    if not scope.may("exchange.import"):
        return page(request, "exchange/counted.html", context, status=status)
    return page(request, "exchange/rows.html", context | _rows(request, scope, batch), status=status)


def _rows(request: HttpRequest, scope: Scope, batch: Batch) -> dict[str, Any]:
    wanted = request.GET.get("show", "")
    usual = next((t for t in tabs(batch, "") if t.count), None)
    show = wanted if wanted in SHOWS else (usual.url.rpartition("=")[2] if usual else "problems")
    letters, out = SHOWS[show]
    number = request.GET.get("page", "1")
    found = selectors.page_of(
        batch, letters, int(number) if number.isdecimal() and len(number) < 7 else 1, out=out
    )
    services.remember_looking(scope, batch, show=show, page=found.number)
    lines = shown(found.rows)
    here = f"{reverse('exchange.batch', args=[batch.pk])}?show={show}"
    return {
        "show": show,
        "page_of": found,
        "lines": lines,
        "tabs": tabs(batch, show),
        "lacking": lacking_groups(batch, lines) if scope.may("orgs.groups") else [],
        "lists": suggestions(lines, selectors.branch_names(scope, batch)),
        "columns": [Column(label=word) for word in _headings(show)],
        "previous_url": f"{here}&page={found.number - 1}" if found.number > 1 else "",
        "next_url": f"{here}&page={found.number + 1}" if found.number < found.pages else "",
        "mended": request.GET.get("said") == "mended",
    }


def _headings(show: str) -> list[str]:
    first = [_("导入"), _("行"), _("姓名")]
    if show == "changed":
        return [*first, _("变动")]
    return [*first, _("支部"), _("提示")]


@require_POST
@door("exchange.import")
def mend(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """The cells of a page as they were typed, those that differ; or one row left out."""
    batch = selectors.batch(scope, pk)
    out = request.POST.get("out", "")
    try:
        if out.isdecimal() and len(out) < 9:
            services.leave_out(scope, batch, {int(out)})
            return go(_back(request, batch), "out")
        cells = _typed(request)
        if cells:
            services.mend(scope, batch, cells)
        return go(_back(request, batch), "mended")
    except ValidationError as problem:
        return show(request, scope, selectors.batch(scope, pk), problems=told(problem))


def _typed(request: HttpRequest) -> dict[tuple[int, str], str]:
    """(row, field) → text of the cells that were changed; the page sends along how each stood."""
    found = {}
    for name, text in request.POST.items():
        kind, _dash, rest = name.partition("-")
        row, _dash, field = rest.partition("-")
        if kind != "c" or not row.isdecimal() or len(row) > 8:
            continue
        if str(text).strip() != request.POST.get(f"w-{rest}", "").strip():
            found[int(row), field] = str(text)
    return found


def _back(request: HttpRequest, batch: Batch) -> str:
    show, number = request.POST.get("show", ""), request.POST.get("page", "1")
    here = reverse("exchange.batch", args=[batch.pk])
    if show not in SHOWS or not number.isdecimal() or len(number) > 6:
        return here
    return f"{here}?show={show}&page={number}"


@require_POST
@door("exchange.import")
def choose(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """The ticks of a page: what is ticked enters, what is not is left out."""
    batch = selectors.batch(scope, pk)
    on_page, ticked = (_numbers(request, name) for name in ("row", "in"))
    try:
        services.leave_out(scope, batch, on_page - ticked)
        services.take_in(scope, batch, on_page & ticked)
    except ValidationError as problem:
        return show(request, scope, selectors.batch(scope, pk), problems=told(problem))
    if request.POST.get("then") == "commit":
        return go(reverse("exchange.commit", args=[batch.pk]))
    return go(_back(request, batch), "chosen")


def _numbers(request: HttpRequest, name: str) -> set[int]:
    return {int(text) for text in request.POST.getlist(name)[:200] if text.isdecimal() and len(text) < 9}


@require_POST
@door("exchange.import")
def check(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """Weigh the whole batch anew."""
    batch = selectors.batch(scope, pk)
    try:
        services.check_batch(scope, batch)
    except ValidationError as problem:
        return show(request, scope, batch, problems=told(problem))
    return go(reverse("exchange.batch", args=[batch.pk]), "checked" if batch.rows <= services.SMALL else "")


@door("exchange.import")
def columns(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """Which column is which field, which branch is meant, what holds for everybody, since when."""
    batch = selectors.batch(scope, pk)
    job = selectors.job_of(batch)
    if not batch.open or (job is not None and job.live):
        return go(reverse("exchange.batch", args=[batch.pk]))
    asked = selectors.asked(scope, batch)
    form = ColumnsForm(request.POST or None, initial=asked.initial, **asked.fields)
    if form.is_bound and form.is_valid():
        try:
            services.choose_columns(
                scope,
                batch,
                form.columns,
                places=batch.places | form.places,
                fills=batch.fills | form.fills,
                from_on=form.cleaned_data["from_on"],
            )
            return go(reverse("exchange.batch", args=[batch.pk]), "columns")
        except ValidationError as problem:
            own = getattr(problem, "error_dict", {})
            form.add_error("from_on" if set(own) == {"from_on"} else None, problem.messages)
    context = {
        "batch": batch,
        "form": form,
        "asked": asked,
        "samples": selectors.samples(batch),
        "columns": [Column(label=word) for word in (_("表里的栏名"), _("前几个值"), _("是哪一栏"))],
        "crumbs": crumbs(batch),
    }
    return page(request, "exchange/columns.html", context, status=422 if form.is_bound else 200)


@door("exchange.import")
def bad(request: HttpRequest, scope: Scope, pk: UUID, kind: str) -> HttpResponse:
    """Only the rows that cannot enter, as a sheet."""
    if kind not in {"xlsx", "csv"}:
        raise Http404
    batch = selectors.batch(scope, pk)
    handed = services.bad_rows(scope, batch)
    sheet = Sheet(
        name=_("要改的行"), headings=tuple(handed.headings), rows=[tuple(row) for row in handed.rows]
    )
    body, content_type = (as_csv([sheet]), CSV) if kind == "csv" else (as_xlsx([sheet]), XLSX)
    stem = batch.file_name.rpartition(".")[0] or batch.file_name
    return finished(body, content_type, filename=f"{stem}-{_('要改的行')}.{kind}")
