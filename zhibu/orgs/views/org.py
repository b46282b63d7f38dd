"""One organisation: what is known of it, and what is decided about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.parts import Crumb, Fact
from zhibu.kernel.web.said import back, go, said
from zhibu.orgs import selectors, services
from zhibu.orgs.forms import (
    DescribeForm,
    ElectionForm,
    EndForm,
    FoundForm,
    GroupForm,
    MoveForm,
    RenameForm,
)
from zhibu.orgs.models import Org
from zhibu.orgs.selectors import beside
from zhibu.orgs.services.founding import DESCRIBED

SAID = {
    "founded": gettext_lazy("已设立。"),
    "described": gettext_lazy("已保存。"),
    "grouped": gettext_lazy("已编组。"),
    "renamed": gettext_lazy("已更名。以前的记录保留原来的名称。"),
    "moved": gettext_lazy("已调整。权限从现在起按新的隶属关系，过去的统计不变。"),
    "dissolved": gettext_lazy("已撤销。"),
    "elected": gettext_lazy("已记录选举。"),
    "appointed": gettext_lazy("已任命。"),
    "proposed": gettext_lazy("已提出。上级职务要由另一位管理员确认后才生效。"),
    "ended": gettext_lazy("已免去职务，这位同志的登录已经退出。"),
}


@page("orgs.see")
def show(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    org = selectors.org(scope, pk)
    today = clock.today()
    count = selectors.count_of(scope, org)
    below = selectors.children(scope, org)
    leaders = selectors.leaders(scope, [org, *below])
    return render(
        request,
        "orgs/show.html",
        {
            "org": org,
            "crumbs": crumbs(scope, org),
            "facts": _facts(org, leaders.get(org.pk, "")),
            "count": count,
            "verdicts": selectors.verdicts(org, count, today),
            "holders": selectors.office_holders(scope, org, today),
            "former": selectors.former_holders(scope, org, today),
            "terms": selectors.terms(org),
            "below": below,
            "leaders": leaders,
            "history": selectors.history(scope, org),
            "links": beside.links(scope, org),
            "can": _can(scope, org),
            "messages": said(request, SAID),
        },
    )


def _can(scope: Scope, org: Org) -> dict[str, bool]:
    """What the page offers; the services ask again."""
    stands = org.dissolved_on is None
    inside = stands and org.pk != scope.org
    group = org.kind == Org.Kind.GROUP
    manages = scope.may("orgs.manage")
    return {
        "describe": stands and not group and scope.may("orgs.describe"),
        "rename": stands and (manages or (group and scope.may("orgs.groups"))) and not group,
        "move": inside and manages and not group,
        "dissolve": inside and (scope.may("orgs.groups") if group else manages),
        "found": stands and manages and org.above_branch,
        "group": stands and org.kind == Org.Kind.BRANCH and scope.may("orgs.groups"),
        "elect": stands and manages and not group,
        "appoint": stands and scope.may("orgs.appoint"),
        "assist": stands and scope.may("orgs.assist") and org.kind == Org.Kind.BRANCH,
    }


def _facts(org: Org, leader: str) -> tuple[Fact, ...]:
    """The ten fields of the national collection, and what the house adds."""
    return (
        Fact(label=_("党组织全称"), value=org.name),
        Fact(label=_("书记"), value=leader),
        Fact(label=_("联系人"), value=org.contact),
        Fact(label=_("联系电话"), value=org.phone),
        Fact(label=_("党组织类别"), value=f"{org.get_field_display()} · {org.get_kind_display()}"),
        Fact(label=_("单位情况"), value=str(org.get_unit_situation_display())),
        Fact(label=_("单位名称"), value=org.unit_name),
        Fact(label=_("单位性质"), value=org.unit_nature),
        Fact(label=_("单位建立党组织情况"), value=org.unit_party_status),
        Fact(label=_("统一社会信用代码"), value=org.uscc),
        Fact(label=_("组建形式"), value=str(org.get_form_display())),
        Fact(label=_("组织代码"), value=org.code, note=org.external_code),
    )


def crumbs(scope: Scope, org: Org) -> list[Crumb]:
    """Names of the superiors; those above the grant are names only and lead to the top of the tree."""
    above, index = selectors.trail(scope, org), reverse("orgs.index")
    ways = (reverse("orgs.show", args=[o.pk]) if o.path in scope.branches else index for o in above)
    return [Crumb(label=o.short_name, url=way) for o, way in zip(above, ways, strict=True)]


Act = Callable[[dict[str, Any]], object]


def ask(
    request: HttpRequest,
    org: Org,
    form: forms.Form,
    act: Act,
    *,
    title: str,
    button: str,
    word: str,
    lead: str = "",
    columns: bool = False,
    onward: str = "",
    crumbs: list[Crumb],
) -> HttpResponse:
    """A page with one form: what is wrong is said on it, what is done leads on."""
    if form.is_bound and form.is_valid():
        try:
            done = act(form.cleaned_data)
            done_to = done if isinstance(done, Org) else org
            return go(onward or reverse("orgs.show", args=[done_to.pk]), word)
        except ValidationError as problem:
            put(form, problem)
    context = {
        "org": org,
        "form": form,
        "title": title,
        "button": button,
        "lead": lead,
        "columns": columns,
        "crumbs": [*crumbs, Crumb(label=org.short_name, url=reverse("orgs.show", args=[org.pk]))],
    }
    return render(request, "orgs/form.html", context, status=422 if form.is_bound else 200)


def put(form: forms.Form, problem: ValidationError) -> None:
    """A service's refusal goes to the field it names, if the form has it, else above the form."""
    if not hasattr(problem, "error_dict"):
        form.add_error(None, problem)
        return
    for name, errors in problem.error_dict.items():
        for error in errors:
            form.add_error(name if name in form.fields else None, error)


