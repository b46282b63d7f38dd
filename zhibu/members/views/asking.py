"""A page with one form about one member: what is wrong is said on it, what is done leads back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhibu.kernel.web.parts import Crumb
from zhibu.kernel.web.said import go
from zhibu.members.models import Member

from .sheet import private


def put(form: forms.Form, problem: ValidationError, **places: str) -> None:
    """A service's refusal goes to the field it names (or to `places[that]`), else above the form."""
    if not hasattr(problem, "error_dict"):
        form.add_error(None, problem)
        return
    for name, errors in problem.error_dict.items():
        target = places.get(name, name)
        for error in errors:
            form.add_error(target if target in form.fields else None, error)


def ask(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    back: str,
    title: str,
    button: str,
    word: str,
    crumbs: list[Crumb],
    lead: str = "",
    places: dict[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """The whole turn of a form. `places` maps a field the service names to the form's own."""
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data)
            return go(back, word)
        except ValidationError as problem:
            put(form, problem, **(places or {}))
    context = {
        "form": form,
        "title": title,
        "button": button,
        "lead": lead,
        "back": back,
        "crumbs": crumbs,
        "note": "",
        "secrecy": True,
    } | more
    return private(render(request, "members/form.html", context, status=422 if form.is_bound else 200))


def trail(member: Member) -> list[Crumb]:
    return [
        Crumb(label=member.branch.short_name, url=reverse("members.of", args=[member.branch_id])),
        Crumb(label=member.name, url=card_url(member)),
    ]


def card_url(member: Member) -> str:
    return reverse("members.card", args=[member.pk])
