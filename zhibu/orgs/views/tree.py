"""The tree of organisations, and finding one in it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.parts import Node
from zhibu.kernel.web.sheets import listing
from zhibu.orgs import selectors
from zhibu.orgs.selectors import Twig

MOST_WORDS = 60


@page("orgs.see")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:MOST_WORDS]
    below = request.GET.get("under", "")
    top = (
        selectors.org(scope, int(below))
        if below.isdecimal() and below.isascii()
        else selectors.own_org(scope)
    )
    grown = selectors.tree(scope, top, selectors.leaders(scope))
    return render(
        request,
        "orgs/index.html",
        {
            "top": top,
            "count": grown.count,
            "nodes": (node(grown, open_levels=2),),
            "words": words,
            "found": selectors.called(scope, words) if words else [],
            "waiting": len(selectors.waiting(scope)) if scope.may("orgs.confirm") else 0,
        },
    )


def node(twig: Twig, open_levels: int) -> Node:
    """One organisation of the tree as the page shows it."""
    said = [str(twig.org.get_kind_display())]
    if twig.leader:
        said.append(twig.leader)
    if twig.more:
        said.append(_("下级另页"))
    address = reverse("orgs.show", args=[twig.org.pk])
    return Node(
        label=twig.org.short_name,
        url=f"{reverse('orgs.index')}?under={twig.org.pk}" if twig.more else address,
        note=" · ".join(said),
        count=None if twig.org.kind == twig.org.Kind.GROUP else twig.count.members,
        children=tuple(node(child, open_levels - 1) for child in twig.below),
        open=open_levels > 0,
    )
