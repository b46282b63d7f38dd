"""差异清单: what is to be changed in the national system, and the ways out of a difference."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhibu.exchange import selectors, services
from zhibu.exchange.forms import LeaveForm, PurposeForm, TakeOverForm
from zhibu.exchange.models import Discrepancy
from zhibu.exchange.spelling import field_name
from zhibu.guard.models import Session
from zhibu.guard.selectors import must_prove_again
from zhibu.kernel import clock
from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page as door
from zhibu.kernel.web.parts import Column, Tab
from zhibu.kernel.web.said import go
from zhibu.kernel.web.sheets import MOST, file, listing, most
from zhibu.members import selectors as members
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from .reconciling import put_on, render, trail

PAGE = 200
KIND = Discrepancy.Kind


@door("exchange.see")
@listing
def discrepancies(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The list of an organisation, masked; after a purpose was posted, in clear on that answer alone."""
    where = orgs.org(scope, pk)
    known = request.GET.get("show") == "known"
    asks = scope.may("members.unseal")
    form = PurposeForm(request.POST if request.method == "POST" and asks else None)
    clear, first = False, asks and _must_prove(request)
    if form.is_bound and form.is_valid():
        try:
            if first:
                raise ValidationError({"why": _("看全文前，请先再验证一次第二重。")})
            services.open_list_in_clear(scope, where, why=form.cleaned_data["why"], known=known)
            clear = True
        except ValidationError as problem:
            put_on(form, problem)
    number = request.GET.get("page", "1")
    at = int(number) if number.isdecimal() and 0 < len(number) < 6 else 1
    limit = most(request, PAGE) if not clear else MOST
    start = 0 if limit != PAGE else (max(at, 1) - 1) * PAGE
    found = selectors.listed_discrepancies(scope, where, known=known, start=start, limit=limit, clear=clear)
    if clear and form.cleaned_data["kind"]:
        return _file(scope, where, found, form.cleaned_data["kind"])
    services.remember_list(scope, where)
    here = reverse("exchange.discrepancies", args=[where.pk])
    query = "show=known&" if known else ""
    context: dict[str, Any] = {
        "where": where,
        "found": found,
        "known": known,
        "clear": clear,
        "asks": asks,
        "must_prove": f"{reverse('guard.second_factor')}?next={request.path}" if first else "",
        "form": form,
        "branchwise": where.kind != Org.Kind.BRANCH,
        "columns": _columns(where),
        "came": selectors.changed_since(scope, where) if where.kind == Org.Kind.BRANCH and not known else [],
        "coverage": selectors.last_coverage(scope, where),
        "week": selectors.week_waits(scope, where) if scope.may("exchange.reconcile") else None,
        "tabs": _tabs(scope, where, known),
        "previous_url": f"{here}?{query}page={at - 1}" if at > 1 and limit == PAGE else "",
        "next_url": f"{here}?{query}page={at + 1}" if limit == PAGE and start + PAGE < found.total else "",
        "crumbs": trail(),
    }
    return render(request, "exchange/discrepancies.html", context, status=422 if form.errors else 200)


def _must_prove(request: HttpRequest) -> bool:
    session = request.entry.session  # type: ignore[attr-defined]
    return isinstance(session, Session) and must_prove_again(session)


def _columns(where: Org) -> list[Column]:
    words = [_("姓名"), _("公民身份号码"), _("项目"), _("全国系统现在是"), _("本系统是")]
    if where.kind != Org.Kind.BRANCH:
        words.insert(0, _("党支部"))
    return [*(Column(label=word) for word in words), Column(label="")]


def _tabs(scope: Scope, where: Org, known: bool) -> list[Tab]:
    here = reverse("exchange.discrepancies", args=[where.pk])
    counts = selectors.open_counts(scope, where)
    return [
        Tab(label=_("要到全国系统改的"), url=here, current=not known, count=counts[0]),
        Tab(label=_("已知，暂不改"), url=f"{here}?show=known", current=known, count=counts[1]),
    ]