@page("orgs.describe")
def describe(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    org = selectors.org(scope, pk)
    form = DescribeForm(request.POST or None, initial={name: getattr(org, name) for name in DESCRIBED})
    return ask(
        request,
        org,
        form,
        lambda data: services.describe_org(scope, org, **data),
        title=_("修改组织信息"),
        button=_("保存"),
        word="described",
        columns=True,
        crumbs=crumbs(scope, org),
    )


@page("orgs.manage")
def found(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    parent = selectors.org(scope, pk)
    form = FoundForm(request.POST or None, parent=parent)
    return ask(
        request,
        parent,
        form,
        lambda data: services.found_org(scope, parent, **data),
        title=_("设立下级党组织"),
        lead=_("设在%(org)s下面。") % {"org": parent.name},
        button=_("设立"),
        word="founded",
        columns=True,
        crumbs=crumbs(scope, parent),
    )


@page("orgs.groups")
def found_group(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    branch = selectors.org(scope, pk)
    form = GroupForm(request.POST or None, initial={"name": request.GET.get("name", "")[:120]})
    return ask(
        request,
        branch,
        form,
        lambda data: services.found_group(scope, branch, **data),
        onward=back(request),
        title=_("设立党小组"),
        button=_("设立"),
        word="founded",
        crumbs=crumbs(scope, branch),
    )


@page("orgs.manage")
def rename(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    org = selectors.org(scope, pk)
    form = RenameForm(request.POST or None, initial={"name": org.name, "short_name": org.short_name})
    return ask(
        request,
        org,
        form,
        lambda data: services.rename_org(scope, org, **data),
        title=_("更名"),
        lead=_("以前的会议和名册保留当时的名称。"),
        button=_("更名"),
        word="renamed",
        crumbs=crumbs(scope, org),
    )


@page("orgs.manage")
def move(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    org = selectors.org(scope, pk)
    parents = selectors.may_stand_under(scope, org)
    form = MoveForm(request.POST or None, parents=parents)
    return ask(
        request,
        org,
        form,
        lambda data: services.move_org(
            scope, org, selectors.org(scope, data["parent"]), on=data["on"], why=data["why"]
        ),
        title=_("调整隶属关系"),
        lead=_("下级和党员跟着一起调整。权限马上按新的隶属关系，过去的统计不变。"),
        button=_("调整"),
        word="moved",
        crumbs=crumbs(scope, org),
    )


@page("orgs.manage")
def dissolve(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    return _dissolving(request, scope, selectors.org(scope, pk), services.dissolve_org)


@page("orgs.groups")
def disband(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    return _dissolving(request, scope, selectors.org(scope, pk), services.dissolve_group)


def _dissolving(request: HttpRequest, scope: Scope, org: Org, service: Callable[..., None]) -> HttpResponse:
    form = EndForm(request.POST or None)
    form.fields["on"].label = _("撤销日期")
    return ask(
        request,
        org,
        form,
        lambda data: service(scope, org, **data),
        title=_("撤销%(org)s") % {"org": org.short_name},
        lead=_("撤销后不能再录入党员和会议，以前的记录都保留。"),
        button=_("撤销"),
        word="dissolved",
        crumbs=crumbs(scope, org),
    )


@page("orgs.manage")
def elect(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    org = selectors.org(scope, pk)
    form = ElectionForm(request.POST or None)
    return ask(
        request,
        org,
        form,
        lambda data: services.record_election(scope, org, **data),
        title=_("记录选举"),
        lead=_("本届任期从选举当天算起，何时届满由规定推算。"),
        button=_("记录"),
        word="elected",
        crumbs=crumbs(scope, org),
    )
