"""The pages after the meeting: minutes, confirmation, corrections, scans, what was not held."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from zhibu.kernel import files
from zhibu.kernel.scope import Scope
from zhibu.kernel.web.door import page
from zhibu.kernel.web.said import go, said
from zhibu.meetings import archived, planned, selectors, services
from zhibu.meetings.forms import (
    BackForm,
    ConfirmForm,
    CorrectForm,
    MinutesForm,
    ScanForm,
    UnheldForm,
    take,
)
from zhibu.meetings.models import Meeting
from zhibu.meetings.noticed import full_label
from zhibu.meetings.services.explaining import fits
from zhibu.orgs import selectors as orgs
from zhibu.orgs.models import Org

from . import records, showing
from .showing import kept


@page("meetings.record")
def minutes(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """会后一张纸: what was said, how the votes fell. A draft saves itself."""
    found = kept(scope, pk)
    if found.opened_at is None or found.meeting_id is not None:
        return go(reverse("meetings.planned", args=[found.pk]))
    draft = selectors.draft(found)
    initial: dict[str, Any] = planned.usual_minutes(found) | (dict(draft.data) if draft else {})
    form = MinutesForm(request.POST or None, plan=found, initial=initial)
    differences: list[tuple[str, str, str]] = []
    if form.is_bound:
        version = int(request.POST.get("version") or 0) if request.POST.get("version", "").isdecimal() else 0
        try:
            if "finish" not in request.POST:
                services.save_draft(scope, found, data=form.kept, version=version)
                if request.POST.get("keep") == "auto":  # the page keeps itself; nobody is led anywhere
                    return HttpResponse(status=204)
                return go(reverse("meetings.write", args=[found.pk]), "kept")
            if form.is_valid():
                if draft is not None and draft.version != version:
                    raise services.Conflict(_("别人刚刚存过草稿。您填的都留着，请对照以后再保存。"))
                meeting = services.finish_record(scope, found, **form.record())
                return go(reverse("meetings.show", args=[meeting.pk]), "recorded")
        except services.Conflict as conflict:
            form.is_valid()
            take(form, conflict)
            draft = selectors.draft(found)
            differences = archived.differences(draft, form)
        except ValidationError as problem:
            take(form, problem)
    words = {"ticked": _("到会已经记下。"), "kept": _("草稿已经存好。")}
    context = planned.minutes(found) | {
        "form": form,
        "draft": draft,
        "differences": differences,
        "messages": said(request, words),
    }
    return showing.show(request, "minutes", context, status=422 if form.is_bound else 200)


@page("meetings.confirm")
def confirm(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Chair or recorder confirms; the desk for a chair without an account, with a note."""
    meeting = selectors.meeting(scope, pk)
    form = ConfirmForm(request.POST or None)
    if request.method != "POST":
        return go(reverse("meetings.show", args=[meeting.pk]))
    if form.is_valid():
        try:
            values = form.cleaned_data
            services.confirm_record(scope, meeting, part=values["part"], note=values["note"])
            return go(reverse("meetings.show", args=[meeting.pk]), "confirmed")
        except ValidationError as problem:
            take(form, problem)
    refused = [str(text) for texts in form.errors.values() for text in texts]
    return records.record_page(request, scope, meeting, refused=refused, status=422)


@page("meetings.record")
def send_back(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Not right yet: the minutes are opened again, everything typed is there."""
    meeting = selectors.meeting(scope, pk)
    scope.require("meetings.record", meeting.branch.path)
    form = BackForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            plan = services.send_back(scope, meeting, why=form.cleaned_data["why"])
            return go(reverse("meetings.write", args=[plan.pk]))
        except ValidationError as problem:
            take(form, problem)
    status = 422 if form.is_bound else 200
    return showing.show(request, "send_back", {"meeting": meeting, "form": form}, status=status)


@page("meetings.record")
def correct(request: HttpRequest, scope: Scope, pk: int, about: str) -> HttpResponse:
    """更正: one thing, what it should say, why."""
    meeting = selectors.meeting(scope, pk)
    scope.require("meetings.record", meeting.branch.path)
    matter = archived.matter(meeting, about)
    if matter is None:
        raise Http404
    form = CorrectForm(request.POST or None, about=about, before=matter.value)
    if form.is_bound and form.is_valid():
        try:
            archived.correct(scope, meeting, about, form.cleaned_data)
            return go(reverse("meetings.show", args=[meeting.pk]), "corrected")
        except ValidationError as problem:
            take(form, problem)
    context = {"meeting": meeting, "form": form, "matter": matter}
    return showing.show(request, "correct", context, status=422 if form.is_bound else 200)


@page("meetings.record")
def add_scan(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """A page of the handwritten book, beside a record whose presence and votes are entered."""
    meeting = selectors.meeting(scope, pk)
    scope.require("meetings.record", meeting.branch.path)
    form = ScanForm(request.POST, request.FILES) if request.method == "POST" else ScanForm()
    if form.is_bound and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            services.attach_scan(scope, meeting, file, name=file.name)
            return go(reverse("meetings.show", args=[meeting.pk]), "scanned")
        except ValidationError as problem:
            take(form, problem)
    status = 422 if form.is_bound else 200
    return showing.show(request, "add_scan", {"meeting": meeting, "form": form}, status=status)


@page("meetings.see")
def scan(request: HttpRequest, scope: Scope, pk: int, scan: int) -> HttpResponse:
    """The page as it was handed in."""
    return files.response(selectors.scan(scope, selectors.meeting(scope, pk), scan), show=True)


@page("meetings.record")
def unheld(request: HttpRequest, scope: Scope, org: int, kind: str, period: str) -> HttpResponse:
    """未开: one reason."""
    branch = orgs.org(scope, org)
    scope.require("meetings.record", branch.path)
    if branch.above_branch or not fits(kind, period):
        raise Http404
    if (kind == Meeting.Kind.GROUP) != (branch.kind == Org.Kind.GROUP):
        raise Http404
    form = UnheldForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            services.explain_unheld(scope, branch, kind=kind, period=period, why=form.cleaned_data["why"])
            return go(f"{reverse('meetings.index')}?org={branch.pk}", "unheld")
        except ValidationError as problem:
            take(form, problem)
    context = {"branch": branch, "kind": Meeting.Kind(kind), "period": full_label(period), "form": form}
    return showing.show(request, "unheld", context, status=422 if form.is_bound else 200)


@page("meetings.record")
def held_after_all(request: HttpRequest, scope: Scope, pk: int) -> HttpResponse:
    """Take an explanation back."""
    found = selectors.explanation(scope, pk)
    scope.require("meetings.record", found.branch.path)
    if request.method == "POST":
        services.take_explanation_back(scope, found)
    word = "explained-no-more" if request.method == "POST" else ""
    return go(f"{reverse('meetings.index')}?org={found.branch_id}", word)
