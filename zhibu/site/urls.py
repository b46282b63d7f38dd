"""All addresses of the contexts this process serves."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from zhibu.kernel.web import set_provider
from zhibu.kernel.web.addresses import Hall, Later
from zhibu.kernel.web.assets import serve
from zhibu.kernel.web.door import public
from zhibu.kernel.web.language import set_language
from zhibu.kernel.web.size import set_size

from . import drafting, errors, health, undoing, wiping
from .scopes import ScopeProvider

set_provider(ScopeProvider())

handler404 = errors.not_found
handler500 = errors.failed


def _rooms() -> list[Any]:
    """The addresses of each context served, under its own name; `root` ones stand at the top."""
    rooms: list[URLPattern | URLResolver] = []
    for context in settings.SERVED or settings.CONTEXTS:
        if find_spec(f"zhibu.{context}.urls"):
            rooms.append(path("", include(import_module(f"zhibu.{context}.urls"))))
    return rooms


def _hall() -> list[Any]:
    """The rooms that know all contexts; a process that serves only some of them leaves these out."""
    if settings.SERVED:
        return []
    from . import help_pages, home, search
    from .calendar import views as calendar
    from .handing import views as handing
    from .proxy import views as proxy
    from .rules import views as rules

    return [
        path("", home.home, name="home"),
        path("calendar/", calendar.index, name="calendar"),
        path("handover/", handing.index, name="handover"),
        path("handover/paper.pdf", handing.pdf, name="handover_paper"),
        path("search/", search.search, name="search"),
        path("help/", help_pages.index, name="help.index"),
        path("help/pages/<slug:room>/", help_pages.room, name="help.room"),
        path("help/<slug:slug>/", help_pages.topic, name="help.topic"),
        path("rules/", rules.index, name="rules.index"),
        path("rules/<str:key>/", rules.show, name="rules.show"),
        path("proxy/", proxy.show, name="proxy"),
        path("privacy/", help_pages.privacy, name="privacy"),
    ]


_patterns: list[Any] = [
    *_hall(),
    path("static/<path:name>", public(serve), name="static"),
    path("size/", public(set_size), name="size"),
    path("demo/wipe/", wiping.wipe, name="demo.wipe"),
    path("drafts/", drafting.draft, name="drafts"),
    path("undo/<uuid:pk>/", undoing.undo, name="undo"),
    path("language/", public(set_language), name="language"),
    path("healthz", public(health.alive), name="healthz"),
    path("readyz", public(health.ready), name="readyz"),
    Later("api/v1/", "zhibu.site.api.urls", "api"),
    *_rooms(),
]
urlpatterns = [Hall(_patterns)]
