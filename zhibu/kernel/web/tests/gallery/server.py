"""The gallery as a small site on this machine: its pages, the assets, the size switch."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpResponse, HttpResponseNotFound
from django.test.utils import override_settings

from zhibu.kernel.web.assets import ADDRESS, serve
from zhibu.kernel.web.size import set_size, size_of

from . import book

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving(port: int = 0) -> Iterator[str]:
    """Serve on 127.0.0.1 while the block runs; yields the address. Port 0: any that is free."""
    with override_settings(ALLOWED_HOSTS=["127.0.0.1"]):
        server = make_server("127.0.0.1", port, _site, server_class=_Server, handler_class=_Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def _site(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    answer = _answer(WSGIRequest(environ))
    headers = [*answer.items(), *(("Set-Cookie", c.OutputString()) for c in answer.cookies.values())]
    start(f"{answer.status_code} {answer.reason_phrase}", headers)
    return [answer.content]


def _answer(request: WSGIRequest) -> HttpResponse:
    if request.path.startswith(ADDRESS):
        try:
            return serve(request, request.path.removeprefix(ADDRESS))
        except Http404:
            return HttpResponseNotFound()
    if request.path == "/size/":
        return set_size(request)
    name = request.path.strip("/")
    if name not in book.PAGES:
        return HttpResponse("\n".join(book.PAGES), content_type="text/plain", status=200 if not name else 404)
    size = int(request.GET.get("size", size_of(request)))
    html = gzip.compress(book.render(name, size=size, path=request.path).encode())
    return HttpResponse(html, headers={"Content-Encoding": "gzip", "Content-Security-Policy": POLICY})
