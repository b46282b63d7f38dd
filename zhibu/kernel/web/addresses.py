"""The addresses of our own pages: by name for links, and from a request to its room."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import (
    NoReverseMatch,
    Resolver404,
    ResolverMatch,
    URLPattern,
    URLResolver,
    get_resolver,
    get_script_prefix,
    get_urlconf,
    reverse,
)
from django.urls.converters import IntConverter, UUIDConverter
from django.urls.resolvers import RoutePattern
from django.utils.functional import cached_property

PLAIN = {IntConverter: int, UUIDConverter: UUID}  # what these make of their own kind always fits the address


def url(name: str, *args: Any) -> str:
    """The address of a named route; "" where another process serves it."""
    found = link(name, *args)
    if not found and not settings.SERVED:
        raise NoReverseMatch(f"no address is called {name} and takes {args}")
    return found  # a link without an address is not shown (base.css)


def link(name: str, *args: Any) -> str:
    """The address of a named route, "" where there is none.

    A page has a hundred links. What Django finds out for each of them is found once for a name; only
    numbers and identifiers are filled in, everything else goes the usual way.
    """
    form, kinds = _form(get_urlconf() or settings.ROOT_URLCONF, name)
    if form and len(args) == len(kinds) and all(map(isinstance, args, kinds)) and get_script_prefix() == "/":
        return form % args
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=2048)
def _form(urlconf: str, name: str) -> tuple[str, tuple[type, ...]]:
    """An address with holes, and what fits in; "" where it is not as simple as that."""
    found = get_resolver(urlconf).reverse_dict.getlist(name)
    if len(found) != 1 or len(found[0][0]) != 1:
        return "", ()
    ((form, holes),), _pattern, defaults, converters = found[0]
    kinds = tuple(PLAIN[type(converters[hole])] for hole in holes if type(converters[hole]) in PLAIN)
    if defaults or len(kinds) != len(holes):
        return "", ()
    return f"/{form % dict.fromkeys(holes, '%s')}", kinds


class Hall(URLResolver):
    """Many rooms behind one door, each address found by its first word instead of by trying all.

    Only the word is looked up here; within it the patterns are tried in their order, as Django does.
    """

    def __init__(self, patterns: list[URLPattern | URLResolver]) -> None:
        super().__init__(RoutePattern(""), patterns)

    @cached_property
    def _by_word(self) -> dict[str, URLResolver]:
        words: dict[str, list[URLPattern | URLResolver]] = {}
        for each in flat(self.url_patterns):
            words.setdefault(str(each.pattern).partition("/")[0], []).append(each)
        return {word: URLResolver(RoutePattern(""), found) for word, found in words.items()}

    def resolve(self, path: str) -> ResolverMatch:
        room = self._by_word.get(path.partition("/")[0])
        if room is None:
            raise Resolver404({"tried": [], "path": path})
        return room.resolve(path)


class Later(URLResolver):
    """The addresses of a module that is loaded when one of them is asked for: a third of a start.

    They have a namespace of their own; their names are known once the module is there.
    """

    def __init__(self, word: str, module: str, namespace: str) -> None:
        super().__init__(RoutePattern(word), module, app_name=namespace, namespace=namespace)

    def _populate(self) -> None:
        if self.urlconf_name in sys.modules:
            super()._populate()


def flat(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The addresses, and those of rooms that were included under no word of their own."""
    found: list[URLPattern | URLResolver] = []
    for each in patterns:
        if isinstance(each, URLResolver) and not str(each.pattern):
            found += flat(each.url_patterns)
        else:
            found.append(each)
    return found
