"""The whole site on this machine, over the database of the running test: for walks in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client
from django.test.utils import override_settings


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving() -> Iterator[str]:
    """Serve on this machine while the block runs; yields the address. One thread, one connection."""
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        server = make_server("localhost", 0, get_wsgi_application(), WSGIServer, _Quiet)
        thread = threading.Thread(target=_serve, args=[server.serve_forever], daemon=True)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def _serve(forever: Callable[[], None]) -> None:
    try:
        forever()
    finally:
        connections.close_all()


def cookies(client: Client, address: str) -> list[dict[str, str]]:
    """The session of a signed-in client, as a browser takes it."""
    return [
        {
            "name": settings.SESSION_COOKIE,
            "value": client.cookies[settings.SESSION_COOKIE].value,
            "url": address,
        }
    ]
