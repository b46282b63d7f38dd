"""What counts: a batch enters the roster, is put away, is taken back; a job is watched and stopped."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhibu.exchange import selectors, services
from zhibu.exchange.models import Batch
from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page as door
from zhibu.kernel.web.said import go

from .looking import show
from .showing import crumbs, page, told


def _url(batch: Batch) -> str:
    return reverse("exchange.batch", args=[batch.pk])


@door("exchange.import")
def commit(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """The last question before the roster is written."""
    batch = selectors.batch(scope, pk)
    if not selectors.may_commit(batch):
        return go(_url(batch))
    if request.method == "POST":
        return _commit(request, scope, batch)
    context = {
        "batch": batch,
        "from_on": batch.from_on or clock.today(),
        "crumbs": crumbs(batch),
    }
    return page(request, "exchange/commit.html", context)


def _commit(request: HttpRequest, scope: Scope, batch: Batch) -> HttpResponse:
    confirmed = {kind: _number(request.POST.get(kind, "")) for kind in ("new", "changed")}
    try:
        if batch.rows > services.SMALL:
            services.ask(scope, batch, "exchange.commit", confirmed=confirmed)
            return go(_url(batch))
        services.commit_batch(scope, batch, confirmed=confirmed)
        return go(_url(batch), "done")
    except services.Again:
        services.weigh_batch(scope, batch)
        return go(_url(batch), "again")
    except ValidationError as problem:
        return show(request, scope, selectors.batch(scope, batch.pk), problems=told(problem))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


@door("exchange.import")
def drop(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """The sheet shall not enter at all."""
    batch = selectors.batch(scope, pk)
    if not batch.open:
        return go(_url(batch))
    if request.method == "POST":
        try:
            services.drop_batch(scope, batch)
        except ValidationError as problem:
            return show(request, scope, selectors.batch(scope, pk), problems=told(problem))
        return go(_url(batch), "dropped")
    return page(request, "exchange/drop.html", {"batch": batch, "crumbs": crumbs(batch)})


@door("exchange.import")
def undo(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """Take back what a sheet brought."""
    batch = selectors.batch(scope, pk)
    if not selectors.may_undo(scope, batch):
        return go(_url(batch))
    if request.method == "POST":
        try:
            if batch.rows > services.SMALL:
                services.ask(scope, batch, "exchange.undo")
                return go(_url(batch))
            services.undo_batch(scope, batch)
        except ValidationError as problem:
            return show(request, scope, selectors.batch(scope, pk), problems=told(problem))
        return go(_url(batch), "undone")
    return page(request, "exchange/undo.html", {"batch": batch, "crumbs": crumbs(batch)})


@door("exchange.see")
def progress(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """How far the job is: the bar alone, asked for again and again by the page that shows it."""
    batch = selectors.batch(scope, pk)
    if request.headers.get("HX-Request") != "true":
        return go(_url(batch))
    return page(request, "exchange/_bar.html", {"batch": batch, "job": selectors.job_of(batch)})


@require_POST
@door("exchange.import")
def stop(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """The job about a batch shall not go on."""
    batch = selectors.batch(scope, pk)
    services.stop_job(scope, batch)
    return go(_url(batch))
