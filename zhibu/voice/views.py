"""The pages of the box: writing and picking up, for everybody; reading and answering, for its desks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhibu.kernel.scope import Scope
from zhibu.kernel.web.caller import caller
from zhibu.kernel.web.door import page
from zhibu.kernel.web.parts import Column, Crumb, Tab
from zhibu.kernel.web.said import go, said
from zhibu.kernel.web.sheets import listing, most

from . import selectors, services
from .forms import PLATFORM, AnswerForm, HandForm, PickUpForm, SayForm
from .models import Step, Suggestion

DONE = {
    "answered": gettext_lazy("答复已送出，对方凭编号看得到。"),
    "handed": gettext_lazy("已转交。"),
    "closed": gettext_lazy("已办结。"),
}


PAGE = 50
TONES = {"received": "gold", "handed": "blue", "answered": "green", "closed": "plain"}


@page("voice.say")
def say(request: HttpRequest, scope: Scope) -> HttpResponse:
    """One box, one button. The answer to a good form is the receipt itself: its word is told only here."""
    places = selectors.places(most=selectors.FEW + 1)
    many = len(places) > selectors.FEW
    own = str(scope.org) if any(pk == scope.org for pk, _name in places) and not many else ""
    form = SayForm(request.POST or None, places=places, many=many, own_name=scope.name, own=own)
    if form.is_valid():
        try:
            receipt = _send(request, scope, form)
            return _page(request, "voice/receipt.html", {"receipt": receipt}, status=201)
        except ValidationError as problem:
            _take(form, problem)
    context = {"form": form, "pick_up": PickUpForm()}
    return _page(request, "voice/say.html", context, status=422 if form.is_bound else 200)


def _send(request: HttpRequest, scope: Scope, form: SayForm) -> services.Receipt:
    values = form.cleaned_data
    return services.send_suggestion(
        scope,
        about=_about(values),
        text=values["text"],
        name=form.signature,
        contact=values["contact"],
        once=values["once"],
        address=caller(request.META),
    )


def _about(values: dict[str, Any]) -> int | None:
    """The branch meant; of many, the one whose name has the words typed. Raises ValidationError."""
    if values["about"] == PLATFORM:
        return None
    if values["about"] != "place":
        return int(values["about"])
    words = values["place"].strip()
    if not words:
        raise ValidationError({"place": _("请写支部名字里的几个字。")})
    found = selectors.places(words, most=6)
    exact = [pk for pk, name in found if name == words]
    if len(exact) == 1 or len(found) == 1:
        return exact[0] if exact else found[0][0]
    if not found:
        raise ValidationError({"place": _("没有名字里有“%(words)s”的支部。请换几个字。") % {"words": words}})
    names = _("、").join(name for _pk, name in found[:5])
    raise ValidationError({"place": _("不止一个支部：%(names)s。请写全名。") % {"names": names}})


@page("voice.say")
def find(request: HttpRequest, scope: Scope) -> HttpResponse:
    """From the form on the first page, and with wrong words back to it."""
    return _pick_up(request, scope, PickUpForm(request.POST or None))


@page("voice.say")
def told(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """The address on the receipt: it asks for the word."""
    data = {"number": number, "word": request.POST.get("word", "")} if request.method == "POST" else None
    return _pick_up(request, scope, PickUpForm(data, initial={"number": number}))


def _pick_up(request: HttpRequest, scope: Scope, form: PickUpForm) -> HttpResponse:
    if form.is_valid():
        try:
            one = selectors.told(scope, **form.cleaned_data, address=caller(request.META))
            if one is not None:
                return _page(request, "voice/told.html", {"one": one})
            form.add_error("word", _("编号和取件词对不上。请对照送出意见时给的那一页。"))
        except ValidationError as problem:
            _take(form, problem)
    return _page(request, "voice/pick_up.html", {"form": form}, status=422 if form.is_bound else 200)


@page("voice.see")
@listing
def box(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What waits, the oldest first; or what is done, the latest first."""
    done = request.GET.get("list") == "done"
    rows, following = (
        (selectors.done(scope, most(request, selectors.DONE_SHOWN)), None) if done else _open(request, scope)
    )
    here = reverse("voice.box")
    number_open, number_done = selectors.counts(scope)
    context = {
        "rows": rows,
        "done": done,
        "tabs": (
            Tab(label=_("没办结"), url=here, current=not done, count=number_open),
            Tab(label=_("已办结"), url=f"{here}?list=done", current=done, count=number_done),
        ),
        "columns": [
            Column(label=text) for text in (_("编号"), _("日期"), _("说给"), _("意见"), _("办到哪一步"))
        ],
        "text_label": _("意见"),
        "tones": TONES,
        "next_url": f"{here}?cursor={following}" if following else "",
    }
    return _page(request, "voice/box.html", context)


