"""The house in a real browser: pages answered without a server between, and how they look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connections
from django.test import Client

from zhibu.kernel.web.tests import browser, looks

from . import database

HERE = "http://localhost"


@contextmanager
def house() -> Iterator[ThreadPoolExecutor]:
    """A thread in which the house answers: the browser's own loop leaves no room for a database."""
    with ThreadPoolExecutor(1) as thread:
        try:
            yield thread
        finally:
            thread.submit(connections.close_all).result()


def look_at(pages: Iterable[tuple[str | None, str, str]], *, prefix: str) -> None:
    """(who, or None for a guest; address; name) in every look. Raises AssertionError with all that is wrong.

    Call it outside a transaction (`committed`): the pages are answered on another connection.
    """
    pages = list(pages)
    clients = {who: database.signer(who) if who else database.ScopelessClient() for who, _, _ in pages}
    wrong: list[str] = []
    with house() as thread, browser.launch() as chromium:
        context = looks.context(chromium)
        for who, address, name in pages:
            page = context.new_page()
            page.route("**/*", partial(answer, thread, clients[who]))
            page.goto(f"{HERE}{address}")
            if page.locator("h1").count() != 1:
                wrong.append(f"{name}: not one heading")
            wrong += [f"{name} {said}" for said in looks.faults(page, name=f"{prefix}-{name}")]
            page.close()
    assert not wrong, "\n".join(wrong)


def answer(thread: ThreadPoolExecutor, client: Client, route: Any, request: Any) -> None:
    """Let the house answer the browser without a server between them."""
    said = thread.submit(ask, client, request).result()
    if said.status_code in {302, 303}:  # a route is not asked again for where an answer leads
        said = thread.submit(client.get, said["Location"]).result()
    tell(route, said)


def ask(client: Client, request: Any) -> Any:
    """What the house says to what the browser asks."""
    where = request.url.removeprefix(HERE)
    said = {name: value for name, value in request.headers.items() if name.startswith("hx-")}
    if request.method != "POST":
        return client.get(where, headers=said)
    kind = request.headers.get("content-type", "application/x-www-form-urlencoded")
    return client.post(where, data=request.post_data_buffer or b"", content_type=kind, headers=said)


def tell(route: Any, said: Any) -> None:
    body = b"".join(said.streaming_content) if said.streaming else said.content
    route.fulfill(status=said.status_code, headers=dict(said.items()), body=body)
