"""What surrounds a page: navigation by duty, hats, size of letters. Only here is request.entry read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_urlconf
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhibu.kernel import clock
from zhibu.kernel.cards import Nav, cards
from zhibu.kernel.models import Installation
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.addresses import link
from zhibu.kernel.web.door import Entry
from zhibu.kernel.web.shell import Hat, NavItem, Shell
from zhibu.kernel.web.size import size_of
from zhibu.orgs.models import Org
from zhibu.orgs.offices import OFFICES

from .page_help import help_of

MOST_USED = (
    "home",
    "meetings.index",
    "members.index",
    "members.me",
    "statistics.index",
    "reminders.index",
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context every template gets. A page without an entry (an error) gets the plain frame."""
    entry: Entry | None = getattr(request, "entry", None)
    common: dict[str, Any] = {
        "product": pgettext("product", "支部"),
        "size": size_of(request),
        "path": request.get_full_path(),
        "language": "zh-CN" if translation.get_language() == settings.LANGUAGE_CODE else "en",
        "sign_in_url": link("guard.sign_in"),
        "language_url": _other_language(request),
        "page_help_url": help_of(request.resolver_match.view_name if request.resolver_match else ""),
        "keys_url": link("help.topic", "keys"),
        "language_label": "English" if translation.get_language() == settings.LANGUAGE_CODE else "中文",
    }
    around = {"csp_nonce": getattr(request, "csp_nonce", ""), "link": link}
    if entry is None:
        return {"shell": Shell(**common), "scope": None, **around}
    return {"shell": _full(request, entry, common), "scope": entry.scope, **around}


def _other_language(request: HttpRequest) -> str:
    other = "en" if translation.get_language() == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE
    return f"{link('language')}?to={other}&next={quote(request.get_full_path())}"


def _full(request: HttpRequest, entry: Entry, common: dict[str, Any]) -> Shell:
    scope = entry.scope
    places = {pk: (name, phone) for pk, name, phone in _places(entry)}
    place, phone = places.get(scope.org or 0, ("", ""))
    nav = _items(request, scope, shell_kind(scope))
    return Shell(
        **common,
        nav=tuple(nav),
        tabs=_tabs(nav),
        place=place,
        home_url=link("home") or "/",
        person_name=scope.name,
        person_url=link("members.me") if scope.actor else "",
        office=office_title(scope),
        hats=_hats(entry, places),
        sign_out_url=link("guard.sign_out") if scope.actor else "",
        today=clock.today(),
        demo=Installation.objects.filter(demo=True).exists(),
        drafts_url=link("drafts") if scope.may("site.draft") else "",
        search_url=link("search") if scope.may("site.search") else "",
        search_words=_("搜人、搜会、搜制度"),
        phone=phone,
    )


def _places(entry: Entry) -> Iterable[tuple[int, str, str]]:
    """The organisations of all hats: their names, and the number to ring."""
    wanted = {hat.org for hat in entry.hats if hat.org}
    if not wanted:
        return ()
    return Org.objects.filter(pk__in=wanted).values_list("pk", "short_name", "phone")


def _hats(entry: Entry, places: dict[int, tuple[str, str]]) -> tuple[Hat, ...]:
    """The offices to change between, if there is more than one way to be here."""
    if len(entry.hats) < 2 or not link("guard.hat"):
        return ()
    return tuple(
        Hat(
            label=f"{places.get(hat.org or 0, ('', ''))[0]} · {office_title(hat)}",
            url=f"{link('guard.hat')}?to={hat.appointment or ''}",
            current=hat.appointment == entry.scope.appointment,
        )
        for hat in entry.hats
    )


def shell_kind(scope: Scope) -> str:
    """Which frame a grant works in: the desk of an office, a member's pages, a guest's."""
    if scope.office in OFFICES:
        return "desk"
    return "member" if scope.actor else "guest"


def office_title(scope: Scope) -> str:
    if scope.office in OFFICES:
        return str(OFFICES[scope.office].title)
    return {"member": _("党员"), "person": _("本人")}.get(scope.office, "")


def _items(request: HttpRequest, scope: Scope, kind: str) -> list[NavItem]:
    """The entries of the navigation whose duty is held and whose page is served here, in their order."""
    entries = _entries(kind, scope.duties, translation.get_language(), get_urlconf())
    here = max((entry.url for entry in entries if _covers(entry.url, request.path)), key=len, default="")
    return [replace(entry, current=True) if entry.url == here else entry for entry in entries]


@lru_cache(maxsize=512)
def _entries(
    kind: str, duties: frozenset[str], language: str | None, urlconf: str | None
) -> tuple[NavItem, ...]:
    """What one grant finds in the navigation, said in a language: the same for every page of it."""
    entries: list[Nav] = [
        nav
        for card in cards().values()
        for nav in card.nav
        if nav.shell == kind and nav.duty in duties and link(nav.url)
    ]
    return tuple(
        NavItem(label=str(nav.label), url=link(nav.url), icon=nav.icon, middle=nav.middle)
        for nav in sorted(entries, key=lambda nav: nav.order)
    )


def _tabs(nav: list[NavItem]) -> tuple[NavItem, ...]:
    """The bottom bar: the raised button in its middle, the places most used around it."""
    middle = next((item for item in nav if item.middle), None)
    if middle is None:
        return ()
    asked = [link(name) for name in MOST_USED]
    wanted = sorted((i for i in nav if i is not middle and i.url in asked), key=lambda i: asked.index(i.url))
    others = [item for item in nav if item in wanted[:4]]
    half = (len(others) + 1) // 2
    return (*others[:half], middle, *others[half:])


def _covers(place: str, path: str) -> bool:
    """Whether a page lies at a place of the navigation or below it; the home covers itself alone."""
    return path == place or (place != "/" and path.startswith(place))
