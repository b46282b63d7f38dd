"""The printed forms: 花名册 of a branch, 党员基本信息采集表 of a member, filled in or empty for a pen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel import clock
from zhibu.kernel.scope import Refused, Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.addresses import link
from zhibu.kernel.web.parts import Crumb
from zhibu.members import selectors, services
from zhibu.members.forms import WhyForm
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from .asking import card_url, put, trail
from .exporting import must_prove
from .sheet import private

MOST = 1000  # people on one page that is printed
HAND_LINES = 5  # empty lines at the end of a 花名册

ROSTER = (
    "code", "name", "sex", "ethnicity", "born_on", "education", "category", "joined_on", "converted_on",
    "occupation", "mobile",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One box of the form. `choices`: (label, chosen) where one ticks instead of writing."""

    label: str
    value: str = ""
    choices: tuple[tuple[str, bool], ...] = ()
    wide: bool = False


TICKED = frozenset({"sex", "category", "education", "occupation", "standing", "whereabouts"})
WIDE = frozenset(
    {
        "born_on",
        "education",
        "category",
        "branch",
        "occupation",
        "home_address",
        "standing",
        "whereabouts",
    }
)
ITEMS = selectors.COLUMNS[1:]  # the sixteen items in the order of the national collection


@page("members.see")
def roster(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """花名册, landscape, with empty lines for whoever is added by hand."""
    where = orgs.org(scope, pk)
    rows = selectors.whole_roster(scope, where)
    if rows.count() > MOST:
        return private(render(request, "ui/too_long.html", {"most": MOST}, status=422))
    headings = selectors.export_headings()
    context = {
        "where": where,
        "headings": [headings[name] for name in ROSTER],
        "lines": [[_plain(line[name]) for name in ROSTER] for line in selectors.lines_of(rows, clear=False)],
        "by_hand": range(HAND_LINES),
        "on": clock.today(),
        "crumbs": _crumbs(where),
    }
    return private(render(request, "members/paper_roster.html", context))


@page("members.see")
def form(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """采集表 of one member; by POST with a purpose in clear."""
    member = selectors.card(scope, pk)
    why, asked = _asked(request, scope, member.path)
    line: dict[str, Any] | None = None
    if why:
        try:
            line = services.print_form(scope, pk, why=why)
        except ValidationError as problem:
            put(asked, problem)
    return _forms(
        request,
        scope,
        [line or services.print_form(scope, pk)],
        asked,
        clear=line is not None,
        title=member.name,
        back=card_url(member),
        crumbs=trail(member),
    )


@page("members.see")
def forms(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """采集表 of everybody in a branch, or of those who are ticked (`?who=`), a page each."""
    where = orgs.org(scope, pk)
    only = [code for code in request.GET.getlist("who") if code.isascii()][:MOST]
    if not only and selectors.whole_roster(scope, where).count() > MOST:
        return private(render(request, "ui/too_long.html", {"most": MOST}, status=422))
    why, asked = _asked(request, scope, where.path)
    lines: list[dict[str, Any]] | None = None
    if why:
        try:
            lines = services.print_forms_in_clear(scope, where, why=why, only=only)
        except ValidationError as problem:
            put(asked, problem)
    shown = services.print_forms(scope, where, only=only) if lines is None else lines
    if only and not shown:
        raise Http404("none of these is on the roster")
    names = selectors.names_on_roster(scope, where) if only else [(s["code"], s["name"]) for s in shown]
    return _forms(
        request,
        scope,
        shown,
        asked,
        clear=lines is not None,
        title=where.short_name,
        back=reverse("members.of", args=[where.pk]),
        crumbs=_crumbs(where),
        names=names,
        only=only,
    )


@page("members.see")
def blank(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Nothing filled in: for a conversation and a pen."""
    return _forms(
        request,
        scope,
        [{}],
        WhyForm(),
        clear=True,
        title=_("空白表"),
        back=reverse("members.index"),
        crumbs=[Crumb(label=_("党员名册"), url=reverse("members.index"))],
    )


@page("members.own")
def own(request: HttpRequest, scope: Scope) -> HttpResponse:
    """One's own form, to check and to sign."""
    line = selectors.own_line(scope.actor)
    if line is None:
        raise Http404
    return _forms(
        request,
        scope,
        [line],
        WhyForm(),
        clear=True,
        title=scope.name,
        back=reverse("members.me"),
        crumbs=[Crumb(label=_("我的"), url=reverse("members.me"))],
    )


def _asked(request: HttpRequest, scope: Scope, path: str) -> tuple[str, WhyForm]:
    """The purpose for which numbers are wanted in clear, if somebody asks and may; and the form that asks."""
    if request.method != "POST":
        return "", WhyForm()
    if not scope.may("members.unseal"):
        raise Refused("members.unseal", path)
    asked = WhyForm(request.POST)
    if asked.is_valid() and must_prove(request):
        asked.add_error(None, _("显示全文前，请先再验证一次第二重。"))
    return (asked.cleaned_data["why"] if asked.is_valid() else ""), asked


def _forms(
    request: HttpRequest,
    scope: Scope,
    lines: Iterable[dict[str, Any]],
    asked: WhyForm,
    *,
    clear: bool,
    title: str,
    back: str,
    crumbs: list[Crumb],
    names: Sequence[tuple[str, str]] = (),
    only: Sequence[str] = (),
) -> HttpResponse:
    context = {
        "names": names if len(names) > 1 else (),
        "only": only,
        "forms": [(line.get("code", ""), items(line)) for line in lines],
        "form": asked,
        "title": title,
        "ask": not clear and scope.may("members.unseal"),
        "must_prove": f"{link('guard.second_factor')}?next={quote(request.get_full_path())}"
        if must_prove(request)
        else "",
        "back": back,
        "on": clock.today(),
        "crumbs": crumbs,
    }
    failed = asked.is_bound and bool(asked.errors)
    return private(render(request, "members/paper_forms.html", context, status=422 if failed else 200))


def items(line: dict[str, Any]) -> list[Item]:
    """The boxes of one form; of an empty line the empty form."""
    headings = selectors.export_headings()
    return [
        Item(
            headings[name],
            "" if name in TICKED else _plain(line.get(name)),
            _choices(name, line.get(name)),
            name in WIDE,
        )
        for name in ITEMS
    ]


def _choices(name: str, said: Any) -> tuple[tuple[str, bool], ...]:
    if name not in TICKED:
        return ()
    return tuple((str(label), str(label) == said) for _code, label in selectors.choices(name))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _crumbs(where: Org) -> list[Crumb]:
    return [Crumb(label=_("党员名册"), url=reverse("members.of", args=[where.pk]))]
