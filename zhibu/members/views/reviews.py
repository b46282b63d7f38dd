"""What waits for a second person, over all branches of the grant; a batch reviewed on one page."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.parts import Crumb
from zhibu.kernel.web.said import go, said
from zhibu.kernel.web.sheets import listing
from zhibu.members import selectors, services
from zhibu.members.forms import DeclineForm
from zhibu.members.models import Change, Member
from zhibu.orgs import selectors as orgs

from .asking import ask, card_url, trail
from .sheet import private

PAGE = 100
KEYS = ("name", "id_number", "sex", "born_on", "joined_on", "converted_on")
SAID = {"reviewed": gettext_lazy("已审核。")}


@page("members.review")
@listing
def index(request: HttpRequest, scope: Scope) -> HttpResponse:
    where = orgs.own_org(scope)
    context = {
        "where": where,
        "branches": selectors.branches_waiting(scope, where),
        "batches": selectors.batches_waiting(scope, where),
        "messages": said(request, SAID),
        "crumbs": [Crumb(label=_("党员名册"), url=reverse("members.index"))],
    }
    return private(render(request, "members/reviews.html", context))


@page("members.review")
def batch(request: HttpRequest, scope: Scope, batch: UUID) -> HttpResponse:
    """One list with the key values, ticks, one confirmation; each card is judged for itself."""
    refused: dict[UUID, str] = {}
    problems: list[str] = []
    if request.method == "POST":
        ticked = set(request.POST.getlist("card"))
        chosen = [m for m in selectors.cards_of_batch(scope, batch)[:PAGE] if str(m.pk) in ticked]
        try:
            if not chosen:
                raise ValidationError(_("请先勾选核对过的同志。"))
            unrelated = request.POST.get("unrelated") == "yes"
            refused = services.review_cards(scope, chosen, unrelated=unrelated)
            if not refused:
                return go(reverse("members.reviews"), "reviewed")
        except ValidationError as problem:
            problems = problem.messages
    cards = list(selectors.cards_of_batch(scope, batch)[: PAGE + 1])
    if not cards:
        raise Http404(str(batch))
    waiting = selectors.waiting_of(cards[:PAGE])
    rows = [_row(scope, card, waiting.get(card.pk, []), refused.get(card.pk, "")) for card in cards[:PAGE]]
    context = {
        "rows": rows,
        "any_open": any(not row["closed"] for row in rows),
        "more": len(cards) > PAGE,
        "most": PAGE,
        "labels": [selectors.field_label(field) for field in KEYS],
        "problems": problems,
        "refused": bool(refused),
        "crumbs": [Crumb(label=_("待审核"), url=reverse("members.reviews"))],
    }
    status = 422 if problems or refused else 200
    return private(render(request, "members/reviews_batch.html", context, status=status))


def _row(scope: Scope, card: Member, waiting: list[Change], why: str) -> dict[str, object]:
    own = scope.actor == str(card.pk) or scope.actor in {str(c.made_by) for c in waiting}
    return {
        "card": card,
        "values": [selectors.words(field, str(getattr(card, field) or "")) for field in KEYS],
        "changes": [_said(change) for change in waiting if change.field != "card"],
        "who": waiting[0].made_by_name if waiting else "",
        "why": why,
        "closed": own,
    }


def _said(change: Change) -> tuple[str, str, str]:
    before, after = (selectors.words(change.field, said) for said in (change.before, change.after))
    return selectors.field_label(change.field), before, after


@page("members.review")
def decline(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A key value that waits is not taken."""
    change = selectors.waiting_change(scope, pk)
    form = DeclineForm(request.POST or None)
    told = {
        "field": selectors.field_label(change.field),
        "before": selectors.words(change.field, change.before) or _("空"),
        "after": selectors.words(change.field, change.after) or _("空"),
    }
    return ask(
        request,
        form,
        lambda data: services.decline_change(scope, change, answer=data["answer"]),
        back=card_url(change.member),
        title=_("不采纳"),
        lead=_("%(field)s：%(before)s → %(after)s") % told,
        button=_("不采纳"),
        word="declined",
        crumbs=trail(change.member),
        note=_("卡上还是原来的内容。原因留在信息卡里，录入的同志看得到。"),
    )
