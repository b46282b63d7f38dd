"""One cell of the matrix: somebody knocks at an address, and the answer is compared with the table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from .actors import ACTORS, Actor
from .routes import Route
from .table import Row
from .things import Thing
from .world import Stage

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
    for thing in row.of(stage):
        for actor in ACTORS.values():
            for method in methods:
                yield Cell(row, route, method, actor, thing)


def knock(stage: Stage, cell: Cell) -> HttpResponse:
    """Ask, and leave the world as it was."""
    client = stage.client(cell.actor.key, raise_request_exception=False)
    with transaction.atomic():
        if cell.route.is_api:
            body = json.dumps(cell.row.body or {})
            headers = stage.bearer(cell.actor.key)
            send = client.get if cell.method == "GET" else client.post
            more = {} if cell.method == "GET" else {"data": body, "content_type": "application/json"}
            answer = send(cell.url, headers=headers, **more)
        elif cell.method == "GET":
            answer = client.get(cell.url)
        else:
            answer = client.post(cell.url, {"nonsense": "1"})
        transaction.set_rollback(True)
    return answer


def text_of(answer: Any) -> str:
    """Everything that left: status line, headers, cookies, body."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
    return f"{headers}\n{answer.cookies.output()}\n{answer.content.decode('utf-8', 'replace')}"


def without_changing(answer: Any) -> str:
    """The body apart from the tokens that are new each time."""
    return CHANGING.sub("", answer.content.decode("utf-8", "replace"))
