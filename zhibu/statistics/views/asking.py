"""Which organisation is asked for, and what every page of figures shows around them."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from zhibu.kernel.scope import Scope
from zhibu.kernel.web.parts import Column, Crumb
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org
from zhibu.statistics import selectors


class Asked(Protocol):
    """A form that knows its day."""

    @property
    def day(self) -> date: ...


def place(scope: Scope, request: HttpRequest) -> Org:
    """The organisation asked for, else one's own. Raises Http404 outside the grant."""
    code = request.POST.get("org", "") or request.GET.get("org", "")
    return selectors.asked(scope, code)


def common(scope: Scope, where: Org, form: Asked, page: str = "statistics.index") -> dict[str, Any]:
    here = reverse(page)
    return {
        "org": where,
        "on": form.day,
        "form": form,
        "crumbs": [
            Crumb(
                label=above.short_name,
                url=f"{here}?{urlencode({'org': above.code, 'on': form.day.isoformat()})}",
            )
            for above in orgs.trail(scope, where)
            if above.path in scope.branches
        ],
    }


def columns(first: str, *numbers: str) -> list[Column]:
    return [Column(label=first), *(Column(label=label, number=True) for label in numbers)]


def status(form: forms.Form) -> int:
    return 200 if form.is_valid() else 422
