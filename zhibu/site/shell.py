"""What surrounds a page: navigation by duty, hats, size of letters. The one place that reads request.entry."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from zhibu.kernel import clock
from zhibu.kernel.cards import Nav, cards
from zhibu.kernel.models import Installation
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import Entry
from zhibu.kernel.web.shell import Hat, NavItem, Shell
from zhibu.kernel.web.size import size_of
from zhibu.orgs.models import Org
from zhibu.orgs.offices import OFFICES


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context every template gets. A page without an entry (an error) gets the plain frame."""
    entry: Entry | None = getattr(request, "entry", None)
    common: dict[str, Any] = {
        "size": size_of(request),
        "path": request.get_full_path(),
        "language": "zh-CN" if translation.get_language() == settings.LANGUAGE_CODE else "en",
        "sign_in_url": reverse("guard.sign_in"),
        "language_url": _other_language(request),
        "language_label": "English" if translation.get_language() == settings.LANGUAGE_CODE else "中文",
    }
    nonce = getattr(request, "csp_nonce", "")
    if entry is None:
        return {"shell": Shell(**common), "csp_nonce": nonce, "scope": None}
    return {"shell": _full(request, entry, common), "csp_nonce": nonce, "scope": entry.scope}


def _other_language(request: HttpRequest) -> str:
    other = "en" if translation.get_language() == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE
    return f"{reverse('language')}?to={other}&next={request.path}"


def _full(request: HttpRequest, entry: Entry, common: dict[str, Any]) -> Shell:
    scope = entry.scope
    places = dict(Org.objects.filter(pk__in=[h.org for h in entry.hats]).values_list("pk", "short_name"))
    kind = "desk" if scope.office in OFFICES else ("member" if scope.actor else "guest")
    return Shell(
        **common,
        nav=tuple(_items(request, scope, kind)),
        place=places.get(scope.org or 0, ""),
        home_url=reverse("home"),
        person_name=scope.name,
        person_url=reverse("members.me") if scope.actor else "",
        office=office_title(scope),
        hats=tuple(
            Hat(
                label=f"{places.get(hat.org or 0, '')} · {office_title(hat)}",
                url=f"{reverse('guard.hat')}?to={hat.appointment or ''}",
                current=hat == scope,
            )
            for hat in entry.hats
        )
        if len(entry.hats) > 1
        else (),
        sign_out_url=reverse("guard.sign_out") if scope.actor else "",
        today=clock.today(),
        demo=Installation.objects.filter(demo=True).exists(),
        search_url=reverse("members.index") if scope.may("members.see") else "",
    )


def office_title(scope: Scope) -> str:
    from django.utils.translation import gettext as _

    if scope.office in OFFICES:
        return str(OFFICES[scope.office].title)
    return {"member": _("党员"), "person": _("本人")}.get(scope.office, "")


def _items(request: HttpRequest, scope: Scope, kind: str) -> list[NavItem]:
    entries: list[Nav] = [
        nav for card in cards().values() for nav in card.nav if nav.shell == kind and scope.may(nav.duty)
    ]
    return [
        NavItem(
            label=str(nav.label),
            url=reverse(nav.url),
            icon=nav.icon,
            current=request.path == reverse(nav.url)
            or (reverse(nav.url) != "/" and request.path.startswith(reverse(nav.url))),
            middle=nav.middle,
        )
        for nav in sorted(entries, key=lambda nav: nav.order)
    ]
