"""A member comes in, is put into a group, moves, dies or leaves."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel import clock
from zhibu.kernel.norms import book
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.parts import Crumb
from zhibu.kernel.web.said import go
from zhibu.members import selectors, services
from zhibu.members.forms import GoneForm, JoinForm, LeavingForm, TransferForm
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from .asking import ask, card_url, put, trail
from .sheet import private

GROUPS = (
    (("name", "id_number", "mismatch", "sex", "born_on", "ethnicity", "education"), "who"),
    (("category", "joined_on", "converted_on", "branch", "group", "from_on", "how", "standing"), "party"),
    (
        ("occupation", "mobile", "landline", "home_address", "whereabouts", "whereabouts_since", "direction"),
        "life",
    ),
)


@page("members.join")
def join(request: HttpRequest, scope: Scope) -> HttpResponse:
    return _joining(request, scope, None)


@page("members.join")
def join_to(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    return _joining(request, scope, orgs.org(scope, pk))


def _joining(request: HttpRequest, scope: Scope, branch: Org | None) -> HttpResponse:
    branches = [branch] if branch is not None else orgs.branches(scope)
    groups = orgs.groups(scope, branches[0]) if len(branches) == 1 else []
    form = JoinForm(request.POST or None, branches=branches, groups=groups)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            member = services.join_member(
                scope,
                orgs.org(scope, data["branch"]),
                form.new_member(),
                from_on=data["from_on"],
                how=data["how"],
                group=orgs.org(scope, data["group"]) if data.get("group") else None,
            )
            if request.POST.get("next") == "another":
                return go(reverse("members.join"), "joined")
            return go(card_url(member), "joined")
        except ValidationError as problem:
            put(form, problem)
    titles = {"who": _("本人"), "party": _("党内"), "life": _("工作和联系")}
    parts = [
        (
            titles[name],
            [form[f] for f in fields if f in form.fields and (f != "mismatch" or form.asks_mismatch)],
        )
        for fields, name in GROUPS
    ]
    context = {
        "form": form,
        "parts": parts,
        "said_joined": request.GET.get("said") == "joined",
        "crumbs": [Crumb(label=_("党员名册"), url=reverse("members.index"))],
    }
    return private(render(request, "members/join.html", context, status=422 if form.is_bound else 200))


@page("members.leave")
def death(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    member = selectors.card(scope, pk)
    return ask(
        request,
        GoneForm(request.POST or None),
        lambda data: services.record_death(scope, member, **data),
        back=card_url(member),
        title=_("登记%(name)s同志去世") % {"name": member.name},
        button=_("登记"),
        word="gone",
        crumbs=trail(member),
        note=_("据实登记，不需要决议。信息卡保留，名册和统计从这一天起不再计入。"),
    )


@page("members.leave")
def leaving(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    member = selectors.card(scope, pk)
    return ask(
        request,
        LeavingForm(request.POST or None),
        lambda data: services.record_leaving(scope, member, **data),
        back=card_url(member),
        title=_("登记%(name)s离开") % {"name": member.name},
        lead=_("系统不会自己改变任何人的党籍，只登记支部大会已经决定、上级已经批准的事。"),
        button=_("登记"),
        word="gone",
        crumbs=trail(member),
        source=book().get("relation.exit", clock.today()).source,
    )


@page("members.transfer")
def transfer(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    member = selectors.card(scope, pk)
    branches = [o for o in orgs.branches(scope) if o.pk != member.branch_id]
    return ask(
        request,
        TransferForm(request.POST or None, branches=branches),
        lambda data: services.transfer_member(
            scope, member, orgs.org(scope, data["to"]), on=data["on"], why=data["why"]
        ),
        back=card_url(member),
        title=_("转接%(name)s的组织关系") % {"name": member.name},
        lead=_("在本党委范围内从%(branch)s转到另一个支部。") % {"branch": member.branch.name},
        button=_("转接"),
        word="moved",
        crumbs=trail(member),
        note=_("原支部的职务和党小组同时结束；原支部从这时起看不到信息卡，以前的会议记录照旧。"),
    )
