"""The one page: who has the code may found the house, once; then it shows the slips and closes."""

from __future__ import annotations

import hmac
import logging
import secrets
from datetime import timedelta
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.core.exceptions import ValidationError
from django.core.handlers.wsgi import WSGIHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, set_urlconf
from django.utils.translation import gettext as _

from zhibu.kernel.web.assets import serve
from zhibu.kernel.web.door import keep_private
from zhibu.kernel.web.language import set_language
from zhibu.kernel.web.size import set_size
from zhibu.site.founding import Founded, Result, found

from .forms import FoundingForm

CLOSES_AFTER = timedelta(seconds=8)  # the browser still fetches what the page of the slips is made of


class FirstRun:
    """A founding that waits for its answers. `result` is there once it is done."""

    def __init__(self, *, by: str, site: str) -> None:
        self.by, self.site = by, site
        self.code = secrets.token_urlsafe(18)
        self.result: Result | None = None
        self.refused = ""
        self.addresses = (
            path("static/<path:name>", serve, name="static"),
            path("size/", set_size, name="size"),
            path("language/", set_language, name="language"),
            path("<str:code>/", self.page, name="first_run"),
        )

    def page(self, request: HttpRequest, code: str) -> HttpResponse:
        """The questions; when they are answered, the slips, shown this once."""
        if not hmac.compare_digest(code.encode(), self.code.encode()):
            raise Http404
        form = FoundingForm(request.POST or None)
        if self.result is None and form.is_bound and form.is_valid():
            try:
                self.result = found(form.plan(), by=self.by)
                return keep_it(
                    render(request, "site/founded.html", {"result": self.result, "site": self.site})
                )
            except Founded:
                self.refused = _("这里已经有人了。演示数据和真实数据不混放；已经初始化过的，不能再来一次。")
            except ValidationError as problem:
                form.add_error(None, problem)
        done = self.result is not None or bool(self.refused)
        context = {
            "form": form,
            "refused": self.refused or (_("已经办好了，登录纸条只显示一次。") if done else ""),
        }
        status = 409 if done else 422 if form.is_bound else 200
        return keep_it(render(request, "site/first_run.html", context, status=status))


def keep_it(answer: HttpResponse) -> HttpResponse:
    keep_private(answer)
    return answer


class Only:
    """A handler that knows this page and nothing else of the house."""

    first: FirstRun

    def resolve_request(self, request: Any) -> Any:
        request.urlconf = self.first.addresses
        return super().resolve_request(request)  # type: ignore[misc]


class _Handler(Only, WSGIHandler):
    def __init__(self, first: FirstRun) -> None:
        super().__init__()
        self.first = first


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def serve_until_founded(first: FirstRun, port: int) -> None:
    """On this machine alone, one request after the other, until the house is founded. Raises OSError."""
    logging.getLogger("django.request").setLevel(logging.ERROR)  # a slip in the form is no warning here
    with make_server("127.0.0.1", port, _Handler(first), handler_class=_Quiet) as server:
        try:
            while first.result is None and not first.refused:
                server.handle_request()
            server.timeout = CLOSES_AFTER.total_seconds()
            silent: list[bool] = []
            server.handle_timeout = lambda: silent.append(True)  # type: ignore[method-assign]
            while not silent:
                server.handle_request()
        finally:
            set_urlconf(None)
