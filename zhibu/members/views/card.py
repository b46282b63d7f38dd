"""One card: opened, read in clear with a reason, corrected, reviewed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel.scope import Scope
from zhibu.kernel.web import page
from zhibu.kernel.web.parts import Moment
from zhibu.kernel.web.said import go, said
from zhibu.members import selectors, services
from zhibu.members.forms import CorrectForm, LettersForm, ParticularForm, WhyForm
from zhibu.members.models import Change, Kinship, Member
from zhibu.members.services.correcting import CARD_FIELDS
from zhibu.members.services.rules import KEY_FIELDS

from .asking import ask, card_url, put, trail
from .sheet import SEALED, lines, private, step_line, who_sees

SAID = {
    "joined": gettext_lazy("已录入。请另一位同志对照材料审核。"),
    "corrected": gettext_lazy("已更正。请另一位同志审核。"),
    "reviewed": gettext_lazy("已审核。"),
    "waits": gettext_lazy("已记下，等另一位同志审核；审核以前，卡上还是原来的内容。"),
    "declined": gettext_lazy("没有采纳，原因留在信息卡里。"),
    "moved": gettext_lazy("已转接。原支部从现在起看不到这张信息卡。"),
    "gone": gettext_lazy("已登记，名册上不再列出。"),
    "grouped": gettext_lazy("已编组。"),
    "letters": gettext_lazy("字号已设好，本人下一次登录时起作用。"),
}


@page("members.see")
def show(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    member = services.view_card(scope, pk)  # who looked is written down before a byte leaves
    changes = selectors.changes(member)
    story = selectors.story(member, changes)
    context = {
        "member": member,
        "lines": lines(member, selectors.particulars(member), changes),
        "moments": [
            Moment(day=step.on, title=step.what, note=step_line(step)) for step in story if step.kind != "x"
        ],
        "waiting": _waiting(changes),
        "asked": [c for c in changes if c.state == Change.State.ASKED],
        "sees": who_sees(),
        "can": (can := _can(scope, member, changes, kin := selectors.kinships(member))),
        "kin": kin,
        "alone": can["own_hand"] and not _second(member, changes),
        "crumbs": trail(member)[:1],
        "messages": said(request, SAID),
    }
    return private(render(request, "members/card.html", context))


def _second(member: Member, changes: list[Change]) -> bool:
    """Whether the branch itself has somebody else who could review."""
    entered = {str(c.made_by) for c in changes if c.state == Change.State.ENTERED}
    return bool(selectors.second_persons(member, entered))


def _waiting(changes: list[Change]) -> list[tuple[Change, str, str, str]]:
    """What a second person has not seen yet: (change, label, before, after)."""
    return [
        (
            c,
            selectors.field_label(c.field),
            selectors.words(c.field, c.before),
            selectors.words(c.field, c.after),
        )
        for c in changes
        if c.state == Change.State.ENTERED
    ]


def _can(scope: Scope, member: Member, changes: list[Change], relatives: list[Kinship]) -> dict[str, bool]:
    """What the page offers; the services ask again."""
    here = member.gone_on is None
    own = scope.actor == str(member.pk)
    sides = {str(pk) for k in relatives for pk in (k.member_id, k.relative_id)}
    kin = not own and scope.actor in sides
    by_me = scope.actor in {str(c.made_by) for c in changes if c.state == Change.State.ENTERED}
    return {
        "correct": scope.may("members.correct"),
        "change": here and scope.may("members.correct"),
        "unseal": scope.may("members.unseal") or own,
        "review": scope.may("members.review") and member.reviewed_at is None and not (own or by_me or kin),
        "own_hand": scope.may("members.review") and member.reviewed_at is None and (own or by_me or kin),
        "leave": here and scope.may("members.leave"),
        "transfer": here and scope.may("members.transfer"),
        "group": here and scope.may("orgs.groups"),
        "letters": here and scope.may("members.correct"),
    }


@page("members.unseal")
def unseal(request: HttpRequest, scope: Scope, pk: UUID, field: str) -> HttpResponse:
    """A sealed field in clear, on the answer to a POST alone: no address, no history, no cache holds it."""
    if field not in SEALED:
        raise Http404(field)
    member = selectors.card(scope, pk)
    form = WhyForm(request.POST or None)
    value = ""
    if form.is_bound and form.is_valid():
        try:
            value = services.unseal_field(scope, member, field, why=form.cleaned_data["why"])
            value = value or _("没有登记")
        except ValidationError as problem:
            put(form, problem)
    context = {
        "member": member,
        "form": form,
        "label": selectors.field_label(field),
        "value": value,
        "back": card_url(member),
        "crumbs": trail(member),
    }
    failed = form.is_bound and not value
    return private(render(request, "members/unseal.html", context, status=422 if failed else 200))


@page("members.correct")
def correct(request: HttpRequest, scope: Scope, pk: UUID, field: str) -> HttpResponse:
    if field not in CARD_FIELDS:
        raise Http404(field)
    member = selectors.card(scope, pk)
    label = selectors.field_label(field)
    now = "" if field in SEALED else getattr(member, field)
    form = CorrectForm(request.POST or None, field=field, label=label, initial={"value": now})
    said_now = now if isinstance(now, date) else selectors.words(field, str(getattr(member, field) or ""))
    return ask(
        request,
        form,
        lambda data: services.correct_field(scope, member, field, data["value"], why=data["why"]),
        back=card_url(member),
        title=_("更正%(field)s") % {"field": label},
        lead=_("%(name)s，现在登记的是：%(now)s") % {"name": member.name, "now": said_now or _("空")},
        button=_("更正"),
        word="corrected",
        crumbs=trail(member),
        places={field: "value"},
        note=_waits_note(member, field)
        or _("更正后要由另一位同志审核。更正前后的内容、谁改的、为什么，都留在信息卡里。"),
    )


def _waits_note(member: Member, field: str) -> str:
    if field in KEY_FIELDS and member.reviewed_once:
        return _("这一项要等另一位同志审核后才改；审核以前，卡上还是原来的内容。")
    return ""


@page("members.correct")
def change(request: HttpRequest, scope: Scope, pk: UUID, kind: str) -> HttpResponse:
    if kind not in selectors.DATED:
        raise Http404(kind)
    member = selectors.card(scope, pk)
    now = next((p for p in selectors.particulars(member) if p.kind == kind and p.until is None), None)
    form = ParticularForm(request.POST or None, kind=kind, initial={"code": now.code if now else ""})
    label = selectors.field_label(kind)
    return ask(
        request,
        form,
        lambda data: services.change_particular(
            scope, member, kind, data["code"], on=data["on"], basis=data["basis"]
        ),
        back=card_url(member),
        title=_("变更%(field)s") % {"field": label},
        lead=_("%(name)s，现在是：%(now)s")
        % {"name": member.name, "now": selectors.words(kind, now.code) if now else _("空")},
        button=_("变更"),
        word="corrected",
        crumbs=trail(member),
        note=_("从这一天起按新的统计，以前的统计不变。"),
    )


@page("members.correct")
def letters(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """大字版 for an old comrade, before he signs in for the first time."""
    member = selectors.card(scope, pk)
    form = LettersForm(request.POST or None, initial={"letters": member.person.letters})
    return ask(
        request,
        form,
        lambda data: services.set_letters(scope, member, data["letters"]),
        back=card_url(member),
        title=_("替%(name)s设字号") % {"name": member.name},
        lead=_("年纪大的同志，第一次打开就是大字，不用自己找。"),
        button=_("设好"),
        word="letters",
        crumbs=trail(member),
        secrecy=False,
        note=_(
            "本人下一次登录时起作用。本人在自己的手机、电脑上选过字号的，总是以本人选的为准；页面上的内容一样不少。"
        ),
    )


@page("members.review")
def review(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    member = selectors.card(scope, pk)
    changes = selectors.changes(member)
    problems: list[str] = []
    if request.method == "POST":
        try:
            services.review_card(scope, member, unrelated=request.POST.get("unrelated") == "yes")
            return go(card_url(member), "reviewed")
        except ValidationError as problem:
            problems = problem.messages
    context = {
        "member": member,
        "waiting": _waiting(changes),
        "problems": problems,
        "crumbs": trail(member),
        "back": card_url(member),
        "ticked": request.POST.get("unrelated") == "yes",
    }
    return private(render(request, "members/review.html", context, status=422 if problems else 200))
