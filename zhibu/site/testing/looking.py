"""The house in a real browser: pages answered without a server between, and how they look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.db import connections
from django.test import Client

from zhibu.kernel.web.tests import browser, looks

from . import database

HERE = "http://localhost"
STATIC = f"{HERE}/static/"


@contextmanager
def house() -> Iterator[ThreadPoolExecutor]:
    """A thread in which the house answers: the browser's own loop leaves no room for a database."""
    with ThreadPoolExecutor(1) as thread:
        try:
            yield thread
        finally:
            thread.submit(connections.close_all).result()


@dataclass(frozen=True, slots=True)
class Place:
    """A page as somebody (None: a guest) sees it; with a `form`, the answer to that form handed in."""

    who: str | None
    address: str
    name: str
    form: Mapping[str, Any] | None = None


def look_at(pages: Iterable[Place], *, prefix: str) -> None:
    """Pages in every usual look. Raises AssertionError with all that is wrong.

    Call it outside a transaction (`committed`): the pages are answered on another connection.
    """
    pages = list(pages)
    everybody = {page.who for page in pages}
    clients = {who: database.signer(who) if who else database.ScopelessClient() for who in everybody}
    wrong: list[str] = []
    with house() as thread, browser.launch() as chromium:
        page = looks.context(chromium).new_page()  # one for all: what axe is made of is read and warmed once
        for place in pages:
            page.route("**/*", partial(answer, thread, clients[place.who]))
            if place.form is not None:
                page.route(
                    f"{HERE}{place.address}", partial(_handed_in, thread, clients[place.who], place.form)
                )
            looks.dress(
                page, looks.USUAL[0]
            )  # it comes in the first look, not in the last of the page before
            page.goto(f"{HERE}{place.address}")
            if page.locator("h1").count() != 1:
                wrong.append(f"{place.name}: not one heading")
            wrong += [f"{place.name} {said}" for said in looks.faults(page, name=f"{prefix}-{place.name}")]
            page.unroute_all()
    assert not wrong, "\n".join(wrong)


def answer(thread: ThreadPoolExecutor, client: Client, route: Any, request: Any) -> None:
    """Let the house answer the browser without a server between them."""
    if request.url.startswith(STATIC):
        route.fulfill(**_static(request.url))
        return
    said = thread.submit(ask, client, request).result()
    if said.status_code in {302, 303}:  # a route is not asked again for where an answer leads
        said = thread.submit(client.get, said["Location"]).result()
    tell(route, said)


def _handed_in(
    thread: ThreadPoolExecutor, client: Client, form: Mapping[str, Any], route: Any, request: Any
) -> None:
    tell(route, thread.submit(client.post, request.url.removeprefix(HERE), form).result())


def ask(client: Client, request: Any) -> Any:
    """What the house says to what the browser asks."""
    where = request.url.removeprefix(HERE)
    said = {name: value for name, value in request.headers.items() if name.startswith("hx-")}
    if request.method != "POST":
        return client.get(where, headers=said)
    kind = request.headers.get("content-type", "application/x-www-form-urlencoded")
    return client.post(where, data=request.post_data_buffer or b"", content_type=kind, headers=said)


def tell(route: Any, said: Any) -> None:
    route.fulfill(**_told(said))


def _told(said: Any) -> dict[str, Any]:
    body = b"".join(said.streaming_content) if said.streaming else said.content
    return {"status": said.status_code, "headers": dict(said.items()), "body": body}


@cache
def _static(address: str) -> dict[str, Any]:
    """A file of the house, the same for everybody and always: it is asked for once."""
    return _told(Client().get(address.removeprefix(HERE)))
