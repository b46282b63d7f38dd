"""The pages of 会后一问: asked at the desk, answered by whoever was there, closed for good."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.said import go
from zhibu.meetings import selectors, services
from zhibu.meetings.forms import AnswerForm, EchoForm, take

from . import records, showing


@page("meetings.record")
def ask(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """One question with its answers; as it stands it can be put."""
    meeting = selectors.meeting(scope, pk)
    scope.require("meetings.record", meeting.branch.path)
    form = EchoForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            services.ask_echo(scope, meeting, text=form.cleaned_data["text"], choices=form.choices)
            return go(reverse("meetings.show", args=[meeting.pk]), "asked")
        except ValidationError as problem:
            take(form, problem)
    status = 422 if form.is_bound else 200
    return showing.show(request, "ask", {"meeting": meeting, "form": form}, status=status)


@page("meetings.see")
def answer(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """The question, for whoever was there: one tap, one button."""
    meeting = selectors.meeting(scope, pk)
    asked = selectors.asked(scope, meeting)
    if asked is None or not asked.was_there:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None, echo=asked.echo)
    if form.is_bound and form.is_valid():
        try:
            services.answer_echo(scope, asked.echo, form.cleaned_data["choice"])
            return go(reverse("meetings.show", args=[meeting.pk]), "answered")
        except ValidationError as problem:
            take(form, problem)
    context = {"meeting": meeting, "asked": asked, "form": form}
    return showing.show(request, "answer", context, status=422 if form.is_bound else 200)


@page("meetings.record")
def close(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """No more answers; there is no way back."""
    meeting = selectors.meeting(scope, pk)
    scope.require("meetings.record", meeting.branch.path)
    asked = selectors.asked(scope, meeting)
    if asked is None:
        raise Http404
    if request.method != "POST":
        return go(reverse("meetings.show", args=[meeting.pk]))
    try:
        services.close_echo(scope, asked.echo)
    except ValidationError as problem:
        return records.record_page(request, scope, meeting, refused=problem.messages, status=422)
    return go(reverse("meetings.show", args=[meeting.pk]), "closed")
