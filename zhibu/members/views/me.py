"""Everybody's own: the card, who can see it, how to have it corrected, a copy to take along."""

from __future__ import annotations

import json
from datetime import date

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.addresses import link
from zhibu.kernel.web.door import finished
from zhibu.kernel.web.parts import Crumb, Moment
from zhibu.kernel.web.said import go, said
from zhibu.members import selectors, services
from zhibu.members.forms import AskForm
from zhibu.members.models import Change, Member
from zhibu.members.services.correcting import CARD_FIELDS
from zhibu.orgs import selectors as orgs

from .asking import put
from .sheet import FIELDS, SEALED, lines, private, step_line, who_sees

SAID = {"asked": gettext_lazy("已交给支部。答复会写在这一页。")}


@page("members.own")
def me(request: HttpRequest, scope: Scope) -> HttpResponse:
    member = selectors.own_card(scope.actor)
    context = {
        "member": member,
        "offices": orgs.own_offices(scope),
        "doors": _doors(card=member is not None),
        "messages": said(request, SAID),
    }
    if member is None:
        return private(render(request, "members/no_card.html", context))
    return private(render(request, "members/me.html", context | _own(member)))


def _own(member: Member) -> dict[str, object]:
    changes = selectors.changes(member)
    return {
        "branch": selectors.memberships(member)[0].branch_name,
        "lines": lines(member, selectors.particulars(member), changes),
        "moments": [
            Moment(day=step.on, title=step.what, note=step_line(step))
            for step in selectors.story(member, changes)
        ],
        "asked": [
            (c, selectors.field_label(c.field))
            for c in changes
            if c.state in {Change.State.ASKED, Change.State.DECLINED} or c.answer
        ],
        "sees": who_sees(),
    }


def _doors(*, card: bool) -> list[tuple[str, str, str]]:
    """(label, address, icon) of what else is one's own, as far as this process serves it."""
    wanted = (
        (_("谁看过我的信息"), "guard.viewings", "eye"),
        (_("登录的设备"), "guard.devices", "device"),
        (_("我刚办的事"), "undo.index", "history"),
        (_("我的到会"), "meetings.mine", "calendar"),
        (_("打印我的采集表"), "members.paper_own" if card else "", "print"),
    )
    return [(label, link(name), icon) for label, name, icon in wanted if name and link(name)]


@page("members.own")
def ask_correction(request: HttpRequest, scope: Scope, field: str) -> HttpResponse:
    member = selectors.own_card(scope.actor)
    if member is None or field not in FIELDS:
        raise Http404(field)
    sealed = field in SEALED
    form = AskForm(request.POST or None, sealed=sealed)
    if form.is_bound and form.is_valid():
        try:
            services.ask_correction(
                scope, member, field, says=form.cleaned_data.get("says", ""), why=form.cleaned_data["why"]
            )
            return go(reverse("members.me"), "asked")
        except ValidationError as problem:
            put(form, problem)
    now = getattr(member, field) if field in CARD_FIELDS else selectors.shown_now(member, field)
    context = {
        "form": form,
        "label": selectors.field_label(field),
        "now": now if isinstance(now, date) else selectors.words(field, str(now or "")),
        "sealed": sealed,
        "crumbs": [Crumb(label=_("我的"), url=reverse("members.me"))],
    }
    return private(render(request, "members/ask.html", context, status=422 if form.is_bound else 200))


@page("members.own")
def unseal(request: HttpRequest, scope: Scope, field: str) -> HttpResponse:
    """One's own number in clear, on the answer to a POST alone."""
    member = selectors.own_card(scope.actor)
    if member is None or field not in SEALED or request.method != "POST":
        raise Http404(field)
    context = {
        "label": selectors.field_label(field),
        "value": services.unseal_field(scope, member, field, why=_("本人查看")) or _("没有登记"),
        "crumbs": [Crumb(label=_("我的"), url=reverse("members.me"))],
    }
    return private(render(request, "members/own_value.html", context))


@page("members.own")
def take_copy(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Everything kept about the one who acts, as JSON; by POST, because it is written down."""
    if request.method != "POST":
        raise Http404
    copy = services.take_copy(scope, selectors.own_card(scope.actor))
    body = json.dumps(copy, ensure_ascii=False, indent=1).encode()
    return private(finished(body, "application/json", filename=_("我的信息.json")))
