"""Every address of the resolver and every operation of the API, as they are, not as they are meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

from zhibu.site.api import api

API = "api/v1/"


@dataclass(frozen=True, slots=True)
class Route:
    """`name` of a page, or "METHOD /path" of an operation of the API."""

    name: str
    pattern: str
    duty: str
    view: Callable[..., Any]
    is_api: bool = False

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(re.findall(r"<(?:\w+:)?(\w+)>", self.pattern) or re.findall(r"{(\w+)}", self.pattern))


def pages() -> list[Route]:
    return [
        Route(pattern.name or text, text, getattr(pattern.callback, "duty", ""), pattern.callback)
        for text, pattern in _patterns(get_resolver(), "")
        if not text.startswith(API)
    ]


def _patterns(resolver: URLResolver, above: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        text = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, text)
        else:
            yield text, pattern


@cache
def operations() -> list[Route]:
    """What the schema tells the world, with the duty of the function behind each operation."""
    duties: dict[tuple[str, str], Any] = {}
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            assert isinstance(view, PathView)
            for operation in view.operations:
                for method in operation.methods:
                    duties[method, f"/{API}{prefix}{path}".replace("//", "/")] = operation.view_func
    found = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in methods:
            view = duties.get((method.upper(), path)) or duties[method.upper(), path.rstrip("/")]
            name = f"{method.upper()} {path.removeprefix('/' + API.rstrip('/'))}"
            found.append(Route(name, path, getattr(view, "duty", ""), view, is_api=True))
    return found


def hidden_operations() -> list[str]:
    """Addresses under the API that its schema does not tell."""
    told = {re.sub(r"{(\w+)}", "<>", route.pattern).strip("/") for route in operations()}
    return [
        text
        for text, _ in _patterns(get_resolver(), "")
        if text.startswith(API) and re.sub(r"<[^>]+>", "<>", text).strip("/") not in told
    ]


@cache
def everything() -> dict[str, Route]:
    routes = [*pages(), *operations()]
    names = [route.name for route in routes]
    assert len(set(names)) == len(names), sorted({n for n in names if names.count(n) > 1})
    return {route.name: route for route in routes}
