"""Where the forms of the pages keep what is typed into them until it is sent (drafts.mjs)."""

from __future__ import annotations

import json
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve

from zhibu.kernel import clock, drafts
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page

NEVER = {"csrfmiddlewaretoken", "password", "code", "draft"}


@page("site.draft")
def draft(request: HttpRequest, scope: Scope) -> HttpResponse:
    """GET: what is left of a form. POST: keep its fields, or drop them where none come."""
    of = (request.POST if request.method == "POST" else request.GET).get("of", "")
    if request.method != "POST":
        found = drafts.find(scope, of)
        return JsonResponse({"fields": found[0], "at": _said(found[1])} if found else {})
    _an_address(of)
    fields = _fields(request.POST.get("fields", ""))
    if not fields:
        drafts.forget(scope, of)
        return JsonResponse({})
    return JsonResponse({"at": _said(drafts.keep(scope, of, fields))})


def _an_address(of: str) -> None:
    """Only forms of this house are kept."""
    try:
        resolve(of if len(of) <= 200 else "")
    except Resolver404:
        raise Http404(of[:200]) from None


def _fields(text: str) -> drafts.Fields:
    """Names and texts as they came, without what is never kept. Raises Http404 for anything else."""
    if len(text) > drafts.LONGEST:
        raise Http404("too long to be a form")
    try:
        sent = json.loads(text or "{}")
        return {
            name: [str(each) for each in texts]
            for name, texts in sent.items()
            if isinstance(texts, list) and name not in NEVER
        }
    except (ValueError, AttributeError):
        raise Http404("no fields") from None


def _said(moment: datetime) -> str:
    at = moment.astimezone(clock.SHANGHAI)
    day = "" if at.date() == clock.today() else f"{at:%Y-%m-%d} "
    return f"{day}{at:%H:%M}"
