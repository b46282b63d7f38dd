"""The roster, who left, corrections that members ask for, and the slips to sign in with."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel import clock
from zhibu.kernel.cards import beside
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.cursor import cursor_page
from zhibu.kernel.web.parts import Column, Crumb
from zhibu.kernel.web.said import go, said
from zhibu.kernel.web.sheets import listing, most
from zhibu.members import selectors, services
from zhibu.members.forms import AnswerForm, GroupsForm, SlipsForm
from zhibu.members.models import Member
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from .asking import put
from .paper import MOST
from .sheet import private

PAGE = 50
LAST = 200  # so many of those who left, and of corrections asked for, are shown
BY = ("pinyin", "person_id")
SHOWN = ("name", "pinyin", "sex", "born_on", "ethnicity", "joined_on", "mobile_mask", "reviewed_at", "code")
SAID = {
    "joined": gettext_lazy("已录入。请另一位同志对照材料审核。"),
    "dead": gettext_lazy("已登记去世，名册上不再列出。"),
    "left": gettext_lazy("已登记离开，名册上不再列出。"),
    "moved": gettext_lazy("已转接。原支部从现在起看不到这张信息卡。"),
    "grouped": gettext_lazy("已编组。"),
    "answered": gettext_lazy("已答复，本人看得到。"),
}


@page("members.see")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    chosen = _number(request.GET.get("branch", ""))
    return _roster(request, scope, orgs.org(scope, chosen) if chosen else orgs.own_org(scope))


@page("members.see")
@listing
def of(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    return _roster(request, scope, orgs.org(scope, pk))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else 0


def _roster(request: HttpRequest, scope: Scope, where: Org) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:60]
    category = request.GET.get("category", "")
    unreviewed = request.GET.get("unreviewed", "") == "1"
    rows, more = _page_of(
        selectors.roster(
            scope,
            where,
            words=words,
            category=category if category in dict(selectors.choices("category")) else "",
            unreviewed=unreviewed,
        ).only(*SHOWN, "branch__short_name"),
        request.GET.get("after", ""),
        most(request, PAGE),
    )
    kept = {
        "q": words,
        "category": category,
        "unreviewed": "1" if unreviewed else "",
        "branch": str(where.pk),
    }
    kept = {name: value for name, value in kept.items() if value}
    context = {
        "where": where,
        "rows": rows,
        "totals": selectors.totals(scope, where),
        "many": selectors.MANY,
        "on_paper": MOST,
        "words": words,
        "category": category,
        "unreviewed": unreviewed,
        "categories": selectors.choices("category"),
        "education": _said("education"),
        "sexes": _said("sex"),
        "peoples": _said("ethnicity"),
        "branches": orgs.few_branches(scope) if scope.purpose != "branch" else [],
        "columns": [Column(label=label) for label in _headings()],
        "one_branch": where.kind == Org.Kind.BRANCH,
        "first_url": f"{reverse('members.index')}?{urlencode(kept)}" if request.GET.get("after") else "",
        "next_url": f"{reverse('members.index')}?{urlencode(kept | {'after': more})}" if more else "",
        "beside": beside("members.index", scope.duties),
        "messages": said(request, SAID),
        "crumbs": [] if where.pk == scope.org else _crumbs(where),
    }
    return private(render(request, "members/index.html", context))


def _said(name: str) -> dict[str, str]:
    """The labels of a list of codes, translated once for all rows."""
    return {code: str(label) for code, label in selectors.choices(name)}


def _headings() -> list[str]:
    return [
        _("姓名"),
        _("性别"),
        _("出生日期"),
        _("民族"),
        _("类别"),
        _("入党日期"),
        _("学历"),
        _("支部"),
        _("电话"),
        _("审核"),
        _("党员编号"),
    ]


def _page_of(rows: Any, after: str, limit: int) -> tuple[list[Member], str | None]:
    """One page; a mark that is not ours begins anew instead of breaking."""
    try:
        return cursor_page(rows, by=BY, cursor=after, limit=limit, largest=limit)
    except ValidationError:
        return cursor_page(rows, by=BY, cursor="", limit=limit, largest=limit)


def _crumbs(where: Org) -> list[Crumb]:
    return [Crumb(label=_("党员名册"), url=reverse("members.index"))]


@page("members.see")
@listing
def gone(request: HttpRequest, scope: Scope) -> HttpResponse:
    where = orgs.own_org(scope)
    context = {
        "where": where,
        "rows": list(selectors.gone(scope, where)[: most(request, LAST)]),
        "crumbs": _crumbs(where),
    }
    return private(render(request, "members/gone.html", context))


@page("members.correct")
@listing
def corrections(request: HttpRequest, scope: Scope) -> HttpResponse:
    where = orgs.own_org(scope)
    rows = selectors.asked_corrections(scope, where, most(request, LAST))
    context = {
        "rows": [(c, selectors.field_label(c.field), selectors.words(c.field, c.before)) for c in rows],
        "crumbs": _crumbs(where),
        "messages": said(request, SAID),
    }
    return private(render(request, "members/corrections.html", context))


@page("members.correct")
def answer(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    change = selectors.asked_correction(scope, pk)
    form = AnswerForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            if request.POST.get("answer_is") == "no":
                services.decline_correction(scope, change, **form.cleaned_data)
            else:
                services.accept_correction(scope, change, **form.cleaned_data)
            return go(reverse("members.corrections"), "answered")
        except ValidationError as problem:
            put(form, problem)
    context = {
        "change": change,
        "label": selectors.field_label(change.field),
        "before": selectors.words(change.field, change.before),
        "form": form,
        "dated": change.field in selectors.DATED,
        "crumbs": [
            *_crumbs(change.member.branch),
            Crumb(label=_("本人提出的更正"), url=reverse("members.corrections")),
        ],
    }
    return private(render(request, "members/answer.html", context, status=422 if form.is_bound else 200))


@page("members.slips")
def slips(request: HttpRequest, scope: Scope) -> HttpResponse:
    where = orgs.own_org(scope)
    chosen = _number(request.GET.get("branch", ""))
    if chosen:
        where = orgs.org(scope, chosen)
    everybody = list(selectors.roster(scope, where)[: services.MOST_SLIPS + 1])
    too_many = len(everybody) > services.MOST_SLIPS
    people = [] if too_many else [(str(m.pk), m.name) for m in everybody]
    form = SlipsForm(request.POST or None, people=people)
    if form.is_bound and form.is_valid():
        ids = [UUID(pk) for pk in form.cleaned_data["who"]]
        try:
            made = services.print_slips(
                scope, selectors.by_ids(scope, where, ids), days=form.cleaned_data["days"]
            )
            context = {"slips": made, "where": where, "days": form.cleaned_data["days"], "on": clock.today()}
            return private(render(request, "members/slips_printed.html", context))
        except ValidationError as problem:
            put(form, problem)
    context = {
        "form": form,
        "where": where,
        "too_many": too_many,
        "branches": orgs.branches(scope) if too_many or chosen else [],
        "crumbs": _crumbs(where),
    }
    return private(render(request, "members/slips.html", context, status=422 if form.is_bound else 200))


@page("orgs.groups")
def groups(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Every member of a branch with a choice of groups: one form for all."""
    branch = orgs.org(scope, pk)
    people = selectors.grouped(scope, branch)
    choices = orgs.groups(scope, branch)
    by_pk = {str(g.pk): g for g in choices}
    form = GroupsForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            services.regroup(
                scope,
                [(m, by_pk.get(request.POST.get(f"group-{m.pk}", ""))) for m, _now in people],
                on=form.cleaned_data["on"],
            )
            return go(reverse("orgs.show", args=[branch.pk]), "grouped")
        except ValidationError as problem:
            put(form, problem)
    typed = request.POST if request.method == "POST" else None
    context = {
        "branch": branch,
        "form": form,
        "choices": choices,
        "people": [
            (m, typed.get(f"group-{m.pk}", "") if typed is not None else str(now or "")) for m, now in people
        ],
        "crumbs": [Crumb(label=branch.short_name, url=reverse("orgs.show", args=[branch.pk]))],
    }
    return private(render(request, "members/groups.html", context, status=422 if form.is_bound else 200))
