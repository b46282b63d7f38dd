"""One cell of the matrix: somebody knocks at an address, and the answer is compared with the table."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver, reverse

from zhibu.kernel import audit, paper
from zhibu.kernel.web import door
from zhibu.kernel.web.door import Entry
from zhibu.site import errors

from .actors import ACTORS, Actor
from .questions import at_the_door
from .routes import Route
from .table import Row
from .things import Thing
from .world import Stage

GUEST = {"site.home", "guard.enter", "voice.say"}
CHANGING = re.compile(
    r'csrfmiddlewaretoken"\s+value="[^"]*"|nonce="[^"]*"|name="once" value="[^"]*"|value="[^"]*" name="once"'
)


@dataclass(frozen=True, slots=True)
class Cell:
    row: Row
    route: Route
    method: str
    actor: Actor
    thing: Thing

    def __str__(self) -> str:
        return f"{self.method} {self.row.name} [{self.thing.name}] as {self.actor.key}"

    @property
    def expected(self) -> int:
        wanted = self.row.get if self.method == "GET" else self.row.post
        for status, who in wanted.items():
            if who(self.actor, self.thing):
                return status
        if self.actor.key == "anonymous":
            return 401 if self.route.is_api else 302
        return 404

    @property
    def url(self) -> str:
        query = f"?{self.row.query}" if self.row.query else ""
        if self.route.is_api:
            return self.route.pattern.format(**self.thing.address) + query
        return reverse(self.row.name, kwargs=self.thing.address) + query


def cells(stage: Stage, row: Row, route: Route) -> Iterator[Cell]:
    """Each method, thing and actor of one address."""
    methods = [row.name.split()[0]] if route.is_api else ["GET", "POST"]
    found = row.of(stage)
    for number, actor in enumerate(ACTORS.values()):
        # the door turns away who lacks the duty before it looks at the address: one thing each, in turn
        mine = found if holds(stage, actor, row.duty) else [found[number % len(found)]]
        for place, thing in enumerate(mine):
            for method in methods:
                if method == "POST" and row.post is row.get and place:
                    continue  # a page that only shows answers both alike: once for each actor is enough
                yield Cell(row, route, method, actor, thing)


def holds(stage: Stage, actor: Actor, duty: str) -> bool:
    return duty == "guest" or duty in (stage.scopes[actor.key].duties if actor.key in stage.scopes else GUEST)


@dataclass
class Remembered:
    """The provider of scopes, asked once for each actor: what it gives does not depend on the address."""

    real: Any
    entries: dict[str, Entry] = field(default_factory=dict)

    @property
    def sign_in_url(self) -> str:
        return str(self.real.sign_in_url)

    def enter(self, request: HttpRequest) -> Entry:
        return self._remember(request.COOKIES.get(settings.SESSION_COOKIE, ""), self.real.enter, request)

    def enter_by_token(self, request: HttpRequest) -> Entry:
        return self._remember(request.headers.get("Authorization", ""), self.real.enter_by_token, request)

    def _remember(self, key: str, ask: Callable[[HttpRequest], Entry], request: HttpRequest) -> Entry:
        if key not in self.entries:
            with at_the_door():
                self.entries[key] = ask(request)
        found = self.entries[key]
        return replace(found, session=copy(found.session))


DRAWN_EACH_TIME = {
    "secretary",
    "member",
    "anonymous",
}  # for them each refusal is drawn, and compared as a whole
_drawn: dict[tuple[object, ...], tuple[str, HttpResponse]] = {}


@contextmanager
def drawn_once(actor: Actor) -> Iterator[None]:
    """The page that says no is drawn once for each person and each thing it says; it is asked for each time."""
    real = errors._plain

    def plain(request: HttpRequest, status: int, *said: str) -> HttpResponse:
        key = (actor.key, request.path.startswith("/api/"), status, *said)
        here = request.get_full_path()
        if key not in _drawn:
            _drawn[key] = here, real(request, status, *said)
        there, page = _drawn[key]
        answer = copy(page)
        answer.content = page.content.replace(there.encode(), here.encode())
        return answer

    if actor.key not in DRAWN_EACH_TIME:
        errors._plain = plain
    try:
        yield
    finally:
        errors._plain = real


@contextmanager
def quick_door() -> Iterator[list[str]]:
    """Scopes from memory, refusals into a list instead of the audit: the list is what came into it."""
    refusals: list[str] = []
    get_resolver().url_patterns  # noqa: B018 - the provider is set where the addresses are read
    before, aside = list(door._provider), audit.record_aside
    printers = paper.pdf, paper.word
    paper.pdf = paper.word = as_text
    door._provider[:] = [Remembered(before[0])]

    def remember(action: str, **said: Any) -> None:
        refusals.append(action)

    audit.record_aside = remember
    try:
        yield refusals
    finally:
        door._provider[:] = before
        audit.record_aside = aside
        paper.pdf, paper.word = printers


def as_text(template: str, facts: dict[str, Any], **how: Any) -> bytes:
    """What would be printed, readable: in a PDF no canary would be heard."""
    return json.dumps(facts, ensure_ascii=False).encode()


def knock(stage: Stage, cell: Cell) -> HttpResponse:
    """Ask, and leave the world as it was."""
    with drawn_once(cell.actor):
        return _knock(stage, cell)


def _knock(stage: Stage, cell: Cell) -> HttpResponse:
    client = stage.client(cell.actor.key, raise_request_exception=False)
    with transaction.atomic():
        if cell.route.is_api:
            content, headers = cell.row.body(stage), stage.bearer(cell.actor.key)
            body = json.dumps(content, default=str)
            more = {} if cell.method == "GET" else {"data": body, "content_type": "application/json"}
            if any(isinstance(value, SimpleUploadedFile) for value in content.values()):
                answer = client.post(cell.url, content, headers=headers)
            else:
                answer = client.generic(cell.method, cell.url, headers=headers, **more)
        elif cell.method == "GET":
            answer = client.get(cell.url)
            if answer.status_code == 200:
                stage.told[cell.actor.key, cell.url] = answer  # the walk looks at it too
        else:
            answer = client.post(cell.url, {"nonsense": "1"})
        transaction.set_rollback(True)
    return answer


def text_of(answer: Any) -> str:
    """Everything that left: headers, cookies, body."""
    headers = unquote("\n".join(f"{name}: {value}" for name, value in answer.items()))
    body = answer.content.decode("utf-8", "replace")
    if "json" in answer.get("Content-Type", ""):  # as a reader of JSON sees it
        body += json.dumps(json.loads(body), ensure_ascii=False)
    return f"{headers}\n{answer.cookies.output()}\n{body}"


def without_changing(answer: Any) -> str:
    """The body apart from the tokens that are new each time."""
    return CHANGING.sub("", answer.content.decode("utf-8", "replace"))
