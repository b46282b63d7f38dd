"""Addresses by name and by first word are those that Django finds."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.http import Http404
from django.urls import (
    NoReverseMatch,
    URLResolver,
    get_resolver,
    get_script_prefix,
    path,
    resolve,
    reverse,
    set_script_prefix,
)
from django.urls.resolvers import RoutePattern

from zhibu.kernel.web.addresses import Hall, flat, link, url

GIVEN = {"int": 7, "uuid": uuid4(), "str": "松岭", "slug": "meetings", "path": "a/b.css"}


def routes():
    """name → what its holes take, of every address that has a name."""
    found = {}
    for each in flat(get_resolver().url_patterns[0].url_patterns):
        if isinstance(each, URLResolver) or not each.name:
            continue
        kinds = [type(c).__name__.removesuffix("Converter").lower() for c in each.pattern.converters.values()]
        found[each.name] = [GIVEN.get(kind) for kind in kinds]
    return {name: args for name, args in found.items() if None not in args}


def test_every_address_is_the_one_django_writes():
    known = routes()
    assert len(known) > 150
    for name, args in known.items():
        assert url(name, *args) == link(name, *args) == reverse(name, args=args), name
        assert resolve(url(name, *args)).view_name == name


def test_an_address_that_is_not_there_says_so():
    for name, args in (("nowhere", ()), ("members.card", ()), ("members.card", (date(2026, 1, 1),))):
        assert link(name, *args) == ""
        with pytest.raises(NoReverseMatch):
            url(name, *args)
    for missing in ("/nowhere/", "/members/x/y/z/", "/drafts/x/", "/Members/", "//members/"):
        with pytest.raises(Http404):
            resolve(missing)


def test_a_page_is_found_as_when_all_are_tried():
    """Also where two addresses begin alike, where one has no word of its own, and with the same order."""
    pages = [
        path("", str, name="top"),
        path("a/", str, name="first"),
        path("", str, name="never"),
        path("a/<int:pk>/", str, name="number"),
        path("a/<str:word>/", str, name="word"),
        path("b", str, name="bare"),
    ]
    hall, plain = Hall(pages), URLResolver(RoutePattern(""), pages)
    for asked in ("", "a/", "a/7/", "a/seven/", "b"):
        assert hall.resolve(asked).url_name == plain.resolve(asked).url_name
    for asked in ("a", "b/", "c/", "a/7", "7/"):
        with pytest.raises(Http404):
            plain.resolve(asked)
        with pytest.raises(Http404):
            hall.resolve(asked)


def test_a_site_below_an_address_of_its_own_keeps_it():
    before = get_script_prefix()
    set_script_prefix("/dang/")
    try:
        assert url("members.card", UUID(int=7)) == f"/dang/members/{UUID(int=7)}/"
    finally:
        set_script_prefix(before)
