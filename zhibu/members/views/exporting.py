"""The roster with all its fields as a file."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.guard.models import Session
from zhibu.guard.selectors import must_prove_again
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.addresses import link
from zhibu.kernel.web.parts import Crumb
from zhibu.kernel.web.sheets import MOST, file
from zhibu.members import selectors, services
from zhibu.members.forms import ExportForm
from zhibu.orgs import selectors as orgs

from .asking import put
from .sheet import private


@page("members.see")
def export(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Asked by POST, because it is written down; the file is the answer."""
    own = orgs.own_org(scope)
    places = [own, *(branch for branch in orgs.branches(scope) if branch.pk != own.pk)]
    clear = scope.may("members.unseal")
    form = ExportForm(request.POST or None, places=places, clear=clear)
    first = must_prove(request)
    if request.method == "POST" and not form.is_bound:
        form = ExportForm({"kind": ""}, places=places, clear=clear)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        where = orgs.org(scope, data["branch"])
        try:
            if data.get("shown") == "clear":
                if first:
                    raise ValidationError({"shown": _("导出全文前，请先再验证一次第二重。")})
                made = services.export_in_clear(scope, where, why=data["why"])
            else:
                made = services.export_roster(scope, where)
            if made.count > MOST:
                raise ValidationError(
                    _("一次最多导出 %(most)s 人。请选一个支部，或在命令行用 zhibu members export。")
                    % {"most": MOST}
                )
            return private(roster_file(scope, made, data["kind"], place=own.short_name))
        except ValidationError as problem:
            put(form, problem)
    context = {
        "form": form,
        "places": len(places),
        "clear": clear,
        "must_prove": f"{link('guard.second_factor')}?next={request.path}" if first and clear else "",
        "headings": list(selectors.export_headings().values()),
        "crumbs": [Crumb(label=_("党员名册"), url=reverse("members.index"))],
    }
    return private(render(request, "members/export.html", context, status=422 if form.is_bound else 200))


def must_prove(request: HttpRequest) -> bool:
    """Whether this person has a second factor and has not given it lately: asked before anything in clear."""
    session = request.entry.session  # type: ignore[attr-defined]
    return isinstance(session, Session) and must_prove_again(session)


def roster_file(scope: Scope, made: services.Roster, kind: str, *, place: str) -> HttpResponse:
    """The roster as a workbook or as text, under the name of its organisation."""
    body, content_type = services.roster_bytes(scope, made, kind, place=place)
    return file(body, content_type, f"{_('党员名册')}-{made.where.short_name}", kind)