def _open(request: HttpRequest, scope: Scope) -> tuple[list[Suggestion], str | None]:
    """A page of the list; a mark that is not ours leads to the first one."""
    try:
        return selectors.open_page(scope, request.GET.get("cursor", "")[:400], most(request, PAGE))
    except ValidationError:
        return selectors.open_page(scope)


@page("voice.see")
def show(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """One suggestion, its way so far, and what can be done now."""
    return _one(request, scope, pk)


@page("voice.answer")
def answer(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """Write to the writer."""
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            services.answer_suggestion(
                scope, selectors.suggestion(scope, pk), words=form.cleaned_data["words"]
            )
            return _next(scope, pk, "answered")
        except ValidationError as problem:
            _take(form, problem)
    return _one(request, scope, pk, answer_form=form)


@page("voice.answer")
def hand(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """It belongs on another desk."""
    one = selectors.suggestion(scope, pk)
    form = HandForm(request.POST or None, desks=selectors.desks(scope, one))
    if form.is_valid():
        try:
            services.hand_suggestion(scope, one, **form.cleaned_data)
            return _next(scope, pk, "handed")
        except ValidationError as problem:
            _take(form, problem)
    return _one(request, scope, pk, hand_form=form)


@page("voice.answer")
def close(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """What was answered is done."""
    if request.method != "POST":
        return _one(request, scope, pk)
    try:
        services.close_suggestion(scope, selectors.suggestion(scope, pk))
        return _next(scope, pk, "closed")
    except ValidationError as problem:
        return _one(request, scope, pk, problem=problem)


@page("voice.answer")
def contact(request: HttpRequest, scope: Scope, pk: UUID) -> HttpResponse:
    """Open how the writer can be reached, for an answer; it is written down that one did."""
    if request.method != "POST":
        return _one(request, scope, pk)
    return _one(request, scope, pk, contact=services.open_contact(scope, selectors.suggestion(scope, pk)))


def _next(scope: Scope, pk: UUID, word: str) -> HttpResponseRedirect:
    """Back to the suggestion; if it has left this desk's sight, to the box."""
    if selectors.sees(scope, pk):
        return go(reverse("voice.show", args=[pk]), word)
    return go(reverse("voice.box"), word)


def _one(
    request: HttpRequest,
    scope: Scope,
    pk: UUID,
    *,
    answer_form: Form | None = None,
    hand_form: Form | None = None,
    contact: str = "",
    problem: ValidationError | None = None,
) -> HttpResponse:
    one = selectors.suggestion(scope, pk)
    bound = any(form is not None and form.is_bound for form in (answer_form, hand_form))
    context = {
        "one": one,
        "crumbs": (Crumb(label=_("意见箱"), url=reverse("voice.box")),),
        "steps": [_shown(step) for step in one.steps.all()],
        "mine": selectors.answers(scope, one) and one.closed_at is None,
        "handable": selectors.may_hand(scope, one) and one.closed_at is None,
        "answered": any(step.what == "answered" for step in one.steps.all()),
        "answer_form": answer_form or AnswerForm(),
        "hand_form": hand_form or HandForm(desks=selectors.desks(scope, one)),
        "contact": contact,
        "problems": problem.messages if problem else (),
    }
    return _page(request, "voice/one.html", context, status=422 if bound or problem else 200)


def _shown(step: Step) -> selectors.Said:
    """A step as the desk sees it: with the name of who acted."""
    by = " ".join(filter(None, (step.by_office, step.by_name)))
    return selectors.Said(step.what, str(step.get_what_display()), step.at, step.words, by, step.to_name)


def _take(form: Form, problem: ValidationError) -> None:
    """What a service refused, at its field; of fields this form has not, at its head."""
    fields = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
    for name, texts in fields.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)


def _page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, name, {"messages": said(request, DONE), **context}, status=status)