def _file(scope: Scope, where: Org, found: selectors.Listed, kind: str) -> HttpResponse:
    body, content_type = services.list_bytes(scope, where, found, kind)
    answer = file(body, content_type, f"{_('差异清单')}-{where.short_name}", kind)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _one(scope: Scope, pk: UUID) -> tuple[Discrepancy, Any]:
    row = selectors.discrepancy(scope, pk)
    lines, _new = selectors.shown_discrepancies(scope, row.branch, [row])
    return row, lines[0]


@door("exchange.reconcile")
def leave(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """已知，暂不改, with the reason; or back on the list."""
    row, line = _one(scope, pk)
    back = reverse("exchange.discrepancies", args=[row.branch_id])
    if request.method == "POST" and request.POST.get("again"):
        services.take_up_again(scope, row.pk)
        return go(back, "again")
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and not form.is_bound:
        form = LeaveForm({"why": ""})
    if form.is_bound and form.is_valid():
        try:
            services.leave_for_now(scope, row.pk, why=form.cleaned_data["why"])
            return go(back, "known")
        except ValidationError as problem:
            put_on(form, problem)
    context = {"line": line, "form": form, "back": back, "crumbs": trail(row.branch)}
    return render(request, "exchange/leave.html", context, status=422 if form.is_bound else 200)


@door("exchange.reconcile")
def here(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """改本系统: the correction of this field, prefilled with what the national system says."""
    row, line = _one(scope, pk)
    back = reverse("exchange.discrepancies", args=[row.branch_id])
    possible = services.changes_here(row) and line.reachable and scope.may("members.correct")
    dated = row.field in members.DATED
    offered = services.offered(row) if possible else ""
    form = TakeOverForm(
        request.POST if request.method == "POST" and possible else None,
        field=row.field,
        label=field_name(row.field),
        sealed=possible and not offered and bool(row.theirs.mask),
        dated=dated,
        initial={"value": offered, "on": clock.today()},
    )
    if request.method == "POST" and possible and not form.is_bound:
        form = TakeOverForm({}, field=row.field, label=field_name(row.field), sealed=not offered, dated=dated)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            services.take_over(
                scope, row.pk, value=str(data.get("value") or ""), why=data["why"], on=data.get("on")
            )
            return go(back, "here")
        except ValidationError as problem:
            put_on(form, problem)
    context = {
        "row": row,
        "line": line,
        "form": form,
        "possible": possible,
        "way": _way(scope, row, line),
        "back": back,
        "crumbs": trail(row.branch),
    }
    return render(request, "exchange/here.html", context, status=422 if form.is_bound else 200)


def _way(scope: Scope, row: Discrepancy, line: Any) -> tuple[str, str]:
    """(what to do, address) where our side is not changed by one field."""
    if row.kind == KIND.THEIRS and row.member_id is None:
        if scope.may("members.join") and row.branch.kind == Org.Kind.BRANCH:
            return _("录入这位党员"), reverse("members.join_to", args=[row.branch_id])
        return "", ""
    if not line.reachable or row.member_id is None:
        return "", ""
    if row.field == "branch" and scope.may("members.transfer"):
        return _("办理转接"), reverse("members.transfer", args=[row.member_id])
    if row.field in {"whereabouts_since", "direction"} and scope.may("members.correct"):
        return _("变更流动或失联"), reverse("members.change", args=[row.member_id, "whereabouts"])
    return _("打开信息卡"), reverse("members.card", args=[row.member_id])


@require_POST
@door("exchange.reconcile")
def week_done(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """This week's list has been worked off in the national system."""
    where = orgs.org(scope, pk)
    try:
        services.finish_week(scope, where)
    except ValidationError:
        return go(reverse("exchange.discrepancies", args=[where.pk]))
    return go(reverse("exchange.discrepancies", args=[where.pk]), "week")
